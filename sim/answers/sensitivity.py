"""Which assumptions carry an outcome: given-data indices, Sobol' and Morris of designs."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from sim.answers.answer import Answer, about
from sim.answers.asking import READING, Given, case_of
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
from sim.sweeps.designs.design import Sample
from sim.sweeps.outcome import outcome
from sim.sweeps.reader import SweepResults
from sim.sweeps.sides import Held, hold, sides_of
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
    name, case = case_of(under)
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
    results: SweepResults, variable: str, selector: str = "", language: str = "en", *, at: str = ""
) -> Answer:
    """Return the influence of a sweep's inputs on a saved measure, by the method of its sample.

    A Saltelli sample gives Sobol' indices, Morris trajectories mu* and sigma, both of the mean over
    the members of a row and at one setting of whatever else is crossed; anything else gives
    given-data indices, of the mean of a sampled row or of every run of a grid.

    Args:
        results: of the sweep.
        variable: a saved measure.
        selector: as ``actor=dprk``, for measures that need one.
        language: of what is said and drawn.
        at: settings that are held, as ``structure.reading=heavier_fire``.
    """
    of, sample = outcome(results, variable, selector), results.design.sample
    made = sample is not None and sample.method in DESIGNED
    held = _held(results, at, made=made)
    values = of.values[held.mine]  # noqa: PD011  no table
    if sample is not None and made:
        rows = np.where(np.isnan(values).any(axis=1), np.nan, values.mean(axis=1))
        got = replace(DESIGNED[sample.method](sample, rows), unit=of.scale.difference)
    else:
        got = of_cases(_inputs(results, held), values, sampled=sample is not None)
    what = words(language).say(
        "outcome.dated", label=inside(of.label(language), language), when=of.when(language)
    )
    notes = tuple(filter(None, (held.said(results, language).strip(),)))
    text = f"{variable} {selector}".strip()
    return answer_of(got, text, _rests(results), notes, what=what, language=language)


DESIGNED: Mapping[str, Callable[[Sample, Runs], Influence]] = {
    "saltelli": sobol_of, "morris": morris_of,
}  # fmt: skip
"""What analyses a sample that was laid out for it."""


def _held(results: SweepResults, at: str, *, made: bool) -> Held:
    """Return what is held: all that is crossed with a laid-out sample, else what is asked."""
    asked = {part.partition("=")[0].strip() for part in at.split(",")}
    free = [] if made else [name for name in sides_of(results.design) if name not in asked]
    return hold(results, free, at)


def _inputs(results: SweepResults, held: Held) -> pd.DataFrame:
    """Return what differs between cases, one row a case."""
    columns = results.design.coordinates(np.flatnonzero(held.mine))
    inputs = pd.DataFrame(
        {n: v for n, v in columns.items() if n != "row" and len(set(v.tolist())) > 1}
    )
    if inputs.empty:
        raise InputError(f"{results.url}: no input differs between its cases")
    return inputs


def _rests(results: SweepResults) -> dict[str, object]:
    design, prior = results.design, results.store.job.constrained is None
    return {
        "cases": [b.name for b in design.bases], "members": design.members, "seed": design.seed,
        "weeks": design.weeks, "ensemble": "prior" if prior else "constrained",
        "model_version": results.store.manifest["model_version"],
        "assumptions_hash": results.store.manifest["assumptions_hash"],
    }  # fmt: skip


def of_cases(inputs: pd.DataFrame, values: Runs, *, sampled: bool) -> Influence:
    """Return given-data indices of outcomes, shape (case, member), by the inputs of each case.

    Members of a sampled row share every input, so that the value of one input would tell the
    row and all others with it: they are averaged. On a grid each value stands with all others.
    """
    if sampled:
        return given_data(inputs, values.mean(axis=1))
    rows = np.repeat(np.arange(len(inputs)), values.shape[1])
    return given_data(inputs.iloc[rows].reset_index(drop=True), values.reshape(-1))


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
