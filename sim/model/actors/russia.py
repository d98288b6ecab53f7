"""Russia: fires shells, makes and buys them, and pays in goods.

Goal: hold the fire that the front asks for at the lowest political and material cost.
Senses: its own stock, pipeline and output; last week's arrears; the threat to its banks.
Decides: fire, orders by the order rule, the most it pays, and what it pays in.
Adapts: smooths its forecast of demand; over-orders when it neglects the supply line; slows its
lines when stocks pass the target, and rebuilds after a ceasefire.
Ignores: what DPRK does with the returns, and anything beyond a quarter ahead.
"""

from dataclasses import dataclass

import numpy as np
from mesa import Agent, Model

from sim.ground.arrays import Runs
from sim.ground.units import WEEKS_PER_YEAR
from sim.model.calendar import Week
from sim.model.mechanisms.shells import (
    ORDER_RULES,
    Fire,
    Orders,
    PipelineParams,
    fire,
    grow,
    gun_limit,
    throttle,
)
from sim.model.rules import Choice


@dataclass(frozen=True)
class RussiaParams:
    """Drawn assumptions, one field per registry entry ``russia.<field>``; shape (run,)."""

    fire_demand: Runs
    new_output_share: Runs
    shell_stock: Runs
    strategic_reserve: Runs
    reported_output: Runs
    reported_output_ceiling: Runs
    ramp_rate: Runs
    target_cover: Runs
    ration_constant: Runs
    stock_adjustment_time: Runs
    supply_line_weight: Runs
    supply_line_adjustment_time: Runs
    forecast_smoothing_time: Runs
    other_suppliers: Runs
    input_loss: Runs
    reserve_cap: Runs
    ceasefire_fire_share: Runs
    fixed_order_share: Runs
    old_stock: Runs
    old_stock_time: Runs
    refurbishing_cap: Runs
    throttle_time: Runs
    least_utilisation: Runs
    rebuild_target: Runs
    rebuild_time: Runs
    gun_barrels: Runs
    new_barrels: Runs
    barrel_life: Runs
    felt_shortage: Runs


def smooth(forecast: Runs, demand: Runs, time: Runs) -> Runs:
    """Return the forecast of demand after a week, rounds/week, shape (run,)."""
    return forecast + (demand - forecast) / time


def supply_delay(pipeline: PipelineParams) -> Runs:
    """Return the weeks that an order spends in the pipeline, shape (run,)."""
    return (pipeline.transit_time - 1.0) + pipeline.refurbishment_share * (
        pipeline.refurbishment_time - 1.0
    )


class Russia(Agent):
    """Carries the parameters and passes arrays to the rules."""

    def __init__(self, model: Model, params: RussiaParams, rule: Choice) -> None:
        super().__init__(model)
        self.params, self._rule = params, rule
        self.reserve: Runs = np.minimum(
            params.strategic_reserve, params.reserve_cap * params.shell_stock
        )

    def opening_output(self) -> Runs:
        """Return output that enters the balance before week 0, rounds/week, shape (run,)."""
        return self.params.new_output_share * self.params.reported_output

    def gun_limit(self, barrels: Runs) -> Runs:
        """Return the fire that barrels allow when they may be worn out in half a year."""
        p = self.params
        return gun_limit(barrels, p.barrel_life, p.new_barrels, WEEKS_PER_YEAR / 2)

    def fire(self, stock: Runs, demand: Runs, guns: Runs) -> Fire:
        """Decide the week's fire for what the front asks and barrels allow."""
        asked = np.broadcast_to(demand, np.shape(stock))
        return fire(stock, self.reserve, asked, self.params.ration_constant, guns)

    def ramp(self, capacity: Runs, friction: Runs, now: Week) -> Runs:
        """Return the week's capacity of new rounds, rounds/week; a bank squeeze slows the ramp."""
        p = self.params
        ceiling = p.new_output_share * now.levers.russian_output_ceiling
        brake = 1.0 - p.input_loss * friction
        return grow(capacity, ceiling, now.levers.russian_ramp_rate, brake)

    def produce(self, capacity: Runs, stock: Runs, demand: Runs, now: Week) -> Runs:
        """Return the week's new rounds, rounds/week: lines slow down as stocks pass the target."""
        p = self.params
        wanted = self.wanted(demand, now)
        return throttle(capacity, stock, wanted, p.throttle_time, p.least_utilisation)

    def refurbish(self, old: Runs) -> Runs:
        """Return the old rounds brought back into use, rounds/week, from what is left of them."""
        p = self.params
        out: Runs = np.minimum(p.refurbishing_cap, old / p.old_stock_time)
        return out

    def wanted(self, demand: Runs, now: Week) -> Runs:
        """Return the stock aimed at, rounds: cover at the front, or what a ceasefire rebuilds."""
        p = self.params
        cover = self.reserve + p.target_cover * demand
        return np.where(now.ceasefire, p.rebuild_target, cover)

    def forecast(self, last: Runs, demand: Runs, now: Week) -> Runs:
        """Return the smoothed demand, rounds/week; a ceasefire is known on the day."""
        time = np.where(now.ceasefire, 1.0, self.params.forecast_smoothing_time)
        return smooth(last, demand, time)

    def order(
        self,
        stock: Runs,
        in_pipeline: Runs,
        wants: tuple[Runs, Runs],
        pipeline: PipelineParams,
        now: Week,
    ) -> Runs:
        """Return what Russia asks of DPRK, rounds/week; nothing before the exchange opens.

        Args:
            stock: holdings at the start of the week, rounds, shape (run,).
            in_pipeline: under way, rounds, shape (run,).
            wants: what barrels let the front ask for, and forecast less own output and other
                suppliers; rounds/week, shape (run,).
            pipeline: of the arms channel.
            now: date, and how far the exchange has opened.
        """
        demand, need = wants
        p = self.params
        seen = Orders(
            stock=stock,
            in_pipeline=in_pipeline,
            demand=demand,
            need=need,
            wanted=self.wanted(demand, now),
            stock_time=np.where(now.ceasefire, p.rebuild_time, p.stock_adjustment_time),
            pipeline_time=p.supply_line_adjustment_time,
            pipeline_weight=p.supply_line_weight,
            supply_delay=supply_delay(pipeline),
            fixed_share=p.fixed_order_share,
        )
        ordered: Runs = self._rule(ORDER_RULES, seen)
        return ordered * now.opening
