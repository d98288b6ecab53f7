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


def enrich(
    p: NuclearParams, money: Runs, energy: Runs, technology: Runs, first: Runs, frozen: Runs
) -> Runs:
    """Return warhead equivalents of fissile material added, count/year, shape (run,) (M17).

    Args:
        p: assumptions.
        money: hard currency over its opening value, 1, shape (run,).
        energy: energy cover over its opening value, 1, shape (run,).
        technology: missile technology above its opening value, shape (run,).
        first: priority of the programme, shape (run,).
        frozen: share of the rate that an off-ramp in force holds back, shape (run,).
    """
    inputs = (np.minimum(p.input_ceiling, np.sqrt(money)) + np.minimum(p.input_ceiling, energy)) / 2
    fed = 1.0 - p.input_weight + p.input_weight * inputs
    return p.growth * fed * (1.0 + p.technology_effect * technology) * first * (1.0 - frozen)


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
