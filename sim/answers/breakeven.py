"""The value of a lever or assumption at which a statement turns, member by member.

A grid over the range shows between which values each member turns first; every interval in which
some member turns is then halved, all of them in one block, until the interval is narrow enough.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.answers import words
from sim.answers.answer import Answer, about
from sim.answers.asking import READING, Given, cases_of, groups_of
from sim.answers.changes import Input
from sim.answers.futures import members_of, values_of
from sim.answers.shares import Share, share_of
from sim.answers.statements import terms as t
from sim.answers.statements.clock import Clock
from sim.answers.statements.reading import read
from sim.ground.arrays import Runs
from sim.ground.errors import InputError
from sim.runs.bands import FEWEST
from sim.runs.constrained import ensemble
from sim.runs.settings import Settings
from sim.vocabulary.policy import Case

GRID, HALVINGS = 9, 3
"""Values of the first grid, and how often intervals are halved: 1/64 of the range in the end."""

ALL = "all members"


@dataclass(frozen=True)
class Turning:
    """Where a statement turns along an input.

    Attributes:
        input: the lever or assumption.
        value: at which each member first turns, NaN where it does not in the range; (member,).
        first: whether the statement holds at the low end, shape (member,); NaN for a failed run.
        turns: how often it turns on the values tried, shape (member,).
        tried: values that were run, rising.
        holds: share of members in which it holds at each of them, shape (value,).
        groups: which members belong to which group, all of them first.
        rows: number of each member's parameter row.
        width: of the interval that holds a turning value.
    """

    input: Input
    value: Runs
    first: Runs
    turns: np.ndarray
    tried: Runs
    holds: Runs
    groups: Mapping[str, np.ndarray]
    rows: np.ndarray
    width: float

    def none(self, group: str = ALL) -> Share:
        """Return the share of a group's members that do not turn within the range."""
        mask = self.groups[group]
        without = np.where(np.isnan(self.first), np.nan, np.isnan(self.value).astype(float))
        return share_of(without[mask], self.rows[mask])


def breakeven(
    statement: str,
    over: str,
    *,
    low: float | None = None,
    high: float | None = None,
    under: Given | Iterable[Given] = "baseline",
    members: int = 200,
    seed: int = 1,
    weeks: int = 260,
    prior: bool = False,
    by: str = READING,
) -> Answer:
    """Return the value of a lever or assumption at which a statement turns.

    Args:
        statement: a claim, such as ``dprk.shells_arrived <= 20k rounds/week throughout 2026``.
        over: a lever (set from week 0 on) or the key of an assumption.
        low: end of the range; that of the input's own range by default.
        high: other end.
        under: the scenario.
        members: size of the ensemble.
        seed: of the ensemble.
        weeks: horizon.
        prior: use the prior, not the ensemble constrained by the record.
        by: what members are grouped by.

    Example:
        >>> import sim
        >>> found = sim.breakeven("russia.shells_fired >= 9k rounds/day at 2023-10-02",
        ...     "shells_demanded_per_day", members=8, weeks=20, prior=True)
        >>> bool(found.table["none"][0] <= 1.0)
        True
    """
    how = Settings(members, seed, weeks, constrained=None if prior else ensemble())
    ((name, case),) = cases_of(under).items()
    found, said, failed = turning(statement, (name, case), Input.of(over, low, high), how, by)
    rests = about(how, (name,), failed)
    return Answer(
        "breakeven", f"{said.text} over {over}", _sentences(found, said, rests), _table(found),
        said.notes, rests, found,
    )  # fmt: skip


def turning(
    statement: str, of: tuple[str, Case], over: Input, how: Settings, by: str
) -> tuple[Turning, t.Statement, int]:
    """Return where a statement turns, the statement, and how many runs failed."""
    name, case = of
    said = read(statement, Clock.of(case, how.weeks))
    if not isinstance(said.said, t.Claim):
        raise InputError("statement: a breakeven asks where a claim turns; write no question")
    tried = np.linspace(over.low, over.high, GRID)
    holds, failed = _run(said, (name, case), over, tried, how)
    for _ in range(HALVINGS):
        middles = _middles(tried, holds)
        if not middles.size:
            break
        more, lost = _run(said, (name, case), over, middles, how)
        failed += lost
        order = np.argsort(np.concatenate([tried, middles]), kind="stable")
        tried = np.concatenate([tried, middles])[order]
        holds = np.concatenate([holds, more])[order]
    members = members_of(case, how)
    everyone = np.ones(how.members, dtype=bool)
    value, turns = first_turn(tried, holds)
    width = (over.high - over.low) / (GRID - 1) / 2**HALVINGS
    found = Turning(
        over, value, holds[0], turns, tried, np.nanmean(holds, axis=1),
        {ALL: everyone, **groups_of(members, by)}, members.rows, width,
    )  # fmt: skip
    return found, said, failed


def _run(
    said: t.Statement, of: tuple[str, Case], over: Input, values: Runs, how: Settings
) -> tuple[Runs, int]:
    name, case = of
    cases = {f"{name} {v:g}": over.at(case, float(v)) for v in values}
    found = values_of(said, cases, how, {name: case})
    return found.values, found.failed  # noqa: PD011  no table


def _middles(tried: Runs, holds: Runs) -> Runs:
    """Return the middles of the intervals in which the first turn of some member lies."""
    places = _first_place(holds)
    used = np.unique(places[places >= 0])
    return np.asarray((tried[used] + tried[used + 1]) / 2)


def _first_place(holds: Runs) -> np.ndarray:
    """Return the interval in which each member first turns, -1 where it does not."""
    differ = holds[1:] != holds[:-1]
    differ &= np.isfinite(holds).all(axis=0)
    return np.where(differ.any(axis=0), differ.argmax(axis=0), -1)


def first_turn(tried: Runs, holds: Runs) -> tuple[Runs, np.ndarray]:
    """Return where each member first turns (NaN: nowhere) and how often it turns.

    Args:
        tried: values, rising, shape (value,).
        holds: 1, 0 or NaN, shape (value, member).
    """
    place = _first_place(holds)
    middle = (tried[place] + tried[np.minimum(place + 1, len(tried) - 1)]) / 2
    turns = (holds[1:] != holds[:-1]).sum(axis=0)
    return np.where(place >= 0, middle, np.nan), np.where(place >= 0, turns, 0)


def _table(found: Turning) -> pd.DataFrame:
    rows = []
    for group, mask in found.groups.items():
        low, middle, high = words.quantiles(found.value[mask])
        fine = found.first[mask]
        none = found.none(group)
        rows.append(
            {"group": group, "members": none.members, "none": none.share, "none_low": none.low,
             "none_high": none.high, "q05": low, "q50": middle, "q95": high,
             "holds_at_low": float(np.nanmean(fine)) if none.members else np.nan,
             "several_turns": float((found.turns[mask] > 1).mean()) if none.members else np.nan,
             "unit": words.unit_of(found.input.name)}
        )  # fmt: skip
    return pd.DataFrame(rows)


def _sentences(found: Turning, said: t.Statement, rests: Mapping[str, object]) -> tuple[str, str]:
    name, unit = words.spoken(found.input.name), words.unit_of(found.input.name)
    none = found.none()
    low, middle, high = words.quantiles(found.value)
    tried = words.band(found.input.low, found.input.high, unit)
    interval = f"95 % interval {words.percent(none.low)} to {words.percent(none.high)}"
    if none.share == 1.0:
        first = f"“{said.text}” turns in no member at any {name} from {tried} ({interval})"
    else:
        first = (
            f"“{said.text}” turns at {name} {words.amount(middle, unit)} in the median of the "
            "members "
            f"in which it turns (5 to 95 %: {words.band(low, high, unit)}); in "
            f"{words.percent(none.share)} of members ({interval}) no value from {tried} turns it"
        )
    split = [
        f"{g.replace('_', ' ')} {words.percent(found.none(g).share)}"
        for g, mask in found.groups.items()
        if g != ALL and mask.sum() >= FEWEST
    ]
    by = f" By group no value turns it in {words.listed(split)}." if split else ""
    share = words.percent(float(np.nanmean(found.first)))
    second = (
        f"At the low end it holds in {share} of members; values are known to "
        f"{words.amount(found.width, unit)}, from {len(found.tried)} values on the same "
        f"{rests['members']:,} members of the {rests['ensemble']} ensemble.{by}"
    )
    return f"{first}.", second
