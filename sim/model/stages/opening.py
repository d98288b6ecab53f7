"""The opening of a World: books, opening values, and the view before week 0."""

import numpy as np

from sim.ground.arrays import Runs, mean, total
from sim.ground.units import DAYS_PER_WEEK, WEEKS_PER_YEAR
from sim.model.actors.congress import mandate_at_rest, violations
from sim.model.actors.view import View
from sim.model.calendar import Calendar
from sim.model.ledger import Ledger
from sim.model.mechanisms import banking, networks, oil, posture
from sim.model.mechanisms.enforcement import joint_effort, perceived_yield
from sim.model.mechanisms.labour import food_cover
from sim.model.mechanisms.settlement import absorption
from sim.model.mechanisms.theft import expected_incidents
from sim.model.stages.scene import Cast, Ledgers, Opening
from sim.vocabulary.axes import BUNDLES, FINANCE


def open_books(cast: Cast) -> Ledgers:
    """Open the ledgers with the stocks that the assumptions give."""
    a, size = cast.assumed, cast.size
    further = [supplier.name for supplier in cast.suppliers]
    stock = oil.opening_stock(a.oil, a.diplomacy.openness / a.diplomacy.reference_openness)
    return Ledgers(
        shells=Ledger.opening(
            "shells [rounds]",
            ("russian_industry", "dprk_industry", "other_suppliers", *further),
            {
                "russia": a.russia.shell_stock,
                "old": a.russia.old_stock,
                "dprk": a.dprk.shell_stock,
                "refurbishing": 0.0,
                "transit": 0.0,
                "fired": 0.0,
                "destroyed": 0.0,
                "lost": 0.0,
                "duds": 0.0,
            },
            size,
        ),
        barrels=Ledger.opening(
            "gun barrels [gun barrels]",
            ("works",),
            {"russia": a.russia.gun_barrels, "worn": 0.0},
            size,
        ),
        missiles=Ledger.opening(
            "missiles [missiles]",
            ("industry",),
            {"dprk": a.missiles.stock, "russia": 0.0, "fired": 0.0},
            size,
        ),
        oil=Ledger.opening(
            "oil [barrels]", ("prc", "at_sea", "russia"), {"dprk": stock, "used": 0.0}, size
        ),
        money=Ledger.opening(
            "money [USD]",
            ("world", "prc", "russia"),
            {
                "dprk": a.treasury.hard_currency,
                "frozen": a.treasury.frozen_funds,
                "loot": 0.0,
                "fees": 0.0,
                "seized": 0.0,
                "spent": 0.0,
            },
            size,
        ),
        arrears=Ledger.opening(
            "claims [USD]", ("contracts",), {"arrears": 0.0, **dict.fromkeys(BUNDLES, 0.0)}, size
        ),
    )


def open_values(cast: Cast, calendar: Calendar, books: Ledgers) -> Opening:
    """Return the values that later weeks are compared with (components still at one)."""
    a, one = cast.assumed, np.ones(cast.size)
    reference = [state.at_reference() for state in cast.states]
    first, *rest = cast.states
    spent = first.opening_shares * first.opening_budget
    for state in rest:
        spent = spent + state.opening_shares * state.opening_budget
    stance = np.stack([s.params.posture * one for s in cast.states])
    hidden = a.provocation.emboldenment
    loss = cast.channels.interdictability
    return Opening(
        demand=DAYS_PER_WEEK * calendar.opening_levers.shells_demanded_per_day * one,
        energy=oil.cover(a.oil, books.oil.stock("dprk")),
        food=food_cover(a.food, 0.0 * one),
        yields=perceived_yield(cast.channels, loss, spent),
        effort=joint_effort(a.enforcement, reference),
        designated=total(np.stack([s.usual_designations() for s in cast.states])),
        posture=stance,
        mean_posture=mean(stance),
        mandate=rest_mandate(cast, a.monitoring.mean_findings()) * one,
        tempo=a.provocation.base_rate / (1.0 - a.provocation.branching),
        usability=banking.usability(
            a.banking,
            1.0 - loss[FINANCE],
            banking.compliance(a.banking, a.banking.threat_before * one),
            a.diplomacy.openness / a.diplomacy.reference_openness,
        ),
        absorption=absorption(a.technology.absorption, one, a.technology.half_saturation),
        technology=a.technology.levels() + 0.0 * one,
        threat_mood=posture.mood(a.posture, hidden, a.posture.threat),
        components=np.ones((0, cast.size)),
    )


def rest_mandate(cast: Cast, findings: Runs) -> Runs:
    """Return the mandate at rest before the exchange, 1, shape (run,)."""
    a = cast.assumed
    seen = violations(
        a.congress,
        0.0 * a.oil.ship_to_ship,
        a.exchange.reference_shipments,
        a.oil.ship_to_ship,
        a.oil.refined_cap,
    )
    return mandate_at_rest(a.congress, seen, findings, a.monitoring.exposures / WEEKS_PER_YEAR)


def open_view(cast: Cast, calendar: Calendar, books: Ledgers, opening: Opening) -> View:
    """Return the view before week 0: every slow state at rest or at its opening value."""
    a, one = cast.assumed, np.ones(cast.size)
    zero = 0.0 * one

    def full(x: Runs) -> Runs:
        return x * one

    p = a.provocation
    memory = int(np.ceil(np.max(a.congress.memory)))
    nothing_yet = (zero,) * (int(np.max(a.capability.window)) + 1)
    return View(
        russian_capacity=cast.russia.opening_output() * one,
        phase=cast.luck.scores(("fire.start",), 0)[0],
        weeks=zero,
        other_supply=full(calendar.opening_levers.other_suppliers)
        + cast.russia.refurbish(books.shells.stock("old")),
        arrived_so_far=nothing_yet,
        supplied_so_far=nothing_yet,
        arms_so_far=nothing_yet,
        forecast=opening.demand,
        dependence=zero,
        dprk_output=full(a.dprk.shell_output),
        dprk_lines=full(a.dprk.shell_output),
        missile_output=full(a.missiles.output),
        missiles_shipped=zero,
        shipped=zero,
        price=zero,
        agreed=np.zeros(cast.size, dtype=np.bool_),
        equipment=zero,
        cash=zero,
        oil_lost=zero,
        refined=full(a.oil.ship_to_ship),
        energy=opening.energy,
        food_cover=opening.food,
        incidents=expected_incidents(a.theft, one, zero),
        workers=full(a.workers.initial),
        troops=zero,
        own_research=one,
        reliability=full(a.missiles.reliability),
        technology=opening.technology,
        warheads=full(a.nuclear.warheads),
        fissile=full(np.maximum(a.nuclear.fissile, a.nuclear.warheads)),
        plant=one,
        satellites=zero,
        illicit_first=zero,
        emboldenment=full(p.emboldenment),
        threat=full(a.posture.threat),
        excitation=p.branching * p.base_rate / (1.0 - p.branching),
        provocations=zero,
        tempo=opening.tempo,
        budgets=tuple(full(state.opening_budget) for state in cast.states),
        shares=tuple(state.opening_shares for state in cast.states),
        yields=opening.yields,
        posture=opening.posture,
        listed=np.ones_like(opening.yields),
        coordination=full(a.enforcement.coordination),
        information=full(a.monitoring.information),
        findings=full(a.monitoring.mean_findings()),
        since_exposure=full(a.networks.exposure_memory),
        believed_threat=full(a.banking.threat_before),
        mandates=(opening.mandate,) * max(memory, 1),
        shield=full(a.council.shield),
        resolved=zero,
        closeness=full(a.diplomacy.closeness),
        openness=full(a.diplomacy.openness),
        in_force=zero,
        relief=zero,
        exposure=full(
            posture.exposure(
                a.posture,
                books.missiles.stock("dprk"),
                a.missiles.reliability,
                opening.tempo,
                opening.mean_posture,
            )
        ),
        network=networks.opening(a.networks, cast.channels),
        activity=(zero,) * int(np.max(a.exchange.pace_window)),
    )
