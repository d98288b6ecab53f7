"""What may be said of a level: its name, its date, its median and its band."""

import datetime as dt
import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.ground.weeks import date_of
from sim.runs.bands import CUMULATIVE, FEWEST, quantiles
from sim.vocabulary.axes import BAND
from sim.vocabulary.language import words
from sim.vocabulary.measures import measure as known_measure
from sim.vocabulary.wording import day_words, quantity, scale_of, span


def known(measure: str) -> str:
    """Return a name that the vocabulary has, with or without ":cumulative"; InputError if not."""
    known_measure("finding", measure.removesuffix(CUMULATIVE))
    return measure


def label_of(measure: str, language: str = "en", part: str = "") -> str:
    """Return what a measure is called, with its part and whether it is summed up."""
    text = words(language)
    name = text.name("measures", measure.removesuffix(CUMULATIVE))
    if part:
        kind = known_measure("label", measure.removesuffix(CUMULATIVE)).dimension
        shown = text.name({"component": "components"}.get(kind, kind), part)
        name = text.say("outcome.part", name=name, part=shown)
    return text.say("outcome.total", name=name) if measure.endswith(CUMULATIVE) else name


def day_of(measure: str, week: int) -> dt.date:
    """Return the day that tells when a value of a week holds.

    Stocks and totals stand at the week's end; all else is that of the week, told by its Monday.

    Args:
        measure: name; with ":cumulative" for a flow summed up.
        week: number of the week, 0 the first.
    """
    return date_of(week + int(_at_end(measure)))


def _at_end(measure: str) -> bool:
    return measure.endswith(CUMULATIVE) or known_measure("date", measure).bound


def when(measure: str, date: dt.date | None, language: str = "en") -> str:
    """Return when a value holds, "" without a date.

    Stocks: "on 26 June 2028"; totals: "by 26 June 2028"; all else: "in the week of 19 June 2028".

    Args:
        measure: name; with ":cumulative" for a flow summed up.
        date: as `day_of` gives it.
        language: en or zh.
    """
    if date is None:
        return ""
    key = "on" if _at_end(measure) else "week"
    key = f"finding.{'by' if measure.endswith(CUMULATIVE) else key}"
    return words(language).say(key, date=day_words(date, language))


@dataclass(frozen=True)
class Level:
    """Quantiles of a measure over members and the sentence that tells them.

    Attributes:
        text: "DPRK warheads on 26 June 2028: 94 warheads (5–95 %: 73 to 120)".
        low: 5 %, in `unit`; NaN under 20 members.
        median: 50 %.
        high: 95 %; NaN under 20 members.
        unit: as people read it.
        members: how many.
    """

    text: str
    low: float
    median: float
    high: float
    unit: str
    members: int


def level(
    values: np.ndarray,
    measure: str,
    *,
    date: dt.date | None = None,
    language: str = "en",
    part: str = "",
    label: str = "",
) -> Level:
    r"""Return what may be said of a measure's level.

    Args:
        values: by member in the unit of the vocabulary, shape (member,).
        measure: name; with ":cumulative" for a flow summed up.
        date: when the values hold, as `day_of` gives it.
        language: en or zh.
        part: value of the extra dimension.
        label: what to call it instead.

    Example:
        >>> import numpy as np
        >>> level(np.full(40, 70e3), "russia.shells_fired").text.replace("\xa0", " ")
        'Shells fired: 10,000 rounds a day (5–95 %: 10,000 to 10,000)'
    """
    scale = scale_of(known(measure))
    held = np.asarray(values, dtype=float).ravel() * scale.factor
    held = held[np.isfinite(held)]
    found = quantiles(held, BAND) if len(held) else np.full(3, math.nan)
    low, median, high = (float(v) for v in found)
    band = Band(low, median, high, len(held))
    named = label or label_of(measure, language, part)
    return level_of(band, scale.unit, named, when(measure, date, language), language)


class Band(NamedTuple):
    """Quantiles over so many members, in the unit people read. Invariant: low <= median <= high."""

    low: float
    median: float
    high: float
    members: int


def level_of(band: Band, unit: str, label: str, said: str, language: str = "en") -> Level:
    """Return a level whose quantiles are known.

    Args:
        band: the quantiles.
        unit: as people read it.
        label: of the measure, in the language.
        said: the date in words, from `when`.
        language: en or zh.
    """
    low, median, high, members = band
    text = words(language)
    gaps = {"label": label, "when": said, "median": quantity(median, unit, language)}
    if members < FEWEST:
        shown = text.say("finding.level_few", members=members, fewest=FEWEST, **gaps)
        return Level(tidy(shown), math.nan, median, math.nan, unit, members)
    shown = text.say("finding.level", band=span(low, high, "", language), **gaps)
    return Level(tidy(shown), low, median, high, unit, members)


def tidy(text: str) -> str:
    """Return a sentence without the gaps that an empty date leaves."""
    return text.replace("  ", " ").replace(" ,", ",").replace(" :", ":")
