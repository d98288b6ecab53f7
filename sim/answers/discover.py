"""Discover under which assumptions, levers and structures a statement comes true.

Boxes by PRIM within each reading and over all; the chance of the whole procedure from reshuffled
labels; coverage and density on members that the fit did not see. "No box" is an answer.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sim.answers import words
from sim.answers.answer import Answer, about
from sim.answers.asking import READING, Given, cases_of, groups_of
from sim.answers.futures import members_of, statement_of, values_of
from sim.answers.prim import LEAST, SIGNIFICANT, Box, Limit, Peeled, find_box
from sim.answers.statements import terms as t
from sim.answers.statements.clock import Clock
from sim.ground.arrays import Runs
from sim.ground.errors import InputError
from sim.runs.constrained import ensemble
from sim.runs.settings import Settings

SHUFFLES, SEED = 39, 1
FOLDS = 5
BOXES = 3
"""Boxes that are looked for one after the other, each among members outside the earlier ones."""

ALL = "all members"
ENOUGH = 20
"""Members an input needs before boxes are looked for without a learner's help."""

CHEAP = 20_000
"""Points that a learner labels where members are few (REDS, Arzamasov and Böhm 2021)."""

DEPTH, LEAF = 3, 0.05
"""Of the tree that stands beside the boxes."""


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
    """

    group: str
    rate: float
    boxes: tuple[Box, ...]
    p: float
    unseen: tuple[float, float]
    path: Runs
    members: int
    learner: bool


@dataclass(frozen=True)
class Discovery:
    """What was discovered, with the sample behind it."""

    groups: tuple[Discovered, ...]
    inputs: pd.DataFrame
    happens: Runs
    tree: str


def discover(
    when: str,
    *,
    under: Given | Iterable[Given] = "baseline",
    members: int = 1000,
    seed: int = 1,
    weeks: int = 260,
    prior: bool = True,
    learner: bool = False,
) -> Answer:
    """Return which ranges of assumptions and structures make a statement come true.

    Args:
        when: a claim, such as ``russia.shells_fired < 10k rounds/day at some time in 2026``.
        under: the scenario.
        members: of the sample.
        seed: of the sample.
        weeks: horizon.
        prior: draw from the prior (independent inputs), else from the constrained ensemble.
        learner: let a forest label further points where members are few (needs scikit-learn).

    Example:
        >>> import sim
        >>> found = sim.discover("dprk.warheads >= 40 at 2023-10-02", members=20, weeks=20)
        >>> len(found.sentences)
        2
    """
    how = Settings(members, seed, weeks, constrained=None if prior else ensemble())
    ((name, case),) = cases_of(under).items()
    said = statement_of(when, Clock.of(case, weeks))
    if not isinstance(said.said, t.Claim):
        raise InputError("--when: write a claim that holds or does not, no question or measure")
    found = values_of(said, {name: case}, how, {name: case})
    happens = found.values[0]  # noqa: PD011  no table
    fine = np.isfinite(happens)
    who = members_of(case, how)
    inputs = who.inputs.loc[fine].reset_index(drop=True)
    groups = {ALL: np.ones(int(fine.sum()), dtype=bool)}
    groups |= {g: mask[fine] for g, mask in groups_of(who, READING).items()}
    parts = [
        boxes_of(g, inputs.loc[mask].reset_index(drop=True), happens[fine][mask], learner=learner)
        for g, mask in groups.items()
        if g == ALL or mask.sum() >= 2 * LEAST
    ]
    got = Discovery(tuple(parts), inputs, happens[fine], tree_of(inputs, happens[fine]))
    rests = about(how, (name,), found.failed)
    notes = [*said.notes, *([f"tree: {got.tree}"] if got.tree else [])]
    return Answer(
        "discover", said.text, _sentences(got, said.text, rests), table_of(got),
        tuple(notes), rests, got,
    )  # fmt: skip


def boxes_of(
    group: str, inputs: pd.DataFrame, happens: Runs, *, learner: bool = False
) -> Discovered:
    """Return the boxes of one group of members with their chance and their unseen worth."""
    varying = inputs.loc[:, [n for n in inputs if len(set(inputs[n])) > 1]]
    rate = float(happens.mean()) if len(happens) else math.nan
    hits = int(min(happens.sum(), len(happens) - happens.sum()))
    nothing = Discovered(
        group, rate, (), 1.0, (math.nan, math.nan), np.zeros((0, 3)), len(happens), False
    )
    if hits < LEAST / 2:
        return nothing
    helped = learner and len(varying) < ENOUGH * varying.shape[1]
    fit = _helped if helped else find_box
    first = fit(varying, happens)
    p = _chance(varying, happens, first.box.score) if first.box.limits else 1.0
    boxes = []
    if first.box.limits and p <= SIGNIFICANT:
        boxes = [first.box, *_further(varying, happens, first.box)]
    unseen = _unseen(varying, happens, fit) if boxes else (math.nan, math.nan)
    return Discovered(group, rate, tuple(boxes), p, unseen, first.path, len(happens), helped)


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


def _helped(inputs: pd.DataFrame, happens: Runs) -> Peeled:
    """Find a box on points that a forest labels, and test its limits on the real members (REDS)."""
    forest_of = _forest()
    coded = _coded(inputs)
    forest = forest_of(n_estimators=100, min_samples_leaf=5, random_state=SEED, n_jobs=1)
    forest.fit(coded, happens)
    luck = np.random.default_rng(SEED)
    drawn = {n: inputs[n].to_numpy()[luck.integers(len(inputs), size=CHEAP)] for n in inputs}
    points = pd.DataFrame(drawn).astype(inputs.dtypes.to_dict())
    labels = forest.predict_proba(_coded(points))[:, 1]
    found = find_box(points, labels, tried=1)
    box = _tested(inputs, happens, dict(found.box.limits))
    return Peeled(box, found.path)


def _tested(inputs: pd.DataFrame, happens: Runs, limits: dict[str, Limit]) -> Box:
    """Return a box whose limits real members bear out, with its numbers on them."""
    from sim.answers.prim import quasi_p

    while limits:
        chances = quasi_p(inputs, happens, limits, inputs.shape[1])
        worst = max(chances, key=lambda name: chances[name])
        if chances[worst] <= SIGNIFICANT:
            break
        del limits[worst]
    chances = quasi_p(inputs, happens, limits, inputs.shape[1]) if limits else {}
    inside = Box(limits, 0.0, 0.0, 0.0, {}).inside(inputs)
    hits = float(happens[inside].sum())
    return Box(
        limits, hits / max(float(happens.sum()), 1.0), hits / max(int(inside.sum()), 1),
        float(inside.mean()), chances,
    )  # fmt: skip


def _forest() -> Any:
    try:
        from sklearn.ensemble import RandomForestClassifier
    except ImportError:
        raise InputError(
            "--learner: needs scikit-learn; install it with pip install 'sim[discover]'"
        ) from None
    return RandomForestClassifier


def _coded(inputs: pd.DataFrame) -> Runs:
    columns = [
        inputs[n].cat.codes if isinstance(inputs[n].dtype, pd.CategoricalDtype) else inputs[n]
        for n in inputs
    ]
    return np.stack([np.asarray(c, dtype=np.float64) for c in columns], axis=1)


def tree_of(inputs: pd.DataFrame, happens: Runs) -> str:
    """Return the leaves of a small tree in words; "" without scikit-learn or without two labels."""
    try:
        from sklearn.tree import DecisionTreeClassifier
    except ImportError:
        return ""
    if len(np.unique(happens)) < 2 or inputs.empty:
        return ""
    least = max(LEAST, int(LEAF * len(happens)))
    tree = DecisionTreeClassifier(max_depth=DEPTH, min_samples_leaf=least, random_state=SEED)
    tree.fit(_coded(inputs), happens)
    leaves = _leaves(tree.tree_, inputs)
    best = sorted(leaves, key=lambda leaf: -leaf[0])[:2]
    return "; ".join(
        f"{words.percent(rate)} of {count} members where {rule}" for rate, count, rule in best
    )


def _leaves(tree: Any, inputs: pd.DataFrame) -> list[tuple[float, int, str]]:
    out = []

    def walk(node: int, rules: list[str]) -> None:
        if tree.children_left[node] < 0:
            counts = tree.value[node][0]
            rate = float(counts[1] / counts.sum())
            out.append((rate, int(tree.n_node_samples[node]), " and ".join(rules) or "all is"))
            return
        name, cut = str(inputs.columns[tree.feature[node]]), float(tree.threshold[node])
        for child, side in (
            (tree.children_left[node], "at most"),
            (tree.children_right[node], "above"),
        ):
            walk(child, [*rules, _side(inputs, name, side, cut)])

    walk(0, [])
    return out


def _side(inputs: pd.DataFrame, name: str, side: str, cut: float) -> str:
    column = inputs[name]
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes = range(len(column.cat.categories))
        kept = [str(column.cat.categories[c]) for c in codes if (c <= cut) == (side == "at most")]
        return f"{words.spoken(name)} is {' or '.join(kept)}"
    return f"{words.spoken(name)} {side} {words.amount(cut, words.unit_of(name))}"


def limit_words(name: str, limit: Limit) -> str:
    """Return a limit in words: "fire demand below 11,000 rounds a day"."""
    if limit.among:
        kept = " or ".join(option.replace("_", " ") for option in limit.among)
        return f"{words.spoken(name)} is {kept}"
    unit = words.unit_of(name)
    if math.isinf(limit.low):
        return f"{words.spoken(name)} is below {words.amount(limit.high, unit)}"
    if math.isinf(limit.high):
        return f"{words.spoken(name)} is above {words.amount(limit.low, unit)}"
    return f"{words.spoken(name)} lies in {words.band(limit.low, limit.high, unit)}"


def table_of(got: Discovery) -> pd.DataFrame:
    """Return one row a limit, and one for a group without a box."""
    rows: list[Mapping[str, object]] = []
    for part in got.groups:
        head = {"group": part.group, "members": part.members, "rate": part.rate, "p": part.p}
        if not part.boxes:
            rows.append({**head, "box": 0, "rule": "no box"})
        for number, box in enumerate(part.boxes, start=1):
            for name, limit in box.limits.items():
                rows.append(
                    {**head, "box": number, "rule": limit_words(name, limit), "input": name,
                     "low": _finite(limit.low), "high": _finite(limit.high),
                     "among": " ".join(limit.among),
                     "quasi_p": box.quasi_p.get(name, math.nan), "coverage": box.coverage,
                     "density": box.density, "mass": box.mass,
                     "unseen_coverage": part.unseen[0], "unseen_density": part.unseen[1]}
                )  # fmt: skip
    return pd.DataFrame(rows)


def _finite(end: float) -> float:
    return end if math.isfinite(end) else math.nan


def _sentences(got: Discovery, text: str, rests: Mapping[str, object]) -> tuple[str, str]:
    whole, *readings = got.groups
    if not whole.boxes:
        first = (
            f"“{text}” holds in {words.percent(whole.rate)} of members, and no range of the "
            f"{got.inputs.shape[1]} inputs tells where (p {whole.p:.2g})"
        )
    else:
        box = whole.boxes[0]
        rules = words.listed([limit_words(n, limit) for n, limit in box.limits.items()])
        first = (
            f"“{text}” holds in {words.percent(whole.rate)} of members, but in "
            f"{words.percent(box.density)} of those where {rules}: that takes in "
            f"{words.percent(box.coverage)} of the cases with {words.percent(box.mass)} of the "
            "members"
        )
    by = []
    for part in readings:
        if part.boxes:
            rules = words.listed(
                [limit_words(n, limit) for n, limit in part.boxes[0].limits.items()]
            )
            by.append(f"under {part.group.replace('_', ' ')} where {rules}")
        else:
            by.append(
                f"under {part.group.replace('_', ' ')} no box ({words.percent(part.rate)} hold)"
            )
    unseen = ""
    if whole.boxes:
        unseen = (
            f"On members that the fit did not see it covers {words.percent(whole.unseen[0])} at a "
            "rate of "
            f"{words.percent(whole.unseen[1])}, and reshuffled labels do as well with p "
            f"{whole.p:.2g}"
        )
    rest = f"{rests['members']:,} members of the {rests['ensemble']} ensemble"
    second = "; ".join(part for part in (unseen, *by) if part) or "No reading has members enough"
    return f"{first}.", f"{second[0].upper()}{second[1:]} ({rest})."
