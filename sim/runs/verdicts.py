"""What paired differences carry: size before sign, a direction only where the band has one."""

import math
from typing import NamedTuple

import numpy as np

from sim.runs.bands import FEWEST, quantiles
from sim.vocabulary.axes import BAND

HUNDRED = 100.0
HIGHER, LOWER, UNCHANGED, OPEN, FEW = "higher", "lower", "unchanged", "open", "few"
VERDICTS = (HIGHER, LOWER, UNCHANGED, OPEN, FEW)
SMALL_PERCENT = 1.0
"""A difference below this share of the reference, and below the next, is none."""

SMALL_SPREAD = 0.1
"""Part of the members' spread (5-95 %) of the reference."""

ONE_POINT = 1.0
"""Shares and indices: a difference below one point is none."""

NIL = 0.1
"""A reference below this part of its own maximum is near nil: units only, no per cent."""


class Gap(NamedTuple):
    """Paired differences in numbers, all in the unit that people read.

    Invariants: low <= median <= high; above + below <= 1; `level` is the reference's median,
    `spread` its 5-95 % width, `peak` its largest median over the record.
    """

    low: float
    median: float
    high: float
    above: float
    below: float
    level: float
    spread: float
    peak: float
    members: int


def near_nil(gap: Gap) -> bool:
    """Whether the reference is too small for per cent to say anything."""
    return abs(gap.level) <= NIL * abs(gap.peak) or gap.level == 0.0


def verdict_of(gap: Gap, *, points: bool = False) -> str:
    """Return what paired differences carry: one of VERDICTS.

    A direction is said only where the size counts and the whole 5-95 % band lies on one side.

    Args:
        gap: the differences.
        points: whether they are points of a share or an index.
    """
    if gap.members < FEWEST or not math.isfinite(gap.median):
        return FEW
    size = abs(gap.median)
    if points:
        small = size < ONE_POINT
    else:
        part = SMALL_PERCENT / HUNDRED * abs(gap.level)
        narrow = gap.spread == 0.0 or size < SMALL_SPREAD * gap.spread
        small = size == 0.0 or (size < part and narrow)
    if small:
        return UNCHANGED
    if gap.median > 0.0 and gap.low >= 0.0:
        return HIGHER
    return LOWER if gap.median < 0.0 and gap.high <= 0.0 else OPEN


def gap_of(reference: np.ndarray, other: np.ndarray, *, peak: float | None = None) -> Gap:
    """Return paired differences in numbers.

    Args:
        reference: by member, shape (member,).
        other: of the same members.
        peak: largest median of the reference over the record; its own median if None.
    """
    first = np.asarray(reference, dtype=float).ravel()
    now = np.asarray(other, dtype=float).ravel()
    if first.shape != now.shape:
        raise ValueError(f"pairs need the same members: {len(first)} and {len(now)}")
    known = np.isfinite(first) & np.isfinite(now)
    first, difference = first[known], (now - first)[known]
    if not len(difference):
        none = math.nan
        return Gap(none, none, none, none, none, none, none, none, 0)
    low, median, high = (float(v) for v in quantiles(difference, BAND))
    bottom, level, top = (float(v) for v in quantiles(first, BAND))
    return Gap(
        low, median, high, float((difference > 0).mean()), float((difference < 0).mean()),
        level, top - bottom, level if peak is None else peak, len(difference),
    )  # fmt: skip
