"""Whether a statement holds in each member: monitors over the weekly series of one block."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.answers.statements import terms as t
from sim.ground.arrays import Runs
from sim.vocabulary.measures import measures

Flags = npt.NDArray[np.bool_]
"""Whether something holds, shape (week, member) or (member,)."""

OPERATORS: Mapping[str, Callable[[Runs, Runs | float], Flags]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip

REDUCE: dict[str, Any] = {
    "mean": np.mean, "total": np.sum, "highest": np.max, "lowest": np.min, "median": np.median,
}  # fmt: skip

NEVER = np.inf
"""Week of what does not happen in the span."""


@dataclass(frozen=True)
class Paths:
    """Weekly series of the members of one block.

    Attributes:
        own: of the case that is asked, by measure, shape (time, ..., member).
        others: the same for named cases; the case that is asked may be among them.
    """

    own: Mapping[str, np.ndarray]
    others: Mapping[str, Mapping[str, np.ndarray]]

    def weekly(self, of: t.Quantity, case: str = "") -> Runs:
        """Return a quantity by week, shape (week, member): flows in the week, stocks at its end.

        Args:
            of: the quantity; a name of its own ("under") goes first.
            case: the case otherwise; "" is the one that is asked.
        """
        name = of.under or case
        stored = (self.others[name] if name else self.own)[of.measure]
        if measures()[of.measure].bound:
            stored = stored[1:]
        rows: Runs = np.asarray(
            stored if of.place is None else stored[:, of.place], dtype=np.float64
        )
        return rows if not of.how else over_weeks(rows, of.how, of.over)


def over_weeks(rows: Runs, how: str, over: int | None) -> Runs:
    """Return a statistic over the last `over` weeks, or over all weeks so far; (week, member).

    In the first weeks the window holds the weeks that there are.
    """
    if how in {"mean", "total"}:
        return _summed(rows, over, mean=how == "mean")
    if over is None and how in {"highest", "lowest"}:
        running = np.maximum if how == "highest" else np.minimum
        return np.asarray(running.accumulate(rows, axis=0))
    reduce = REDUCE[how]
    starts = [0 if over is None else max(0, w + 1 - over) for w in range(len(rows))]
    return np.stack([reduce(rows[start : w + 1], axis=0) for w, start in enumerate(starts)])


def _summed(rows: Runs, over: int | None, *, mean: bool) -> Runs:
    upto = np.cumsum(rows, axis=0)
    weeks = np.arange(1, len(rows) + 1)
    if over is not None and over < len(rows):
        upto[over:] = upto[over:] - upto[:-over].copy()
        weeks = np.minimum(weeks, over)
    return upto / weeks[:, np.newaxis] if mean else upto


def holds_by_week(condition: t.Condition, paths: Paths) -> Flags:
    """Return in which weeks a condition holds, shape (week, member)."""
    if isinstance(condition, t.Group):
        parts = [holds_by_week(part, paths) for part in condition.parts]
        return np.asarray((np.logical_and if condition.every else np.logical_or).reduce(parts))
    if isinstance(condition, t.Compare):
        return OPERATORS[condition.op](paths.weekly(condition.quantity), condition.value)
    if isinstance(condition, t.Between):
        value = paths.weekly(condition.quantity)
        return np.asarray((value >= condition.low) & (value <= condition.high))
    if isinstance(condition, t.CompareTwo):
        return OPERATORS[condition.op](paths.weekly(condition.left), paths.weekly(condition.right))
    return moved(condition, paths) >= 0.0


def moved(condition: t.Moved, paths: Paths) -> Runs:
    """Return by how much a change exceeds what is asked, in the measure's unit, (week, member).

    A share of a reference that is zero is no size: such a change is never met.
    """
    now = paths.weekly(condition.quantity)
    if condition.since is None:
        reference = paths.weekly(condition.quantity, condition.against)
    else:
        reference = now[condition.since][np.newaxis]
    change = now - reference if condition.up else reference - now
    if not condition.relative:
        return np.asarray(change - condition.amount)
    least = condition.amount * np.abs(reference)
    return np.asarray(np.where(reference == 0.0, -np.inf, change - least))


def holds(formula: t.Formula, paths: Paths) -> Flags:
    """Return in which members a formula holds, shape (member,)."""
    if isinstance(formula, t.Joined):
        parts = [holds(part, paths) for part in formula.parts]
        return np.asarray((np.logical_and if formula.every else np.logical_or).reduce(parts))
    if isinstance(formula, t.Negation):
        return ~holds(formula.part, paths)
    inside = slice(formula.span.first, formula.span.last + 1)
    weeks = holds_by_week(formula.condition, paths)
    if isinstance(formula, t.Response):
        return _answered(weeks, holds_by_week(formula.then, paths), formula)
    if isinstance(formula, t.Until):
        return _until(weeks[inside], holds_by_week(formula.end, paths)[inside])
    return _timed(formula, weeks[inside])


def _timed(formula: t.Timed, weeks: Flags) -> Flags:
    if formula.kind in {"at", "throughout"}:
        return np.asarray(weeks.all(axis=0))
    if formula.kind in {"by", "eventually"}:
        return np.asarray(weeks.any(axis=0))
    if formula.kind == "running":
        upto = np.cumsum(weeks, axis=0)
        upto = np.concatenate([np.zeros_like(upto[:1]), upto])
        return np.asarray(
            (upto[formula.weeks :] - upto[: -formula.weeks] == formula.weeks).any(axis=0)
        )
    share = weeks.mean(axis=0)
    return np.asarray(share <= formula.share if formula.most else share >= formula.share)


def _answered(weeks: Flags, then: Flags, formula: t.Response) -> Flags:
    """Whether every week that calls for it is answered in time.

    A week whose time runs beyond the horizon counts only if it is answered: what comes later is
    not known.
    """
    out = np.ones(weeks.shape[1], dtype=bool)
    for week in range(formula.span.first, formula.span.last + 1):
        end = week + formula.within + 1
        answered = then[week:end].any(axis=0)
        if end <= len(weeks):
            out &= ~weeks[week] | answered
    return out


def _until(weeks: Flags, end: Flags) -> Flags:
    """Strong: the end comes, and the condition holds in every week before it."""
    before = np.logical_and.accumulate(weeks, axis=0)
    before = np.concatenate([np.ones_like(before[:1]), before[:-1]])
    return np.asarray((end & before).any(axis=0))


def first_week(weeks: Flags, span: t.Span, *, last: bool = False) -> Runs:
    """Return the first (or last) week of a span in which something holds; NEVER where none does."""
    inside = weeks[span.first : span.last + 1]
    place = inside[::-1].argmax(axis=0) if last else inside.argmax(axis=0)
    week = span.last - place if last else span.first + place
    return np.asarray(np.where(inside.any(axis=0), week.astype(np.float64), NEVER))


def value_of(said: t.Said, paths: Paths) -> Runs:
    """Return what a statement comes to in each member, shape (member,).

    A claim gives 1 or 0, "when" a week (NEVER where it does not happen), "how long" a number of
    weeks, "how much" the quantity in its unit.
    """
    if isinstance(said, t.Claim):
        return holds(said.formula, paths).astype(np.float64)
    inside = slice(said.span.first, said.span.last + 1)
    if isinstance(said, t.When):
        weeks = holds_by_week(said.condition, paths)
        return first_week(weeks, said.span, last=not said.first)
    if isinstance(said, t.HowLong):
        held = holds_by_week(said.condition, paths)[inside].sum(axis=0)
        return np.asarray(held, dtype=np.float64)
    return _amount(said, paths)


def _amount(said: t.HowMuch, paths: Paths) -> Runs:
    quantity = said.quantity
    if said.at or quantity.over is not None:
        rows = paths.weekly(quantity)[said.span.first : said.span.last + 1]
        return np.asarray(rows.mean(axis=0))
    plain = t.Quantity(quantity.measure, quantity.place, under=quantity.under)
    rows = paths.weekly(plain)[said.span.first : said.span.last + 1]
    return np.asarray(REDUCE[quantity.how or "mean"](rows, axis=0))


def margin(condition: t.Condition, span: t.Span, kind: str, paths: Paths) -> Runs | None:
    """Return by how much a single comparison is met at the week that decides, shape (member,).

    In the quantity's unit, positive where it is met. The week that decides is the worst one where
    every week must hold, the best one where one week will do. None for what is no single
    comparison.
    """
    over = margins_by_week(condition, paths)
    if over is None:
        return None
    inside = over[span.first : span.last + 1]
    return np.asarray(inside.min(axis=0) if kind in {"at", "throughout"} else inside.max(axis=0))


def margins_by_week(condition: t.Condition, paths: Paths) -> Runs | None:
    """Return by how much a single comparison is met, (week, member); None for a group."""
    if isinstance(condition, t.Moved):
        return moved(condition, paths)
    if isinstance(condition, t.Between):
        value = paths.weekly(condition.quantity)
        return np.minimum(value - condition.low, condition.high - value)
    if isinstance(condition, t.Compare):
        gap = paths.weekly(condition.quantity) - condition.value
        return np.asarray(gap if condition.op.startswith(">") else -gap)
    if isinstance(condition, t.CompareTwo):
        gap = paths.weekly(condition.left) - paths.weekly(condition.right)
        return np.asarray(gap if condition.op.startswith(">") else -gap)
    return None
