"""Two implementations by the same conceptual model agree on every measure, member and week."""

import numpy as np
import pytest

from sim.levers import structures
from sim.measures import dimension, measures
from sim.scenario import names
from tests.paired import baseline, record
from sim.scenario import Policy, load
from tests.second_opinion import arrays, scalar_world

RTOL = 1e-9


def disagreements(policy: Policy, member: int, weeks: int) -> list[str]:
    """Return the measures on which the two differ, with the week and the size."""
    ours = arrays(policy, range(member, member + 1), weeks)
    other = scalar_world(policy, member, weeks)
    told = []
    theirs: dict[str, list[float]] = {}
    for _ in range(weeks):
        for name, value in flat(other.step()).items():
            theirs.setdefault(name, []).append(value)
    assert set(theirs) == set(ours)
    for name, rows in ours.items():
        one, two = rows[:, 0], np.array(theirs[name], dtype=float)
        scale = np.maximum(np.abs(two), np.abs(two).max() * 1e-6 + 1e-12)
        gap = np.abs(one - two) / scale
        if not (gap <= RTOL).all():
            told.append(f"{name}: {gap.max():.2g} in week {int(gap.argmax())}")
    return told
