"""Run a sweep: block by block here, or many at a time under Dask; the same function either way."""

import json
import time
import uuid
from collections import Counter as Counted
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sim.ground.errors import InputError, StoppedError
from sim.ground.word import word
from sim.ground.workers import local, remote, require_address, require_startable
from sim.model.members import Constrained
from sim.runs.engines import chosen, settled
from sim.runs.ensemble import BLOCK_RUNS
from sim.sweeps.block import Done, compute_block
from sim.sweeps.designs.design import Design
from sim.sweeps.finish import Finished, finish
from sim.sweeps.job import Job
from sim.sweeps.location import Location
from sim.sweeps.lock import Lock
from sim.sweeps.place import DESIGN, reserve
from sim.sweeps.store import State, Store

AHEAD = 2
"""Blocks that wait at the scheduler for each worker thread: enough to keep it busy."""

TRIES = 5
"""A block whose worker died so often ends the sweep."""


@dataclass(frozen=True)
class Workers:
    """Where the blocks run: inline, on a local cluster, or wherever a scheduler sends them.

    Attributes:
        count: worker processes; 1 runs inline.
        scheduler: address of a running scheduler, or "".
    """

    count: int = 1
    scheduler: str = ""


@dataclass(frozen=True)
class Progress:
    """How far a sweep is.

    Attributes:
        runs: done in this call.
        failed: of them, left out.
        planned: to be done in this call.
        earlier: done before this call.
    """

    runs: int
    failed: int
    planned: int
    earlier: int


"""The design of a sweep that was made from a command line, as a file that makes it again."""

Report = Callable[[Progress], None]


def sweep(
    design: Design,
    out: str,
    *,
    constrained: Constrained | None = None,
    workers: Workers | None = None,
    resume: bool = False,
    overwrite: bool = False,
    report: Report | None = None,
    block_runs: int = BLOCK_RUNS,
    engine: str = "",
    text: str = "",
) -> Finished:
    """Run a design into a store and return what came of it.

    Args:
        design: which policies, members and measures.
        out: folder or URL of the store.
        constrained: the constrained ensemble, or None for the prior.
        workers: where blocks run; inline by default.
        resume: go on with an unfinished store: missing, damaged and failed blocks are run.
        overwrite: replace an earlier sweep.
        report: called after every block.
        block_runs: runs of a block; a store keeps the number it began with.
        engine: "numpy", "compiled", or "" for what repays; a store keeps the one it began with.
        text: of a design that no file holds: it is kept beside the store.

    Raises:
        InputError: the store, the scheduler or the disk cannot be used, with what to do.
        StoppedError: Ctrl-C, or `report` raised it.
    """
    where = workers or Workers()
    if where.scheduler:
        require_address(where.scheduler)
    elif where.count > 1:
        require_startable(where.count)
    run_weeks = len(design) * design.members * design.weeks
    job = Job(design, constrained, block_runs, settled(engine, run_weeks))
    location = Location(out)
    reserve(location, resume=resume, overwrite=overwrite)
    began = time.perf_counter()
    with Lock(location):
        store, state = (
            _opened(location, job, engine) if resume else (Store.create(location, job), State())
        )
        if text:
            location.put(DESIGN, text.encode())
        waiting = [n for n in range(job.layout.blocks) if n not in state.done or n in state.failed]
        counter = Counter(job, waiting, report)
        try:
            run_blocks(store, waiting, where, counter)
        except (KeyboardInterrupt, StoppedError):
            raise StoppedError(counter.stopped(location)) from None
        seconds = time.perf_counter() - began
        return finish(store, counter.runs, seconds, counter.engines)


def _opened(location: Location, job: Job, engine: str) -> tuple[Store, State]:
    store = Store.mended(location, job)
    location.tidy()
    if store.job.engine != job.engine and chosen(engine):
        word(f"{location.url}: was begun with engine {store.job.engine} and goes on with it")
    return store, store.state()


class Counter:
    """Counts what is done and passes it on."""

    def __init__(self, job: Job, waiting: list[int], report: Report | None) -> None:
        self.planned = sum(job.piece(n).size for n in waiting)
        self.earlier = job.experiment.runs - self.planned
        self.runs = self.failed = self.blocks = 0
        self.engines: Counted[str] = Counted()
        self._all = len(waiting)
        self._report = report
        self._tell()

    def __call__(self, done: Done) -> None:
        """Take note of a block."""
        self.runs, self.failed = self.runs + done.runs, self.failed + done.failed
        self.blocks += 1
        self.engines[done.engine] += 1
        self._tell()

    def _tell(self) -> None:
        if self._report is not None:
            self._report(Progress(self.runs, self.failed, self.planned, self.earlier))

    def stopped(self, location: Location) -> str:
        """Return the line of a sweep that was stopped."""
        return (
            f"{location.url}: stopped with {self.earlier + self.runs:,} of "
            f"{self.earlier + self.planned:,} runs kept; go on with the same command and --resume"
        )


def run_blocks(
    store: Store, waiting: list[int], workers: Workers, done: Callable[[Done], None]
) -> None:
    """Run the waiting blocks of a store and tell of each that is done."""
    if not waiting:
        return
    url, identity = store.location.url, json.dumps(store.job.identity)
    if workers.count == 1 and not workers.scheduler:
        for number in waiting:
            done(compute_block(url, identity, number))
        return
    with _client(workers) as client:
        for one in _from_cluster(client, url, identity, waiting):
            done(one)


@contextmanager
def _client(workers: Workers) -> Iterator[Any]:
    with remote(workers.scheduler) if workers.scheduler else local(workers.count) as client:
        yield client


def _from_cluster(client: Any, url: str, identity: str, waiting: Sequence[int]) -> Iterator[Done]:
    """Yield blocks as they are done; a bounded number of them is out at any time."""
    from distributed import as_completed
    from distributed.scheduler import KilledWorker

    left = iter(waiting)
    deaths: Counted[int] = Counted()
    out: dict[Any, int] = {}
    finished = as_completed(loop=client.loop)  # type: ignore[no-untyped-call]

    def send(number: int) -> None:
        key = f"block-{number}-{deaths[number]}-{uuid.uuid4().hex[:8]}"
        future = client.submit(compute_block, url, identity, number, pure=False, key=key)
        out[future] = number
        finished.add(future)  # type: ignore[no-untyped-call]

    try:
        for number in islice(left, _ahead(client)):
            send(number)
        for future in finished:
            number = out.pop(future)
            try:
                done = future.result()
            except KilledWorker:
                deaths[number] += 1
                if deaths[number] >= TRIES:
                    raise InputError(_deadly(url, number)) from None
                send(number)
                continue
            yield done
            for following in islice(left, max(0, _ahead(client) - len(out))):
                send(following)
    except (OSError, CancelledError, TimeoutError) as error:
        raise InputError(
            f"{url}: the scheduler was lost ({type(error).__name__}); what is done is kept, so go "
            "on with --resume"
        ) from None
    finally:
        with suppress(Exception):  # a scheduler that is gone needs no cancelling
            client.cancel(list(out))


def _ahead(client: Any) -> int:
    return max(1, AHEAD * int(sum(client.nthreads().values())))


def _deadly(url: str, number: int) -> str:
    return (
        f"{url}: block {number} ended its worker {TRIES} times, as a lack of memory does; what is "
        "done is kept, so go on with fewer workers and --resume"
    )
