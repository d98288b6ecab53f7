"""Adaptive rules: when a measure that the coalition sees passes a level, a lever changes.

A table says which measures it sees, how many weeks late, and with which noise.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sim.ground.errors import InputError, unknown
from sim.ground.fields import number, text
from sim.ground.files import shipped, table_of
from sim.ground.weeks import parse_week
from sim.vocabulary.levers import lever
from sim.vocabulary.measures import measure

KEYS = ("measure", "above", "below", "weeks", "lever", "value", "date")
LONGEST = 520
"""Weeks in a row that a rule may ask for at most."""


@dataclass(frozen=True)
class Seen:
    """A measure that the coalition sees.

    Attributes:
        measure: its name.
        late: weeks after which it is known.
        noise: standard deviation of what is seen as a share of the truth, at information 1; it
            grows as information falls.
        basis: where these numbers come from.
    """

    measure: str
    late: int
    noise: float
    basis: str


@dataclass(frozen=True)
class Rule:
    """When a measure that is seen passes a level for some weeks, a lever is set, and stays set.

    Attributes:
        measure: name of one that the coalition sees.
        above: whether it has to lie above the level, else below.
        level: in the measure's unit.
        weeks: in a row, as seen.
        lever: of the coalition.
        value: that it takes from then on, in its unit.
        start: week from which the coalition watches.
    """

    measure: str
    above: bool
    level: float
    weeks: int
    lever: str
    value: float
    start: int = 0


@cache
def seen() -> Mapping[str, Seen]:
    """Return the measures that the coalition sees, by name."""
    out = {}
    for row in table_of(shipped() / "vocabulary" / "seen.csv"):
        name = row["measure"]
        if measure("seen.csv", name).dimension:
            raise InputError(f"seen.csv {name}: has several parts; a rule watches one number")
        out[name] = Seen(name, int(row["weeks_late"]), float(row["noise"]), row["basis"])
    return out


def rules_of(place: str, given: Any) -> tuple[Rule, ...]:
    """Return the rules that a list of tables describes; InputError where one is wrong."""
    return tuple(_rule(f"{place} [[rules]] {i + 1}", one) for i, one in enumerate(given))


def _rule(place: str, given: Any) -> Rule:
    if not isinstance(given, Mapping):
        raise InputError(f"{place}: {given!r} is no table; write measure, above, weeks, lever ...")
    for key in given:
        if key not in KEYS:
            raise unknown(place, "key", str(key), KEYS)
    ends = [key for key in ("above", "below") if key in given]
    if len(ends) != 1:
        raise InputError(f"{place}: write one of above and below, with a level")
    for key in ("measure", "lever", "value"):
        if key not in given:
            raise InputError(f"{place}: {key} is missing")
    name, known = _measure(place, given), _lever(place, given)
    return Rule(
        measure=name, above=ends[0] == "above", level=number(f"{place} {ends[0]}", given[ends[0]]),
        weeks=_weeks(place, given), lever=known, value=_value(place, known, given["value"]),
        start=parse_week(f"{place} date", given["date"]) if "date" in given else 0,
    )  # fmt: skip


def _measure(place: str, given: Mapping[str, Any]) -> str:
    name = text(f"{place} measure", given["measure"])
    if name not in seen():
        measure(f"{place} measure", name)
        raise InputError(
            f"{place} measure: the coalition does not see {name}; it sees {', '.join(seen())}"
        )
    return name


def _lever(place: str, given: Mapping[str, Any]) -> str:
    known = lever(f"{place} lever", text(f"{place} lever", given["lever"]))
    if not (known.coalition and known.quantity):
        raise InputError(f"{place} lever: {known.name} is no number that the coalition sets")
    return known.name


def _value(place: str, name: str, value: Any) -> float:
    return float(lever(place, name).parse(f"{place} {name}", value))


def _weeks(place: str, given: Mapping[str, Any]) -> int:
    weeks = number(f"{place} weeks", given.get("weeks", 1))
    if weeks != int(weeks) or not 1 <= weeks <= LONGEST:
        raise InputError(f"{place} weeks: {weeks:g} is no number of weeks from 1 to {LONGEST}")
    return int(weeks)
