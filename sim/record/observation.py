"""The observation model: reported value = truth x family bias x noise.

A report's band from `low` to `high` is read as 5-95 % around `central`: split-normal noise, on
logs or linear. The bias is one factor per group of targets (family, measure and range as
written; ratios apart from levels), log-uniform in its range, and is integrated out on a grid.
The model's own discrepancy widens the noise in a fit. An exact count is compared with the
model's count as two draws of one Poisson rate (Jeffreys prior); "at least" counts only a
shortfall.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln, ndtri

from sim.ground.arrays import EDGE, Runs
from sim.vocabulary.assumptions import READINGS
from sim.vocabulary.evidence import Target

Z95 = float(ndtri(0.95))
"""Standard deviations from the middle to the 95 % point of a normal."""

GRID = 33
"""Points at which a bias is evaluated, midpoints of equal steps of its log."""

DISCREPANCY = 0.2
"""Standard deviation of the model's own error, on logs or as a share of the report."""

SOFT = 0.1
"""Stated tolerance of "at least" and "at most", on logs or as a share of the figure (judgement)."""

LEAST = 1e-3
"""On logs a value of nothing is held at this share of the report, so that errors stay finite."""


@dataclass(frozen=True)
class Group:
    """Targets that share one bias factor.

    Attributes:
        key: family, measure, range as written, whether ratios.
        rows: places of its targets in the list that was grouped.
        targets: themselves.
        factors: grid of the bias factor, shape (grid,).
    """

    key: tuple[str, str, str, bool]
    rows: tuple[int, ...]
    targets: tuple[Target, ...]
    factors: Runs


def groups(targets: Sequence[Target]) -> list[Group]:
    """Return the groups of targets that share a bias, in a fixed order."""
    order = sorted(range(len(targets)), key=lambda i: targets[i].group)
    out = []
    for key, rows in groupby(order, key=lambda i: targets[i].group):
        mine = tuple(rows)
        out.append(Group(key, mine, tuple(targets[i] for i in mine), _grid(targets[mine[0]])))
    return out


def _grid(target: Target) -> Runs:
    low, high = target.bias
    if low == high:
        return np.array([low])
    return low * np.power(high / low, (np.arange(GRID) + 0.5) / GRID)


def shown(targets: Sequence[Target], truth: Runs, reading: npt.NDArray[np.int8]) -> Runs:
    """Return the model's values times what a source's bias differs by in each reading.

    A report that leaves out repaired rounds says less of new ones where the reading counts
    repair as output, and as much of them where it does not.

    Args:
        targets: reports.
        truth: the model's own statistics, shape (target, run).
        reading: place of each run's reading in READINGS, shape (run,).
    """
    return truth * np.stack([further(target, reading) for target in targets])


def further(target: Target, reading: npt.NDArray[np.int8]) -> Runs:
    """Return the further factor of a target's bias in each run's reading, shape (run,)."""
    factors = np.array([target.by_reading.get(name, 1.0) for name in READINGS])
    return factors[reading]


def weights(targets: Sequence[Target]) -> Runs:
    """Return one unit for each family and measure, divided over its targets, (target,)."""
    keys = [(target.family, target.measure) for target in targets]
    return np.array([1.0 / keys.count(key) for key in keys])


def spreads(target: Target, discrepancy: float) -> tuple[float, float]:
    """Return the standard deviations of the report's error below and above its centre.

    Args:
        target: with low, central and high.
        discrepancy: standard deviation of the model's own error, on logs or as a share of the
            central value.
    """
    if target.scale == "log":
        below = math.log(target.central / target.low) / Z95
        above = math.log(target.high / target.central) / Z95
        own = discrepancy
    else:
        below = (target.central - target.low) / Z95
        above = (target.high - target.central) / Z95
        own = discrepancy * abs(target.central)
    return math.hypot(below, own), math.hypot(above, own)


def error(target: Target, shown: Runs, figure: float) -> Runs:
    """Return how far a value that would be shown lies above a figure, on the target's scale."""
    if target.scale == "log":
        return np.log(np.maximum(shown, LEAST * figure) / figure)
    return shown - figure


def log_likelihood(target: Target, truth: Runs, factor: float, discrepancy: float) -> Runs:
    """Return the log density of a report given the model's value, shape (run,).

    Args:
        target: the report.
        truth: the model's own statistic, shape (run,).
        factor: bias, reported over true.
        discrepancy: see `spreads`.
    """
    kind = target.kind
    if kind == "count":
        return _count(target.central, truth)
    if kind in {"floor", "ceiling"}:
        return -0.5 * _excess(target, truth * factor) ** 2
    off = error(target, truth * factor, target.central)
    below, above = spreads(target, discrepancy)
    spread = np.where(off < 0.0, below, above)
    out: Runs = -0.5 * (off / spread) ** 2 - math.log((below + above) * math.sqrt(math.pi / 2))
    return out


def _excess(target: Target, shown: Runs) -> Runs:
    """Return by how many tolerances a bound is missed, shape (run,)."""
    floor = target.kind == "floor"
    figure = target.low if floor else target.high
    soft = SOFT if target.scale == "log" else SOFT * abs(figure)
    off = error(target, shown, figure) / soft
    out: Runs = np.maximum(-off if floor else off, 0.0)
    return out


def _count(reported: float, truth: Runs) -> Runs:
    """Return the log chance of a count when another draw of the same rate gave `truth`."""
    shape = truth + 0.5
    out: Runs = (
        gammaln(reported + shape)
        - gammaln(shape)
        - gammaln(reported + 1.0)
        - (reported + shape) * math.log(2.0)
    )
    return out


def group_log_likelihood(group: Group, truth: Runs, weight: Runs, discrepancy: float) -> Runs:
    """Return the weighted log likelihood of a group at every bias, shape (grid, run).

    Args:
        group: targets with one bias.
        truth: statistics of all targets, shape (target, run).
        weight: of all targets, shape (target,).
        discrepancy: see `spreads`.
    """
    out = np.zeros((len(group.factors), truth.shape[-1]))
    for row, target in zip(group.rows, group.targets, strict=True):
        for k, factor in enumerate(group.factors):
            out[k] += weight[row] * log_likelihood(target, truth[row], factor, discrepancy)
    return out


def log_mean(logs: Runs) -> Runs:
    """Return the log of the mean of exponentials over the first axis: a bias integrated out."""
    top = logs.max(axis=0)
    out: Runs = top + np.log(np.exp(logs - top).mean(axis=0))
    return out


def implausibility(targets: Sequence[Target], truth: Runs, discrepancy: float) -> Runs:
    """Return how many standard deviations each target is missed at its kindest bias.

    Args:
        targets: of the fit.
        truth: statistics, shape (target, run).
        discrepancy: see `spreads`.

    Returns:
        Shape (target, run); 0 where some bias in the range meets the report exactly.
    """
    return np.stack([_implausible(t, x, discrepancy) for t, x in zip(targets, truth, strict=True)])


def _implausible(target: Target, truth: Runs, discrepancy: float) -> Runs:
    low, high = target.bias
    kind = target.kind
    if kind == "count":
        out: Runs = np.abs(truth - target.central) / np.sqrt(truth + target.central + 1.0)
        return out
    if kind in {"floor", "ceiling"}:
        return _excess(target, truth * (high if kind == "floor" else low))
    below, above = spreads(target, discrepancy)
    most = error(target, truth * high, target.central)
    least = error(target, truth * low, target.central)
    return np.maximum(np.maximum(-most / below, least / above), 0.0)


def bias_chances(
    targets: Sequence[Target], truth: Runs, discrepancy: float
) -> Iterator[tuple[Group, Runs]]:
    """Yield each group with the posterior chance of its biases in every run, (grid, run)."""
    weight = weights(targets)
    for group in groups(targets):
        logs = group_log_likelihood(group, truth, weight, discrepancy)
        chance = np.exp(logs - logs.max(axis=0))
        yield group, chance / chance.sum(axis=0)


def noise(target: Target, luck: Runs, discrepancy: float = 0.0) -> Runs:
    """Return the report's error for uniform draws, on the target's scale, shape kept.

    Its density is that of `log_likelihood`: a report below the shown value errs by the upper
    side of the band, as the value then lies above the report. Predicted reports leave the
    model's discrepancy out.
    """
    if target.kind in {"count", "floor", "ceiling"}:
        return np.zeros_like(luck)
    below, above = spreads(target, discrepancy)
    share = below / max(below + above, EDGE)
    lower = np.clip(luck / max(share, EDGE) / 2, EDGE, 0.5)
    upper = np.clip(0.5 + (luck - share) / max(1.0 - share, EDGE) / 2, 0.5, 1.0 - EDGE)
    out: Runs = np.where(luck < share, below * ndtri(lower), above * ndtri(upper))
    return out


def report(target: Target, shown: Runs, off: Runs) -> Runs:
    """Return the report of a shown value that lies `off` above it on the target's scale."""
    if target.scale == "log":
        out: Runs = shown * np.exp(-off)
        return out
    return shown - off
