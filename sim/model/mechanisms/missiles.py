"""Missiles: shipments, fire, and reliability that is learnt by use (M4)."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from sim.ground.arrays import Flags, Runs, positive, unit_interval


@dataclass(frozen=True)
class MissileParams:
    """Drawn assumptions, one field per registry entry ``missiles.<field>``; shape (run,)."""

    later_rate: Runs
    first_weeks_factor: Runs
    held_weeks: Runs
    first_week: Runs
    first_period: Runs
    fired_share: Runs
    reliability: Runs
    learning_by_use: Runs
    equipment_reliability_gain: Runs
    stock: Runs
    output: Runs
    output_growth: Runs
    output_ceiling: Runs
    price: Runs
    willingness_ceiling: Runs
    drawdown_time: Runs

    @cached_property
    def unlearnt(self) -> Runs:
        """Log of the share of failures that one missile used leaves, shape (run,)."""
        out: Runs = np.log(1.0 - self.learning_by_use)
        return out


class MissileFlow(NamedTuple):
    """Missiles of one week. Invariant: shipped <= output + stock, fired <= held + shipped."""

    shipped: Runs
    fired: Runs


class Want(NamedTuple):
    """What Russia's wish for missiles follows; (run,).

    Attributes:
        intensity: fire of the week over the reading's own demand, at most 1.
        held: missiles that Russia holds at the start of the week.
    """

    intensity: Runs
    held: Runs


def pass_missiles(
    p: MissileParams, week: int, opening: Runs, willingness: Runs, agreed: Flags, want: Want
) -> Runs:
    """Return what the two sides would pass on if stocks allowed, missiles/week, shape (run,).

    Russia asks for less when it fires less and when it holds many weeks of its usual wish.

    Args:
        p: assumptions.
        week: week of the model.
        opening: how far the exchange has opened, 0 to 1, shape (run,).
        willingness: export willingness of DPRK, shape (run,).
        agreed: whether there is an agreement, shape (run,).
        want: fire and holdings of Russia.
    """
    early = np.where(week < p.first_week + p.first_period, p.first_weeks_factor, 1.0)
    started = week >= p.first_week
    eager = np.minimum(willingness, p.willingness_ceiling)
    room = positive(1.0 - want.held / (p.held_weeks * p.later_rate))
    wish = p.later_rate * want.intensity * room
    out: Runs = wish * early * opening * eager * agreed * started
    return out


def ramp_missiles(p: MissileParams, output: Runs, equipment: Runs) -> Runs:
    """Return missile output after a week, missiles/week, shape (run,) (S38).

    It ramps on Russian military goods and technology, as shell lines do, up to a ceiling.

    Args:
        p: assumptions.
        output: last week, missiles/week, shape (run,).
        equipment: goods received last week over what gives the full gain, at most 1, shape (run,).
    """
    room = 1.0 - output / (p.output * p.output_ceiling)
    return output + p.output_growth * output * room * equipment


def missiles(p: MissileParams, wanted: Runs, output: Runs, stock: Runs, want: Want) -> MissileFlow:
    """Ship within output and a slow draw-down; fire a share of what Russia holds (M4).

    Args:
        p: assumptions.
        wanted: what would be passed on, missiles/week, shape (run,).
        output: DPRK missiles made this week, missiles/week, shape (run,).
        stock: DPRK missiles at the start of the week, shape (run,).
        want: fire and holdings of Russia.
    """
    shipped = np.minimum(wanted, output + stock / p.drawdown_time)
    return MissileFlow(shipped, p.fired_share * (want.held + shipped) * want.intensity)


def learn(
    p: MissileParams,
    reliability: Runs,
    fired: Runs,
    technology_gain: Runs,
    guided: Runs | float = 0.0,
) -> Runs:
    """Return reliability after a week of use and of equipment, in [0, 1], shape (run,) (M4).

    1 - (1 - Rm)(1 - λ_f)^used (1 - min(1, λ_T ΔT))(1 - guided): each missile used, each gain in
    missile technology and each satellite in orbit removes a share of what still fails.

    Args:
        p: assumptions.
        reliability: last week, 1, shape (run,).
        fired: missiles used, missiles/week, shape (run,).
        technology_gain: in missiles this week, shape (run,).
        guided: share of failures that satellites new in orbit remove, 1, shape (run,).
    """
    failing = (1.0 - reliability) * np.exp(fired * p.unlearnt)
    gain = np.minimum(1.0, p.equipment_reliability_gain * technology_gain)
    return unit_interval(1.0 - failing * (1.0 - gain) * (1.0 - guided))
