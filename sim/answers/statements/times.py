"""Times of a statement: from dates, events and periods of a syntax tree to weeks."""

from typing import Any

from sim.answers.statements import terms as t
from sim.answers.statements.clock import Clock, Days, day_of, days_of, weeks_of
from sim.answers.statements.grammar import place
from sim.ground.errors import InputError
from sim.ground.weeks import START, date_of


def only(tree: Any) -> Any:
    """Return the parts of a tree that are there."""
    return [child for child in tree.children if child is not None]


def column_of(tree: Any) -> int:
    """Return the column, from 1, in which a tree begins."""
    token = tree
    while hasattr(token, "children"):
        inside = only(token)
        if not inside:
            return int(getattr(token.meta, "column", 1))
        token = inside[0]
    return int(token.column or 1)


class TimeReader:
    """Reads the times of statements.

    Attributes:
        clock: horizon and events.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = clock

    def duration(self, tree: Any) -> int:
        """Return a duration in weeks; InputError for none at all."""
        count, unit = tree.children
        weeks = weeks_of(int(count), str(unit))
        if weeks < 1:
            raise InputError(
                f"{place(int(count.column))}: {count} {unit} is no time; at least 1 week"
            )
        return weeks

    def instant(self, tree: Any) -> t.Span:
        """Return the week of a date, an event, an edge of a period, or some weeks beside one."""
        if tree.data == "event":
            name = tree.children[0]
            week = self.clock.event(place(int(name.column)), str(name))
            return t.Span(week, week, str(name))
        first, *rest = only(tree)
        if not rest:
            where = place(int(first.column))
            week = self.clock.day(where, day_of(where, str(first)))
            return t.Span(week, week, str(first))
        if getattr(first, "type", "") == "EDGE":
            days = self._days(rest[0])
            day = days.first if str(first) == "start" else days.last
            week = self.clock.day(place(int(first.column)), day)
            return t.Span(week, week, f"the {first} of {days.said}")
        duration, (after, base) = self.duration(first), rest
        middle = self.instant(base)
        week = middle.first + (duration if str(after) == "after" else -duration)
        said = f"{duration} weeks {after} {middle.said}"
        self.clock.inside(place(column_of(tree)), week, said)
        return t.Span(week, week, said)

    def _days(self, tree: Any) -> Days:
        first, *rest = only(tree) or [None]
        if first is None:
            return Days(START, date_of(self.clock.weeks - 1), "the run")
        where = place(int(first.column))
        if not rest:
            return days_of(where, str(first))
        ends = day_of(where, str(first)), day_of(place(int(rest[0].column)), str(rest[0]))
        if ends[0] > ends[1]:
            raise InputError(f"{where}: {first} to {rest[0]} runs backwards")
        return Days(*ends, f"{first} to {rest[0]}")

    def whole(self, tree: Any) -> t.Span:
        """Return the weeks wholly inside a period."""
        if not only(tree):
            return self.clock.run
        return self.clock.whole(place(column_of(tree)), self._days(tree))

    def span(self, tree: Any) -> t.Span:
        """Return the weeks that a period or a span from one date to another touches."""
        if tree is None:
            return self.clock.run
        given = only(tree)
        if tree.data in {"period", "span"}:
            inside = tree if tree.data == "period" or not given else given[0]
            if not only(inside):
                return self.clock.run
            return self.clock.touched(place(column_of(inside)), self._days(inside))
        ends = [self.instant(one) for one in given]
        if tree.data == "onward":
            return t.Span(ends[0].first, self.clock.weeks - 1, f"{ends[0].said} on")
        if ends[0].first > ends[1].last:
            raise InputError(
                f"{place(column_of(tree))}: {ends[0].said} to {ends[1].said} runs backwards"
            )
        return t.Span(ends[0].first, ends[1].last, f"{ends[0].said} to {ends[1].said}")
