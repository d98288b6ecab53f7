"""A learner's help for boxes: a forest that labels further points, and a small tree in words."""

from typing import Any

import numpy as np
import pandas as pd

from sim.answers.prim import LEAST, SIGNIFICANT, Box, Limit, Peeled, find_box, quasi_p
from sim.answers.telling.limits import limit_words
from sim.answers.words import Voice
from sim.ground.arrays import Runs
from sim.ground.errors import InputError

SEED = 1
CHEAP = 20_000
"""Points that a learner labels where members are few (REDS, Arzamasov and Böhm 2021)."""

DEPTH, LEAF = 3, 0.05
"""Of the tree that stands beside the boxes."""


def helped(inputs: pd.DataFrame, happens: Runs) -> Peeled:
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


def tree_of(inputs: pd.DataFrame, happens: Runs, voice: Voice) -> str:
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
    leaves = sorted(_leaves(tree.tree_, inputs, voice), key=lambda leaf: -leaf[0])
    ends = [leaves[0], leaves[-1]] if len(leaves) > 1 else leaves
    return voice.say("ask.stop").join(
        voice.say("leaf", rate=voice.percent(rate), count=count, rules=rule)
        for rate, count, rule in ends
    )


def _leaves(tree: Any, inputs: pd.DataFrame, voice: Voice) -> list[tuple[float, int, str]]:
    out = []

    def walk(node: int, rules: dict[str, Limit]) -> None:
        if tree.children_left[node] < 0:
            counts = tree.value[node][0]
            rate = float(counts[1] / counts.sum())
            told = [limit_words(name, limit, voice) for name, limit in rules.items()]
            out.append((rate, int(tree.n_node_samples[node]), voice.listed(told)))
            return
        name, cut = str(inputs.columns[tree.feature[node]]), float(tree.threshold[node])
        before = rules.get(name, Limit())
        for child, low in ((tree.children_left[node], True), (tree.children_right[node], False)):
            walk(child, {**rules, name: _narrowed(inputs[name], before, cut, low=low)})

    walk(0, {})
    return out


def _narrowed(column: pd.Series, before: Limit, cut: float, *, low: bool) -> Limit:
    """Return a limit with one more cut: the low or the high side of it."""
    if not isinstance(column.dtype, pd.CategoricalDtype):
        if low:
            return Limit(before.low, min(before.high, cut))
        return Limit(max(before.low, cut), before.high)
    every = [str(name) for name in column.cat.categories]
    side = [name for code, name in enumerate(every) if (code <= cut) == low]
    return Limit(among=tuple(name for name in side if not before.among or name in before.among))
