"""Capability: components over their opening values, and a geometric index by actor.

Follows the OECD/JRC handbook (Nardo et al. 2008): every component is the ratio to its opening
value (inverted for burdens), cut, and averaged without compensation between extremes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np

from sim.ground.arrays import Runs, positive, power, product, total
from sim.vocabulary.axes import ACTORS
from sim.vocabulary.measures import components

PERCENT = 100.0
"""Every component and index is 100 at the opening."""


@dataclass(frozen=True)
class CapabilityParams:
    """Drawn assumptions, one field per registry entry ``capability.<field>``; shape (run,)."""

    missile_exposure_rok: Runs
    missile_exposure_japan: Runs
    visible_arrears: Runs
    ratio_floor: Runs
    ratio_ceiling: Runs
    breach_missiles: Runs
    breach_refined: Runs
    breach_goods: Runs
    dirichlet_concentration: Runs
    air_response: Runs


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


class Standing(NamedTuple):
    """What the other components read; (run,) unless said.

    Attributes:
        military: components D1 to D4, 1 at the opening, shape (component, run).
        energy: energy cover over its opening value.
        purse: hard currency with visible arrears over opening hard currency.
        food: food cover over its opening value.
        illicit: value-weighted flow of the channels.
        openness, shield: of Russia, 0 to 1.
        ration: share of demand fired.
        cover: weeks of cover over its target.
        output: Russian output, rounds/week.
        imports: usable arrivals and other suppliers over opening demand.
        dependence: smoothed share of DPRK in new shells.
        closeness: of the tie, 0 to 1.
        squeeze: finance friction times threat, 1.
        stock: Russian stock over its reserve.
        taken: value-weighted share lost to enforcement.
        coordination, information: of the coalition.
        breach: mean breach of the resolutions, 0 to 1.
        posture: by state, shape (state, run).
        exposure: of forces, index.
        budgets: shares of the coalition's budget, shape (state, run).
        incidents: expected cyber incidents over reference.
    """

    military: Runs
    energy: Runs
    purse: Runs
    food: Runs
    illicit: Runs
    openness: Runs
    shield: Runs
    ration: Runs
    cover: Runs
    output: Runs
    imports: Runs
    dependence: Runs
    closeness: Runs
    squeeze: Runs
    stock: Runs
    taken: Runs
    coordination: Runs
    information: Runs
    breach: Runs
    posture: Runs
    exposure: Runs
    budgets: Runs
    incidents: Runs


def economy(s: Standing, floor: float) -> Runs:
    """Return component D5: geometric mean of energy, money and food, each with a floor."""
    energy, purse, food = (np.maximum(part, floor) for part in (s.energy, s.purse, s.food))
    out: Runs = np.cbrt(energy * purse * food)
    return out


def raw(p: CapabilityParams, f: Force, s: Standing) -> tuple[Runs, ...]:
    """Return all components before normalisation, each (run,) with its floor."""
    us, rok, japan = s.posture
    _, of_rok, of_japan = s.budgets
    weigh_rok, weigh_japan = p.missile_exposure_rok, p.missile_exposure_japan
    warning = s.information * s.coordination
    rows = [
        *s.military,
        economy(s, components()["D5"].floor),
        s.illicit,
        (s.openness + s.shield) / 2,
        s.ration * np.minimum(1.0, s.cover),
        s.output,
        s.imports * (1.0 - s.dependence / 2),
        s.closeness * (1.0 - s.squeeze),
        s.stock,
        s.taken,
        s.coordination,
        s.information,
        (1.0 - s.breach / 2) * (1.0 - s.shield / 2),
        us,
        s.exposure,
        weigh_rok * s.exposure + (1.0 - weigh_rok) * f.shells,
        rok,
        s.coordination * us,
        of_rok,
        warning,
        weigh_japan * s.exposure + (1.0 - weigh_japan) * f.warheads,
        japan,
        of_japan,
        warning,
        s.incidents,
    ]
    known = components().values()
    return tuple(
        np.maximum(row, c.floor) if c.floor else row for row, c in zip(rows, known, strict=True)
    )


def normalise(p: CapabilityParams, now: Sequence[Runs], opening: Sequence[Runs]) -> Runs:
    """Return components over their opening values, 1 at the opening, (component, run).

    Burdens are inverted, so that more is better for the actor throughout.
    """
    known = components().values()
    rows = [
        first / x if component.burden else x / first
        for x, first, component in zip(now, opening, known, strict=True)
    ]
    out: Runs = np.clip(np.stack(rows), p.ratio_floor, p.ratio_ceiling)
    return out


@cache
def rows_of(actor: str) -> slice:
    """Return the rows of an actor's components."""
    mine = [i for i, c in enumerate(components().values()) if c.actor == actor]
    return slice(mine[0], mine[-1] + 1)


def index(parts: Runs) -> Runs:
    """Return the geometric mean of each actor's components, shape (actor, run).

    Args:
        parts: components over their opening values, cut, so that their product cannot overflow.
    """
    mine = [parts[rows_of(actor)] for actor in ACTORS]
    return np.stack([power(product(rows), 1.0 / len(rows)) for rows in mine])


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
    out: Runs = np.exp(total(weights * np.log(parts)))
    return out


def arithmetic(parts: Runs, weights: Runs) -> Runs:
    """Return the linear index: full compensation between components."""
    return total(weights * parts)


def bottleneck(parts: Runs) -> Runs:
    """Return the smallest component: no compensation at all."""
    out: Runs = parts.min(axis=0)
    return out


def between_goalposts(parts: Runs, actor: str) -> Runs:
    """Return components rescaled between their goalposts, 0 to 100, shape kept."""
    posts = [c.goalposts for c in components().values() if c.actor == actor]
    low, high = (np.array([[post[i]] for post in posts]) for i in (0, 1))
    out: Runs = PERCENT * np.clip((parts / PERCENT - low) / (high - low), 0.0, 1.0)
    return out
