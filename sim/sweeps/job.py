"""What a sweep is made from, kept in its store: workers and replays need nothing else."""

import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np

from sim.ground.closure import PACKAGE, closure, tables
from sim.ground.errors import InputError
from sim.ground.files import shipped
from sim.ground.ledger import checksum
from sim.ground.stamp import assumptions_hash, model_version
from sim.ground.text import one_line
from sim.model.members import Constrained
from sim.runs.engines import chosen
from sim.runs.ensemble import BLOCK_RUNS, Experiment, Piece
from sim.sweeps.designs.design import Design
from sim.sweeps.designs.serial import digest, from_json, to_json
from sim.sweeps.layout import Layout
from sim.sweeps.location import Location
from sim.vocabulary.edition import EDITION

FORMAT = 2
"""Of the store; another number is refused."""

MANIFEST, ARRAYS = "manifest.json", "inputs.npz"
FILES, SEAL = "files", "sealed"
"""In the manifest: checksum by path of what describes a store, and of the manifest itself."""

DECIDING = ("sim.runs.ensemble", "sim.sweeps.reduce")
"""Modules that make the numbers of a run and what a store keeps of them: all that they import
decides them too, and a store made by other files is another model's."""


class DamagedError(InputError):
    """What describes a store is not as it was written; --resume writes it again."""


@dataclass(frozen=True)
class Job:
    """A design, the ensemble that its members come from, the size of a block, and the engine."""

    design: Design
    constrained: Constrained | None = None
    block_runs: int = BLOCK_RUNS
    engine: str = ""

    @cached_property
    def experiment(self) -> Experiment:
        """The policies x members that it runs; policies are built block by block."""
        d = self.design
        return Experiment(
            d.policies, d.members, d.seed, d.weeks, self.constrained, self.block_runs, self.engine
        )

    @cached_property
    def layout(self) -> Layout:
        """How the results lie in a store."""
        return Layout(self.design, self.experiment)

    def piece(self, number: int) -> Piece:
        """Return the runs of one block."""
        e = self.experiment
        row, part = divmod(number, self.layout.parts)
        first, start = row * e.policies_per_block, part * e.members_per_block
        return Piece(
            range(first, min(first + e.policies_per_block, len(self.design))),
            range(start, min(start + e.members_per_block, e.members)),
        )

    @cached_property
    def identity(self) -> dict[str, Any]:
        """What must agree for two stores to hold the same bits, by name."""
        table = self.constrained
        ensemble = "prior" if table is None else _hash(table.quantiles.tobytes(), *table.keys)
        return {
            "format": FORMAT,
            "edition": EDITION,
            "design": digest(self.design),
            "ensemble": ensemble,
            "block_runs": self.block_runs,
            "model_version": model_version(),
            "model": model_hash(),
            "assumptions_hash": assumptions_hash(),
        }

    @cached_property
    def mark(self) -> str:
        """A mark of the identity, for records: a block of another sweep does not count."""
        return mark_of(self.identity)

    def save(self, location: Location, more: Mapping[str, Any], files: Mapping[str, str]) -> None:
        """Write the manifest and what belongs to it; the manifest comes last.

        Args:
            location: of the store.
            more: what the manifest says beside.
            files: checksum by path of the metadata and coordinates of the store.
        """
        arrays: dict[str, Any] = {}
        if self.design.sample is not None:
            arrays["rows"] = self.design.sample.rows
        if self.design.kept is not None:
            arrays["kept"] = self.design.kept
        if self.constrained is not None:
            arrays["keys"] = np.asarray(self.constrained.keys)
            arrays["quantiles"] = self.constrained.quantiles
            arrays["pooled"] = np.asarray(
                self.constrained.pooled or len(self.constrained.quantiles)
            )
        stream = io.BytesIO()
        np.savez(stream, **arrays)
        location.put(ARRAYS, stream.getvalue())
        known = {**files, ARRAYS: checksum(stream.getvalue())}
        made = {**self.identity, "engine": self.engine, "table": to_json(self.design)}
        table = {**made, **more, FILES: known}
        location.put(MANIFEST, sealed(table))


IDENTITY = (
    "format", "edition", "design", "ensemble", "block_runs", "model_version", "model",
    "assumptions_hash",
)  # fmt: skip
"""Names of what makes two stores hold the same bits."""


def mark_of(identity: Mapping[str, Any]) -> str:
    """Return the mark of an identity, or of a manifest, which names the one it was made with."""
    return _hash(json.dumps({name: identity.get(name) for name in IDENTITY}, sort_keys=True))


def sealed(table: Mapping[str, Any]) -> bytes:
    """Return a manifest as it stands in its file, with a checksum of itself."""
    return json.dumps({**table, SEAL: _seal_of(table)}, indent=1).encode()


def _seal_of(table: Mapping[str, Any]) -> str:
    rest = {name: value for name, value in table.items() if name != SEAL}
    return checksum(json.dumps(rest, sort_keys=True).encode())


def manifest_of(location: Location) -> dict[str, Any]:
    """Return the manifest of a store; InputError if there is none or it is damaged."""
    text = location.get(MANIFEST)
    if text is None:
        raise DamagedError(f"{location.url}: holds no sweep; make one with 'sim sweep DESIGN'")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not isinstance(found.get("table"), dict):
        raise _damaged(location, MANIFEST)
    if found.get("format") != FORMAT:
        made = one_line(found.get("model_version", "?"), 40)
        raise InputError(
            f"{location.url}: format {one_line(found.get('format'), 40)} of the store is not "
            f"{FORMAT}; open it with the version that made it ({made})"
        )
    if found.get(SEAL) != _seal_of(found) or not isinstance(found.get(FILES), dict):
        raise _damaged(location, MANIFEST)
    return found


def _damaged(location: Location, name: str, why: object = "") -> DamagedError:
    reason = f" ({one_line(why, 200)})" if why else ""
    return DamagedError(
        f"{location.url}: {name} is damaged{reason}; mend it with 'sim sweep ... --resume'"
    )


def load_job(location: Location) -> Job:
    """Return what a store was made from; InputError if it is damaged."""
    manifest = manifest_of(location)
    content = location.get(ARRAYS) or b""
    if checksum(content) != manifest[FILES].get(ARRAYS):
        raise _damaged(location, ARRAYS)
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as found:
            job = _job(manifest, {name: found[name] for name in found.files})
        job.layout.arrays()
        same = digest(job.design) == manifest["design"]
    except Exception as error:  # noqa: BLE001  (what a stranger wrote can fail anywhere)
        raise _damaged(location, f"{MANIFEST} or {ARRAYS}", error) from None
    if not same:
        raise _damaged(location, MANIFEST, "it is of another design than it says")
    return job


def _job(manifest: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> Job:
    constrained = None
    if "quantiles" in arrays:
        keys = tuple(str(key) for key in arrays["keys"])
        constrained = Constrained(keys, arrays["quantiles"], int(arrays["pooled"]))
    design, engine = from_json(manifest["table"], arrays), chosen(manifest["engine"])
    return Job(design, constrained, int(manifest["block_runs"]), engine)


def require_same(location: Location, job: Job) -> None:
    """Raise InputError if a store was made from something else."""
    was, now = manifest_of(location), job.identity
    if was.get("edition", 1) != EDITION:
        raise InputError(
            f"{location.url}: was made with another edition of the model ({was.get('edition', 1)}, "
            f"here {EDITION}); it can be read, and a new sweep goes into another folder with --out"
        )
    if was["design"] != now["design"]:
        raise InputError(
            f"{location.url}: was made from another design "
            f"({_first_difference(was['table'], job)}); name another folder with --out"
        )
    words = {
        "ensemble": "another ensemble of members (see --prior)",
        "block_runs": "another block size",
        "model_version": "another version of the model",
        "model": "another version of the model's rules",
        "assumptions_hash": "another set of assumptions",
    }
    for name, what in words.items():
        if was.get(name) != now[name]:
            raise InputError(
                f"{location.url}: was made with {what} ({was.get(name)}, here {now[name]}); "
                "name another folder with --out"
            )


def _first_difference(was: Mapping[str, Any], job: Job) -> str:
    now = to_json(job.design)
    for name, value in now.items():
        if name not in {"name", "title", "pictures"} and was.get(name) != value:
            short = len(f"{was.get(name)}{value}") < 60
            return f"{name} {was.get(name)}, here {value}" if short else f"{name} differs"
    return "its sample differs"


@cache
def model_hash() -> str:
    """Return the hash of every file that decides the numbers of a run."""
    return hash_of(deciding())


def deciding(package: Path = PACKAGE, data: Path | None = None) -> list[Path]:
    """Return every file of code, and every table, that decides the numbers of a run.

    Args:
        package: folder of the code; this one by default.
        data: folder of scenarios; the shipped one by default.
    """
    code = closure(DECIDING, package)
    return [*code, *tables(code, data or shipped())]


def hash_of(paths: Sequence[Path]) -> str:
    """Return the hash of the content of files."""
    return _hash(*(path.read_bytes() for path in paths))


def _hash(*parts: bytes | str) -> str:
    out = hashlib.blake2b(digest_size=8)
    for part in parts:
        out.update(part.encode() if isinstance(part, str) else part)
    return out.hexdigest()
