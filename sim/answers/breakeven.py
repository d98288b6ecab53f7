"""The value of a lever or assumption at which a statement turns, member by member.

A grid over the range shows between which values each member turns first; every interval in which
some member turns is then halved, all of them in one block, until the interval is narrow enough.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from sim.answers import words
from sim.answers.answer import Answer, about
from sim.answers.asking import READING, Given, case_of, groups_of
from sim.answers.changes import Input
from sim.answers.futures import members_of, values_of
from sim.answers.statements import terms as t
from sim.answers.statements.clock import Clock
from sim.answers.statements.reading import read
from sim.answers.telling import breakeven as telling
from sim.answers.turning import ALL, Turning, first_place, first_turn
from sim.answers.words import Voice
from sim.ground.arrays import Runs
from sim.ground.errors import InputError
from sim.runs.constrained import ensemble
from sim.runs.settings import Settings
from sim.vocabulary.policy import Case

GRID, HALVINGS = 9, 3
"""Values of the first grid, and how often intervals are halved: 1/64 of the range in the end."""


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
    language: str = "en",
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
        language: of what is said and drawn: en or zh.

    Example:
        >>> import sim
        >>> found = sim.breakeven("russia.shells_fired >= 9k rounds/day at 2023-10-02",
        ...     "shells_demanded_per_day", members=8, weeks=20, prior=True)
        >>> bool(found.table["none"][0] <= 1.0)
        True
    """
    how = Settings(members, seed, weeks, constrained=None if prior else ensemble())
    name, case = case_of(under)
    found, said, failed = turning(statement, (name, case), Input.of(over, low, high), how, by)
    rests, voice = about(how, (name,), failed), Voice(language, "breakeven")
    return Answer(
        "breakeven", f"{said.text} over {over}", telling.sentences(found, said, rests, voice),
        _table(found), said.notes, rests, found, title=telling.title(found, said, voice),
        language=language,
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
        over, value, holds[0], turns, tried, holds,
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
    places = first_place(holds)
    used = np.unique(places[places >= 0])
    return np.asarray((tried[used] + tried[used + 1]) / 2)


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
             "always": found.kinds(group)["always"], "never": found.kinds(group)["never"],
             "several_turns": float((found.turns[mask] > 1).mean()) if none.members else np.nan,
             "unit": words.unit_of(found.input.name)}
        )  # fmt: skip
    return pd.DataFrame(rows)
