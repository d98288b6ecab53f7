"""Verbs that only read: scenarios, show, assumptions."""

import csv
import sys
from typing import Annotated, Optional

import typer

from sim.cli.options import ScenarioName

ROLES = "uncertainty, lever or constant"
CONFIDENCE = "high, medium, low or reference"


def scenarios() -> None:
    """List the scenarios with their questions."""
    from sim.cli.tables import table
    from sim.vocabulary.scenario import load, names

    every = sorted((load(name) for name in names()), key=lambda s: _order(s.id))
    rows = [[s.id, s.name, s.kind, s.question] for s in every]
    table(["id", "scenario", "kind", "question"], rows)


def _order(label: str) -> tuple[int, str]:
    """Sort SC2 before SC10 and SC20a before SC20b."""
    digits = "".join(c for c in label if c.isdigit())
    return (int(digits or 0), label)


def show(
    name: ScenarioName = "",
    *,
    levers: Annotated[bool, typer.Option("--levers", help="List the levers instead.")] = False,
) -> None:
    """Show a scenario: story, question, and what differs from its parent."""
    from sim.cli.tables import heading, paragraph, table
    from sim.ground.errors import InputError
    from sim.vocabulary.levers import levers as all_levers
    from sim.vocabulary.lineage import differences
    from sim.vocabulary.scenario import load

    if levers:
        columns = ["lever", "set by", "unit", "range", "default", "meaning"]
        every = sorted(all_levers().values(), key=lambda x: (not x.coalition, x.set_by))
        table(
            columns,
            [
                [x.name, x.set_by, x.unit, _range(x.low, x.high), x.default, x.meaning]
                for x in every
            ],
        )
        return
    if not name:
        raise InputError("show: name a scenario, or --levers; see 'sim scenarios'")
    s = load(name)
    heading(f"{s.id}  {s.title}  ({s.kind})")
    paragraph(f"Question: {s.question}")
    paragraph(s.story)
    if s.expect:
        paragraph(f"Expect: {s.expect}")
    table(["differs from " + (s.extends or "nothing"), "value"], [list(x) for x in differences(s)])
    if s.claims:
        paragraph("Claims of the seed text: " + ", ".join(s.claims))


def _range(low: float, high: float) -> str:
    return "" if low != low else f"{low:g} to {high:g}"  # noqa: PLR0124  (NaN is not itself)


def assumptions(
    *,
    as_csv: Annotated[bool, typer.Option("--csv", help="Write CSV to standard output.")] = False,
    owner: Annotated[Optional[str], typer.Option(help="An actor, channel or subject.")] = None,  # noqa: UP045
    role: Annotated[Optional[str], typer.Option(help=ROLES)] = None,  # noqa: UP045
    confidence: Annotated[Optional[str], typer.Option(help=CONFIDENCE)] = None,  # noqa: UP045
) -> None:
    """List every number that the model does not derive, with its provenance."""
    from sim.cli.tables import paragraph, table
    from sim.ground.errors import unknown
    from sim.vocabulary.assumptions import CONFIDENCE as GRADES
    from sim.vocabulary.assumptions import ROLES as KINDS
    from sim.vocabulary.assumptions import registry

    every = list(registry())
    chosen = every
    for place, given, known, of in (
        ("--owner", owner, {e.owner for e in every}, "owner"),
        ("--role", role, set(KINDS), "role"),
        ("--confidence", confidence, set(GRADES), "confidence"),
    ):
        if given is not None and given not in known:
            raise unknown(place, of, given, known)
        if given is not None:
            chosen = [e for e in chosen if getattr(e, of) == given]
    columns = [
        "key", "name", "symbol", "unit", "role", "central", "low", "high", "kind", "confidence",
        "lever", "evidence", "claims", "basis",
    ]  # fmt: skip
    rows = []
    for e in chosen:
        low, high = e.span()
        kind = "by reading" if e.readings else e.distribution.kind
        rows.append(
            [e.key, e.name, e.symbol, e.unit, e.role, f"{e.central:g}", f"{low:g}", f"{high:g}",
             kind, e.confidence, e.lever or "", " ".join(e.evidence), " ".join(e.claims), e.basis]
        )  # fmt: skip
    if as_csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
        return
    shown = [0, 2, 3, 4, 5, 6, 7, 9, 13]
    table([columns[i] for i in shown], [[row[i] for i in shown] for row in rows])
    paragraph(f"{len(chosen)} of {len(every)} assumptions")
