"""Inverse transforms of one uniform, and the small maths of the model."""

from __future__ import annotations

import math
from typing import Final

from scipy.special import ndtri

#: Largest count that a Poisson draw returns (stated cap; the lists of cyber incidents use 8).
LARGEST_COUNT: Final = 60
#: Distance that a uniform keeps from 0 and 1 before the normal quantile is taken.
EDGE: Final = 1e-12


def positive(value: float) -> float:
    """Return the positive part of value."""
    return max(value, 0.0)


def clip(value: float, low: float, high: float) -> float:
    """Return value, cut to [low, high]."""
    return min(max(value, low), high)


def logit(share: float) -> float:
    """Return the log-odds of a share in (0, 1)."""
    return math.log(share / (1.0 - share))


def logistic(value: float) -> float:
    """Return the logistic function, written so that exp never overflows."""
    if value >= 0.0:
        return 1.0 / (1.0 + math.exp(-value))
    growth = math.exp(value)
    return growth / (1.0 + growth)


def bernoulli(probability: float, uniform: float) -> bool:
    """Return True with the given probability: uniform < probability."""
    return uniform < probability


def poisson(mean: float, uniform: float, largest: int = LARGEST_COUNT) -> int:
    """Return the smallest k with CDF(k) > uniform, at most ``largest``."""
    term = math.exp(-mean)
    cumulative = term
    count = 0
    while cumulative <= uniform and count < largest:
        count += 1
        term *= mean / count
        cumulative += term
    return count


def binomial(trials: int, probability: float, uniform: float) -> int:
    """Return the smallest k with CDF(k) > uniform, at most ``trials``."""
    if trials <= 0 or probability <= 0.0:
        return 0
    if probability >= 1.0:
        return trials
    odds = probability / (1.0 - probability)
    term = (1.0 - probability) ** trials
    cumulative = term
    count = 0
    while cumulative <= uniform and count < trials:
        term *= odds * (trials - count) / (count + 1)
        cumulative += term
        count += 1
    return count


def noise(spread: float, uniform: float) -> float:
    """Return a log-normal factor with mean 1 and standard deviation ``spread`` (of the factor)."""
    variance = math.log1p(spread * spread)
    normal = float(ndtri(clip(uniform, EDGE, 1.0 - EDGE)))
    return math.exp(math.sqrt(variance) * normal - 0.5 * variance)


def truncated_pareto(smallest: float, largest: float, tail: float, uniform: float) -> float:
    """Return the size in [smallest, largest] of one incident (M9)."""
    kept = 1.0 - uniform * (1.0 - (smallest / largest) ** tail)
    return float(smallest * kept ** (-1.0 / tail))
