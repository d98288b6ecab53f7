"""Which of many strategies no other one beats."""

import numpy as np

from sim.ground.arrays import Runs

SAMPLE = 2000
"""Points of the sample by which volumes are told."""


def unbeaten(costs: Runs) -> np.ndarray:
    """Return which rows no other row beats: no worse in any aim and better in one, (strategy,).

    Args:
        costs: of which less is better, shape (strategy, aim).
    """
    no_worse = (costs[:, np.newaxis] <= costs[np.newaxis]).all(axis=2)
    better = (costs[:, np.newaxis] < costs[np.newaxis]).any(axis=2)
    return np.asarray(~(no_worse & better).any(axis=0))


def spread(costs: Runs, count: int) -> np.ndarray:
    """Return the places of `count` rows that lie far apart, the best of each aim first."""
    low, wide = costs.min(axis=0), np.ptp(costs, axis=0)
    scaled = (costs - low) / np.where(wide > 0.0, wide, 1.0)
    chosen = list(dict.fromkeys(scaled.argmin(axis=0).tolist()))[:count]
    while len(chosen) < min(count, len(costs)):
        gap = np.linalg.norm(scaled[:, np.newaxis] - scaled[chosen], axis=2).min(axis=1)
        gap[chosen] = -1.0
        chosen.append(int(gap.argmax()))
    return np.asarray(chosen)


def closeness(costs: Runs) -> Runs:
    """Return how far each row lies from the best of every aim, in ranges of the aims, (row,)."""
    low, wide = costs.min(axis=0), np.ptp(costs, axis=0)
    scaled = (costs - low) / np.where(wide > 0.0, wide, 1.0)
    return np.asarray(np.linalg.norm(scaled, axis=1))


def hypervolume(costs: Runs, worst: Runs, best: Runs) -> float:
    """Return the share of the box between best and worst that a front beats, by a fixed sample."""
    wide = np.where(worst > best, worst - best, 1.0)
    points = np.random.default_rng(0).random((SAMPLE, costs.shape[1]))
    scaled = (costs - best) / wide
    beaten = np.asarray((scaled[np.newaxis] <= points[:, np.newaxis]).all(axis=2))
    return float(np.any(beaten, axis=1).mean())
