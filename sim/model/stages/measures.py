"""What is reported of a week: one line a measure, computed when it is asked for (M21)."""

from collections.abc import Callable

import numpy as np

from sim.ground.arrays import Runs, lagged, ratio, total
from sim.ground.units import DAYS_PER_WEEK
from sim.model.mechanisms import oil
from sim.model.mechanisms.networks import Channels, Network, loss_share
from sim.model.mechanisms.shells import share_of_supply, what_binds
from sim.model.stages.capability import sustainable_fire
from sim.model.stages.outcome import Outcome, activity
from sim.model.stages.pressure import by_state
from sim.model.stages.scene import Cast, Scene, State

STOCKS: dict[str, Callable[[State], Runs]] = {
    "russia.shell_stock": lambda s: s.books.shells.stock("russia"),
    "russia.old_stock": lambda s: s.books.shells.stock("old"),
    "russia.sustainable_fire": sustainable_fire,
    "russia.gun_barrels": lambda s: s.books.barrels.stock("russia"),
    "russia.arrears_usd": lambda s: s.books.arrears.stock("arrears"),
    "russia.openness": lambda s: s.view.openness,
    "dprk.shell_stock": lambda s: s.books.shells.stock("dprk"),
    "dprk.missile_stock": lambda s: s.books.missiles.stock("dprk"),
    "dprk.missile_reliability": lambda s: s.view.reliability,
    "dprk.hard_currency_usd": lambda s: s.books.money.stock("dprk"),
    "dprk.frozen_funds_usd": lambda s: s.books.money.stock("frozen"),
    "dprk.workers_in_russia": lambda s: s.view.workers,
    "dprk.troops_in_russia": lambda s: s.view.troops,
    "dprk.satellites": lambda s: s.view.satellites,
    "dprk.warheads": lambda s: s.view.warheads,
    "dprk.fissile_bound": lambda s: s.view.fissile,
    "dprk.technology": lambda s: s.view.technology,
    "dprk.emboldenment": lambda s: s.view.emboldenment,
    "dprk.threat_perception": lambda s: s.view.threat,
    "coalition.coordination": lambda s: s.view.coordination,
    "coalition.monitoring": lambda s: s.view.information,
    "coalition.posture": lambda s: s.view.posture,
    "coalition.secondary_threat": lambda s: s.view.believed_threat,
    "channel.facilitators": lambda s: s.view.network.facilitators,
    "channel.loss_fraction": lambda s: s.view.network.loss,
    "congress.mandate": lambda s: s.view.mandates[-1],
    "council.shield": lambda s: s.view.shield,
    "diplomacy.closeness": lambda s: s.view.closeness,
    "diplomacy.off_ramp": lambda s: s.view.in_force * s.view.relief,
    "exposure.forces": lambda s: s.view.exposure,
}
"""Stock measures at a week bound, by name; shape (..., run)."""


def breadth(n: Network, threshold: Runs) -> Runs:
    """Return the number of open channels, shape (run,) (M21)."""
    return total((n.flow > threshold).astype(np.float64))


def diversity(n: Network, c: Channels) -> Runs:
    """Return one minus the concentration of value among the channels, 1, shape (run,) (M21)."""
    carried = c.value * n.through
    share = ratio(carried, total(carried))
    return 1.0 - total(share * share)


def _per_container(x: Scene) -> Runs:
    p = x.cast.assumed.exchange
    return p.rounds_per_container * p.shell_container_share


def _own(w: Outcome) -> Runs:
    return w.traded.russian_output + w.traded.refurbished


def _share(x: Scene, w: Outcome) -> Runs:
    return share_of_supply(w.traded.arrived, _own(w), w.traded.other_imports)


def _fire_ratio(x: Scene, w: Outcome) -> Runs:
    return w.traded.fire.fired / (DAYS_PER_WEEK * x.now.levers.ukrainian_fire_per_day)


def _binding(x: Scene, w: Outcome) -> Runs:
    felt = x.cast.assumed.russia.felt_shortage
    return what_binds(w.traded.demand, w.traded.fire, w.traded.fire_limit, felt)


def _civil(x: Scene, w: Outcome) -> Runs:
    return oil.civil_output(x.cast.assumed.oil, w.got.energy, x.opening.energy)


def _pace(x: Scene, w: Outcome) -> Runs:
    window = x.cast.assumed.exchange.pace_window
    return activity(x, w) - lagged(x.last.activity, window)


def implementation_gap(cast: Cast, loss: Runs, effort: Runs, evasion: Runs | float = 0.0) -> Runs:
    """Return one minus the losses imposed over those at twice the effort, 1, shape (run,).

    Without any effort it is one half, what it tends to as effort fades.

    Args:
        cast: of the World.
        loss: share of the flow lost by channel, shape (channel, run).
        effort: enforcement that led to it by channel, shape (channel, run).
        evasion: share of losses that learnt evasion avoids, shape (channel, run).
    """
    value = cast.channels.value
    imposed = total(value * loss)
    doubled = total(value * loss_share(cast.assumed.networks, cast.channels, 2.0 * effort, evasion))
    return np.where(doubled > 0.0, 1.0 - ratio(imposed, doubled), 1.0 / 2)


def _gap(x: Scene, w: Outcome) -> Runs:
    return implementation_gap(x.cast, w.network.loss, w.done.enforcement, w.network.evasion)


FLOWS: dict[str, Callable[[Scene, Outcome], Runs]] = {
    "russia.shells_demanded": lambda x, w: w.traded.demand,
    "russia.barrels_worn": lambda x, w: w.traded.fire.fired / x.cast.assumed.russia.barrel_life,
    "russia.binding": _binding,
    "russia.shells_fired": lambda x, w: w.traded.fire.fired,
    "russia.shells_produced": lambda x, w: w.traded.russian_output,
    "russia.shells_reported_output": lambda x, w: _own(w),
    "russia.shells_refurbished": lambda x, w: w.traded.refurbished,
    "russia.shells_destroyed": lambda x, w: w.traded.destroyed,
    "front.fire_ratio": _fire_ratio,
    "russia.shells_other_imports": lambda x, w: w.traded.other_imports,
    "russia.dprk_share_of_supply": _share,
    "dprk.shells_produced": lambda x, w: w.traded.dprk_output,
    "dprk.shells_shipped": lambda x, w: w.traded.shipped,
    "dprk.shells_arrived": lambda x, w: w.traded.arrived,
    "dprk.containers_shipped": lambda x, w: w.traded.shipped / _per_container(x),
    "dprk.missiles_shipped": lambda x, w: w.traded.missiles.shipped,
    "dprk.missiles_fired": lambda x, w: w.traded.missiles.fired,
    "dprk.contract_value_usd": lambda x, w: w.traded.contract,
    "dprk.troop_pay_usd": lambda x, w: w.got.troop_pay,
    "dprk.settled_usd": lambda x, w: w.got.delivery.goods,
    "dprk.oil_direct_bbl": lambda x, w: w.got.delivery.oil,
    "dprk.oil_ship_to_ship_bbl": lambda x, w: w.got.at_sea,
    "dprk.oil_prc_bbl": lambda x, w: w.got.crude,
    "dprk.energy_coverage": lambda x, w: w.got.energy,
    "dprk.food_received_t": lambda x, w: w.got.food,
    "dprk.food_cover": lambda x, w: w.got.food_cover,
    "dprk.civil_output": _civil,
    "dprk.cyber_stolen_usd": lambda x, w: w.got.stolen,
    "dprk.cyber_seized_usd": lambda x, w: w.got.seized,
    "dprk.coal_revenue_usd": lambda x, w: w.got.coal,
    "dprk.prc_trade_usd": lambda x, w: w.got.prc_trade,
    "dprk.illicit_share": lambda x, w: w.got.illicit_share,
    "dprk.provocations": lambda x, w: w.mood.provocations,
    "dprk.satellite_attempts": lambda x, w: w.reached.attempts,
    "dprk.satellite_successes": lambda x, w: w.reached.successes,
    "coalition.designations": lambda x, w: by_state(x, w.done),
    "coalition.effort": lambda x, w: w.done.effort,
    "coalition.cost": lambda x, w: w.done.cost,
    "coalition.implementation_gap": _gap,
    "channel.enforcement": lambda x, w: w.done.enforcement,
    "channel.flow": lambda x, w: w.network.through,
    "finance.usability": lambda x, w: w.got.usability,
    "congress.oversight": lambda x, w: w.seen.oversight,
    "council.proposals": lambda x, w: w.seen.session.proposals,
    "council.vetoes": lambda x, w: w.seen.session.vetoes,
    "council.adopted": lambda x, w: w.seen.session.adopted,
    "diplomacy.meetings": lambda x, w: w.seen.meetings,
    "diplomacy.offers": lambda x, w: w.seen.offers,
    "trade.binding": lambda x, w: w.traded.binding,
    "trade.price_usd": lambda x, w: w.traded.price,
    "trade.breadth": lambda x, w: breadth(w.network, x.cast.assumed.exchange.breadth_threshold),
    "trade.diversity": lambda x, w: diversity(w.network, x.cast.channels),
    "trade.pace": _pace,
}
"""Measures of a week that are no stocks, by name; shape (..., run)."""
