"""From targets to measures: the model's own statistic of every target, per run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from sim.ground.arrays import Runs, total
from sim.ground.errors import InputError
from sim.ground.units import DAYS_PER_WEEK
from sim.ground.weeks import CUT_OFF, MOST_WEEKS, START, date_of, week_of
from sim.runs.ensemble import Stored
from sim.vocabulary.evidence import Target
from sim.vocabulary.measures import measures

INITIAL_WEEKS = 4
"""Weeks over which the initial value of a flow is averaged (evidence/README.md)."""

PERIOD_RATIOS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "russia.dprk_share_of_supply": (
        "dprk.shells_arrived",
        ("dprk.shells_arrived", "russia.shells_produced", "russia.shells_other_imports"),
    ),
}
"""Ratio measures whose ratio over a period is sum over sum: numerator, parts of the denominator.

For other ratio measures the ratio of a period is the mean of the weekly ones.
"""

Window = tuple[date, date]
RECORD: Window = (START, CUT_OFF)
"""Window of the model's mean rate that stands for windows before the model's start."""


@dataclass(frozen=True)
class Plan:
    """Which measures and how many weeks a list of targets needs, and how each is computed."""

    targets: tuple[Target, ...]

    @cached_property
    def measures(self) -> tuple[str, ...]:
        """Names of the measures to record."""
        wanted = {name for target in self.targets for name in _needs(target)}
        return tuple(name for name in measures() if name in wanted)

    @cached_property
    def weeks(self) -> int:
        """Horizon that reaches every window."""
        last = max((week_of(_last_day(target)) for target in self.targets), default=0)
        if last >= MOST_WEEKS:
            raise InputError(f"targets: {date_of(last)} is beyond {date_of(MOST_WEEKS)}; shorten")
        return max(last + 1, INITIAL_WEEKS)

    def __call__(self, values: Mapping[str, Stored]) -> Runs:
        """Return the model's own statistics, without bias or noise, shape (target, run).

        Args:
            values: weekly values by measure as a block records them, shape (time, ..., run).
        """
        return np.stack([statistic(target, values) for target in self.targets])


def plan(targets: Sequence[Target]) -> Plan:
    """Return the plan of some targets."""
    return Plan(tuple(targets))


def _needs(target: Target) -> set[str]:
    if target.statistic == "share" and target.selection.over:
        return {target.measure, target.selection.over}
    if target.statistic == "share" and target.measure in PERIOD_RATIOS:
        return set(PERIOD_RATIOS[target.measure][1])
    return {target.measure}


def _last_day(target: Target) -> date:
    days = [CUT_OFF if target.stationary else target.end]
    if target.statistic == "initial":
        days = [START]
    if target.selection.base:
        days.append(_mapped(target.selection.base)[1])
    return max(days)


def days_in(window: Window) -> int:
    """Return the days of a window, both ends included."""
    return (window[1] - window[0]).days + 1


def window_weeks(window: Window) -> tuple[int, Runs]:
    """Return the first week of a window and the part of each of its weeks inside, (week,)."""
    first, last = week_of(window[0]), week_of(window[1])
    parts = np.ones(last - first + 1)
    parts[0] -= (window[0] - date_of(first)).days / DAYS_PER_WEEK
    parts[-1] -= (DAYS_PER_WEEK - 1 - (window[1] - date_of(last)).days) / DAYS_PER_WEEK
    return first, parts


def _mapped(window: Window) -> Window:
    """Return the window that stands for one that begins before the model."""
    return RECORD if window[0] < START else window


def _series(name: str, index: int | None, values: Mapping[str, Stored]) -> Stored:
    series = values[name]
    if series.ndim == 2:
        return series
    return series[:, index] if index is not None else series.sum(axis=1)


def _amount(name: str, index: int | None, window: Window, values: Mapping[str, Stored]) -> Runs:
    """Return the sum over a window, part weeks pro rata, shape (run,).

    A stock counts with the bound that closes each week.
    """
    first, parts = window_weeks(window)
    shift = int(measures()[name].bound)
    series = _series(name, index, values)[first + shift : first + shift + len(parts)]
    return total(parts[:, np.newaxis] * series)


def _mean(name: str, index: int | None, window: Window, values: Mapping[str, Stored]) -> Runs:
    """Return the weekly mean over a window, or over the record if it begins before the model."""
    inside = _mapped(window)
    return _amount(name, index, inside, values) / (days_in(inside) / DAYS_PER_WEEK)


def statistic(target: Target, values: Mapping[str, Stored]) -> Runs:
    """Return the model's own value of one target, shape (run,).

    Args:
        target: checked by `sim.vocabulary.evidence`.
        values: weekly values by measure, shape (time, ..., run).
    """
    name, index, window = target.measure, target.selection.index, (target.start, target.end)
    kind, base = target.statistic, target.selection.base
    if kind == "initial":
        return _initial(name, index, values)
    if kind == "end":
        week = week_of(target.end) + int(measures()[name].bound)
        return _at(_series(name, index, values), week)
    if kind == "share":
        return _share(target, window, values)
    mean = _mean(name, index, window, values)
    if base is not None and kind == "ratio_to_prev":
        return _ratio(mean, _mean(name, index, base, values))
    weeks = days_in(window) / DAYS_PER_WEEK
    return mean * {"mean": 1.0, "sum": weeks, "mean_per_day": 1 / DAYS_PER_WEEK}[kind]


def _at(series: Stored, week: int) -> Runs:
    out: Runs = series[week].astype(np.float64)
    return out


def _initial(name: str, index: int | None, values: Mapping[str, Stored]) -> Runs:
    series = _series(name, index, values)
    if measures()[name].bound:
        return _at(series, 0)
    return total(series[:INITIAL_WEEKS].astype(np.float64)) / INITIAL_WEEKS


def _share(target: Target, window: Window, values: Mapping[str, Stored]) -> Runs:
    name, index, over = target.measure, target.selection.index, target.selection.over
    if over is not None:
        whole = _mean(over, None, window, values)
        return _ratio(_mean(name, index, window, values), whole)
    if name not in PERIOD_RATIOS:
        return _mean(name, index, window, values)
    part, parts = PERIOD_RATIOS[name]
    whole = total(np.stack([_mean(each, None, window, values) for each in parts]))
    return _ratio(_mean(part, None, window, values), whole)


def _ratio(above: Runs, below: Runs) -> Runs:
    """Divide; over nothing it is 0, also where goods on the way still make a flow above it."""
    some = below > 0.0
    return np.where(some, above, 0.0) / np.where(some, below, 1.0)
