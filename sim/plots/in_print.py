"""Totals as the reports would see them: the bias and the noise of each source applied."""

from collections.abc import Iterable

import numpy as np

from sim.plots.series import member_series
from sim.record.predicted import predict
from sim.record.scores import Score, score
from sim.record.targets import plan
from sim.runs.bands import FEWEST
from sim.runs.results import Results
from sim.vocabulary.assumptions import READINGS
from sim.vocabulary.evidence import FIT, Target, load_targets

CONSTRAINED = "constrained"


def in_print(results: Results, policy: str, ids: Iterable[str]) -> dict[str, Score]:
    """Return the band of what a run lets one expect in print, by target.

    It is the predicted report of the hindcast: the model's own total times the bias of the
    source, with the noise of the report. Of a constrained run the biases are as the record
    narrows them.

    Args:
        results: of a run, whose kept members are used.
        policy: which policy.
        ids: targets that are totals, e.g. ["T021", "T023"].

    Returns:
        Scores by target; none if too few members were kept for a band.
    """
    wanted = set(ids)
    every = [t for t in load_targets() if plan([t]).weeks <= results.weeks]
    asked = [t for t in every if t.id in wanted]
    names = {t.measure for t in asked}
    values = {name: member_series(results, name, policy) for name in names}
    kept = {name: series.T for name, series in values.items() if series is not None}
    if not kept or len(kept) < len(names) or _members(kept) < FEWEST:
        return {}
    taught = results.attrs.get("ensemble") == CONSTRAINED
    record = [t for t in every if t.use == FIT and _beside(t, names)] if taught else []
    truth = plan([*asked, *record])(kept)
    reading = np.array([READINGS.index(str(r)) for r in _readings(results, policy)], dtype=np.int8)
    _, reports = predict(asked, record, truth, reading, int(results.attrs["seed"]))
    return {t.id: score(t, row) for t, row in zip(asked, reports, strict=True)}


def _members(kept: dict[str, np.ndarray]) -> int:
    return int(next(iter(kept.values())).shape[-1])


def _beside(target: Target, names: set[str]) -> bool:
    """Whether a target may share its bias with one that is asked for."""
    return target.measure in names and target.statistic == "sum"


def _readings(results: Results, policy: str) -> np.ndarray:
    out: np.ndarray = results.series["reading"].sel(policy=policy).values
    return out
