"""Fields that come from outside, out of files or out of Python: each is checked where it stands."""

import math
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import numpy as np

from sim.ground.errors import InputError, unknown


def plain(value: Any) -> Any:
    """Return what NumPy and pandas hold as plain Python; anything else stays what it is.

    Scalars become numbers, dates and texts, arrays lists, series and mappings dictionaries.
    """
    if isinstance(value, Mapping):
        return {plain(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if hasattr(value, "columns"):
        return plain(value.to_dict("records"))
    if hasattr(value, "items"):
        return plain(dict(value.items()))
    if hasattr(value, "dtype"):
        array = np.asarray(value)
        days = array.astype("datetime64[D]") if array.dtype.kind == "M" else array
        return days.tolist()
    return value


def number(place: str, value: Any) -> float:
    """Return a finite number or say what is wrong with it."""
    given = plain(value)
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise InputError(f"{place}: {given!r} is not a number; write it without quotes")
    try:
        out = float(given)
    except OverflowError:
        out = math.inf
    if not math.isfinite(out):
        raise InputError(f"{place}: {given!r} is not a finite number")
    return out


def whole(place: str, value: Any, least: int | None = None) -> int:
    """Return a whole number that is at least `least`, or say what is wrong with it."""
    given = plain(value)
    if isinstance(given, float) and given.is_integer():
        given = int(given)
    if isinstance(given, bool) or not isinstance(given, int):
        raise InputError(f"{place}: {given!r} is not a whole number")
    if least is not None and given < least:
        raise InputError(f"{place}: {given} is too few; at least {least}")
    return given


def switch(place: str, value: Any) -> bool:
    """Return true or false, or say that it is neither."""
    given = plain(value)
    if not isinstance(given, bool):
        raise InputError(f"{place}: {given!r} is not true or false")
    return given


def text(place: str, value: Any) -> str:
    """Return a text, or say that it is none."""
    given = plain(value)
    if not isinstance(given, str):
        raise InputError(f"{place}: {given!r} is not text; write it in quotes")
    return given


def texts(place: str, value: Any) -> tuple[str, ...]:
    """Return names from a list of them, or from a single one; none may stand twice."""
    given = plain(value)
    if isinstance(given, str):
        given = [given]
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        raise InputError(f"{place}: must be a list of names in quotes")
    twice = [one for one in given if given.count(one) > 1]
    if twice:
        raise InputError(f"{place}: {twice[0]} stands twice; name it once")
    return tuple(given)


def table(place: str, value: Any) -> dict[str, Any]:
    """Return a mapping from names, or say that it is none."""
    given = plain(value)
    if not isinstance(given, Mapping):
        raise InputError(f"{place}: must be a table of names and values, not {_short(given)}")
    for key in given:
        text(place, key)
    return dict(given)


def only(place: str, given: Iterable[str], known: Iterable[str], kind: str = "key") -> None:
    """Refuse a name that nobody reads."""
    names = tuple(known)
    for name in given:
        if name not in names:
            raise unknown(place, kind, name, names)


def one_of(place: str, kind: str, value: Any, known: Iterable[str]) -> str:
    """Return a name that is known, or suggest the nearest."""
    names = tuple(known)
    if value not in names:
        raise unknown(place, kind, value, names)
    return str(value)


def is_date(value: Any) -> bool:
    """Return whether a value names a day: a date, or text in the form 2024-11-04."""
    if isinstance(value, str):
        try:
            date.fromisoformat(value)
        except ValueError:
            return False
        return True
    return isinstance(value, date)


def _short(value: Any) -> str:
    most = 40
    shown = repr(value)
    return shown if len(shown) <= most else f"{shown[:most]}..."
