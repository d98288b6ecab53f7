"""DPRK: M2 shells, M3-M4 shipments, M7 oil, M10 people, M18 temper, threat of M19."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import mesa

from .scalar_draws import clip, logistic, logit, poisson, positive

if TYPE_CHECKING:
    from .scalar import ScalarWorld

#: Smoothing time of the provocation rate in M18, weeks; it has no entry among the assumptions.
BINDING: Final = {"none": 0.0, "demand": 1.0, "supply": 2.0, "logistics": 3.0}


class Dprk(mesa.Agent):
    """Produces, sells, imports, learns and provokes."""

    def __init__(self, world: ScalarWorld) -> None:
        super().__init__(world)
        self.world = world
        self._start_arms()
        self._start_oil()
        self._start_people()
        self._start_temper()

    def _start_arms(self) -> None:
        """Set shells and missiles of t = 0."""
        p = self.world.p
        self.shell_stock = p["dprk.shell_stock"]
        self.reserve = self.world.calendar.parameter("dprk_war_reserve", "dprk.war_reserve")
        self.output = self.lines = p["dprk.shell_output"]
        self.willingness = 0.0
        self.offer = 0.0
        self.shipped = 0.0
        self.lost = 0.0
        self.containers = 0.0
        self.binding = "none"
        self.missiles = p["missiles.stock"]
        self.missiles_shipped = 0.0
        self.missile_output = p["missiles.output"]
        self.past_arms: list[float] = []

    def _start_oil(self) -> None:
        """Set oil of t = 0 so that early inflow keeps it stationary."""
        w, p = self.world, self.world.p
        need, slope = p["oil.need"], p["oil.ration_constant"]
        early = p["oil.early_share"] * p["oil.direct_cap"] * w.tie.capacity
        inflow = p["oil.crude"] + p["oil.ship_to_ship"] + early
        inflow = min(inflow, p["oil.initial_inflow_ceiling"] * need)
        stationary = -slope * need * math.log(1.0 - inflow / need)
        self.oil = stationary * p["oil.stock_over_stationary"]
        self.start_energy = 1.0 - math.exp(-(self.oil / need) / slope)
        self.energy = self.start_energy
        self.refined_oil = p["oil.ship_to_ship"]
        self.ship_to_ship = p["oil.ship_to_ship"]
        self.crude = 0.0
        self.oil_used = 0.0

    def _start_people(self) -> None:
        """Set workers and food of t = 0."""
        p = self.world.p
        self.workers = p["workers.initial"]
        self.troops = 0.0
        self.troop_pay = 0.0
        self.worker_ceiling = p["workers.ceiling"]
        self.food = 0.0
        self.start_food_cover = min(p["food.cover_ceiling"], p["food.domestic_share"])
        self.food_cover = self.start_food_cover

    def _start_temper(self) -> None:
        """Set emboldenment, provocations and threat perception of t = 0."""
        p = self.world.p
        self.emboldenment = p["provocation.emboldenment"]
        self.threat = p["posture.threat"]
        branching = p["provocation.branching"]
        self.start_rate = p["provocation.base_rate"] / (1.0 - branching)
        self.rate = self.start_rate
        self.smoothed_rate = self.start_rate
        self.excitation = branching * self.start_rate
        self.provocations = 0

    def plan(self) -> None:
        """Run M2 up to the offer: output, reserve, willingness."""
        w, p = self.world, self.world.p
        weight = p["dprk.procurement_weight"]
        gain = 1.0 - weight + weight * min(1.0, w.channels["procurement"].gain)
        gate = min(1.0, w.russia.orders / p["dprk.full_ramp_orders"])
        energy = min(1.0, self.energy / self.start_energy)
        room = 1.0 - self.lines / p["dprk.shell_output_ceiling"]
        ramp = p["dprk.ramp_rate"] * room * energy * self._equipment() * gain * gate
        idle = w.calendar.opening * (1.0 - gate)
        spare = positive(self.lines - p["dprk.output_floor"] * p["dprk.shell_output"])
        self.lines += ramp * self.lines - p["dprk.ramp_down"] * idle * spare
        fed = self.food_cover / self.start_food_cover
        self.output = self.lines * fed ** p["dprk.food_elasticity"]
        base = w.calendar.parameter("dprk_war_reserve", "dprk.war_reserve")
        worry = p["dprk.reserve_threat_response"] * (self.threat - p["posture.threat"])
        self.reserve = base * (1.0 + worry)
        self.willingness = self._willingness()
        self.offer = self._offer()

    def _equipment(self) -> float:
        """Return the gain of output from Russian equipment delivered last week."""
        p, delivered = self.world.p, self.world.russia.delivered
        goods = delivered["military"] + delivered["technology"]
        return 1.0 + p["dprk.equipment_ramp_gain"] * min(
            1.0, goods / p["dprk.equipment_flow_full_gain"]
        )

    def _willingness(self) -> float:
        """Return omega: the lever, relief restraint and the arrears brake."""
        w, p = self.world, self.world.p
        base = w.calendar.parameter("dprk_export_willingness", "dprk.export_willingness")
        restraint = positive(1.0 - p["dprk.relief_restraint"] * w.tie.relief_in_force)
        excess = positive(w.russia.arrears / p["dprk.arrears_tolerance"] - 1.0)
        return base * restraint * positive(1.0 - p["dprk.arrears_brake"] * excess)

    def _offer(self) -> float:
        """Return what DPRK offers to ship, under the chosen rule."""
        p = self.world.p
        rule = self.world.calendar.structure["export"]
        if rule == "stop":
            return 0.0
        if rule == "full":
            return self.willingness * (self.output + self.shell_stock / p["dprk.drawdown_time"])
        spare = positive(self.shell_stock - self.reserve) / p["dprk.drawdown_time"]
        return self.willingness * (p["dprk.exportable_share"] * self.output + spare)

    def ship_shells(self) -> None:
        """Ship the smallest of what is asked, offered, loadable and owned."""
        w, p = self.world, self.world.p
        per_container = p["exchange.rounds_per_container"] * p["exchange.shell_container_share"]
        arms = w.channels["arms"]
        limits = (
            (w.russia.orders, "demand"),
            (self.offer, "supply"),
            (p["exchange.logistics_cap"] * per_container * arms.facilitators, "logistics"),
            (self.shell_stock + self.output, "supply"),
        )
        amount, name = min(limits, key=lambda limit: limit[0])
        self.shipped = amount if w.deal.agreed else 0.0
        self.binding = name if self.shipped > 0.0 else "none"
        self.shell_stock += self.output - self.shipped
        self.lost = arms.loss * self.shipped
        self.containers = self.shipped / per_container

    def ship_missiles(self) -> None:
        """Ship missiles, faster in the first weeks."""
        w, p = self.world, self.world.p
        first = p["missiles.first_week"]
        wanted = 0.0
        if w.week >= first and w.deal.agreed:
            early = w.week < first + p["missiles.first_period"]
            factor = p["missiles.first_weeks_factor"] if early else 1.0
            eager = min(self.willingness, p["missiles.willingness_ceiling"])
            wanted = p["missiles.later_rate"] * factor * w.calendar.opening * eager
            usual = p["missiles.held_weeks"] * p["missiles.later_rate"]
            wanted *= w.russia.tempo * positive(1.0 - w.russia.missiles / usual)
        self._ramp_missiles()
        loadable = self.missile_output + self.missiles / p["missiles.drawdown_time"]
        self.missiles_shipped = min(wanted, loadable)
        self.missiles += self.missile_output - self.missiles_shipped
        worth = p["capability.missile_worth"] * self.missiles_shipped
        self.past_arms.append(self.shipped + worth)

    def _ramp_missiles(self) -> None:
        """Let missile output grow on last week's Russian equipment."""
        p, goods = self.world.p, self.world.russia.delivered
        ceiling = p["missiles.output"] * p["missiles.output_ceiling"]
        full = p["dprk.equipment_flow_full_gain"]
        equipped = min(1.0, (goods["military"] + goods["technology"]) / full)
        growth = p["missiles.output_growth"] * (1.0 - self.missile_output / ceiling)
        self.missile_output *= 1.0 + growth * equipped

    def burn_oil(self) -> None:
        """Run M7; last week's hard currency caps what can be bought at sea."""
        w, p = self.world, self.world.p
        channel = w.channels["ship_to_ship"]
        self.ship_to_ship = p["oil.ship_to_ship"] * channel.gain
        cost = p["oil.price"] * (1.0 + channel.markup)
        if cost > 0.0:
            self.ship_to_ship = min(self.ship_to_ship, w.treasury.reserves / cost)
        self.crude = p["oil.crude"] * w.calendar.prc
        need = p["oil.need"]
        self.oil_used = need * (1.0 - math.exp(-(self.oil / need) / p["oil.ration_constant"]))
        self.refined_oil = w.russia.direct_oil + self.ship_to_ship
        self.oil += self.crude + self.refined_oil - self.oil_used
        self.energy = self.oil_used / need

    def send_workers(self) -> None:
        """Run the labour and food parts of M10."""
        w, p = self.world, self.world.p
        capacity = p["workers.ceiling"] * w.tie.capacity * w.channels["labour"].rel
        self.worker_ceiling = max(p["workers.smallest_ceiling"], capacity)
        pace = max(-1.0, 1.0 - self.workers / self.worker_ceiling)
        early = p["workers.early_growth"]
        opened = early + (1.0 - early) * w.calendar.opening
        self.workers += p["workers.growth"] * self.workers * pace * opened
        self.troops += (w.calendar.troops - self.troops) / p["troops.deployment_time"]
        self.troop_pay = self.troops * p["troops.weekly_pay"]
        self.food = w.russia.delivered["food"] / p["food.price"]
        cover = p["food.domestic_share"] + self.food / p["food.need"]
        self.food_cover = min(p["food.cover_ceiling"], cover)

    def embolden(self) -> None:
        """Run M18: emboldenment, then provocations."""
        w, p = self.world, self.world.p
        posture = sum(s.posture - s.start_posture for s in w.senders) / len(w.senders)
        talks = float(w.tie.in_force)
        target = logistic(
            logit(p["provocation.emboldenment"])
            + p["provocation.weight_backing"] * w.tie.closeness * w.russia.dependence
            + p["provocation.weight_capability"] * math.log(w.capability_ratio())
            + p["provocation.weight_shield"] * (w.council.shield - p["council.shield"])
            + p["provocation.weight_information"]
            * (p["monitoring.information"] - w.coalition.information)
            - p["provocation.weight_posture"] * posture
            - p["provocation.weight_talks"] * talks
        )
        self.emboldenment += p["provocation.speed"] * (target - self.emboldenment)
        self._provoke(talks)

    def _provoke(self, talks: float) -> None:
        """Draw provocations, which excite further ones."""
        w, p = self.world, self.world.p
        drive = p["provocation.emboldenment_response"] * (
            self.emboldenment - p["provocation.emboldenment"]
        )
        drive += p["provocation.exercise_response"] * float(w.calendar.exercise)
        drive += p["provocation.talks_response"] * talks
        self.rate = p["provocation.base_rate"] * math.exp(drive) + self.excitation
        self.provocations = poisson(self.rate, w.draw("provocation"))
        kept = p["provocation.excitation_decay"]
        fresh = p["provocation.branching"] * (1.0 - kept) * self.provocations
        self.excitation = kept * self.excitation + fresh
        self.smoothed_rate += (self.rate - self.smoothed_rate) / self.world.p[
            "provocation.tempo_time"
        ]

    def perceive(self) -> None:
        """Run the DPRK side of M19, after the allied postures of this week."""
        w, p = self.world, self.world.p
        now = sum(s.posture for s in w.senders) / len(w.senders)
        start = sum(s.start_posture for s in w.senders) / len(w.senders)
        pull = p["posture.dprk_gain"] * (now - start) - (self.threat - p["posture.threat"])
        self.threat = clip(self.threat + p["posture.dprk_adjustment"] * pull, 0.0, 1.0)

    @property
    def exposure_of_forces(self) -> float:
        """Exposure of US and allied forces over constants."""
        w, p = self.world, self.world.p
        now = sum(s.posture for s in w.senders) / len(w.senders)
        return float(
            (self.missiles / p["posture.reference_missiles"]) ** p["posture.stock_exponent"]
            * (w.programmes.reliability / p["posture.reference_reliability"])
            * math.sqrt(self.smoothed_rate / p["posture.reference_tempo"])
            * (1.0 - p["posture.shelter"] * now)
            / (1.0 - p["posture.shelter"] * p["posture.reference_posture"])
            * w.programmes.reach
        )
