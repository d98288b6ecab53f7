"""Numbers, units, dates and periods as people read them, in every language of the product.

What people read is in rounds a day and in points; files for machines keep the units of the
vocabulary. Every sentence, title, table and label takes its numbers from here.
"""

import math
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sim.ground.units import DAYS_PER_WEEK
from sim.vocabulary.language import words
from sim.vocabulary.measures import Measure, measures

SCALES = {
    "en": ((1e9, " bn"), (1e6, " million")),
    "zh": ((1e8, "亿"), (1e4, "万")),
}
FIGURES = 3
"""Significant figures of a number in a sentence."""

BAND_FIGURES = 2
"""Significant figures of the ends of a band."""

SMALLEST = 1e-4
"""What is smaller is written as 0."""

HUNDRED = 100.0
NOTHING = 1e-3
"""An end of a band that is smaller than this part of the other one is shown as 0."""

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
SHORT = 3
"""Letters of a short name of a month."""

SHORT_MONTHS = tuple(month[:SHORT] for month in MONTHS)


class Scale(NamedTuple):
    """How people read a measure: unit of levels, unit of differences, factor from what is stored.

    Invariant: `points` says that differences are told in points and never in per cent.
    """

    unit: str
    difference: str
    factor: float
    points: bool


def scale_of(measure: Measure | str, *, total: bool = False) -> Scale:
    """Return how a measure is read.

    Args:
        measure: a measure or its name; an ending ":cumulative" says `total`.
        total: whether a flow is summed up.

    Example:
        >>> scale_of("russia.shells_fired").unit
        'rounds/day'
    """
    if isinstance(measure, str):
        total = total or measure.endswith(":cumulative")
        measure = measures()[measure.removesuffix(":cumulative")]
    unit = measure.unit
    if unit == "1":
        return Scale("%", "points", HUNDRED, points=True)
    if unit == "0-100":
        return Scale("0-100", "points", 1.0, points=True)
    if unit == "index":
        return Scale("index", "index points", 1.0, points=True)
    if total and measure.kind == "flow":
        unit = unit.removesuffix("/week")
    elif unit == "rounds/week":
        return Scale("rounds/day", "rounds/day", 1.0 / DAYS_PER_WEEK, points=False)
    return Scale(unit, unit, 1.0, points=False)


def number(value: float, language: str = "en", *, figures: int = FIGURES) -> str:
    """Return a number with so many significant figures and a readable scale.

    Example:
        >>> number(14551.0), number(14551.0, "zh"), number(-2.1e9)
        ('14,600', '1.46万', '−2.1 bn')
    """
    if not math.isfinite(value):
        return "–"
    size = _rounded(abs(value), figures)
    sign = "−" if value < 0 and size else ""
    for scale, name in SCALES[language]:
        if size >= scale:
            return f"{sign}{_plain(size / scale, '', figures)}{name}"
    return sign + _plain(size, "," if language == "en" else "", figures)


def _rounded(size: float, figures: int) -> float:
    if size < SMALLEST:
        return 0.0
    return round(size, figures - 1 - math.floor(math.log10(size)))


def _plain(size: float, comma: str, figures: int) -> str:
    places = max(0, figures - 1 - (math.floor(math.log10(size)) if size else 0))
    shown = f"{size:{comma}.{places}f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def signed(value: float, language: str = "en", *, figures: int = FIGURES) -> str:
    """Return a number with its sign; 0 has none."""
    shown = number(value, language, figures=figures)
    return f"+{shown}" if value > 0 and shown != "0" else shown


def unit_words(unit: str, language: str = "en") -> str:
    """Return a unit as people say it; one that no table has stays as it is written."""
    return words(language).known("units", unit) or unit


def with_unit(shown: str, unit: str, language: str = "en") -> str:
    """Return a number, or a range, with its unit.

    Example:
        >>> with_unit("16亿", "USD", "zh")
        '16亿美元'
    """
    if unit in {"", "index", "relative", "1", "category", "0-100"}:
        return shown
    if unit == "%":
        return f"{shown}%" if language == "zh" else f"{shown}\u00a0%"
    said = unit_words(unit, language)
    if language == "zh":
        return f"{shown}{said}"
    if unit == "USD" or unit.startswith("USD/"):
        rest = said.removeprefix("USD")
        sign = shown[:1] if shown[:1] in {"+", "−"} and " to " not in shown else ""
        return f"{sign}USD\u00a0{shown.removeprefix(sign)}{rest}"
    return f"{shown} {said}"


def quantity(value: float, unit: str, language: str = "en", *, figures: int = FIGURES) -> str:
    """Return a level with its unit: "14,600 rounds a day"."""
    return with_unit(number(value, language, figures=figures), unit, language)


def gain(value: float, unit: str, language: str = "en", *, figures: int = FIGURES) -> str:
    """Return a difference with its sign and unit: "+450 rounds a day"."""
    return with_unit(signed(value, language, figures=figures), unit, language)


def span(
    low: float, high: float, unit: str = "", language: str = "en", *, sign: bool = False
) -> str:
    """Return a range with its unit, in Chinese with the magnitude at both ends.

    Example:
        >>> span(1.3e6, 2.5e6, "rounds"), span(-440e3, 55e3, "rounds", "zh")
        ('1.3 to 2.5 million rounds', '−44万至5.5万发')
    """
    least = NOTHING * max(abs(low), abs(high))
    low, high = (0.0 if abs(value) < least else value for value in (low, high))
    write = signed if sign else number
    first, last = (write(v, language, figures=BAND_FIGURES) for v in (low, high))
    if language == "zh":
        return with_unit(f"{first}至{last}", unit, language)
    for _, name in SCALES[language]:
        if first.endswith(name) and last.endswith(name):
            first = first.removesuffix(name)
    return with_unit(f"{first} to {last}", unit, language)


def percent(share: float, language: str = "en") -> str:
    """Return a share in per cent; 0 and 100 only where they are exact."""
    gap = "" if language == "zh" else "\u00a0"
    if 0.0 < share < 1.0 and not 1.0 <= HUNDRED * share <= HUNDRED - 1.0:
        return f"<1{gap}%" if share < 1.0 / 2.0 else f">99{gap}%"
    return f"{HUNDRED * share:.0f}{gap}%" if math.isfinite(share) else "–"


def change(value: float, language: str = "en", *, figures: int = BAND_FIGURES) -> str:
    """Return a change in per cent with its sign: "−0.03 %"."""
    return with_unit(signed(value, language, figures=figures), "%", language)


def day_words(day: date, language: str = "en", *, short: bool = False) -> str:
    """Return a day in words.

    Example:
        >>> day_words(date(2028, 6, 26)), day_words(date(2028, 6, 26), "zh")
        ('26 June 2028', '2028年6月26日')
    """
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {(SHORT_MONTHS if short else MONTHS)[day.month - 1]} {day.year}"


def month_words(day: date, language: str = "en", *, short: bool = True) -> str:
    """Return a month and its year: "Jun 2028"."""
    if language == "zh":
        return f"{day.year}年{day.month}月"
    return f"{(SHORT_MONTHS if short else MONTHS)[day.month - 1]} {day.year}"


def period(first: date, last: date, language: str = "en") -> str:
    """Return a period in words: "3 July 2023 to 26 June 2028"."""
    join = "至" if language == "zh" else " to "
    return f"{day_words(first, language)}{join}{day_words(last, language)}"


def listed(parts: Sequence[str], language: str = "en") -> str:
    """Return words as a list in a sentence: a, b and c."""
    if len(parts) < 2:
        return "".join(parts)
    comma, join = ("、", "和") if language == "zh" else (", ", " and ")
    return f"{comma.join(parts[:-1])}{join}{parts[-1]}"


def inside(label: str, language: str = "en") -> str:
    """Return a label as it stands inside a sentence: no capital but in names."""
    first = label.split(" ", maxsplit=1)[0]
    named = first in {"Russian", "Japan", "Russia", "United", "Republic", "Congress", "Council"}
    if language != "en" or named or not label[1:2].islower():
        return label
    return label[0].lower() + label[1:]
