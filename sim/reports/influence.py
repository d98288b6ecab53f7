"""Which assumptions carry a result: rank correlations across members."""

from typing import NamedTuple

import numpy as np
from scipy.stats import rankdata

from sim.reports.outcomes import Outcome
from sim.reports.subject import Subject, assumption_values
from sim.vocabulary.assumptions import Assumption, registry

MOST = 10
NOISE = 2.0
"""A correlation below this many standard errors of chance is marked as such."""


class Influence(NamedTuple):
    """One assumption and how its rank goes with the rank of an outcome, -1 to 1."""

    assumption: Assumption
    correlation: float


def headline(of: Subject, leading: Outcome) -> np.ndarray:
    """Return the outcome by member; of a comparison the paired difference, shape (member,)."""
    values = leading.members(of.results, of.asked.name)
    if of.other is None:
        return values
    gap: np.ndarray = values - leading.members(of.results, of.first.name)
    return gap


def spearman(columns: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return rank correlations of each row with the values.

    Args:
        columns: shape (assumption, member).
        values: shape (member,).

    Returns:
        Between -1 and 1, shape (assumption,); 0 where nothing varies.
    """
    x = rankdata(columns, axis=1)
    y = rankdata(values)
    x -= x.mean(axis=1, keepdims=True)
    y -= y.mean()
    scale = np.sqrt((x**2).sum(axis=1) * (y**2).sum())
    out: np.ndarray = np.divide(x @ y, scale, out=np.zeros(len(x)), where=scale > 0.0)
    return out


def strongest(of: Subject, leading: Outcome, most: int = MOST) -> list[Influence]:
    """Return the assumptions that go most with the headline outcome, the strongest first."""
    values = headline(of, leading)
    drawn = assumption_values(of)
    if len(values) < 3 or not drawn:
        return []
    found = spearman(np.stack(list(drawn.values())), values)
    order = np.argsort(-np.abs(found), kind="stable")[:most]
    keys = list(drawn)
    return [Influence(registry()[keys[i]], float(found[i])) for i in order]


def chance(members: int) -> float:
    """Return the size of a rank correlation that chance alone often reaches."""
    return NOISE / float(np.sqrt(max(members - 1, 1)))
