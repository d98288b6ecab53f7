"""How much of a capability index is due to its weights: alternatives and Dirichlet draws."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.ground.arrays import Runs
from sim.model.draws import Uniforms
from sim.model.mechanisms.capability import (
    arithmetic,
    between_goalposts,
    bottleneck,
    rows_of,
    weighted,
)
from sim.runs.results import Results
from sim.vocabulary.assumptions import registry
from sim.vocabulary.axes import ACTORS
from sim.vocabulary.measures import components

DRAWS = 1000
FLIP_LIMIT = 0.2
"""A direction whose sign flips in more than this share of weight draws is not stated."""

COLUMNS = ("actor", "index", "date", "q05", "q50", "q95", "unit")


def weights(actor: str, draws: int = DRAWS) -> Runs:
    """Return Dirichlet weights around equal ones, shape (component, draw); they sum to one.

    Made of keyed gamma variates, so that they are the same everywhere.
    """
    from scipy.special import gammaincinv

    names = [c.name for c in components().values() if c.actor == actor]
    shape = registry()["capability.dirichlet_concentration"].central
    drawn = Uniforms(0, range(draws))
    gammas = np.stack([gammaincinv(shape, drawn(f"weight.{name}")) for name in names])
    out: Runs = gammas / gammas.sum(axis=0)
    return out


def indices(parts: Runs, actor: str) -> dict[str, Runs]:
    """Return one actor's index by every way of averaging, each shape (member,).

    Args:
        parts: its components, 100 at the opening, shape (component, member).
        actor: whose components they are.
    """
    equal = np.full((len(parts), 1), 1.0 / len(parts))
    return {
        "geometric": weighted(parts, equal),
        "linear": arithmetic(parts, equal),
        "bottleneck": bottleneck(parts),
        "goalposts": arithmetic(between_goalposts(parts, actor), equal),
    }


def _parts(results: Results, policy: str, actor: str, end: int) -> Runs:
    """Return an actor's components, all members, at the first or last date that is kept."""
    found = results.ends["capability.component"].sel(policy=policy).isel(week_bound=end)
    kept = found.transpose("component", "every_member").values
    out: Runs = kept[rows_of(actor)].astype(np.float64)
    return out


def index_rows(results: Results) -> Iterator[list[str]]:
    """Yield rows of capability.csv: every index at the cut-off and the end, and what weights do.

    The rows ``weights`` hold the band of the median member's index over weight draws alone.
    """
    dates = results.ends["week_bound"].values
    for policy in results.policies:
        for actor in ACTORS:
            for end, date in enumerate(dates):
                parts = _parts(results, policy, actor, end)
                every = indices(parts, actor)
                middle = np.median(parts, axis=1)[:, np.newaxis]
                every["weights"] = weighted(middle, weights(actor))
                name = f"{policy}:" if len(results.policies) > 1 else ""
                for kind, values in every.items():
                    band = [f"{q:.6g}" for q in np.quantile(values, (0.05, 0.5, 0.95))]
                    yield [f"{name}{actor}", kind, str(date)[:10], *band, "index"]


@dataclass(frozen=True)
class Direction:
    """Which way a scenario moves an actor's index, and whether that rests on the weights.

    Attributes:
        actor: whose index.
        policy: the scenario.
        gap: median paired difference at equal weights, index points.
        flips: share of weight draws in which the sign of the median difference is another.
    """

    actor: str
    policy: str
    gap: float
    flips: float

    @property
    def stated(self) -> str:
        """The direction in words, or that none is stated."""
        if self.gap == 0.0:
            return "no change"
        if self.flips > FLIP_LIMIT:
            return f"not stated: the sign flips in {self.flips:.0%} of weights"
        return "up" if self.gap > 0.0 else "down"


def directions(results: Results) -> list[Direction]:
    """Return, for each scenario against the reference, the direction of every actor's index."""
    reference, *others = results.policies
    out = []
    for policy in others:
        for actor in ACTORS:
            before = _parts(results, reference, actor, -1)
            after = _parts(results, policy, actor, -1)
            equal = np.full((len(before), 1), 1.0 / len(before))
            gap = float(np.median(weighted(after, equal) - weighted(before, equal)))
            drawn = weights(actor)
            medians = [
                np.median(weighted(after, w) - weighted(before, w))
                for w in np.split(drawn, drawn.shape[1], axis=1)
            ]
            flips = float(np.mean(np.sign(medians) != np.sign(gap)))
            out.append(Direction(actor, policy, gap, flips))
    return out
