"""How much of an outcome's variance over the settings of a sweep each input alone explains."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from sim.answers.given_data import indices
from sim.runs.bands import FEWEST


def first_order(
    inputs: Mapping[str, Sequence[Any]], outcome: Sequence[float | None]
) -> list[dict[str, Any]]:
    """Return first-order (Sobol') indices by input, the largest first; those of chance left out.

    Given-data indices (Gamboa and others 2022), so that a sweep of any design has them.

    Args:
        inputs: by name, one value (number or name) a setting.
        outcome: one number a setting; None where every run failed.

    Example:
        >>> first_order({"x": [*range(40)], "y": [1, 2] * 20}, [float(i) for i in range(40)])
        [{'name': 'x', 'index': 0.922}]
    """
    columns = {
        name: pd.Categorical([str(v) for v in given]) if _few(given) else list(given)
        for name, given in inputs.items()
        if len(set(given)) > 1
    }
    y = np.array([np.nan if v is None else v for v in outcome])
    fine = y[np.isfinite(y)]
    if not columns or fine.size < FEWEST or not np.ptp(fine) > 0.0:
        return []
    found = indices(pd.DataFrame(columns), y)
    return [{"name": name, "index": round(min(share, 1.0), 3)} for name, share in found.ranked()]


def _few(given: Sequence[Any]) -> bool:
    """Return whether an input is better taken by classes: names, or the steps of a grid.

    Among equal values the order of rows decides who is whose neighbour, and rows of a grid are
    laid out in an order of their own.
    """
    distinct = len(set(given))
    return any(isinstance(v, str) for v in given) or distinct**2 <= len(given)
