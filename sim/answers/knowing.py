"""What it is worth to know one input before a choice: expected value of partial information.

Computed by regression (Strong, Oakley and Brennan 2014): the gain of each strategy over the
others is regressed on one input; knowing the input, the strategy with the best expected gain is
chosen. The in-sample value errs upwards, the cross-fitted one downwards; both are given, with a
bootstrap error, beside what a reshuffled input seems to be worth.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtri
from scipy.stats import gamma

from sim.answers.given_data import split
from sim.answers.words import SHARE, Voice
from sim.ground.arrays import Runs
from sim.vocabulary.assumptions import registry
from sim.vocabulary.wording import Scale

POWERS = 3
"""Degree of the regression on an input's normal score."""

FOLDS = 5
RESAMPLES, NULLS, SEED = 100, 40, 1
CHANCE = 0.05
"""With this chance one of all inputs, none of which matters, comes out above the null."""

TIED = 2.0
"""Standard errors of a difference within which strategies are taken to tie."""

SHOWN = 20
"""Inputs, the most valuable first, whose value gets a bootstrap error."""


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
        scale: how people read it.
    """

    strategies: tuple[str, ...]
    best: str
    level: float
    perfect: float
    table: pd.DataFrame
    unit: str
    scale: Scale


def worth_of(
    inputs: pd.DataFrame,
    gains: Runs,
    names: Sequence[str],
    unit: str = "1",
    scale: Scale = SHARE,
) -> Worth:
    """Return the value of knowing each input.

    Args:
        inputs: one row a member.
        gains: of which more is better, shape (strategy, member); the same members throughout.
        names: of the strategies.
        unit: of the gains.
        scale: how people read them.
    """
    means = gains.mean(axis=1)
    best = int(np.argmax(means))
    numbers, _ = split(inputs)
    luck = np.random.default_rng(SEED)
    rows = []
    nulls = {
        n: _null(_basis(inputs, n, n in numbers), gains, luck, inputs.shape[1])
        for n in _samples(inputs, numbers)
    }
    for name in inputs:
        basis = _basis(inputs, str(name), name in numbers)
        null = nulls[NUMBER] if name in numbers else nulls.get(str(name), 0.0)
        value = in_sample(basis, gains)
        rows.append(
            {"input": str(name), "in_sample": value, "cross_fitted": cross_fitted(basis, gains),
             "null": null, "above_null": value > null, "confidence": _confidence(str(name)),
             "name": Voice().spoken(str(name))}
        )  # fmt: skip
    table = pd.DataFrame(rows).sort_values("in_sample", ascending=False, kind="stable")
    table = table.reset_index(drop=True)
    errors = [
        _error(_basis(inputs, n, n in numbers), gains, luck) for n in table["input"].head(SHOWN)
    ]
    table.insert(3, "error", pd.Series(errors, dtype=float))
    perfect = float(gains.max(axis=0).mean() - means[best])
    return Worth(tuple(names), names[best], float(means[best]), perfect, table, unit, scale)


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
    """Return the standard error of the in-sample value: bootstrap spread and the bias of ties.

    What is subtracted is the mean of the strategy that came out best. Where strategies tie within
    chance, luck picked that one, and the value errs down by as much as the largest of their means
    errs up: that error is counted too, since no bootstrap of the sample shows all of it.
    """
    count = gains.shape[1]
    over = _against(gains)
    drawn, means = [], []
    for _ in range(RESAMPLES):
        some = luck.integers(count, size=count)
        drawn.append(in_sample(basis[some], gains[:, some]))
        means.append(over[some].mean(axis=0))
    return float(np.hypot(np.std(drawn, ddof=1), _luck_of_ties(over.mean(axis=0), np.stack(means))))


def _luck_of_ties(mean: Runs, means: Runs) -> float:
    """Return by how much the best of strategies that tie within two errors errs up.

    Args:
        mean: of each strategy, shape (strategy,).
        means: of resampled members, shape (resample, strategy).
    """
    best = int(mean.argmax())
    gap = means - means[:, [best]]
    tied = mean - mean[best] >= -TIED * gap.std(axis=0)
    return float((means - mean)[:, tied].max(axis=1).mean())


def _null(basis: Runs, gains: Runs, luck: np.random.Generator, tried: int) -> float:
    """Return what the best of so many reshuffled inputs seems to be worth, in 19 of 20 samples.

    Values of reshuffled inputs are all but gamma distributed; its tail is taken by their moments.
    """
    seen = np.asarray([in_sample(luck.permutation(basis), gains) for _ in range(NULLS)])
    mean, spread = float(seen.mean()), float(seen.var())
    if mean <= 0.0 or spread == 0.0:
        return float(seen.max())
    tail = float(gamma.isf(CHANCE / tried, mean**2 / spread, scale=spread / mean))
    return tail
