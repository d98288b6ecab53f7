"""Which components moved an actor's index from one state to another, in points that add up."""

from typing import Any

import numpy as np

from sim.explorer.asked import Asked
from sim.explorer.lexicon import named
from sim.explorer.warm import Ran, Warm
from sim.ground.arrays import Runs
from sim.ground.errors import InputError, unknown
from sim.model.mechanisms.capability import contributions, index, rows_of
from sim.runs.robustness import parts_at
from sim.vocabulary.axes import ACTORS
from sim.vocabulary.components import of_actor
from sim.vocabulary.measures import measures

SCALE = "capability.scale"


def waterfall(asked: Asked, actor: object, warm: Warm) -> dict[str, Any]:
    """Return an actor's index in the reference and in the state, and each component's part.

    Means over members; the parts of each member add up to the change of its index.

    Raises:
        InputError: an unknown actor, or no reference.
    """
    if actor not in ACTORS:
        raise unknown("actor", "actor", actor, ACTORS)
    if asked.against is None:
        raise InputError("against: name a scenario or state that the change is taken from")
    keep = tuple(measures())
    before, after = (_parts(warm.run(s, keep), asked.week) for s in (asked.against, asked.state))
    name = str(actor)
    row = ACTORS.index(name)
    moved = contributions(before, after)[rows_of(name)].mean(axis=1)
    levels = [float(index(parts)[row].mean()) for parts in (before, after)]
    return {
        "actor": name, "before": round(levels[0], 3), "after": round(levels[1], 3),
        "parts": [
            {"name": part, "names": named("components", part), "change": round(float(step), 3)}
            for part, step in zip(of_actor(name), moved, strict=True)
        ],
    }  # fmt: skip


def _parts(ran: Ran, week: int) -> Runs:
    return parts_at(ran.recorded.values[SCALE][week + 1].astype(np.float64))
