"""Scores of predicted reports: bands, CRPS, orderings, and a forecast of persistence."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

import numpy as np

from sim.ground.arrays import Runs
from sim.ground.units import DAYS_PER_WEEK
from sim.record.observation import LEAST
from sim.record.targets import days_in
from sim.vocabulary.axes import FAN
from sim.vocabulary.evidence import Target

BOUNDS = ("floor", "ceiling")


@dataclass(frozen=True)
class Score:
    """How one target is met by an ensemble of predicted reports.

    Attributes:
        band: quantiles of the predicted report at FAN, in the target's unit.
        inside50, inside90: whether the report lies in that band; for "at least" and "at most"
            whether the band reaches the bound.
        crps: on logs, or as a share of the central value; NaN for bounds.
    """

    band: tuple[float, ...]
    inside50: bool
    inside90: bool
    crps: float


def score(target: Target, reports: Runs) -> Score:
    """Score predicted reports of one target, shape (member,)."""
    band = tuple(float(q) for q in np.quantile(reports, FAN))
    if target.kind in BOUNDS:
        floor = target.kind == "floor"
        inside = [band[i] >= target.low for i in (3, 4)] if floor else [
            band[i] <= target.high for i in (1, 0)
        ]  # fmt: skip
        return Score(band, inside[0], inside[1], math.nan)
    inside50 = band[1] <= target.central <= band[3]
    inside90 = band[0] <= target.central <= band[4]
    return Score(band, inside50, inside90, crps(scaled(target, reports)))


def scaled(target: Target, values: Runs) -> Runs:
    """Return values as distances from the report: on logs, or as shares of the central value."""
    central = target.central
    if target.scale == "log":
        out: Runs = np.log(np.maximum(values, LEAST * central) / central)
        return out
    return (values - central) / (abs(central) or 1.0)


def crps(distances: Runs) -> float:
    """Return the continuous ranked probability score of an ensemble for an outcome of zero.

    Mean |x| - half the mean |x - x'|, over all pairs (Gneiting and Raftery 2007).
    """
    ordered = np.sort(distances)
    count = len(ordered)
    ranks = 2.0 * np.arange(1, count + 1) - count - 1
    apart = 2.0 * float((ranks * ordered).sum()) / count**2
    return float(np.abs(ordered).mean()) - apart / 2.0


def persistence(target: Target, targets: Iterable[Target]) -> float:
    """Return the report that continues the mean rate of the last fit window; NaN without one.

    Windows of the same family count first, else those of any. A ratio continued is 1. A sum is
    counted from the start of that window on, as nothing is said of the time before it.
    """
    if target.statistic == "ratio_to_prev":
        return 1.0
    like = [t for t in targets if _continues(target, t)]
    if not like:
        return math.nan
    last = max(like, key=lambda t: (t.family == target.family, t.end, t.start))
    if target.statistic in {"end", "share"} or last.statistic in {"end", "share"}:
        return last.central
    rate = _daily(last)
    if target.statistic == "mean_per_day":
        return rate
    if target.statistic == "mean":
        return rate * DAYS_PER_WEEK
    since: date = max(target.start, last.start)
    return rate * days_in((since, target.end))


def _continues(target: Target, other: Target) -> bool:
    flows = ("sum", "mean", "mean_per_day")
    alike = target.statistic == other.statistic or (
        target.statistic in flows and other.statistic in flows
    )
    return (
        alike
        and (other.measure, other.selector) == (target.measure, target.selector)
        and not math.isnan(other.central)
        and not other.stationary
        and other.start <= target.end
    )


def _daily(target: Target) -> float:
    if target.statistic == "sum":
        return target.central / days_in((target.start, target.end))
    return target.central / (DAYS_PER_WEEK if target.statistic == "mean" else 1)


@dataclass(frozen=True)
class Ordering:
    """Two reports of one source that differ, and the share of members that order them alike."""

    lower: str
    higher: str
    share: float


def orderings(targets: Sequence[Target], truth: Runs) -> list[Ordering]:
    """Return the orderings that the reports imply and how many members share them.

    Pairs of one bias group and statistic whose bands do not overlap; of sums only those of which
    no window holds the other, as a longer one is larger by construction. A ratio whose band
    leaves out 1 is an ordering of its two windows.

    Args:
        targets: reports.
        truth: the model's own statistics, shape (target, member).
    """
    out = []
    for i, target in enumerate(targets):
        if target.statistic != "ratio_to_prev" or target.kind != "ratio":
            continue
        if target.low > 1.0:
            out.append(Ordering("before", target.id, float((truth[i] > 1.0).mean())))
        elif target.high < 1.0:
            out.append(Ordering(target.id, "before", float((truth[i] < 1.0).mean())))
    for (i, a), (j, b) in combinations(enumerate(targets), 2):
        if not _comparable(a, b):
            continue
        if a.high < b.low:
            out.append(Ordering(a.id, b.id, float((truth[i] < truth[j]).mean())))
        elif b.high < a.low:
            out.append(Ordering(b.id, a.id, float((truth[j] < truth[i]).mean())))
    return out


def _comparable(a: Target, b: Target) -> bool:
    same = (a.group, a.statistic, a.selector) == (b.group, b.statistic, b.selector)
    nested = a.statistic == "sum" and (
        (a.start <= b.start and a.end >= b.end) or (b.start <= a.start and b.end >= a.end)
    )
    return (
        same and not nested and a.kind == b.kind == "level" and not (a.stationary or b.stationary)
    )
