"""How much of a capability index is due to its weights, its mean, and its goalposts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sim.ground.arrays import Runs
from sim.model.draws import Uniforms
from sim.model.mechanisms.capability import (
    arithmetic,
    bottleneck,
    cut_positions,
    index,
    moved,
    rows_of,
    scores,
    weighted,
)
from sim.runs.results import Results
from sim.vocabulary.assumptions import registry
from sim.vocabulary.axes import ACTORS, BAND
from sim.vocabulary.components import components, scales

DRAWS = 1000
MOVED = 200
"""Draws of goalposts for a direction: each takes all members through every scale again."""

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


def shifts(draws: int = DRAWS) -> tuple[Runs, Runs]:
    """Return how far the low and the high goalpost of every scale move, shape (scale, draw).

    In parts of the scale, evenly to both sides; logarithmic scales move less.
    """
    drawn = Uniforms(0, range(draws))
    entries = registry()
    far = {
        False: entries["capability.lin_shift"].central,
        True: entries["capability.log_shift"].central,
    }
    low, high = (
        np.stack(
            [
                far[s.log] * (2.0 * drawn(f"goalpost.{end}.{s.name}") - 1.0)
                for s in scales().values()
            ]
        )
        for end in ("low", "high")
    )
    return low, high


def parts_at(where: Runs) -> Runs:
    """Return all components, 0 to 1, shape (component, member), from positions on scales."""
    return scores(cut_positions(where, registry()["capability.score_floor"].central))


def indices(parts: Runs) -> dict[str, Runs]:
    """Return one actor's index by every way of averaging, each shape (member,).

    Args:
        parts: its components, 0 to 1, shape (component, member).
    """
    equal = np.full((len(parts), 1), 1.0 / len(parts))
    return {
        "geometric": weighted(parts, equal),
        "arithmetic": arithmetic(parts, equal),
        "bottleneck": bottleneck(parts),
    }


def places_of(results: Results, policy: str, end: int) -> Runs:
    """Return positions on all scales, all members, at the first or last date that is kept."""
    found = results.ends["capability.scale"].sel(policy=policy).isel(week_bound=end)
    kept = found.transpose("scale", "every_member").values
    out: Runs = kept.astype(np.float64)
    return out


def index_rows(results: Results) -> Iterator[list[str]]:
    """Yield rows of capability.csv: every index at the cut-off and the end, and what choices do.

    The rows ``weights`` and ``goalposts`` hold the band of the median member's index over draws
    of weights, and of goalposts, alone.
    """
    dates = results.ends["week_bound"].values
    for policy in results.policies:
        for end, date in enumerate(dates):
            where = places_of(results, policy, end)
            parts = parts_at(where)
            middle = np.median(where, axis=1)[:, np.newaxis]
            drawn = parts_at(moved(middle, *shifts()))
            for actor in ACTORS:
                mine = rows_of(actor)
                every = indices(parts[mine])
                every["weights"] = weighted(parts_at(middle)[mine], weights(actor))
                every["goalposts"] = indices(drawn[mine])["geometric"]
                name = f"{policy}:" if len(results.policies) > 1 else ""
                for kind, values in every.items():
                    band = [f"{q:.6g}" for q in np.quantile(values, BAND)]
                    yield [f"{name}{actor}", kind, str(date)[:10], *band, "0-100"]


@dataclass(frozen=True)
class Direction:
    """Which way a scenario moves an actor's index, and whether that rests on a choice of ours.

    Attributes:
        actor: whose index.
        policy: the scenario.
        gap: median paired difference at equal weights, points.
        flips: share of weight draws in which the sign of the median difference is another.
        moved: the same over draws of goalposts.
    """

    actor: str
    policy: str
    gap: float
    flips: float
    moved: float

    @property
    def stated(self) -> str:
        """The direction in words, or that none is stated."""
        if self.gap == 0.0:
            return "no change"
        if self.flips > FLIP_LIMIT:
            return f"not stated: the sign flips in {self.flips:.0%} of weights"
        if self.moved > FLIP_LIMIT:
            return f"not stated: the sign flips in {self.moved:.0%} of goalposts"
        return "up" if self.gap > 0.0 else "down"


def directions(results: Results, end: int = -1) -> list[Direction]:
    """Return, for each scenario against the reference, the direction of every actor's index."""
    reference, *others = results.policies
    out = []
    before = places_of(results, reference, end)
    for policy in others:
        after = places_of(results, policy, end)
        gaps = _moved_gaps(before, after)
        for actor in ACTORS:
            one, two = (parts_at(where)[rows_of(actor)] for where in (before, after))
            equal = np.full((len(one), 1), 1.0 / len(one))
            gap = float(np.median(weighted(two, equal) - weighted(one, equal)))
            drawn = weights(actor)
            medians = [
                np.median(weighted(two, w) - weighted(one, w))
                for w in np.split(drawn, drawn.shape[1], axis=1)
            ]
            out.append(
                Direction(actor, policy, gap, _flips(medians, gap), _flips(gaps[actor], gap))
            )
    return out


def _flips(medians: Sequence[float], gap: float) -> float:
    return float(np.mean(np.sign(medians) != np.sign(gap)))


def _moved_gaps(before: Runs, after: Runs) -> dict[str, list[float]]:
    """Return each actor's median difference under every draw of goalposts."""
    out: dict[str, list[float]] = {actor: [] for actor in ACTORS}
    low, high = shifts(MOVED)
    for draw in range(MOVED):
        one, two = (
            index(parts_at(moved(where, low[:, draw : draw + 1], high[:, draw : draw + 1])))
            for where in (before, after)
        )
        for actor, gap in zip(ACTORS, np.median(two - one, axis=1), strict=True):
            out[actor].append(float(gap))
    return out
