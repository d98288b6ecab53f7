"""Luck: uniforms keyed by (seed, decision point, week, member), and their inverse transforms.

A draw depends on nothing else: not on the block size, the number of workers, the order of
blocks, the levers that are pulled or the decision points that exist beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from scipy.special import ndtri

from sim.arrays import Runs

PER_COUNT = 4
"""Numbers that Philox yields for one value of its counter."""

NO_WEEK = 2**32
"""Week of draws that belong to no week (the parameters of a member)."""

EDGE = 1e-12
"""Stated tolerance: uniforms are kept this far from 0 and 1 before a normal inverse."""


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
        self._seed, self._members = seed, members
        self._keys: dict[str, np.ndarray] = {}
        self._bits = np.random.Philox(key=0)
        self._numbers = np.random.Generator(self._bits)

    def __call__(self, point: str, week: int = NO_WEEK) -> Runs:
        """Return one number in [0, 1) per member for a decision point, shape (member,)."""
        first, skip = divmod(self._members.start, PER_COUNT)
        self._bits.state = {
            "bit_generator": "Philox",
            "state": {
                "counter": np.array([first, week, 0, 0], dtype=np.uint64),
                "key": self._key(point),
            },
            "buffer": np.zeros(PER_COUNT, dtype=np.uint64),
            "buffer_pos": PER_COUNT,
            "has_uint32": 0,
            "uinteger": 0,
        }
        return self._numbers.random(skip + len(self._members))[skip:]

    def _key(self, point: str) -> np.ndarray:
        if point not in self._keys:
            digest = blake2b(f"{self._seed}|{point}".encode(), digest_size=16).digest()
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
        return self._block.tile(self.members(points, week))

    def members(self, points: Sequence[str], week: int) -> Runs:
        """Return one row a decision point before policies are laid over, (point, member)."""
        return np.stack([self._uniforms(point, week) for point in points])

    def tile(self, of_members: Runs) -> Runs:
        """Lay something computed for members over the policies of the block."""
        return self._block.tile(of_members)


def poisson(luck: Runs, rate: Runs, most: int) -> Runs:
    """Return the smallest count whose Poisson distribution function exceeds `luck`.

    Args:
        luck: uniform draw, shape (run,).
        rate: expected count, >= 0, shape (run,).
        most: counts are cut here; choose it so that the cut is never met in practice.
    """
    term = np.exp(-rate)
    below = term
    count = (luck >= below).astype(np.float64)
    for k in range(1, most):
        if not (luck >= below).any():
            break
        term = term * rate / k
        below = below + term
        count = count + (luck >= below)
    return count


def binomial(luck: Runs, trials: Runs, chance: Runs) -> Runs:
    """Return the smallest count whose binomial distribution function exceeds `luck`.

    Args:
        luck: uniform draw, shape (run,).
        trials: whole number of trials, shape (run,).
        chance: success chance of one trial, in [0, 1), shape (run,).
    """
    odds = chance / (1.0 - chance)
    term = np.power(1.0 - chance, trials)
    below = term
    most = int(trials.max(initial=0))
    count = np.zeros_like(trials)
    for k in range(1, most + 1):
        above = luck >= below
        if not above.any():
            break
        count = count + above
        term = term * odds * np.maximum(trials - (k - 1), 0.0) / k
        below = below + term
    return np.minimum(count, trials)


def noise(luck: Runs, spread: Runs) -> Runs:
    """Return log-normal noise of mean 1 and standard deviation `spread`; shapes broadcast."""
    variance = np.log(1.0 + spread * spread)
    normal = ndtri(np.minimum(np.maximum(luck, EDGE), 1.0 - EDGE))
    out: Runs = np.exp(np.sqrt(variance) * normal - variance / 2)
    return out


def pareto_truncated(luck: Runs, smallest: Runs, largest: Runs, tail: Runs) -> Runs:
    """Return a Pareto variate between `smallest` and `largest`; shapes broadcast."""
    kept = 1.0 - luck * (1.0 - np.power(smallest / largest, tail))
    out: Runs = smallest * np.power(kept, -1.0 / tail)
    return out
