"""M1 orders and fire, M3 pipeline, M4 missiles used, M5 bargaining, M6 ledger and bundle."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import mesa
from scipy.special import ndtri

from .scalar_draws import EDGE, clip, poisson, positive

if TYPE_CHECKING:
    from .scalar import ScalarWorld

BUNDLE: Final = ("cash", "oil", "food", "military", "technology")
#: Keeps a division by demand defined when nothing is demanded.
TINY: Final = 1e-9


class Russia(mesa.Agent):
    """Fires, produces, orders, receives and pays late."""

    def __init__(self, world: ScalarWorld) -> None:
        super().__init__(world)
        self.world = world
        p = world.p
        self.shell_stock = p["russia.shell_stock"]
        self.reserve = min(
            p["russia.strategic_reserve"], p["russia.reserve_cap"] * self.shell_stock
        )
        self.reference_demand = world.calendar.full_demand
        self.demand = self.reference_demand
        self.steady_demand = self.reference_demand
        self.forecast = self.reference_demand
        self.capacity = p["russia.new_output_share"] * p["russia.reported_output"]
        self.output = self.capacity
        self.old_stock = p["russia.old_stock"]
        self.refurbished = min(
            p["russia.refurbishing_cap"], self.old_stock / p["russia.old_stock_time"]
        )
        self.destroyed = 0.0
        self.phase = self._score("fire.start")
        self.other_imports = world.calendar.parameter("other_suppliers", "russia.other_suppliers")
        self.barrels = p["russia.gun_barrels"]
        self.gun_limit = math.inf
        self.past_arrivals: list[float] = []
        self.past_supply: list[float] = []
        self.fired = 0.0
        self.orders = 0.0
        self.refurbishing = 0.0
        self.in_transit = 0.0
        self.arrived = 0.0
        self.duds = 0.0
        self.share = 0.0
        self.dependence = 0.0
        self.missiles = 0.0
        self.missiles_fired = 0.0
        self.arrears = 0.0
        self.settled = 0.0
        self.shares = dict.fromkeys(BUNDLE, 0.0)
        self.delivered = dict.fromkeys(BUNDLE, 0.0)
        self.direct_oil = 0.0
        self.oil_shortfall = 0.0
        self.look_at_cover()

    def _score(self, point: str) -> float:
        """Return this week's normal score of a decision point."""
        return float(ndtri(clip(self.world.draw(point), EDGE, 1.0 - EDGE)))

    def swing(self) -> float:
        """Turn the phase of fire and return demand over its mean."""
        p = self.world.p
        kept = math.exp(-1.0 / p["front.fire_memory"])
        self.phase = kept * self.phase + math.sqrt(1.0 - kept**2) * self._score("fire")
        if self.world.calendar.structure["fire"] == "steady":
            return 1.0
        spread = p["front.fire_variation"]
        return math.exp(spread * self.phase - 0.5 * spread**2)

    def look_at_cover(self) -> None:
        """Set weeks of cover and the share of demand that is met."""
        spare = positive(self.shell_stock - self.reserve)
        self.cover = spare / max(self.demand, TINY)
        self.ration = 1.0 - math.exp(-self.cover / self.world.p["russia.ration_constant"])

    def plan(self) -> None:
        """Run M1: fire, output, forecast, orders."""
        w, p, calendar = self.world, self.world.p, self.world.calendar
        life, new = p["russia.barrel_life"], p["russia.new_barrels"]
        self.gun_limit = life * (self.barrels / 26.0 + new)
        self.steady_demand = min(calendar.demand, self.gun_limit)
        self.demand = calendar.demand * self.swing()
        self.look_at_cover()
        self.fired = min(self.demand * self.ration, self.shell_stock, self.gun_limit)
        self.barrels += new - self.fired / life
        friction = p["russia.input_loss"] * p["banking.finance_friction"] * w.coalition.threat
        growth = calendar.parameter("russian_ramp_rate", "russia.ramp_rate")
        room = 1.0 - self.capacity / self._ceiling()
        self.capacity += growth * self.capacity * room * (1.0 - friction)
        self.output = self.capacity * self.utilisation()
        self.refurbished = min(
            p["russia.refurbishing_cap"], self.old_stock / p["russia.old_stock_time"]
        )
        self.other_imports = calendar.parameter("other_suppliers", "russia.other_suppliers")
        smoothing = 1.0 if calendar.ceasefire else p["russia.forecast_smoothing_time"]
        self.forecast += (min(self.demand, self.gun_limit) - self.forecast) / smoothing
        self.orders = self._orders()

    @property
    def wanted_stock(self) -> float:
        """Stock aimed at, the reserve included; a ceasefire calls for rebuilding."""
        p = self.world.p
        if self.world.calendar.ceasefire:
            return p["russia.rebuild_target"]
        return self.reserve + p["russia.target_cover"] * self.steady_demand

    def utilisation(self) -> float:
        """Return the use of own shell lines."""
        p = self.world.p
        time = max(p["russia.throttle_time"] * self.capacity, 1e-300)
        use = 1.0 + (self.wanted_stock - self.shell_stock) / time
        return clip(use, p["russia.least_utilisation"], 1.0)

    def _ceiling(self) -> float:
        """Return the ceiling of output that enters the balance."""
        p = self.world.p
        reported = self.world.calendar.parameter(
            "russian_output_ceiling", "russia.reported_output_ceiling"
        )
        return p["russia.new_output_share"] * reported

    def _orders(self) -> float:
        """Return what Russia asks of DPRK, under the chosen rule."""
        p, calendar = self.world.p, self.world.calendar
        rule = calendar.structure["orders"]
        if rule == "none":
            return 0.0
        if rule == "fixed_share":
            return p["russia.fixed_order_share"] * self.steady_demand * calendar.opening
        need = self.forecast - self.capacity - self.refurbished - self.other_imports
        delay = p["exchange.transit_time"] - 1.0
        delay += p["exchange.refurbishment_share"] * (p["exchange.refurbishment_time"] - 1.0)
        missing = positive(need) * delay - (self.refurbishing + self.in_transit)
        time = "rebuild_time" if calendar.ceasefire else "stock_adjustment_time"
        order = need + (self.wanted_stock - self.shell_stock) / p[f"russia.{time}"]
        order += p["russia.supply_line_weight"] * missing / p["russia.supply_line_adjustment_time"]
        return positive(order) * calendar.opening

    def receive(self) -> None:
        """Run M3: strikes on depots, refurbishment, transit, arrivals, stock, dependence."""
        self._lose_depots()
        p, dprk = self.world.p, self.world.dprk
        incoming = dprk.shipped - dprk.lost
        old = p["exchange.refurbishment_share"]
        waiting = self.refurbishing + old * incoming
        done = waiting / p["exchange.refurbishment_time"]
        self.refurbishing = waiting - done
        moving = self.in_transit + (1.0 - old) * incoming + done
        arriving = moving / p["exchange.transit_time"]
        self.in_transit = moving - arriving
        self.duds = p["exchange.dud_share"] * arriving
        self.arrived = arriving - self.duds
        self.old_stock -= self.refurbished
        supply = self.output + self.refurbished + self.other_imports + self.arrived
        self.shell_stock += supply
        self.share = self.arrived / supply if supply > 0.0 else 0.0
        smoothing = p["exchange.dependence_smoothing_time"]
        self.past_arrivals.append(self.arrived)
        self.past_supply.append(supply)
        self.dependence += (self.share - self.dependence) / smoothing

    def _lose_depots(self) -> None:
        """Take what is fired, then what strikes destroy of the rest and of the transit."""
        w, p = self.world, self.world.p
        self.shell_stock -= self.fired
        strikes = poisson(w.calendar.number("depot_losses_per_year", 0.0) / 52, w.draw("depot"))
        size = p["front.strike_size"] * p["front.strike_spread"] ** self._score("depot.size")
        blow = strikes * size + (p["front.strike_loss"] if w.calendar.strike else 0.0)
        spare = positive(self.shell_stock - self.reserve)
        within = spare + self.in_transit
        share = min(blow, within) / within if within > 0.0 else 0.0
        self.shell_stock -= share * spare
        self.in_transit -= share * self.in_transit
        self.destroyed = share * within

    @property
    def tempo(self) -> float:
        """Fire of the week over the reading's own demand, at most 1."""
        return min(1.0, self.fired / max(7.0 * self.world.p["russia.fire_demand"], 1.0))

    @property
    def binding(self) -> str:
        """What holds fire down."""
        if self.demand > 0.0 and self.fired >= self.gun_limit:
            return "barrels"
        short = self.ration < 1.0 - self.world.p["russia.felt_shortage"]
        return "shells" if short and self.demand > 0.0 else "demand"

    def fire_missiles(self) -> None:
        """Use part of the DPRK missiles held, less when demand is below its reference."""
        held = self.missiles + self.world.dprk.missiles_shipped
        self.missiles_fired = self.world.p["missiles.fired_share"] * held * self.tempo
        self.missiles = held - self.missiles_fired

    def settle(self) -> None:
        """Run M6: pay part of the arrears, choose the bundle, deliver oil up to the cap."""
        w, p = self.world, self.world.p
        rate = w.calendar.parameter("settlement_rate", "settlement.rate")
        friction = p["banking.payment_share"] * p["banking.finance_friction"] * w.coalition.threat
        self.settled = rate * self.arrears * (1.0 - friction)
        self.arrears += w.deal.contract_value - self.settled
        self.shares = self._bundle()
        self.delivered = {j: share * self.settled for j, share in self.shares.items()}
        self._deliver_oil()

    def _deliver_oil(self) -> None:
        """Cap direct oil; spend what it leaves on cash and food, half each."""
        w, p = self.world, self.world.p
        channel = w.channels["oil_direct"]
        wanted = self.delivered["oil"] / p["oil.price"]
        room = p["oil.direct_cap"] * w.tie.capacity * w.calendar.early_oil
        hindered = room * min(1.0, channel.rel)
        self.oil_shortfall = min(wanted, room) - min(wanted, hindered)
        self.direct_oil = min(wanted, room * channel.gain)
        unspent = (wanted - self.direct_oil) * p["oil.price"]
        self.delivered["oil"] -= unspent
        in_cash = p["settlement.spill_to_cash"]
        self.delivered["cash"] += in_cash * unspent
        self.delivered["food"] += (1.0 - in_cash) * unspent

    def _generosity(self) -> dict[str, float]:
        """Return the willingness factor of each item of the bundle."""
        w, p = self.world, self.world.p
        base = w.calendar.parameter("technology_generosity", "settlement.technology_generosity")
        excess = positive(w.coalition.threat - p["banking.threat_before"])
        technology = base * (1.0 + p["banking.retaliation"] * excess)
        taken = p["settlement.leverage_effect"] * w.calendar.number("rok_leverage", 0.0)
        technology *= 1.0 - taken
        technology = max(technology, p["settlement.generosity_floor"])
        factors = dict.fromkeys(BUNDLE, 1.0)
        factors["technology"] = technology
        factors["military"] = math.sqrt(technology)
        return factors

    def _values(self) -> dict[str, float]:
        """Return what a dollar of each item is worth to DPRK now."""
        w, p = self.world, self.world.p
        values = {j: p[f"settlement.value_{j}"] for j in BUNDLE}
        values["cash"] *= w.channels.bank_usability / w.start_bank_usability
        shortage = w.dprk.start_energy - w.dprk.energy
        values["oil"] *= 1.0 + p["settlement.oil_shortage_response"] * shortage
        values["technology"] *= w.programmes.absorption / w.programmes.start_absorption
        return values

    def _bundle(self) -> dict[str, float]:
        """Return the logit shares of the bundle."""
        p = self.world.p
        factors, values = self._generosity(), self._values()
        weights = {
            j: factors[j]
            * math.exp(
                p["settlement.bundle_logit"] * (values[j] - p[f"settlement.cost_{j}"] / factors[j])
            )
            for j in BUNDLE
        }
        total = sum(weights.values())
        return {j: weight / total for j, weight in weights.items()}


class Deal:
    """M5: price and agreement, kept between negotiations."""

    def __init__(self, world: ScalarWorld) -> None:
        self.world = world
        self.agreed = False
        self.price = 0.0
        self.contract_value = 0.0

    def bargain(self) -> None:
        """Renegotiate when it is time, at a summit, or while there is no agreement."""
        w = self.world
        due = w.week % int(w.p["bargaining.interval"]) == 0
        if not (due or w.calendar.summit or not self.agreed):
            return
        low, high = self.lowest(), self.highest()
        if w.calendar.structure["bargaining"] == "fixed_price":
            self.price = w.p["bargaining.fixed_price"]
            self.agreed = low <= self.price <= high
            return
        self.agreed = high > low
        self.price = low + self.dprk_share() * positive(high - low)

    def lowest(self) -> float:
        """Return the price below which DPRK does not sell."""
        w, p = self.world, self.world.p
        ceiling = p["bargaining.reserve_value_ceiling"]
        stock = w.dprk.shell_stock
        tightness = min((w.dprk.reserve / stock) ** 2, ceiling) if stock > 0.0 else ceiling
        return (
            p["bargaining.unit_cost"]
            + p["bargaining.reserve_shadow_value"] * tightness
            + p["bargaining.loss_cost"] * w.channels["arms"].loss
            + p["bargaining.political_cost"]
        )

    def highest(self) -> float:
        """Return the price above which Russia does not buy."""
        w, p = self.world, self.world.p
        friction = p["banking.payment_share"] * p["banking.finance_friction"] * w.coalition.threat
        return (
            p["bargaining.alternative_cost"] * (1.0 - friction)
            + p["bargaining.scarcity_value"] * (1.0 - w.russia.ration)
            + p["bargaining.isolation_value"] * p["council.antagonism"]
        )

    def dprk_share(self) -> float:
        """Return the part of the surplus that goes to DPRK."""
        p = self.world.p
        rule = self.world.calendar.structure["bargaining"]
        if rule == "take_it_or_leave_it":
            return p["bargaining.proposer_is_dprk"]
        if rule == "rubinstein":
            patience = p["bargaining.impatience"]
            scarcity = p["bargaining.scarcity_impatience"] * (1.0 - self.world.russia.ration)
            return (patience + scarcity) / (2.0 * patience + scarcity)
        return p["bargaining.dprk_share"]

    def invoice(self) -> None:
        """Value what was shipped this week."""
        dprk = self.world.dprk
        shells = self.price * dprk.shipped
        self.contract_value = shells + self.world.p["missiles.price"] * dprk.missiles_shipped
