"""Scenarios, and the vocabulary as tables of pandas."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.ground.calls import checked
from sim.ground.errors import InputError
from sim.vocabulary import scenario as scenarios_of
from sim.vocabulary.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd


@checked
def load(name: str | Path) -> Scenario:
    """Return a shipped scenario by name, or a file's by path.

    Example:
        >>> import sim
        >>> sim.load("baseline").id
        'SC1'
    """
    if not isinstance(name, str | Path):
        raise InputError(f"load: {name!r} is no name; see sim.scenarios()")
    return scenarios_of.load(str(name))


@checked
def parse(table: Mapping[str, Any], name: str = "own") -> Scenario:
    """Return the scenario that a table describes, with the keys of a scenario file.

    Args:
        table: e.g. ``{"extends": "baseline", "steps": [(date, lever, value)]}``.
        name: of the scenario.

    Example:
        >>> import sim
        >>> sim.parse({"extends": "baseline", "levers": {"designation_tempo": 2}}, "harder").name
        'harder'
    """
    return scenarios_of.parse(table, name, "parse")


@checked
def scenarios() -> "pd.DataFrame":
    """Return the shipped scenarios with their questions.

    Example:
        >>> import sim
        >>> sim.scenarios().loc["baseline", "id"]
        'SC1'
    """
    from sim.vocabulary.tables import scenario_table

    return scenario_table().frame()


@checked
def levers() -> "pd.DataFrame":
    """Return the levers: who sets each, unit, range, default, meaning.

    Example:
        >>> import sim
        >>> sim.levers().loc["designation_tempo", "set_by"]
        'coalition'
    """
    from sim.vocabulary.tables import lever_table

    return lever_table().frame()


@checked
def assumptions() -> "pd.DataFrame":
    """Return every number that the model does not derive, with range, sources and basis.

    Example:
        >>> import sim
        >>> "basis" in sim.assumptions().columns
        True
    """
    from sim.vocabulary.tables import assumption_table

    return assumption_table().frame()


@checked
def measures() -> "pd.DataFrame":
    """Return the measures: kind, unit, extra dimension and its values, meaning.

    Example:
        >>> import sim
        >>> sim.measures().loc["russia.shells_fired", "unit"]
        'rounds/week'
    """
    from sim.vocabulary.tables import measure_table

    return measure_table().frame()


@checked
def claims() -> "pd.DataFrame":
    """Return the claims of the seed text, where each is carried, and what moves without it.

    Example:
        >>> import sim
        >>> len(sim.claims())
        67
    """
    from sim.book.carried import kept_carried
    from sim.vocabulary.tables import claim_table

    frame, kept = claim_table().frame(), kept_carried()
    if kept:
        frame["switched_off"] = [kept.off(name) for name in frame.index]
        frame["moves"] = [kept.words(name) for name in frame.index]
    return frame
