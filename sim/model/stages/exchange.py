"""Exchange of a week: fire, make, order, offer, agree, ship, and post to the books (M1-M5)."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from sim.ground.arrays import Flags, Runs
from sim.ground.units import DAYS_PER_WEEK, WEEKS_PER_YEAR
from sim.model.actors.dprk import ramp_brake, willingness
from sim.model.actors.view import View
from sim.model.calendar import Week
from sim.model.draws import poisson
from sim.model.mechanisms.bargaining import (
    BARGAINING_RULES,
    Deal,
    Zone,
    highest_price,
    lowest_price,
)
from sim.model.mechanisms.front import FIRE_RULES, strike, strike_size, turn
from sim.model.mechanisms.missiles import (
    MissileFlow,
    Want,
    missiles,
    pass_missiles,
    ramp_missiles,
)
from sim.model.mechanisms.networks import Network
from sim.model.mechanisms.shells import Fire, carry, share_of_supply, ship
from sim.model.stages.politics import Politics
from sim.model.stages.pressure import Coalition
from sim.model.stages.scene import Cast, Ledgers, Scene
from sim.vocabulary.axes import ARMS, PROCUREMENT

MOST_STRIKES = 4
"""Cut of a weekly count of at most a tenth: never met in practice."""


class Exchange(NamedTuple):
    """What was fired, made and exchanged this week; (run,)."""

    phase: Runs
    demand: Runs
    fire: Fire
    fire_limit: Runs
    russian_capacity: Runs
    russian_output: Runs
    refurbished: Runs
    destroyed: Runs
    other_imports: Runs
    forecast: Runs
    orders: Runs
    dprk_output: Runs
    dprk_lines: Runs
    offer: Runs
    price: Runs
    agreed: Flags
    shipped: Runs
    binding: Runs
    arrived: Runs
    dependence: Runs
    missile_output: Runs
    missiles: MissileFlow
    contract: Runs


def exchange(scene: Scene, seen: Politics, done: Coalition, network: Network) -> Exchange:
    """Run steps 6 to 9 of the week."""
    cast, books, opening, last, now = scene
    a = cast.assumed
    stock = books.shells.stock("russia")
    phase = turn(a.front, last.phase, cast.luck.scores(("fire",), now.number)[0])
    demand: Runs = now.demand * cast.rules["fire"](FIRE_RULES, a.front, phase)
    guns = cast.russia.gun_limit(books.barrels.stock("russia"))
    fired = cast.russia.fire(stock, demand, guns)
    steady = np.minimum(now.demand, guns)
    capacity = cast.russia.ramp(last.russian_capacity, done.squeeze, now)
    output = cast.russia.produce(capacity, stock, steady, now)
    refurbished = cast.russia.refurbish(books.shells.stock("old"))
    outside = now.levers.other_suppliers + 0.0 * output
    further = {s.name: s.deliver(last, now) + 0.0 * output for s in cast.suppliers}
    imports = outside
    for delivered in further.values():
        imports = imports + delivered
    forecast = cast.russia.forecast(last.forecast, np.minimum(demand, guns), now)
    under_way = books.shells.stock("refurbishing") + books.shells.stock("transit")
    wants = (steady, forecast - capacity - refurbished - imports)
    orders = cast.russia.order(stock, under_way, wants, cast.pipeline, now)

    equipped = ramp_brake(
        a.dprk, orders, last.energy / opening.energy, last.equipment, network.through[PROCUREMENT]
    )
    lines = cast.dprk.line_up(last.dprk_lines, equipped, orders, now)
    made = cast.dprk.produce(lines, last.food_cover / opening.food)
    holdings = books.shells.stock("dprk")
    reserve = cast.dprk.reserve(last.threat - a.posture.threat, now)
    base = now.levers.dprk_export_willingness
    willing = willingness(a.dprk, base, seen.lifted, books.arrears.stock("arrears"))
    offer = cast.dprk.offer(willing, made, holdings, reserve)

    zone = Zone(
        lowest_price(a.bargaining, reserve, holdings, network.loss[ARMS]),
        highest_price(a.bargaining, done.friction, fired.ration, a.council.antagonism),
        fired.ration,
    )
    deal = _negotiate(cast, last, now, zone)
    per_container = a.exchange.rounds_per_container * a.exchange.shell_container_share
    room = a.exchange.logistics_cap * per_container * network.facilitators[ARMS]
    shipment = ship(orders, offer, room, deal.agreed)

    wish = Want(
        np.minimum(1.0, fired.fired / np.maximum(DAYS_PER_WEEK * a.russia.fire_demand, 1.0)),
        books.missiles.stock("russia"),
    )
    wanted = pass_missiles(a.missiles, now.number, now.opening, willing, deal.agreed, wish)
    equipment = np.minimum(1.0, last.equipment / a.dprk.equipment_flow_full_gain)
    missile_output = ramp_missiles(a.missiles, last.missile_output, equipment)
    flow = missiles(a.missiles, wanted, missile_output, books.missiles.stock("dprk"), wish)
    struck = _struck(cast, now)
    rounds = Rounds(
        fired.fired, output, refurbished, outside, further, made, shipment.shipped, struck
    )
    destroyed = _strike(cast, books, rounds)
    arrived = _post_shells(cast, books, rounds, network.loss[ARMS])
    _post_missiles(books, missile_output, flow)
    _post_barrels(cast, books, fired.fired)
    share = share_of_supply(arrived, output + refurbished, imports)
    time = a.exchange.dependence_smoothing_time
    return Exchange(
        phase=phase,
        demand=demand,
        fire=fired,
        fire_limit=guns,
        russian_capacity=capacity,
        russian_output=output,
        refurbished=refurbished,
        destroyed=destroyed,
        other_imports=imports,
        forecast=forecast,
        orders=orders,
        dprk_output=made,
        dprk_lines=lines,
        offer=offer,
        price=deal.price,
        agreed=deal.agreed,
        shipped=shipment.shipped,
        binding=shipment.binding,
        arrived=arrived,
        dependence=last.dependence + (share - last.dependence) / time,
        missile_output=missile_output,
        missiles=flow,
        contract=deal.price * shipment.shipped + a.missiles.price * flow.shipped,
    )


def _negotiate(cast: Cast, last: View, now: Week, zone: Zone) -> Deal:
    """Talk at the start, every quarter, at summits, and while there is no agreement (M5)."""
    a = cast.assumed.bargaining
    new: Deal = cast.rules["bargaining"](BARGAINING_RULES, a, zone)
    talk = (np.mod(now.number, a.interval) == 0) | (now.summit > 0) | ~last.agreed
    return Deal(np.where(talk, new.price, last.price), np.where(talk, new.agreed, last.agreed))


class Rounds(NamedTuple):
    """Shells of a week, rounds/week, as decided."""

    fired: Runs
    output: Runs
    refurbished: Runs
    outside: Runs
    further: Mapping[str, Runs]
    dprk_output: Runs
    shipped: Runs
    struck: Runs


def _struck(cast: Cast, now: Week) -> Runs:
    """Return what strikes on depots would destroy: the dated one, and those of a campaign."""
    p, luck, week = cast.assumed.front, cast.luck, now.number
    if not np.any(now.levers.depot_losses_per_year):
        return now.strike * p.strike_loss
    rate = now.levers.depot_losses_per_year / WEEKS_PER_YEAR
    strikes = poisson(luck("depot", week), rate + 0.0 * p.strike_loss, MOST_STRIKES)
    size = strike_size(p, luck.scores(("depot.size",), week)[0])
    return now.strike * p.strike_loss + strikes * size


def _strike(cast: Cast, books: Ledgers, rounds: Rounds) -> Runs:
    """Fire the week's shells, post what strikes destroy of the rest and return it."""
    book = books.shells
    book.move("russia", "fired", rounds.fired)
    blow = strike(book.stock("russia"), cast.russia.reserve, book.stock("transit"), rounds.struck)
    stored = book.move("russia", "destroyed", blow.stored)
    return stored + book.move("transit", "destroyed", blow.in_transit)


def _post_shells(cast: Cast, books: Ledgers, rounds: Rounds, loss: Runs) -> Runs:
    """Post the week's shells and return the usable rounds that arrive, rounds/week."""
    book, duds = books.shells, cast.assumed.exchange.dud_share
    refurbishing, transit = book.stock("refurbishing"), book.stock("transit")
    way = carry(rounds.shipped, loss, refurbishing, transit, cast.pipeline)
    book.move("russian_industry", "russia", rounds.output)
    book.move("old", "russia", rounds.refurbished)
    book.move("other_suppliers", "russia", rounds.outside)
    for name, delivered in rounds.further.items():
        book.move(name, "russia", delivered)
    book.move("dprk_industry", "dprk", rounds.dprk_output)
    taken = {"lost": way.lost, "refurbishing": way.to_refurbishing, "transit": way.to_transit}
    book.share_out("dprk", taken)
    book.move("refurbishing", "transit", way.refurbished)
    book.move("transit", "duds", way.arrived * duds)
    return book.move("transit", "russia", way.arrived * (1.0 - duds))


def _post_barrels(cast: Cast, books: Ledgers, fired: Runs) -> None:
    """Wear barrels out by fire and bring new ones in."""
    p = cast.assumed.russia
    books.barrels.move("works", "russia", p.new_barrels + 0.0 * fired)
    books.barrels.move("russia", "worn", fired / p.barrel_life)


def _post_missiles(books: Ledgers, output: Runs, flow: MissileFlow) -> None:
    book = books.missiles
    book.move("industry", "dprk", output)
    book.move("dprk", "russia", flow.shipped)
    book.move("russia", "fired", flow.fired)
