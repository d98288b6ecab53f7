"""The store of a sweep: blocks that are done or not there, and what is known of them."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sim.ground.chunks import ZARR, metadata
from sim.ground.errors import InputError
from sim.ground.stamp import provenance
from sim.ground.word import word
from sim.runs.ensemble import Failure
from sim.sweeps.job import Job, load_job, manifest_of
from sim.sweeps.location import Location
from sim.vocabulary.edition import EDITION

RECORDS = "blocks"
PER_FOLDER = 1000
"""Completion records of one folder."""

FULL_CHECK_BYTES = 10**9
"""Up to this size every chunk is read and its checksum compared; above, its length only."""


@dataclass(frozen=True)
class Record:
    """What is kept of a block that is done.

    Attributes:
        block: its number.
        runs: how many runs it planned.
        failures: runs that are left out.
        chunks: length and checksum by path.
    """

    block: int
    runs: int
    failures: list[Failure]
    chunks: dict[str, tuple[int, str]]


@dataclass
class State:
    """What a store holds.

    Attributes:
        done: blocks with a sound record.
        failed: blocks with at least one failed run.
        damaged: one line a block that must be computed again.
        failures: number of failed runs.
    """

    done: set[int] = field(default_factory=set)
    failed: set[int] = field(default_factory=set)
    damaged: list[str] = field(default_factory=list)
    failures: int = 0


class Store:
    """A store and what it was made from."""

    def __init__(self, location: Location, job: Job) -> None:
        self.location, self.job = location, job

    @classmethod
    def create(cls, location: Location, job: Job) -> "Store":
        """Describe every array; the manifest comes last, for it makes the folder a store."""
        store = cls(location, job)
        coordinates = list(job.layout.coordinates())
        arrays = [*job.layout.arrays(), *(array for array, _ in coordinates)]
        seed, members, weeks = job.design.seed, job.design.members, job.design.weeks
        about = {"seed": seed, "members": members, "weeks": weeks, "title": job.design.title}
        inputs = [array.path for array, _ in coordinates if array.dims == ("policy",)]
        listed = " ".join(["reading", *(path for path in inputs if not path.endswith("policy"))])
        attrs = {**provenance(), **job.identity, **about, "kind": "sweep", "coordinates": listed}
        for path, data in metadata(arrays, attrs).items():
            location.put(path, data)
        for array, values in coordinates:
            location.put(array.key(), array.encode(values))
        more = {"blocks": job.layout.blocks, "runs": job.experiment.runs}
        job.save(location, {**provenance(), **more})
        return store

    @classmethod
    def open(cls, location: Location) -> "Store":
        """Open what `create` made; InputError if there is none."""
        job = load_job(location)
        made = manifest_of(location).get("edition", 1)
        if made != EDITION:
            word(
                f"{location.url}: made by edition {made} of the model (here {EDITION}); its "
                "numbers are read as they stand, levers and measures may have changed their "
                "meaning, and it can be neither resumed nor replayed"
            )
        return cls(location, job)

    @property
    def manifest(self) -> dict[str, Any]:
        """Return the manifest."""
        return manifest_of(self.location)

    def write(self, number: int, chunks: Mapping[str, bytes], failures: list[Failure]) -> None:
        """Write a block: its chunks, then the record that makes it count."""
        for path, data in chunks.items():
            self.location.put(path, data)
        piece = self.job.piece(number)
        table = {
            "block": number,
            "runs": piece.size,
            "failed": [[f.policy, f.member, f.week, f.reason] for f in failures],
            "chunks": {path: [len(data), checksum(data)] for path, data in chunks.items()},
        }
        self.location.put(record_path(number), json.dumps(table).encode())

    def records(self, damaged: list[str] | None = None) -> Iterator[Record]:
        """Yield the completion records; what cannot be read goes into `damaged`."""
        for path in sorted(self.location.sizes(RECORDS)):
            if not path.endswith(".json") or path.rpartition("/")[2].startswith("."):
                continue
            try:
                table = json.loads(self.location.get(path) or b"")
                failures = [Failure(*one) for one in table["failed"]]
                chunks = {key: (int(n), str(c)) for key, (n, c) in table["chunks"].items()}
                yield Record(int(table["block"]), int(table["runs"]), failures, chunks)
            except (ValueError, KeyError, TypeError):
                if damaged is not None:
                    damaged.append(f"{path}: the record cannot be read")

    def state(self) -> State:
        """Look at every block: is its record there, and is every chunk what it says?"""
        out = State()
        sizes = self.location.sizes(ZARR)
        read = sum(sizes.values()) <= FULL_CHECK_BYTES
        for record in self.records(out.damaged):
            wrong = self._wrong(record, sizes, read=read)
            if wrong:
                out.damaged.append(f"block {record.block}: {wrong}")
                continue
            out.done.add(record.block)
            out.failures += len(record.failures)
            if record.failures:
                out.failed.add(record.block)
        return out

    def _wrong(self, record: Record, sizes: Mapping[str, int], *, read: bool) -> str:
        for path, (length, check) in record.chunks.items():
            if path not in sizes:
                return f"chunk {path} is missing"
            if sizes[path] != length:
                return f"chunk {path} has {sizes[path]:,} bytes, its record says {length:,}"
            if read and checksum(self.location.get(path) or b"") != check:
                return f"chunk {path} does not match its checksum"
        return ""

    def require_complete(self) -> None:
        """Raise InputError unless every block is there and sound."""
        state, blocks = self.state(), self.job.layout.blocks
        if state.damaged:
            more = f" and {len(state.damaged) - 1} more" if len(state.damaged) > 1 else ""
            raise InputError(
                f"{self.location.url}: {state.damaged[0]}{more}; make it again with "
                "'sim sweep ... --resume'"
            )
        if len(state.done) < blocks:
            first = next(n for n in range(blocks) if n not in state.done)
            raise InputError(
                f"{self.location.url}: {len(state.done)} of {blocks} blocks are done (first "
                f"missing: {first}); go on with 'sim sweep ... --resume'"
            )


def record_path(number: int) -> str:
    """Return where the completion record of a block lies."""
    return f"{RECORDS}/{number // PER_FOLDER:04d}/{number:07d}.json"


def checksum(data: bytes) -> str:
    """Return a checksum of a chunk."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()
