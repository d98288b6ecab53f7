"""Capability at a week bound: what each scale of an index reads from stocks, states and flows."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from sim.ground.arrays import Runs, mean, positive, ratio
from sim.ground.units import DAYS_PER_WEEK, MONTHS_PER_YEAR, WEEKS_PER_YEAR
from sim.model.mechanisms.capability import (
    PERCENT,
    Breaches,
    breach,
    contributions,
    cut_positions,
    exposures,
    index,
    positions,
    scores,
)
from sim.model.mechanisms.shells import gun_limit
from sim.model.stages.scene import State
from sim.vocabulary.axes import (
    ARMS,
    CHANNELS,
    COAL,
    CYBER,
    JAPAN,
    OIL_DIRECT,
    ROK,
    SHIP_TO_SHIP,
    US,
)

REVENUE = tuple(i for i in range(len(CHANNELS)) if i != ARMS)
OIL_AND_COAL = (OIL_DIRECT, SHIP_TO_SHIP, COAL)
THEFT_AND_SEA = (SHIP_TO_SHIP, CYBER)


def recent(history: tuple[Runs, ...], weeks: Runs) -> Runs:
    """Return the mean of a flow over the window, or over the weeks that exist, shape (run,).

    Args:
        history: the flow summed up to past weeks, the latest last, one more than the window.
        weeks: that have passed.
    """
    length = np.maximum(np.minimum(weeks, len(history) - 1), 1.0)
    return (history[-1] - history[0]) / length


def sustainable_fire(s: State) -> Runs:
    """Return the fire that shells sustain, rounds/day, shape (run,).

    Own industry at capacity, old rounds refurbished, other suppliers, usable DPRK arrivals
    of a quarter, and a year's use of the stock above the strategic reserve. Demand has no part
    in it.
    """
    view = s.view
    spare = positive(s.books.shells.stock("russia") - s.cast.russia.reserve)
    arrivals = recent(view.arrived_so_far, view.weeks)
    weekly = view.russian_capacity + view.other_supply + arrivals + spare / WEEKS_PER_YEAR
    return weekly / DAYS_PER_WEEK


def carried(s: State, channels: tuple[int, ...]) -> Runs:
    """Return the value-weighted flow of some channels with what is displaced, 1 at reference."""
    value, through = s.cast.channels.value, s.view.network.through
    summed, worth = 0.0 * value[0], 0.0 * value[0]
    for channel in channels:
        summed = summed + value[channel] * through[channel]
        worth = worth + value[channel]
    return ratio(summed, worth)


def integrity(s: State) -> Runs:
    """Return how whole the regime is, (1 - breach/2)(1 - shield/2), shape (run,)."""
    a, view = s.cast.assumed, s.view
    broken = Breaches(
        shells=view.shipped / a.exchange.reference_shipments,
        missiles=view.missiles_shipped,
        refined=view.refined,
        coal=view.network.through[COAL],
        workers=view.workers / a.workers.ceiling,
        goods=view.equipment,
    )
    breached = breach(a.capability, broken, a.oil.refined_cap / WEEKS_PER_YEAR)
    return (1.0 - breached / 2) * (1.0 - view.shield / 2)


def _russia(s: State) -> dict[str, Runs]:
    p = s.cast.assumed.russia
    barrels = s.books.barrels.stock("russia")
    return {
        "sustainable_fire": sustainable_fire(s),
        "shell_industry": s.view.russian_capacity,
        "guns": gun_limit(barrels, p.barrel_life, p.new_barrels, 2 * WEEKS_PER_YEAR)
        / DAYS_PER_WEEK,
        "closeness": s.view.closeness,
    }


def _dprk(s: State) -> dict[str, Runs]:
    a, books, view = s.cast.assumed, s.books, s.view
    assets = books.money.stock("dprk") + a.capability.visible_arrears * books.arrears.stock(
        "arrears"
    )
    return {
        "shell_stock": books.shells.stock("dprk"),
        "shell_lines": view.dprk_output,
        "missiles": books.missiles.stock("dprk") * view.reliability,
        "warheads": view.warheads,
        "technology": mean(view.technology),
        "energy": view.energy,
        "import_months": assets / (a.treasury.import_bill * WEEKS_PER_YEAR / MONTHS_PER_YEAR),
        "food": view.food_cover,
        "cover": (view.openness + view.shield) / 2,
    }


def _senders(s: State) -> dict[str, Runs]:
    view, p = s.view, s.cast.assumed.capability
    revenue = carried(s, REVENUE)
    shipments = recent(view.arms_so_far, view.weeks)
    posture, coherence, known = view.posture, view.coordination, view.information
    return {
        "illicit_flow": revenue,
        "revenue_denied": 1.0 / (1.0 + revenue),
        "arms_denied": 1.0 / (1.0 + shipments / p.reference_shipments),
        "oil_and_coal_denied": 1.0 / (1.0 + carried(s, OIL_AND_COAL)),
        "theft_and_sea_denied": 1.0 / (1.0 + carried(s, THEFT_AND_SEA)),
        "regime": integrity(s),
        "information_us": known, "information_rok": known, "information_japan": known,
        "coherence_us": coherence, "coherence_rok": coherence, "coherence_japan": coherence,
        "posture_us": posture[US], "posture_rok": posture[ROK], "posture_japan": posture[JAPAN],
    }  # fmt: skip


def _exposed(s: State) -> dict[str, Runs]:
    view, p = s.view, s.cast.assumed.capability
    forces, of_rok, of_japan = view.exposure, p.missile_exposure_rok, p.missile_exposure_japan
    shells = s.books.shells.stock("dprk") / p.reference_shell_stock
    warheads = view.warheads / p.reference_warheads
    weapons = of_japan * forces + (1.0 - of_japan) * warheads
    return {
        "exposure_russia": ratio(
            view.arrived_so_far[-1] - view.arrived_so_far[0],
            view.supplied_so_far[-1] - view.supplied_so_far[0],
        ),
        "exposure_us": forces,
        "exposure_rok": of_rok * forces + (1.0 - of_rok) * shells,
        "exposure_japan": np.sqrt(weapons * view.incidents / p.reference_incidents),
    }


class Standing(NamedTuple):
    """Where everything stands at a week bound, and the same cut for an index, (scale, run)."""

    places: Runs
    cut: Runs


def standing(s: State) -> Standing:
    """Return where everything stands on its scale."""
    p = s.cast.assumed.capability
    places = positions(p, {**_russia(s), **_dprk(s), **_senders(s), **_exposed(s)})
    return Standing(places, cut_positions(places, p.score_floor))


def change(now: Standing, opening: Runs) -> Runs:
    """Return how far each index stands from its value at the opening, points, (actor, run)."""
    return index(scores(now.cut)) - index(opening)


INDICES: dict[str, Callable[[Standing, Runs], Runs]] = {
    "capability.scale": lambda now, _: now.places,
    "capability.component": lambda now, _: PERCENT * scores(now.cut),
    "capability.index": lambda now, _: index(scores(now.cut)),
    "capability.change": change,
    "capability.contribution": lambda now, opening: contributions(opening, scores(now.cut)),
    "exposure.index": lambda now, _: exposures(now.places),
}
"""Measures that stand between goalposts, from now and the opening components; (..., run)."""
