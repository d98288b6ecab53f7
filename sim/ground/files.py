"""Find shipped data files, read text from outside without trusting it, write tables."""

import csv
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from sim.ground.errors import InputError

MOST_BYTES = 1_000_000
"""Stated limit: a file of settings larger than this is not one that a person wrote."""


@cache
def shipped() -> Path:
    """Return the folder of scenarios, in a checkout or inside an installed package."""
    here = Path(__file__).resolve().parent.parent
    for folder in (here / "scenarios", here.parent / "scenarios"):
        if (folder / "baseline.toml").is_file():
            return folder
    raise InputError("scenarios: the data folder is missing from this installation; reinstall sim")


def text_of(path: Path, place: str) -> str:
    """Read a UTF-8 text file of a sane size, or say in one line why not."""
    try:
        if path.is_dir():
            raise InputError(f"{place}: is a folder; name a file")
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise InputError(
                f"{place}: {size / 1e6:.0f} MB is too large for a settings file "
                f"(at most {MOST_BYTES / 1e6:.0f} MB)"
            )
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise InputError(f"{place}: not UTF-8 text; save it as UTF-8") from None
    except OSError as error:
        raise InputError(f"{place}: cannot be read ({error.strerror}); check the path") from None


def toml_of(path: Path, place: str) -> dict[str, Any]:
    """Parse a TOML file; a syntax error is one line with its position."""
    text = text_of(path, place)
    if not text.strip():
        raise InputError(f"{place}: the file is empty; see 'sim show baseline' for the form")
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        reason = str(error).splitlines()[0]
        raise InputError(f"{place}: not valid TOML: {reason}") from None


def table_of(path: Path) -> list[dict[str, str]]:
    """Read a shipped CSV table as rows of strings."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def write_csv(path: Path, columns: Iterable[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a table with its header."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
