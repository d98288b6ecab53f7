"""Ask a statement: in which share of members it holds, when first, and on what it rests."""

from collections.abc import Iterable, Mapping

import numpy as np

from sim.answers.answer import Answer, about
from sim.answers.asked import ALL, Asked, InCase, table_of
from sim.answers.asking import READING, Given, cases_of, groups_of, structures_by
from sim.answers.futures import Members, members_of, named_cases, outcomes
from sim.answers.given_data import indices
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
from sim.answers.telling import ask as telling
from sim.answers.words import Voice
from sim.ground.arrays import Runs
from sim.ground.calls import checked
from sim.runs.constrained import ensemble
from sim.runs.settings import Settings
from sim.vocabulary.policy import Case

ROWS = ("value", "first", "held", "margin")
"""What is taken from every member, before the weeks."""


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
    language: str = "en",
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
        language: of what is said and drawn: en or zh.

    Raises:
        InputError: the statement does not fit, with its column and what is accepted there.

    Example:
        >>> import sim
        >>> found = sim.ask("dprk.warheads >= 40 at 2024-11-04", members=16, weeks=80)
        >>> bool(0.0 <= found.table["share"][0] <= 1.0)
        True
    """
    how = Settings(members, seed, weeks, constrained=None if prior else ensemble())
    return ask_of(statement, cases_of(under), how, by, language)


def ask_of(
    text: str,
    cases: Mapping[str, Case],
    how: Settings,
    by: str = READING,
    language: str = "en",
) -> Answer:
    """Return the answer for cases and settings; see `ask`."""
    structures_by(by)
    said = read(text, Clock.of(next(iter(cases.values())), how.weeks))
    others = named_cases(said.cases, cases)
    found = outcomes(list(cases.values()), said.measures, lambda p: taken(said, p), how, others)
    parts = []
    for (name, case), values in zip(cases.items(), found.values, strict=True):
        parts.append(in_case(name, values, members_of(case, how), by))
    asked = Asked(said, tuple(parts))
    return answer(asked, about(how, tuple(cases), found.failed), by, language)


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
    if Asked(said, ()).throughout:
        first = first_week(~flags, span)
    else:
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


def answer(
    asked: Asked, rests: Mapping[str, object], by: str = READING, language: str = "en"
) -> Answer:
    """Return the answer in words with its table."""
    voice = Voice(language, "ask")
    lacks = by if len(asked.cases[0].groups) == 1 and by != READING else ""
    return Answer(
        verb="ask", question=asked.statement.text,
        sentences=telling.sentences(asked, rests, voice), table=table_of(asked),
        notes=(*asked.statement.notes, *telling.notes(asked, rests, voice, lacks=lacks)),
        about=rests, found=asked, met=asked.met, title=telling.title(asked, voice),
        language=language,
    )  # fmt: skip
