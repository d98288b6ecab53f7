"""From dates, years and events to weeks."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, timedelta

from sim.answers.statements.terms import Span
from sim.ground.errors import InputError, unknown
from sim.ground.units import WEEKS_PER_YEAR
from sim.ground.weeks import NEVER, START, date_of, week_of
from sim.vocabulary.policy import Case

LAST_DAY = timedelta(days=6)
"""From a week's Monday to its Sunday."""

MONTHS_OF_QUARTER = 3
DECEMBER = 12


@dataclass(frozen=True)
class Days:
    """A period: its first and last day, and how it was named."""

    first: date
    last: date
    said: str


@dataclass(frozen=True)
class Clock:
    """The horizon of the runs and the dated events of the case that is asked.

    Attributes:
        weeks: horizon.
        events: week by name of the event.
    """

    weeks: int
    events: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, case: Case, weeks: int) -> "Clock":
        """Return the clock of a case."""
        dated = {f.name: getattr(case.events, f.name) for f in fields(case.events)}
        single = {name: week for name, week in dated.items() if isinstance(week, int)}
        return cls(weeks, single)

    def event(self, where: str, name: str) -> int:
        """Return the week of an event by name."""
        if name not in self.events:
            raise unknown(where, "event", name, self.events)
        week = self.events[name]
        if week >= NEVER:
            raise InputError(f"{where}: {name} does not happen in this case; name a date")
        return self.inside(where, week, name)

    def day(self, where: str, day: date) -> int:
        """Return the week that holds a day; InputError outside the horizon."""
        return self.inside(where, week_of(day), day.isoformat())

    def inside(self, where: str, week: int, said: str) -> int:
        """Return a week if the runs hold it."""
        if week < 0:
            raise InputError(f"{where}: {said} lies before the start of the model, {START}")
        if week >= self.weeks:
            last = date_of(self.weeks - 1)
            raise InputError(
                f"{where}: {said} lies after the last week of these runs ({last}); name an earlier "
                "date or more --weeks"
            )
        return week

    @property
    def run(self) -> Span:
        """All weeks."""
        return Span(0, self.weeks - 1, "the run")

    def touched(self, where: str, days: Days) -> Span:
        """Return the weeks that hold a day of the period, those outside the horizon left out."""
        first, last = max(week_of(days.first), 0), min(week_of(days.last), self.weeks - 1)
        return self._some(where, first, last, days)

    def whole(self, where: str, days: Days) -> Span:
        """Return the weeks that lie wholly inside a period; InputError where none does.

        A period that reaches beyond the horizon is refused: "throughout" would claim weeks that
        no run holds.
        """
        first = week_of(days.first) + int(date_of(week_of(days.first)) < days.first)
        last = week_of(days.last + timedelta(days=1)) - 1
        if week_of(days.first) < 0 or last >= self.weeks:
            self.inside(where, week_of(days.first), days.first.isoformat())
            self.inside(where, last, days.last.isoformat())
        return self._some(where, first, last, days)

    def _some(self, where: str, first: int, last: int, days: Days) -> Span:
        if last < first:
            runs = f"{START} to {date_of(self.weeks - 1) + LAST_DAY}"
            raise InputError(
                f"{where}: {days.said} holds no week of these runs ({runs}); name another period"
            )
        return Span(first, last, days.said)


def day_of(where: str, text: str) -> date:
    """Return a date written 2025-12-29."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(f"{where}: {text!r} is no day of the calendar; write 2025-12-29") from None


def days_of(where: str, text: str) -> Days:
    """Return the period that a year, a quarter (2025-Q2) or a month (2025-06) names."""
    year, _, part = text.partition("-")
    if not part:
        return Days(date(int(year), 1, 1), date(int(year), DECEMBER, 31), text)
    if part.startswith("Q"):
        first, months = MONTHS_OF_QUARTER * (int(part[1:]) - 1) + 1, MONTHS_OF_QUARTER
    else:
        first, months = int(part), 1
    if not 1 <= first <= DECEMBER:
        raise InputError(f"{where}: {text!r} is no month; write 2025-01 to 2025-12")
    last = first + months - 1
    ends = calendar.monthrange(int(year), last)[1]
    return Days(date(int(year), first, 1), date(int(year), last, ends), text)


def weeks_of(count: int, unit: str) -> int:
    """Return a duration in weeks."""
    return count * int(WEEKS_PER_YEAR) if unit.startswith("year") else count
