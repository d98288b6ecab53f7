"""What is reported of a week: every measure by its name, shape (..., run) (M21)."""

from sim.actors.view import View
from sim.arrays import Runs, ratio, total
from sim.mechanisms import oil
from sim.mechanisms.capability import index, normalise
from sim.mechanisms.networks import breadth, loss_share
from sim.mechanisms.shells import share_of_supply
from sim.stages.cast import Cast, Ledgers, Opening, Scene
from sim.stages.outcome import Outcome, activity

Report = dict[str, Runs]


def stocks(cast: Cast, books: Ledgers, opening: Opening, view: View, parts: Runs) -> Report:
    """Return every stock measure at a week bound, by name."""
    normal = normalise(cast.assumed.capability, parts, opening.components)
    return {
        "russia.shell_stock": books.shells.stock("russia"),
        "russia.arrears_usd": books.claims.stock("arrears"),
        "russia.openness": view.openness,
        "dprk.shell_stock": books.shells.stock("dprk"),
        "dprk.missile_stock": books.missiles.stock("dprk"),
        "dprk.missile_reliability": view.reliability,
        "dprk.hard_currency_usd": books.money.stock("dprk"),
        "dprk.frozen_funds_usd": books.money.stock("frozen"),
        "dprk.workers_in_russia": view.workers,
        "dprk.warheads": view.warheads,
        "dprk.technology": view.technology,
        "dprk.emboldenment": view.emboldenment,
        "dprk.threat_perception": view.threat,
        "coalition.coordination": view.coordination,
        "coalition.monitoring": view.information,
        "coalition.posture": view.posture,
        "coalition.secondary_threat": view.believed_threat,
        "channel.facilitators": view.network.facilitators,
        "channel.loss_fraction": view.network.loss,
        "congress.mandate": view.mandates[-1],
        "council.shield": view.shield,
        "diplomacy.closeness": view.closeness,
        "diplomacy.off_ramp": view.in_force * view.relief,
        "exposure.forces": view.exposure,
        "capability.component": normal,
        "capability.index": index(normal),
    }


def flows(scene: Scene, week: Outcome) -> Report:
    """Return every measure of the week that is no stock, by name."""
    a, now, last = scene.cast.assumed, scene.now, scene.last
    seen, done, traded, got, reached, mood = (
        week.seen, week.done, week.traded, week.got, week.reached, week.mood,
    )  # fmt: skip
    open_channels, diversity = breadth(
        week.network, scene.cast.channels, a.exchange.breadth_threshold
    )
    per_container = a.exchange.rounds_per_container * a.exchange.shell_container_share
    return {
        "russia.shells_demanded": now.demand + 0.0 * traded.arrived,
        "russia.shells_fired": traded.fire.fired,
        "russia.shells_produced": traded.russian_output,
        "russia.shells_reported_output": traded.russian_output / a.russia.new_output_share,
        "russia.shells_other_imports": traded.other_imports,
        "russia.dprk_share_of_supply": share_of_supply(
            traded.arrived, traded.russian_output, traded.other_imports
        ),
        "dprk.shells_produced": traded.dprk_output,
        "dprk.shells_shipped": traded.shipped,
        "dprk.shells_arrived": traded.arrived,
        "dprk.containers_shipped": traded.shipped / per_container,
        "dprk.missiles_shipped": traded.missiles.shipped,
        "dprk.missiles_fired": traded.missiles.fired,
        "dprk.contract_value_usd": traded.contract,
        "dprk.settled_usd": got.delivery.goods,
        "dprk.oil_direct_bbl": got.delivery.oil,
        "dprk.oil_ship_to_ship_bbl": got.at_sea,
        "dprk.oil_prc_bbl": got.crude,
        "dprk.energy_coverage": got.energy,
        "dprk.food_received_t": got.food,
        "dprk.food_cover": got.food_cover,
        "dprk.civil_output": oil.civil_output(a.oil, got.energy, scene.opening.energy),
        "dprk.cyber_stolen_usd": got.stolen,
        "dprk.cyber_seized_usd": got.seized,
        "dprk.coal_revenue_usd": got.coal,
        "dprk.prc_trade_usd": got.prc_trade,
        "dprk.illicit_share": got.illicit_share,
        "dprk.provocations": mood.provocations,
        "dprk.satellite_attempts": reached.attempts,
        "dprk.satellite_successes": reached.successes,
        "coalition.designations": done.designations,
        "coalition.effort": done.effort,
        "coalition.cost": done.cost,
        "coalition.implementation_gap": implementation_gap(scene.cast, done.enforcement),
        "channel.enforcement": done.enforcement,
        "channel.flow": week.network.through,
        "finance.usability": got.usability,
        "congress.oversight": seen.oversight,
        "council.proposals": seen.session.proposals,
        "council.vetoes": seen.session.vetoes,
        "council.adopted": seen.session.adopted,
        "diplomacy.meetings": seen.meetings,
        "trade.binding": traded.binding,
        "trade.price_usd": traded.price,
        "trade.breadth": open_channels,
        "trade.diversity": diversity,
        "trade.pace": activity(scene, week) - last.activity[0],
    }


def implementation_gap(cast: Cast, effort: Runs) -> Runs:
    """Return one minus the losses imposed over those at twice the effort, 1, shape (run,)."""
    networks, value = cast.assumed.networks, cast.channels.value
    imposed = total(value * loss_share(networks, cast.channels, effort))
    doubled = total(value * loss_share(networks, cast.channels, 2.0 * effort))
    return 1.0 - ratio(imposed, doubled)
