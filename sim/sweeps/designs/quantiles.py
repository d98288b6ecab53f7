"""An assumption at given quantiles of its distribution."""

import numpy as np

from sim.ground.arrays import Runs
from sim.vocabulary.assumptions import READINGS, registry
from sim.vocabulary.policy import Case, Override


def at_quantile(base: Case, key: str, u: Runs, reading: tuple[str, ...]) -> Runs:
    """Return an assumption's values at quantiles, NaN where they are NaN; shape kept.

    Args:
        base: its overrides count: another distribution or a factor.
        key: of the registry.
        u: quantiles.
        reading: readings that the members may have; one alone where the entry needs it.
    """
    entry, override = registry()[key], base.assumptions.get(key, Override())
    asked = np.isnan(u)
    inside = np.where(asked, 0.0, u)
    if override.distribution is not None:
        found = override.distribution.at(inside, np.nan)
    else:
        code = np.full(len(u), READINGS.index(reading[0]))
        found = override.scale * entry.values(inside, code)
    return np.where(asked, np.nan, found)
