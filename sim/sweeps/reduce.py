"""From the weeks of a run to one number, and from members to quantiles."""

import math
from collections.abc import Callable, Sequence

import numpy as np

from sim.ground.arrays import Runs
from sim.runs.ensemble import Stored
from sim.vocabulary.axes import BINDING

SMALLEST, LARGEST = 1e-4, 1e12
"""Histograms tell sizes between these apart; what is smaller counts as zero."""

GROWTH = 1.02
"""Ratio of the edges of a histogram's bins: quantiles from it are right to 1 %."""

SIDE = math.ceil(math.log(LARGEST / SMALLEST) / math.log(GROWTH))
BINS = 2 * SIDE + 1
"""Bins of a histogram: negative sizes, zero, positive sizes."""


def one_number(how: str, stored: Stored) -> Stored:
    """Reduce the weeks of every run to one number, shape (..., run).

    Weeks are added one after the other in double precision, so that the sum does not depend
    on how many runs stand side by side. A share has the categories as its first axis.

    Args:
        how: end, total, mean, most, least or share.
        stored: shape (time, ..., run).
    """
    return np.asarray(REDUCTIONS[how](stored), dtype=np.float32)


def until(stored: Stored, week: int | None, *, bound: bool) -> Stored:
    """Return the weeks of a run that a variable counts, from the first to the week asked for.

    Args:
        stored: shape (time, ..., run).
        week: the last one that counts, None for all.
        bound: whether values stand at the bounds of weeks: then the end of the week counts.
    """
    return stored if week is None else stored[: week + 1 + int(bound)]


def _total(rows: np.ndarray) -> Runs:
    out = np.zeros(rows.shape[1:])
    with np.errstate(all="ignore"):
        for row in rows:
            out += row
    return out


def _shares(stored: Stored) -> Runs:
    return np.stack([_total(stored == code) / len(stored) for code in range(len(BINDING))])


REDUCTIONS: dict[str, Callable[[Stored], np.ndarray]] = {
    "end": lambda stored: stored[-1],
    "total": _total,
    "mean": lambda stored: _total(stored) / len(stored),
    "most": lambda stored: stored.max(axis=0),
    "least": lambda stored: stored.min(axis=0),
    "share": _shares,
}


def quantiles(values: Stored, failed: np.ndarray, at: Sequence[float]) -> Stored:
    """Return quantiles over the members that did not fail, shape (quantile, ...).

    Linear between order statistics; NaN where every member failed.

    Args:
        values: shape (..., member).
        failed: shape (member,).
        at: in [0, 1], rising.
    """
    fine = values if not failed.any() else values[..., ~failed]
    if fine.shape[-1] == 0:
        return np.full((len(at), *values.shape[:-1]), np.nan, dtype=np.float32)
    ordered = np.sort(fine, axis=-1).astype(np.float64)
    last = ordered.shape[-1] - 1
    out = []
    for q in at:
        low = int(q * last)
        part = q * last - low
        out.append(ordered[..., low] * (1.0 - part) + ordered[..., min(low + 1, last)] * part)
    return np.stack(out).astype(np.float32)


def histogram(values: Stored, failed: np.ndarray) -> np.ndarray:
    """Count members by size, shape (..., BINS); counts of two blocks may be added.

    Args:
        values: shape (..., member).
        failed: shape (member,).
    """
    fine = np.asarray(values[..., ~failed], dtype=np.float64)
    size = np.minimum(np.maximum(np.abs(fine), SMALLEST / 2), LARGEST)
    steps = np.floor(np.log(size / SMALLEST) / math.log(GROWTH)).astype(np.int64) + 1
    place = SIDE + (np.sign(fine) * np.clip(steps, 0, SIDE)).astype(np.int64)
    rows = place.reshape(math.prod(place.shape[:-1]), place.shape[-1])
    counted = [np.bincount(row, minlength=BINS) for row in rows]
    return np.asarray(counted, dtype=np.uint32).reshape(*values.shape[:-1], BINS)


def quantiles_of_histogram(counts: np.ndarray, at: Sequence[float]) -> Stored:
    """Return quantiles to 1 %, shape (quantile, ...), from counts of shape (..., BINS)."""
    step = np.arange(BINS) - SIDE
    sizes = np.where(step == 0, 0.0, np.sign(step) * SMALLEST * GROWTH ** (np.abs(step) - 0.5))
    upto = np.cumsum(counts, axis=-1, dtype=np.int64)
    count = upto[..., -1]
    out = []
    for q in at:
        rank = np.floor(q * np.maximum(count - 1, 0))
        place = (upto <= rank[..., None]).sum(axis=-1)
        out.append(np.where(count > 0, sizes[np.minimum(place, BINS - 1)], np.nan))
    return np.stack(out).astype(np.float32)
