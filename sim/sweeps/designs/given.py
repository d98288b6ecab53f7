"""Designs as Python gives them: a name, a file, a table, or a design, with settings on top."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sim.ground.errors import InputError
from sim.ground.fields import plain, table
from sim.sweeps.designs.design import Design
from sim.sweeps.designs.file import load_design, parse_design, refuse_unread
from sim.sweeps.designs.made import Over, table_of
from sim.vocabulary.case_file import extended, steps_of


def design_of(given: Any, settings: Mapping[str, Any]) -> Design:
    """Return a design with settings on top of each of its scenarios.

    Args:
        given: a design's name, a file's path, a table with the keys of a design file, or a Design.
        settings: levers, steps, assumptions and structure, each a mapping, rows, or None.

    Raises:
        InputError: something in it cannot be used.

    Example:
        >>> axes = {"designation_tempo": [0, 2]}
        >>> len(design_of({"axes": axes, "members": 4, "seed": 1}, {}))
        2
    """
    return _with(_read(given), settings)


def over_scenario(
    scenario: Any, axes: Any, measures: Sequence[str], dates: Any, sizes: Mapping[str, Any]
) -> Design:
    """Return a design over one scenario.

    Args:
        scenario: its name or a file's path.
        axes: values or ranges by input, as a design file writes them.
        measures: what is kept; the scenario's headline measures and three more if none.
        dates: at which it is kept as well, or a word for them.
        sizes: members, seed, weeks and from_date.
    """
    if not isinstance(scenario, str | Path):
        raise InputError(f"sweep: axes: go with the name of a scenario, not with {scenario!r}")
    whole = {**table_of(str(scenario), Over(measures=measures)), **sizes, "axes": plain(axes)}
    if whole["from_date"] is None:
        del whole["from_date"]
    whole["save"] = {**whole["save"], "dates": plain(dates)}
    return parse_design(table("design", whole), "sweep", Path(str(scenario)).stem)


def _read(given: Any) -> Design:
    if isinstance(given, Design):
        return given
    if isinstance(given, str | Path):
        return load_design(str(given))
    if isinstance(given, Mapping):
        return parse_design(table("design", given), "design")
    raise InputError(f"sweep: design: {given!r} is no design; give a name, a path or a table")


def _with(design: Design, settings: Mapping[str, Any]) -> Design:
    own: dict[str, Any] = {
        name: steps_of("sweep [[steps]]", value)
        if name == "steps"
        else table(f"sweep [{name}]", value)
        for name, value in settings.items()
        if value is not None
    }
    if not own:
        return design
    bases = tuple(extended("sweep", base.name, base, own) for base in design.bases)
    refuse_unread("sweep", bases, design.structures, design.axes, design.sample)
    return replace(design, bases=bases)
