"""Oil: three sources, one stock, use that falls as the stock runs down (M7)."""

from dataclasses import dataclass

import numpy as np

from sim.ground.arrays import Runs, power


@dataclass(frozen=True)
class OilParams:
    """Drawn assumptions, one field per registry entry ``oil.<field>``; shape (run,)."""

    refined_cap: Runs
    crude: Runs
    ship_to_ship: Runs
    direct_cap: Runs
    first_direct_week: Runs
    early_share: Runs
    need: Runs
    stock_over_stationary: Runs
    ration_constant: Runs
    price: Runs
    military_share: Runs
    civil_output_elasticity: Runs
    initial_inflow_ceiling: Runs


def cover(p: OilParams, stock: Runs) -> Runs:
    """Return use over need, 1, for a stock in barrels at the start of the week, shape (run,)."""
    out: Runs = 1.0 - np.exp(-stock / p.need / p.ration_constant)
    return out


def opening_stock(p: OilParams, openness: Runs) -> Runs:
    """Return the stock that the opening inflows hold steady, times its own draw, barrels.

    Args:
        p: assumptions.
        openness: opening openness over its reference, 1, shape (run,).
    """
    inflow = np.minimum(
        p.crude + p.ship_to_ship + p.early_share * p.direct_cap * openness,
        p.initial_inflow_ceiling * p.need,
    )
    steady = -p.ration_constant * p.need * np.log(1.0 - inflow / p.need)
    out: Runs = steady * p.stock_over_stationary
    return out


def direct_capacity(p: OilParams, openness: Runs, week: int) -> Runs:
    """Return what Russia can deliver directly before enforcement, barrels/week, shape (run,)."""
    flowing = np.where(week < p.first_direct_week, p.early_share, 1.0)
    return p.direct_cap * openness * flowing


def bought_at_sea(p: OilParams, open_share: Runs, markup: Runs, purse: Runs) -> Runs:
    """Return refined oil bought ship to ship, barrels/week, shape (run,).

    Args:
        p: assumptions.
        open_share: flow relative to reference that enforcement and displacement leave.
        markup: premium over the market price, 1, shape (run,).
        purse: hard currency of last week, which the purchase cannot exceed, USD, shape (run,).
    """
    out: Runs = np.minimum(p.ship_to_ship * open_share, purse / (p.price * (1.0 + markup)))
    return out


def civil_output(p: OilParams, energy: Runs, opening: Runs) -> Runs:
    """Return civil output over its opening value as energy cover moves, 1 (reported only).

    The military share of the need is served first; what is left drives civil output.
    """

    def civil(of: Runs) -> Runs:
        return np.maximum(0.0, (of - p.military_share) / (1.0 - p.military_share))

    return power(civil(energy) / civil(opening), p.civil_output_elasticity)
