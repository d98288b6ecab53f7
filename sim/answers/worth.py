"""What it would be worth to know an assumption before choosing a strategy."""

from collections.abc import Iterable

import numpy as np

from sim.answers.answer import Answer, about
from sim.answers.asking import Given, cases_of
from sim.answers.futures import members_of, statement_of, values_of
from sim.answers.knowing import FOLDS, worth_of
from sim.answers.statements import terms as t
from sim.answers.statements.clock import Clock
from sim.answers.statements.spoken import scale, spoken
from sim.answers.telling import worth as telling
from sim.answers.words import Voice
from sim.ground.errors import InputError
from sim.runs.constrained import ensemble
from sim.runs.settings import Settings

FEWEST = 40
"""Members below which a regression is no evidence."""


def worth(
    measure: str,
    *,
    among: Iterable[Given],
    less: bool = True,
    members: int = 1000,
    seed: int = 1,
    weeks: int = 260,
    prior: bool = False,
    language: str = "en",
) -> Answer:
    """Return what knowing each assumption is worth for a choice among scenarios.

    Args:
        measure: the aim, such as ``dprk.shells_arrived in 2026``, or a claim.
        among: at least two scenarios: the strategies.
        less: whether less of the aim is better.
        members: size of the ensemble.
        seed: of the ensemble.
        weeks: horizon.
        prior: use the prior, not the ensemble constrained by the record.
        language: of what is said and drawn: en or zh.

    Example:
        >>> import sim
        >>> found = sim.worth("dprk.hard_currency_usd", among=["baseline", "oil_squeeze"],
        ...     members=20, weeks=20, prior=True)
        >>> bool(found.table["cross_fitted"].notna().all())
        True
    """
    how = Settings(members, seed, weeks, constrained=None if prior else ensemble())
    cases = cases_of(among)
    if len(cases) < 2:
        raise InputError("--among: name at least two scenarios; a choice needs an alternative")
    first = next(iter(cases.values()))
    said = statement_of(measure, Clock.of(first, weeks))
    found = values_of(said, cases, how, cases)
    gains = np.where(np.isinf(found.values), weeks, found.values)
    fine = np.isfinite(gains).all(axis=0)
    if fine.sum() < 2 * FOLDS:
        raise InputError(f"members: {int(fine.sum())} whole members are too few to say a worth")
    inputs = members_of(first, how).inputs.loc[fine].reset_index(drop=True)
    unit = said.quantities[0].unit if isinstance(said.said, t.HowMuch) else "1"
    got = worth_of(
        inputs, -gains[:, fine] if less else gains[:, fine], list(cases), unit, scale(said.said)
    )
    rests = about(how, tuple(cases), found.failed)
    voice, what = Voice(language, "worth"), spoken(said.said, language)
    few = [voice.say("few", count=int(fine.sum()))] if fine.sum() < FEWEST else []
    return Answer(
        "worth", said.text,
        telling.sentences(got, what, scale(said.said), rests, voice, less=less), got.table,
        (*said.notes, *few), rests, got,
        title=telling.title(got, what, voice, less=less), language=language,
    )  # fmt: skip
