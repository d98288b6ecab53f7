"""Technology and the nuclear stock: absorption, satellites, warhead equivalents (M17)."""

from dataclasses import dataclass

import numpy as np

from sim.ground.arrays import Runs, logistic, positive


@dataclass(frozen=True)
class TechnologyParams:
    """Drawn assumptions, one field per registry entry ``technology.<field>``; shape (run,)."""

    space_share: Runs
    absorption: Runs
    half_saturation: Runs
    own_research_growth: Runs
    value_unit: Runs
    missile: Runs
    space: Runs
    air_defence: Runs
    own_drift: Runs
    satellite_attempts: Runs
    satellite_intercept: Runs
    satellite_response: Runs
    bracket_ceiling: Runs
    attempt_growth: Runs
    air_reach: Runs
    satellite_reach: Runs
    satellite_accuracy: Runs

    def levels(self) -> Runs:
        """Return opening levels, shape (area, run)."""
        return np.stack(np.broadcast_arrays(self.missile, self.space, self.air_defence))


@dataclass(frozen=True)
class NuclearParams:
    """Drawn assumptions, one field per registry entry ``nuclear.<field>``; shape (run,)."""

    warheads: Runs
    growth: Runs
    input_weight: Runs
    technology_effect: Runs
    threat_priority: Runs
    munitions_crowding: Runs
    illicit_priority: Runs
    input_ceiling: Runs
    fissile: Runs
    assembly: Runs
    freeze: Runs
    freeze_full_relief: Runs
    money_weight: Runs
    plant_response: Runs
    plant_time: Runs


def advance(
    p: TechnologyParams, levels: Runs, received: Runs, space_share: Runs, procured: Runs
) -> Runs:
    """Return the gain of a week by area, shape (area, run); levels stay below one (M17).

    Args:
        p: assumptions.
        levels: last week's levels, shape (area, run).
        received: usable technology and usable military goods, USD/week, shape (2, run).
        space_share: share of technology that goes to space, shape (run,).
        procured: flow of the procurement channel, which own research lives on, shape (run,).
    """
    own = p.own_drift * procured
    technology, military = received[0] / p.value_unit, received[1] / p.value_unit
    given = np.stack([(1.0 - space_share) * technology, space_share * technology, military])
    gain: Runs = np.minimum(given + own, p.bracket_ceiling) * (1.0 - levels)
    return gain


def reaches_orbit(p: TechnologyParams, space: Runs) -> Runs:
    """Return the chance that a satellite launch succeeds, shape (run,)."""
    return logistic(p.satellite_intercept + p.satellite_response * space)


def launch_rate(p: TechnologyParams, gained: Runs) -> Runs:
    """Return expected satellite launches, events/week, for space technology gained, (run,)."""
    return p.satellite_attempts * (1.0 + p.attempt_growth * gained)


def reach(p: TechnologyParams, air: Runs, satellites: Runs) -> Runs:
    """Return the factor on the exposure of forces, shape (run,) (S29, S35, S36).

    Args:
        p: assumptions.
        air: air-defence and aircraft technology above its opening level, shape (run,).
        satellites: put into orbit since the opening, count, shape (run,).
    """
    return 1.0 + p.air_reach * air + p.satellite_reach * satellites


def priority(p: NuclearParams, threat: Runs, shipments: Runs, illicit: Runs) -> Runs:
    """Return the priority of the nuclear programme, 1 at reference, shape (run,).

    The ranges of all three weights include zero: the sign of what an arms cut does to the
    warhead stock is not built in.

    Args:
        p: assumptions.
        threat: threat perception above its opening value, shape (run,).
        shipments: arms shipments over their reference, shape (run,).
        illicit: illicit share of income above that of week 0, shape (run,).
    """
    return positive(
        1.0
        + p.threat_priority * threat
        - p.munitions_crowding * shipments
        + p.illicit_priority * illicit
    )


def freeze(p: NuclearParams, lifted: Runs) -> Runs:
    """Return the share of enrichment and assembly that an off-ramp holds back, shape (run,) (S8).

    In proportion to accepted relief, up to what full relief buys.
    """
    return p.freeze * np.minimum(1.0, lifted / p.freeze_full_relief)


def build(p: NuclearParams, plant: Runs, outlay: Runs) -> Runs:
    """Return plant capacity after a week, 1 at the opening, shape (run,) (M17).

    Args:
        p: assumptions.
        plant: capacity last week, shape (run,).
        outlay: for the programme over what is usual, 1, shape (run,).
    """
    aim = 1.0 + p.plant_response * (outlay - 1.0)
    return plant + (aim - plant) / p.plant_time


def enrich(
    p: NuclearParams,
    money: Runs,
    energy: Runs,
    technology: Runs,
    first: Runs,
    frozen: Runs,
    plant: Runs,
) -> Runs:
    """Return warhead equivalents of fissile material added, count/year, shape (run,) (M17).

    Args:
        p: assumptions.
        money: hard currency over its opening value, 1, shape (run,).
        energy: energy cover over its opening value, 1, shape (run,).
        technology: missile technology above its opening value, shape (run,).
        first: priority of the programme, shape (run,).
        frozen: share of the rate that an off-ramp in force holds back, shape (run,).
        plant: capacity, 1 at the opening, shape (run,).
    """
    paid, powered = np.minimum(p.input_ceiling, np.sqrt(money)), np.minimum(p.input_ceiling, energy)
    inputs = p.money_weight * paid + (1.0 - p.money_weight) * powered
    fed = 1.0 - p.input_weight + p.input_weight * inputs
    rate = p.growth * plant * fed * (1.0 + p.technology_effect * technology)
    return rate * first * (1.0 - frozen)


def assemble(p: NuclearParams, warheads: Runs, fissile: Runs, frozen: Runs) -> Runs:
    """Return warheads assembled in a week from the material that is left, shape (run,) (M17).

    Cash and energy act on material at once and on warheads only through it (Miller 2014).

    Args:
        p: assumptions.
        warheads: assembled at the start of the week, count, shape (run,).
        fissile: warheads that all material allows, count, shape (run,).
        frozen: share that an off-ramp in force holds back, shape (run,).
    """
    return p.assembly * positive(fissile - warheads) * (1.0 - frozen)
