"""First-order indices of any sample: how much of an outcome's variance each input alone explains.

Ranks (Gamboa, Gremaud, Klein and Lagnoux 2022): members are put in the order of an input, and
neighbours' outcomes are multiplied; averaged over several lags, which halves the noise. Inputs
that are names, or numbers that take few values (grids, lists), go by the means of their classes;
single ties are put in an order of chance, since the order in which a grid was laid out holds its
other inputs. On a sample whose inputs are correlated the indices overlap, so that they are never
summed there.
"""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.ground.arrays import Runs

LAGS_PER_ROOT = 3
"""Lags are the square root of the number of members over this."""

DUMMIES = 40
"""Reshuffled outcomes from which the floor is taken."""

FLOOR = 0.95
"""Share of reshuffled samples whose highest index stays below the floor."""

CLASS = 4
"""Members a value on average, from which a number goes by the means of its values."""

SEED = 1


@dataclass(frozen=True)
class Indices:
    """First-order indices by input.

    Attributes:
        names: of the inputs.
        index: shape (input,); noise can make it slightly negative.
        floor: what the highest index of an input that does nothing stays below.
        members: of the sample.
    """

    names: tuple[str, ...]
    index: Runs
    floor: float
    members: int

    def ranked(self, count: int | None = None) -> list[tuple[str, float]]:
        """Return the inputs above the floor, the largest first."""
        order = np.argsort(-self.index, kind="stable")
        chosen = [
            (self.names[i], float(self.index[i])) for i in order if self.index[i] > self.floor
        ]
        return chosen[:count]


def lags_of(members: int) -> int:
    """Return how many lags a sample of this size is averaged over."""
    return max(1, round(math.sqrt(members) / LAGS_PER_ROOT))


def split(inputs: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Return the names of the inputs that are numbers, and of those that are names."""
    numbers = [str(n) for n in inputs if pd.api.types.is_numeric_dtype(inputs[n])]
    return numbers, [str(n) for n in inputs if str(n) not in numbers]


def indices(inputs: pd.DataFrame, outcome: Runs, *, floor: bool = True) -> Indices:
    """Return first-order indices of an outcome; failed members (NaN) are left out.

    Args:
        inputs: one row a member, one column an input (numbers or categories).
        outcome: shape (member,).
        floor: whether the floor is computed; else it is 0.

    Example:
        >>> import numpy as np, pandas as pd
        >>> x = pd.DataFrame(np.random.default_rng(1).random((1000, 2)), columns=["a", "b"])
        >>> found = indices(x, np.asarray(x["a"]))
        >>> bool(found.index[0] > 0.9), bool(found.index[1] < found.floor)
        (True, True)
    """
    fine = np.isfinite(outcome)
    y, x = np.asarray(outcome[fine], dtype=np.float64), inputs.loc[fine]
    names = tuple(str(name) for name in inputs)
    if len(y) < 2 or np.ptp(y) == 0.0:
        return Indices(names, np.zeros(len(names)), 0.0, len(y))
    prepared = Prepared.of(x)
    found = prepared.indices(y)
    level = prepared.floor(y) if floor else 0.0
    return Indices(names, found, level, len(y))


def ranked_and_classed(inputs: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Return the inputs that go by ranks, and those that go by the means of their values.

    Example:
        >>> import pandas as pd
        >>> grid = pd.DataFrame({"x": [0, 1] * 4, "y": range(8), "kind": ["a", "b"] * 4})
        >>> ranked_and_classed(grid)
        (['y'], ['x', 'kind'])
    """
    numbers, _ = split(inputs)
    many = [n for n in numbers if inputs[n].nunique() * CLASS > len(inputs)]
    return many, [str(n) for n in inputs if str(n) not in many]


@dataclass(frozen=True)
class Prepared:
    """Inputs in the form that many outcomes of the same members need.

    Attributes:
        order: members in the order of each ranked number, shape (input, member).
        classes: codes of each other input, one array (member,) each.
        places: position of the ranked inputs, then of the others, among all inputs.
    """

    order: np.ndarray
    classes: tuple[np.ndarray, ...]
    places: np.ndarray

    @classmethod
    def of(cls, inputs: pd.DataFrame) -> "Prepared":
        """Sort each input once."""
        ranked, classed = ranked_and_classed(inputs)
        every = [str(n) for n in inputs]
        values = inputs[ranked].to_numpy(dtype=np.float64).T
        codes = tuple(pd.factorize(inputs[name])[0] for name in classed)
        places = [every.index(n) for n in [*ranked, *classed]]
        return cls(_in_order(values), codes, np.asarray(places, dtype=int))

    def indices(self, y: Runs) -> Runs:
        """Return the index of each input for an outcome, shape (input,)."""
        found = [*_by_rank(y, self.order), *(_by_class(y, codes) for codes in self.classes)]
        out = np.zeros(len(found))
        out[self.places] = found
        return out

    def floor(self, y: Runs) -> float:
        """Return the level that the highest index of reshuffled outcomes stays below."""
        luck = np.random.default_rng(SEED)
        highest = [self.indices(luck.permutation(y)).max() for _ in range(DUMMIES)]
        return float(np.quantile(highest, FLOOR)) if self.places.size else 0.0


def _in_order(values: Runs) -> np.ndarray:
    """Return members in the order of each row, ties in an order of chance."""
    shuffled = np.random.default_rng(SEED).permutation(values.shape[1])
    return np.asarray(shuffled[np.argsort(values[:, shuffled], axis=1, kind="stable")])


def _by_rank(y: Runs, order: np.ndarray) -> Runs:
    if not len(order):
        return np.zeros(0)
    z = (y - y.mean())[order]
    variance = y.var()
    parts = [
        (z[:, :-lag] * z[:, lag:]).mean(axis=1) for lag in range(1, lags_of(len(y)) + 1)
    ]  # fmt: skip
    return np.asarray(np.mean(parts, axis=0) / variance)


def _by_class(y: Runs, codes: np.ndarray) -> float:
    """Return the share of variance between classes, corrected for their number."""
    counts = np.bincount(codes)
    means = np.bincount(codes, weights=y) / np.maximum(counts, 1)
    between = float((counts * (means - y.mean()) ** 2).sum() / len(y) / y.var())
    classes = int((counts > 0).sum())
    left = max(len(y) - classes, 1)
    return between - (1.0 - between) * (classes - 1) / left
