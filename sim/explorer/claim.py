"""In which share of members a statement holds, over the runs that are at hand."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from sim.answers.shares import Share, share_of, straddle
from sim.answers.statements import terms as t
from sim.answers.statements.clock import Clock
from sim.answers.statements.monitor import Paths, value_of
from sim.answers.statements.reading import read
from sim.explorer.asked import State
from sim.explorer.shelf import Shelf
from sim.explorer.warm import Ran, Warm
from sim.ground.errors import InputError
from sim.runs.bands import FEWEST
from sim.vocabulary.assumptions import READINGS

LONGEST = 400
"""Characters of a statement."""

Json = dict[str, Any]


def claim_of(text: str, state: State, shelf: Shelf) -> t.Statement:
    """Return a claim as read for a state; InputError says what does not fit, with its column."""
    if len(text) > LONGEST:
        raise InputError(f"statement: more than {LONGEST} characters")
    said = read(text, Clock.of(state.scenario.policy, state.weeks))
    if not isinstance(said.said, t.Claim):
        raise InputError("statement: must hold or not, such as 'dprk.warheads >= 40 at 2026-12-28'")
    for name in said.cases:
        shelf.scenario("statement", name)
    return said


def stated(
    said: t.Statement, ran: Ran, warm: Warm, shelf: Shelf, mask: np.ndarray, keep: Iterable[str]
) -> Json:
    """Return the share of the members that count in which a claim holds, all and by reading.

    Args:
        said: the claim.
        ran: the runs that are asked; they hold the claim's measures.
        warm: where runs of the cases that the claim names are kept.
        shelf: where those cases are found.
        mask: which members count, shape (member,).
        keep: what the runs of those cases are asked for.
    """
    holds = value_of(said.said, Paths(ran.recorded.values, _beside(said, ran, warm, shelf, keep)))
    truth, rows = np.asarray(holds, dtype=np.float64), ran.rows
    codes = ran.recorded.reading
    groups = {
        name: share_of(truth[mask & (codes == code)], rows[mask & (codes == code)])
        for code, name in enumerate(READINGS)
        if (mask & (codes == code)).any()
    }
    found = {"text": said.text, **_told(share_of(truth[mask], rows[mask]))}
    split = {name: _told(one) for name, one in groups.items()}
    return {**found, "readings": split, "straddles": straddle(groups)}


def _beside(
    said: t.Statement, ran: Ran, warm: Warm, shelf: Shelf, keep: Iterable[str]
) -> dict[str, dict[str, np.ndarray]]:
    out = {}
    for name in said.cases:
        state = replace(ran.state, scenario=shelf.scenario("statement", name), table={})
        out[name] = dict(warm.run(state, keep).recorded.values)
    return out


def _told(of: Share) -> Json:
    enough = of.members >= FEWEST
    numbers = {"share": of.share, "low": of.low, "high": of.high}
    told = {name: round(value, 4) if enough else None for name, value in numbers.items()}
    return {**told, "members": of.members}
