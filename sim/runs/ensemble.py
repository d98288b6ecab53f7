"""Ensembles: which runs make an experiment, and how one block of them is run and recorded."""

import gc
import multiprocessing
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sim.ground.errors import InputError
from sim.ground.word import word
from sim.model.draws import PER_COUNT, Block
from sim.model.members import Constrained, Source, require_sizes
from sim.runs import engines
from sim.vocabulary.measures import Measure, dimension, measures
from sim.vocabulary.policy import Case

if TYPE_CHECKING:
    from sim.model.world import World

BLOCK_RUNS = 8192
"""Runs of one block: a recorded constant of every experiment, the fastest of those measured.

As long as NumPy's buffer: where two rows or more fit into it, NumPy copies every row that is
broadcast over channels before it uses it.
"""

MOST_RUNS = 10**10
"""More runs than this are refused: at 10,000 runs a second they would take twelve days."""

Stored = npt.NDArray[np.float32]
"""Results as stored, shape (time, ..., run)."""


@dataclass(frozen=True)
class Experiment:
    """Policies x members of one seed and horizon.

    Attributes:
        policies: every policy meets the same members.
        members: size of the ensemble.
        seed: keys members and luck.
        weeks: horizon.
        constrained: the constrained ensemble, or None for the prior.
        block_runs: runs of a block.
        engine: one of `engines.ENGINES`; "" is the one that `SIM_ENGINE` names, else the
            compiled one where there is enough to do to repay making it.
    """

    policies: Sequence[Case]
    members: int
    seed: int
    weeks: int
    constrained: Constrained | None = None
    block_runs: int = BLOCK_RUNS
    engine: str = ""

    def __post_init__(self) -> None:
        require_sizes(self.members, self.seed, self.weeks)
        if self.runs > MOST_RUNS:
            raise InputError(f"{self.runs:.2g} runs are too many; at most {MOST_RUNS:.0e}")

    @property
    def runs(self) -> int:
        """Number of runs."""
        return len(self.policies) * self.members

    @property
    def members_per_block(self) -> int:
        """Members of a block, a multiple of what a random number counter yields."""
        return min(self.members, self.block_runs // PER_COUNT * PER_COUNT)

    @property
    def policies_per_block(self) -> int:
        """Policies that a block lays side by side."""
        return min(len(self.policies), max(1, self.block_runs // self.members_per_block))

    def pieces(self) -> Iterator["Piece"]:
        """Yield the blocks: policies in the outer loop, members in the inner one."""
        for first in range(0, len(self.policies), self.policies_per_block):
            policies = range(first, min(first + self.policies_per_block, len(self.policies)))
            for start in range(0, self.members, self.members_per_block):
                stop = min(start + self.members_per_block, self.members)
                yield Piece(policies, range(start, stop))

    def world(self, piece: "Piece") -> "World":
        """Build the World of one block."""
        from sim.model.world import World  # Mesa is needed to run, not to read what was run

        members = piece.members
        source = (
            Source.prior(self.seed, members)
            if self.constrained is None
            else Source.constrained(self.seed, members, self.constrained)
        )
        chosen = [self.policies[i] for i in piece.policies]
        block = Block(members, len(chosen))
        return World(chosen, block, source, seed=self.seed, weeks=self.weeks)


@dataclass(frozen=True)
class Piece:
    """One block of an experiment: a range of policies and a range of members."""

    policies: range
    members: range

    @property
    def size(self) -> int:
        """Number of runs."""
        return len(self.policies) * len(self.members)


@dataclass(frozen=True)
class Failure:
    """A run that left its bounds or failed its audit."""

    policy: int
    member: int
    week: int
    reason: str


@dataclass
class Recorded:
    """What one block recorded.

    Attributes:
        piece: which runs.
        values: per measure, shape (time, ..., run); stocks have one time more than flows.
        reading: index of each run's reading, shape (run,).
        failures: runs to be left out.
        engine: what ran it: "compiled", or "numpy" with the reason in brackets if another one
            was asked or tried.
    """

    piece: Piece
    values: dict[str, Stored]
    reading: npt.NDArray[np.int8]
    failures: list[Failure] = field(default_factory=list)
    engine: str = "numpy"


def run_block(experiment: Experiment, piece: Piece, keep: Sequence[str]) -> Recorded:
    """Run one block and record the weekly values of the measures in `keep`.

    The compiled week and NumPy give the same to the last digits that are stored; where the
    compiled one finds a run that failed, the block is run again by NumPy, which says why.
    A run that fails its audit or leaves its bounds is listed with its week and reason; runs
    are independent, so that the others of the block stay what they are.
    """
    world = experiment.world(piece)
    collecting = gc.isenabled()
    gc.disable()  # a week leaves no cycles, but makes enough objects to set off many searches
    try:
        found = attempt(world, experiment, piece, keep)
        if isinstance(found, Recorded):
            return found
        recorded = _recorded(world, experiment, piece, keep)
        recorded.engine = f"numpy ({found})" if found else "numpy"
        return recorded
    finally:
        world.close()
        if collecting:
            gc.enable()


def _recorded(
    world: "World", experiment: Experiment, piece: Piece, keep: Sequence[str]
) -> Recorded:
    weeks, size = experiment.weeks, piece.size
    kept = [measures()[name] for name in keep]
    values = {m.name: np.empty(_shape(m, weeks, size), dtype=np.float32) for m in kept}
    bounds = [m for m in kept if m.bound]
    flows = [m for m in kept if not m.bound]
    failed: dict[int, tuple[int, str]] = {}
    world.failures = []
    # a run that went wrong may overflow; it is caught by audit and bounds, not by a warning
    with np.errstate(all="ignore"):
        for m in bounds:
            values[m.name][0] = world.value(m.name)
        for week in range(weeks):
            world.step()
            for m in bounds:
                values[m.name][week + 1] = world.value(m.name)
            for m in flows:
                values[m.name][week] = world.value(m.name)
    for week, error in world.failures:
        for run in error.runs:
            failed.setdefault(int(run), (week, str(error).split(";")[0]))
    for m in kept:
        _check_bounds(m, values[m.name], failed)
    reading = world.rules["reading"].codes.astype(np.int8)
    return Recorded(piece, values, reading, _failures(piece, failed))


def attempt(
    world: "World", experiment: Experiment, piece: Piece, keep: Sequence[str]
) -> Recorded | str:
    """Return what the compiled week recorded, or in a word why NumPy has to run the block."""
    engine = engines.chosen(experiment.engine)
    little = experiment.runs * experiment.weeks < engines.WORTH_COMPILING
    if engine == engines.NUMPY or (engine == engines.EITHER and little):
        return ""
    try:
        from sim.compiled.engine import run_compiled
    except ImportError:
        if engine == engines.COMPILED:
            raise InputError("--engine compiled: needs llvmlite; pip install llvmlite") from None
        return _instead("without llvmlite")
    weeks, seed = experiment.weeks, experiment.seed
    try:
        got, sound = run_compiled(
            world, keep, weeks, seed, cache=engines.caching(), threads=threads()
        )
    except Exception as error:
        if engine == engines.COMPILED and isinstance(error, InputError):
            raise
        return _instead(str(error).split(";")[0])
    kept = [measures()[name] for name in keep]
    values: dict[str, Stored] = {}
    failed: dict[int, tuple[int, str]] = {}
    with np.errstate(all="ignore"):
        for m in kept:
            values[m.name] = whole = got[m.name] if m.dimension else got[m.name][:, 0]
            if m.bound:
                whole[0] = world.value(m.name)
            else:
                values[m.name] = whole[1:]
            _check_bounds(m, values[m.name], failed)
    if failed or not sound.all():
        return "a run failed"
    reading = world.rules["reading"].codes.astype(np.int8)
    return Recorded(piece, values, reading, engine="compiled")


def _instead(why: str) -> str:
    word(f"NumPy runs this in place of the compiled week: {why}")
    return why


def threads() -> int:
    """Return over how many threads a block is shared: one in a worker, which has neighbours."""
    asked = os.environ.get("SIM_THREADS", "")
    if asked.isdigit() and int(asked):
        return int(asked)
    if multiprocessing.parent_process() is not None:
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1


def _shape(m: Measure, weeks: int, size: int) -> tuple[int, ...]:
    extra = (len(dimension(m.dimension)),) if m.dimension else ()
    return (weeks + int(m.bound), *extra, size)


SLACK = 1e-5
"""Stated tolerance of bounds on stored values, relative: float32 rounds."""


def _check_bounds(m: Measure, stored: Stored, failed: dict[int, tuple[int, str]]) -> None:
    rows = stored.reshape(-1, stored.shape[-1])
    low = m.low - SLACK * max(abs(m.low), 1.0)
    high = m.high + SLACK * max(abs(m.high), 1.0)
    lowest, highest = rows.min(axis=0), rows.max(axis=0)
    fine = (lowest >= low) & (highest <= high) & np.isfinite(lowest) & np.isfinite(highest)
    for run in np.flatnonzero(~fine):
        series = stored[..., run].reshape(stored.shape[0], -1)
        wrong = ~((series >= low) & (series <= high) & np.isfinite(series))
        week = int(np.flatnonzero(wrong.any(axis=1))[0])
        value = series[week][wrong[week]][0]
        reason = f"{m.name} is {value:.4g}, outside {m.low:g} to {m.high:g} {m.unit}"
        if int(run) not in failed or week < failed[int(run)][0]:
            failed[int(run)] = (week, reason)


def _failures(piece: Piece, failed: dict[int, tuple[int, str]]) -> list[Failure]:
    out = []
    for run, (week, reason) in sorted(failed.items()):
        policy, member = divmod(run, len(piece.members))
        out.append(Failure(piece.policies[policy], piece.members[member], week, reason))
    return out
