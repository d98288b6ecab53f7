"""Fields of a design file: each is checked where it stands."""

from collections.abc import Mapping
from typing import Any

from sim.ground import fields
from sim.ground.errors import InputError
from sim.ground.weeks import NEVER, parse_week
from sim.vocabulary.assumptions import registry
from sim.vocabulary.case_file import fixed_value
from sim.vocabulary.levers import lever, structures

SAMPLED = "sampled"
"""Option of a crossed structure in which members differ as they do by default."""


def table_at(place: str, table: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """Return a table of the file, empty if it is missing."""
    value = table.get(key, {})
    if not isinstance(value, Mapping):
        raise InputError(f"{place}: [{key}] must be a table")
    return value


def whole(place: str, table: Mapping[str, Any], key: str, least: int) -> int:
    """Return a whole number of the file that is at least `least`."""
    if key not in table:
        raise InputError(f"{place}: {key} is missing; write {key} = ...")
    return fields.whole(f"{place}: {key}", table[key], least)


def started(place: str, table: Mapping[str, Any]) -> int:
    """Return the week from which levers are set: that of `from_date`, 0 if it is missing."""
    if "from_date" not in table:
        return 0
    week = parse_week(f"{place} from_date", table["from_date"])
    if week >= NEVER:
        raise InputError(f"{place} from_date: 'never' is no date; leave it out")
    return week


def value_of(where: str, name: str, value: object) -> float:
    """Return a value of a lever inside its range, or of an assumption."""
    if "." not in name:
        return lever(where.removesuffix(f" {name}"), name).parse(where, value)
    registry().require(where.removesuffix(f" {name}"), name)
    return fixed_value(where, name, fields.plain(value), registry())


def rule_of(name: str, option: str) -> tuple[str, ...]:
    """Return the rules that an option of a crossed structure stands for: itself, or all drawn.

    Example:
        >>> rule_of("fire", "steady"), rule_of("fire", "sampled")
        (('steady',), ('campaigns', 'steady'))
    """
    return structures()[name].options if option == SAMPLED else (option,)


def texts(place: str, table: Mapping[str, Any], key: str) -> list[str]:
    """Return a list of names, empty if it is missing."""
    return list(fields.texts(f"{place} {key}", table.get(key, [])))


def switch(place: str, table: Mapping[str, Any], key: str, default: bool) -> bool:
    """Return true or false."""
    return fields.switch(f"{place} {key}", table.get(key, default))
