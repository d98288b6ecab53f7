"""Returns of a week: settlement, oil, theft, workers, food, hard currency (M6-M10)."""

from typing import NamedTuple

import numpy as np

from sim.ground.arrays import Runs, ratio
from sim.model.calendar import Week
from sim.model.mechanisms.labour import food_cover, host
from sim.model.mechanisms.networks import Network
from sim.model.mechanisms.oil import bought_at_sea, cover, direct_capacity
from sim.model.mechanisms.settlement import (
    Delivery,
    Tastes,
    absorption,
    bundle,
    deliver,
    generosity,
    pay,
)
from sim.model.mechanisms.theft import expected_incidents, launder, steal
from sim.model.mechanisms.treasury import licit_exports, spend
from sim.model.mechanisms.troops import deploy
from sim.model.mechanisms.troops import pay as pay_for
from sim.model.stages.exchange import Exchange
from sim.model.stages.politics import Politics
from sim.model.stages.pressure import Coalition, relative_openness
from sim.model.stages.pressure import usability as cash_usability
from sim.model.stages.scene import Cast, Ledgers, Scene
from sim.vocabulary.axes import BUNDLES, CASH, COAL, CYBER, FOOD, LABOUR, OIL_DIRECT, SHIP_TO_SHIP


class Returns(NamedTuple):
    """What DPRK received, bought and lost this week; (run,) unless said.

    Attributes:
        usability: worth of a dollar of cash that Russia pays.
        delivery: goods by bundle, shape (bundle, run), and oil.
        usable: ability to use given technology.
        at_sea, crude: oil, barrels/week.
        energy: oil use over need.
        stolen, seized: USD/week.
        incidents: expected cyber incidents, events/week.
        workers: persons.
        troops: persons in Russia.
        troop_pay: to the state, before fees, USD/week.
        programme: outlay, USD/week.
        food: tonnes/week.
        food_cover: food over need.
        coal: revenue, USD/week.
        illicit_share: of income.
        prc_trade: USD/week.
        released: frozen funds released, USD/week.
    """

    usability: Runs
    delivery: Delivery
    usable: Runs
    at_sea: Runs
    crude: Runs
    energy: Runs
    stolen: Runs
    seized: Runs
    incidents: Runs
    workers: Runs
    troops: Runs
    troop_pay: Runs
    programme: Runs
    food: Runs
    food_cover: Runs
    coal: Runs
    illicit_share: Runs
    prc_trade: Runs
    released: Runs


class Oil(NamedTuple):
    """Oil of a week, barrels/week, and use over need."""

    crude: Runs
    at_sea: Runs
    energy: Runs


class Income(NamedTuple):
    """Hard currency that comes in, USD/week."""

    illicit: Runs
    coal: Runs
    everything: Runs


def returns(
    scene: Scene, seen: Politics, done: Coalition, network: Network, traded: Exchange
) -> Returns:
    """Run steps 10 and 11 of the week."""
    cast, books, _, last, now = scene
    a = cast.assumed
    usability = cash_usability(cast, network, done, seen)
    openness = relative_openness(cast, seen)
    usable = absorption(a.technology.absorption, last.own_research, a.technology.half_saturation)
    tastes = _tastes(scene, done, usability, usable)
    capacity = direct_capacity(a.oil, openness, now.number)
    delivery = _settle(scene, done, network, capacity, tastes)
    books.arrears.move("contracts", "arrears", traded.contract)
    for name, good in zip(BUNDLES, delivery.goods, strict=True):
        books.arrears.move("arrears", name, good)
    energy_of = _burn(cast, books, now, network, delivery.oil)

    thieves = network.facilitators[CYBER] * (1.0 + network.arriving[CYBER])
    emboldened = last.emboldenment - a.provocation.emboldenment
    incidents = expected_incidents(a.theft, thieves, emboldened)
    stolen = steal(a.theft, incidents, cast.luck, now.number)
    race = launder(a.theft, books.money.stock("loot") + stolen, done.enforcement[CYBER])
    room = openness * network.flow[LABOUR]
    workers = host(a.workers, last.workers, room, now.opening)
    clean = race.laundered * (1.0 - a.theft.laundering_haircut)
    book = books.money
    book.move("world", "loot", stolen)
    asks = {"fees": race.laundered - clean, "seized": race.seized, "dprk": clean}
    income = _earn(cast, now, network, workers, clean)
    before = book.stock("dprk")
    troops = deploy(a.troops, last.troops, now.levers.troops_in_russia * (1.0 - cast.closed))
    troop_pay = pay_for(a.troops, troops)
    cash = delivery.goods[CASH] + troop_pay
    seized = book.share_out("loot", asks)["seized"]
    book.move("world", "dprk", income.everything - clean)
    book.move("russia", "dprk", cash * usability)
    book.move("russia", "fees", cash * (1.0 - usability))
    exports = licit_exports(a.treasury, now.levers.prc_cooperation, seen.lifted)
    book.move("prc", "dprk", exports)
    released = book.move("frozen", "dprk", now.released + 0.0 * cash)
    all_in = cash * usability + income.everything + exports + released
    price_at_sea = a.oil.price * (1.0 + network.markup[SHIP_TO_SHIP])
    book.move("dprk", "spent", energy_of.at_sea * price_at_sea)
    outlay = spend(a.treasury, before, book.stock("dprk"), seen.lifted)
    book.move("dprk", "spent", outlay.imports + outlay.programme)
    food = delivery.goods[FOOD] / a.food.price
    return Returns(
        usability=usability,
        delivery=delivery,
        usable=usable,
        at_sea=energy_of.at_sea,
        crude=energy_of.crude,
        energy=energy_of.energy,
        stolen=stolen,
        seized=seized,
        incidents=incidents,
        workers=workers,
        troops=troops,
        troop_pay=troop_pay,
        programme=outlay.programme,
        food=food,
        food_cover=food_cover(a.food, food),
        coal=income.coal,
        illicit_share=ratio(income.illicit, all_in),
        prc_trade=exports + outlay.imports,
        released=released,
    )


def _tastes(scene: Scene, done: Coalition, usability: Runs, usable: Runs) -> Tastes:
    cast, _, opening, last, now = scene
    a = cast.assumed
    rise = np.maximum(done.believed_threat - a.banking.threat_before, 0.0)
    ready = generosity(
        now.levers.technology_generosity,
        a.banking.retaliation * rise,
        a.settlement.leverage_effect * now.levers.rok_leverage,
        a.settlement.generosity_floor,
    )
    return Tastes(
        technology=ready,
        usability=usability / opening.usability,
        oil_gap=opening.energy - last.energy,
        absorption=usable / opening.absorption,
    )


def _settle(
    scene: Scene, done: Coalition, network: Network, capacity: Runs, tastes: Tastes
) -> Delivery:
    """Pay off a share of the arrears in goods (M6)."""
    cast, books, _, _, now = scene
    a = cast.assumed
    p = a.settlement
    arrears = books.arrears.stock("arrears")
    paid = pay(arrears, now.levers.settlement_rate, done.friction)
    shares = bundle(cast.costs, cast.worth, p.bundle_logit, p.oil_shortage_response, tastes)
    flow = network.flow[OIL_DIRECT]
    left = np.stack([network.through[OIL_DIRECT], np.minimum(1.0, flow)])
    return deliver(p, paid, shares, a.oil.price, capacity, left)


def _burn(cast: Cast, books: Ledgers, now: Week, network: Network, direct: Runs) -> Oil:
    """Use oil out of last week's stock, then take in the week's oil (M7)."""
    p = cast.assumed.oil
    energy = cover(p, books.oil.stock("dprk"))
    purse = books.money.stock("dprk")
    at_sea = bought_at_sea(p, network.through[SHIP_TO_SHIP], network.markup[SHIP_TO_SHIP], purse)
    crude = p.crude * now.levers.prc_cooperation
    books.oil.move("dprk", "used", energy * p.need)
    books.oil.move("prc", "dprk", crude)
    books.oil.move("at_sea", "dprk", at_sea)
    books.oil.move("russia", "dprk", direct)
    return Oil(crude + 0.0 * direct, at_sea, energy)


def _earn(cast: Cast, now: Week, network: Network, workers: Runs, clean: Runs) -> Income:
    """Return income from theft, coal, remote work and labour (M8)."""
    a = cast.assumed
    kept = (1.0 - network.loss[LABOUR]) / cast.channels.kept[LABOUR]
    coal = a.treasury.coal_revenue * network.through[COAL] * now.levers.prc_cooperation
    labour = (
        workers * a.workers.state_take * kept
        + a.treasury.other_labour_income * network.through[LABOUR]
    )
    remote = a.treasury.remote_it_income * network.flow[CYBER]
    illicit = clean + coal + remote + labour
    return Income(illicit, coal, illicit)
