"""A statement in words, in each language: what a title or a sentence quotes."""

import re

from sim.answers.statements import terms as t
from sim.answers.words import SHARE, WEEKS, Voice
from sim.ground.weeks import date_of
from sim.vocabulary.language import words
from sim.vocabulary.wording import Scale, day_words, inside, period, scale_of

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
YEAR = re.compile(r"\d{4}(-\d{2})?")
SIGNS = {"<": "<", "<=": "≤", ">": ">", ">=": "≥"}
SECTION = "statement"


def spoken(said: t.Said, language: str = "en") -> str:
    """Return a statement in words.

    Example:
        >>> from sim.answers.statements.clock import Clock
        >>> from sim.answers.statements.reading import read
        >>> text = "russia.shells_fired >= 10k rounds/day throughout 2025"
        >>> spoken(read(text, Clock(260)).said)
        'shells fired ≥ 10,000 rounds a day throughout 2025'
    """
    return _Speaker(Voice(language, SECTION)).said(said)


def scale(said: t.Said) -> Scale:
    """Return how the value of a statement is read: an amount, weeks, or a share of members."""
    if isinstance(said, t.HowMuch):
        return _scale(said.quantity)
    return SHARE if isinstance(said, t.Claim) else WEEKS


def label(said: t.Said, language: str = "en") -> str:
    """Return what the value of a statement is called, without its time."""
    if isinstance(said, t.HowMuch):
        return _Speaker(Voice(language, SECTION)).quantity(said.quantity)
    return spoken(said, language)


def _scale(quantity: t.Quantity) -> Scale:
    return scale_of(quantity.measure, total=quantity.how == "total")


class _Speaker:
    def __init__(self, voice: Voice) -> None:
        self.voice = voice

    def said(self, said: t.Said) -> str:
        if isinstance(said, t.Claim):
            return self.formula(said.formula)
        if isinstance(said, t.HowMuch):
            whole = said.span.said == "the run"
            over = "much_over" if said.quantity.how else "much_run" if whole else "much_in"
            key = "much_at" if said.at else over
            return self._say(
                key, what=self.quantity(said.quantity), when=self.time(said.span, at=said.at)
            )
        key = "how_long"
        if isinstance(said, t.When):
            key = "first" if said.first else "last"
        return self._say(
            key, what=self.condition(said.condition), when=self.time(said.span, at=False)
        )

    def formula(self, formula: t.Formula) -> str:
        if isinstance(formula, t.Joined):
            return self._joined(formula.every, [self.formula(part) for part in formula.parts])
        if isinstance(formula, t.Negation):
            return self._say("negation", what=self.formula(formula.part))
        if isinstance(formula, t.Timed):
            return self._timed(formula)
        first = self.condition(formula.condition)
        when = self.time(formula.span, at=False)
        if isinstance(formula, t.Until):
            return self._say("until", what=first, then=self.condition(formula.end), when=when)
        then = self.condition(formula.then)
        return self._say("response", what=first, then=then, weeks=formula.within, when=when)

    def _timed(self, timed: t.Timed) -> str:
        what, at = self.condition(timed.condition), timed.kind in {"at", "by"}
        when = self.time(timed.span, at=at)
        if timed.kind == "by":
            when = day_words(date_of(timed.span.last), self.voice.language)
        key = f"{timed.kind}_most" if timed.most else timed.kind
        share = self.voice.percent(timed.share)
        return self._say(key, what=what, when=when, weeks=timed.weeks, share=share)

    def condition(self, condition: t.Condition) -> str:
        """Return a condition of one week in words."""
        if isinstance(condition, t.Group):
            return self._joined(condition.every, [self.condition(one) for one in condition.parts])
        if isinstance(condition, t.CompareTwo):
            left, right = self.quantity(condition.left), self.quantity(condition.right)
            return f"{left} {SIGNS[condition.op]} {right}"
        what, scale = self.quantity(condition.quantity), _scale(condition.quantity)
        if isinstance(condition, t.Compare):
            return f"{what} {SIGNS[condition.op]} {self.voice.level(condition.value, scale)}"
        if isinstance(condition, t.Between):
            band = self.voice.band(condition.low, condition.high, scale, unit=True)
            return self._say("between", what=what, band=band)
        size = self.voice.size(condition.amount, scale)
        if condition.relative:
            size = self.voice.percent(condition.amount)
        key = (
            f"{'rises' if condition.up else 'falls'}_{'against' if condition.against else 'since'}"
        )
        case = self.voice.case(condition.against) if condition.against else ""
        since = "" if condition.since is None else self._day(condition.since)
        return self._say(key, what=what, size=size, case=case, since=since)

    def quantity(self, quantity: t.Quantity) -> str:
        """Return a quantity in words."""
        text, language = words(self.voice.language), self.voice.language
        name = inside(text.name("measures", quantity.measure), language)
        if quantity.label:
            kind = quantity.known.dimension
            part = text.name({"component": "components"}.get(kind, kind), quantity.label)
            name = self._say("part", name=name, part=part)
        if quantity.how:
            key = f"{quantity.how}_{'over' if quantity.over else 'all'}"
            name = self._say(key, what=name, weeks=quantity.over)
        if quantity.under:
            name = self._say("under", what=name, case=self.voice.case(quantity.under))
        return name

    def time(self, span: t.Span, *, at: bool) -> str:
        """Return the time of a statement: as it was written in English, by its days in Chinese."""
        if at:
            if self.voice.language == "en" and not DAY.fullmatch(span.said):
                return self._say("at_named", when=span.said.replace("_", " "))
            return self._say("on_day", when=self._day(span.first))
        if self.voice.language == "en" and (YEAR.fullmatch(span.said) or span.said == "the run"):
            return span.said
        return period(date_of(span.first), date_of(span.last), self.voice.language)

    def _joined(self, every: bool, parts: list[str]) -> str:
        return self._say("and" if every else "or").join(parts)

    def _day(self, week: int) -> str:
        return day_words(date_of(week), self.voice.language)

    def _say(self, key: str, **gaps: object) -> str:
        return self.voice.say(key, **gaps)
