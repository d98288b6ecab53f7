"""What it would be worth to know an assumption before choosing a strategy.

Expected value of partial perfect information by regression (Strong, Oakley and Brennan 2014): the
gain of each strategy over the others is regressed on one input; knowing the input, the strategy
with the best expected gain is chosen. The in-sample value errs upwards, the cross-fitted one
downwards; both are given, with a bootstrap error, beside what a reshuffled input seems to be worth.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtri

from sim.answers import words
from sim.answers.answer import Answer, about
from sim.answers.asking import Given, cases_of
from sim.answers.futures import members_of, statement_of, values_of
from sim.answers.given_data import split
from sim.answers.statements import terms as t
from sim.answers.statements.clock import Clock
from sim.ground.arrays import Runs
from sim.ground.errors import InputError
from sim.runs.constrained import ensemble
from sim.runs.settings import Settings
from sim.vocabulary.assumptions import registry

POWERS = 3
"""Degree of the regression on an input's normal score."""

FOLDS = 5
RESAMPLES, NULLS, SEED = 100, 40, 1
NULL = 0.95
"""Share of reshuffled inputs whose value stays below the null."""

SHOWN = 20
"""Inputs, the most valuable first, whose value gets a bootstrap error."""

FEWEST = 40
"""Members below which a regression is no evidence."""


@dataclass(frozen=True)
class Worth:
    """Value of knowing each input.

    Attributes:
        strategies: names of the cases.
        best: name of the case that is best without knowing.
        level: its mean of the aim.
        perfect: value of knowing everything, in the unit of the aim.
        table: one row an input: in-sample value, cross-fitted value, standard error, null.
        unit: of the aim.
    """

    strategies: tuple[str, ...]
    best: str
    level: float
    perfect: float
    table: pd.DataFrame
    unit: str


def worth(
    measure: str,
    *,
    among: Iterable[Given],
    less: bool = True,
    members: int = 1000,
    seed: int = 1,
    weeks: int = 260,
    prior: bool = False,
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
    got = worth_of(inputs, -gains[:, fine] if less else gains[:, fine], list(cases), unit)
    rests = about(how, tuple(cases), found.failed)
    few = [f"{int(fine.sum())} members are few for a regression"] if fine.sum() < FEWEST else []
    return Answer(
        "worth", said.text, _sentences(got, said.text, rests, less=less), got.table,
        (*said.notes, *few), rests, got,
    )  # fmt: skip


def worth_of(inputs: pd.DataFrame, gains: Runs, names: Sequence[str], unit: str = "1") -> Worth:
    """Return the value of knowing each input.

    Args:
        inputs: one row a member.
        gains: of which more is better, shape (strategy, member); the same members throughout.
        names: of the strategies.
        unit: of the gains.
    """
    means = gains.mean(axis=1)
    best = int(np.argmax(means))
    numbers, _ = split(inputs)
    luck = np.random.default_rng(SEED)
    rows = []
    nulls = {
        n: _null(_basis(inputs, n, n in numbers), gains, luck) for n in _samples(inputs, numbers)
    }
    for name in inputs:
        basis = _basis(inputs, str(name), name in numbers)
        null = nulls[NUMBER] if name in numbers else nulls.get(str(name), 0.0)
        value = in_sample(basis, gains)
        rows.append(
            {"input": str(name), "in_sample": value, "cross_fitted": cross_fitted(basis, gains),
             "null": null, "above_null": value > null, "confidence": _confidence(str(name)),
             "name": words.spoken(str(name))}
        )  # fmt: skip
    table = pd.DataFrame(rows).sort_values("in_sample", ascending=False, kind="stable")
    table = table.reset_index(drop=True)
    errors = [
        _error(_basis(inputs, n, n in numbers), gains, luck) for n in table["input"].head(SHOWN)
    ]
    table.insert(3, "error", pd.Series(errors, dtype=float))
    perfect = float(gains.max(axis=0).mean() - means[best])
    return Worth(tuple(names), names[best], float(means[best]), perfect, table, unit)


NUMBER = "a number"


def _samples(inputs: pd.DataFrame, numbers: Sequence[str]) -> list[str]:
    """Return for which inputs a null is made: one for all numbers, one each for names."""
    named = [str(n) for n in inputs if n not in numbers]
    return [*([NUMBER] if numbers else []), *named]


def _confidence(name: str) -> str:
    return registry()[name].confidence if name in registry().entries else ""


def _basis(inputs: pd.DataFrame, name: str, number: bool) -> Runs:
    """Return the columns of the regression on one input, shape (member, column)."""
    if name == NUMBER or number:
        count = len(inputs)
        column = np.arange(count) if name == NUMBER else inputs[name].to_numpy()
        rank = np.argsort(np.argsort(column, kind="stable"), kind="stable")
        score = ndtri((rank + 0.5) / count)
        return np.stack([score**k for k in range(POWERS + 1)], axis=1)
    codes = pd.factorize(inputs[name])[0]
    return np.asarray(codes[:, np.newaxis] == np.unique(codes), dtype=np.float64)


def _against(gains: Runs) -> Runs:
    """Return gains over the first strategy, which is all that a choice depends on."""
    return np.asarray((gains - gains[0]).T)


def in_sample(basis: Runs, gains: Runs) -> float:
    """Return the value of choosing by a regression on its own members; errs upwards."""
    over = _against(gains)
    fitted = basis @ np.linalg.lstsq(basis, over, rcond=None)[0]
    return float(fitted.max(axis=1).mean() - over.mean(axis=0).max())


def cross_fitted(basis: Runs, gains: Runs) -> float:
    """Return the value of choosing by a regression on other members; errs downwards."""
    over = _against(gains)
    fold = np.arange(len(over)) % FOLDS
    chosen = np.zeros(len(over))
    blind = np.zeros(len(over))
    for k in range(FOLDS):
        here = fold == k
        weights = np.linalg.lstsq(basis[~here], over[~here], rcond=None)[0]
        pick = (basis[here] @ weights).argmax(axis=1)
        chosen[here] = over[here][np.arange(int(here.sum())), pick]
        blind[here] = over[here][:, int(over[~here].mean(axis=0).argmax())]
    return float(chosen.mean() - blind.mean())


def _error(basis: Runs, gains: Runs, luck: np.random.Generator) -> float:
    """Return the bootstrap standard error of the in-sample value."""
    count = gains.shape[1]
    drawn = []
    for _ in range(RESAMPLES):
        some = luck.integers(count, size=count)
        drawn.append(in_sample(basis[some], gains[:, some]))
    return float(np.std(drawn))


def _null(basis: Runs, gains: Runs, luck: np.random.Generator) -> float:
    """Return what a reshuffled input seems to be worth in all but one sample of twenty."""
    seen = [in_sample(luck.permutation(basis), gains) for _ in range(NULLS)]
    return float(np.quantile(seen, NULL))


def _sentences(
    got: Worth, text: str, rests: Mapping[str, object], *, less: bool
) -> tuple[str, str]:
    wanted = "less" if less else "more"
    level = words.amount(-got.level if less else got.level, got.unit)
    top = got.table[got.table["above_null"]].head(3)
    chosen = (
        f"for {wanted} “{text}” {got.best.replace('_', ' ')} is best without knowing more ({level})"
    )
    if len(top):
        named = [
            f"{r['name']} ({words.amount(r['in_sample'], got.unit)}, standard error "
            f"{words.amount(r['error'], got.unit)}; cross-fitted "
            f"{words.amount(r['cross_fitted'], got.unit)})"
            for _, r in top.iterrows()
        ]
        first = f"Evidence to look for first: {words.listed(named)}"
    else:
        first = "No single assumption is worth more than chance at this size"
    perfect = words.amount(got.perfect, got.unit)
    second = (
        f"Among {len(got.strategies)} strategies {chosen}; knowing everything would be worth "
        f"{perfect} "
        f"({rests['members']:,} members, {rests['ensemble']} ensemble; {len(got.table)} inputs)."
    )
    return f"{first}.", second
