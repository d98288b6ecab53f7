"""Kinds into which paths fall, and the boxes in which each kind comes about.

Whole paths are grouped before boxes are looked for. The metric is stated: Euclidean distance
between quarterly means, in standard deviations of all of them; groups by k-means, the best of
several starts.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.cluster.vq import kmeans2

from sim.answers.discovery import Discovered, boxes_of
from sim.ground.arrays import Runs
from sim.ground.errors import InputError
from sim.vocabulary.axes import BAND
from sim.vocabulary.wording import Scale

QUARTER = 13
"""Weeks of a mean: faster swings tell no kinds of paths apart."""

STARTS, SEED, STEPS = 8, 1, 100


@dataclass(frozen=True)
class Kinds:
    """Kinds of paths, the largest first.

    Attributes:
        weekly: of the measure, as stored, shape (week, member).
        kind: number of each member's kind, shape (member,).
        boxes: where each kind comes about.
        spread: share of the variance between paths that lies between kinds.
        scale: how people read the measure.
    """

    weekly: Runs
    kind: np.ndarray
    boxes: tuple[Discovered, ...]
    spread: float
    scale: Scale

    def share(self, kind: int) -> float:
        """Return the share of members of a kind."""
        return float((self.kind == kind).mean())

    def band(self, kind: int) -> Runs:
        """Return quantiles of a kind week by week, shape (3, week)."""
        return np.asarray(np.quantile(self.weekly[:, self.kind == kind], BAND, axis=1))


def kinds_of(weekly: Runs, inputs: pd.DataFrame, count: int, how: Scale) -> Kinds:
    """Return kinds of paths and the boxes in which they come about.

    Raises:
        InputError: the members' paths are all the same, or too few for so many kinds.
    """
    points = quarters(weekly)
    wide = points.std()
    if wide == 0.0 or len(points) < count:
        raise InputError("discover: the paths do not differ, so that they fall into no kinds")
    kind = grouped(points / wide, count)
    middle = points.mean(axis=0)
    centres = np.stack([points[kind == k].mean(axis=0) for k in range(kind.max() + 1)])
    between = float(((centres[kind] - middle) ** 2).sum())
    spread = between / float(((points - middle) ** 2).sum())
    boxes = tuple(
        boxes_of(f"kind {k + 1}", inputs, (kind == k).astype(np.float64))
        for k in range(kind.max() + 1)
    )
    return Kinds(weekly, kind, boxes, spread, how)


def quarters(weekly: Runs) -> Runs:
    """Return means over quarters, shape (member, quarter); what is left over joins the last."""
    starts = np.arange(0, max(len(weekly) - QUARTER + 1, 1), QUARTER)
    sizes = np.diff([*starts, len(weekly)])
    return np.asarray(np.add.reduceat(weekly, starts, axis=0).T / sizes)


def grouped(points: Runs, count: int) -> np.ndarray:
    """Return the group of each point, the largest group first, by the best of several starts."""
    best, groups = np.inf, np.zeros(len(points), dtype=int)
    for start in range(STARTS):
        luck = np.random.default_rng(SEED + start)
        centres, codes = kmeans2(points, count, iter=STEPS, minit="++", seed=luck)
        left = float(((points - centres[codes]) ** 2).sum())
        if left < best:
            best, groups = left, codes
    sizes = np.bincount(groups, minlength=count)
    order = np.argsort(-sizes, kind="stable")
    rank = np.empty(count, dtype=int)
    rank[order] = np.arange(count)
    return np.asarray(rank[groups])
