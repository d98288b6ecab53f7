"""Boxes of a group of members, their chance, and their worth on members the fit did not see."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from sim.answers.learner import helped
from sim.answers.prim import LEAST, SIGNIFICANT, Box, find_box
from sim.ground.arrays import Runs

SHUFFLES, SEED = 39, 1
FOLDS = 5
BOXES = 3
"""Boxes that are looked for one after the other, each among members outside the earlier ones."""

ENOUGH = 20
"""Members an input needs before boxes are looked for without a learner's help."""

HALF = 0.5
"""Share above which boxes are looked for in which the statement fails."""


@dataclass(frozen=True)
class Discovered:
    """Boxes of one group of members.

    Attributes:
        group: reading, or all members.
        rate: share of its members in which the statement holds.
        boxes: with p at most .05, the first found first.
        p: chance that reshuffled labels give a box as good as the first.
        unseen: coverage and density of the procedure on members that its fit did not see.
        path: coverage, density and mass on the way to the first box.
        members: how many.
        learner: whether a learner labelled further points (REDS).
        wanted: whether boxes are of members in which it holds; where it holds in more than half
            of them, boxes are of those in which it does not, which say more.
    """

    group: str
    rate: float
    boxes: tuple[Box, ...]
    p: float
    unseen: tuple[float, float]
    path: Runs
    members: int
    learner: bool
    wanted: bool = True


@dataclass(frozen=True)
class Discovery:
    """What was discovered, with the sample behind it."""

    groups: tuple[Discovered, ...]
    inputs: pd.DataFrame
    happens: Runs
    tree: str


def boxes_of(
    group: str, inputs: pd.DataFrame, happens: Runs, *, learner: bool = False
) -> Discovered:
    """Return the boxes of the rarer of what happens and what does not, with the rate of the first.

    Args:
        group: name of the members.
        inputs: one row a member.
        happens: 1 or 0, shape (member,).
        learner: let a forest label further points where members are few.
    """
    rate = float(happens.mean()) if len(happens) else math.nan
    wanted = not rate > HALF
    found = _boxes(group, inputs, happens if wanted else 1.0 - happens, learner=learner)
    return replace(found, rate=rate, wanted=wanted)


def _boxes(group: str, inputs: pd.DataFrame, happens: Runs, *, learner: bool = False) -> Discovered:
    """Return the boxes of one group of members with their chance and their unseen worth."""
    varying = inputs.loc[:, [n for n in inputs if len(set(inputs[n])) > 1]]
    rate = float(happens.mean()) if len(happens) else math.nan
    hits = int(min(happens.sum(), len(happens) - happens.sum()))
    nothing = Discovered(
        group, rate, (), 1.0, (math.nan, math.nan), np.zeros((0, 3)), len(happens), False
    )
    if hits < LEAST / 2:
        return nothing
    few = learner and len(varying) < ENOUGH * varying.shape[1]
    fit = helped if few else find_box
    first = fit(varying, happens)
    p = _chance(varying, happens, first.box.score) if first.box.limits else 1.0
    boxes = []
    if first.box.limits and p <= SIGNIFICANT:
        boxes = [first.box, *_further(varying, happens, first.box)]
    unseen = _unseen(varying, happens, fit) if boxes else (math.nan, math.nan)
    return Discovered(group, rate, tuple(boxes), p, unseen, first.path, len(happens), few)


def _further(inputs: pd.DataFrame, happens: Runs, first: Box) -> Iterable[Box]:
    """Yield further boxes among the members outside those already found."""
    outside = ~first.inside(inputs)
    for _ in range(BOXES - 1):
        left, rest = inputs.loc[outside], happens[outside]
        if rest.sum() < LEAST:
            return
        box = find_box(left.reset_index(drop=True), rest).box
        if not box.limits:
            return
        inside = box.inside(inputs) & outside
        yield box
        outside &= ~inside


def _chance(inputs: pd.DataFrame, happens: Runs, score: float) -> float:
    """Return how often reshuffled labels give a box at least as good, counting this one."""
    luck = np.random.default_rng(SEED)
    better = sum(
        find_box(inputs, luck.permutation(happens)).box.score >= score for _ in range(SHUFFLES)
    )
    return (1 + better) / (1 + SHUFFLES)


def _unseen(inputs: pd.DataFrame, happens: Runs, fit: Any) -> tuple[float, float]:
    """Return coverage and density on members that the fit did not see, over all folds."""
    fold = np.random.default_rng(SEED).permutation(len(happens)) % FOLDS
    inside = np.zeros(len(happens), dtype=bool)
    for k in range(FOLDS):
        seen = fold != k
        box = fit(inputs.loc[seen].reset_index(drop=True), happens[seen]).box
        if box.limits:
            inside[~seen] = box.inside(inputs.loc[~seen])
    hits = happens[inside].sum()
    return float(hits / max(happens.sum(), 1)), float(hits / max(inside.sum(), 1))
