"""Runs a block with the compiled week: packs its numbers, calls the kernel, unpacks measures."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from sim.compiled.compiled import Week, compiled_week
from sim.compiled.facts import Facts
from sim.compiled.inputs import Reading
from sim.compiled.luck import SPAN, Draws
from sim.compiled.week import NUMBER
from sim.model.calendar import is_lever
from sim.model.draws import PER_COUNT, Uniforms
from sim.model.world import World

GROUP = 3
"""Chunks that are carried through a week together, part by part."""


@dataclass(frozen=True)
class Block:
    """What the kernel is given for one block, and where it writes.

    Attributes:
        week: the compiled week.
        runs: members a case, padding in front, chunks a case.
        members, states: packed rows, shape (row, case, member); states become those after the
            last week.
        calendar: shape (case, week, column); fresh: 1 where a lever changes.
        keys: of the draws; counter: of the first chunk.
    """

    week: Week
    count: int
    skip: int
    members: np.ndarray
    states: np.ndarray
    calendar: np.ndarray
    fresh: np.ndarray
    keys: np.ndarray
    counter: int
    weeks: int

    @property
    def chunks(self) -> int:
        """Chunks of one case."""
        return -(-(self.skip + self.count) // self.lanes)

    @property
    def lanes(self) -> int:
        """Runs of a chunk."""
        return self.week.facts.lanes

    def counter_of(self, chunk: int) -> int:
        """Return the counter of a chunk's first draws."""
        return self.counter + chunk * (self.lanes // PER_COUNT)


def run_compiled(
    world: World,
    keep: Sequence[str],
    weeks: int,
    seed: int,
    *,
    cache: bool = True,
    threads: int = 1,
    ends: list[np.ndarray] | None = None,
) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Run all weeks of a World and return measures after each, and which runs stayed sound.

    Args:
        world: of the block, at its opening.
        keep: measures to record, in order.
        weeks: of the horizon.
        seed: of the ensemble.
        cache: whether kernels are kept from one process to the next.
        threads: over which the runs are shared.
        ends: takes the state after the last week, shape (row, run), as `Arrays.matrix` of the
            states of a `Reading` has it.

    Returns:
        Measures by name, float32, shape (time, row, run), of which the first time is the
        caller's to fill: the opening; and flags, shape (run,).

    Raises:
        RecordingError: a mechanism cannot be recorded.
    """
    reading = Reading(world)
    week = compiled_week(world, reading, keep, cache=cache)
    block = _packed(world, reading, week, weeks, seed)
    cases, rows = len(block.calendar), week.facts.outputs
    recorded = np.empty((weeks + 1, rows, cases, block.chunks * block.lanes), dtype=np.float32)
    sound = np.empty((cases, block.chunks * block.lanes), dtype=bool)
    parts = _shares(block.chunks, threads)

    def work(part: range) -> None:
        _run(block, part, recorded, sound)

    recorded[0] = 0.0
    if ends is not None:
        ends.append(block.states.reshape(len(block.states), -1))
    if threads == 1 or len(parts) == 1:
        for part in parts:
            work(part)
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(work, parts))
    inside = slice(block.skip, block.skip + block.count)
    return _by_measure(week, keep, recorded[..., inside]), sound[:, inside].reshape(-1)


def _shares(chunks: int, threads: int) -> list[range]:
    """Return groups of chunks: as many for each thread, none much shorter than others."""
    groups = -(-chunks // GROUP)
    groups = min(-(-groups // threads) * threads, chunks)
    bounds = [chunks * i // groups for i in range(groups + 1)]
    return [range(a, b) for a, b in pairwise(bounds)]


def _by_measure(week: Week, keep: Sequence[str], recorded: np.ndarray) -> dict[str, np.ndarray]:
    out, place = {}, 0
    for name in keep:
        count = week.facts.rows[name]
        out[name] = recorded[:, place : place + count].reshape(len(recorded), count, -1)
        place += count
    return out


def _packed(world: World, reading: Reading, week: Week, weeks: int, seed: int) -> Block:
    facts, members = week.facts, world.block.members
    cases, runs = world.block.policies, world.cast.size
    skip = members.start % PER_COUNT
    calendar, fresh = _calendar(world, facts, weeks)
    shape = (-1, cases, len(members))
    states = reading.states.matrix(facts.states, runs)
    states[facts.states.index(facts.sound)] = 1.0
    return Block(
        week=week,
        count=len(members),
        skip=skip,
        members=reading.members.matrix(facts.members, runs).reshape(shape),
        states=states.reshape(shape),
        calendar=calendar,
        fresh=fresh,
        keys=_keys(facts, seed, members),
        counter=members.start // PER_COUNT + 1,
        weeks=weeks,
    )


def _keys(facts: Facts, seed: int, members: range) -> np.ndarray:
    uniforms = Uniforms(seed, members)
    points = (*facts.draws, *facts.late)
    return np.array([uniforms.key(point) for point in points], dtype=np.uint64)


def _calendar(world: World, facts: Facts, weeks: int) -> tuple[np.ndarray, np.ndarray]:
    cases = world.block.policies
    out = np.zeros((cases, weeks, max(len(facts.columns), 1)))
    fresh = np.zeros((cases, weeks), dtype=np.int64)
    for place, name in enumerate(facts.columns):
        if name == NUMBER:
            out[:, :, place] = np.arange(weeks)
            continue
        table = world.calendar.tables[name][:weeks].T
        out[:, :, place] = table
        if is_lever(name):
            fresh[:, 1:] |= table[:, 1:] != table[:, :-1]
    fresh[:, 0] = 1
    return out, fresh


def _chunked(block: Block, values: np.ndarray, part: range, case: int) -> np.ndarray:
    """Return rows in chunks, shape (chunk, row, lane); what pads them repeats its neighbour."""
    lanes = block.lanes
    first = part.start * lanes - block.skip
    places = np.clip(np.arange(first, first + len(part) * lanes), 0, block.count - 1)
    rows = values[:, case][:, places].reshape(len(values), len(part), lanes)
    return np.ascontiguousarray(rows.transpose(1, 0, 2))


def _run(block: Block, part: range, recorded: np.ndarray, sound: np.ndarray) -> None:
    """Run a group of chunks for every case, some weeks at a time: their luck is met by all."""
    kernel, facts, lanes = block.week.kernel, block.week.facts, block.lanes
    cases = len(block.calendar)
    lucky = Draws(block.week, block.keys, block.count, block.weeks)
    room = lucky.room(len(part))
    counters = tuple(block.counter_of(chunk) for chunk in part)
    scratch = np.empty((len(part), facts.held + 1, lanes))
    packed = [
        tuple(_chunked(block, v, part, case) for v in (block.members, block.states))
        for case in range(cases)
    ]
    for first in range(0, block.weeks, SPAN):
        weeks = min(SPAN, block.weeks - first)
        draws = lucky.of(counters, first, room)
        made = -1 if cases == 1 and first else 0
        for case, (members, states) in enumerate(packed):
            out = recorded[1:, :, case, part.start * lanes :]
            kernel.run(
                members.ctypes.data, states.ctypes.data, scratch.ctypes.data,
                block.calendar[case].ctypes.data, block.fresh[case].ctypes.data,
                draws.ctypes.data, out.ctypes.data, block.keys.ctypes.data,
                len(part), block.counter_of(part.start), first, weeks, made,
                draws[0].size // lanes, out.strides[1] // out.itemsize,
                out.strides[0] // out.itemsize,
            )  # fmt: skip
    row = facts.states.index(facts.sound)
    first = part.start * lanes - block.skip
    mine = slice(max(first, 0), min(first + len(part) * lanes, block.count))
    for case, (_, states) in enumerate(packed):
        inside = slice(part.start * lanes, part.stop * lanes)
        sound[case, inside] = (states[:, row] == 1.0).reshape(-1)
        after = states.transpose(1, 0, 2).reshape(states.shape[1], -1)
        block.states[:, case, mine] = after[:, mine.start - first : mine.stop - first]
