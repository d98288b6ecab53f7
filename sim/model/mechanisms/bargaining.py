"""Bargaining: a price inside the zone between two reservation prices, or no trade (M5)."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.ground.arrays import TINY, Flags, Runs, positive


@dataclass(frozen=True)
class BargainingParams:
    """Drawn assumptions, one field per registry entry ``bargaining.<field>``; shape (run,)."""

    unit_cost: Runs
    reserve_shadow_value: Runs
    loss_cost: Runs
    political_cost: Runs
    alternative_cost: Runs
    scarcity_value: Runs
    isolation_value: Runs
    dprk_share: Runs
    reserve_value_ceiling: Runs
    interval: Runs
    fixed_price: Runs
    impatience: Runs
    scarcity_impatience: Runs
    proposer_is_dprk: Runs


class Zone(NamedTuple):
    """Reservation prices, USD/round, and Russian rationing; all (run,)."""

    lowest: Runs
    highest: Runs
    ration: Runs


class Deal(NamedTuple):
    """A price, USD/round, and whether there is an agreement. No agreement, no trade."""

    price: Runs
    agreed: Flags


def lowest_price(p: BargainingParams, reserve: Runs, stock: Runs, loss: Runs) -> Runs:
    """Return the least that DPRK accepts, USD/round, shape (run,).

    Cost, plus a shadow value that grows as the stock nears the reserve, plus losses on the way,
    plus a political cost.

    Args:
        p: assumptions.
        reserve: war reserve, rounds, shape (run,).
        stock: holdings at the start of the week, rounds, shape (run,).
        loss: share of a shipment lost, 1, shape (run,).
    """
    # reserve / max(stock, reserve / root) is min(reserve / stock, root), also for no stock
    root = np.sqrt(p.reserve_value_ceiling)
    strain = reserve / np.maximum(np.maximum(stock, reserve / root), TINY)
    return (
        p.unit_cost
        + p.reserve_shadow_value * (strain * strain)
        + p.loss_cost * loss
        + p.political_cost
    )


def highest_price(p: BargainingParams, friction: Runs, ration: Runs, antagonism: Runs) -> Runs:
    """Return the most that Russia pays, USD/round, shape (run,).

    Args:
        p: assumptions.
        friction: share by which the bank squeeze cuts the worth of alternatives, shape (run,).
        ration: share of demand that is fired, 1, shape (run,).
        antagonism: Russian antagonism to the West, 0 to 1, shape (run,).
    """
    return (
        p.alternative_cost * (1.0 - friction)
        + p.scarcity_value * (1.0 - ration)
        + p.isolation_value * antagonism
    )


def split(zone: Zone, share: Runs) -> Deal:
    """Give DPRK a share of the zone; no deal where the zone is empty."""
    price = zone.lowest + share * positive(zone.highest - zone.lowest)
    return Deal(price, zone.highest > zone.lowest)


def nash(p: BargainingParams, zone: Zone) -> Deal:
    """Split the zone by the drawn bargaining share (Nash 1950, asymmetric)."""
    return split(zone, p.dprk_share)


def rubinstein_share(of_russia: Runs, of_dprk: Runs) -> Runs:
    """Return DPRK's share from the impatience of the two sides, 1/week each (Rubinstein 1982)."""
    return of_russia / (of_russia + of_dprk)


def rubinstein(p: BargainingParams, zone: Zone) -> Deal:
    """Split the zone by impatience: a Russia short of shells is in a hurry."""
    hurry = p.impatience + p.scarcity_impatience * (1.0 - zone.ration)
    return split(zone, rubinstein_share(hurry, p.impatience))


def fixed_price(p: BargainingParams, zone: Zone) -> Deal:
    """Pay the fixed price where it lies in the zone."""
    price = np.broadcast_to(p.fixed_price, np.shape(zone.lowest)).astype(np.float64)
    return Deal(price, (zone.lowest <= price) & (price <= zone.highest))


def take_it_or_leave_it(p: BargainingParams, zone: Zone) -> Deal:
    """Give the whole zone to the side that proposes."""
    return split(zone, p.proposer_is_dprk)


BARGAINING_RULES = (nash, rubinstein, fixed_price, take_it_or_leave_it)
