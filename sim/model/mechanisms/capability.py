"""Capability: what an actor can do, read between fixed goalposts; exposure beside it (M21).

Follows the OECD/JRC handbook (Nardo et al. 2008) and the human development index since 2010:
goalposts that are the same for every run, a geometric mean of components at equal weights.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np

from sim.ground.arrays import Runs, positive, power, product, total
from sim.vocabulary.axes import ACTORS, EXPOSED
from sim.vocabulary.components import EXPOSURE, Scale, components, of_actor, scales

PERCENT = 100.0
"""An index reads 0 to 100."""


@dataclass(frozen=True)
class CapabilityParams:
    """Drawn assumptions, one field per registry entry ``capability.<field>``; shape (run,)."""

    missile_exposure_rok: Runs
    missile_exposure_japan: Runs
    visible_arrears: Runs
    ratio_floor: Runs
    ratio_ceiling: Runs
    air_response: Runs
    breach_missiles: Runs
    breach_refined: Runs
    breach_goods: Runs
    dirichlet_concentration: Runs
    score_floor: Runs
    lin_shift: Runs
    log_shift: Runs
    window: Runs
    missile_worth: Runs
    reference_shipments: Runs
    reference_incidents: Runs
    reference_shell_stock: Runs
    reference_warheads: Runs
    share_low: Runs
    share_high: Runs
    sustainable_fire_low: Runs
    sustainable_fire_high: Runs
    shell_industry_low: Runs
    shell_industry_high: Runs
    guns_low: Runs
    guns_high: Runs
    shell_stock_low: Runs
    shell_stock_high: Runs
    shell_lines_low: Runs
    shell_lines_high: Runs
    missiles_low: Runs
    missiles_high: Runs
    warheads_low: Runs
    warheads_high: Runs
    energy_low: Runs
    import_months_low: Runs
    import_months_high: Runs
    food_low: Runs
    food_high: Runs
    flow_high: Runs
    information_high: Runs
    regime_low: Runs
    exposure_low: Runs
    exposure_high: Runs


class Force(NamedTuple):
    """DPRK's military means over their opening values; all (run,).

    Attributes:
        shells: stock of shells over its opening value.
        shell_output: output of shells over its opening value.
        missiles: stock of missiles over its opening value.
        reliability: missile reliability over its opening value.
        warheads: warhead equivalents over their opening value.
        gain: technology gained by area, shape (area, run).
    """

    shells: Runs
    shell_output: Runs
    missiles: Runs
    reliability: Runs
    warheads: Runs
    gain: Runs


def military(p: CapabilityParams, f: Force) -> Runs:
    """Return components D1 to D4 of DPRK, 1 at the opening, shape (component, run)."""
    missile, space, air = f.gain
    return np.stack(
        [
            (f.shells + f.shell_output) / 2,
            np.sqrt(f.missiles) * f.reliability * (1.0 + missile / 2),
            f.warheads + 0.0 * missile,
            1.0 + p.air_response * air + p.air_response * space,
        ]
    )


def cut(p: CapabilityParams, ratio: Runs) -> Runs:
    """Cut ratios to the range that an index may use; shape kept."""
    out: Runs = np.clip(ratio, p.ratio_floor, p.ratio_ceiling)
    return out


def confidence(p: CapabilityParams, means: Runs) -> Runs:
    """Return the log of DPRK's military capability over its opening, shape (run,) (M18).

    Args:
        p: assumptions.
        means: components D1 to D4, shape (component, run).
    """
    parts = cut(p, means)
    out: Runs = np.log(product(parts)) / len(parts)
    return out


def position(p: CapabilityParams, scale: Scale, x: Runs) -> Runs:
    """Return where a quantity stands between its goalposts, 0 low and 1 high, shape (run,).

    What stands below a log scale by more than its length counts as that far below, so that
    nothing is infinite.
    """
    low, high = getattr(p, scale.low), getattr(p, scale.high)
    out: Runs = (x - low) / (high - low)
    if scale.log:
        out = np.log(np.maximum(x, low * low / high) / low) / np.log(high / low)
    return out


def positions(p: CapabilityParams, read: Mapping[str, Runs]) -> Runs:
    """Return where quantities stand between their goalposts, not cut, shape (scale, run).

    Args:
        p: assumptions, the goalposts among them.
        read: the quantities by scale, each in the unit of its goalposts, shape (run,).
    """
    return np.stack([position(p, scale, read[name]) for name, scale in scales().items()])


@cache
def rows_on(of: str) -> tuple[int, ...]:
    """Return the rows of the scales that a component (or an exposure) is read on."""
    return tuple(i for i, scale in enumerate(scales().values()) if scale.of == of)


@cache
def rows_of(actor: str) -> slice:
    """Return the rows of an actor's components."""
    names = list(components())
    mine = [names.index(name) for name in of_actor(actor)]
    return slice(mine[0], mine[-1] + 1)


def cut_positions(where: Runs, floor: Runs | float) -> Runs:
    """Cut positions to [floor, 1]; the floor keeps a geometric mean above zero."""
    out: Runs = np.minimum(np.maximum(where, floor), 1.0)
    return out


def scores(cut_rows: Runs) -> Runs:
    """Return every component, 0 to 1, shape (component, run), from cut positions on scales.

    A component on several scales is their geometric mean.
    """
    out = []
    for name in components():
        rows = rows_on(name)
        score = cut_rows[rows[0]]
        for row in rows[1:]:
            score = score * cut_rows[row]
        out.append(score if len(rows) == 1 else power(score, 1.0 / len(rows)))
    return np.stack(out)


def exposures(where: Runs) -> Runs:
    """Return the exposure indices, 0 to 100, higher is worse, shape (exposed, run).

    An exposure is averaged with nothing, so that none at all reads 0 and not the floor.

    Args:
        where: positions on scales, not cut, shape (scale, run).
    """
    mine = [where[rows_on(EXPOSURE + actor)[0]] for actor in EXPOSED]
    return PERCENT * np.stack([cut_positions(row, 0.0) for row in mine])


def index(parts: Runs) -> Runs:
    """Return each actor's index, 0 to 100, shape (actor, run): the geometric mean.

    Args:
        parts: components, 0 to 1, shape (component, run).
    """
    mine = [parts[rows_of(actor)] for actor in ACTORS]
    return PERCENT * np.stack([power(product(rows), 1.0 / len(rows)) for rows in mine])


def contributions(before: Runs, after: Runs) -> Runs:
    """Return what each component adds to the change of its index, points, (component, run).

    The change of a log index is the sum of the changes of its log components; each takes its
    part of the change in points (logarithmic mean; Ang 2004), so that the parts of an actor sum
    to the change of its index.

    Args:
        before: components that are compared with, 0 to 1, shape (component, run).
        after: components, 0 to 1, shape (component, run).
    """
    moved = np.log(after / before)
    base = index(before)
    out = []
    for row, actor in enumerate(ACTORS):
        mine = moved[rows_of(actor)]
        share = mine / len(mine)
        gap = total(share)
        still = gap == 0.0
        slope = np.where(still, 1.0, np.expm1(gap) / np.where(still, 1.0, gap))
        out.append(base[row] * slope * share)
    return np.concatenate(out)


class Breaches(NamedTuple):
    """What breaks the resolutions in a week; all (run,), each with what counts in full."""

    shells: Runs
    missiles: Runs
    refined: Runs
    coal: Runs
    workers: Runs
    goods: Runs


def breach(p: CapabilityParams, b: Breaches, refined_cap: Runs) -> Runs:
    """Return the mean of six breaches, each cut to [0, 1], shape (run,) (S52-S55).

    Args:
        p: assumptions.
        b: shells over reference, missiles/week, refined oil in barrels/week, coal flow over
            reference, workers over their ceiling, military goods and technology in USD/week.
        refined_cap: UN cap in barrels/week.
    """
    above = positive(b.refined - refined_cap) / (p.breach_refined * refined_cap)
    parts = (
        b.shells, b.missiles / p.breach_missiles, above, b.coal, b.workers,
        b.goods / p.breach_goods,
    )  # fmt: skip
    capped = [np.minimum(1.0, part) for part in parts]
    summed = capped[0]
    for part in capped[1:]:
        summed = summed + part
    return summed / len(parts)


def weighted(parts: Runs, weights: Runs) -> Runs:
    """Return the geometric index under other weights, which sum to one along the first axis."""
    out: Runs = PERCENT * np.exp(total(weights * np.log(parts)))
    return out


def arithmetic(parts: Runs, weights: Runs) -> Runs:
    """Return the linear index: full compensation between components."""
    return PERCENT * total(weights * parts)


def bottleneck(parts: Runs) -> Runs:
    """Return the smallest component: no compensation at all."""
    out: Runs = PERCENT * parts.min(axis=0)
    return out


def moved(where: Runs, low: Runs, high: Runs) -> Runs:
    """Return positions when goalposts move, in parts of the scale; shapes broadcast.

    Args:
        where: positions, not cut.
        low: how far the low goalpost moves up, as a part of the (log) distance of both.
        high: the same of the high goalpost.
    """
    return (where - low) / (1.0 + high - low)
