"""DPRK: sells shells and missiles above a war reserve, and provokes when emboldened.

Goal: trade munitions for oil, food, money, weapons and technology without baring its defence.
Senses: its own stocks and energy, the threat it perceives, arrears, the orders it receives.
Decides: output, war reserve, offer by the export rule, the least it accepts.
Adapts: ramps output up and down with orders; holds back when arrears grow or relief is accepted.
Ignores: how the shells are used, and any effect of its sales on the war.
"""

from dataclasses import dataclass

import numpy as np
from mesa import Agent, Model

from sim.ground.arrays import Runs, positive, power
from sim.model.calendar import Week
from sim.model.mechanisms.shells import EXPORT_RULES, Offers, grow
from sim.model.rules import Choice


@dataclass(frozen=True)
class DprkParams:
    """Drawn assumptions, one field per registry entry ``dprk.<field>``; shape (run,)."""

    shell_stock: Runs
    war_reserve: Runs
    shell_output: Runs
    shell_output_ceiling: Runs
    ramp_rate: Runs
    exportable_share: Runs
    drawdown_time: Runs
    export_willingness: Runs
    reserve_threat_response: Runs
    full_ramp_orders: Runs
    equipment_ramp_gain: Runs
    equipment_flow_full_gain: Runs
    arrears_tolerance: Runs
    arrears_brake: Runs
    relief_restraint: Runs
    ramp_down: Runs
    output_floor: Runs
    food_elasticity: Runs
    procurement_weight: Runs


def ramp_brake(p: DprkParams, orders: Runs, energy: Runs, equipment: Runs, procured: Runs) -> Runs:
    """Return the factor on the growth of output, shape (run,) (M2).

    Args:
        p: assumptions.
        orders: Russian orders this week, rounds/week, shape (run,).
        energy: last week's energy cover over its opening value, shape (run,).
        equipment: military goods and technology received last week, USD/week, shape (run,).
        procured: flow of the procurement channel, 1 at reference, shape (run,).
    """
    gained = np.minimum(1.0, equipment / p.equipment_flow_full_gain)
    wanted = np.minimum(1.0, orders / p.full_ramp_orders)
    supplied = 1.0 + p.procurement_weight * (np.minimum(1.0, procured) - 1.0)
    out: Runs = np.minimum(1.0, energy) * (1.0 + p.equipment_ramp_gain * gained) * supplied * wanted
    return out


def willingness(p: DprkParams, base: Runs, relief: Runs, arrears: Runs) -> Runs:
    """Return export willingness, which relief and excess arrears lower, 1, shape (run,) (M2)."""
    restrained = positive(1.0 - p.relief_restraint * relief)
    excess = positive(arrears / p.arrears_tolerance - 1.0)
    return base * restrained * positive(1.0 - p.arrears_brake * excess)


class Dprk(Agent):
    """Carries the parameters and passes arrays to the rules."""

    def __init__(self, model: Model, params: DprkParams, rule: Choice) -> None:
        super().__init__(model)
        self.params, self._rule = params, rule

    def produce(self, lines: Runs, food: Runs) -> Runs:
        """Return the week's output, rounds/week: fed workers make more on the same lines.

        Args:
            lines: what the lines make at the opening's food cover, rounds/week, shape (run,).
            food: last week's food cover over that of the opening, 1, shape (run,).
        """
        return lines * power(food, self.params.food_elasticity)

    def line_up(self, output: Runs, brake: Runs, orders: Runs, now: Week) -> Runs:
        """Return what the lines can make, rounds/week, shape (run,); they follow orders down too.

        They do so once the exchange has opened: before it, output is what the army asks for.
        """
        p = self.params
        idle = now.opening * (1.0 - np.minimum(1.0, orders / p.full_ramp_orders))
        spare = positive(output - p.output_floor * p.shell_output)
        grown = grow(output, p.shell_output_ceiling, p.ramp_rate, brake)
        return grown - p.ramp_down * idle * spare

    def reserve(self, threatened: Runs, now: Week) -> Runs:
        """Return the war reserve, which grows with perceived threat, rounds, shape (run,)."""
        p = self.params
        return now.levers.dprk_war_reserve * (1.0 + p.reserve_threat_response * threatened)

    def offer(self, willing: Runs, output: Runs, stock: Runs, reserve: Runs) -> Runs:
        """Return the week's offer, never above what there is, rounds/week, shape (run,)."""
        p = self.params
        offers = Offers(willing, output, stock, reserve, p.exportable_share, p.drawdown_time)
        out: Runs = np.minimum(self._rule(EXPORT_RULES, offers), stock + output)
        return out
