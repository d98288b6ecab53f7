"""Shells: fire under a soft ration, logistic output, the arms channel and its pipeline (M1-M3)."""

from typing import NamedTuple

import numpy as np

from sim.ground.arrays import TINY, Flags, Runs, positive, ratio
from sim.vocabulary.axes import DEMAND, LOGISTICS, NO_TRADE, SUPPLY


class Fire(NamedTuple):
    """What the front fires. Invariant: fired <= demand, <= stock and <= what barrels allow."""

    cover: Runs
    ration: Runs
    fired: Runs


def fire(stock: Runs, reserve: Runs, demand: Runs, ration_constant: Runs, guns: Runs) -> Fire:
    """Fire less as the weeks of cover above the reserve run out, and no more than barrels can (M1).

    r = 1 - exp(-c / c_r). Without demand the cover is infinite and nothing is fired.

    Args:
        stock: usable holdings at the start of the week, rounds, shape (run,).
        reserve: strategic reserve that is not fired, rounds, shape (run,).
        demand: what the front asks for, rounds/week, shape (run,).
        ration_constant: cover at which the ration bites, week, shape (run,).
        guns: what barrels allow, rounds/week, shape (run,).
    """
    surplus = positive(stock - reserve)
    cover = np.full_like(surplus, np.inf)
    np.divide(surplus, demand, out=cover, where=demand > 0.0)
    ration = 1.0 - np.exp(-cover / ration_constant)
    return Fire(cover, ration, np.minimum(np.minimum(demand * ration, stock), guns))


def gun_limit(barrels: Runs, life: Runs, new: Runs, weeks: Runs | float) -> Runs:
    """Return the fire that barrels allow, rounds/week, shape (run,) (M1).

    Args:
        barrels: that can still fire, gun barrels, shape (run,).
        life: rounds that one barrel fires, rounds/barrel, shape (run,).
        new: barrels that come in, gun barrels/week, shape (run,).
        weeks: over which what there is may be worn out.
    """
    return life * (barrels / weeks + new)


def what_binds(demand: Runs, week: Fire, limit: Runs, felt: Runs) -> Runs:
    """Return 1 for what holds fire down, in the order of FIRE_LIMITS, shape (fire_limit, run).

    Args:
        demand: what the front asks for, rounds/week, shape (run,).
        week: fire of the week, after both limits.
        limit: what barrels allow, rounds/week, shape (run,).
        felt: share of demand that the ration must leave unfired to count, 1.
    """
    guns = (week.fired >= limit) & (demand > 0.0)
    shells = (week.ration < 1.0 - felt) & ~guns & (demand > 0.0)
    return np.stack([~guns & ~shells, shells, guns]).astype(np.float64)


def grow(output: Runs, ceiling: Runs, rate: Runs, brake: Runs) -> Runs:
    """Return next week's output on a logistic ramp, rounds/week, shape (run,) (M1, M2).

    Args:
        output: last week's output, rounds/week, shape (run,).
        ceiling: output at which growth ends, > 0, rounds/week, shape (run,).
        rate: growth rate far below the ceiling, 1/week, shape (run,).
        brake: factor on growth from inputs, energy, equipment, orders; shape (run,).
    """
    return output + rate * output * (1.0 - output / ceiling) * brake


def throttle(capacity: Runs, stock: Runs, wanted: Runs, time: Runs, least: Runs) -> Runs:
    """Return output at the use of capacity that a stock calls for, rounds/week, shape (run,) (M1).

    Args:
        capacity: what lines could make, rounds/week, shape (run,).
        stock: holdings at the start of the week, rounds, shape (run,).
        wanted: holdings aimed at, rounds, shape (run,).
        time: weeks over which a surplus would be worked off.
        least: smallest use of capacity, 1.
    """
    use = 1.0 + (wanted - stock) / np.maximum(time * capacity, TINY)
    return capacity * np.clip(use, least, 1.0)


class Orders(NamedTuple):
    """What the order rules read; all (run,).

    Attributes:
        stock: Russian holdings at the start of the week, rounds.
        in_pipeline: shells under refurbishment and in transit, rounds.
        demand: what the front asks for in a mean week, rounds/week.
        need: forecast demand less own capacity and other suppliers, rounds/week.
        wanted: stock aimed at, the strategic reserve included, rounds.
        stock_time: weeks in which a stock gap is closed.
        pipeline_time: weeks in which a supply-line gap is closed.
        pipeline_weight: attention to the supply line; 0 neglects it.
        supply_delay: weeks that an order spends in the pipeline.
        fixed_share: of demand, under the rule fixed_share.
    """

    stock: Runs
    in_pipeline: Runs
    demand: Runs
    need: Runs
    wanted: Runs
    stock_time: Runs
    pipeline_time: Runs
    pipeline_weight: Runs
    supply_delay: Runs
    fixed_share: Runs


def sterman(o: Orders) -> Runs:
    """Order the expected gap plus corrections of stock and supply line (Sterman 1989), rounds/week.

    A weight below one neglects what is under way and over-orders after a supply shock.
    """
    line = positive(o.need) * o.supply_delay
    return positive(
        o.need
        + (o.wanted - o.stock) / o.stock_time
        + o.pipeline_weight * (line - o.in_pipeline) / o.pipeline_time
    )


def fixed_share(o: Orders) -> Runs:
    """Order a standing share of demand, rounds/week."""
    return o.fixed_share * o.demand


def none(o: Orders) -> Runs:
    """Order nothing."""
    return np.zeros_like(o.stock)


ORDER_RULES = (sterman, fixed_share, none)


class Offers(NamedTuple):
    """What the export rules read; all (run,).

    Attributes:
        willingness: factor on the offer, 1.
        output: this week's output, rounds/week.
        stock: DPRK holdings at the start of the week, rounds.
        reserve: war reserve, rounds.
        exportable: share of output that can be exported.
        drawdown_time: weeks in which a surplus is drawn down.
    """

    willingness: Runs
    output: Runs
    stock: Runs
    reserve: Runs
    exportable: Runs
    drawdown_time: Runs


def reserve_rule(o: Offers) -> Runs:
    """Offer a share of output and draw down what lies above the reserve, rounds/week (M2)."""
    return o.willingness * (
        o.exportable * o.output + positive(o.stock - o.reserve) / o.drawdown_time
    )


def full(o: Offers) -> Runs:
    """Offer all output and draw down the whole stock, rounds/week."""
    return o.willingness * (o.output + o.stock / o.drawdown_time)


def stop(o: Offers) -> Runs:
    """Offer nothing."""
    return np.zeros_like(o.stock)


EXPORT_RULES = (reserve_rule, full, stop)


class Shipment(NamedTuple):
    """What leaves DPRK. Invariant: shipped is the smallest of the three limits, or zero."""

    shipped: Runs
    binding: Runs


def ship(orders: Runs, offer: Runs, logistics: Runs, agreed: Flags) -> Shipment:
    """Ship what is ordered, offered and can be carried, if there is an agreement (M2).

    Args:
        orders: rounds/week, shape (run,).
        offer: rounds/week, never above what DPRK holds, shape (run,).
        logistics: what the route carries, rounds/week, shape (run,).
        agreed: whether price talks found a zone, shape (run,).
    """
    least = np.minimum(np.minimum(orders, offer), logistics)
    shipped = least * agreed
    by = np.where(least == orders, DEMAND, np.where(least == offer, SUPPLY, LOGISTICS))
    return Shipment(shipped, np.where(shipped > 0.0, by, NO_TRADE))


class Passage(NamedTuple):
    """One week in the pipeline.

    Invariant: shipped = lost + change of refurbishing + change of transit + arrived.
    """

    lost: Runs
    to_refurbishing: Runs
    to_transit: Runs
    refurbished: Runs
    arrived: Runs


class PipelineParams(NamedTuple):
    """Share needing refurbishment and the two mean times in weeks, shape (run,)."""

    refurbishment_share: Runs
    refurbishment_time: Runs
    transit_time: Runs


def carry(
    shipped: Runs, loss: Runs, refurbishing: Runs, transit: Runs, p: PipelineParams
) -> Passage:
    """Pass a week's shipment through loss, refurbishment and transit (M3).

    Args:
        shipped: rounds leaving DPRK, rounds/week, shape (run,).
        loss: share lost to enforcement, 1, shape (run,).
        refurbishing: rounds under refurbishment at the week's start, shape (run,).
        transit: rounds under way at the week's start, shape (run,).
        p: shares and times.
    """
    lost = loss * shipped
    inward = shipped - lost
    to_refurbishing = p.refurbishment_share * inward
    to_transit = inward - to_refurbishing
    refurbished = (refurbishing + to_refurbishing) / p.refurbishment_time
    arrived = (transit + to_transit + refurbished) / p.transit_time
    return Passage(lost, to_refurbishing, to_transit, refurbished, arrived)


def share_of_supply(arrived: Runs, produced: Runs, others: Runs) -> Runs:
    """Return DPRK's share of all new usable rounds, 1; nothing supplied is share 0."""
    return ratio(arrived, arrived + produced + others)
