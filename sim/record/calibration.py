"""Constrain the ensemble: a space-filling prior, history matching, then importance weights.

Only targets with use = fit enter. The observation model is that of `sim.record.observation`.
The model's discrepancy is a fifth: replacing one default rule by its rivals (orders, bargaining,
effort, export, facilitators) moves the statistics of the fit by that much, root mean square over
targets (see `sim.record.rivals`). Most of that is a standing share of orders, a rule that the
record speaks against; without it the figure is 0.09, so that a fifth is on the wide side, chosen
so that the weights rest on hundreds of members. If they would rest on too few, the likelihood is
flattened (tempered) until they do not, and the exponent is recorded.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.ground.arrays import Runs
from sim.ground.errors import InputError
from sim.model.draws import Uniforms
from sim.record.observation import (
    DISCREPANCY,
    group_log_likelihood,
    groups,
    implausibility,
    log_mean,
    shown,
    weights,
)
from sim.record.space_filling import SpaceFilling, codes_at, sampled_keys
from sim.record.targets import Plan, plan
from sim.runs.constrained import Ensemble, beliefs_hash
from sim.runs.ensemble import Piece, run_block
from sim.vocabulary.assumptions import READINGS
from sim.vocabulary.evidence import FIT, Target, fit_hash
from sim.vocabulary.policy import Case

IMPLAUSIBLE = 3.0
"""A member that misses a target by more standard deviations is ruled out (Pukelsheim 1994)."""

LEAST_EFFECTIVE = 300
"""Effective sample size below which the likelihood is tempered."""

MEMBERS = 2**18
ROWS = 2048
ROWS_A_READING = 256
FEWEST_MEMBERS = 1024


@dataclass(frozen=True)
class Weighed:
    """Members of the prior, weighed against the record.

    Attributes:
        logs: weighted log likelihood by group of targets, shape (group, member).
        worst: largest implausibility of any target, shape (member,).
        reading: index of the reading, shape (member,).
        failed: members that failed their audit or left their bounds.
    """

    logs: Runs
    worst: Runs
    reading: npt.NDArray[np.int8]
    failed: npt.NDArray[np.bool_]

    @property
    def accepted(self) -> npt.NDArray[np.bool_]:
        """Members that history matching leaves, shape (member,)."""
        return (self.worst <= IMPLAUSIBLE) & ~self.failed


@dataclass(frozen=True)
class Calibration:
    """What constraining found.

    Attributes:
        targets: of the fit.
        weighed: the prior, weighed.
        tempering: exponent of the likelihood, 1 if none was needed.
        weights: of the members, adding up to one.
        ensemble: what is shipped.
        by_reading: the same number of rows for each reading, for tables by reading.
    """

    targets: tuple[Target, ...]
    weighed: Weighed
    tempering: float
    weights: Runs
    ensemble: Ensemble
    by_reading: Ensemble


def weigh(experiment: SpaceFilling, piece: Piece, of: Plan) -> Weighed:
    """Run one block of the prior and weigh its members; series stay in the worker."""
    recorded = run_block(experiment, piece, of.measures)
    truth = of(recorded.values)
    failed = np.zeros(piece.size, dtype=bool)
    for failure in recorded.failures:
        failed[failure.member - piece.members.start] = True
    truth = shown(of.targets, np.where(failed, 0.0, truth), recorded.reading)
    weight = weights(of.targets)
    logs = [
        log_mean(group_log_likelihood(group, truth, weight, DISCREPANCY))
        for group in groups(of.targets)
    ]
    worst = implausibility(of.targets, truth, DISCREPANCY).max(axis=0)
    return Weighed(np.stack(logs), worst, recorded.reading, failed)


def weigh_prior(
    policy: Case, of: Plan, members: int, seed: int, workers: int,
    progress: Callable[[int, int], None] | None = None,
) -> Weighed:  # fmt: skip
    """Run and weigh the whole prior, block by block, inline or on a local cluster."""
    experiment = SpaceFilling((policy,), members, seed, of.weeks)
    pieces = list(experiment.pieces())
    parts: list[Weighed] = []
    if workers == 1:
        for piece in pieces:
            parts.append(weigh(experiment, piece, of))
            if progress:
                progress(len(parts), len(pieces))
        return _joined(parts)
    from sim.ground.workers import local

    with local(workers) as client:
        futures = [client.submit(weigh, experiment, piece, of, pure=False) for piece in pieces]
        for future in futures:
            parts.append(future.result())
            if progress:
                progress(len(parts), len(pieces))
    return _joined(parts)


def _joined(parts: Sequence[Weighed]) -> Weighed:
    return Weighed(
        np.concatenate([p.logs for p in parts], axis=1),
        np.concatenate([p.worst for p in parts]),
        np.concatenate([p.reading for p in parts]),
        np.concatenate([p.failed for p in parts]),
    )


def normalised(logs: Runs, accepted: npt.NDArray[np.bool_], tempering: float = 1.0) -> Runs:
    """Return weights that add up to one from log likelihoods, shape (member,)."""
    top = logs[accepted].max()
    out = np.where(accepted, np.exp(tempering * (np.minimum(logs, top) - top)), 0.0)
    total: Runs = out / out.sum()
    return total


def effective(weight: Runs) -> float:
    """Return the effective sample size (Kish)."""
    return float(weight.sum() ** 2 / (weight**2).sum())


def temper(logs: Runs, accepted: npt.NDArray[np.bool_]) -> float:
    """Return the largest exponent, at most 1, that leaves enough effective members."""
    if effective(normalised(logs, accepted)) >= LEAST_EFFECTIVE:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(30):
        middle = (low + high) / 2
        if effective(normalised(logs, accepted, middle)) >= LEAST_EFFECTIVE:
            low = middle
        else:
            high = middle
    return low


def resample(weight: Runs, rows: int, luck: float) -> npt.NDArray[np.int64]:
    """Return members in proportion to their weights, systematically, shape (row,)."""
    places = (np.arange(rows) + luck) / rows
    found = np.searchsorted(np.cumsum(weight), places * weight.sum())
    out: npt.NDArray[np.int64] = np.minimum(found, len(weight) - 1).astype(np.int64)
    return out


def constrain(
    policy: Case, targets: Sequence[Target], *, members: int = MEMBERS, rows: int = ROWS,
    seed: int = 1, workers: int = 1, progress: Callable[[int, int], None] | None = None,
) -> Calibration:  # fmt: skip
    """Constrain the ensemble by the fit targets of a record.

    Args:
        policy: whose past it is; the baseline.
        targets: any; only those with use = fit enter.
        members: size of the prior.
        rows: size of the constrained ensemble.
        seed: of points and luck.
        workers: 1 runs inline.
        progress: told blocks done and blocks in all.

    Raises:
        InputError: no fit target, too few members, or none that the record leaves.
    """
    fit = tuple(target for target in targets if target.use == FIT)
    if not fit:
        raise InputError("targets: no row has use = fit; mark those that may constrain")
    if members < FEWEST_MEMBERS or members & (members - 1):
        raise InputError(
            f"--members {members}: points fill the space evenly at powers of two from "
            f"{FEWEST_MEMBERS} on; use {MEMBERS}"
        )
    if rows < 1:
        raise InputError(f"--rows {rows}: at least 1")
    weighed = weigh_prior(policy, plan(fit), members, seed, workers, progress)
    accepted = weighed.accepted
    if not accepted.any():
        raise InputError("targets: history matching leaves no member; widen bands or the prior")
    logs = weighed.logs.sum(axis=0)
    tempering = temper(logs, accepted)
    weight = normalised(logs, accepted, tempering)
    made = {
        "assumptions_hash": beliefs_hash(),
        "fit_targets_hash": fit_hash(fit),
        "fit_targets": len(fit),
        "seed": seed,
        "prior_members": members,
        "accepted_share": round(float(accepted.mean()), 6),
        "failed_members": int(weighed.failed.sum()),
        "effective_sample_size": round(effective(weight), 1),
        "tempering": round(tempering, 6),
        "discrepancy": DISCREPANCY,
        "implausible": IMPLAUSIBLE,
        "reading_weights": {
            name: round(float(weight[weighed.reading == code].sum()), 4)
            for code, name in enumerate(READINGS)
        },
    }
    return Calibration(
        fit,
        weighed,
        tempering,
        weight,
        _ensemble(seed, weight, [np.ones_like(accepted)], rows, made),
        _ensemble(seed, weight, _readings(weighed, weight), ROWS_A_READING, made),
    )


def _readings(weighed: Weighed, weight: Runs) -> list[npt.NDArray[np.bool_]]:
    """Return the members of each reading that has any weight."""
    parts = [weighed.reading == code for code in range(len(READINGS))]
    return [part for part in parts if weight[part].sum() > 0.0]


def _ensemble(
    seed: int,
    weight: Runs,
    parts: Sequence[npt.NDArray[np.bool_]],
    rows: int,
    made: dict[str, Any],
) -> Ensemble:
    """Resample `rows` members from each part and look their points up again."""
    luck = float(Uniforms(seed, range(1))("resampling of the prior")[0])
    chosen = np.concatenate([resample(np.where(part, weight, 0.0), rows, luck) for part in parts])
    found, counts = np.unique(chosen, return_counts=True)
    sizes = {
        "rows": len(chosen),
        "distinct_rows": len(found),
        "effective_by_part": [round(effective(weight[part]), 1) for part in parts],
    }
    points = codes_at(seed, found.tolist())
    order = np.argsort(points[:, 0], kind="stable")  # by reading, so that even draws share alike
    return Ensemble(
        sampled_keys(), points[order], counts[order].astype(np.uint16), {**made, **sizes}
    )
