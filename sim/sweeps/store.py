"""The store of a sweep: blocks that are done or not there, and what is known of them."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sim.ground import zarrs
from sim.ground.chunks import ZARR, metadata
from sim.ground.errors import InputError
from sim.ground.ledger import checksum
from sim.ground.stamp import provenance
from sim.ground.word import word
from sim.ground.writing import tell
from sim.runs.ensemble import Failure
from sim.sweeps.job import (
    FILES,
    DamagedError,
    Job,
    load_job,
    manifest_of,
    mark_of,
    require_same,
)
from sim.sweeps.location import Location
from sim.vocabulary.edition import EDITION

RECORDS = "blocks"
FINISHED = "finished.json"
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

    def __init__(self, location: Location, job: Job, mark: str = "") -> None:
        self.location, self.job = location, job
        self._mark = mark or job.mark

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
        files = metadata(arrays, attrs)
        files |= {array.key(): array.encode(values) for array, values in coordinates}
        for path, data in files.items():
            location.put(path, data)
        more = {"blocks": job.layout.blocks, "runs": job.experiment.runs}
        sums = {path: checksum(data) for path, data in files.items()}
        job.save(location, {**provenance(), **more}, sums)
        return store

    @classmethod
    def open(cls, location: Location) -> "Store":
        """Open what `create` made; InputError if there is none."""
        job, manifest = load_job(location), manifest_of(location)
        made = manifest.get("edition", 1)
        if made != EDITION:
            word(
                f"{location.url}: made by edition {made} of the model (here {EDITION}); its "
                "numbers are read as they stand, levers and measures may have changed their "
                "meaning, and it can be neither resumed nor replayed"
            )
        return cls(location, job, mark_of(manifest))

    @classmethod
    def mended(cls, location: Location, job: Job) -> "Store":
        """Open the store of a job; what describes it is written again if it is damaged.

        Raises:
            InputError: the store, or a block in it, is of another sweep.
        """
        try:
            require_same(location, job)
            store = cls.open(location)
            wrong = store.misdescribed()
        except DamagedError as error:
            store, wrong = cls(location, job), str(error)
        if not wrong:
            return store
        store.refuse_other_blocks()
        for path in zarrs.metadata_names(location.sizes(ZARR)):
            location.remove(path)
        if store._record_paths():
            tell(f"{location.url}: its description was damaged and is written again")
        return cls.create(location, job)

    def refuse_other_blocks(self) -> None:
        """Refuse a store with blocks of another sweep: they are not this sweep's to lose."""
        for table in map(self._table, self._record_paths()):
            of = table.get("of")
            if of is not None and of != self._mark:
                raise InputError(
                    f"{self.location.url}: holds blocks of another sweep; name another folder with "
                    "--out or begin again with --overwrite"
                )

    def misdescribed(self) -> str:
        """Return in words what is wrong with what describes the store, "" if nothing is.

        All metadata is read as text and held against its checksums and the design: nothing is
        decoded by it before.
        """
        known = self.manifest[FILES]
        for path, check in known.items():
            data = self.location.get(path)
            if data is None or checksum(data) != check:
                return f"{path} {'is missing' if data is None else 'does not match its checksum'}"
        sizes = self.location.sizes(ZARR)
        found = zarrs.metadata_names(sizes)
        more = [path for path in found if path not in known]
        if more:
            return f"{more[0]} is not of this sweep"
        about = {path.removeprefix(f"{ZARR}/"): self.location.get(path) for path in found}
        zarrs.require_plain(about, self.location.url)
        arrays = {f"{array.path}/{zarrs.ARRAY}": array for array in self.job.layout.arrays()}
        labels = {path: data for path, data in about.items() if path not in arrays}
        held = {path.removeprefix(f"{ZARR}/"): size for path, size in sizes.items()}
        zarrs.require_one_chunk(labels, held, self.location.url)
        for path, array in arrays.items():
            if json.loads(about.get(path) or "0") != array.metadata():
                return f"{array.path} is not the array of its design"
        return ""

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
            "of": self._mark,
            "runs": piece.size,
            "failed": [[f.policy, f.member, f.week, f.reason] for f in failures],
            "chunks": {path: [len(data), checksum(data)] for path, data in chunks.items()},
        }
        self.location.put(record_path(number), json.dumps(table).encode())

    def records(self, damaged: list[str] | None = None) -> Iterator[Record]:
        """Yield the completion records; what cannot be read goes into `damaged`."""
        for path in self._record_paths():
            try:
                found = self._record(path)
            except (ValueError, KeyError, TypeError, AttributeError):
                found = None
            if found is not None:
                yield found
            elif damaged is not None:
                damaged.append(f"{path}: the record cannot be read")

    def _record(self, path: str) -> Record | None:
        table = self._table(path)
        if table["of"] != self._mark or path != record_path(table["block"]):
            return None
        failures = [Failure(*one) for one in table["failed"]]
        chunks = {key: (int(n), str(c)) for key, (n, c) in table["chunks"].items()}
        return Record(int(table["block"]), int(table["runs"]), failures, chunks)

    def _record_paths(self) -> list[str]:
        every = sorted(self.location.sizes(RECORDS))
        return [
            p for p in every if p.endswith(".json") and not p.rpartition("/")[2].startswith(".")
        ]

    def _table(self, path: str) -> dict[str, Any]:
        try:
            found = json.loads(self.location.get(path) or b"")
        except (ValueError, RecursionError):
            found = None
        return found if isinstance(found, dict) else {}

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
        if not 0 <= record.block < self.job.layout.blocks:
            return "is not of this design"
        planned = self.job.piece(record.block).size
        if record.chunks.keys() != self.job.layout.keys(record.block) or record.runs != planned:
            return "its record is of other runs"
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
        wrong = self.misdescribed()
        if wrong:
            raise DamagedError(
                f"{self.location.url}: {wrong}; mend it with 'sim sweep ... --resume'"
            )
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
        self._require_merged()

    def _require_merged(self) -> None:
        """Refuse a store whose quantiles over several blocks were not written, or were changed."""
        wanted = self.job.layout.merged()
        if not wanted:
            return
        sums = self._table(FINISHED).get("chunks")
        known = sums if isinstance(sums, dict) else {}
        for path in sorted(wanted):
            if checksum(self.location.get(path) or b"") != known.get(path):
                raise DamagedError(
                    f"{self.location.url}: {path} is not as it was written; mend it with "
                    "'sim sweep ... --resume'"
                )


def record_path(number: int) -> str:
    """Return where the completion record of a block lies."""
    return f"{RECORDS}/{number // PER_FOLDER:04d}/{number:07d}.json"
