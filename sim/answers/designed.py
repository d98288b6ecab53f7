"""Sobol' and Morris indices of designs made for them.

SALib computes; it is not trusted with what it takes without a word: one NaN makes an index 0, a
constant outcome divides by zero. Rows are checked first, and whole base rows of a design dropped.
"""

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from sim.answers.influence import (
    MORRIS,
    PARTS,
    RESAMPLES,
    SEED,
    SOBOL,
    Influence,
    check,
    loaded,
)
from sim.ground.arrays import Runs
from sim.ground.errors import InputError
from sim.sweeps.designs.design import Sample
from sim.sweeps.designs.sampling import LEVELS, TAIL


def _problem(names: tuple[str, ...], tail: float = 0.0) -> dict[str, object]:
    return {
        "num_vars": len(names),
        "names": list(names),
        "bounds": [[tail, 1.0 - tail]] * len(names),
    }


def _whole_groups(outcome: Runs, size: int) -> tuple[np.ndarray, int]:
    """Return which rows belong to base rows without a failed run, and how many rows are dropped."""
    groups = np.isfinite(outcome).reshape(-1, size).all(axis=1)
    kept = np.repeat(groups, size)
    if not groups.any():
        raise InputError("sensitivity: in every base row of the design a run failed")
    return kept, int((~kept).sum())


def sobol_of(sample: Sample, outcome: Runs) -> Influence:
    """Return first-order and total indices of a Saltelli sample, checked before SALib sees it."""
    from SALib.analyze import sobol

    size = len(sample.names) + 2
    kept, dropped = _whole_groups(outcome, size)
    y = outcome[kept]
    check(y)
    problem = _problem(sample.names)

    def of(rows: Runs, resamples: int) -> Mapping[str, Runs]:
        out: Mapping[str, Runs] = sobol.analyze(
            problem, (rows - y.mean()) / y.std(), calc_second_order=False, seed=SEED,
            num_resamples=resamples,
        )  # fmt: skip
        return out

    got = of(y, RESAMPLES)
    bases = len(y) // size
    curve = {f"at_1/{p}": of(y[: max(2, bases // p) * size], 2)["S1"] for p in PARTS[:-1]}
    table = pd.DataFrame(
        {"input": sample.names, "index": got["S1"], "low": got["S1"] - got["S1_conf"],
         "high": got["S1"] + got["S1_conf"], "total": got["ST"],
         "total_low": got["ST"] - got["ST_conf"], "total_high": got["ST"] + got["ST_conf"], **curve}
    )  # fmt: skip
    floor = float(np.median(got["S1_conf"]))
    rest = 1.0 - float(np.sum(got["S1"]))
    return Influence(SOBOL, loaded(table, floor, sure=True), floor, rest, len(y), dropped)


def morris_of(sample: Sample, outcome: Runs) -> Influence:
    """Return mu* (mean size of an elementary effect) and sigma of Morris trajectories."""
    from SALib.analyze import morris

    size = len(sample.names) + 1
    kept, dropped = _whole_groups(outcome, size)
    y = outcome[kept]
    check(y)
    got = morris.analyze(
        _problem(sample.names, TAIL), sample.rows[kept], y, num_levels=LEVELS, seed=SEED,
        num_resamples=RESAMPLES,
    )  # fmt: skip
    star, conf = np.asarray(got["mu_star"]), np.asarray(got["mu_star_conf"])
    table = pd.DataFrame(
        {"input": sample.names, "index": star, "low": star - conf, "high": star + conf,
         "mu": np.asarray(got["mu"]), "sigma": np.asarray(got["sigma"])}
    )  # fmt: skip
    floor = float(np.median(conf))
    return Influence(MORRIS, loaded(table, floor, sure=True), floor, math.nan, len(y), dropped)
