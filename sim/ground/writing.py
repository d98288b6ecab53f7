"""One writer for every file: whole beside its place first, and only then in it."""

import csv
import io
import os
import platform
import secrets
import shutil
import stat
import sys
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from sim.ground.errors import InputError
from sim.ground.text import cell, one_line

LONGEST_NAME = 120
"""Characters of a file's name that its temporary name repeats."""

PART, OLD = "part", "old"
"""Endings of what is being written, and of what is being replaced."""


def host() -> str:
    """Return a short mark of this machine, for names of temporary files."""
    return f"{zlib.crc32(platform.node().encode()):08x}"


def fresh(path: Path, ending: str = PART) -> Path:
    """Return a name beside a path that nothing has: it says who made it."""
    token = f"{host()}-{os.getpid()}-{secrets.token_hex(4)}"
    return path.with_name(f".{path.name[:LONGEST_NAME]}.{token}.{ending}")


def refuse_url(path: Path | str) -> None:
    """Refuse a URL where only a local file or folder will do."""
    name = str(path)
    scheme, colon, rest = name.partition(":")
    if colon and rest.startswith("/") and len(scheme) > 1 and scheme.isalnum():
        raise InputError(f"{name}: is a URL; name a local place (only sweeps are written to URLs)")


@contextmanager
def saying(path: Path) -> Iterator[None]:
    """Turn what the system refuses while a file or folder is written into one line."""
    refuse_url(path)
    try:
        yield
    except (OSError, ValueError) as error:
        nameless = isinstance(error, UnicodeEncodeError) or "null" in str(error)
        if not isinstance(error, OSError) and not nameless:
            raise
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{path}: cannot be written ({reason}); use --out") from None


@contextmanager
def whole(path: Path, *, sync: bool = True) -> Iterator[Path]:
    """Yield a fresh file to write; it takes its place when all went well, and else it goes.

    The name is new and opened exclusively, so that it follows no link and meets no other process.

    Args:
        path: where it belongs; its folder is made.
        sync: whether to wait until the disk has it.

    Raises:
        InputError: the place is a folder or a device, or the system refuses.
    """
    with saying(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        _refuse_special(path)
        remove_leftovers(path)
        part = fresh(path)
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
        try:
            yield part
            if sync:
                _flush(part)
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise


def leftovers(path: Path) -> list[Path]:
    """Return what killed processes of this machine left beside a path; running ones count not."""
    start, found = f".{path.name[:LONGEST_NAME]}.{host()}-", []
    try:
        names = [name for name in os.listdir(path.parent) if name.startswith(start)]  # noqa: PTH208
    except OSError:
        return []
    for name in names:
        pid, _, ending = name.removeprefix(start).partition("-")
        mine = ending.endswith((f".{PART}", f".{OLD}")) and pid.isdecimal()
        if mine and int(pid) != os.getpid() and not _alive(int(pid)):
            found.append(path.with_name(name))
    return sorted(found)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def remove_leftovers(path: Path) -> None:
    """Remove what killed processes left beside a path, and say so."""
    for left in leftovers(path):
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)
        tell(f"{left}: removed; a stopped command had left it")


def tell(line: str) -> None:
    """Say something beside the results of a command."""
    sys.stderr.write(f"sim: {one_line(line)}\n")


def _refuse_special(path: Path) -> None:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISREG(mode):
        what = "a folder" if stat.S_ISDIR(mode) else "no plain file"
        raise InputError(f"{path}: is {what}; name a file with --out")


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write(path: Path, content: bytes | str, *, sync: bool = True) -> Path:
    """Write a file, whole or not at all, and return it.

    Example:
        >>> import tempfile
        >>> folder = Path(tempfile.mkdtemp())
        >>> write(folder / "note.txt", "ten").read_text()
        'ten'
    """
    with whole(path, sync=sync) as part:
        part.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def write_together(folder: Path, files: Mapping[str, bytes | str]) -> None:
    """Write files that belong together: all of them beside their places before the first is put.

    A command killed while they are put leaves the rest beside them, which is said and removed by
    the next; who reads such files must see from their content that they belong together.
    """
    with ExitStack() as stack:
        for name, content in files.items():
            part = stack.enter_context(whole(folder / name))
            part.write_bytes(content.encode() if isinstance(content, str) else content)


def write_csv(path: Path, columns: Iterable[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a table with its header; no cell of it is a formula."""
    with whole(path, sync=False) as part, part.open("w", encoding="utf-8", newline="") as stream:
        _table(stream, columns, rows)


def csv_text(columns: Iterable[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table with its header as text; no cell of it is a formula."""
    stream = io.StringIO()
    _table(stream, columns, rows)
    return stream.getvalue()


def frame_text(frame: Any) -> str:
    """Return a table of pandas as CSV; no cell of it is a formula.

    Args:
        frame: a DataFrame; its numbers stay as they are.
    """
    safe = frame.rename(columns=cell)
    if len(safe):
        safe = safe.apply(lambda c: c.map(_safe) if c.dtype.kind == "O" else c)
    return str(safe.to_csv(index=False, lineterminator="\n"))


def _safe(value: object) -> object:
    return cell(value) if isinstance(value, str) else value


def _table(stream: io.TextIOBase, columns: Iterable[str], rows: Iterable[Sequence[str]]) -> None:
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([cell(column) for column in columns])
    writer.writerows([cell(value) for value in row] for row in rows)
