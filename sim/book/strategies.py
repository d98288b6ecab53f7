"""The best strategies of a search beside the shipped scenarios, kept and shown as a table."""

from collections.abc import Iterable, Mapping
from typing import Any

from sim.answers.searched import BEST
from sim.answers.strategies import ADAPTIVE, STATIC
from sim.answers.words import Voice
from sim.vocabulary.measures import measure
from sim.vocabulary.scenario import load, names
from sim.vocabulary.wording import scale_of

UNSEEN, REGRET = "unseen: ", "regret of "
HEADS = {STATIC: "static", ADAPTIVE: "adaptive", "": "shipped"}
Row = Mapping[str, Any]


def best(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Return the five best strategies of each kind on unseen members, then the shipped scenarios.

    Args:
        rows: the table of a search, best first: one row a strategy or a shipped scenario.

    Example:
        >>> best([{"strategy": "baseline", "kind": None, "unseen: coalition.cost": 3.0,
        ...        "seen: coalition.cost": None, "still_unbeaten": False}])
        [{'strategy': 'baseline', 'kind': '', 'unbeaten': False, 'unseen: coalition.cost': 3.0}]
    """
    made = [
        {
            "strategy": row["strategy"], "kind": row.get("kind") or "",
            "unbeaten": row["still_unbeaten"],
            **{key: value for key, value in row.items() if key.startswith(UNSEEN)},
        }
        for row in rows
    ]  # fmt: skip
    chosen = [one for kind in (STATIC, ADAPTIVE) for one in _of(made, kind)[:BEST]]
    return [*chosen, *_of(made, "")]


def _of(rows: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [row for row in rows if row["kind"] == kind]


def shown(rows: list[dict[str, Any]]) -> str:
    """Return kept strategies as a table of the page's language, "" where there are none."""
    if not rows:
        return ""
    aims = [key for key in rows[0] if key.startswith(UNSEEN)]
    head = ["strategy", "kind", *(_aim(key) for key in aims), "unbeaten"]
    lines = [head, ["---"] * len(head), *(_line(row, aims) for row in rows)]
    note = (
        "The best five of each kind on members that no search has seen, by how close they lie to "
        "the best of every aim, and the shipped scenarios on the same members; a strategy is "
        "unbeaten where no other one does at least as well in every aim, a scenario where no "
        "strategy does."
    )
    return "\n".join([note, "", *(f"| {' | '.join(cells)} |" for cells in lines)])


def _line(row: Row, aims: list[str]) -> list[str]:
    name = str(row["strategy"])
    title = load(name).title if name in names() else name
    values = [_amount(key, row[key]) for key in aims]
    return [title, HEADS[row["kind"]], *values, "yes" if row["unbeaten"] else "no"]


def _aim(key: str) -> str:
    """Return an aim in words, as a column says it; its time stands in the answer."""
    text = key.removeprefix(UNSEEN)
    regret, text = text.startswith(REGRET), text.removeprefix(REGRET)
    name, _, part = text.partition(" ")[0].partition("[")
    where = f" ({part.removesuffix(']')})" if part else ""
    said = measure("aim", name).label + where
    return f"regret: {said}" if regret else said


def _amount(key: str, value: float) -> str:
    text = key.removeprefix(UNSEEN)
    name = text.removeprefix(REGRET).partition(" ")[0].partition("[")[0]
    scale, voice = scale_of(measure("aim", name).name), Voice()
    return voice.size(value, scale) if text.startswith(REGRET) else voice.level(value, scale)
