"""Make the folder of a sweep ready, or say in one line why it is not."""

import json
from pathlib import Path

from sim.ground.errors import InputError
from sim.ground.folders import check_folder
from sim.ground.stamp import provenance
from sim.sweeps.designs.design import Design
from sim.sweeps.designs.serial import digest
from sim.sweeps.job import MANIFEST
from sim.sweeps.location import Location
from sim.sweeps.lock import refuse_if_held
from sim.sweeps.store import FINISHED, RECORDS, Store


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
    if location.local:
        check_folder(Path(location.url), "sweep", overwrite=overwrite or resume)
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
    location.put("run.json", json.dumps({"verb": "sweep", **provenance()}, indent=1).encode())


def _found(location: Location) -> bool:
    if location.local and Path(location.url).is_file():
        raise InputError(f"{location.url}: is a file; name a folder")
    return location.get(MANIFEST) is not None or bool(location.sizes(RECORDS))
