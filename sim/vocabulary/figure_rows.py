"""Rows of a CSV file of figures, and the numbers and days in their cells."""

import math
from collections.abc import Iterator
from datetime import date
from itertools import zip_longest
from pathlib import Path

from sim.ground.errors import InputError, suggestion
from sim.ground.files import csv_of


def rows(file: Path, needed: tuple[str, ...]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the place and cells of every row of a CSV file that has the columns needed."""
    heads, found = csv_of(file, str(file))
    for name in needed:
        if name not in heads:
            raise InputError(f"{file}: column {name!r} is missing{suggestion(name, heads)}")
    for line, cells in found:
        place = f"{file} line {line}"
        if any(cells[len(heads) :]):
            raise InputError(f"{place}: more cells than columns; quote text that holds commas")
        yield place, dict(zip_longest(heads, cells[: len(heads)], fillvalue=""))


def number(place: str, name: str, text: str) -> float:
    """Return a finite number, or NaN for an empty cell."""
    if not text:
        return math.nan
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise InputError(f"{place}: {name}: {text!r} is not a number; write 1200000")
    return value


def day(place: str, name: str, text: str) -> date:
    """Return a date."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(f"{place}: {name}: {text!r} is not a date; write 2024-11-05") from None


def check_order(place: str, start: date, end: date, first: str, last: str) -> None:
    """Raise InputError if a window ends before it starts."""
    if end < start:
        raise InputError(f"{place}: {last} {end} lies before {first} {start}; exchange them")
