"""Numbers, shares, dates and names of an answer as people read them."""

import math
from collections.abc import Sequence
from datetime import date

import numpy as np

from sim.ground.units import DAYS_PER_WEEK
from sim.ground.weeks import date_of
from sim.vocabulary.assumptions import registry
from sim.vocabulary.levers import levers
from sim.vocabulary.measures import measures

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MAGNITUDES = ((1e9, "bn"), (1e6, "million"))
FIGURES = 3
NONE_OR_ALL = 0.005
"""Shares nearer to none or all than this are said as "under 1 %" or "over 99 %"."""


def number(value: float, figures: int = FIGURES) -> str:
    """Return a number with few figures: 13,400, 1.62 million, 0.31."""
    if not math.isfinite(value):
        return "unknown"
    if value == 0.0:
        return "0"
    places = figures - 1 - math.floor(math.log10(abs(value)))
    short = round(value, places)
    for size, name in MAGNITUDES:
        if abs(short) >= size:
            return f"{short / size:.{figures}g} {name}".replace("-", "−")
    text = f"{short:,.0f}" if abs(short) >= 10 ** (figures - 1) else f"{short:.{figures}g}"
    return text.replace("-", "−")


def people(unit: str) -> tuple[float, str]:
    """Return what to divide by and how to call a unit: rounds a week are read as rounds a day."""
    if unit == "rounds/week":
        return DAYS_PER_WEEK, "rounds a day"
    words = {"1": "", "index": "points", "count": "", "relative": "times the reference"}
    if unit and not unit[0].isalpha():
        return 1.0, "" if unit == "1" else "points"
    return 1.0, words.get(unit, unit.replace("/week", " a week").replace("/year", " a year"))


def amount(value: float, unit: str) -> str:
    """Return a value with its unit: "12,400 rounds a day", "USD 1.2 bn"."""
    size, words = people(unit)
    text = number(value / size)
    if words.startswith("USD"):
        return f"USD {text}{words.removeprefix('USD')}"
    return f"{text} {words}".strip()


def band(low: float, high: float, unit: str) -> str:
    """Return a range with its unit, said once: "9,100 to 14,000 rounds a day"."""
    size, words = people(unit)
    first, last = number(low / size), number(high / size)
    if words.startswith("USD"):
        return f"USD {first} to {last}{words.removeprefix('USD')}"
    return f"{first} to {last} {words}".strip()


def percent(share: float) -> str:
    """Return a share in percent; 0 and 100 only where they are exact."""
    if not math.isfinite(share):
        return "unknown"
    if 0.0 < share < NONE_OR_ALL:
        return "<1 %"
    if 1.0 - NONE_OR_ALL < share < 1.0:
        return ">99 %"
    return f"{100.0 * share:.0f} %"


def day(of: date) -> str:
    """Return a date in words: 29 Dec 2025."""
    return f"{of.day} {MONTHS[of.month - 1]} {of.year}"


def week(number_of: float, weeks: int) -> str:
    """Return the Monday of a week; "later than ..." for what does not happen within the horizon."""
    if not math.isfinite(number_of):
        last = date_of(weeks - 1)
        return f"later than {MONTHS[last.month - 1]} {last.year}"
    return day(date_of(int(number_of)))


def listed(words: Sequence[str]) -> str:
    """Return words as a list in a sentence: a, b and c."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def spoken(name: str) -> str:
    """Return an input in words: the name of an assumption, a lever without underscores."""
    if name in registry().entries:
        return registry()[name].name
    return name.removeprefix("structure.").replace("_", " ")


def measure_words(name: str, label: str = "") -> str:
    """Return a measure in words, with the part of it that is meant."""
    text = measures()[name].label
    return f"{text} ({label})" if label else text


def unit_of(name: str) -> str:
    """Return the unit of an input; "" for names."""
    if name in registry().entries:
        return registry()[name].unit
    return levers()[name].unit if name in levers() else ""


def quantiles(values: np.ndarray, at: Sequence[float] = (0.05, 0.5, 0.95)) -> list[float]:
    """Return quantiles over members, each the value of one member.

    Weeks without end may stand among the values; failed members (NaN) are left out.
    """
    fine = np.sort(values[~np.isnan(values)])
    if not fine.size:
        return [math.nan] * len(at)
    return [float(fine[min(int(q * fine.size), fine.size - 1)]) for q in at]
