"""Luck: uniforms keyed by (seed, decision point, week, member), and their inverse transforms.

A draw depends on nothing else: not on the block size, the number of workers, the order of
blocks, the levers that are pulled or the decision points that exist beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
from scipy.special import ndtri

from sim.ground.arrays import EDGE, Runs, primitive

PER_COUNT = 4
"""Numbers that Philox yields for one value of its counter."""

NO_WEEK = 2**32
"""Week of draws that belong to no week (the parameters of a member)."""


@dataclass(frozen=True)
class Block:
    """The runs of one World: every policy meets the same members.

    Attributes:
        members: which members of the ensemble.
        policies: how many policies are laid side by side; runs are policy-major.
    """

    members: range
    policies: int = 1

    @property
    def size(self) -> int:
        """Number of runs, policies x members."""
        return self.policies * len(self.members)

    def tile(self, of_members: Runs) -> Runs:
        """Repeat (..., member) once a policy, to (..., run)."""
        if self.policies == 1:
            return of_members
        reps = (1,) * (of_members.ndim - 1) + (self.policies,)
        return np.tile(of_members, reps)

    def spread(self, of_policies: Runs) -> Runs:
        """Repeat (policy,) over members, to (run,)."""
        return np.repeat(of_policies, len(self.members))


class Uniforms:
    """Uniform draws of one ensemble seed over a range of members."""

    def __init__(self, seed: int, members: range) -> None:
        self.seed, self._count = seed, len(members)
        first, self._skip = divmod(members.start, PER_COUNT)
        self._keys: dict[str, np.ndarray] = {}
        self._bits = np.random.Philox(key=0)
        self._numbers = np.random.Generator(self._bits)
        self._counter = np.array([first, 0, 0, 0], dtype=np.uint64)
        self._place = {"counter": self._counter, "key": self._counter[:2]}
        self._state: Any = {
            "bit_generator": "Philox",
            "state": self._place,
            "buffer": np.zeros(PER_COUNT, dtype=np.uint64),
            "buffer_pos": PER_COUNT,
            "has_uint32": 0,
            "uinteger": 0,
        }

    def __call__(self, point: str, week: int = NO_WEEK) -> Runs:
        """Return one number in [0, 1) per member for a decision point, shape (member,)."""
        self._counter[1] = week
        self._place["key"] = self.key(point)
        self._bits.state = self._state
        return self._numbers.random(self._skip + self._count)[self._skip :]

    def key(self, point: str) -> np.ndarray:
        """Return the key of a decision point, two whole numbers."""
        if point not in self._keys:
            digest = blake2b(f"{self.seed}|{point}".encode(), digest_size=16).digest()
            self._keys[point] = np.frombuffer(digest, dtype="<u8").astype(np.uint64)
        return self._keys[point]


class Luck:
    """Draws of a block: made for members, laid over policies."""

    def __init__(self, seed: int, block: Block) -> None:
        self._uniforms, self._block = Uniforms(seed, block.members), block

    def __call__(self, point: str, week: int) -> Runs:
        """Return the week's draw of a decision point, shape (run,)."""
        return self._block.tile(self._uniforms(point, week))

    def rows(self, points: Sequence[str], week: int) -> Runs:
        """Return one row a decision point, shape (point, run)."""
        return self._block.tile(self._members(points, week))

    def scores(self, points: Sequence[str], week: int) -> Runs:
        """Return normal scores, one row a decision point, shape (point, run).

        They are computed for members, before policies are laid over them: the inverse of the
        normal distribution is the dearest thing in a week.
        """
        return self._block.tile(scores(self._members(points, week)))

    def _members(self, points: Sequence[str], week: int) -> Runs:
        return np.stack([self._uniforms(point, week) for point in points])


@primitive
def poisson(luck: Runs, rate: Runs, most: int) -> Runs:
    """Return the smallest count whose Poisson distribution function exceeds `luck`.

    Args:
        luck: uniform draw, shape (run,).
        rate: expected count, >= 0, shape (run,).
        most: counts are cut here; choose it so that the cut is never met in practice.
    """
    first = np.exp(-rate)
    count = np.zeros(luck.shape)
    # most counts are zero: only the others go on to further terms
    left = np.flatnonzero(luck >= first)
    if not left.size:
        return count
    level, term, mean = (_taken(x, left, luck.shape) for x in (luck, first, rate))
    below, found = term, np.ones(level.size)
    for k in range(1, most):
        term = term * (mean / k)
        below = below + term
        above = level >= below
        if not np.count_nonzero(above):  # of which any() asks in three times the time
            break
        found += above
    count.put(left, found)
    return count


def _taken(x: Runs, places: np.ndarray, shape: tuple[int, ...]) -> Runs:
    """Return the values at flat places of an array that broadcasts to a shape; or the number."""
    if np.ndim(x) == 0:
        return x
    return (x if x.shape == shape else np.broadcast_to(x, shape)).take(places)


@primitive
def binomial(luck: Runs, trials: Runs, chance: Runs) -> Runs:
    """Return the smallest count whose binomial distribution function exceeds `luck`.

    Args:
        luck: uniform draw, shape (run,).
        trials: whole number of trials, shape (run,).
        chance: success chance of one trial, in [0, 1), shape (run,).
    """
    count = np.zeros_like(trials)
    tried = np.flatnonzero(trials >= 1.0)
    if not tried.size:
        return count
    level, number, p = (_taken(x, tried, trials.shape) for x in (luck, trials, chance))
    odds, term = p / (1.0 - p), np.power(1.0 - p, number)
    below = term
    found = np.zeros(tried.size)
    for k in range(1, int(number.max()) + 1):
        above = level >= below
        if not np.count_nonzero(above):
            break
        found = found + above
        term = term * odds * np.maximum(number - (k - 1), 0.0) / k
        below = below + term
    count.put(tried, np.minimum(found, number))
    return count


def noise(luck: Runs, spread: Runs) -> Runs:
    """Return log-normal noise of mean 1 and standard deviation `spread`; shapes broadcast."""
    return noise_of(scores(luck), spread)


def scores(luck: Runs) -> Runs:
    """Return standard normal scores of uniform draws; shape kept."""
    out: Runs = ndtri(np.clip(luck, EDGE, 1.0 - EDGE))
    return out


def noise_of(normal: Runs, spread: Runs) -> Runs:
    """Return log-normal noise of mean 1 and standard deviation `spread` from normal scores."""
    variance = np.log(1.0 + spread * spread)
    log = np.sqrt(variance) * normal
    log -= variance / 2
    out: Runs = np.exp(log, out=log)
    return out


def pareto_truncated(luck: Runs, smallest: Runs, largest: Runs, tail: Runs) -> Runs:
    """Return a Pareto variate between `smallest` and `largest`; shapes broadcast."""
    kept = 1.0 - luck * (1.0 - np.power(smallest / largest, tail))
    out: Runs = smallest * np.power(kept, -1.0 / tail)
    return out


@primitive
def sum_of_paretos(
    count: Runs, smallest: Runs, largest: Runs, tail: Runs, luck: Luck, points: Sequence[str],
    week: int,
) -> Runs:  # fmt: skip
    """Return the sum of `count` truncated Pareto variates, shape (run,).

    Variate j meets the draw of decision point j, which is made only where it is needed.

    Args:
        count: whole number, at most the number of points, shape (run,).
        smallest: least value of a variate, shape (run,).
        largest: greatest value, shape (run,).
        tail: index of the tail, shape (run,).
        luck: of the block.
        points: one decision point a variate.
        week: of the draws.
    """
    most = int(count.max(initial=0.0))
    if not most:
        return count
    runs = [np.flatnonzero(count > j) for j in range(most)]
    draws = [luck(points[j], week).take(hit) for j, hit in enumerate(runs)]
    hit = np.concatenate(runs)
    low, high, index = (b.take(hit) if np.ndim(b) else b for b in (smallest, largest, tail))
    sizes = pareto_truncated(np.concatenate(draws), low, high, index)
    return np.bincount(hit, weights=sizes, minlength=count.size).astype(np.float64, copy=False)
