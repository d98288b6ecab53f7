"""Run scenarios and keep what is left of their members: bands, shares, the first series."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.ground.errors import RunError
from sim.ground.memory import peak_mb
from sim.ground.weeks import CUT_OFF, week_of
from sim.model.draws import PER_COUNT
from sim.runs.bands import Named, bands, differences, first_members, shares
from sim.runs.ensemble import BLOCK_RUNS, Experiment, Failure, Recorded, Stored, run_block
from sim.runs.settings import Settings, require_feasible
from sim.runs.watch import Watch
from sim.vocabulary.scenario import Scenario

PLACES = "capability.scale"


@dataclass(frozen=True)
class Reduced:
    """Plain arrays by name of the measure, small enough to travel between processes.

    Attributes:
        series: weekly values of the first members, (policy, member, time, ...).
        bands: quantiles over all members, (policy, group, quantile, time, ...).
        cumulative: the same for flows summed up from week 0.
        shares: share of members in which each limit binds, (policy, group, week, binding).
        ends: positions on all scales of every member at `end_bounds`, (policy, member, bound,
            scale).
        differences: paired differences to the first policy; None for a single scenario.
        readings: index of the reading, (policy, member).
        seconds: that the runs took.
        block_runs: runs of a block.
        peak_mb: most memory of the process, MB.
        engine: what ran the blocks, with the reason where another one was asked or tried.
    """

    series: Named
    bands: Named
    cumulative: Named
    shares: Stored | None
    ends: Stored | None
    differences: Named | None
    readings: np.ndarray
    seconds: float
    block_runs: int
    peak_mb: float
    engine: str


@dataclass(frozen=True)
class Gathered:
    """Values of all runs, by policy, and what it took."""

    values: list[dict[str, Stored]]
    readings: list[np.ndarray]
    failures: list[Failure]
    seconds: float
    block_runs: int
    engine: str


def reduce_runs(kind: str, scenarios: Sequence[Scenario], settings: Settings) -> Reduced:
    """Run scenarios over the same members and reduce what they recorded.

    Args:
        kind: "run", or "compare" for paired differences to the first scenario as well.
        scenarios: what to run.
        settings: how.

    Raises:
        InputError: the job does not fit into memory, or a number is out of range.
        RunError: a run failed its audit or left its bounds.
    """
    require_feasible(kind, scenarios, settings)
    policies = tuple(s.policy for s in scenarios)
    experiment = Experiment(
        policies, settings.members, settings.seed, settings.weeks, settings.constrained, BLOCK_RUNS
    )
    got = gather(experiment, settings)
    if got.failures:
        first = got.failures[0]
        raise RunError(
            f"{len(got.failures)} run(s) failed; first: {policies[first.policy].name}, member "
            f"{first.member}, week {first.week}: {first.reason}"
        )
    return Reduced(
        series=first_members(got.values, settings.series_members),
        bands=bands(got.values, got.readings, cumulative=False),
        cumulative=bands(got.values, got.readings, cumulative=True),
        shares=shares(got.values, got.readings),
        ends=_ends(got.values, settings.weeks),
        differences=differences(got.values) if kind == "compare" else None,
        readings=np.stack(got.readings),
        seconds=got.seconds,
        block_runs=got.block_runs,
        peak_mb=peak_mb(),
        engine=got.engine,
    )


def end_bounds(weeks: int) -> list[int]:
    """Return the week bounds at which `Reduced.ends` stands: opening, cut-off and end."""
    return sorted({0, min(week_of(CUT_OFF) + 1, weeks), weeks})


def _ends(values: Sequence[dict[str, Stored]], weeks: int) -> Stored | None:
    if PLACES not in values[0]:
        return None
    bounds = end_bounds(weeks)
    return np.stack([np.moveaxis(v[PLACES][bounds], -1, 0) for v in values])


def gather(experiment: Experiment, settings: Settings) -> Gathered:
    """Run every block and put the members of each policy together."""
    keep = settings.kept
    began = time.perf_counter()
    experiment = _shared_out(experiment, settings)
    pieces = _blocks(experiment, keep, settings)
    count = len(experiment.policies)
    values: list[dict[str, Stored]] = []
    for policy in range(count):
        mine = [p for p in pieces if policy in p.piece.policies]
        values.append({name: _joined(mine, policy, name) for name in keep})
    readings = [
        np.concatenate([_part(p, policy, p.reading) for p in pieces if policy in p.piece.policies])
        for policy in range(count)
    ]
    failures = [failure for p in pieces for failure in p.failures]
    seconds = time.perf_counter() - began
    engine = ", ".join(sorted({p.engine for p in pieces}))
    return Gathered(values, readings, failures, seconds, experiment.block_runs, engine)


def _part(recorded: Recorded, policy: int, values: np.ndarray) -> np.ndarray:
    each = len(recorded.piece.members)
    first = recorded.piece.policies.index(policy) * each
    return values[..., first : first + each]


def _joined(pieces: list[Recorded], policy: int, name: str) -> np.ndarray:
    parts = [_part(p, policy, p.values[name]) for p in pieces]
    return parts[0] if len(parts) == 1 else np.concatenate(parts, axis=-1)


WATCHED_RUNS = 1024
"""Most runs of a block where somebody watches: a block is what a call can be stopped after."""


def _shared_out(experiment: Experiment, settings: Settings) -> Experiment:
    """Return the experiment in blocks small enough that every worker gets one."""
    share = max(PER_COUNT, -(-experiment.runs // settings.workers))
    most = min(experiment.block_runs, WATCHED_RUNS if settings.watch.wanted else share)
    return replace(experiment, block_runs=min(most, share))


def _blocks(experiment: Experiment, keep: Sequence[str], settings: Settings) -> list[Recorded]:
    if settings.workers == 1:
        blocks = (run_block(experiment, piece, keep) for piece in experiment.pieces())
        return _watched(blocks, experiment.runs, settings.watch)
    from sim.ground.workers import local

    with local(settings.workers) as client:
        futures = [
            client.submit(run_block, experiment, piece, keep, pure=False)
            for piece in experiment.pieces()
        ]
        return _watched((f.result() for f in futures), experiment.runs, settings.watch)


def _watched(blocks: Iterable[Recorded], planned: int, watch: Watch) -> list[Recorded]:
    out, done = [], 0
    watch.tell(done, planned)
    for block in blocks:
        out.append(block)
        done += block.piece.size
        watch.tell(done, planned)
    return out
