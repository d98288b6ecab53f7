"""The levers: what a policy may set, in which range, and who sets it."""

import math
from dataclasses import dataclass
from functools import cache

from sim.ground.errors import InputError, unknown
from sim.ground.fields import number, plain
from sim.ground.files import shipped, table_of
from sim.ground.weeks import parse_week

REGIMES = ("none", "msmt", "panel", "both")
"""Monitoring regimes; a lever path holds the index."""


@dataclass(frozen=True)
class Lever:
    """One thing that a policy chooses.

    Attributes:
        name: as in levers.csv.
        unit: of its value; a date or one of REGIMES for two of them.
        low: smallest value allowed, NaN where the value is no number.
        high: largest value allowed, NaN where the value is no number.
        default: "sampled", "by date", "by reading", "by rule", "never" or a number as text.
        set_by: coalition, russia, dprk or exogenous.
        claims: claims of the seed text.
        meaning: one line for readers.
    """

    name: str
    unit: str
    low: float
    high: float
    default: str
    set_by: str
    claims: tuple[str, ...]
    meaning: str

    @property
    def pure(self) -> float | None:
        """The value that changes nothing, or None where an unset lever is sampled or dated."""
        try:
            return float(self.default)
        except ValueError:
            return None

    @property
    def coalition(self) -> bool:
        """Whether somebody in the coalition controls it."""
        return self.set_by == "coalition"

    @property
    def quantity(self) -> bool:
        """Whether its values are numbers, not dates or names."""
        return not math.isnan(self.low)

    def parse(self, place: str, value: object) -> float:
        """Return the value as a number: a regime's index, a date's week, or the value itself."""
        value = plain(value)
        if self.name == "monitoring_regime":
            if value not in REGIMES:
                raise unknown(place, "monitoring regime", value, REGIMES)
            return float(REGIMES.index(str(value)))
        if self.unit == "date":
            return float(parse_week(place, value))
        if isinstance(value, str):
            value = self._without_unit(place, value)
        out = number(place, value)
        if not self.low <= out <= self.high:
            unit = "" if self.unit == "1" else f" {self.unit}"
            raise InputError(f"{place}: {out:g} is outside {self.low:g} to {self.high:g}{unit}")
        return out

    def _without_unit(self, place: str, text: str) -> float:
        head, _, unit = text.strip().partition(" ")
        try:
            value = float(head)
        except ValueError:
            unit = "" if self.unit == "1" else f" in {self.unit}"
            raise InputError(f"{place}: {text!r} is not a number{unit}") from None
        if unit and unit.strip() != self.unit:
            raise InputError(f"{place}: unit {unit.strip()!r}, but {self.name} is in {self.unit}")
        return value

    def show(self, value: float) -> str:
        """Return a parsed value as a reader would write it."""
        from sim.ground.weeks import NEVER, date_of

        if self.name == "monitoring_regime":
            return REGIMES[int(value)]
        if self.unit == "date":
            return "never" if value >= NEVER else date_of(int(value)).isoformat()
        return f"{value:g}"


def spans(text: str) -> tuple[str, ...]:
    """Return the claims that a text such as "S29 S35-S39" names, ranges written out."""
    out: list[str] = []
    for part in text.split():
        first, _, last = part.replace("S", "").partition("-")
        out += [f"S{i}" for i in range(int(first), int(last or first) + 1)]
    return tuple(out)


def _bound(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


@cache
def levers() -> dict[str, Lever]:
    """Return all levers by name, in the order of levers.csv."""
    return {
        row["lever"]: Lever(
            name=row["lever"],
            unit=row["unit"],
            low=_bound(row["low"]),
            high=_bound(row["high"]),
            default=row["default"],
            set_by=row["set_by"],
            claims=spans(row["claims"]),
            meaning=row["meaning"],
        )
        for row in table_of(shipped() / "vocabulary" / "levers.csv")
    }


def lever(place: str, name: str) -> Lever:
    """Return a lever by name or raise InputError with the nearest one."""
    known = levers()
    if name not in known:
        raise unknown(place, "lever", name, known, "see 'sim show --levers'")
    return known[name]


@dataclass(frozen=True)
class Structure:
    """A structural uncertainty: rules that could each be right.

    Attributes:
        name: what is chosen.
        options: the rules, the default first.
        weights: how often each is drawn where several are sampled; any positive scale.
        sampled: whether members differ in it unless a scenario fixes it.
        meanings: one line an option.
        claims: claims of the seed text.
    """

    name: str
    options: tuple[str, ...]
    weights: tuple[float, ...]
    sampled: bool
    meanings: tuple[str, ...]
    claims: tuple[str, ...]


@cache
def structures() -> dict[str, Structure]:
    """Return all structural choices by name, in the order of structures.csv."""
    rows = table_of(shipped() / "vocabulary" / "structures.csv")
    names = list(dict.fromkeys(row["structure"] for row in rows))
    out = {}
    for name in names:
        mine = [row for row in rows if row["structure"] == name]
        out[name] = Structure(
            name,
            tuple(row["option"] for row in mine),
            tuple(float(row["weight"] or 1.0) for row in mine),
            all(row["weight"] for row in mine),
            tuple(row["meaning"] for row in mine),
            tuple(mine[0]["claims"].split()),
        )
    return out
