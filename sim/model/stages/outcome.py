"""What happened in a week, and the view that it leaves for the next."""

from typing import NamedTuple

from sim.ground.arrays import Runs, total
from sim.model.actors.view import View
from sim.model.mechanisms.networks import Network
from sim.model.stages.exchange import Exchange
from sim.model.stages.politics import Politics
from sim.model.stages.pressure import Coalition
from sim.model.stages.programme import Programme
from sim.model.stages.provocation_and_posture import Reaction
from sim.model.stages.returns import Returns
from sim.model.stages.scene import Scene
from sim.vocabulary.axes import MILITARY, TECHNOLOGY

KINDS_OF_COOPERATION = 3.0
"""Shells, oil and returns: what an activity is the mean of."""


class Outcome(NamedTuple):
    """Everything that the stages of one week found."""

    seen: Politics
    done: Coalition
    network: Network
    traded: Exchange
    got: Returns
    reached: Programme
    mood: Reaction


def activity(scene: Scene, week: Outcome) -> Runs:
    """Return the level of cooperation: shells, oil and returns over their references (M21)."""
    a, got = scene.cast.assumed, week.got
    return (
        week.traded.shipped / a.exchange.reference_shipments
        + got.delivery.oil / a.oil.direct_cap
        + total(got.delivery.goods) / a.arms.reference_value
    ) / KINDS_OF_COOPERATION


def summed_up(past: tuple[Runs, ...], flow: Runs) -> tuple[Runs, ...]:
    """Return a flow summed up to past weeks, with this week's at the end and the oldest gone."""
    return (*past[1:], past[-1] + flow)


def supply_of(traded: Exchange) -> Runs:
    """Return all new usable shells of Russia in a week, rounds, shape (run,)."""
    return traded.arrived + traded.russian_output + traded.refurbished + traded.other_imports


def arms_of(scene: Scene, traded: Exchange) -> Runs:
    """Return the arms that left DPRK in a week, in shells that are worth as much, shape (run,)."""
    worth = scene.cast.assumed.capability.missile_worth
    return traded.shipped + worth * traded.missiles.shipped


def next_view(scene: Scene, week: Outcome) -> View:
    """Return what all actors may know next week."""
    seen, done, traded, got, reached, mood = (
        week.seen, week.done, week.traded, week.got, week.reached, week.mood,
    )  # fmt: skip
    last, goods = scene.last, got.delivery.goods
    return View(
        russian_capacity=traded.russian_capacity,
        phase=traded.phase,
        weeks=last.weeks + 1.0,
        other_supply=traded.refurbished + traded.other_imports,
        arrived_so_far=summed_up(last.arrived_so_far, traded.arrived),
        supplied_so_far=summed_up(last.supplied_so_far, supply_of(traded)),
        arms_so_far=summed_up(last.arms_so_far, arms_of(scene, traded)),
        forecast=traded.forecast,
        dependence=traded.dependence,
        dprk_output=traded.dprk_output,
        dprk_lines=traded.dprk_lines,
        missile_output=traded.missile_output,
        missiles_shipped=traded.missiles.shipped,
        shipped=traded.shipped,
        price=traded.price,
        agreed=traded.agreed,
        equipment=goods[MILITARY] + goods[TECHNOLOGY],
        cash=goods[0] + got.troop_pay,
        oil_lost=got.delivery.shortfall,
        refined=got.delivery.oil + got.at_sea,
        energy=got.energy,
        food_cover=got.food_cover,
        incidents=got.incidents,
        workers=got.workers,
        troops=got.troops,
        own_research=reached.own_research,
        reliability=reached.reliability,
        technology=reached.technology,
        warheads=reached.warheads,
        fissile=reached.fissile,
        plant=reached.plant,
        satellites=reached.satellites,
        illicit_first=reached.illicit_first,
        emboldenment=mood.emboldenment,
        threat=mood.threat,
        excitation=mood.excitation,
        provocations=mood.provocations,
        tempo=mood.tempo,
        budgets=done.budgets,
        shares=done.shares,
        yields=done.yields,
        listed=done.listed,
        posture=mood.posture,
        coordination=done.coordination,
        information=seen.information,
        findings=seen.findings,
        since_exposure=seen.since_exposure,
        believed_threat=done.believed_threat,
        mandates=(*last.mandates[1:], seen.mandate),
        shield=seen.session.shield,
        resolved=seen.session.resolved,
        closeness=seen.closeness,
        openness=seen.openness,
        in_force=seen.in_force,
        relief=seen.relief,
        exposure=mood.exposure,
        network=week.network,
        activity=(*last.activity[1:], activity(scene, week)),
    )
