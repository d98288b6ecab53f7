"""Diplomacy: closeness, Russian openness, and an off-ramp that may be offered (M20)."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.ground.arrays import Runs, logistic, logit, ratio, unit_interval


@dataclass(frozen=True)
class DiplomacyParams:
    """Drawn assumptions, one field per registry entry ``diplomacy.<field>``; shape (run,)."""

    meetings: Runs
    meeting_gain: Runs
    summit_gain: Runs
    closeness_decay: Runs
    openness_speed: Runs
    openness: Runs
    reference_openness: Runs
    openness_dependence: Runs
    openness_shield: Runs
    openness_threat: Runs
    openness_information: Runs
    offer_intercept: Runs
    offer_relief: Runs
    offer_backing: Runs
    offer_emboldenment: Runs
    off_ramp_length: Runs
    meetings_without_exchange: Runs
    full_offer: Runs
    offer_hunger: Runs

    @cached_property
    def closeness(self) -> Runs:
        """Closeness at rest before the exchange: few meetings and no summit, shape (run,)."""
        gain = self.meeting_gain * self.meetings * self.meetings_without_exchange
        return ratio(gain, gain + self.closeness_decay)

    @cached_property
    def opening_logit(self) -> Runs:
        """Logit of the opening openness, shape (run,)."""
        return logit(self.openness)


def approach(
    p: DiplomacyParams, closeness: Runs, meetings: Runs, summit: Runs, comrades: Runs | float = 0.0
) -> Runs:
    """Return closeness of the tie after a week, in [0, 1], shape (run,).

    Args:
        p: assumptions.
        closeness: last week, shape (run,).
        meetings: of the week, shape (run,).
        summit: 1 in the week of a summit.
        comrades: what troops in Russia add in a week, 1, shape (run,).
    """
    gain = p.meeting_gain * meetings + p.summit_gain * summit + comrades
    return unit_interval(closeness + gain * (1.0 - closeness) - p.closeness_decay * closeness)


def open_up(
    p: DiplomacyParams, openness: Runs, dependence: Runs, shield: Runs, threat: Runs, known: Runs
) -> Runs:
    """Return how openly Russia trades prohibited goods, in (0, 1), shape (run,) (S64).

    Args:
        p: assumptions.
        openness: last week, shape (run,).
        dependence: share of DPRK in new shells, smoothed, last week, shape (run,).
        shield: Russian cover in the Council above its opening value, shape (run,).
        threat: secondary-sanctions threat above its opening value, last week, shape (run,).
        known: information above its opening value, shape (run,).
    """
    aim = logistic(
        p.opening_logit
        + p.openness_dependence * dependence
        + p.openness_shield * shield
        - p.openness_threat * threat
        - p.openness_information * known
    )
    return openness + p.openness_speed * (aim - openness)


def acceptance(
    p: DiplomacyParams, relief: Runs, hardship: Runs, backing: Runs, emboldened: Runs
) -> Runs:
    """Return the chance that an offer is accepted, shape (run,) (S8).

    An offer of nothing is not accepted; below the full offer the chance falls in proportion.

    Args:
        p: assumptions.
        relief: share of sanctions that the offer lifts, shape (run,).
        hardship: energy gap, loss of reserves and weighed food gap, 1, shape (run,).
        backing: closeness times dependence: what Russia gives anyway, shape (run,).
        emboldened: emboldenment above its opening value, shape (run,).
    """
    worth = np.minimum(1.0, relief / p.full_offer)
    return worth * logistic(
        p.offer_intercept
        + p.offer_relief * relief * hardship
        - p.offer_backing * backing
        - p.offer_emboldenment * emboldened
    )


def off_ramp(in_force: Runs, ends: Runs, offered: Runs, accepted: Runs) -> tuple[Runs, Runs]:
    """Return whether an off-ramp is in force after the week, and whether it began; 0 or 1.

    Args:
        in_force: 1 where one was in force, shape (run,).
        ends: 1 where it would end this week, shape (run,).
        offered: 1 where an attempt is made if none is in force, shape (run,).
        accepted: 1 where that attempt would be accepted, shape (run,).
    """
    begins = (1.0 - in_force) * offered * accepted
    return in_force * (1.0 - ends) + begins, begins


def offered_relief(relief: Runs, ceiling: Runs, withheld: Runs) -> Runs:
    """Return the relief on offer under the ceiling that statute and mandate set, 1, (run,)."""
    out: Runs = np.minimum(relief, ceiling * (1.0 - withheld))
    return out
