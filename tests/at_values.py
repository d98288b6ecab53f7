"""Assumptions at values, and policies with levers pulled or numbers fixed."""

import numpy as np

from sim.model.actors.assumed import Assumed, gather
from sim.vocabulary.assumptions import registry
from sim.vocabulary.policy import Case
from tests.paired import baseline


def central(size: int = 1, **changed: float) -> Assumed:
    """Return all assumptions at their central values; `changed` keys as owner__field."""
    values = {e.key: np.full(size, e.central) for e in registry()}
    values |= {key.replace("__", "."): np.full(size, v) for key, v in changed.items()}
    return gather(values)


def one(*numbers: float) -> list[np.ndarray]:
    return [np.array([number]) for number in numbers]


def pulled(**settings: object) -> Case:
    policy = baseline()
    for name, value in settings.items():
        policy = policy.setting(name, value)
    return policy


def fixed(policy: Case, **values: float) -> Case:
    for key, value in values.items():
        policy = policy.fixing(key.replace("__", "."), value)
    return policy
