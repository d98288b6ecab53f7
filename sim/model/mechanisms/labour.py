"""Workers in Russia and food: what grows with openness and what the bundle feeds (M10)."""

from dataclasses import dataclass

import numpy as np

from sim.ground.arrays import Runs


@dataclass(frozen=True)
class WorkerParams:
    """Drawn assumptions, one field per registry entry ``workers.<field>``; shape (run,)."""

    initial: Runs
    ceiling: Runs
    growth: Runs
    state_take: Runs
    early_growth: Runs
    smallest_ceiling: Runs


@dataclass(frozen=True)
class FoodParams:
    """Drawn assumptions, one field per registry entry ``food.<field>``; shape (run,)."""

    price: Runs
    need: Runs
    domestic_share: Runs
    cover_ceiling: Runs


def host(p: WorkerParams, workers: Runs, room: Runs, opening: Runs) -> Runs:
    """Return workers at the end of the week, persons, shape (run,).

    Args:
        p: assumptions.
        workers: persons at the start of the week, shape (run,).
        room: openness times what enforcement leaves, relative to reference, shape (run,).
        opening: how far the exchange has opened, 0 to 1, shape (run,).
    """
    ceiling = np.maximum(p.smallest_ceiling, p.ceiling * room)
    pace = p.early_growth + (1.0 - p.early_growth) * opening
    out: Runs = workers + p.growth * workers * np.maximum(-1.0, 1.0 - workers / ceiling) * pace
    return out


def food_cover(p: FoodParams, received: Runs) -> Runs:
    """Return food over need, 1, for tonnes/week received from Russia, shape (run,)."""
    out: Runs = np.minimum(p.cover_ceiling, p.domestic_share + received / p.need)
    return out
