"""Which assumptions carry an outcome: given-data indices, Sobol' and Morris of designs."""

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from sim.answers.answer import Answer, about
from sim.answers.asking import READING, Given, cases_of
from sim.answers.designed import morris_of, sobol_of
from sim.answers.futures import STRUCTURE, members_of, statement_of, values_of
from sim.answers.influence import Influence, given_data
from sim.answers.statements.clock import Clock
from sim.answers.statements.spoken import spoken
from sim.answers.telling import sensitivity as telling
from sim.answers.words import Voice
from sim.ground.arrays import Runs
from sim.ground.errors import InputError
from sim.runs.constrained import ensemble
from sim.runs.settings import Settings
from sim.sweeps.reader import SweepResults, chosen
from sim.vocabulary.language import words
from sim.vocabulary.wording import inside


def sensitivity(
    measure: str,
    *,
    under: Given | Iterable[Given] = "baseline",
    members: int = 1000,
    seed: int = 1,
    weeks: int = 260,
    prior: bool = True,
    language: str = "en",
) -> Answer:
    """Return which assumptions and structures an outcome or a statement rests on.

    Args:
        measure: an outcome such as ``capability.index[russia] at end of 2026``, or a statement.
        under: the scenario.
        members: of the sample that is drawn.
        seed: of the sample.
        weeks: horizon.
        prior: draw from the prior, else from the constrained ensemble. Readings move the ranges
            of other inputs, so that shares are summed only under one reading of the prior.
        language: of what is said and drawn: en or zh.

    Example:
        >>> import sim
        >>> found = sim.sensitivity("dprk.warheads", members=20, weeks=20)
        >>> len(found.table) > 50
        True
    """
    how = Settings(members, seed, weeks, constrained=None if prior else ensemble())
    ((name, case),) = cases_of(under).items()
    said = statement_of(measure, Clock.of(case, weeks))
    found = values_of(said, {name: case}, how, {name: case})
    outcome = _finite(found.values[0])  # noqa: PD011
    inputs = members_of(case, how).inputs
    apart = prior and STRUCTURE + READING not in inputs
    got = given_data(inputs, outcome, independent=apart)
    rests, what = about(how, (name,), found.failed), spoken(said.said, language)
    return answer_of(got, said.text, rests, said.notes, what=what, language=language)


def _finite(values: Runs) -> Runs:
    """Put weeks that never come one after the last that does."""
    last = float(np.max(values[np.isfinite(values)], initial=0.0))
    return np.where(np.isinf(values), last + 1.0, values)


def sensitivity_in(
    results: SweepResults, variable: str, selector: str = "", language: str = "en"
) -> Answer:
    """Return the influence of a sweep's inputs on a saved measure, by the method of its sample.

    A Saltelli sample gives Sobol' indices, Morris trajectories mu* and sigma, anything else
    given-data indices. Members of a row are averaged.
    """
    saved = results.saved(variable)
    design = results.design
    if not design.save.values:  # noqa: PD011  no table
        raise InputError(
            f"{results.url}: single runs were not kept; sweep again with values = true"
        )
    place = chosen(saved, selector)
    runs = results.runs[variable].transpose("policy", "member", ...)
    values = (runs if place is None else runs[..., place]).to_numpy().astype(np.float64)
    sample = design.sample
    prior = results.store.job.constrained is None
    rests: dict[str, object] = {
        "cases": [b.name for b in design.bases], "members": design.members, "seed": design.seed,
        "weeks": design.weeks, "ensemble": "prior" if prior else "constrained",
    }  # fmt: skip
    if sample is not None and sample.method in {"saltelli", "morris"}:
        if len(sample.rows) != len(design):
            raise InputError(
                f"{results.url}: its rows are crossed with other inputs; analyse one setting at a "
                "time"
            )
        outcome = np.where(np.isnan(values).any(axis=1), np.nan, values.mean(axis=1))
        analyse = sobol_of if sample.method == "saltelli" else morris_of
        got = analyse(sample, outcome)
    else:
        columns = design.coordinates(np.arange(len(design)))
        inputs = pd.DataFrame(
            {n: v for n, v in columns.items() if n != "row" and len(set(v.tolist())) > 1}
        )
        if inputs.empty:
            raise InputError(f"{results.url}: no input differs between its cases")
        long = inputs.loc[np.repeat(inputs.index, values.shape[1])].reset_index(drop=True)
        got = given_data(long, values.reshape(-1))
    text = f"{variable} {selector}".strip()
    return answer_of(got, text, rests, (), what=_variable(variable, selector, language),
                     language=language)  # fmt: skip


def _variable(variable: str, selector: str, language: str) -> str:
    """Return a saved measure in words, with the place in it that is meant."""
    measure, _, reduced = variable.partition(":")
    name = inside(words(language).name("measures", measure), language)
    return " ".join(part for part in (name, reduced.replace("_", " "), selector) if part)


def answer_of(
    got: Influence, text: str, rests: Mapping[str, object], notes: Iterable[str], *,
    what: str = "", language: str = "en",
) -> Answer:  # fmt: skip
    """Return influence in words."""
    voice = Voice(language, "sensitivity")
    more = [voice.say("answers.failed", count=got.dropped)] if got.dropped else []
    shown = what or text
    return Answer(
        "sensitivity", text, telling.sentences(got, shown, rests, voice), got.table,
        (*notes, *more), rests, got, title=telling.title(got, shown, voice), language=language,
    )  # fmt: skip
