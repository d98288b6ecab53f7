"""What each lever of the coalition does per unit of effort, and what replaces what.

Each lever is raised alone by a quarter of its range above where it stands, over the same members:
differences are paired. The cost is the measured effort of the coalition, so that levers that
multiply each other are held at what they cost, not at what they are called.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from sim.answers.answer import Answer, about
from sim.answers.asking import Given, case_of
from sim.answers.changes import Input
from sim.answers.effects import Effects
from sim.answers.futures import outcomes, statement_of
from sim.answers.statements.clock import Clock
from sim.answers.statements.monitor import Paths, value_of
from sim.answers.statements.spoken import scale, spoken
from sim.answers.telling import effect as telling
from sim.answers.words import Voice
from sim.ground.arrays import Runs
from sim.ground.errors import InputError
from sim.runs.constrained import ensemble
from sim.runs.settings import Settings
from sim.vocabulary.axes import BAND
from sim.vocabulary.levers import Lever, levers
from sim.vocabulary.measures import dimension, measures
from sim.vocabulary.policy import Case

COST, FLOW = "coalition.cost", "channel.flow"
STEP = 0.25
"""Share of its range by which a lever is raised (lowered where it stands at the top)."""


def effect(
    measure: str,
    *,
    under: Given | Iterable[Given] = "baseline",
    members: int = 200,
    seed: int = 1,
    weeks: int = 260,
    prior: bool = False,
    language: str = "en",
) -> Answer:
    """Return what each lever of the coalition does to a measure, at its cost.

    Args:
        measure: an outcome such as ``dprk.shells_arrived in 2026`` or ``capability.index[dprk]``,
            or a claim, of which the share of members counts.
        under: the scenario.
        members: size of the ensemble.
        seed: of the ensemble.
        weeks: horizon.
        prior: use the prior, not the ensemble constrained by the record.
        language: of what is said and drawn: en or zh.

    Example:
        >>> import sim
        >>> found = sim.effect("dprk.hard_currency_usd", members=8, weeks=20, prior=True)
        >>> "designation_tempo" in list(found.table["lever"])
        True
    """
    how = Settings(members, seed, weeks, constrained=None if prior else ensemble())
    name, case = case_of(under)
    said = statement_of(measure, Clock.of(case, weeks))
    if said.cases:
        raise InputError("effect: every lever is compared with the scenario itself; name no case")
    changed = _changed(case)
    keep = tuple(dict.fromkeys([*said.measures, COST, FLOW]))

    def taken(paths: Paths) -> Runs:
        cost = paths.own[COST].mean(axis=0, dtype=np.float64)
        flows = paths.own[FLOW].mean(axis=0, dtype=np.float64)
        return np.concatenate([[value_of(said.said, paths), cost], flows])

    found = outcomes([case, *(c for _, _, c in changed)], keep, taken, how)
    base, rest = found.values[0], found.values[1:]  # noqa: PD011
    ratio = np.nanmean(rest[:, 2:] - base[2:], axis=2) / np.nanmean(base[2:], axis=1)
    got = Effects(
        tuple(n for n, _, _ in changed), np.asarray([s for _, s, _ in changed]),
        rest[:, 0] - base[0], rest[:, 1] - base[1], base[0], ratio,
        float(np.nanmean(base[1])),
        said.quantities[0].unit if hasattr(said.said, "at") else "1", scale(said.said),
    )  # fmt: skip
    rests, voice = about(how, (name,), found.failed), Voice(language, "effect")
    what = spoken(said.said, language)
    return Answer(
        "effect", said.text, telling.sentences(got, what, scale(said.said), rests, voice),
        table_of(got), said.notes, rests, got, title=telling.title(got, what, voice),
        language=language,
    )  # fmt: skip


def _changed(case: Case) -> list[tuple[str, float, Case]]:
    out = []
    for lever in levers().values():
        if lever.coalition and lever.quantity:
            now = _now(lever, case)
            step = STEP * (lever.high - lever.low)
            value = now + step if now + step <= lever.high else now - step
            try:
                out.append((lever.name, value - now, Input.of(lever.name).at(case, value)))
            except InputError:
                continue  # a structure of the case decides what this lever would set
    return out


def _now(lever: Lever, case: Case) -> float:
    steps = case.levers.get(lever.name, ())
    if steps:
        return float(steps[-1][1])
    return lever.low if lever.pure is None else lever.pure


def table_of(got: Effects) -> pd.DataFrame:
    """Return one row a lever: effect, band, cost, effect per effort, and each channel's change."""
    rows = []
    for i in got.order():
        low, middle, high = np.nanquantile(got.change[i], BAND)
        fine = got.change[i][~np.isnan(got.change[i])]
        row = {
            "lever": got.names[i], "raised_by": got.step[i], "q05": low, "q50": middle, "q95": high,
            "share_down": float((fine < 0).mean()), "share_up": float((fine > 0).mean()),
            "unit": got.unit, "cost": float(np.nanmean(got.cost[i])),
            "per_effort": got.per_effort[i],
        }  # fmt: skip
        flows = zip(dimension(measures()[FLOW].dimension), got.channels[i], strict=True)
        rows.append(row | {f"flow_{channel}": float(x) for channel, x in flows})
    return pd.DataFrame(rows)
