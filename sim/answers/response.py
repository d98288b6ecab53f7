"""How the nine indices respond to the two things users ask about: shells a day and enforcement.

A grid of cases over the same members: every cell is paired with the reference cell, so that a
number is what the change does and not what luck does.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from sim.answers.asking import REACH_STRUCTURE, READING
from sim.answers.futures import outcomes
from sim.answers.statements.monitor import Paths
from sim.ground.arrays import Runs
from sim.ground.errors import InputError
from sim.runs.constrained import ensemble
from sim.runs.settings import Settings
from sim.vocabulary.axes import ACTORS, BAND, EXPOSED
from sim.vocabulary.levers import structures
from sim.vocabulary.policy import Case
from sim.vocabulary.scenario import load

DEMAND, TEMPO = "shells_demanded_per_day", "designation_tempo"
SHELLS = (4_000, 8_000, 12_000, 16_000, 20_000)
TEMPOS = (0, 1, 2, 3, 4)
CELLS = tuple((shells, tempo) for shells in SHELLS for tempo in TEMPOS)
REFERENCE = (12_000, 1)
"""Rounds a day and tempo of the cell that all others are paired with."""

AT = (130, 260)
"""Weeks at which indices are read."""

INDICES = (
    *(("capability.index", actor) for actor in ACTORS),
    *(("exposure.index", actor) for actor in EXPOSED),
)
"""Measure and actor of the nine indices."""

HELD = (READING, REACH_STRUCTURE)
"""Structures whose options are looked at one by one."""

EVERY = "all members"
NIL = 1.0
"""Points: a smaller median is practically unchanged, as everywhere for indices."""

MOVES = {
    DEMAND: ((SHELLS[0], REFERENCE[1]), (SHELLS[-1], REFERENCE[1])),
    TEMPO: ((REFERENCE[0], TEMPOS[0]), (REFERENCE[0], TEMPOS[-1])),
}
"""What each driver is moved from and to, the other one at its reference."""


@dataclass(frozen=True)
class Responses:
    """Responses by group, paired, in points.

    Attributes:
        sizes: number of members by group: all as sampled, then all held to one reading, or to one
            reach of the arms route.
        cells: change against the reference cell by group, shape (quantile, cell, week, index).
        moves: change when one driver is moved from low to high, by group, shape
            (quantile, driver, week, index), drivers in the order of `MOVES`.
    """

    sizes: Mapping[str, int]
    cells: Mapping[str, Runs]
    moves: Mapping[str, Runs]

    def nil(self) -> list[tuple[str, str, str]]:
        """Return group, driver and index wherever a driver moves an index by less than `NIL`.

        At both weeks, in the median; an index is written as ``capability.index[us]``.
        """
        out = []
        for group, moved in self.moves.items():
            still = (np.abs(moved[1]) < NIL).all(axis=1)
            out += [
                (group, driver, f"{measure}[{actor}]")
                for d, driver in enumerate(MOVES)
                for i, (measure, actor) in enumerate(INDICES)
                if still[d, i]
            ]
        return out


def responses(
    *, members: int = 400, seed: int = 1, weeks: int = AT[-1], prior: bool = False
) -> Responses:
    """Return how the indices respond to shells demanded and to the tempo of enforcement.

    Args:
        members: of the ensemble; each reading and each reach has half as many.
        seed: of the ensemble.
        weeks: horizon; indices are read at its middle and at its end.
        prior: use the prior, not the ensemble constrained by the record.

    Raises:
        InputError: fewer than two members or weeks.

    Example:
        >>> from sim.answers.response import responses
        >>> found = responses(members=8, weeks=4, prior=True)
        >>> found.cells["all members"].shape
        (3, 25, 2, 9)
    """
    if min(members, weeks) < len(AT):
        raise InputError("responses: at least two members and two weeks")
    how = Settings(members, seed, weeks, constrained=None if prior else ensemble())
    base, fewer = load("baseline").policy, replace(how, members=members // len(AT))
    levels = {EVERY: _levels(base, how)}
    for name in HELD:
        for option in structures()[name].options:
            levels[option] = _levels(base.choosing(name, option), fewer)
    return Responses(
        {name: found.shape[-1] for name, found in levels.items()},
        {name: _spans(found - found[CELLS.index(REFERENCE)]) for name, found in levels.items()},
        {name: _spans(_moved(found)) for name, found in levels.items()},
    )


def _levels(base: Case, how: Settings) -> Runs:
    """Return every index in every cell, shape (cell, week, index, member)."""
    cases = [base.setting(DEMAND, shells).setting(TEMPO, tempo) for shells, tempo in CELLS]
    at = [how.weeks * week // AT[-1] for week in AT]

    def taken(paths: Paths) -> Runs:
        return np.concatenate([paths.own[name][at] for name in dict(INDICES)], axis=1)

    return outcomes(cases, tuple(dict(INDICES)), taken, how).values


def _moved(levels: Runs) -> Runs:
    """Return what moving each driver from low to high does, shape (driver, week, index, member)."""
    return np.stack(
        [levels[CELLS.index(high)] - levels[CELLS.index(low)] for low, high in MOVES.values()]
    )


def _spans(changes: Runs) -> Runs:
    """Return quantiles over members, the last axis, with the quantiles first."""
    out: Runs = np.nanquantile(changes, BAND, axis=-1)
    return out
