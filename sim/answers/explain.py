"""Explain a difference between two scenarios: how much each lever, step, assumption adds to it."""

from collections.abc import Mapping

import numpy as np

from sim.answers.answer import Answer, about
from sim.answers.asking import Given, cases_of
from sim.answers.explained import Explained, table_of
from sim.answers.futures import outcomes, statement_of
from sim.answers.member import explain_member
from sim.answers.parts import Change, changes_of, with_changes
from sim.answers.shapley import EXACT, orders_of, shares, subsets_of
from sim.answers.statements import terms as t
from sim.answers.statements.clock import Clock
from sim.answers.statements.monitor import Paths, value_of
from sim.answers.statements.spoken import scale, spoken
from sim.answers.telling import explain as telling
from sim.answers.words import Voice
from sim.ground.arrays import Runs
from sim.ground.errors import InputError
from sim.runs.constrained import ensemble
from sim.runs.settings import Settings
from sim.vocabulary.components import components
from sim.vocabulary.measures import dimension
from sim.vocabulary.policy import Case

INDEX, COMPONENT = "capability.index", "capability.component"
SAME = 1e-3
"""Stated tolerance: an index is the geometric mean of its components, up to stored rounding."""

MOST = 40
"""Changes that are split at most."""


def explain(
    scenario: Given,
    other: Given,
    *,
    measure: str = "russia.shells_fired",
    members: int = 100,
    seed: int = 1,
    weeks: int = 260,
    prior: bool = False,
    language: str = "en",
    member: int | None = None,
) -> Answer:
    """Return how much of the difference between two scenarios each change between them makes.

    Args:
        scenario: from which the difference is told.
        other: the scenario that differs.
        measure: an outcome such as ``capability.index[russia] at end of 2026``, or a claim.
        members: size of the ensemble.
        seed: of the ensemble.
        weeks: horizon.
        prior: use the prior, not the ensemble constrained by the record.
        language: of what is said and drawn: en or zh.
        member: number of one member, from 0: the chain of what happened in it is told instead.

    Example:
        >>> import sim
        >>> found = sim.explain("baseline", "oil_squeeze", measure="dprk.hard_currency_usd",
        ...     members=8, weeks=20, prior=True)
        >>> bool(abs(found.table["mean"].sum() - found.found.after.mean()
        ...     + found.found.before.mean()) < 1)
        True
    """
    if member is not None:
        return explain_member(
            scenario, other, member=member, measure=measure, members=members, seed=seed,
            weeks=weeks, prior=prior, language=language,
        )  # fmt: skip
    how = Settings(members, seed, weeks, constrained=None if prior else ensemble())
    cases = cases_of([scenario, other])
    (name, one), (second, two) = cases.items()
    said = statement_of(measure, Clock.of(one, weeks))
    if said.cases:
        raise InputError("explain: the two scenarios are compared; name none in the measure")
    changes = changes_of(one, two)
    if len(changes) > MOST:
        raise InputError(f"explain: {len(changes)} changes are too many to split; at most {MOST}")
    got, failed = _split(said, one, changes, how)
    rests = about(how, (name, second), failed)
    voice, what = Voice(language, "explain"), spoken(said.said, language)
    return Answer(
        "explain", f"{name} to {second}: {said.text}",
        telling.sentences(got, what, rests, voice), table_of(got), said.notes, rests, got,
        title=telling.title(got, what, rests, voice), language=language,
    )  # fmt: skip


def _split(
    said: t.Statement, one: Case, changes: list[Change], how: Settings
) -> tuple[Explained, int]:
    kinds = list(dict.fromkeys(change.group for change in changes))
    orders = orders_of([kinds.index(change.group) for change in changes])
    subsets = subsets_of(orders)
    rows = _component_rows(said)
    keep = tuple(dict.fromkeys([*said.measures, *([COMPONENT] if rows else [])]))

    def taken(paths: Paths) -> Runs:
        value = value_of(said.said, paths)[np.newaxis]
        if not rows:
            return value
        week = said.said.span.last + 1  # type: ignore[union-attr]
        return np.concatenate([value, paths.own[COMPONENT][week][rows].astype(np.float64)])

    found = outcomes([with_changes(one, changes, s) for s in subsets], keep, taken, how)
    values = found.values
    fine = np.isfinite(values).all(axis=(0, 1))
    if not fine.any():
        raise InputError("explain: the outcome is unknown or never comes in every member")
    by = {s: v[:, fine] for s, v in zip(subsets, values, strict=True)}
    single = {s: v[0] for s, v in by.items()}
    every = frozenset(range(len(changes)))
    parts, named = _through(by, orders, rows)
    alone = [single[frozenset([i])] - single[frozenset()] for i in range(len(changes))]
    last = [single[every] - single[every - {i}] for i in range(len(changes))]
    unit = said.quantities[0].unit if isinstance(said.said, t.HowMuch) else "1"
    return Explained(
        tuple(changes), single[frozenset()], single[every], shares(single, orders),
        np.stack(alone), np.stack(last), parts, named, len(changes) <= EXACT, unit,
        scale(said.said),
    ), found.failed  # fmt: skip


def _component_rows(said: t.Statement) -> list[int]:
    """Return the rows of an actor's components where the outcome is its index at one date."""
    outcome = said.said
    if not (isinstance(outcome, t.HowMuch) and outcome.at and outcome.quantity.measure == INDEX):
        return []
    if outcome.quantity.how or outcome.quantity.under:
        return []
    every = dimension("component")
    return [i for i, n in enumerate(every) if components()[n].actor == outcome.quantity.label]


def _through(
    by: Mapping[frozenset[int], Runs], orders: list[tuple[int, ...]], rows: list[int]
) -> tuple[Runs | None, tuple[str, ...]]:
    """Return the share of each change through each component, in index points.

    The log of an index is the mean of the logs of its components; a change of a log is turned into
    points by the member's logarithmic mean of the two indices, so that both margins add up.
    """
    if not rows:
        return None, ()
    start, end = by[frozenset()], by[frozenset(range(len(orders[0])))]
    geometric = np.exp(np.log(start[1:]).mean(axis=0))
    if np.abs(geometric / start[0] - 1.0).max() > SAME:
        return None, ()
    logs = {s: np.log(v[1:]) / len(rows) for s, v in by.items()}
    before, after = (np.exp(np.log(v[1:]).mean(axis=0)) for v in (start, end))
    gap = np.log(after) - np.log(before)
    flat = np.abs(gap) < 1e-12
    mean = np.where(flat, before, (after - before) / np.where(flat, 1.0, gap))
    named = tuple(dimension("component")[i] for i in rows)
    return shares(logs, orders) * mean, named
