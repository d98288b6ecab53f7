"""How much each input explains of an outcome: given-data indices, an interval, a floor, a load."""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.answers.given_data import Prepared, indices
from sim.answers.words import Voice
from sim.ground.arrays import Runs
from sim.ground.errors import InputError
from sim.vocabulary.assumptions import registry
from sim.vocabulary.levers import levers

RESAMPLES, SEED = 50, 1
PARTS = (4, 2, 1)
"""The curve of convergence: indices at these fractions of the sample."""

SOURCING = {"high": 0.25, "medium": 0.5, "low": 1.0, "reference": 0.0}
"""How weakly a number is sourced: what a load-bearing assumption is weighed by."""

GIVEN, SOBOL, MORRIS = "given-data", "Sobol'", "Morris"


@dataclass(frozen=True)
class Influence:
    """How much each input explains.

    Attributes:
        method: given-data, Sobol' or Morris.
        table: one row an input, the most influential first: index with interval, index at a
            quarter and a half of the sample, sourcing, load.
        floor: what the highest index of an input that does nothing stays below.
        rest: one minus the sum of first-order indices: interactions and noise; NaN where inputs
            are correlated or the method gives none.
        rows: of the sample that were used.
        dropped: rows left out because a run failed.
        unit: of the effects of Morris; shares of variance have none.
    """

    method: str
    table: pd.DataFrame
    floor: float
    rest: float
    rows: int
    dropped: int
    unit: str = ""


def given_data(inputs: pd.DataFrame, outcome: Runs, *, independent: bool = True) -> Influence:
    """Return given-data indices with bootstrap intervals, a floor and a curve of convergence.

    Raises:
        InputError: the outcome is the same in every member, or every run failed.
    """
    fine = np.isfinite(outcome)
    check(outcome[fine])
    used, y = inputs.loc[fine].reset_index(drop=True), outcome[fine]
    found = indices(used, y)
    low, high = _interval(used, y, found.index)
    mixed = np.random.default_rng(SEED).permutation(len(y))
    parts = {part: mixed[: len(y) // part] for part in PARTS[:-1]}
    curve = {
        f"at_1/{part}": indices(used.iloc[some], y[some], floor=False).index
        for part, some in parts.items()
    }
    table = pd.DataFrame(
        {"input": found.names, "index": found.index, "low": low, "high": high, **curve}
    )
    rest = 1.0 - float(np.maximum(found.index, 0.0)[found.index > found.floor].sum())
    return Influence(
        GIVEN, loaded(table, found.floor), found.floor, rest if independent else math.nan,
        len(y), int((~fine).sum()),
    )  # fmt: skip


def check(outcome: Runs) -> None:
    """Raise InputError where there is no outcome, or it is the same in every run."""
    if not outcome.size:
        raise InputError("sensitivity: every run failed; nothing can be said")
    if np.ptp(outcome) == 0.0:
        raise InputError(
            f"sensitivity: the outcome is {outcome[0]:g} in every run, so that nothing moves it; "
            "ask "
            "for another measure or date"
        )


def _interval(inputs: pd.DataFrame, y: Runs, index: Runs) -> tuple[Runs, Runs]:
    """Return 95 % intervals of the indices from halves of the sample, scaled to the whole.

    Members drawn twice would be their own neighbours and make every index too high, so that
    subsamples are drawn without replacement; their spread is that of the whole times root two.
    """
    luck, half = np.random.default_rng(SEED), max(2, len(y) // 2)
    drawn = []
    for _ in range(RESAMPLES):
        some = np.sort(luck.choice(len(y), size=half, replace=False))
        drawn.append(
            Prepared.of(inputs.iloc[some]).indices(y[some]) if np.ptp(y[some]) > 0 else index
        )
    spread = np.std(drawn, axis=0) * math.sqrt(half / (len(y) - half) if len(y) > half else 1.0)
    # a half without replacement varies by (1/half - 1/n): times half/(n - half) it is 1/n
    return index - 1.96 * spread, index + 1.96 * spread


def loaded(table: pd.DataFrame, floor: float, *, sure: bool = False) -> pd.DataFrame:
    """Add how weakly each input is sourced, and its load: influence above the floor x that.

    Args:
        table: index and interval by input.
        floor: of noise.
        sure: whether the whole interval must lie above 0 as well, for methods whose floor is that
            of one input and not of the largest of many.
    """
    known = registry().entries
    grade = [known[n].confidence if n in known else "" for n in table["input"]]
    weak = np.asarray(
        [0.0 if n in levers() else SOURCING.get(g, 1.0)
         for n, g in zip(table["input"], grade, strict=True)]
    )  # fmt: skip
    above = table["index"].to_numpy() > floor
    if sure:
        above &= table["low"].to_numpy() > 0.0
    out = table.assign(
        above_floor=above, confidence=grade,
        load=np.where(above, table["index"].to_numpy() * weak, 0.0),
        name=[Voice().spoken(n) for n in table["input"]],
    )  # fmt: skip
    return out.sort_values("index", ascending=False, kind="stable").reset_index(drop=True)
