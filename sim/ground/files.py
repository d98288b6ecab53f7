"""Read what a user names without trusting it; find shipped data files."""

import csv
import os
import re
import stat
import tomllib
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

from sim.ground.errors import InputError

MOST_BYTES = 1_000_000
"""Stated limit: a file of settings larger than this is not one that a person wrote."""

LONGEST_PATH = 4000
"""Bytes of a path that no system refuses."""

DEEPEST_KEY = 32
"""Parts of a dotted key; what is longer costs the parser its square."""

KEY_PART = r"(?:[A-Za-z0-9_-]++|\"[^\"\n]*+\"|'[^'\n]*+')"
DEEP_KEY = re.compile(
    rf"(?<![A-Za-z0-9_-]){KEY_PART}(?:[ \t]*+\.[ \t]*+{KEY_PART}){{{DEEPEST_KEY},}}+[ \t]*+[=\]]"
)
LARGEST_INTEGER = 2**63
"""TOML promises no more than 64 bits."""

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}


@cache
def shipped() -> Path:
    """Return the folder of scenarios, in a checkout or inside an installed package."""
    here = Path(__file__).resolve().parent.parent
    for folder in (here / "shipped" / "scenarios", here.parent / "scenarios"):
        if (folder / "baseline.toml").is_file():
            return folder
    raise InputError("scenarios: the data folder is missing from this installation; reinstall sim")


def path_of(name: str | Path, place: str) -> Path:
    """Return a path that the system can be asked for; InputError if the text is none."""
    text = str(name)
    try:
        length = len(os.fsencode(text))
    except UnicodeEncodeError:
        length = LONGEST_PATH + 1
    if "\0" in text or length > LONGEST_PATH:
        what = "has a NUL character" if "\0" in text else "is too long or no text"
        raise InputError(f"{place}: cannot be read (the name {what}); check the path")
    return Path(text)


def is_file(path: Path) -> bool:
    """Whether there is a regular file; a name that no system takes is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def exists(path: Path) -> bool:
    """Whether there is anything of that name; for a name that no system takes there is nothing."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def content_of(path: str | Path, place: str, most: int = MOST_BYTES) -> bytes:
    """Return the bytes of a regular file of a sane size, or say in one line why not.

    A pipe or a device is refused without waiting for it.

    Args:
        path: the file.
        place: what the line of refusal begins with.
        most: bytes that it may have.
    """
    try:
        handle = os.open(path_of(path, place), os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(handle, "rb") as stream:
            found = os.fstat(stream.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise InputError(f"{place}: is no plain file (a pipe or a device); name a file")
            content = stream.read(most + 1) if found.st_size <= most else b""
            size = max(found.st_size, len(content))
    except IsADirectoryError:
        raise InputError(f"{place}: is a folder; name a file") from None
    except OSError as error:
        raise InputError(f"{place}: cannot be read ({error.strerror}); check the path") from None
    if size > most:
        raise InputError(
            f"{place}: {size / 1e6:.3g} MB is too large for such a file (at most {most / 1e6:.3g} "
            "MB)"
        )
    return content


def text_of(path: str | Path, place: str, most: int = MOST_BYTES) -> str:
    """Read a UTF-8 text file, with or without a byte-order mark, or say in one line why not."""
    content = content_of(path, place, most)
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise InputError(f"{place}: not UTF-8 text; save it as UTF-8") from None


def toml_of(path: Path, place: str) -> dict[str, Any]:
    """Parse a TOML file; a syntax error is one line with its position."""
    text = text_of(path, place)
    if not text.strip():
        raise InputError(f"{place}: the file is empty; see 'sim show baseline' for the form")
    if DEEP_KEY.search(text):
        raise InputError(f"{place}: a key has more than {DEEPEST_KEY} parts; shorten it")
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise InputError(f"{place}: not valid TOML: {reason.splitlines()[0]}") from None
    _refuse_large(table, place)
    return table


def _refuse_large(table: dict[str, Any], place: str) -> None:
    """Refuse whole numbers that TOML does not promise; they cannot even be printed."""
    left: list[Any] = [table]
    while left:
        value = left.pop()
        if isinstance(value, int) and abs(value) > LARGEST_INTEGER:
            raise InputError(f"{place}: a whole number has more than 64 bits; write a smaller one")
        if isinstance(value, dict | list):
            left += value.values() if isinstance(value, dict) else value


def table_of(path: Path) -> list[dict[str, str]]:
    """Read a shipped CSV table as rows of strings."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def csv_of(path: Path, place: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Read a user's CSV file: its heads, and (line, cells) of every row that is not empty.

    Commas, semicolons or tabs, as the first line has them.
    """
    text = text_of(path, place)
    head = next((line for line in text.split("\n") if line.strip()), "")
    delimiter = max(DELIMITERS, key=head.count)
    reader = csv.reader(StringIO(text, newline=""), strict=True, delimiter=delimiter)
    rows: list[tuple[int, list[str]]] = []
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells):
                rows.append((reader.line_num, cells))
    except csv.Error as error:
        raise InputError(f"{place} line {reader.line_num}: not valid CSV ({error})") from None
    return (rows[0][1] if rows else []), rows[1:]
