"""What the verbs of Python are given: scenarios with settings on top, sizes, places."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.ground.errors import InputError
from sim.ground.fields import texts
from sim.runs.constrained import ensemble
from sim.runs.settings import Settings
from sim.runs.watch import Watch
from sim.vocabulary import scenario as scenarios_of
from sim.vocabulary.measures import measure
from sim.vocabulary.scenario import Scenario

if TYPE_CHECKING:
    pass

Given = str | Path | Scenario
"""A scenario: its name, a file's path, or the scenario itself."""

Settable = Mapping[str, Any] | None
"""Values by name; numbers of NumPy and pandas are taken."""


def scenario_of(place: str, given: Any, settings: Mapping[str, Any] | None = None) -> Scenario:
    """Return a scenario with settings on top; `place` names the verb."""
    if isinstance(given, str | Path):
        found = scenarios_of.load(str(given))
    elif isinstance(given, Scenario):
        found = given
    else:
        raise InputError(
            f"{place}: scenario: {given!r} is no scenario; give a name, a path or sim.parse(...)"
        )
    return found.changed(**settings, place=place) if settings else found


def settings_of(
    place: str,
    members: int,
    seed: int,
    weeks: int,
    workers: int,
    series_members: int,
    keep: Sequence[str],
    watch: Watch,
    *,
    prior: bool,
) -> Settings:
    """Return the settings of a run; InputError if one of them cannot be."""
    for name, value in (("workers", workers), ("series_members", series_members)):
        if value < 1:
            raise InputError(f"{place}: {name}: {value} is too few; at least 1")
    kept = texts(f"{place}: keep", keep)
    for name in kept:
        measure(f"{place}: keep", name)
    table = None if prior else ensemble()
    return Settings(members, seed, weeks, workers, series_members, table, kept, watch)
