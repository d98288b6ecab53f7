"""Make the folder of a sweep ready, or say in one line why it is not."""

import json
from pathlib import Path

from sim.ground.errors import InputError
from sim.ground.folders import check_folder
from sim.ground.stamp import provenance
from sim.sweeps.job import MANIFEST
from sim.sweeps.lock import refuse_if_held
from sim.sweeps.target import Target

FINISHED = "finished.json"


def check(target: Target, *, resume: bool, overwrite: bool) -> bool:
    """Refuse a target that cannot be used, touch nothing; return whether a sweep is there."""
    found = _found(target)
    if found:
        refuse_if_held(target)
    if found and resume:
        return True
    if found and not overwrite and target.get(FINISHED) is None:
        raise InputError(
            f"{target.url}: holds an unfinished sweep; add --resume to go on with it or "
            "--overwrite to begin again"
        )
    if target.local:
        check_folder(Path(target.url), "sweep", overwrite=overwrite or resume)
    elif found and not overwrite:
        raise InputError(f"{target.url}: holds an earlier sweep; add --overwrite or name another")
    return found


def claim(target: Target, *, resume: bool, overwrite: bool) -> None:
    """Make a target ready for a sweep; an earlier one is kept, replaced or refused."""
    found = check(target, resume=resume, overwrite=overwrite)
    if found and resume:
        return
    if found or target.local:
        target.clear()
    target.put("run.json", json.dumps({"verb": "sweep", **provenance()}, indent=1).encode())


def _found(target: Target) -> bool:
    if target.local and Path(target.url).is_file():
        raise InputError(f"{target.url}: is a file; name a folder")
    return target.get(MANIFEST) is not None
