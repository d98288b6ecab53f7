"""Boxes in the space of inputs in which something happens much more often (PRIM).

Friedman and Fisher's patient rule induction, 1999: peel a small share of the members off the end of
the input that raises the rate most, again and again. What is ours: inputs are screened first, the
box is the one on the way with the best harmonic mean of coverage and density, its limits are then
set exactly, and a limit stays only if the rate beyond it is lower by more than chance, counting how
many limits could have been tried.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import binom

from sim.answers.given_data import split
from sim.ground.arrays import Runs

PEEL = 0.05
"""Share of the members of a box that one step takes off."""

LEAST = 20
"""Members that a box needs."""

SIGNIFICANT = 0.05
SCREENED = 12
"""Inputs that are searched at most, the most telling first."""

CLASSES = 8
"""Slices of an input whose rates are compared to screen it."""

ROUNDS = 3
"""Rounds in which the limits of a box are set exactly, one after the other."""


@dataclass(frozen=True)
class Limit:
    """What a box asks of one input: a range, or some of its names.

    Attributes:
        low, high: of a number; infinite where that side is free.
        among: of names, those that are inside; () for a number.
    """

    low: float = -np.inf
    high: float = np.inf
    among: tuple[str, ...] = ()

    def inside(self, column: pd.Series) -> np.ndarray:
        """Return which members meet it."""
        if self.among:
            return np.asarray(column.isin(self.among))
        values = column.to_numpy(dtype=np.float64)
        return np.asarray((values >= self.low) & (values <= self.high))


@dataclass(frozen=True)
class Box:
    """A box and how well it does.

    Attributes:
        limits: by input.
        coverage: share of all cases in which it happens that lie inside.
        density: share of the members inside in which it happens.
        mass: share of all members inside.
        quasi_p: by input, how likely chance alone would make its limit so telling.
    """

    limits: Mapping[str, Limit]
    coverage: float
    density: float
    mass: float
    quasi_p: Mapping[str, float]

    @property
    def score(self) -> float:
        """Harmonic mean of coverage and density."""
        both = self.coverage + self.density
        return 2.0 * self.coverage * self.density / both if both else 0.0

    def inside(self, inputs: pd.DataFrame) -> np.ndarray:
        """Return which members lie in it, shape (member,)."""
        out = np.ones(len(inputs), dtype=bool)
        for name, limit in self.limits.items():
            out &= limit.inside(inputs[name])
        return out


@dataclass(frozen=True)
class Peeled:
    """A box and the way to it.

    Attributes:
        box: the chosen one; without limits where there is none.
        path: coverage, density and mass of every box on the way, shape (step, 3).
    """

    box: Box
    path: Runs


def screened(inputs: pd.DataFrame, happens: Runs, most: int = SCREENED) -> list[str]:
    """Return the inputs whose slices differ in rate, the most telling first."""
    spread = happens.var()
    if spread == 0.0:
        return []
    numbers, names = split(inputs)
    scores: dict[str, float] = {}
    if numbers:
        values = inputs[numbers].to_numpy(dtype=np.float64)
        ranks = np.argsort(np.argsort(values, axis=0, kind="stable"), axis=0, kind="stable")
        for i, name in enumerate(numbers):
            scores[name] = _between(happens, ranks[:, i] * CLASSES // len(happens))
    for name in names:
        scores[name] = _between(happens, pd.factorize(inputs[name])[0])
    ranked = sorted(scores, key=lambda name: -scores[name])
    # the mean of the statistic under chance is 1: twice that is met by one input in thirty
    return [name for name in ranked if scores[name] > 2.0][:most]


def _between(happens: Runs, codes: np.ndarray) -> float:
    """Return the F statistic of the rates between classes."""
    counts = np.bincount(codes)
    counts = np.maximum(counts, 1)
    means = np.bincount(codes, weights=happens) / counts
    between = float((counts * (means - happens.mean()) ** 2).sum())
    within = float(len(happens) * happens.var() - between)
    classes = len(counts)
    if classes < 2 or len(happens) <= classes:
        return 0.0
    return between / (classes - 1) / max(within / (len(happens) - classes), 1e-12)


def find_box(inputs: pd.DataFrame, happens: Runs, *, tried: int | None = None) -> Peeled:
    """Return the box in which something happens most.

    Args:
        inputs: one row a member; numbers or categories.
        happens: 1 or 0 (or a learner's chance), shape (member,).
        tried: how many inputs the box was chosen from, for the chance of a limit; by default
            those of `inputs`.
    """
    happens = np.asarray(happens, dtype=np.float64)
    names = screened(inputs, happens)
    used = inputs[names]
    path, limits = [_numbers(np.ones(len(happens), dtype=bool), happens)], [dict[str, Limit]()]
    for now, inside in _peel(used, happens):
        limits.append(now)
        path.append(_numbers(inside, happens))
    best = max(range(len(path)), key=lambda i: _harmonic(*path[i][:2]))
    chosen = _exact(used, happens, limits[best])
    box = _pruned(used, happens, chosen, tried or inputs.shape[1])
    return Peeled(box, np.asarray(path))


def _harmonic(coverage: float, density: float) -> float:
    return 2.0 * coverage * density / (coverage + density) if coverage + density else 0.0


def _numbers(inside: np.ndarray, happens: Runs) -> tuple[float, float, float]:
    hits, size = float(happens[inside].sum()), int(inside.sum())
    every = float(happens.sum())
    return hits / every if every else 0.0, hits / size if size else 0.0, size / len(happens)


def _peel(inputs: pd.DataFrame, happens: Runs) -> Iterator[tuple[dict[str, Limit], np.ndarray]]:
    """Yield the limits and the members of each box on the way inwards."""
    inside = np.ones(len(happens), dtype=bool)
    limits: dict[str, Limit] = {}
    columns = {str(n): inputs[n] for n in inputs}
    numbers = set(split(inputs)[0])
    while inside.sum() > LEAST:
        best: tuple[float, str, Limit, np.ndarray] | None = None
        rate, size = happens[inside].mean(), int(inside.sum())
        for name, column in columns.items():
            now = limits.get(name, Limit())
            for limit in _closer(column, inside, now, number=name in numbers):
                left = inside & limit.inside(column)
                count = int(left.sum())
                if not LEAST <= count < size:
                    continue
                gain = (happens[left].mean() - rate) / (1.0 - count / size)
                if best is None or gain > best[0]:
                    best = (float(gain), name, limit, left)
        if best is None or best[0] <= 0.0:
            return
        _, name, limit, inside = best
        limits = {**limits, name: limit}
        yield limits, inside


def _closer(column: pd.Series, inside: np.ndarray, now: Limit, *, number: bool) -> Iterator[Limit]:
    """Yield the limits that are one step closer than the present one."""
    if not number:
        left = now.among or tuple(str(c) for c in column[inside].unique())
        for option in left:
            rest = tuple(o for o in left if o != option)
            if rest:
                yield Limit(among=rest)
        return
    values = column.to_numpy(dtype=np.float64)[inside]
    step = max(1, int(PEEL * len(values)))
    ordered = np.partition(values, (step, len(values) - 1 - step))
    low, high = ordered[step], ordered[len(values) - 1 - step]
    if low == values.min():
        low = np.min(values[values > low], initial=np.inf)
    if high == values.max():
        high = np.max(values[values < high], initial=-np.inf)
    if np.isfinite(low):
        yield Limit(float(low), now.high)
    if np.isfinite(high):
        yield Limit(now.low, float(high))


def _exact(inputs: pd.DataFrame, happens: Runs, limits: dict[str, Limit]) -> dict[str, Limit]:
    """Return the limits moved, one after the other, to where coverage and density are best."""
    out = dict(limits)
    for _ in range(ROUNDS):
        for name in list(out):
            if not out[name].among:
                rest = {n: limit for n, limit in out.items() if n != name}
                inside = _within(inputs, rest)
                values = inputs[name].to_numpy(dtype=np.float64)[inside]
                free = out[name]
                out[name] = _best_range(values, happens[inside], happens.sum(), free)
    return out


def _best_range(values: Runs, happens: Runs, every: float, now: Limit) -> Limit:
    """Return the best lower end for the present upper one, then the best upper end."""
    low, high = now.low, now.high
    for _ in range(2):
        if np.isfinite(low):
            low = -_best_end(-values[values <= high], happens[values <= high], every)
        if np.isfinite(high):
            high = _best_end(values[values >= low], happens[values >= low], every)
    return Limit(low, high)


def _best_end(values: Runs, happens: Runs, every: float) -> float:
    """Return the upper end that makes coverage and density best."""
    order = np.argsort(values, kind="stable")
    at, hits = values[order], np.cumsum(happens[order])
    size = np.arange(1, len(at) + 1)
    last = np.append(at[1:] > at[:-1], True)
    # harmonic mean of hits/every and hits/size
    score = np.where(last & (size >= LEAST), 2.0 * hits / (every + size), -1.0)
    place = int(np.argmax(score))
    return float(at[place]) if place + 1 == len(at) else float((at[place] + at[place + 1]) / 2)


def _within(inputs: pd.DataFrame, limits: Mapping[str, Limit]) -> np.ndarray:
    out = np.ones(len(inputs), dtype=bool)
    for name, limit in limits.items():
        out &= limit.inside(inputs[name])
    return out


def _pruned(inputs: pd.DataFrame, happens: Runs, limits: dict[str, Limit], tried: int) -> Box:
    """Return the box without the limits that chance could have made, the weakest dropped first."""
    out = dict(limits)
    while out:
        chances = quasi_p(inputs, happens, out, tried)
        worst = max(chances, key=lambda name: chances[name])
        if chances[worst] <= SIGNIFICANT:
            break
        del out[worst]
        out = _exact(inputs, happens, out)
    numbers = _numbers(_within(inputs, out), happens)
    return Box(out, *numbers, quasi_p(inputs, happens, out, tried) if out else {})


def quasi_p(
    inputs: pd.DataFrame, happens: Runs, limits: Mapping[str, Limit], tried: int
) -> dict[str, float]:
    """Return how likely chance alone would make each limit so telling.

    The box without the limit holds so many members at some rate; how likely is it that as many of
    those the limit keeps are hits? Times the number of ends that could have been tried: each of
    `tried` inputs has two, each at some twenty places.
    """
    out = {}
    inside = _within(inputs, limits)
    count, hits = int(inside.sum()), float(happens[inside].sum())
    for name in limits:
        wide = _within(inputs, {n: limit for n, limit in limits.items() if n != name})
        rate = float(happens[wide].mean())
        chance = float(binom.sf(np.floor(hits) - 1, count, min(max(rate, 0.0), 1.0)))
        out[name] = min(1.0, chance * 2 * tried / PEEL)
    return out
