"""Programmes of a week: technology, satellites, missile reliability, warheads (M17, M4)."""

from typing import NamedTuple

import numpy as np

from sim.ground.arrays import Runs, ratio
from sim.ground.units import WEEKS_PER_YEAR
from sim.model.draws import binomial, poisson
from sim.model.mechanisms.missiles import learn
from sim.model.mechanisms.networks import Network
from sim.model.mechanisms.technology import (
    advance,
    assemble,
    build,
    enrich,
    freeze,
    launch_rate,
    priority,
    reaches_orbit,
)
from sim.model.stages.exchange import Exchange
from sim.model.stages.politics import Politics
from sim.model.stages.returns import Returns
from sim.model.stages.scene import Scene
from sim.vocabulary.axes import MILITARY, MISSILE, PROCUREMENT, SPACE, TECHNOLOGY

MOST_LAUNCHES = 20
"""Cut of a weekly count far below one: never met in practice."""


class Programme(NamedTuple):
    """Where the programmes stand at the end of the week; (run,) but technology (area, run)."""

    technology: Runs
    own_research: Runs
    attempts: Runs
    successes: Runs
    satellites: Runs
    plant: Runs
    reliability: Runs
    warheads: Runs
    fissile: Runs
    illicit_first: Runs


def programme(
    scene: Scene, seen: Politics, network: Network, traded: Exchange, got: Returns
) -> Programme:
    """Run step 12 of the week."""
    cast, books, opening, last, now = scene
    a, luck, week = cast.assumed, cast.luck, now.number
    goods = got.delivery.goods
    received = np.stack([got.usable * goods[TECHNOLOGY], got.usable * goods[MILITARY]])
    space_share = a.technology.space_share * now.after_summit
    procured = network.through[PROCUREMENT]
    gain = advance(a.technology, last.technology, received, space_share, procured)
    technology = last.technology + gain
    launches = launch_rate(a.technology, technology[SPACE] - opening.technology[SPACE])
    attempts = poisson(luck("satellite", week), launches, MOST_LAUNCHES)
    orbit = reaches_orbit(a.technology, technology[SPACE])
    successes = binomial(luck("satellite_success", week), attempts, orbit)
    guided = np.minimum(1.0, a.technology.satellite_accuracy * successes)
    plant = build(a.nuclear, last.plant, ratio(got.programme, a.treasury.programme_outlay))
    illicit_first = np.where(week == 0, got.illicit_share, last.illicit_first)
    first = priority(
        a.nuclear,
        last.threat - a.posture.threat,
        traded.shipped / a.exchange.reference_shipments,
        got.illicit_share - illicit_first,
    )
    frozen = freeze(a.nuclear, seen.lifted)
    built = enrich(
        a.nuclear,
        books.money.stock("dprk") / a.treasury.hard_currency,
        got.energy / opening.energy,
        technology[MISSILE] - opening.technology[MISSILE],
        first,
        frozen,
        plant,
    )
    fissile = last.fissile + built / WEEKS_PER_YEAR
    return Programme(
        technology=technology,
        own_research=last.own_research * (1.0 + a.technology.own_research_growth),
        attempts=attempts,
        successes=successes,
        satellites=last.satellites + successes,
        plant=plant,
        reliability=learn(
            a.missiles, last.reliability, traded.missiles.fired, gain[MISSILE], guided
        ),
        warheads=last.warheads + assemble(a.nuclear, last.warheads, fissile, frozen),
        fissile=fissile,
        illicit_first=illicit_first,
    )
