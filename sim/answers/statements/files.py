"""Statements as data: shipped ones, and a user's own files."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.ground.errors import InputError, unknown
from sim.ground.fields import number
from sim.ground.files import shipped, toml_of
from sim.vocabulary.edition import KEY, edition_of

KEYS = ("statement", "title", "why", "at_least", "at_most", "under")


@dataclass(frozen=True)
class Kept:
    """One statement of a file.

    Attributes:
        name: its file's stem, a slash, its key.
        statement: as written.
        title: in words; "" where none is given.
        why: why it is kept.
        at_least, at_most: share of members in which it must hold, or None.
        under: scenarios in which it must hold.
    """

    name: str
    statement: str
    title: str
    why: str
    at_least: float | None
    at_most: float | None
    under: tuple[str, ...]

    def met(self, share: float) -> bool | None:
        """Return whether a share meets the bar; None where none is set."""
        if self.at_least is None and self.at_most is None:
            return None
        low = 0.0 if self.at_least is None else self.at_least
        high = 1.0 if self.at_most is None else self.at_most
        return low <= share <= high


def folder() -> Path:
    """Return the folder of the shipped statements."""
    return shipped() / "statements"


def load_all(place: Path | None = None) -> list[Kept]:
    """Read every statement of a folder or file; InputError says what is wrong and where."""
    at = place or folder()
    if place is not None and not at.exists():
        raise InputError(f"{at}: there is no such file or folder of statements")
    paths = sorted(at.glob("*.toml")) if at.is_dir() else [at]
    found = [one for path in paths for one in load_file(path)]
    if not found:
        raise InputError(
            f"{at}: holds no statement; write [name] and statement = '...' into a .toml"
        )
    return found


def load_file(path: Path) -> list[Kept]:
    """Read the statements of one file: a table each, named by its key."""
    table = dict(toml_of(path, path.name))
    edition_of(path.name, table)
    table.pop(KEY, None)
    return [_kept(path, name, given) for name, given in table.items()]


def _kept(path: Path, name: str, given: Any) -> Kept:
    where = f"{path.name} [{name}]"
    if not isinstance(given, Mapping):
        raise InputError(f"{where}: must be a table with statement = '...'")
    for key in given:
        if key not in KEYS:
            raise unknown(where, "key", key, KEYS)
    return Kept(
        name=f"{path.stem}/{name}", statement=_text(where, given, "statement", None),
        title=_text(where, given, "title", ""), why=_text(where, given, "why", ""),
        at_least=_share(where, given, "at_least"), at_most=_share(where, given, "at_most"),
        under=_under(where, given.get("under", "baseline")),
    )  # fmt: skip


def _text(where: str, given: Mapping[str, Any], key: str, default: str | None) -> str:
    value = given.get(key, default)
    if value is None:
        raise InputError(f"{where}: {key} is missing")
    if not isinstance(value, str):
        raise InputError(f"{where}: {key}: {value!r} is not text; write it in quotes")
    return value.strip()


def _share(where: str, given: Mapping[str, Any], key: str) -> float | None:
    if key not in given:
        return None
    value = number(f"{where} {key}", given[key])
    if not 0.0 <= value <= 1.0:
        raise InputError(f"{where} {key}: {value:g} is no share; write 0.8 for 80 % of members")
    return value


def _under(where: str, given: Any) -> tuple[str, ...]:
    names = [given] if isinstance(given, str) else given
    if not isinstance(names, list) or not names or not all(isinstance(n, str) for n in names):
        raise InputError(f"{where} under: write a scenario's name or a list of names")
    return tuple(names)
