"""Explain one member: the chain of what happened between its two paired runs, in words."""

import numpy as np
import pandas as pd

from sim.answers.answer import Answer, about
from sim.answers.asking import Given, cases_of
from sim.answers.chain import Link, Target, chain_of
from sim.answers.futures import outcomes, statement_of
from sim.answers.statements import terms as t
from sim.answers.statements.clock import Clock
from sim.answers.statements.monitor import Paths
from sim.answers.statements.spoken import label
from sim.answers.telling import chain as telling
from sim.answers.twins import REST, Key, Twin
from sim.answers.words import Voice
from sim.ground.arrays import Runs
from sim.ground.errors import InputError
from sim.ground.weeks import date_of
from sim.runs.constrained import ensemble
from sim.runs.settings import Settings


def explain_member(
    scenario: Given,
    other: Given,
    *,
    member: int,
    measure: str = "russia.shells_fired",
    members: int = 100,
    seed: int = 1,
    weeks: int = 260,
    prior: bool = False,
    language: str = "en",
) -> Answer:
    """Return the chain from a measure's largest difference in one member back to its cause.

    Args:
        scenario: from which the difference is told.
        other: the scenario that differs.
        member: number of the member, from 0.
        measure: a measure, or one at a date or in a period, within which the difference is told.
        members: size of the ensemble that the member is of.
        seed: of the ensemble.
        weeks: horizon.
        prior: use the prior, not the ensemble constrained by the record.
        language: of what is said and drawn: en or zh.

    Raises:
        InputError: the member is not in the ensemble, the measure is no single number of a week,
            or both runs are equal in it.

    Example:
        >>> from sim.answers.member import explain_member
        >>> found = explain_member("baseline", "no_exchange", member=0, members=4, weeks=40,
        ...     measure="dprk.shells_arrived", prior=True)
        >>> bool(found.found[0].before > found.found[0].after)
        True
    """
    if not 0 <= member < members:
        raise InputError(f"--member {member}: the members are 0 to {members - 1}")
    how = Settings(members, seed, weeks, constrained=None if prior else ensemble())
    (name, one), (second, two) = cases_of([scenario, other]).items()
    said = statement_of(measure, Clock.of(one, weeks))
    asked = said.said
    if not isinstance(asked, t.HowMuch) or asked.quantity.how or said.cases:
        raise InputError(
            f"--measure {measure}: a chain starts from one number of a week; write a measure, "
            "'MEASURE at DATE' or 'MEASURE in PERIOD'"
        )
    quantity = asked.quantity
    keep = (quantity.measure,)
    where = quantity.place or 0

    def taken(paths: Paths) -> Runs:
        own = np.asarray(paths.own[quantity.measure], dtype=np.float64)
        return own[:, where] if own.ndim > 2 else own

    found = outcomes([one, two], keep, taken, how).values  # noqa: PD011  no table
    series = found[:, :, member]
    week = _week(series, asked, weeks, bound=quantity.known.bound)
    twins = Twin.run(one, member, how), Twin.run(two, member, how)
    links = chain_of(*twins, Target(quantity.measure, Key(REST, ""), where), series, week)
    voice, what = Voice(language, "chain"), label(asked, language)
    rests = about(how, (name, second)) | {"member": member}
    return Answer(
        "explain", f"{name} to {second}, member {member}: {said.text}",
        telling.sentences(links, what, member, (name, second), voice), table_of(links),
        said.notes, rests, links, title=telling.title(links, what, member, voice),
        language=language,
    )  # fmt: skip


def _week(series: Runs, asked: t.HowMuch, weeks: int, *, bound: bool) -> int:
    """Return the week of the largest difference within what is asked."""
    gap = np.abs(series[1] - series[0])
    if not np.isfinite(gap).all():
        raise InputError("explain: a run of this member failed; choose another")
    gap = gap[1:] if bound else gap
    whole = asked.span.said in {"the run", "the end of the run"}
    first, last = (0, weeks - 1) if whole else (asked.span.first, asked.span.last)
    if not gap[first : last + 1].any():
        raise InputError("explain: both runs of this member are equal in it; choose another")
    return first + int(gap[first : last + 1].argmax())


def table_of(links: list[Link]) -> pd.DataFrame:
    """Return one row a link: what differs, when, by how much, and what makes most of it."""
    voice = Voice("en", "chain")
    rows = []
    for link in links:
        rows.append(
            {"what": telling.target_words(link.target, voice), "week": str(date_of(link.week)),
             "before": link.before, "after": link.after, "grown_by": link.grown,
             "cause": telling.key_words(link.cause, voice) if link.cause else "",
             "of_which": link.share, "other_inputs": link.grown - link.share,
             "interaction": link.rest, "one_sided": link.one_sided}
        )  # fmt: skip
    return pd.DataFrame(rows)
