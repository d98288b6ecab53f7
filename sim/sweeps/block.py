"""One block: run it, reduce it where it was run, write it. The parent hears that it is done."""

import json
import re
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from sim.ground.errors import InputError
from sim.runs.ensemble import Experiment, Failure, Piece, Recorded, Stored, run_block
from sim.sweeps.designs.design import Saved
from sim.sweeps.job import Job, require_same
from sim.sweeps.location import Location
from sim.sweeps.reduce import histogram, one_number, quantiles, until
from sim.sweeps.store import Store
from sim.vocabulary.measures import dimension, measures

OTHERS = re.compile(r" for \d+ run\(s\).*")
"""What an audit says of the other runs of the block: no business of the run itself."""

SEARCHES = 64
"""How often a block that cannot be run is halved in search of the runs that are to blame."""


class Done(NamedTuple):
    """What the parent hears of a block: small, whatever the block holds."""

    block: int
    runs: int
    failed: int
    seconds: float
    engine: str


def compute_block(url: str, identity: str, number: int) -> Done:
    """Run, reduce and write one block of the store at `url`; the task of every worker.

    Args:
        url: of the store.
        identity: what the store was made from, as JSON; a worker with other rules refuses.
        number: of the block.
    """
    began = time.perf_counter()
    store = _store(url, identity)
    job = store.job
    recorded = record(job.experiment, job.piece(number), job.design.save.measures)
    store.write(number, chunks(job, number, recorded), recorded.failures)
    seconds = time.perf_counter() - began
    failed = len(recorded.failures)
    return Done(number, recorded.piece.size, failed, seconds, recorded.engine)


@lru_cache(maxsize=2)
def _store(url: str, identity: str) -> Store:
    store = Store.open(Location(url))
    if store.job.identity != json.loads(identity):
        require_same(store.location, store.job)
        raise InputError(f"{url}: the store was replaced while it was being written; run it again")
    return store


def record(experiment: Experiment, piece: Piece, keep: Sequence[str]) -> Recorded:
    """Run a block; runs that cannot even be computed are found by halving and left out."""
    return _searched(experiment, piece, keep, [SEARCHES])


def _searched(
    experiment: Experiment, piece: Piece, keep: Sequence[str], left: list[int]
) -> Recorded:
    try:
        with np.errstate(all="ignore"):  # a run that overflows is caught by audit and bounds
            found = run_block(experiment, piece, keep)
    except (MemoryError, OSError, InputError):
        raise
    except Exception as error:  # noqa: BLE001  any reason why a run has no result is a failure
        left[0] -= 1
        if piece.size == 1 or left[0] <= 0:
            return _lost(experiment, piece, keep, f"{type(error).__name__}: {error}".split("\n")[0])
        halves = [_searched(experiment, half, keep, left) for half in _halves(piece)]
        return _joined(piece, halves)
    found.failures = [replace(f, reason=OTHERS.sub("", f.reason)) for f in found.failures]
    return found


def _halves(piece: Piece) -> tuple[Piece, Piece]:
    if len(piece.policies) > 1:
        middle = len(piece.policies) // 2
        return (
            Piece(piece.policies[:middle], piece.members),
            Piece(piece.policies[middle:], piece.members),
        )
    middle = len(piece.members) // 2
    return (
        Piece(piece.policies, piece.members[:middle]),
        Piece(piece.policies, piece.members[middle:]),
    )


def _joined(piece: Piece, halves: Sequence[Recorded]) -> Recorded:
    values = {
        name: np.concatenate([half.values[name] for half in halves], axis=-1)
        for name in halves[0].values
    }
    reading = np.concatenate([half.reading for half in halves])
    failures = [f for half in halves for f in half.failures]
    return Recorded(piece, values, reading, failures, halves[0].engine)


def _lost(experiment: Experiment, piece: Piece, keep: Sequence[str], reason: str) -> Recorded:
    values = {}
    for name in keep:
        m = measures()[name]
        extra = (len(dimension(m.dimension)),) if m.dimension else ()
        shape = (experiment.weeks + int(m.bound), *extra, piece.size)
        values[name] = np.full(shape, np.nan, dtype=np.float32)
    failures = [Failure(p, m, 0, reason) for p in piece.policies for m in piece.members]
    return Recorded(piece, values, np.full(piece.size, -1, dtype=np.int8), failures)


def chunks(job: Job, number: int, recorded: Recorded) -> dict[str, bytes]:
    """Return the bytes of every chunk of a block, by path."""
    layout, save, piece = job.layout, job.design.save, recorded.piece
    row, part = divmod(number, layout.parts)
    grid = (len(piece.policies), len(piece.members))
    failed = failed_runs(recorded)
    reading = layout.reading
    out = {reading.key(row, part): reading.encode(recorded.reading.reshape(grid))}
    for saved in save.variables:
        found = reduced(saved, recorded)
        values = found.reshape(*found.shape[:-1], *grid)
        if save.values:
            array = layout.values(saved)
            kept = np.where(failed, np.float32(np.nan), values)
            out[array.key(row, part)] = array.encode(_run_first(kept))
        if layout.parts == 1:
            array = layout.quantiles(saved)
            rows = [quantiles(values[..., i, :], failed[i], save.quantiles) for i in range(grid[0])]
            out[array.key(row)] = array.encode(np.stack(rows))
        if layout.counts:
            array = layout.histograms(saved)
            counted = [histogram(values[..., i, :], failed[i]) for i in range(grid[0])]
            out[array.key(row, part)] = array.encode(np.stack(counted)[:, None])
    return out | _series(job, row, part, recorded)


def reduced(saved: Saved, recorded: Recorded) -> Stored:
    """Return one number a run of a variable, shape (..., run)."""
    bound = measures()[saved.measure].bound
    return one_number(saved.how, until(recorded.values[saved.measure], saved.week, bound=bound))


def failed_runs(recorded: Recorded) -> np.ndarray:
    """Return which runs failed, shape (policy, member)."""
    piece = recorded.piece
    out = np.zeros((len(piece.policies), len(piece.members)), dtype=bool)
    for failure in recorded.failures:
        out[piece.policies.index(failure.policy), piece.members.index(failure.member)] = True
    return out


def _run_first(values: np.ndarray) -> np.ndarray:
    return np.moveaxis(values, (-2, -1), (0, 1))


def _series(job: Job, row: int, part: int, recorded: Recorded) -> dict[str, bytes]:
    save, piece = job.design.save, recorded.piece
    count = min(save.series_members - piece.members.start, len(piece.members))
    if count <= 0:
        return {}
    out = {}
    grid = (len(piece.policies), len(piece.members))
    for name in save.measures:
        array, stored = job.layout.series(measures()[name]), recorded.values[name]
        values = _run_first(stored.reshape(*stored.shape[:-1], *grid))[:, :count]
        out[array.key(row, part)] = array.encode(values)
    return out
