"""What a move changed: every measure, member by member, the largest first; or why nothing did."""

from typing import Any

import numpy as np

from sim.explorer.saying import Change, for_people
from sim.explorer.warm import Ran
from sim.ground.arrays import Runs
from sim.vocabulary.measures import Measure, dimension, measures

MOST = 8
"""Measures that are listed."""

OVER = 52
"""Weeks over which a flow is averaged: the luck of a single week says little."""


def moves(before: Ran, now: Ran, week: int) -> dict[str, Any]:
    """Return the measures that changed most between two states, paired, up to a week.

    Size is the mean change over what members differ by; only measures with a change in any
    member are counted.
    """
    found: list[tuple[float, Change]] = []
    compared = changed = 0
    for name, m in measures().items():
        if m.kind == "state" or not _both(name, before, now) or not for_people(m):
            continue
        mine = []
        for part in dimension(m.dimension) if m.dimension else ("",):
            compared += 1
            one, other = (_level(ran, m, part, week) for ran in (before, now))
            if np.any(one != other):
                mine.append((_size(one, other), Change.of(m, part, one, other, week)))
        changed += len(mine)
        # one line a measure: eight channels of the same one would hide everything else
        found += sorted(mine, key=lambda pair: -pair[0])[:1]
    found.sort(key=lambda pair: -pair[0])
    listed = [_told(change, size) for size, change in found[:MOST]]
    return {"compared": compared, "changed": changed, "since": before.name, "largest": listed}


def _told(change: Change, size: float) -> dict[str, Any]:
    named = {"measure": change.measure.name, "part": change.part, "size": round(size, 4)}
    return {**change.table(), **named, "said": change.said(), "cell": change.cells()}


def _both(name: str, before: Ran, now: Ran) -> bool:
    return name in before.recorded.values and name in now.recorded.values


def _level(ran: Ran, m: Measure, part: str, week: int) -> Runs:
    """Return a stock at the end of a week, anything else as its mean over the year up to it."""
    values = ran.recorded.values[m.name]
    if part:
        values = values[:, dimension(m.dimension).index(part)]
    if m.bound:
        out: Runs = values[week + 1]
        return out
    mean: Runs = values[max(0, week + 1 - OVER) : week + 1].mean(axis=0)
    return mean


def _size(one: Runs, other: Runs) -> float:
    gap = float(np.abs(other - one).mean())
    spread = float(np.std(np.concatenate([one, other])))
    return gap / spread if spread > 0.0 else 0.0
