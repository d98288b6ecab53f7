"""The edition of the model that a file is written for; levers may mean something else since."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from sim.ground.errors import InputError
from sim.ground.files import shipped, table_of

EDITION = 2
"""Of the model in this package; what was written for version 0.1 carries none and counts as 1."""

KEY = "edition"


@cache
def changed() -> Mapping[str, tuple[int, str]]:
    """Return, by lever, the edition in which its meaning changed and what it means since."""
    rows = table_of(shipped() / "vocabulary" / "editions.csv")
    return {row["lever"]: (int(row["edition"]), row["now"]) for row in rows}


def edition_of(place: str, table: Mapping[str, Any]) -> int:
    """Return the edition that a file is written for; 1 where it says nothing.

    Raises:
        InputError: it is no number, or one that this package cannot know.

    Example:
        >>> edition_of("mine.toml", {"edition": 2}), edition_of("mine.toml", {})
        (2, 1)
    """
    found = table.get(KEY, 1)
    if isinstance(found, bool) or not isinstance(found, int) or not 1 <= found <= EDITION:
        raise InputError(f"{place}: edition: {found!r} is none of 1 to {EDITION}")
    return found


def require_meaning(place: str, table: Mapping[str, Any], names: Iterable[str]) -> None:
    """Raise InputError if a file sets a lever that means something else than when it was written.

    Args:
        place: the file, for what is wrong.
        table: of the file, with its edition or none.
        names: of the levers that the file sets or varies.
    """
    written = edition_of(place, table)
    for name in names:
        since, now = changed().get(name, (1, ""))
        if written < since:
            raise InputError(
                f"{place}: {name} changed its meaning in edition {since}: {now}; check the value "
                f"and write {KEY} = {EDITION} at the top of the file"
            )


def levers_set(table: Mapping[str, Any]) -> list[str]:
    """Return the names of levers that the sections of a scenario or design set, as written."""
    out: list[str] = []
    for section in ("levers", "axes"):
        out += _keys(table.get(section))
    for section in ("steps", "rules"):
        given = table.get(section)
        rows = given if isinstance(given, list) else []
        out += [str(row["lever"]) for row in rows if isinstance(row, Mapping) and "lever" in row]
    sample = table.get("sample")
    if isinstance(sample, Mapping):
        over = sample.get("over")
        out += [str(name) for name in over] if isinstance(over, list) else _keys(over)
        out += _keys(sample.get("values"))
    return out


def _keys(given: Any) -> list[str]:
    return [str(key) for key in given] if isinstance(given, Mapping) else []
