"""Ask a statement: in which share of members it holds, when first, and on what it rests."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.answers import words
from sim.answers.answer import Answer, about
from sim.answers.asking import READING, Given, cases_of, groups_of, structures_by
from sim.answers.futures import Members, members_of, named_cases, outcomes
from sim.answers.given_data import Indices, indices
from sim.answers.shares import Share, share_of, straddle
from sim.answers.statements import terms as t
from sim.answers.statements.clock import Clock
from sim.answers.statements.monitor import (
    NEVER,
    Paths,
    first_week,
    holds_by_week,
    margin,
    value_of,
)
from sim.answers.statements.reading import read
from sim.ground.arrays import Runs
from sim.ground.calls import checked
from sim.runs.bands import FEWEST
from sim.runs.constrained import ensemble
from sim.runs.settings import Settings
from sim.vocabulary.policy import Case

ALL = "all members"
DECIDE = 3
"""Assumptions that are named as those that decide."""

FEW_CASES = 4
"""Cases that a sentence names one by one."""

ROWS = ("value", "first", "held", "margin")
"""What is taken from every member, before the weeks."""


@dataclass(frozen=True)
class InCase:
    """What a statement comes to in one case.

    Attributes:
        name: of the case.
        value: 1 or 0 for a claim, a week, a number of weeks or an amount; shape (member,).
        first: week in which its first condition first holds; NEVER where none does.
        held: in how many weeks of its span that condition holds.
        margin: by how much it is met at the week that decides, in the quantity's unit; NaN
            where it is no single comparison.
        weekly: whether that condition holds, or the quantity itself; shape (week, member).
        groups: which members belong to which option, by label, all of them first.
        rows: number of each member's parameter row.
        deciding: first-order indices of the assumptions on `value`.
    """

    name: str
    value: Runs
    first: Runs
    held: Runs
    margin: Runs
    weekly: Runs
    groups: Mapping[str, np.ndarray]
    rows: np.ndarray
    deciding: Indices

    def share(self, group: str = ALL) -> Share:
        """Return the share of a group's members in which a claim holds."""
        mask = self.groups[group]
        return share_of(self.value[mask], self.rows[mask])


@dataclass(frozen=True)
class Asked:
    """A statement and what it comes to in each case."""

    statement: t.Statement
    cases: tuple[InCase, ...]


@checked
def ask(
    statement: str,
    *,
    under: Given | Iterable[Given] = "baseline",
    members: int = 1000,
    seed: int = 1,
    weeks: int = 260,
    prior: bool = False,
    by: str = READING,
) -> Answer:
    """Return in which share of members a statement holds, or what a question comes to.

    Args:
        statement: a statement or question, such as ``russia.shells_fired >= 10k rounds/day
            throughout 2025`` or ``when first russia.shell_stock < 4m rounds``.
        under: scenarios, each by name, path or as loaded.
        members: size of the ensemble.
        seed: of the ensemble.
        weeks: horizon; dates of the statement must lie inside it.
        prior: use the prior, not the ensemble constrained by the record.
        by: what members are grouped by: reading, reach, structure, or one structure's name.

    Raises:
        InputError: the statement does not fit, with its column and what is accepted there.

    Example:
        >>> import sim
        >>> found = sim.ask("dprk.warheads >= 40 at 2024-11-04", members=16, weeks=80)
        >>> bool(0.0 <= found.table["share"][0] <= 1.0)
        True
    """
    how = Settings(members, seed, weeks, constrained=None if prior else ensemble())
    return ask_of(statement, cases_of(under), how, by)


def ask_of(text: str, cases: Mapping[str, Case], how: Settings, by: str = READING) -> Answer:
    """Return the answer for cases and settings; see `ask`."""
    structures_by(by)
    said = read(text, Clock.of(next(iter(cases.values())), how.weeks))
    others = named_cases(said.cases, cases)
    found = outcomes(list(cases.values()), said.measures, lambda p: taken(said, p), how, others)
    parts = []
    for (name, case), values in zip(cases.items(), found.values, strict=True):
        parts.append(in_case(name, values, members_of(case, how), by))
    asked = Asked(said, tuple(parts))
    return answer(asked, about(how, tuple(cases), found.failed), by)


def taken(said: t.Statement, paths: Paths) -> Runs:
    """Return the `ROWS` and the weeks of a statement, shape (row, member)."""
    value = value_of(said.said, paths)
    if isinstance(said.said, t.HowMuch):
        weekly = paths.weekly(said.said.quantity)
        blank = np.full((len(ROWS) - 1, len(value)), np.nan)
        return np.concatenate([value[np.newaxis], blank, weekly])
    condition, span = said.conditions[0]
    flags = holds_by_week(condition, paths)
    over = t.Span(0, said.weeks - 1, "the run")
    first = first_week(flags, over if isinstance(said.said, t.Claim) else span)
    held = flags[span.first : span.last + 1].sum(axis=0)
    kind = getattr(said.said.formula, "kind", "by") if isinstance(said.said, t.Claim) else "by"
    gap = margin(condition, span, kind, paths)
    rows = [value, first, held, np.full(len(value), np.nan) if gap is None else gap]
    return np.concatenate([np.stack([np.asarray(r, dtype=np.float64) for r in rows]), flags])


def in_case(name: str, values: Runs, members: Members, by: str) -> InCase:
    """Return what a statement comes to in one case from the rows of `taken`."""
    value, first, held, gap = values[: len(ROWS)]
    everyone = np.ones(len(value), dtype=bool)
    last = float(np.max(value[np.isfinite(value)], initial=0.0))
    shown = np.where(value == NEVER, last + 1.0, value)
    return InCase(
        name=name, value=value, first=first, held=held, margin=gap, weekly=values[len(ROWS) :],
        groups={ALL: everyone, **groups_of(members, by)}, rows=members.rows,
        deciding=indices(members.inputs, shown),
    )  # fmt: skip


def answer(asked: Asked, rests: Mapping[str, object], by: str) -> Answer:
    """Return the answer in words with its table."""
    said = asked.statement.said
    claim = isinstance(said, t.Claim)
    sentences = [_first(asked, rests), _second(asked)]
    return Answer(
        verb="ask", question=asked.statement.text, sentences=tuple(sentences),
        table=table_of(asked), notes=(*asked.statement.notes, *_notes(asked, by, rests)),
        about=rests, found=asked, met=_met(asked) if claim else None,
    )  # fmt: skip


def table_of(asked: Asked) -> pd.DataFrame:
    """Return one row a case and group."""
    said, weeks = asked.statement.said, asked.statement.weeks
    rows = []
    for case in asked.cases:
        for group, mask in case.groups.items():
            row: dict[str, object] = {"case": case.name, "group": group}
            fine = mask & ~np.isnan(case.value)
            row |= {"members": int(fine.sum()), "parameter_rows": len(np.unique(case.rows[fine]))}
            if isinstance(said, t.Claim):
                share = case.share(group)
                row |= {"share": share.share, "share_low": share.low, "share_high": share.high}
            if isinstance(said, t.HowMuch):
                row |= _three("amount", case.value[mask]) | {"unit": said.quantity.unit}
            elif isinstance(said, t.HowLong):
                row |= _three("weeks_held", case.value[mask])
            else:
                first = case.value if isinstance(said, t.When) else case.first
                never = float(np.mean(first[mask][~np.isnan(case.value[mask])] == NEVER))
                row |= {"never": never} | _dates("first", first[mask], weeks)
                row |= _three("weeks_held", case.held[mask])
                if not np.isnan(case.margin[mask]).all():
                    row |= _three("margin", case.margin[mask])
                    row["unit"] = next(iter(asked.statement.quantities)).unit
            rows.append(row)
    return pd.DataFrame(rows)


def _three(name: str, values: Runs) -> dict[str, object]:
    return dict(
        zip((f"{name}_{q}" for q in ("q05", "q50", "q95")), words.quantiles(values), strict=True)
    )


def _dates(name: str, values: Runs, weeks: int) -> dict[str, object]:
    shown = [words.week(q, weeks) for q in words.quantiles(values)]
    return dict(zip((f"{name}_{q}" for q in ("q05", "q50", "q95")), shown, strict=True))


def _met(asked: Asked) -> bool | None:
    """Return whether the bar of a claim is met in every case; None where it has none."""
    said = asked.statement.said
    if not isinstance(said, t.Claim) or said.bar is None:
        return None
    bar = said.bar
    shares = []
    for case in asked.cases:
        groups = (
            [g for g in case.groups if g != ALL] if bar.each and len(case.groups) > 1 else [ALL]
        )
        shares += [case.share(group).share for group in groups]
    return all(s >= bar.share if bar.least else s <= bar.share for s in shares)


def _first(asked: Asked, rests: Mapping[str, object]) -> str:
    said = asked.statement.said
    parts = [_level(asked, case) for case in asked.cases]
    if len(parts) > FEW_CASES:
        parts = [_over_cases(asked)]
    rest = f"{rests['members']:,} members, {rests['ensemble']} ensemble"
    bar = ""
    if isinstance(said, t.Claim) and said.bar is not None:
        wanted = f"{'at least' if said.bar.least else 'at most'} {words.percent(said.bar.share)}"
        each = " under each reading" if said.bar.each else ""
        bar = f"; the bar of {wanted} of members{each} is {'met' if _met(asked) else 'not met'}"
    return f"“{_bare(asked.statement.text)}”: {'; '.join(parts)} ({rest}){bar}."


def _over_cases(asked: Asked) -> str:
    """Return the lowest and the highest of many cases."""
    said = asked.statement.said
    if isinstance(said, t.Claim):
        levels = [case.share().share for case in asked.cases]
    else:
        levels = [words.quantiles(case.value)[1] for case in asked.cases]
    ends = [asked.cases[i] for i in (int(np.argmin(levels)), int(np.argmax(levels)))]
    told = " and ".join(f"lowest: {_level(asked, c)}" if i == 0 else f"highest: {_level(asked, c)}"
                        for i, c in enumerate(ends))  # fmt: skip
    return f"over {len(levels)} cases, {told}"


def _bare(text: str) -> str:
    return " ".join(text.split())


def _level(asked: Asked, case: InCase) -> str:
    """Return what a statement comes to in a case: pooled, and by group where groups differ."""
    said = asked.statement.said
    groups = [g for g in case.groups if g != ALL]
    name = case.name.replace("_", " ")
    if not isinstance(said, t.Claim):
        return f"{_quantity(said, case.value, asked.statement.weeks)} in {name}"
    by = {group: case.share(group) for group in groups}
    split = [
        f"{g.replace('_', ' ')} {words.percent(s.share)}"
        for g, s in by.items()
        if s.members >= FEWEST
    ]
    if straddle(by):
        return f"in {name} it depends on the reading of the record: {words.listed(split)}"
    share = case.share()
    interval = f"95 % interval {words.percent(share.low)} to {words.percent(share.high)}"
    more = f"; {words.listed(split)}" if split else ""
    return f"in {name} it holds in {words.percent(share.share)} of members ({interval}{more})"


def _quantity(said: t.Said, values: Runs, weeks: int) -> str:
    low, middle, high = words.quantiles(values)
    if isinstance(said, t.When):
        never = float(np.mean(values[~np.isnan(values)] == NEVER))
        if low == NEVER:
            return f"{words.week(low, weeks)}, if ever, in nineteen members of twenty"
        span = f"5 to 95 %: {words.week(low, weeks)} to {words.week(high, weeks)}"
        middle_week = words.week(middle, weeks)
        return f"{middle_week} in the median member ({span}); never in {words.percent(never)}"
    if isinstance(said, t.HowLong):
        return f"{middle:.0f} weeks in the median member (5 to 95 %: {low:.0f} to {high:.0f})"
    assert isinstance(said, t.HowMuch)
    unit = said.quantity.unit
    span = words.band(low, high, unit)
    return f"{words.amount(middle, unit)} in the median member (5 to 95 %: {span})"


def _second(asked: Asked) -> str:
    """Return when it first holds and for how long, and the assumptions that decide it."""
    said, case, weeks = asked.statement.said, asked.cases[0], asked.statement.weeks
    first = ""
    if isinstance(said, t.Claim):
        first = f"{_passage(case, weeks)}{_holding(asked, case)}{_spare(asked, case)}"
    decide = case.deciding.ranked(DECIDE)
    if decide:
        named = [f"{words.spoken(n)} ({words.percent(i)} of the variance)" for n, i in decide]
        rests = f"rests most on {words.listed(named)}"
    else:
        rests = "rests on no single assumption that this many members can tell from noise"
    return f"{first}; it {rests}." if first else f"It {rests}."


def _passage(case: InCase, weeks: int) -> str:
    """Return when the condition first holds, over all members."""
    low, middle, high = words.quantiles(case.first)
    if low == NEVER:
        never = f"{words.week(low, weeks)}, if ever, in nineteen members of twenty"
        return f"The condition first holds {never}"
    span = f"5 to 95 %: {words.week(low, weeks)} to {words.week(high, weeks)}"
    verb = "in the week of " if middle != NEVER else ""
    return (
        f"The condition first holds {verb}{words.week(middle, weeks)} in the median member ({span})"
    )


def _holding(asked: Asked, case: InCase) -> str:
    """Return for how many of the weeks asked the condition holds, where they are several."""
    span = asked.statement.conditions[0][1]
    count = span.last - span.first + 1
    if count == 1:
        return ""
    low, middle, high = words.quantiles(case.held)
    return f" and holds in {middle:.0f} ({low:.0f} to {high:.0f}) of {count} weeks"


def _spare(asked: Asked, case: InCase) -> str:
    gap = words.quantiles(case.margin)[1]
    if not np.isfinite(gap):
        return ""
    unit = asked.statement.quantities[0].unit
    size = words.amount(abs(gap), unit)
    return f", with {size} to spare" if gap >= 0 else f", {size} short in the week that decides"


def _notes(asked: Asked, by: str, rests: Mapping[str, object]) -> Sequence[str]:
    out = []
    if len(asked.cases[0].groups) == 1 and by != READING:
        out.append(f"members do not differ by {by} here, so that there are no groups")
    if rests.get("failed_runs"):
        out.append(f"{rests['failed_runs']} failed runs are left out")
    said = asked.statement.said
    if isinstance(said, t.Claim) and getattr(said.formula, "kind", "") in {"by", "eventually"}:
        brief = words.quantiles(asked.cases[0].held)[1]
        if 0 < brief < 4:
            out.append("it holds for a few weeks only in most: 'for 4 weeks running' asks more")
    return out
