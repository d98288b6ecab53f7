"""One run of a sweep again, as a block of one, with all its weeks."""

from dataclasses import dataclass, replace

import numpy as np

from sim.ground.errors import InputError
from sim.ground.word import word
from sim.runs.ensemble import Experiment, Failure, Piece, Recorded
from sim.sweeps.block import record, reduced
from sim.sweeps.job import require_same
from sim.sweeps.location import Location
from sim.sweeps.store import Store
from sim.vocabulary.measures import measures


@dataclass(frozen=True)
class Replayed:
    """A run and whether it is the one in the store.

    Attributes:
        recorded: weekly values of every measure, a block of one.
        failure: why the run has no result, or None.
        stored: what the store holds by variable, shape (...,).
        again: the same from the run, shape (...,).
        differ: variables whose bits differ.
    """

    recorded: Recorded
    failure: Failure | None
    stored: dict[str, np.ndarray]
    again: dict[str, np.ndarray]
    differ: tuple[str, ...]


def replay(url: str, policy: int, member: int, *, engine: str = "") -> Replayed:
    """Run one run of a sweep again and hold it against the stored numbers.

    Args:
        url: of the store.
        policy: number of the policy.
        member: number of the member.
        engine: another one than the store's, whose bits differ; that is said.

    Raises:
        InputError: there is no such run, or the store was made by other rules.
    """
    store = Store.open(Location(url))
    require_same(store.location, store.job)
    job = store.job
    for name, number, count in (
        ("policy", policy, len(job.design)), ("member", member, job.design.members),
    ):  # fmt: skip
        if not 0 <= number < count:
            raise InputError(f"--{name} {number}: outside 0 to {count - 1} of {url}")
    piece = Piece(range(policy, policy + 1), range(member, member + 1))
    keep = tuple(measures())
    recorded = record(_with_engine(store, engine), piece, keep)
    found = [f for f in recorded.failures if not _only_of(f, job.design.save.measures)]
    stored, again = _stored(store, policy, member), {}
    for saved in job.design.save.variables:
        values = reduced(saved, recorded)[..., 0]
        again[saved.variable] = np.full_like(values, np.nan) if found else values
    differ = tuple(n for n in stored if stored[n].tobytes() != again[n].tobytes())
    return Replayed(recorded, found[0] if found else None, stored, again, differ)


def _with_engine(store: Store, engine: str) -> Experiment:
    """Return the store's experiment: with its own engine, or with another one and a word."""
    experiment = store.job.experiment
    if not engine or engine in experiment.engine.split(","):
        return experiment
    word(f"{store.location.url}: made with engine {experiment.engine}, run again with {engine}")
    return replace(experiment, engine=engine)


def _only_of(failure: Failure, kept: tuple[str, ...]) -> bool:
    """Whether a run only left the bounds of a measure that the sweep did not look at."""
    measure, is_, _ = failure.reason.partition(" is ")
    return bool(is_) and measure in measures() and measure not in kept


def _stored(store: Store, policy: int, member: int) -> dict[str, np.ndarray]:
    job, out = store.job, {}
    e = job.experiment
    row, in_row = divmod(policy, e.policies_per_block)
    part, in_part = divmod(member, e.members_per_block)
    for saved in job.design.save.variables if job.design.save.values else ():
        array = job.layout.values(saved)
        data = store.location.get(array.key(row, part))
        if data is None:
            raise InputError(
                f"{store.location.url}: the block of this run is not done; add --resume"
            )
        out[saved.variable] = array.decode(data)[in_row, in_part]
    return out
