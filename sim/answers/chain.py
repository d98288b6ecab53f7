"""The chain of what happened between two paired runs of one member, from an outcome to its cause.

Published as a convention: in the week in which the outcome differs most, each input of the week is
swapped between the two runs; what it does alone and what it adds to all others are averaged. The
largest is followed back to the week in which it grew most, until a lever, a date or an assumption.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.answers.twins import BOOK, NETWORK, VIEW, Key, Twin, inputs_that_differ, state_of
from sim.ground.arrays import Runs
from sim.model.world import World

DEEPEST = 6
"""Links at most."""

NOTHING = 1e-9
"""Stated tolerance: a share of the gap below this is none."""

ONE_SIDED = 0.05
"""An input that does this part in one run of what it does in the other counts in one of them."""

STATES = (VIEW, NETWORK, BOOK)


class Target(NamedTuple):
    """What a link explains: a measure, or a state at the end of a week; `part` of its parts."""

    measure: str
    key: Key
    part: int


@dataclass(frozen=True)
class Link:
    """One step of a chain.

    Attributes:
        target: what differs.
        week: in which it is split among its inputs.
        before, after: of the target in the two runs at the end of that week.
        grown: what the gap grew by in that week; of a measure, the gap itself.
        cause: the input that makes most of it; None where none does.
        share: of `grown` that the cause makes: the mean of what it does first and last.
        one_sided: whether it counts in one of the two runs only, since something else binds.
        rest: of `grown` that no single input makes.
        series: of the target in both runs, shape (2, time).
        shares: of every input, the largest first.
    """

    target: Target
    week: int
    before: float
    after: float
    grown: float
    cause: Key | None
    share: float
    one_sided: bool
    rest: float
    series: Runs
    shares: tuple[tuple[Key, float], ...]


def chain_of(one: Twin, two: Twin, target: Target, series: Runs, week: int) -> list[Link]:
    """Return the chain from a measure in a week back to what made the two runs differ.

    Args:
        one: the run that is told from.
        two: the run that is paired with it.
        target: the measure.
        series: of the measure in both, shape (2, time).
        week: in which it differs most.
    """
    gap = float(np.diff(_ends(series, week, two))[0])
    links = [_split(one, two, target, week, series, grown=gap)]
    while len(links) < DEEPEST:
        cause = links[-1].cause
        if cause is None or cause.kind not in STATES:
            break
        found = _grown_most(one, two, cause, links[-1].week)
        if found is None:
            break
        part, at, history = found
        grown = float(np.diff(history[1] - history[0])[at])
        links.append(_split(one, two, Target("", cause, part), at, history, grown=grown))
    return links


def _ends(series: Runs, week: int, twin: Twin) -> Runs:
    """Return both values that belong to the end of a week: stocks have one time more."""
    stock = series.shape[1] > len(twin.nows)
    return np.asarray(series[:, week + 1 if stock else week])


def _grown_most(one: Twin, two: Twin, key: Key, week: int) -> tuple[int, int, Runs] | None:
    """Return the part of a state, the week in which its gap grew most, and both histories."""
    first = np.stack([one.state(b, key) for b in range(week + 1)])
    second = np.stack([two.state(b, key) for b in range(week + 1)])
    if first.shape != second.shape:
        return None
    gap = second - first
    part = int(np.abs(gap[-1]).argmax())
    sign = np.sign(gap[-1, part]) or 1.0
    growth = sign * np.diff(gap[:, part])
    if not growth.size or growth.max() <= abs(float(gap[0, part])):
        return None
    return part, int(growth.argmax()), np.stack([first[:, part], second[:, part]])


def _split(one: Twin, two: Twin, target: Target, week: int, series: Runs, *, grown: float) -> Link:
    """Split what a target gained in a week among the inputs of the week."""
    own = None if target.measure else target.key
    keys = [key for key in inputs_that_differ(one, two, week) if key != own]
    start, end = _read(one.again(week, two, ()), target), _read(two.again(week, one, ()), target)
    first = [_read(one.again(week, two, [key]), target) - start for key in keys]
    last = [end - _read(two.again(week, one, [key]), target) for key in keys]
    shares = [(a + b) / 2 for a, b in zip(first, last, strict=True)]
    order = sorted(range(len(keys)), key=lambda i: -abs(shares[i]))
    scale = max(abs(grown), NOTHING)
    best = order[0] if order and abs(shares[order[0]]) > NOTHING * scale else None
    ends = (0.0, 0.0) if best is None else (abs(first[best]), abs(last[best]))
    return Link(
        target, week, start, end, grown, None if best is None else keys[best],
        0.0 if best is None else shares[best],
        min(ends) < ONE_SIDED * max(ends), grown - sum(shares), series,
        tuple((keys[i], shares[i]) for i in order),
    )  # fmt: skip


def _read(world: World, target: Target) -> float:
    """Return a target's value in a World after a week."""
    if target.measure:
        return float(np.ravel(world.value(target.measure))[target.part])
    return float(state_of(world.view, world.books, target.key)[target.part])
