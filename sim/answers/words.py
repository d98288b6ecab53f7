"""Numbers, shares, dates and names of an answer as people read them, by the rules of wording."""

import math
from collections.abc import Sequence

import numpy as np

from sim.ground.units import DAYS_PER_WEEK
from sim.ground.weeks import date_of
from sim.vocabulary.assumptions import registry
from sim.vocabulary.axes import BAND
from sim.vocabulary.levers import levers
from sim.vocabulary.measures import measures
from sim.vocabulary.wording import day_words, listed, month_words, number, percent, quantity, span

__all__ = ["listed", "number", "percent"]

DAILY = "rounds/week"
"""A unit that people read by the day."""


def people(unit: str) -> tuple[float, str]:
    """Return what to divide by and the unit that people read: rounds a week become rounds a day."""
    return (DAYS_PER_WEEK, "rounds/day") if unit == DAILY else (1.0, unit)


def axis_words(unit: str) -> str:
    """Return the words beside an axis in the unit that people read; "" for a share or index."""
    shown = people(unit)[1]
    return "" if shown in {"1", "index"} else quantity(0.0, shown).removeprefix("0").strip()


def amount(value: float, unit: str) -> str:
    """Return a value with its unit: "12,400 rounds a day"."""
    size, shown = people(unit)
    return quantity(value / size, shown)


def band(low: float, high: float, unit: str) -> str:
    """Return a range with its unit, said once: "9,100 to 14,000 rounds a day"."""
    size, shown = people(unit)
    return span(low / size, high / size, shown)


def week(number_of: float, weeks: int) -> str:
    """Return the Monday of a week; "later than ..." for what does not happen within the horizon."""
    if not math.isfinite(number_of):
        return f"later than {month_words(date_of(weeks - 1))}"
    return day_words(date_of(int(number_of)), short=True)


def spoken(name: str) -> str:
    """Return an input in words: the name of an assumption, a lever without underscores."""
    if name in registry().entries:
        return registry()[name].name
    if name.startswith("structure."):
        return f"the choice of {name.removeprefix('structure.').replace('_', ' ')}"
    return name.replace("_", " ")


def measure_words(name: str, label: str = "") -> str:
    """Return a measure in words, with the part of it that is meant."""
    text = measures()[name].label
    return f"{text} ({label})" if label else text


def unit_of(name: str) -> str:
    """Return the unit of an input; "" for names."""
    if name in registry().entries:
        return registry()[name].unit
    return levers()[name].unit if name in levers() else ""


def quantiles(values: np.ndarray, at: Sequence[float] = BAND) -> list[float]:
    """Return quantiles over members, each the value of one member.

    Weeks without end may stand among the values; failed members (NaN) are left out.
    """
    fine = np.sort(values[~np.isnan(values)])
    if not fine.size:
        return [math.nan] * len(at)
    return [float(fine[min(int(q * fine.size), fine.size - 1)]) for q in at]
