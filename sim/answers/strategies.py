"""What a strategy of the coalition is: levers from the week after the record, and a second setting.

A strategy is a point on a grid: one place a lever and stage, then what brings the second stage: a
date, or a measure that the coalition sees and a level that it passes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.answers.changes import Input
from sim.answers.futures import outcomes
from sim.ground.errors import InputError, unknown
from sim.ground.weeks import CUT_OFF, date_of, week_of
from sim.runs.settings import Settings
from sim.vocabulary.adaptive import Rule, seen
from sim.vocabulary.axes import ENDS
from sim.vocabulary.levers import levers
from sim.vocabulary.policy import Case

STEPS = 20
"""Parts of a lever's range to which a strategy is rounded: nearer settings are one strategy."""

START = week_of(CUT_OFF) + 1
"""Strategies act from the week after the record ends."""

STATIC, ADAPTIVE = "static", "adaptive"
MOST_WEEKS = 26
"""Weeks in a row that an adaptive strategy waits for at most."""

TRIGGER = ("level", "weeks", "side")
SPAN = ENDS
"""Quantiles, over members and weeks after the record, between which levels are searched."""


@dataclass(frozen=True)
class Plan:
    """What the strategies of one search may set.

    Attributes:
        inputs: levers with their ranges, from the week after the record.
        stages: 1, or 2 for a second setting of every lever from a date that is searched too.
        weeks: horizon, before which the second stage begins.
        watched: measure that brings the second stage instead of a date, or "".
        low, high: between which levels of it are searched, in its unit.
    """

    inputs: tuple[Input, ...]
    stages: int
    weeks: int
    watched: str = ""
    low: float = 0.0
    high: float = 0.0

    @property
    def kind(self) -> str:
        """Whether its strategies are static or adaptive."""
        return ADAPTIVE if self.watched else STATIC

    @property
    def size(self) -> int:
        """How many numbers make a strategy."""
        return len(self.columns)

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the numbers of a strategy."""
        names = [one.name for one in self.inputs]
        if self.stages == 1:
            return tuple(names)
        after = TRIGGER if self.watched else ("from",)
        return (*names, *(f"then {name}" for name in names), *after)

    def settings(self, row: Sequence[int] | np.ndarray) -> list[float | str]:
        """Return the numbers of a strategy in their units, the date as text."""
        values: list[float | str] = [
            _value(self.inputs[i % len(self.inputs)], place)
            for i, place in enumerate(row[: len(self.inputs) * self.stages])
        ]
        if self.stages == 1:
            return values
        if self.watched:
            rule = self._rules(row)[0]
            return [*values, rule.level, rule.weeks, "above" if rule.above else "below"]
        return [*values, str(date_of(self._week(row[-1])))]

    def case(self, row: Sequence[int] | np.ndarray, base: Case) -> Case:
        """Return a case in which the coalition acts by a strategy."""
        for place, one in zip(row, self.inputs, strict=False):
            base = one.at(base, _value(one, place))
        if self.watched:
            return replace(base, rules=(*base.rules, *self._rules(row)))
        if self.stages > 1:
            week = self._week(row[-1])
            for place, one in zip(row[len(self.inputs) :], self.inputs, strict=False):
                base = replace(one, start=week).at(base, _value(one, place))
        return base

    def _rules(self, row: Sequence[int] | np.ndarray) -> list[Rule]:
        """Return one rule a lever, all with the same trigger."""
        level, weeks, side = (int(place) / STEPS for place in row[-len(TRIGGER) :])
        places = row[len(self.inputs) : 2 * len(self.inputs)]
        return [
            Rule(
                self.watched, side >= 1.0 / 2, self.low + level * (self.high - self.low),
                1 + round(weeks * (MOST_WEEKS - 1)), one.name, _value(one, place), START,
            )
            for place, one in zip(places, self.inputs, strict=True)
        ]  # fmt: skip

    def _week(self, place: int) -> int:
        return START + 1 + round(int(place) / STEPS * (self.weeks - START - 2))


def _value(one: Input, place: int) -> float:
    """Return a lever's value at a place; both ends of its range are met exactly."""
    part = int(place) / STEPS
    return (1.0 - part) * one.low + part * one.high


def plan_of(over: Sequence[str], case: Case, weeks: int, *, stages: int = 1) -> Plan:
    """Return the plan over some levers of the coalition; all that are numbers by default.

    Raises:
        InputError: the horizon ends before strategies act, a lever is none of the coalition's, or
            the scenario does not let it be set.
    """
    if weeks <= START + 2:
        raise InputError(
            f"--weeks {weeks}: strategies act from week {START}; more weeks are needed"
        )
    known = {n: lever for n, lever in levers().items() if lever.coalition and lever.quantity}
    for name in over:
        if name not in known:
            raise unknown("--over", "numeric lever of the coalition", name, known)
    made = [Input.of(name, start=START) for name in over or known]
    for one in made:
        one.at(case, one.low)
    return Plan(tuple(made), stages, weeks)


def watching(plan: Plan, measure: str, case: Case, how: Settings) -> Plan:
    """Return the plan whose second stage is brought by a measure that the coalition sees.

    Levels are searched between what the measure is in most members and weeks after the record.

    Raises:
        InputError: the coalition does not see the measure.
    """
    if measure not in seen():
        raise unknown("--when", "measure that the coalition sees", measure, seen())
    found = outcomes([case], (measure,), lambda paths: paths.own[measure][START:], how)
    low, high = (float(x) for x in np.nanquantile(found.values[0], SPAN))
    return replace(plan, stages=2, watched=measure, low=low, high=max(high, low + 1.0))
