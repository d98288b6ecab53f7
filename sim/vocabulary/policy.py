"""Policies: everything that one run takes from its scenario."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sim.ground.errors import InputError, unknown
from sim.ground.weeks import NEVER
from sim.vocabulary.adaptive import Rule
from sim.vocabulary.assumptions import Distribution, registry
from sim.vocabulary.levers import lever, structures

CONTRADICTIONS = (
    ("levers.monitoring_regime", "events.panel_end", None),
    ("levers.monitoring_regime", "events.msmt_launch", None),
    ("levers.secondary_sanctions_threat", "events.bank_order", None),
    ("levers.dprk_export_willingness", "structure.export", "stop"),
    ("levers.dprk_war_reserve", "structure.export", "stop"),
    ("levers.dprk_war_reserve", "structure.export", "full"),
    ("levers.dprk_export_willingness", "structure.exchange", "closed"),
    ("levers.dprk_war_reserve", "structure.exchange", "closed"),
)
"""A lever, and the setting of the same file that would decide it or leave it unread."""


@dataclass(frozen=True)
class Override:
    """What a scenario says of one assumption: a value, a factor, or another distribution."""

    value: float | None = None
    scale: float = 1.0
    distribution: Distribution | None = None


@dataclass(frozen=True)
class Events:
    """Weeks of the dated events; NEVER for what does not happen."""

    summits: tuple[int, ...] = ()
    frozen_funds_release: int = NEVER
    task_force: int = NEVER
    renewal_vote: int = NEVER
    panel_end: int = NEVER
    bank_order: int = NEVER
    msmt_launch: int = NEVER
    depot_strike: int = NEVER
    route_map: int = NEVER
    troops: int = NEVER
    exercise_weeks: tuple[int, ...] = ()


@dataclass(frozen=True)
class Case:
    """Everything that one run takes from its scenario.

    Attributes:
        name: for tables and figures.
        levers: per lever that is ever set, (week, value) steps in order of weeks.
        assumptions: overrides by registry key.
        structure: per structural choice the options that are sampled (one = fixed).
        events: dated events.
        rules: adaptive ones, which change levers by what the coalition sees.
    """

    name: str
    levers: Mapping[str, tuple[tuple[int, float], ...]] = field(default_factory=dict)
    assumptions: Mapping[str, Override] = field(default_factory=dict)
    structure: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    events: Events = Events()
    rules: tuple[Rule, ...] = ()

    def setting(self, name: str, value: object, place: str = "--set") -> "Case":
        """Return a policy with one lever set from week 0 on, replacing dated rules."""
        known = lever(place, name)
        for lever_place, other_place, option in CONTRADICTIONS:
            key = other_place.split(".")[1]
            if lever_place == f"levers.{name}" and option and self.structure[key] == (option,):
                raise InputError(
                    f"{place} {name}: contradicts {other_place} = {option!r}, which decides it"
                )
        steps = ((0, known.parse(f"{place} {name}", value)),)
        return replace(self, levers={**self.levers, name: steps})

    def fixing(self, key: str, value: float, place: str = "--set") -> "Case":
        """Return a policy that fixes one assumption for all members."""
        registry().require(place, key)
        return replace(self, assumptions={**self.assumptions, key: Override(value=value)})

    def choosing(self, name: str, option: str, place: str = "structure") -> "Case":
        """Return a policy that fixes one structural choice."""
        return replace(self, structure={**self.structure, **structure_of(place, {name: option})})


def structure_of(place: str, table: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return the options that a table of structural choices samples; InputError if it is wrong."""
    known, chosen = structures(), {}
    for name, given in table.items():
        where = f"{place} [structure]"
        if name not in known:
            raise unknown(where, "structure", name, known)
        options = known[name].options if given == "sampled" else given
        if isinstance(options, str):
            options = (options,)
        if not isinstance(options, list | tuple) or not all(isinstance(o, str) for o in options):
            raise InputError(
                f"{where} {name}: {given!r} is no rule; write a name or a list of names"
            )
        options = tuple(options)
        for option in options:
            if option not in known[name].options:
                raise unknown(f"{where} {name}", "rule", option, (*known[name].options, "sampled"))
        if not options:
            raise InputError(f"{where} {name}: the list is empty; name a rule or 'sampled'")
        chosen[name] = options
    return chosen
