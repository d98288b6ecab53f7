"""The report of a state, as one file to send upwards; nothing is written on the disk."""

import threading
from dataclasses import replace

from sim.explorer.asked import Asked, State
from sim.explorer.export import FILE, NAME
from sim.ground.errors import unknown
from sim.reports.page import page
from sim.reports.pictures import pictures
from sim.reports.subject import SERIES, Subject
from sim.runs.constrained import ensemble
from sim.runs.runs import compare_scenarios, run_scenario
from sim.runs.settings import Settings
from sim.vocabulary.language import LANGUAGES, words
from sim.vocabulary.scenario import Scenario

_DRAWING = threading.Lock()
"""Figures are drawn one at a time: the library that draws them keeps a state of its own."""


def briefing(asked: Asked, language: object) -> str:
    """Return the report of a state, against its reference where it has one, as HTML.

    Raises:
        InputError: an unknown language, or fewer members than a report needs.
    """
    if language not in LANGUAGES:
        raise unknown("language", "language", language, LANGUAGES)
    with _DRAWING:
        of, told = _subject(asked), words(str(language))
        return page(of, pictures(of, told), told)


def _subject(asked: Asked) -> Subject:
    state = asked.state
    how = Settings(
        state.members, state.seed, state.weeks, 1, min(state.members, SERIES),
        None if state.prior else ensemble(),
    )  # fmt: skip
    mine = _named(state)
    if asked.against is None or asked.against.scenario.policy == state.scenario.policy:
        return Subject(run_scenario(mine, how), (mine,), (_file(state),))
    first = asked.against.scenario
    both = (first, mine)
    return Subject(compare_scenarios(both, how), both, (_file(asked.against), _file(state)))


def _named(state: State) -> Scenario:
    """Return the scenario under a name of its own where it was moved: a report needs two."""
    if not state.moved:
        return state.scenario
    of = state.scenario
    return replace(
        of, name=NAME, title=f"{of.title} *", policy=replace(of.policy, name=NAME), extends=of.name
    )


def _file(state: State) -> str:
    return FILE if state.moved else state.scenario.name
