"""Where results may be put: an empty place, or an earlier result of the same kind."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.ground.errors import InputError

OURS = frozenset(
    {
        "results.zarr", "summary.csv", "capability.csv", "compare.csv", "figures", "run.json",
        "hindcast.csv", "draws.csv", "biases.csv", "hindcast.png", "hindcast.svg",
        "learnt.png", "learnt.svg",
        "blocks", "failures.csv", "finished.json", "inputs.npz", "lock.json", "manifest.json",
        "runs.nc", "runs.parquet", "runs.csv", "sweep.xlsx", "regret.csv",
    }
)  # fmt: skip
"""What results hold; a folder with anything else is never replaced."""


def check_folder(folder: Path, kind: str, *, overwrite: bool) -> None:
    """Refuse an output folder that cannot be used, with one line; nothing is touched.

    A folder that holds an earlier result of the same kind is replaced with `overwrite`;
    anything else that is not empty is refused.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder}: is a file; name a folder")
    if Path.cwd().is_relative_to(folder.resolve()):
        raise InputError(f"{folder}: is the folder you work in; name one inside it with --out")
    try:
        filled = folder.exists() and any(folder.iterdir())
    except OSError as error:
        raise InputError(f"{folder}: cannot be read ({error.strerror}); use --out") from None
    if filled:
        was = kind_of(folder)
        if was is None:
            raise InputError(f"{folder}: holds other files; name another folder with --out")
        if was != kind:
            raise InputError(f"{folder}: holds a result of sim {was}; name another with --out")
        foreign = sorted(p.name for p in folder.iterdir() if p.name not in OURS)
        if foreign:
            raise InputError(f"{folder}: also holds {foreign[0]}, which is not ours; move it away")
        if not overwrite:
            raise InputError(f"{folder}: holds an earlier result; add --overwrite or name another")
    _refuse_unwritable(folder)


def place_folder(part: Path, folder: Path, kind: str, *, overwrite: bool) -> None:
    """Put a complete result in its place; an earlier one is removed only then."""
    check_folder(folder, kind, overwrite=overwrite)
    old = part.with_name(f"{part.name}.old")
    if folder.exists():
        folder.rename(old)
    part.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def _refuse_unwritable(folder: Path) -> None:
    there = folder.resolve().parent
    while not there.exists():
        there = there.parent
    if not there.is_dir():
        raise InputError(f"{folder}: cannot be written ({there} is a file); use --out")
    try:
        with tempfile.NamedTemporaryFile(dir=there):
            pass
    except OSError as error:
        raise InputError(f"{folder}: cannot be written ({error.strerror}); use --out") from None


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Say in one line that a folder cannot be written where writing into it fails."""
    try:
        yield
    except OSError as error:
        raise InputError(
            f"{folder}: cannot be written ({error.strerror or error}); use --out"
        ) from None


def kind_of(folder: Path) -> str | None:
    """Return the verb whose result a folder holds, or None if it holds something else."""
    try:
        return str(json.loads((folder / "run.json").read_text(encoding="utf-8"))["verb"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
