"""Discover into which kinds the paths of a measure fall, and under which assumptions each comes.

Whole paths are grouped before boxes are looked for. The metric is stated: Euclidean distance
between quarterly means, in standard deviations of all of them; groups by k-means, the best of
several starts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.cluster.vq import kmeans2

from sim.answers.answer import Answer, about
from sim.answers.asking import Given, cases_of
from sim.answers.discovery import Discovered, boxes_of
from sim.answers.futures import members_of, outcomes, statement_of
from sim.answers.statements import terms as t
from sim.answers.statements.clock import Clock
from sim.answers.statements.monitor import Paths
from sim.answers.statements.spoken import label, scale
from sim.answers.telling import kinds as telling
from sim.answers.words import Voice
from sim.ground.arrays import Runs
from sim.ground.errors import InputError
from sim.runs.constrained import ensemble
from sim.runs.settings import Settings
from sim.vocabulary.axes import BAND
from sim.vocabulary.wording import Scale

QUARTER = 13
"""Weeks of a mean: faster swings tell no kinds of paths apart."""

STARTS, SEED, STEPS = 8, 1, 100
FEWEST, MOST = 2, 8
"""Kinds that can be asked for."""


@dataclass(frozen=True)
class Kinds:
    """Kinds of paths, the largest first.

    Attributes:
        weekly: of the measure, as stored, shape (week, member).
        kind: number of each member's kind, shape (member,).
        boxes: where each kind comes about.
        spread: share of the variance between paths that lies between kinds.
        scale: how people read the measure.
    """

    weekly: Runs
    kind: np.ndarray
    boxes: tuple[Discovered, ...]
    spread: float
    scale: Scale

    def share(self, kind: int) -> float:
        """Return the share of members of a kind."""
        return float((self.kind == kind).mean())

    def band(self, kind: int) -> Runs:
        """Return quantiles of a kind week by week, shape (3, week)."""
        return np.asarray(np.quantile(self.weekly[:, self.kind == kind], BAND, axis=1))


def discover_paths(
    measure: str,
    *,
    paths: int,
    under: Given | Iterable[Given] = "baseline",
    members: int = 1000,
    seed: int = 1,
    weeks: int = 260,
    prior: bool = True,
    language: str = "en",
) -> Answer:
    """Return the kinds into which paths of a measure fall, with the box in which each comes about.

    Args:
        measure: whose weekly values are grouped, such as ``russia.shells_fired``.
        paths: how many kinds.
        under: the scenario.
        members: of the sample.
        seed: of the sample.
        weeks: horizon.
        prior: draw from the prior, else from the constrained ensemble.
        language: of what is said and drawn: en or zh.

    Example:
        >>> from sim.answers.kinds import discover_paths
        >>> found = discover_paths("russia.shells_fired", paths=2, members=20, weeks=40)
        >>> round(float(found.table["share"].sum()), 6)
        1.0
    """
    if not FEWEST <= paths <= MOST:
        raise InputError(f"--paths {paths}: from {FEWEST} to {MOST} kinds")
    how = Settings(members, seed, weeks, constrained=None if prior else ensemble())
    ((name, case),) = cases_of(under).items()
    said = statement_of(measure, Clock.of(case, weeks))
    if not isinstance(said.said, t.HowMuch) or said.cases:
        raise InputError(f"--measure {measure}: name a measure whose weekly values are grouped")
    quantity = said.said.quantity

    def taken(paths: Paths) -> Runs:
        return paths.weekly(quantity)

    found = outcomes([case], said.measures, taken, how)
    weekly = found.values[0]  # noqa: PD011  no table
    fine = np.isfinite(weekly).all(axis=0)
    inputs = members_of(case, how).inputs.loc[fine].reset_index(drop=True)
    got = kinds_of(weekly[:, fine], inputs, paths, scale(said.said))
    rests, voice = about(how, (name,), found.failed), Voice(language, "kinds")
    what = label(said.said, language)
    return Answer(
        "discover", f"paths of {said.text}", telling.sentences(got, what, rests, voice),
        table_of(got), said.notes, rests, got, title=telling.title(got, what, voice),
        language=language,
    )  # fmt: skip


def kinds_of(weekly: Runs, inputs: pd.DataFrame, count: int, how: Scale) -> Kinds:
    """Return kinds of paths and the boxes in which they come about.

    Raises:
        InputError: the members' paths are all the same, or too few for so many kinds.
    """
    points = quarters(weekly)
    wide = points.std()
    if wide == 0.0 or len(points) < count:
        raise InputError("discover: the paths do not differ, so that they fall into no kinds")
    kind = grouped(points / wide, count)
    middle = points.mean(axis=0)
    centres = np.stack([points[kind == k].mean(axis=0) for k in range(kind.max() + 1)])
    between = float(((centres[kind] - middle) ** 2).sum())
    spread = between / float(((points - middle) ** 2).sum())
    boxes = tuple(
        boxes_of(f"kind {k + 1}", inputs, (kind == k).astype(np.float64))
        for k in range(kind.max() + 1)
    )
    return Kinds(weekly, kind, boxes, spread, how)


def quarters(weekly: Runs) -> Runs:
    """Return means over quarters, shape (member, quarter); what is left over joins the last."""
    starts = np.arange(0, max(len(weekly) - QUARTER + 1, 1), QUARTER)
    sizes = np.diff([*starts, len(weekly)])
    return np.asarray(np.add.reduceat(weekly, starts, axis=0).T / sizes)


def grouped(points: Runs, count: int) -> np.ndarray:
    """Return the group of each point, the largest group first, by the best of several starts."""
    best, groups = np.inf, np.zeros(len(points), dtype=int)
    for start in range(STARTS):
        luck = np.random.default_rng(SEED + start)
        centres, codes = kmeans2(points, count, iter=STEPS, minit="++", seed=luck)
        left = float(((points - centres[codes]) ** 2).sum())
        if left < best:
            best, groups = left, codes
    sizes = np.bincount(groups, minlength=count)
    order = np.argsort(-sizes, kind="stable")
    rank = np.empty(count, dtype=int)
    rank[order] = np.arange(count)
    return np.asarray(rank[groups])


def table_of(got: Kinds) -> pd.DataFrame:
    """Return one row a kind: its share, its ends as stored, and where it comes about."""
    rows: list[Mapping[str, object]] = []
    voice = Voice("en", "discover")
    for k, box in enumerate(got.boxes):
        first, last = got.weekly[0, got.kind == k], got.weekly[-1, got.kind == k]
        rows.append(
            {"kind": k + 1, "members": int((got.kind == k).sum()), "share": got.share(k),
             "median_first": float(np.median(first)), "median_last": float(np.median(last)),
             "rule": telling.rule(box, voice) or "no box", "p": box.p,
             "unseen_coverage": box.unseen[0], "unseen_density": box.unseen[1]}
        )  # fmt: skip
    return pd.DataFrame(rows)
