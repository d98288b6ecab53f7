"""What a page or script asks for, checked: a state of the levers, and what to show of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sim.explorer.shelf import Shelf
from sim.ground.errors import InputError, unknown
from sim.ground.fields import number, only, switch, text, whole
from sim.ground.weeks import parse_week
from sim.model.members import require_sizes
from sim.vocabulary.assumptions import registry
from sim.vocabulary.measures import Measure, dimension, measure
from sim.vocabulary.scenario import Scenario

MOST_MEMBERS = 2000
MOST_MEASURES = 40
MOST_SETTINGS = 200
"""Steps, assumptions or ranges of one request."""

SECTIONS = ("levers", "steps", "assumptions", "structure")
SETTINGS = ("scenario", *SECTIONS, "members", "seed", "weeks", "prior")
FIELDS = (
    *SETTINGS, "measures", "levels", "against", "date", "only", "since", "all", "paths",
    "statement",
)  # fmt: skip
TOTAL = "total"
"""Part that stands for the sum over an extra dimension."""


@dataclass(frozen=True)
class Shown:
    """A measure, or one part of it, as ``capability.index:dprk`` or ``dprk.settled_usd:total``."""

    measure: Measure
    part: str = ""

    @property
    def name(self) -> str:
        """As it is asked for."""
        return f"{self.measure.name}:{self.part}" if self.part else self.measure.name

    @classmethod
    def parse(cls, place: str, asked: object) -> "Shown":
        """Return what a text names; InputError with the nearest name if there is none."""
        name, _, part = text(place, asked).partition(":")
        found = measure(place, name)
        if not part:
            return cls(found)
        known = (*dimension(found.dimension), TOTAL) if found.dimension else ()
        if part not in known:
            raise unknown(f"{place} {name}", "part", part, known)
        return cls(found, part)


@dataclass(frozen=True)
class State:
    """A scenario with all that was moved, and the ensemble that it meets."""

    scenario: Scenario
    table: Mapping[str, Any]
    members: int = 200
    seed: int = 1
    weeks: int = 260
    prior: bool = False

    @property
    def moved(self) -> Mapping[str, Any]:
        """The settings on top of the scenario, by section."""
        return {name: self.table[name] for name in SECTIONS if self.table.get(name)}


@dataclass(frozen=True)
class Asked:
    """One question to the server.

    Attributes:
        state: what to run.
        measures: what to show of it.
        levels: what to tell of it at the date, without bands by week.
        against: the state that differences are taken to, or None.
        week: that numbers are read at; by default the last one.
        only: ranges of assumptions: members outside are left out.
        since: name of an earlier answer, whose differences to this one are asked for.
        every: whether all measures are compared with the earlier answer.
        paths: whether differences are given week by week.
        statement: that holds in a member or does not, as `sim ask` takes it; "" for none.
    """

    state: State
    measures: tuple[Shown, ...]
    levels: tuple[Shown, ...] = ()
    against: State | None = None
    week: int = 0
    only: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    since: str = ""
    every: bool = False
    paths: bool = False
    statement: str = ""


def state_of(table: Mapping[str, Any], shelf: Shelf, place: str = "state") -> State:
    """Return a state; InputError says what is wrong with it."""
    only(place, table, SETTINGS, "field")
    parent = shelf.scenario(place, table.get("scenario", shelf.first))
    members, seed, weeks = (
        whole(f"{place} {name}", table.get(name, default))
        for name, default in (("members", 200), ("seed", 1), ("weeks", 260))
    )
    if members > MOST_MEMBERS:
        raise InputError(f"{place} members: {members} is too many; at most {MOST_MEMBERS}")
    require_sizes(members, seed, weeks)
    return State(
        scenario=_moved(table, parent, place),
        table=table,
        members=members,
        seed=seed,
        weeks=weeks,
        prior=switch(f"{place} prior", table.get("prior", False)),
    )


def _moved(given: Mapping[str, Any], parent: Scenario, place: str) -> Scenario:
    moved = {name: given[name] for name in SECTIONS if given.get(name)}
    for name, settings in moved.items():
        wanted = list if name == "steps" else dict
        if not isinstance(settings, wanted):
            kind = "a list" if name == "steps" else "an object"
            raise InputError(f"{place} {name}: must be {kind}")
        if len(settings) > MOST_SETTINGS:
            raise InputError(f"{place} {name}: more than {MOST_SETTINGS}")
    return parent.changed(**moved, place=place) if moved else parent


def asked_of(table: Mapping[str, Any], shelf: Shelf) -> Asked:
    """Return a question; InputError says what is wrong with it."""
    only("request", table, FIELDS, "field")
    state = state_of({k: v for k, v in table.items() if k in SETTINGS}, shelf)
    return Asked(
        state=state,
        measures=_measures(table, "measures"),
        levels=_measures(table, "levels"),
        against=_against(table.get("against"), state, shelf),
        week=_week(table, state.weeks),
        only=_ranges(table),
        since=text("since", table.get("since", "")),
        every=switch("all", table.get("all", False)),
        paths=switch("paths", table.get("paths", False)),
        statement=text("statement", table.get("statement", "")),
    )


def _measures(table: Mapping[str, Any], place: str) -> tuple[Shown, ...]:
    given = table.get(place, [])
    if not isinstance(given, list) or len(given) > MOST_MEASURES:
        raise InputError(f"{place}: must be a list of at most {MOST_MEASURES} names")
    return tuple(dict.fromkeys(Shown.parse(place, name) for name in given))


def _against(given: Any, state: State, shelf: Shelf) -> State | None:
    """Return the reference: a scenario's name, or a state of its own; the same members."""
    if given is None:
        return None
    own = given if isinstance(given, Mapping) else {"scenario": given}
    sizes = {"members": state.members, "seed": state.seed, "weeks": state.weeks}
    for name, value in sizes.items():
        if own.get(name, value) != value:
            raise InputError(f"against {name}: must be {value} as in the state, for pairs")
    return state_of({"prior": state.prior, **own, **sizes}, shelf, "against")


def _week(table: Mapping[str, Any], weeks: int) -> int:
    if table.get("date") is None:
        return weeks - 1
    week = parse_week("date", table["date"])
    if week >= weeks:
        raise InputError(f"date: {table['date']} lies after the end, week {weeks}")
    return week


def _ranges(table: Mapping[str, Any]) -> dict[str, tuple[float, float]]:
    given = table.get("only", {})
    if not isinstance(given, Mapping) or len(given) > MOST_SETTINGS:
        raise InputError("only: must be an object of ranges by assumption")
    out = {}
    for key, span in given.items():
        entry = registry().require("only", key)
        if not isinstance(span, Sequence) or isinstance(span, str) or len(span) != 2:
            raise InputError(f"only {key}: write [lowest, highest] in {entry.unit}")
        low, high = (number(f"only {key}", value) for value in span)
        if low > high:
            raise InputError(f"only {key}: {low:g} is above {high:g}")
        out[key] = (low, high)
    return out
