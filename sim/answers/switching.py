"""What moves when an element of the model is switched off: one pair of cases an element.

Six measures and the nine indices at two dates. Every pair meets the same members and the same
luck, so that a number is what the element does.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.answers.futures import outcomes
from sim.answers.response import AT, INDICES, NIL
from sim.answers.statements.monitor import Paths
from sim.ground.arrays import Runs
from sim.ground.errors import InputError
from sim.runs.constrained import ensemble
from sim.runs.settings import Settings
from sim.vocabulary.measures import measures
from sim.vocabulary.policy import Case
from sim.vocabulary.switches import Switch

TOTALS = ("russia.shells_fired", "dprk.shells_arrived", "dprk.provocations")
"""Taken in all from the opening to the date."""

LEVELS = ("dprk.energy_coverage", "dprk.hard_currency_usd", "dprk.warheads")
"""Taken at the date."""

COUNTED = ("dprk.provocations",)
"""Whole numbers: the mean over members says what a median of them cannot."""

LOOKED = (*TOTALS, *LEVELS, *(f"{measure}[{actor}]" for measure, actor in INDICES))
"""What is looked at, in the order of results: six measures in per cent, nine indices in points."""

IN_PER_CENT = len(TOTALS) + len(LEVELS)

LEAST = NIL
"""Per cent, or points of an index: what moves by less is practically unchanged."""


@dataclass(frozen=True)
class Moves:
    """What each switch moves.

    Attributes:
        members: of the ensemble.
        values: paired change when the element is switched off, by switch, shape (looked, date): per
            cent of a measure, points of an index; the median over members, of counts the mean.
    """

    members: int
    values: Mapping[str, Runs]

    def moved(self, name: str) -> list[int]:
        """Return places in `LOOKED` of what a switch moves at either date, the largest first."""
        sizes = np.abs(self.values[name]).max(axis=1)
        order = np.argsort(-sizes, kind="stable")
        return [int(i) for i in order if sizes[i] >= LEAST]


def switched(
    switches: Mapping[str, Switch],
    *,
    members: int = 400,
    seed: int = 1,
    weeks: int = AT[-1],
    prior: bool = False,
) -> Moves:
    """Return what moves when each element is switched off.

    Args:
        switches: by name.
        members: of the ensemble.
        seed: of the ensemble.
        weeks: horizon; results are read at its middle and at its end.
        prior: use the prior, not the ensemble constrained by the record.

    Raises:
        InputError: fewer than two members or weeks.

    Example:
        >>> from sim.answers.switching import switched
        >>> from sim.vocabulary.switches import switches
        >>> found = switched({"S44": switches().measured["S44"]}, members=8, weeks=8, prior=True)
        >>> found.values["S44"].shape
        (15, 2)
    """
    if min(members, weeks) < len(AT):
        raise InputError("claims: at least two members and two weeks")
    how = Settings(members, seed, weeks, constrained=None if prior else ensemble())
    at = [weeks * week // AT[-1] for week in AT]
    cases: list[Case] = []
    for one in switches.values():
        cases += [case for case in (one.on, one.without) if case not in cases]
    keep = (*TOTALS, *LEVELS, *dict(INDICES))
    found = outcomes(cases, keep, lambda paths: _taken(paths, at), how).values
    return Moves(
        members,
        {
            name: _change(found[cases.index(one.on)], found[cases.index(one.without)])
            for name, one in switches.items()
        },
    )


def _taken(paths: Paths, at: list[int]) -> Runs:
    """Return what is looked at, shape (looked, date, member)."""
    own, totals = paths.own, []
    for name in TOTALS:
        summed = np.cumsum(own[name], axis=0, dtype=np.float64)
        totals.append(summed[[week - 1 for week in at]])
    # a stock has one value more than there are weeks, that of the opening
    levels = [
        own[name][[week - 1 + bool(measures()[name].bound) for week in at]] for name in LEVELS
    ]
    indices = [np.swapaxes(own[name][at], 0, 1) for name in dict(INDICES)]
    return np.concatenate([np.stack([*totals, *levels]), *indices])


def _change(base: Runs, off: Runs) -> Runs:
    """Return the paired change of what is looked at, shape (looked, date)."""
    moved: Runs = off - base
    part = np.divide(moved, base, out=np.full_like(moved, np.nan), where=base > 0.0)
    out: Runs = np.concatenate(
        [
            100.0 * np.nanmedian(part[:IN_PER_CENT], axis=-1),
            np.nanmedian(moved[IN_PER_CENT:], axis=-1),
        ]
    )
    for name in COUNTED:
        i = LOOKED.index(name)
        out[i] = 100.0 * np.nanmean(moved[i], axis=-1) / np.nanmean(base[i], axis=-1)
    return out
