"""Settlement: what is owed, what is paid, and in which goods (M6)."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.ground.arrays import Runs, positive, total
from sim.vocabulary.axes import BUNDLES, CASH, FOOD, MILITARY, OIL, TECHNOLOGY


@dataclass(frozen=True)
class SettlementParams:
    """Drawn assumptions, one field per registry entry ``settlement.<field>``; shape (run,)."""

    rate: Runs
    bundle_logit: Runs
    cost_cash: Runs
    cost_oil: Runs
    cost_food: Runs
    cost_military: Runs
    cost_technology: Runs
    value_cash: Runs
    value_oil: Runs
    value_food: Runs
    value_military: Runs
    value_technology: Runs
    oil_shortage_response: Runs
    technology_generosity: Runs
    generosity_floor: Runs
    leverage_effect: Runs
    spill_to_cash: Runs

    def costs(self) -> Runs:
        """Return Russian unit costs, shape (bundle, run)."""
        return np.stack(np.broadcast_arrays(*(getattr(self, f"cost_{b}") for b in BUNDLES)))

    def worth(self) -> Runs:
        """Return DPRK unit values, shape (bundle, run)."""
        return np.stack(np.broadcast_arrays(*(getattr(self, f"value_{b}") for b in BUNDLES)))


def pay(arrears: Runs, rate: Runs, friction: Runs) -> Runs:
    """Return the value that is settled this week, USD/week, shape (run,).

    Args:
        arrears: value owed at the start of the week, USD, shape (run,).
        rate: share settled in a week, 1/week, shape (run,).
        friction: share of payments that the bank squeeze holds up, 1, shape (run,).
    """
    return rate * arrears * (1.0 - friction)


class Tastes(NamedTuple):
    """What the bundle choice reads beside costs and values; all (run,).

    Attributes:
        technology: Russian readiness to give technology, 1 at reference.
        usability: worth of a dollar of cash over its opening worth.
        oil_gap: energy cover below its opening value, 1.
        absorption: ability to use technology over its opening value.
    """

    technology: Runs
    usability: Runs
    oil_gap: Runs
    absorption: Runs


def generosity(given: Runs, provoked: Runs, leverage: Runs, floor: Runs) -> Runs:
    """Return Russian readiness to give technology, 1 at reference, shape (run,).

    Args:
        given: lever technology_generosity, shape (run,).
        provoked: retaliation for a rising secondary-sanctions threat, 1, shape (run,).
        leverage: share of the readiness that ROK leverage takes away, 1, shape (run,).
        floor: keeps the cost term finite.
    """
    return np.maximum(given * (1.0 + provoked) * (1.0 - leverage), floor)


def bundle(costs: Runs, worth: Runs, logit: Runs, response: Runs, t: Tastes) -> Runs:
    """Return the shares of the five goods in what is settled, shape (bundle, run).

    A logit over what DPRK gains less what Russia gives up; the shares sum to one.

    Args:
        costs: Russian unit costs, shape (bundle, run).
        worth: DPRK unit values, shape (bundle, run).
        logit: sharpness of the choice, 1, shape (run,).
        response: of the worth of oil to a shortage, 1, shape (run,).
        t: tastes of the week.
    """
    value = worth.copy()
    value[CASH] *= t.usability
    value[OIL] *= 1.0 + response * t.oil_gap
    value[TECHNOLOGY] *= t.absorption
    ready = np.ones_like(value)
    ready[TECHNOLOGY] = t.technology
    ready[MILITARY] = np.sqrt(t.technology)
    weight = ready * np.exp(logit * (value - costs / ready))
    return weight / total(weight)


class Delivery(NamedTuple):
    """What is delivered, USD/week by good, and the oil in barrels/week.

    Invariant: the goods sum to what was settled.
    """

    goods: Runs
    oil: Runs
    shortfall: Runs


def deliver(
    p: SettlementParams, settled: Runs, shares: Runs, price: Runs, capacity: Runs, open_share: Runs
) -> Delivery:
    """Deliver the bundle; oil money above the capacity goes to cash and to food.

    Args:
        p: assumptions.
        settled: USD/week, shape (run,).
        shares: of the five goods, shape (bundle, run).
        price: of refined oil, USD/barrel, shape (run,).
        capacity: of direct delivery before enforcement, barrels/week, shape (run,).
        open_share: what enforcement and displacement leave of the capacity, as two rows:
            all of it, and without displacement and at most 1; shape (2, run).
    """
    goods = shares * settled
    asked = goods[OIL] / price
    oil = np.minimum(asked, capacity * open_share[0])
    spill = positive(goods[OIL] - oil * price)
    goods[OIL] = oil * price
    goods[CASH] += p.spill_to_cash * spill
    goods[FOOD] += (1.0 - p.spill_to_cash) * spill
    shortfall = np.minimum(asked, capacity) - np.minimum(asked, capacity * open_share[1])
    return Delivery(goods, oil, shortfall)


def absorption(scale: Runs, own_research: Runs, half_saturation: Runs) -> Runs:
    """Return how much of a given technology can be used (Cohen and Levinthal 1990, form)."""
    return scale * own_research / (own_research + half_saturation)
