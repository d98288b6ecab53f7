"""Split a difference among the changes that made it (Shapley 1953; Owen 1977 for groups).

With few changes every combination is run; with more, orders are drawn in which the changes of a
group stand together. Either way the shares of a member add up to its difference exactly, since each
order tells the whole difference step by step.
"""

from collections.abc import Sequence
from itertools import permutations

import numpy as np

from sim.ground.arrays import Runs

EXACT = 5
"""Up to so many changes every combination is run."""

ORDERS, SEED = 12, 1
"""Orders that are drawn beyond that; each also backwards."""

Subset = frozenset[int]
Order = tuple[int, ...]


def orders_of(groups: Sequence[int]) -> list[Order]:
    """Return the orders in which changes are made, each as often as the others.

    Args:
        groups: number of the group of each change; changes of a group stay together.
    """
    count = len(groups)
    if count <= EXACT:
        every = list(permutations(range(count)))
        return [order for order in every if _together(order, groups)]
    luck = np.random.default_rng(SEED)
    out: list[Order] = []
    for _ in range(ORDERS):
        places = luck.permutation(len(set(groups)))
        rank = dict(zip(sorted(set(groups)), places.tolist(), strict=True))
        within = luck.random(count)
        order = tuple(sorted(range(count), key=lambda i: (rank[groups[i]], within[i])))
        out += [order, order[::-1]]
    return out


def _together(order: Order, groups: Sequence[int]) -> bool:
    """Return whether the changes of each group stand together in an order."""
    seen: list[int] = []
    for change in order:
        group = groups[change]
        if seen and seen[-1] != group and group in seen:
            return False
        seen.append(group)
    return True


def subsets_of(orders: Sequence[Order]) -> list[Subset]:
    """Return every set of changes that the orders, and first and last places, pass through."""
    count = len(orders[0])
    needed = {frozenset(order[:k]) for order in orders for k in range(count + 1)}
    needed |= {frozenset([i]) for i in range(count)}
    needed |= {frozenset(range(count)) - {i} for i in range(count)}
    return sorted(needed, key=lambda one: (len(one), sorted(one)))


def shares(values: dict[Subset, Runs], orders: Sequence[Order]) -> Runs:
    """Return what each change adds, on average over orders, shape (change, ...).

    Args:
        values: of the outcome with each set of changes made, shape (..., member).
        orders: of the changes.
    """
    count = len(orders[0])
    out = np.zeros((count, *values[frozenset()].shape))
    for order in orders:
        for k, change in enumerate(order):
            out[change] += values[frozenset(order[: k + 1])] - values[frozenset(order[:k])]
    return out / len(orders)
