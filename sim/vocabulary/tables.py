"""The vocabulary as tables: scenarios, levers, assumptions, measures, claims."""

from typing import TYPE_CHECKING, NamedTuple

from sim.vocabulary.assumptions import registry
from sim.vocabulary.claims import claims
from sim.vocabulary.levers import levers
from sim.vocabulary.measures import dimension, measures
from sim.vocabulary.scenario import load, names

if TYPE_CHECKING:
    import pandas as pd


class Table(NamedTuple):
    """Columns and rows; the first column names the row."""

    columns: tuple[str, ...]
    rows: list[tuple[object, ...]]

    def frame(self) -> "pd.DataFrame":
        """Return it as a table of pandas, indexed by its first column."""
        import pandas as pd

        return pd.DataFrame(self.rows, columns=list(self.columns)).set_index(self.columns[0])


def scenario_table() -> Table:
    """Return the shipped scenarios in the order of their ids."""
    every = sorted((load(name) for name in names()), key=lambda s: in_order(s.id))
    rows = [(s.name, s.id, s.kind, s.title, s.question, s.extends or "", s.claims) for s in every]
    columns = ("scenario", "id", "kind", "title", "question", "extends", "claims")
    return Table(columns, [(*row[:-1], " ".join(row[-1])) for row in rows])


def in_order(label: str) -> tuple[int, str]:
    """Sort SC2 before SC10 and SC20a before SC20b."""
    digits = "".join(c for c in label if c.isdigit())
    return (int(digits or 0), label)


def lever_table() -> Table:
    """Return the levers, those of the coalition first."""
    every = sorted(levers().values(), key=lambda x: (not x.coalition, x.set_by))
    columns = ("lever", "set_by", "unit", "low", "high", "default", "claims", "meaning")
    rows: list[tuple[object, ...]] = [
        (x.name, x.set_by, x.unit, x.low, x.high, x.default, " ".join(x.claims), x.meaning)
        for x in every
    ]
    return Table(columns, rows)


def assumption_table() -> Table:
    """Return every number that the model does not derive, with its provenance."""
    columns = (
        "key", "name", "symbol", "unit", "role", "central", "low", "high", "kind", "confidence",
        "lever", "evidence", "claims", "basis",
    )  # fmt: skip
    rows: list[tuple[object, ...]] = [
        (
            e.key, e.name, e.symbol, e.unit, e.role, e.central, *e.span(),
            "by reading" if e.readings else e.distribution.kind, e.confidence,
            e.lever or "", " ".join(e.evidence), " ".join(e.claims), e.basis,
        )
        for e in registry()
    ]  # fmt: skip
    return Table(columns, rows)


def measure_table() -> Table:
    """Return the measures in the order of their table."""
    columns = ("measure", "kind", "unit", "dimension", "values", "label", "definition")
    rows: list[tuple[object, ...]] = [
        (
            m.name, m.kind, m.unit, m.dimension,
            " ".join(dimension(m.dimension)) if m.dimension else "", m.label, m.definition,
        )
        for m in measures().values()
    ]  # fmt: skip
    return Table(columns, rows)


def claim_table() -> Table:
    """Return the claims of the seed text and where each is carried."""
    columns = (
        "claim", "text", "kind", "model", "elements", "assumptions", "levers", "measures",
        "scenarios", "note",
    )  # fmt: skip
    rows: list[tuple[object, ...]] = [
        (
            c.name, c.text, c.kind, c.model,
            *(" ".join(x) for x in (c.elements, c.assumptions, c.levers, c.measures, c.scenarios)),
            c.note,
        )
        for c in claims().values()
    ]  # fmt: skip
    return Table(columns, rows)
