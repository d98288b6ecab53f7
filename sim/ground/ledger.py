"""What sim wrote into a folder, with checksums: what is damaged, and what is the user's own."""

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from sim.ground.errors import InputError
from sim.ground.files import content_of
from sim.ground.writing import OLD, PART, whole, write

LEDGER = "written.json"
MOST_BYTES = 10**10
"""Of one file of a result: a bound, so that nothing endless is read."""


def checksum(data: bytes) -> str:
    """Return a checksum of some bytes.

    >>> checksum(b"")[:8]
    'cae66941'
    """
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def files_of(folder: Path) -> list[str]:
    """Return the paths of all files below a folder, the ledger and temporary ones left out."""
    found = []
    for top, _, names in os.walk(folder):
        for name in names:
            path = os.path.relpath(os.path.join(top, name), folder)  # noqa: PTH118
            if path != LEDGER and not _temporary(name):
                found.append(path)
    return sorted(found)


def _temporary(name: str) -> bool:
    return name.startswith(".") and name.endswith((f".{PART}", f".{OLD}"))


def seal(folder: Path) -> None:
    """Write the ledger of a folder in which everything is ours."""
    _write(folder, _digests(folder, files_of(folder)))


def begin(folder: Path) -> None:
    """Write an empty ledger into a folder that has none, for files that are put there one by one.

    Args:
        folder: that is there; what it holds already is not ours.
    """
    if not is_sealed(folder):
        _write(folder, {})


def claim(part: Path, path: Path) -> None:
    """Note what is about to be put at a path in the ledger of its folder, if that has one.

    A killed command leaves the old file or the new one there: both are ours until the next.

    Args:
        part: the file that is whole beside its place.
        path: its place.

    Raises:
        InputError: a file lies there that sim did not write or that was changed since.
    """
    path = path.resolve()
    home = _home(path)
    if home is None:
        return
    known, name = read(home), path.relative_to(home).as_posix()
    was = checksum(path.read_bytes()) if path.is_file() else ""
    if was and was not in known.get(name, "").split():
        raise InputError(
            f"{path}: sim did not write it, or it was changed since; move it away or name another "
            "folder with --out"
        )
    _write(home, {**known, name: " ".join(filter(None, (checksum(part.read_bytes()), was)))})


def _home(path: Path) -> Path | None:
    """Return the folder above a file, or the one above that, which has a ledger."""
    for folder in path.parents[:2]:
        if _temporary(folder.name):
            return None
        if is_sealed(folder):
            return folder
    return None


def put(path: Path, content: bytes | str) -> Path:
    """Write a file and note it in the ledger of its folder, if that has one; return it."""
    with whole(path) as part:
        part.write_bytes(content.encode() if isinstance(content, str) else content)
        claim(part, path)
    return path


def record(folder: Path, paths: Iterable[Path]) -> None:
    """Write the ledger of a folder in which these files alone are ours."""
    _write(folder, _digests(folder, [path.relative_to(folder).as_posix() for path in paths]))


def remove_own(folder: Path) -> None:
    """Remove the files of a folder that its ledger names and that are as they were written."""
    if is_sealed(folder):
        theirs = set(foreign(folder))
        for name in set(files_of(folder)) - theirs:
            (folder / name).unlink()


def _digests(folder: Path, names: Iterable[str]) -> dict[str, str]:
    return {name: checksum((folder / name).read_bytes()) for name in names}


def _write(folder: Path, table: Mapping[str, str]) -> None:
    write(folder / LEDGER, json.dumps(table, indent=0, sort_keys=True) + "\n", sync=False)


def is_sealed(folder: Path) -> bool:
    """Whether a folder has a ledger: its last file, so that everything is there."""
    return (folder / LEDGER).is_file()


def read(folder: Path) -> dict[str, str]:
    """Return checksum by path; InputError if there is no ledger or it is damaged."""
    place = str(folder / LEDGER)
    content = content_of(folder / LEDGER, place, MOST_BYTES)
    try:
        found = json.loads(content)
        fine = all(isinstance(v, str) for v in found.values())
    except (ValueError, AttributeError, RecursionError):
        fine = False
    if not fine:
        raise InputError(f"{place}: is damaged; run it again") from None
    return {str(name): str(value) for name, value in found.items()}


def difference(folder: Path, known: Mapping[str, str], there: set[str]) -> str:
    """Return in words how files differ from their checksums, "" if they do not.

    Args:
        folder: that the paths lie in.
        known: checksum by path.
        there: paths of the files that were found.
    """
    for name in sorted(known.keys() | there):
        if name not in known:
            return f"{name} is not of this result"
        if name not in there:
            return f"{name} is missing"
        if checksum(content_of(folder / name, name, MOST_BYTES)) != known[name]:
            return f"{name} does not match its checksum"
    return ""


def foreign(folder: Path, own: Callable[[str], bool] | None = None) -> list[str]:
    """Return the files of a folder that sim did not write, or that were changed since.

    Args:
        folder: of results.
        own: whether a path is ours, whatever stands in the ledger.
    """
    wrote = read(folder)
    out = []
    for name in files_of(folder):
        if own is not None and own(name):
            continue
        path = folder / name
        plain = path.is_file() and not path.is_symlink()
        if name not in wrote or not plain or checksum(path.read_bytes()) not in wrote[name].split():
            out.append(name)
    return out
