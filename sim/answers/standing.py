"""Where components of the indices stand in the baseline: at a goalpost, and beside each other."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.answers.futures import outcomes
from sim.answers.response import INDICES
from sim.answers.statements.monitor import Paths
from sim.ground.arrays import Runs
from sim.runs.constrained import ensemble
from sim.runs.settings import Settings
from sim.vocabulary.assumptions import registry
from sim.vocabulary.axes import ACTORS, BAND
from sim.vocabulary.components import components, of_actor, scales
from sim.vocabulary.scenario import load

PLACES, PARTS = "capability.scale", "capability.component"
DATES = (0, 10, 26, 43, 67, 104, 130, 182, 260)
"""Weeks at which the curves of the baseline are told: opening, first summit, Panel's end, MSMT."""


@dataclass(frozen=True)
class Standings:
    """What a run of the baseline says of scales and components.

    Attributes:
        members, weeks: of the run.
        low: share of member-weeks in which a scale is cut at its low end, by scale.
        high: the same at its high end.
        correlations: of the components of an actor over members and weeks, by actor, shape
            (component, component).
        dates: weeks at which the curves are told.
        curves: quantiles of the nine indices at those weeks, shape (quantile, date, index).
    """

    members: int
    weeks: int
    low: Mapping[str, float]
    high: Mapping[str, float]
    correlations: Mapping[str, Runs]
    dates: tuple[int, ...]
    curves: Runs


def standings(
    *, members: int = 400, seed: int = 1, weeks: int = 260, prior: bool = False
) -> Standings:
    """Return how often every scale is cut, and how components of an actor go together.

    Args:
        members: of the ensemble.
        seed: of the ensemble.
        weeks: horizon.
        prior: use the prior, not the ensemble constrained by the record.

    Example:
        >>> from sim.answers.standing import standings
        >>> found = standings(members=8, weeks=8, prior=True)
        >>> found.correlations["russia"].shape
        (4, 4)
    """
    how = Settings(members, seed, weeks, constrained=None if prior else ensemble())
    dates = tuple(week for week in DATES if week <= weeks)
    keep = (PLACES, PARTS, *dict(INDICES))

    def read(paths: Paths) -> Runs:
        return np.concatenate([_at(paths, dates), _moments(paths)])

    found = outcomes([load("baseline").policy], keep, read, how).values[0]
    told = len(dates) * len(INDICES)
    curves = np.nanquantile(found[:told], BAND, axis=-1).reshape(len(BAND), len(dates), -1)
    mean = np.nanmean(found[told:], axis=-1)
    cuts, sizes = len(scales()), len(components())
    ends = mean[: 2 * cuts].reshape(2, cuts)
    low, high = (dict(zip(scales(), map(float, row), strict=True)) for row in ends)
    middle, products = mean[2 * cuts : 2 * cuts + sizes], mean[2 * cuts + sizes :]
    cross = products.reshape(sizes, sizes) - np.outer(middle, middle)
    return Standings(members, weeks, low, high, _by_actor(cross), dates, curves)


def _at(paths: Paths, dates: tuple[int, ...]) -> Runs:
    """Return the nine indices at some weeks, week by week, shape (week x index, member)."""
    rows = np.concatenate([paths.own[name][list(dates)] for name in dict(INDICES)], axis=1)
    return rows.reshape(-1, rows.shape[-1])


def _moments(paths: Paths) -> Runs:
    """Return shares at either end, means and products of components over weeks, (..., member)."""
    places, parts = (paths.own[name].astype(np.float64) for name in (PLACES, PARTS))
    floor = registry()["capability.score_floor"].central
    ends = [(places <= floor).mean(axis=0), (places >= 1.0).mean(axis=0)]
    products = np.einsum("tim,tjm->ijm", parts, parts) / len(parts)
    return np.concatenate([*ends, parts.mean(axis=0), products.reshape(-1, products.shape[-1])])


def _by_actor(cross: Runs) -> dict[str, Runs]:
    names = list(components())
    out = {}
    for actor in ACTORS:
        mine = [names.index(name) for name in of_actor(actor)]
        own = cross[np.ix_(mine, mine)]
        spread = np.sqrt(np.diag(own))
        scale = np.outer(spread, spread)
        out[actor] = np.divide(own, scale, out=np.zeros_like(own), where=scale > 0.0)
    return out
