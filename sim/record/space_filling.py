"""A space-filling prior: scrambled Sobol points over every sampled assumption and the reading."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import qmc

from sim.model.draws import Block, Uniforms
from sim.model.members import Constrained, Source
from sim.model.world import World
from sim.runs.constrained import LEVELS
from sim.runs.ensemble import Experiment, Piece
from sim.vocabulary.assumptions import registry
from sim.vocabulary.levers import structures

Codes = npt.NDArray[np.uint16]
"""Quantiles in steps, shape (row, key)."""


def sampled_keys() -> tuple[str, ...]:
    """Return the names of the columns: structures and assumptions in which members differ."""
    rules = (f"structure.{name}" for name, choice in structures().items() if choice.sampled)
    return (*rules, *(entry.key for entry in registry() if entry.sampled))


def codes(seed: int, rows: range) -> Codes:
    """Return the points of some members, shape (row, key); a point depends on nothing else."""
    points = qmc.Sobol(len(sampled_keys()), scramble=True, seed=seed)
    if rows.start:
        points.fast_forward(rows.start)
    out: Codes = (points.random(len(rows)) * LEVELS).astype(np.uint16)
    return out


def codes_at(seed: int, rows: Sequence[int]) -> Codes:
    """Return the points of single members in rising order, shape (row, key)."""
    points = qmc.Sobol(len(sampled_keys()), scramble=True, seed=seed)
    out, at = np.empty((len(rows), len(sampled_keys())), dtype=np.uint16), 0
    for place, row in enumerate(rows):
        if row > at:
            points.fast_forward(row - at)
        out[place] = (points.random(1)[0] * LEVELS).astype(np.uint16)
        at = row + 1
    return out


def quantiles(stored: Codes) -> npt.NDArray[np.float64]:
    """Return stored quantiles as numbers in (0, 1), shape kept."""
    out: npt.NDArray[np.float64] = (stored + 0.5) / LEVELS
    return out


def source(seed: int, members: range, stored: Codes) -> Source:
    """Return a source that gives member i the i-th of the stored rows."""
    table = Constrained(sampled_keys(), quantiles(stored))
    return Source(Uniforms(seed, members), table, rows=np.arange(len(stored)))


@dataclass(frozen=True)
class SpaceFilling(Experiment):
    """An experiment whose members are the points of the space-filling prior."""

    def world(self, piece: Piece) -> World:
        """Build the World of one block."""
        members = piece.members
        chosen = [self.policies[i] for i in piece.policies]
        points = source(self.seed, members, codes(self.seed, members))
        block = Block(members, len(chosen))
        return World(chosen, block, points, seed=self.seed, weeks=self.weeks)
