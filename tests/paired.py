"""Several policies over the same members, side by side in one World, with weekly values kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from sim.model.draws import Block
from sim.model.members import Source
from sim.model.world import World
from sim.vocabulary.measures import measures
from sim.vocabulary.policy import Case
from sim.vocabulary.scenario import load


def baseline() -> Case:
    """Return the policy of the shipped baseline, readings sampled."""
    return load("baseline").policy


def world_of(
    policies: Sequence[Case], members: int, weeks: int, *, seed: int = 1, first: int = 0
) -> World:
    """Build a World that lays the policies side by side over `members` prior members."""
    chosen = range(first, first + members)
    block = Block(chosen, len(policies))
    return World(policies, block, Source.prior(seed, chosen), seed=seed, weeks=weeks)


@dataclass(frozen=True)
class Paired:
    """Weekly values of a few measures; flows (week, ..., policy, member), stocks one week more."""

    values: dict[str, np.ndarray]
    reading: np.ndarray

    def __getitem__(self, name: str) -> np.ndarray:
        return self.values[name]


def record(
    policies: Sequence[Case],
    members: int,
    weeks: int,
    keep: Iterable[str] | None = None,
    *,
    seed: int = 1,
    first: int = 0,
) -> Paired:
    """Run and keep float64 values of the measures in `keep` (all by default)."""
    world = world_of(policies, members, weeks, seed=seed, first=first)
    kept = [measures()[name] for name in keep or measures()]
    rows: dict[str, list[np.ndarray]] = {m.name: [] for m in kept}
    for m in kept:
        if m.bound:
            rows[m.name].append(world.value(m.name))
    for _ in range(weeks):
        world.step()
        for m in kept:
            rows[m.name].append(world.value(m.name))
    reading = world.rules["reading"].codes.reshape(len(policies), members)
    size = world.block.size
    world.close()
    shaped = {}
    for name, each in rows.items():
        stacked = np.stack([np.broadcast_to(row, (*row.shape[:-1], size)) for row in each])
        shaped[name] = stacked.reshape(*stacked.shape[:-1], len(policies), members)
    return Paired(shaped, reading)
