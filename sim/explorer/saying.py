"""What is said of a number on the page, in every language at once, by the product's one rule."""

from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from sim.explorer.asked import TOTAL
from sim.ground.arrays import Runs
from sim.runs import findings, levels
from sim.vocabulary.language import LANGUAGES, words
from sim.vocabulary.measures import Measure, dimension
from sim.vocabulary.wording import number, span

DIGITS = 5
SCALE = "0-100"
"""Unit of what runs between fixed goalposts."""


@dataclass(frozen=True)
class Level:
    """A measure at a date, over members, shape (member,)."""

    measure: Measure
    part: str
    values: Runs
    week: int

    @classmethod
    def of(cls, m: Measure, part: str, values: Runs, week: int) -> "Level":
        """Return what a measure is at a date."""
        return cls(m, part, values, week)

    def table(self) -> dict[str, Any]:
        """Return the numbers, in the unit that people read."""
        found = self._found("en")
        return {
            "median": _short(found.median), "low": _short(found.low), "high": _short(found.high),
            "unit": found.unit, "told": {language: self._told(language) for language in LANGUAGES},
        }  # fmt: skip

    def said(self) -> dict[str, str]:
        """Return the sentence by language."""
        return {language: self._found(language).text for language in LANGUAGES}

    def _told(self, language: str) -> dict[str, str]:
        found = self._found(language)
        return {
            # the range of a scale is no unit: "53 to 70 0-100" says nothing
            "band": span(
                found.low, found.high, "" if found.unit == SCALE else found.unit, language
            ),
            "median": number(found.median, language),
        }

    def _found(self, language: str) -> levels.Level:
        return self._all[language]

    @cached_property
    def _all(self) -> dict[str, levels.Level]:
        """What is said in each language; a page shows all of it, so each is told once."""
        date = levels.day_of(self.measure.name, self.week)
        return {
            language: levels.level(
                self.values, self.measure.name, language=language, date=date,
                label=label(self.measure, self.part, language),
            )
            for language in LANGUAGES
        }  # fmt: skip


@dataclass(frozen=True)
class Change:
    """A measure at a date in two states, paired, shape (member,)."""

    measure: Measure
    part: str
    before: Runs
    now: Runs
    week: int

    @classmethod
    def of(cls, m: Measure, part: str, before: Runs, now: Runs, week: int) -> "Change":
        """Return the paired difference of two states."""
        return cls(m, part, before, now, week)

    def table(self) -> dict[str, Any]:
        """Return the numbers, in the unit that people read."""
        found = self._found("en")
        return {
            "median": _short(found.median), "low": _short(found.low), "high": _short(found.high),
            "unit": found.unit, "percent": None if found.percent is None else _short(found.percent),
            "up": round(found.share_up, 3), "down": round(found.share_down, 3),
            "verdict": found.verdict,
        }  # fmt: skip

    def said(self) -> dict[str, str]:
        """Return the sentence by language."""
        return {language: self._found(language).text for language in LANGUAGES}

    def cells(self) -> dict[str, str]:
        """Return the difference for a table by language."""
        return {language: self._found(language).cell for language in LANGUAGES}

    def _found(self, language: str) -> findings.Finding:
        return self._all[language]

    @cached_property
    def _all(self) -> dict[str, findings.Finding]:
        date = levels.day_of(self.measure.name, self.week)
        return {
            language: findings.finding(
                self.before, self.now, self.measure.name, language=language, date=date,
                label=label(self.measure, self.part, language),
            )
            for language in LANGUAGES
        }  # fmt: skip


@cache
def label(m: Measure, part: str, language: str) -> str:
    """Return what a measure or a part of it is called; a part without a name shows its id."""
    if part in {"", TOTAL}:
        return levels.label_of(m.name, language)
    try:
        return levels.label_of(m.name, language, part)
    except LookupError:
        shown = part.replace("_", " ")
        whole = levels.label_of(m.name, language)
        return words(language).say("outcome.part", name=whole, part=shown)


@cache
def for_people(m: Measure) -> bool:
    """Return whether every language names the parts of a measure: the others are for machines."""
    try:
        for language in LANGUAGES:
            for part in dimension(m.dimension) if m.dimension else ():
                levels.label_of(m.name, language, part)
    except LookupError:
        return False
    return True


def _short(value: float) -> float | None:
    return float(f"{value:.{DIGITS}g}") if value == value else None  # noqa: PLR0124  (NaN)
