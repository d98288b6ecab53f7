"""What a sweep will take, before it starts: runs, seconds, bytes, memory."""

import os
import time
from dataclasses import dataclass, replace

from sim.ground.memory import peak_bytes
from sim.runs.engines import settled
from sim.runs.ensemble import run_block
from sim.sweeps.block import chunks
from sim.sweeps.job import Job
from sim.vocabulary.measures import dimension, measures

WEEKS = (4, 20)
"""Horizons of the two short runs whose difference is the cost of a week."""

START_SECONDS = 4.0
"""Measured on two cores: starting a local cluster and importing the model in its workers."""

PER_RECORD = 120
"""Bytes of a completion record for each chunk, about."""

ASK_RUNS, ASK_SECONDS, ASK_BYTES = 1_000_000, 600.0, 2 * 10**9
"""A sweep above any of these is started only after a question."""

INLINE_SECONDS = 12.0
"""Shorter than this, starting workers does not pay."""


@dataclass(frozen=True)
class Estimate:
    """What is to be expected.

    Attributes:
        runs: policies x members.
        policies: policies.
        blocks: blocks.
        block_seconds: of one block on one core.
        bytes: on disk.
        worker_bytes: memory of one worker, about.
    """

    runs: int
    policies: int
    blocks: int
    block_seconds: float
    bytes: int
    worker_bytes: int

    def seconds(self, workers: int) -> float:
        """Return how long it takes on so many workers."""
        cores = min(workers, os.cpu_count() or 1)
        start = START_SECONDS if workers > 1 else 0.0
        return start + self.block_seconds * self.blocks / max(1, min(cores, self.blocks))

    @property
    def large(self) -> bool:
        """Whether to ask before it starts."""
        short = self.seconds(os.cpu_count() or 1) <= ASK_SECONDS
        return self.runs > ASK_RUNS or not short or self.bytes > ASK_BYTES


def estimate(job: Job) -> Estimate:
    """Run the first block for a few weeks and return what the whole will take."""
    save, layout = job.design.save, job.layout
    first = job.piece(0)
    _seconds(job, 1)  # makes the kernel, which all blocks share
    few, more = (min(weeks, job.design.weeks) for weeks in WEEKS)
    short, longer = (_seconds(job, weeks) for weeks in (few, more))
    weekly = max(0.0, longer - short) / max(1, more - few)
    arrays = layout.arrays()
    records = PER_RECORD * len(arrays) * layout.blocks
    return Estimate(
        runs=job.experiment.runs,
        policies=len(job.design),
        blocks=layout.blocks,
        block_seconds=short + weekly * (job.design.weeks - few),
        bytes=sum(array.bytes for array in arrays) + records,
        worker_bytes=peak_bytes()
        + 4 * first.size * job.design.weeks * sum(_width(name) for name in save.measures),
    )


def _seconds(job: Job, weeks: int) -> float:
    """Return the seconds of one block over so many weeks, by the engine that will run it."""
    e = job.experiment
    short = replace(e, weeks=weeks, engine=settled(e.engine, e.runs * e.weeks))
    began = time.perf_counter()
    chunks(job, 0, run_block(short, job.piece(0), job.design.save.measures))
    return time.perf_counter() - began


def _width(measure: str) -> int:
    extra = measures()[measure].dimension
    return len(dimension(extra)) if extra else 1
