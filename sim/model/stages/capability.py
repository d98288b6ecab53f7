"""Capability of a week: what each actor's components read, at the opening and later."""

import numpy as np

from sim.ground.arrays import Runs, total
from sim.ground.units import WEEKS_PER_YEAR
from sim.model.actors.view import View
from sim.model.calendar import Calendar
from sim.model.mechanisms.capability import Breaches, Force, Standing, breach, military, raw
from sim.model.stages.outcome import Outcome
from sim.model.stages.scene import Cast, Ledgers, Opening, Scene
from sim.vocabulary.axes import COAL, MILITARY, TECHNOLOGY


def opening_components(
    cast: Cast, calendar: Calendar, books: Ledgers, opening: Opening, view: View
) -> tuple[Runs, ...]:
    """Return the components at the opening before normalisation, each (run,)."""
    a, one = cast.assumed, np.ones(cast.size)
    start = calendar.at(0)
    fired = cast.russia.fire(books.shells.stock("russia"), opening.demand)
    imports = start.levers.other_suppliers / np.maximum(opening.demand, 1.0)
    broken = Breaches(
        shells=0.0 * one,
        missiles=0.0 * one,
        refined=view.refined,
        coal=one,
        workers=view.workers / a.workers.ceiling,
        goods=0.0 * one,
    )
    budgets = np.stack(view.budgets)
    unchanged = Force(one, one, one, one, one, 0.0 * opening.technology)
    return raw(
        a.capability,
        unchanged,
        Standing(
            military=military(a.capability, unchanged),
            energy=one,
            purse=one,
            food=one,
            illicit=one,
            openness=view.openness,
            shield=view.shield,
            ration=fired.ration,
            cover=fired.cover / a.russia.target_cover,
            output=view.russian_capacity,
            imports=imports * one,
            dependence=view.dependence,
            closeness=view.closeness,
            squeeze=a.banking.finance_friction * view.believed_threat,
            stock=books.shells.stock("russia") / cast.russia.reserve,
            taken=total(cast.channels.weight * view.network.loss),
            coordination=view.coordination,
            information=view.information,
            breach=breach(a.capability, broken, a.oil.refined_cap / WEEKS_PER_YEAR),
            posture=view.posture,
            exposure=one,
            budgets=budgets / total(budgets),
            incidents=one,
        ),
    )


def components(scene: Scene, week: Outcome) -> tuple[Runs, ...]:
    """Return the week's components before normalisation, each (run,)."""
    cast, books, opening = scene.cast, scene.books, scene.opening
    seen, done, traded, got, mood = week.seen, week.done, week.traded, week.got, week.mood
    a = cast.assumed
    network, weight = week.network, cast.channels.weight
    goods = got.delivery.goods
    broken = Breaches(
        shells=traded.shipped / a.exchange.reference_shipments,
        missiles=traded.missiles.shipped,
        refined=got.delivery.oil + got.at_sea,
        coal=network.through[COAL],
        workers=got.workers / a.workers.ceiling,
        goods=goods[MILITARY] + goods[TECHNOLOGY],
    )
    purse = books.money.stock("dprk") + a.capability.visible_arrears * books.arrears.stock(
        "arrears"
    )
    budgets = np.stack(done.budgets)
    return raw(
        a.capability,
        mood.force,
        Standing(
            military=mood.means,
            energy=got.energy / opening.energy,
            purse=purse / a.treasury.hard_currency,
            food=got.food_cover / a.food.domestic_share,
            illicit=total(weight * network.flow),
            openness=seen.openness,
            shield=seen.session.shield,
            ration=traded.fire.ration,
            cover=traded.fire.cover / a.russia.target_cover,
            output=traded.russian_output,
            imports=(traded.arrived + traded.other_imports) / np.maximum(opening.demand, 1.0),
            dependence=traded.dependence,
            closeness=seen.closeness,
            squeeze=2.0 * done.friction,
            stock=books.shells.stock("russia") / cast.russia.reserve,
            taken=total(weight * network.loss),
            coordination=done.coordination,
            information=seen.information,
            breach=breach(a.capability, broken, a.oil.refined_cap / WEEKS_PER_YEAR),
            posture=mood.posture,
            exposure=mood.exposure,
            budgets=budgets / total(budgets),
            incidents=got.incidents / a.theft.incidents,
        ),
    )
