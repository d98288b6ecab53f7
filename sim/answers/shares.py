"""Shares of members with their intervals, by group, on distinct parameter rows."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.runs.bands import FEWEST

NORMAL_95 = 1.959963984540054
"""Quantile .975 of the normal distribution."""

HALF = 0.5


@dataclass(frozen=True)
class Share:
    """In how many members something holds.

    Attributes:
        share: of the members, in [0, 1]; NaN where there is none.
        low, high: Wilson's 95 % interval on the distinct parameter rows.
        members: how many were asked.
        rows: how many distinct parameter rows they stand on.
    """

    share: float
    low: float
    high: float
    members: int
    rows: int


def share_of(truth: np.ndarray, rows: np.ndarray) -> Share:
    """Return the share of members in which something holds.

    Members that stand on the same parameter row are no independent evidence: the interval counts
    rows, not members.

    Args:
        truth: 1, 0, or NaN for a failed run, shape (member,).
        rows: number of each member's parameter row, shape (member,).
    """
    fine = ~np.isnan(truth)
    members, distinct = int(fine.sum()), len(np.unique(rows[fine]))
    if not members:
        return Share(math.nan, math.nan, math.nan, 0, 0)
    share = float(truth[fine].mean())
    return Share(share, *wilson(share, distinct), members, distinct)


def wilson(share: float, count: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share of `count` (Wilson 1927)."""
    z2 = NORMAL_95**2
    middle = (share + z2 / (2 * count)) / (1 + z2 / count)
    half = NORMAL_95 / (1 + z2 / count) * math.sqrt(
        share * (1 - share) / count + z2 / (4 * count * count)
    )  # fmt: skip
    return max(0.0, middle - half), min(1.0, middle + half)


def straddle(groups: Mapping[str, Share]) -> bool:
    """Return whether groups of a fair size fall on both sides of one half."""
    shares = [one.share for one in groups.values() if one.members >= FEWEST]
    return bool(shares) and min(shares) < HALF < max(shares)
