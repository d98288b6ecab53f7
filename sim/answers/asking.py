"""What every verb is given: scenarios by name, path or object, and how members are grouped."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from sim.answers.futures import Members
from sim.ground.errors import InputError, unknown
from sim.ground.fields import plain
from sim.vocabulary.levers import structures
from sim.vocabulary.policy import Case
from sim.vocabulary.scenario import Scenario, load

READING, REACH, EVERY = "reading", "reach", "structure"
REACH_STRUCTURE = "arms_reach"
"""The structural choice that "reach" stands for."""

Given = str | Path | Scenario
"""A scenario: its name, the path of its file, or itself."""


def cases_of(given: Given | Iterable[Given]) -> dict[str, Case]:
    """Return cases by name, in the order given; InputError where a name stands twice."""
    given = plain(given)  # a table of names, as pandas and NumPy have it, is a list
    several = list(given) if isinstance(given, Iterable) and not isinstance(given, str) else [given]
    if not several:
        raise InputError("--under: name at least one scenario; see 'sim scenarios'")
    out: dict[str, Case] = {}
    for one in several:
        scenario = _scenario(one)
        if scenario.name in out:
            raise InputError(f"--under: {scenario.name} stands twice; name different scenarios")
        out[scenario.name] = scenario.policy
    return out


def case_of(given: Given | Iterable[Given]) -> tuple[str, Case]:
    """Return the name and case of the one scenario that is given; InputError where several are."""
    cases = cases_of(given)
    if len(cases) > 1:
        raise InputError(f"--under: name one scenario, not {', '.join(cases)}")
    return next(iter(cases.items()))


def _scenario(given: Any) -> Scenario:
    if isinstance(given, Scenario):
        return given
    if not isinstance(given, str | Path):
        raise InputError(
            f"scenario: {given!r} is no scenario; give a name, a path or sim.parse(...)"
        )
    return load(str(given))


def structures_by(by: str) -> list[str]:
    """Return the structural choices that members are grouped by."""
    known = structures()
    if by == EVERY:
        return list(known)
    if by == REACH:
        return [REACH_STRUCTURE] if REACH_STRUCTURE in known else []
    if by in known:
        return [by]
    raise unknown("--by", "structure", by, (*known, REACH, EVERY))


def groups_of(members: Members, by: str) -> dict[str, np.ndarray]:
    """Return which members belong to each option of the structures asked for, by label.

    Structures that do not vary between the members give no group.
    """
    out: dict[str, np.ndarray] = {}
    names = structures_by(by)
    for name in names:
        for option, mask in members.groups(name).items():
            out[option if len(names) == 1 else f"{name}={option}"] = mask
    return out
