"""Make the folder of a sweep ready, or say in one line why it is not."""

import json
from pathlib import Path

from sim.ground import ledger
from sim.ground.chunks import ZARR
from sim.ground.errors import InputError
from sim.ground.folders import check_folder, refuse_foreign
from sim.ground.stamp import provenance
from sim.sweeps.designs.design import Design
from sim.sweeps.designs.serial import digest
from sim.sweeps.finish import FAILURES
from sim.sweeps.job import ARRAYS, MANIFEST
from sim.sweeps.location import UNFINISHED, Location
from sim.sweeps.lock import NAME as LOCK
from sim.sweeps.lock import refuse_if_held
from sim.sweeps.store import FINISHED, RECORDS, Store

DESIGN = "design.toml"
"""What a sweep without a file keeps as its design."""

OWN = (MANIFEST, ARRAYS, FINISHED, FAILURES, DESIGN, LOCK, "run.json")
"""Files of a store beside its arrays and records."""


def check(location: Location, *, resume: bool, overwrite: bool) -> bool:
    """Refuse a location that cannot be used, touch nothing; return whether a sweep is there."""
    found = _found(location)
    if found:
        refuse_if_held(location)
    if found and resume:
        return True
    if found and not overwrite and location.get(FINISHED) is None:
        raise InputError(
            f"{location.url}: holds an unfinished sweep; add --resume to go on with it or "
            "--overwrite to begin again"
        )
    if location.local and not _hardly_begun(Path(location.url)):
        check_folder(Path(location.url), "sweep", overwrite=overwrite or resume)
        _refuse_users(Path(location.url))
    elif found and not overwrite:
        raise InputError(f"{location.url}: holds an earlier sweep; add --overwrite or name another")
    return found


def refuse_other(location: Location, design: Design) -> None:
    """Refuse to replace, unasked, the sweep of another design in a folder that nobody named."""
    earlier = Store.open(location).job.design
    if digest(earlier) != digest(design):
        raise InputError(
            f"{location.url}: holds the sweep of another design; name another folder with --out, "
            "or add --overwrite"
        )


def reserve(location: Location, *, resume: bool, overwrite: bool) -> None:
    """Make a location ready for a sweep; an earlier one is kept, replaced or refused."""
    found = check(location, resume=resume, overwrite=overwrite)
    if found and resume:
        return
    if found or location.local:
        location.clear()
    if location.local:
        Path(location.url).mkdir(parents=True, exist_ok=True)
    location.put("run.json", json.dumps({"verb": "sweep", **provenance()}, indent=1).encode())
    if location.local:
        ledger.begin(Path(location.url))


def _hardly_begun(folder: Path) -> bool:
    """Whether a folder holds nothing but what a command wrote that was killed as it began."""
    if not folder.is_dir() or not any(folder.iterdir()) or ledger.is_sealed(folder):
        return False
    return all(UNFINISHED.fullmatch(Path(name).name) for name in ledger.files_of(folder))


def _refuse_users(folder: Path) -> None:
    """Refuse to remove a folder with files that are neither of the store nor in the ledger."""
    if folder.exists() and any(not _own(name) for name in ledger.files_of(folder)):
        refuse_foreign(folder, _own)


def _own(name: str) -> bool:
    """Whether a path in the folder of a sweep is part of its store."""
    top, _, below = name.partition("/")
    return (
        name in OWN
        or bool(UNFINISHED.fullmatch(Path(name).name))
        or (bool(below) and top in (ZARR, RECORDS))
    )


def _found(location: Location) -> bool:
    if location.local and Path(location.url).is_file():
        raise InputError(f"{location.url}: is a file; name a folder")
    return location.get(MANIFEST) is not None or bool(location.sizes(RECORDS))
