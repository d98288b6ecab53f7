"""Discover into which kinds the paths of a measure fall, and under which assumptions each comes."""

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from sim.answers.answer import Answer, about
from sim.answers.asking import Given, case_of
from sim.answers.futures import members_of, outcomes, statement_of
from sim.answers.grouping import Kinds, kinds_of
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

FEWEST, MOST = 2, 8
"""Kinds that can be asked for."""


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
    name, case = case_of(under)
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
