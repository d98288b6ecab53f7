"""Where results may be put: an empty place, or an earlier result of the same kind."""

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sim.ground import ledger
from sim.ground.errors import InputError
from sim.ground.files import content_of, path_of
from sim.ground.text import one_line
from sim.ground.writing import OLD, PART, fresh, leftovers, refuse_url, remove_leftovers, tell
from sim.ground.writing import saying as writing

__all__ = [
    "check_folder", "kind_of", "mend", "note_of", "place_folder", "refuse_other_question",
    "refuse_url", "usable", "whole_folder", "writing",
]  # fmt: skip

URL = "://"
"""What an address has and a path on this machine has not."""

FOLDER_MODE = 0o755
"""Results are for reading by others."""

MOST_NOTE_BYTES = 10**7
"""Of a run.json."""


def usable(place: str, given: Any) -> str:
    """Return a path or URL as text, or say that it is none that any system takes."""
    if not isinstance(given, str | Path):
        raise InputError(f"{place}: {given!r} is no path; write it in quotes")
    name = str(given)
    if not name.strip():
        raise InputError(f"{place}: is empty; write a path")
    try:
        if URL not in name:
            path_of(name, place).exists()
    except OSError as error:
        raise InputError(f"{place}: cannot be used ({error.strerror}); check the path") from None
    return name


def check_folder(folder: Path, kind: str, *, overwrite: bool) -> None:
    """Refuse an output folder that cannot be used, with one line; nothing of the user's is touched.

    A folder that holds an earlier result of the same kind is replaced with `overwrite`, and only
    if all its files are ours and as we wrote them; anything else that is not empty is refused.
    """
    refuse_url(folder)
    with writing(folder):
        mend(folder)
        if folder.exists() and not folder.is_dir():
            raise InputError(f"{folder}: is a file; name a folder")
        if Path.cwd().is_relative_to(folder.resolve()):
            raise InputError(f"{folder}: is the folder you work in; name one inside it with --out")
        filled = folder.exists() and any(folder.iterdir())
    if filled:
        _check_earlier(folder, kind, overwrite=overwrite)
    _refuse_unwritable(folder)


def _check_earlier(folder: Path, kind: str, *, overwrite: bool) -> None:
    was = kind_of(folder)
    if was is None:
        raise InputError(f"{folder}: holds other files; name another folder with --out")
    if was != kind:
        raise InputError(f"{folder}: holds a result of sim {was}; name another with --out")
    if not overwrite:
        raise InputError(f"{folder}: holds an earlier result; add --overwrite or name another")
    if kind != "sweep":  # which files of a sweep are its own, the sweep knows
        refuse_foreign(folder)


def refuse_foreign(folder: Path, own: Callable[[str], bool] | None = None) -> None:
    """Refuse to replace a folder with a file that sim did not write or that was changed since.

    Args:
        folder: of results.
        own: whether a path is ours, whatever stands in the ledger.
    """
    if not ledger.is_sealed(folder):
        raise InputError(
            f"{folder}: holds a result without a list of its files (of an earlier edition?); "
            "remove it or name another with --out"
        )
    found = ledger.foreign(folder, own)
    if found:
        more = f" and {len(found) - 1} more" if len(found) > 1 else ""
        raise InputError(
            f"{folder}: also holds {found[0]}{more}, which sim did not write or which was changed "
            "since; move it away or name another folder with --out"
        )


@contextmanager
def whole_folder(folder: Path, kind: str, *, overwrite: bool) -> Iterator[Path]:
    """Yield a fresh folder to fill; its ledger is written and it takes its place at the end.

    Killed at any moment it leaves the earlier result or the new one; `mend` removes the rest.
    """
    with writing(folder):
        folder = folder.resolve()
        folder.parent.mkdir(parents=True, exist_ok=True)
        part = fresh(folder)
        part.mkdir(FOLDER_MODE)
        try:
            yield part
            ledger.seal(part)
            place_folder(part, folder, kind, overwrite=overwrite)
        finally:
            shutil.rmtree(part, ignore_errors=True)


def place_folder(part: Path, folder: Path, kind: str, *, overwrite: bool) -> None:
    """Put a complete result in its place; an earlier one is removed only then."""
    check_folder(folder, kind, overwrite=overwrite)
    old = part.with_name(f"{part.name.removesuffix(f'.{PART}')}.{OLD}")
    if folder.exists():
        folder.rename(old)
    part.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def mend(folder: Path) -> None:
    """Finish or undo what a killed command left half done beside a folder, and say so.

    Between its two renames a command leaves no folder, the earlier result and the whole new one.
    """
    folder = folder.resolve()
    for old in leftovers(folder):
        part = old.with_name(f"{old.name.removesuffix(f'.{OLD}')}.{PART}")
        if not old.name.endswith(f".{OLD}") or folder.exists():
            continue
        if ledger.is_sealed(part):
            part.rename(folder)
            tell(f"{folder}: a stopped command had written it but not put it in its place; done")
        else:
            old.rename(folder)
            tell(f"{folder}: a stopped command had moved it away; it is back")
    remove_leftovers(folder)


def _refuse_unwritable(folder: Path) -> None:
    with writing(folder):
        there = folder.resolve().parent
        while not there.exists():
            there = there.parent
        if not there.is_dir():
            raise InputError(f"{folder}: cannot be written ({there} is a file); use --out")
        with tempfile.NamedTemporaryFile(dir=there):
            pass


def note_of(folder: Path) -> dict[str, object] | None:
    """Return run.json of a result, or None where there is none that can be read."""
    try:
        found = json.loads(content_of(folder / "run.json", "run.json", MOST_NOTE_BYTES))
    except (InputError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def refuse_other_question(folder: Path, asked: Mapping[str, object]) -> None:
    """Refuse to replace, in a folder that nobody named, the answer to another question.

    Args:
        folder: where a result would go by default.
        asked: what must be the same, as run.json names it.
    """
    was = note_of(folder)
    for name, value in asked.items() if was else ():
        before = was.get(name) if was else None
        if before != value:
            words = f"{name.replace('_', ' ')}: {before}, now {value}"
            raise InputError(
                f"{folder}: holds the answer to another question ({one_line(words, 200)}); add "
                "--overwrite or name another folder with --out"
            )


def kind_of(folder: Path) -> str | None:
    """Return the verb whose result a folder holds, or None if it holds something else."""
    found = note_of(folder)
    return None if found is None or "verb" not in found else str(found["verb"])
