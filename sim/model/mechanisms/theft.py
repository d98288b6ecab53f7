"""Cyber theft: rare and heavy-tailed incidents, laundering in a race with seizure (M9)."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.ground.arrays import Runs, positive
from sim.model.draws import Luck, poisson, sum_of_paretos

MOST_INCIDENTS = 8
"""Incidents of one week that are followed singly; at the highest rate more come once in 10^7."""

SIZES = tuple(f"cyber.size.{j}" for j in range(MOST_INCIDENTS))


@dataclass(frozen=True)
class TheftParams:
    """Drawn assumptions, one field per registry entry ``theft.<field>``; shape (run,)."""

    incidents: Runs
    tail_index: Runs
    smallest_incident: Runs
    largest_incident: Runs
    laundering_rate: Runs
    seizure_hazard: Runs
    laundering_haircut: Runs
    emboldenment_response: Runs


def expected_incidents(p: TheftParams, network: Runs, emboldened: Runs) -> Runs:
    """Return the expected number of incidents, events/week, shape (run,).

    Args:
        p: assumptions.
        network: facilitators with what is displaced into the channel, relative, shape (run,).
        emboldened: emboldenment above its opening value, shape (run,).
    """
    return p.incidents * network * positive(1.0 + p.emboldenment_response * emboldened)


def steal(p: TheftParams, expected: Runs, luck: Luck, week: int) -> Runs:
    """Return the value stolen this week, USD/week, shape (run,).

    Incident j of a week always meets the draw ``cyber.size.j``; at most MOST_INCIDENTS.
    """
    count = poisson(luck("cyber.count", week), expected, MOST_INCIDENTS)
    return sum_of_paretos(
        count, p.smallest_incident, p.largest_incident, p.tail_index, luck, SIZES, week
    )


class Race(NamedTuple):
    """What leaves the loot in a week. Invariant: laundered + seized <= loot."""

    laundered: Runs
    seized: Runs


def launder(p: TheftParams, loot: Runs, effort: Runs) -> Race:
    """Launder a share of the loot while seizure takes another (M9).

    Args:
        p: assumptions.
        loot: stolen value not yet laundered, this week's included, USD, shape (run,).
        effort: enforcement on the cyber channel, 1 at reference, shape (run,).
    """
    hazard = np.minimum(p.seizure_hazard * effort, 1.0 - p.laundering_rate)
    return Race(p.laundering_rate * loot, hazard * loot)
