"""Hard currency: what comes in, what is bought first, and what must wait (M8)."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.ground.arrays import Runs, positive, power, ratio

CENT = 0.01
"""USD: a smaller rest of the purse is rounding, at which a power of it would still be steep."""


@dataclass(frozen=True)
class TreasuryParams:
    """Drawn assumptions, one field per registry entry ``treasury.<field>``; shape (run,)."""

    hard_currency: Runs
    frozen_funds: Runs
    frozen_funds_released: Runs
    licit_exports: Runs
    import_bill: Runs
    import_elasticity: Runs
    programme_outlay: Runs
    remote_it_income: Runs
    other_labour_income: Runs
    prc_trade: Runs
    coal_revenue: Runs
    relief_exports: Runs


class Spending(NamedTuple):
    """What is spent beside oil. Invariant: imports + programme <= what is in the purse."""

    imports: Runs
    programme: Runs


def spend(p: TreasuryParams, before: Runs, purse: Runs, relief: Runs) -> Spending:
    """Spend on imports and the programme as reserves allow, USD/week (M8).

    Both follow last week's reserves and are scaled down together if the purse is too small.

    Args:
        p: assumptions.
        before: hard currency at the end of last week, USD, shape (run,).
        purse: hard currency after this week's income and oil, USD, shape (run,).
        relief: share of sanctions lifted; imports rise by what it adds to exports, shape (run,).
    """
    level = np.where(before < CENT, 0.0, before) / p.hard_currency
    gained = p.licit_exports * p.relief_exports * relief
    imports = p.import_bill * power(level, p.import_elasticity) + gained
    programme = p.programme_outlay * np.sqrt(level)
    part = np.minimum(1.0, ratio(positive(purse), imports + programme))
    return Spending(imports * part, programme * part)


def licit_exports(p: TreasuryParams, cooperation: Runs, relief: Runs) -> Runs:
    """Return licit exports to PRC, USD/week; accepted relief raises them."""
    return p.licit_exports * cooperation * (1.0 + p.relief_exports * relief)
