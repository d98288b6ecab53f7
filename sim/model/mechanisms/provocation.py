"""Emboldenment and provocations that excite one another (M18)."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from sim.ground.arrays import Runs, logistic, logit


@dataclass(frozen=True)
class ProvocationParams:
    """Drawn assumptions, one field per registry entry ``provocation.<field>``; shape (run,)."""

    emboldenment: Runs
    speed: Runs
    weight_backing: Runs
    weight_capability: Runs
    weight_shield: Runs
    weight_information: Runs
    weight_posture: Runs
    weight_talks: Runs
    base_rate: Runs
    branching: Runs
    excitation_decay: Runs
    emboldenment_response: Runs
    exercise_response: Runs
    talks_response: Runs
    tempo_time: Runs

    @cached_property
    def opening_logit(self) -> Runs:
        """Logit of the opening emboldenment, shape (run,)."""
        return logit(self.emboldenment)


class Mood(NamedTuple):
    """What emboldens; all (run,).

    Attributes:
        backing: closeness of the tie times Russian dependence.
        capability: log of the military capability over its opening value.
        shield: Russian cover in the Council above its opening value.
        hidden: information below its opening value.
        posture: mean allied posture above its opening value, last week.
        talks: 1 while an off-ramp is in force.
    """

    backing: Runs
    capability: Runs
    shield: Runs
    hidden: Runs
    posture: Runs
    talks: Runs


def embolden(p: ProvocationParams, level: Runs, mood: Mood) -> Runs:
    """Return emboldenment after a week, in (0, 1), shape (run,) (M18)."""
    aim = logistic(
        p.opening_logit
        + p.weight_backing * mood.backing
        + p.weight_capability * mood.capability
        + p.weight_shield * mood.shield
        + p.weight_information * mood.hidden
        - p.weight_posture * mood.posture
        - p.weight_talks * mood.talks
    )
    return level + p.speed * (aim - level)


def rate(
    p: ProvocationParams, emboldened: Runs, exercise: Runs, talks: Runs, excitation: Runs
) -> Runs:
    """Return the expected number of provocations, events/week, shape (run,).

    Args:
        p: assumptions.
        emboldened: emboldenment above its opening value, shape (run,).
        exercise: 1 in weeks of large allied exercises, shape (run,).
        talks: 1 while an off-ramp is in force, shape (run,).
        excitation: what past events add, events/week, shape (run,).
    """
    drive = (
        p.emboldenment_response * emboldened
        + p.exercise_response * exercise
        + p.talks_response * talks
    )
    out: Runs = p.base_rate * np.exp(drive) + excitation
    return out


def excite(p: ProvocationParams, excitation: Runs, events: Runs) -> Runs:
    """Return what past events add to next week's rate (Porter and White 2012), events/week."""
    return p.excitation_decay * excitation + p.branching * (1.0 - p.excitation_decay) * events
