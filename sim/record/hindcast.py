"""The hindcast: a run held against reports, each seen through its source's bias and noise."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.ground.arrays import Runs
from sim.ground.errors import InputError, RunError
from sim.ground.telling import Telling
from sim.ground.weeks import START
from sim.model.members import Constrained
from sim.record.predicted import predict
from sim.record.scores import BOUNDS, Ordering, Score, orderings, persistence, score
from sim.record.targets import plan
from sim.runs.ensemble import Experiment, Piece, run_block
from sim.vocabulary.assumptions import READINGS
from sim.vocabulary.axes import FAN
from sim.vocabulary.evidence import CHECK, FIT, Target, load_targets
from sim.vocabulary.scenario import Scenario

SHELLS_UNTIL = date(2024, 9, 30)
"""Last day of the total of shells whose band tells whether the ensemble says anything."""

MOST_MEMBERS = 100_000
"""More members than this tell nothing new and make draws.csv hard to open."""

USES = (FIT, CHECK)
OTHERS = "other"


@dataclass(frozen=True, eq=False)
class Hindcast(Telling):
    """What a hindcast found; arrays hold one row a target.

    Attributes:
        scenario: its name.
        targets: as read.
        truth: the model's own statistics, without bias or noise, shape (target, member).
        reports: predicted reports, bias and noise applied, shape (target, member).
        biases: bias factor of each target's source, shape (target, member).
        reading: index of the reading, shape (member,).
        scores: of the predicted reports.
        prior: scores of the prior ensemble on the same targets.
        persistence: reports that continue the last fit window; NaN for fit rows themselves and
            where there is no such window.
        orderings: of reports, and the share of members that agree.
        settings: members, seed, weeks, ensemble.
    """

    scenario: str
    targets: tuple[Target, ...]
    truth: Runs
    reports: Runs
    biases: Runs
    reading: npt.NDArray[np.int8]
    scores: tuple[Score, ...]
    prior: tuple[Score, ...]
    persistence: tuple[float, ...]
    orderings: tuple[Ordering, ...]
    settings: dict[str, Any]

    @property
    def uses(self) -> tuple[str, ...]:
        """What each target is for: fit, check or other."""
        return tuple(use_of(target) for target in self.targets)

    def persistence_crps(self, row: int) -> float:
        """Return the CRPS of persistence as a point forecast; NaN where it makes none."""
        target, value = self.targets[row], self.persistence[row]
        if target.kind in BOUNDS or not value > 0.0:
            return math.nan
        if target.scale == "log":
            return abs(math.log(value / target.central))
        return abs(value - target.central) / (abs(target.central) or 1.0)


def use_of(target: Target) -> str:
    """Return fit, check or other: what people write in `use` is free."""
    return target.use if target.use in USES else OTHERS


def hindcast(
    scenario: Scenario, targets: Sequence[Target] | None = None, *, members: int = 1000,
    seed: int = 1, constrained: Constrained | None = None, workers: int = 1,
) -> Hindcast:  # fmt: skip
    """Hold a scenario against reports.

    Args:
        scenario: usually the baseline.
        targets: by default the shipped ones.
        members: size of the ensemble.
        seed: of members and luck.
        constrained: the constrained ensemble, or None for the prior.
        workers: 1 runs inline.

    Raises:
        InputError: too many or too few members, or a horizon out of reach.
        RunError: a run left its bounds or failed its audit.
    """
    if members > MOST_MEMBERS:
        raise InputError(
            f"members: {members:.3g} is too many for a hindcast; at most {MOST_MEMBERS:,}"
        )
    record = [target for target in load_targets() if target.use == FIT]
    asked = tuple(load_targets() if targets is None else targets)
    every = [*asked, *record, _shells(record[0])]
    weeks = plan(every).weeks
    experiment = Experiment((scenario.policy,), members, seed, weeks, constrained)
    truth, reading = statistics(experiment, every, workers)
    seen = record if constrained is not None else []
    biases, reports = predict(asked, seen, truth, reading, seed)
    before = reports
    if constrained is not None:
        plain = Experiment((scenario.policy,), members, seed, weeks)
        prior_truth, prior_reading = statistics(plain, asked, workers)
        before = predict(asked, [], prior_truth, prior_reading, seed)[1]
    own = truth[: len(asked)]
    return Hindcast(
        scenario=scenario.name,
        targets=asked,
        truth=own,
        reports=reports,
        biases=biases,
        reading=reading,
        scores=_scores(asked, reports),
        prior=_scores(asked, before),
        persistence=tuple(
            math.nan if target.use == FIT else persistence(target, record) for target in asked
        ),
        orderings=tuple(orderings(asked, own)),
        settings={
            "members": members,
            "seed": seed,
            "weeks": weeks,
            "ensemble": "prior" if constrained is None else "constrained",
            "shells_shipped_to_2024-09-30": np.quantile(truth[-1], FAN).round(-3).tolist(),
            "readings": {
                name: round(float((reading == code).mean()), 4)
                for code, name in enumerate(READINGS)
            },
        },
    )


def _shells(like: Target) -> Target:
    """Return a target whose statistic is the total of shells shipped to September 2024."""
    return replace(
        like, id="shells to September 2024", measure="dprk.shells_shipped", selector="",
        statistic="sum", start=START, end=SHELLS_UNTIL,
    )  # fmt: skip


def _scores(targets: Sequence[Target], reports: Runs) -> tuple[Score, ...]:
    return tuple(score(target, row) for target, row in zip(targets, reports, strict=True))


def statistics(
    experiment: Experiment, targets: Sequence[Target], workers: int = 1
) -> tuple[Runs, npt.NDArray[np.int8]]:
    """Run an experiment of one policy and reduce each block to the targets' statistics.

    Returns:
        Statistics, shape (target, member), and the index of the reading, shape (member,).
    """
    pieces = list(experiment.pieces())
    if workers == 1:
        parts = [_block(experiment, piece, targets) for piece in pieces]
    else:
        from sim.ground.workers import local

        with local(workers) as client:
            futures = [
                client.submit(_block, experiment, piece, targets, pure=False) for piece in pieces
            ]
            parts = [future.result() for future in futures]
    return np.concatenate([p[0] for p in parts], axis=1), np.concatenate([p[1] for p in parts])


def _block(
    experiment: Experiment, piece: Piece, targets: Sequence[Target]
) -> tuple[Runs, npt.NDArray[np.int8]]:
    of = plan(targets)
    recorded = run_block(experiment, piece, of.measures)
    if recorded.failures:
        first = recorded.failures[0]
        raise RunError(
            f"{len(recorded.failures)} run(s) failed; first: {experiment.policies[0].name}, "
            f"member {first.member}, week {first.week}: {first.reason}"
        )
    return of(recorded.values), recorded.reading
