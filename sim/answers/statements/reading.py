"""From a syntax tree to terms: names are looked up, units converted, dates turned into weeks."""

from collections.abc import Callable
from typing import Any

from sim.answers.statements import terms as t
from sim.answers.statements.amounts import Amount, in_unit, number_of, share_of
from sim.answers.statements.clock import Clock
from sim.answers.statements.grammar import OUTCOME, STATEMENT, place, tree_of
from sim.answers.statements.times import TimeReader, column_of, only
from sim.ground.errors import InputError, unknown
from sim.vocabulary.measures import dimension, measure

DEEPEST = 24
"""Parts inside each other: more is refused before it fills the stack."""


def read(text: str, clock: Clock) -> t.Statement:
    """Read a statement or question.

    Args:
        text: as the grammar of statements says, for instance
            ``russia.shells_fired >= 10k rounds/day throughout 2025``.
        clock: horizon and events.

    Raises:
        InputError: what does not fit, with its column and what is accepted there.
    """
    reader = _Reader(clock)
    tree = tree_of(text, STATEMENT)
    said = reader.said(tree.children[0])
    return t.Statement(text.strip(), said, tuple(reader.notes), clock.weeks)


def read_outcome(text: str, clock: Clock) -> t.Statement:
    """Read what other verbs call a measure: ``QUANTITY``, ``... at DATE`` or ``... in PERIOD``.

    Without a time, a stock is read at the end of the run and anything else as its mean.
    """
    reader = _Reader(clock)
    quantity, when = tree_of(text, OUTCOME).children
    said = reader.how_much(quantity, when)
    return t.Statement(text.strip(), said, tuple(reader.notes), clock.weeks)


class _Reader(TimeReader):
    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.notes, self.depth = list[str](), 0

    def said(self, tree: Any) -> t.Said:
        kinds: dict[str, Callable[[Any], t.Said]] = {
            "claim": self._claim, "when_first": self._when, "how_long": self._how_long,
            "how_much": lambda tree: self.how_much(*tree.children),
        }  # fmt: skip
        return kinds[tree.data](tree)

    def _claim(self, tree: Any) -> t.Claim:
        formula, bar = tree.children
        return t.Claim(self._formula(formula), self._bar(bar) if bar is not None else None)

    def _bar(self, tree: Any) -> t.Bar:
        bound, share, each = tree.children
        value = share_of(share)
        if value > 1.0:
            raise InputError(f"{place(share.column)}: {share} is more than all members")
        return t.Bar(bound == "least", value, each is not None)

    def _when(self, tree: Any) -> t.When:
        order, condition, span = tree.children
        return t.When(order == "first", self._condition(condition), self.span(span))

    def _how_long(self, tree: Any) -> t.HowLong:
        condition, span = tree.children
        return t.HowLong(self._condition(condition), self.span(span))

    def how_much(self, quantity: Any, when: Any) -> t.HowMuch:
        read = self._quantity(quantity)
        if read.known.unit == "category":
            raise InputError(f"{place(read.column)}: {read.measure} holds names, not numbers")
        if when is None:
            last = self.clock.weeks - 1
            if read.known.bound and not read.how:
                return t.HowMuch(read, t.Span(last, last, "the end of the run"), at=True)
            return t.HowMuch(read, self.clock.run, at=False)
        if when.data == "period":
            return t.HowMuch(read, self.whole(when), at=False)
        return t.HowMuch(read, self.instant(when), at=True)

    def _formula(self, tree: Any) -> t.Formula:
        self._deeper(tree)
        try:
            return self._one_formula(tree)
        finally:
            self.depth -= 1

    def _one_formula(self, tree: Any) -> t.Formula:
        if tree.data in {"formula", "conj"}:
            parts = tuple(self._formula(child) for child in only(tree))
            return t.Joined(tree.data == "conj", parts)
        if tree.data in {"lit", "negation"}:
            (part,) = only(tree)
            return (
                t.Negation(self._formula(part)) if tree.data == "negation" else self._formula(part)
            )
        if tree.data == "response":
            first, then, duration, span = tree.children
            within = self.duration(duration)
            return t.Response(
                self._condition(first), self._condition(then), within, self.span(span)
            )
        if tree.data == "until":
            first, then, span = tree.children
            return t.Until(self._condition(first), self._condition(then), self.span(span))
        assert tree.data == "timed", tree.data
        condition, time = tree.children
        return self._timed(self._condition(condition), time)

    def _deeper(self, tree: Any) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise InputError(
                f"{place(column_of(tree))}: too many parts inside each other; ask twice"
            )

    def _timed(self, condition: t.Condition, time: Any) -> t.Timed:
        kind, given = str(time.data), time.children
        if kind == "at":
            return t.Timed(condition, kind, self.instant(given[0]))
        if kind == "by":
            return self._by(condition, self.instant(given[0]))
        if kind == "throughout":
            return t.Timed(self._wholeonly(condition), kind, self.whole(given[0]))
        if kind == "eventually":
            return t.Timed(condition, kind, self.span(given[0]))
        if kind == "running":
            span, weeks = self.span(given[-1]), self.duration(given[-2])
            if weeks > span.last - span.first + 1:
                raise InputError(
                    f"{place(column_of(given[-2]))}: {weeks} weeks do not fit into the "
                    f"{span.last - span.first + 1} weeks of {span.said}"
                )
            return t.Timed(condition, kind, span, weeks=weeks)
        assert kind == "share_of_weeks", kind
        bound, share, span = given
        return t.Timed(
            condition, kind, self.span(span), share=share_of(share), most=bound == "most"
        )

    def _by(self, condition: t.Condition, end: t.Span) -> t.Timed:
        """A change holds at the date; anything else happens up to it."""
        if isinstance(condition, t.Moved):
            self._note(f"a change by a date was read as one that holds in the week of {end.said}")
            return t.Timed(condition, "at", end)
        return t.Timed(condition, "by", t.Span(0, end.last, f"the run up to {end.said}"))

    def _wholeonly(self, condition: t.Condition) -> t.Condition:
        for one in t.parts_of(condition):
            if isinstance(one, t.Quantity) and one.how and one.over is None:
                raise InputError(
                    f"{place(one.column)}: the {one.how} of a whole period is one number; write "
                    f"'{one.how} over 52 weeks of {one.measure}' and 'at' its last date"
                )
        return condition

    def _condition(self, tree: Any) -> t.Condition:
        self._deeper(tree)
        try:
            return self._one_condition(tree)
        finally:
            self.depth -= 1

    def _one_condition(self, tree: Any) -> t.Condition:
        if tree.data == "group":
            return self._condition(only(tree)[0])
        if tree.data in {"condition", "cconj"}:
            parts = tuple(self._condition(child) for child in only(tree))
            return parts[0] if len(parts) == 1 else t.Group(tree.data == "cconj", parts)
        if tree.data == "compare":
            left, op, value = tree.children
            quantity = self._quantity(left)
            return t.Compare(quantity, str(op), self._value(value, quantity))
        if tree.data == "band":
            left, low, high = tree.children
            quantity = self._quantity(left)
            ends = self._value(low, quantity), self._value(high, quantity)
            if ends[0] > ends[1]:
                raise InputError(
                    f"{place(column_of(low))}: between {ends[0]:g} and {ends[1]:g} is empty"
                )
            return t.Between(quantity, *ends)
        if tree.data == "compare_two":
            return self._two(*tree.children)
        assert tree.data == "moved", tree.data
        return self._moved(*tree.children)

    def _two(self, left: Any, op: Any, right: Any) -> t.CompareTwo:
        one, other = self._quantity(left), self._quantity(right)
        if one.unit != other.unit:
            raise InputError(
                f"{place(other.column)}: {other.measure} is in {other.unit}, "
                f"{one.measure} in {one.unit}; compare like with like"
            )
        return t.CompareTwo(one, str(op), other)

    def _moved(self, left: Any, move: Any, amount: Any, reference: Any) -> t.Moved:
        quantity = self._quantity(left)
        given = self._amount(amount)
        relative = given.unit == "%"
        size = share_of(f"{given.value}%") if relative else in_unit(given, quantity, self.notes)
        if size < 0.0:
            raise InputError(
                f"{place(given.column)}: a change is said as a size; write {-given.value:g}"
            )
        if quantity.known.unit == "category":
            raise InputError(
                f"{place(quantity.column)}: {quantity.measure} holds names, not numbers"
            )
        up = str(move) == "rises"
        if reference.data == "against":
            return t.Moved(quantity, up, size, relative, against=str(reference.children[0]))
        since = self.instant(reference.children[0]).first
        return t.Moved(quantity, up, size, relative, since=since)

    def _quantity(self, tree: Any) -> t.Quantity:
        how, over, name, chosen, under = tree.children
        known = measure(place(int(name.column)), str(name))
        at, label = self._selected(known.name, known.dimension, chosen, int(name.column))
        window = None if over is None else self.duration(over)
        return t.Quantity(
            known.name, at, label, str(how or ""), window, str(under or ""), int(name.column)
        )

    def _selected(self, name: str, wanted: str, chosen: Any, column: int) -> tuple[int | None, str]:
        if not wanted:
            if chosen is not None:
                raise InputError(
                    f"{place(column_of(chosen))}: {name} takes no selector; drop the bracket"
                )
            return None, ""
        if chosen is None:
            few = ", ".join(dimension(wanted)[:4])
            raise InputError(
                f"{place(column)}: {name} needs one {wanted} in brackets: {name}[{few} ...]"
            )
        first, second = chosen.children
        label = str(second if second is not None else first)
        if second is not None and str(first) != wanted:
            raise InputError(f"{place(column_of(chosen))}: {name} goes by {wanted}, not by {first}")
        if label not in dimension(wanted):
            raise unknown(place(column_of(chosen)), wanted, label, dimension(wanted))
        return dimension(wanted).index(label), label

    def _value(self, tree: Any, quantity: t.Quantity) -> float:
        return in_unit(self._amount(tree), quantity, self.notes)

    def _amount(self, tree: Any) -> Amount:
        first, *rest = only(tree)
        if first.type == "SHARE":
            return Amount(float(str(first).rstrip("% ")), "%", int(first.column))
        unit = str(rest[0]) if rest else ""
        return Amount(number_of(str(first)), unit, int(first.column))

    def _note(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)
