"""Numbers, shares, dates and names of an answer as people read them, in the answer's language."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.ground.units import DAYS_PER_WEEK
from sim.ground.weeks import date_of
from sim.vocabulary import wording
from sim.vocabulary.assumptions import registry
from sim.vocabulary.axes import BAND
from sim.vocabulary.language import words
from sim.vocabulary.levers import levers
from sim.vocabulary.scenario import load, names
from sim.vocabulary.wording import Scale

HUNDRED = 100.0
DAILY = "rounds/week"
"""A unit that people read by the day."""

SHARE = Scale("%", "points", HUNDRED, points=True)
"""How the share of members in which a claim holds is read."""

WEEKS = Scale("week", "week", 1.0, points=False)

ALL = "all members"
STRUCTURE = "structure."


def people(unit: str) -> tuple[float, str]:
    """Return what to divide by and the unit that people read: rounds a week become rounds a day."""
    return (DAYS_PER_WEEK, "rounds/day") if unit == DAILY else (1.0, unit)


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


@dataclass(frozen=True)
class Voice:
    """What an answer says in one language.

    Attributes:
        language: en or zh.
        section: of the texts, the verb's own.
    """

    language: str = "en"
    section: str = "answers"

    def say(self, key: str, **gaps: object) -> str:
        """Return a text of the verb, or with a dot one of another section, its gaps filled."""
        return words(self.language).say(key if "." in key else f"{self.section}.{key}", **gaps)

    def sentence(self, key: str, **gaps: object) -> str:
        """Return a text as a sentence: first letter large."""
        text = self.say(key, **gaps).strip()
        return text[:1].upper() + text[1:]

    def amount(self, value: float, unit: str) -> str:
        """Return an input's value with its unit: "12,400 rounds a day"."""
        size, shown = people(unit)
        return wording.quantity(value / size, shown, self.language)

    def range(self, low: float, high: float, unit: str) -> str:
        """Return a range of an input with its unit said once."""
        size, shown = people(unit)
        return wording.span(low / size, high / size, shown, self.language)

    def level(self, value: float, scale: Scale) -> str:
        """Return a level of an outcome, from the unit in which it is stored."""
        return wording.quantity(value * scale.factor, _level_unit(scale), self.language)

    def band(self, low: float, high: float, scale: Scale, *, unit: bool = False) -> str:
        """Return a band of levels, without its unit unless asked."""
        shown = _level_unit(scale) if unit else ""
        return wording.span(low * scale.factor, high * scale.factor, shown, self.language)

    def gain(self, value: float, scale: Scale) -> str:
        """Return a difference with its sign and unit."""
        return wording.gain(value * scale.factor, scale.difference, self.language)

    def size(self, value: float, scale: Scale) -> str:
        """Return the size of a difference with its unit, no sign for a gain."""
        return wording.quantity(value * scale.factor, scale.difference, self.language)

    def gains(self, low: float, high: float, scale: Scale) -> str:
        """Return a band of differences with signs, without unit."""
        factor = scale.factor
        return wording.span(low * factor, high * factor, "", self.language, sign=True)

    def percent(self, share: float) -> str:
        """Return a share in per cent."""
        return wording.percent(share, self.language)

    def number(self, value: float) -> str:
        """Return a number with three figures."""
        return wording.number(value, self.language)

    def listed(self, parts: Sequence[str]) -> str:
        """Return words as a list in a sentence."""
        return wording.listed(parts, self.language)

    def week(self, number_of: float, weeks: int) -> str:
        """Return the Monday of a week; "later than ..." for what does not happen in the horizon."""
        if not math.isfinite(number_of):
            end = wording.month_words(date_of(weeks - 1), self.language)
            return self.say("answers.later", date=end)
        return wording.day_words(date_of(int(number_of)), self.language, short=True)

    def spoken(self, name: str) -> str:
        """Return an input in words as they stand inside a sentence."""
        text = words(self.language)
        if name.startswith(STRUCTURE):
            kind = name.removeprefix(STRUCTURE)
            return self.say("answers.choice", name=spaced(text.name("structures", kind)))
        kind = "assumptions" if name in registry().entries else "levers"
        known = name in registry().entries or name in levers()
        label = text.name(kind, name) if known else spaced(name)
        return wording.inside(label, self.language)

    def group(self, name: str) -> str:
        """Return a group of members in words: a reading, an option, all members."""
        if name == ALL:
            return self.say("answers.everyone")
        kind, _, option = name.rpartition("=")
        shown = words(self.language).known("option_names", option) or spaced(option)
        if not kind:
            return shown
        return f"{spaced(words(self.language).name('structures', kind))}: {shown}"

    def case(self, name: str) -> str:
        """Return a scenario by its title where it is a shipped one, else by its name."""
        if name not in names():
            return spaced(name)
        return words(self.language).name("scenario_titles", name, load(name).title)

    def ensemble(self, rests: object) -> str:
        """Return how many members of which ensemble an answer rests on."""
        about = dict(rests)  # type: ignore[call-overload]
        return self.say(
            f"answers.{about['ensemble']}",
            members=f"{about['members']:,}" if self.language == "en" else about["members"],
        )

    def axis(self, scale: Scale, *, gap: bool = False) -> str:
        """Return the unit beside an axis; "" for an index."""
        unit = scale.difference if gap else scale.unit
        if unit in {"", "index", "1"}:
            return ""
        return unit if unit == "%" else wording.unit_words(unit, self.language)

    def axis_of(self, unit: str) -> str:
        """Return the unit of an input beside an axis."""
        shown = people(unit)[1]
        return "" if shown in {"", "1", "relative"} else wording.unit_words(shown, self.language)

    def stop(self) -> str:
        """Return what ends a sentence."""
        return "。" if self.language == "zh" else "."

    def joined(self, sentences: Sequence[str]) -> str:
        """Return sentences as one paragraph."""
        return ("" if self.language == "zh" else " ").join(sentences)


def _level_unit(scale: Scale) -> str:
    """Return the unit of a level; a place on a scale from 0 to 100 has none of its own."""
    return "" if scale.unit == "0-100" else scale.unit


def spaced(name: str) -> str:
    """Return a name of code without underscores."""
    return re.sub("_", " ", name)
