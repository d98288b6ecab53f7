"""Discover under which assumptions, levers and structures a statement comes true.

Boxes by PRIM within each reading and over all; the chance of the whole procedure from reshuffled
labels; coverage and density on members that the fit did not see. "No box" is an answer.
"""

import math
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from sim.answers.answer import Answer, about
from sim.answers.asking import READING, Given, case_of, groups_of
from sim.answers.discovery import Discovery, boxes_of
from sim.answers.futures import members_of, statement_of, values_of
from sim.answers.kinds import discover_paths
from sim.answers.learner import tree_of
from sim.answers.prim import LEAST
from sim.answers.statements import terms as t
from sim.answers.statements.clock import Clock
from sim.answers.statements.spoken import spoken
from sim.answers.telling import discover as telling
from sim.answers.telling.limits import limit_words
from sim.answers.words import ALL, Voice
from sim.ground.errors import InputError
from sim.runs.constrained import ensemble
from sim.runs.settings import Settings


def discover(
    when: str = "",
    *,
    paths: int = 0,
    measure: str = "russia.shells_fired",
    under: Given | Iterable[Given] = "baseline",
    members: int = 1000,
    seed: int = 1,
    weeks: int = 260,
    prior: bool = True,
    learner: bool = False,
    language: str = "en",
) -> Answer:
    """Return which ranges of assumptions and structures make a statement come true.

    Args:
        when: a claim, such as ``russia.shells_fired < 10k rounds/day at some time in 2026``.
        paths: instead of a claim, into how many kinds the paths of the measure are grouped.
        measure: whose weekly values are grouped.
        under: the scenario.
        members: of the sample.
        seed: of the sample.
        weeks: horizon.
        prior: draw from the prior (independent inputs), else from the constrained ensemble.
        learner: let a forest label further points where members are few (needs scikit-learn).
        language: of what is said and drawn: en or zh.

    Example:
        >>> import sim
        >>> found = sim.discover("dprk.warheads >= 40 at 2023-10-02", members=20, weeks=20)
        >>> len(found.sentences)
        2
    """
    if bool(when) == bool(paths):
        raise InputError("discover: write a claim after --when, or --paths K with --measure")
    if paths:
        return discover_paths(
            measure, paths=paths, under=under, members=members, seed=seed, weeks=weeks,
            prior=prior, language=language,
        )  # fmt: skip
    how = Settings(members, seed, weeks, constrained=None if prior else ensemble())
    name, case = case_of(under)
    said = statement_of(when, Clock.of(case, weeks))
    if not isinstance(said.said, t.Claim):
        raise InputError("--when: write a claim that holds or does not, no question or measure")
    found = values_of(said, {name: case}, how, {name: case})
    happens = found.values[0]  # noqa: PD011  no table
    fine = np.isfinite(happens)
    who = members_of(case, how)
    inputs = who.inputs.loc[fine].reset_index(drop=True)
    groups = {ALL: np.ones(int(fine.sum()), dtype=bool)}
    groups |= {g: mask[fine] for g, mask in groups_of(who, READING).items()}
    parts = [
        boxes_of(g, inputs.loc[mask].reset_index(drop=True), happens[fine][mask], learner=learner)
        for g, mask in groups.items()
        if g == ALL or mask.sum() >= 2 * LEAST
    ]
    voice = Voice(language, "discover")
    tree = tree_of(inputs, happens[fine], voice)
    got = Discovery(tuple(parts), inputs, happens[fine], tree)
    rests, what = about(how, (name,), found.failed), spoken(said.said, language)
    notes = [*said.notes, *([voice.say("tree", leaves=got.tree)] if got.tree else [])]
    return Answer(
        "discover", said.text, telling.sentences(got, what, rests, voice), table_of(got),
        tuple(notes), rests, got, title=telling.title(got, what, voice), language=language,
    )  # fmt: skip


def table_of(got: Discovery) -> pd.DataFrame:
    """Return one row a limit, and one for a group without a box."""
    rows: list[Mapping[str, object]] = []
    voice = Voice("en", "discover")
    for part in got.groups:
        head = {
            "group": part.group, "members": part.members, "rate": part.rate, "p": part.p,
            "box_of": "holds" if part.wanted else "fails",
        }  # fmt: skip
        if not part.boxes:
            rows.append({**head, "box": 0, "rule": "no box"})
        for number, box in enumerate(part.boxes, start=1):
            for name, limit in box.limits.items():
                rows.append(
                    {**head, "box": number, "input": name,
                     "rule": limit_words(name, limit, voice),
                     "low": _finite(limit.low), "high": _finite(limit.high),
                     "among": " ".join(limit.among),
                     "quasi_p": box.quasi_p.get(name, math.nan), "coverage": box.coverage,
                     "density": box.density, "mass": box.mass,
                     "unseen_coverage": part.unseen[0], "unseen_density": part.unseen[1]}
                )  # fmt: skip
    return pd.DataFrame(rows)


def _finite(end: float) -> float:
    return end if math.isfinite(end) else math.nan
