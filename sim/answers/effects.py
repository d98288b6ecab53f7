"""Paired effects of single levers and what they cost."""

from dataclasses import dataclass

import numpy as np

from sim.ground.arrays import Runs
from sim.vocabulary.axes import ENDS
from sim.vocabulary.wording import Scale

SMALL = 0.01
"""A lever whose cost is smaller than this part of all effort has no effect per effort."""


@dataclass(frozen=True)
class Effects:
    """Paired effects of single levers.

    Attributes:
        names: of the levers.
        step: by how much each was raised, in its unit.
        change: of the measure, shape (lever, member).
        cost: change of the coalition's weekly effort, shape (lever, member).
        reference: of the measure, shape (member,).
        channels: change of the flow on each channel, share of the reference, (lever, channel).
        effort: of the coalition in the reference, effort units a week.
        unit: of the measure.
        scale: how people read it.
    """

    names: tuple[str, ...]
    step: Runs
    change: Runs
    cost: Runs
    reference: Runs
    channels: Runs
    effort: float
    unit: str
    scale: Scale

    @property
    def per_effort(self) -> Runs:
        """Median change per unit of effort a week; NaN where a lever costs nothing, (lever,)."""
        cost = np.nanmean(self.cost, axis=1)
        middle = np.nanmedian(self.change, axis=1)
        counts = np.abs(cost) > SMALL * self.effort
        return np.where(counts, middle / np.where(counts, cost, 1.0), np.nan)

    def sure(self) -> list[int]:
        """Return the levers whose change lies on one side of nothing in nine members of ten."""
        ends = np.nanquantile(self.change, ENDS, axis=1)
        return np.flatnonzero(ends[0] * ends[1] > 0.0).tolist()

    def best(self) -> int | None:
        """Return the sure lever with the largest effect per unit of effort; None without one."""
        per = np.nan_to_num(np.abs(self.per_effort))
        among = [i for i in self.sure() if per[i] > 0.0]
        return max(among, key=lambda i: per[i]) if among else None

    def best_free(self) -> int | None:
        """Return the sure lever without a cost of its own that moves most; None without one."""
        among = [i for i in self.sure() if np.isnan(self.per_effort[i])]
        size = np.abs(np.nanmedian(self.change, axis=1))
        return max(among, key=lambda i: size[i]) if among else None

    def order(self) -> list[int]:
        """Return the levers: sure ones by effect per effort, then by size, then the others."""
        sure, per = set(self.sure()), np.nan_to_num(np.abs(self.per_effort))
        size = np.abs(np.nanmedian(self.change, axis=1))
        return sorted(range(len(self.names)), key=lambda i: (i not in sure, -per[i], -size[i]))
