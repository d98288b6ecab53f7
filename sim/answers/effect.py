"""What each lever of the coalition does per unit of effort, and what replaces what.

Each lever is raised alone by a quarter of its range above where it stands, over the same members:
differences are paired. The cost is the measured effort of the coalition, so that levers that
multiply each other are held at what they cost, not at what they are called.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.answers import words
from sim.answers.answer import Answer, about
from sim.answers.asking import Given, cases_of
from sim.answers.changes import Input
from sim.answers.futures import outcomes, statement_of
from sim.answers.statements.clock import Clock
from sim.answers.statements.monitor import Paths, value_of
from sim.ground.arrays import Runs
from sim.ground.errors import InputError
from sim.runs.constrained import ensemble
from sim.runs.settings import Settings
from sim.vocabulary.axes import BAND, ENDS
from sim.vocabulary.levers import Lever, levers
from sim.vocabulary.measures import dimension, measures
from sim.vocabulary.policy import Case

COST, FLOW = "coalition.cost", "channel.flow"
STEP = 0.25
"""Share of its range by which a lever is raised (lowered where it stands at the top)."""

SMALL = 0.01
"""A lever whose cost is smaller than this part of all effort has no effect per effort."""


@dataclass(frozen=True)
class Effects:
    """Paired effects of single levers.

    Attributes:
        names: of the levers.
        step: by how much each was raised, in its unit.
        change: of the measure, shape (lever, member).
        cost: change of the coalition's weekly effort, shape (lever, member).
        reference: of the measure, shape (member,).
        channels: change of the flow on each channel, share of the reference, (lever, channel).
        effort: of the coalition in the reference, effort units a week.
        unit: of the measure.
    """

    names: tuple[str, ...]
    step: Runs
    change: Runs
    cost: Runs
    reference: Runs
    channels: Runs
    effort: float
    unit: str

    @property
    def per_effort(self) -> Runs:
        """Median change per unit of effort a week; NaN where a lever costs nothing, (lever,)."""
        cost = np.nanmean(self.cost, axis=1)
        middle = np.nanmedian(self.change, axis=1)
        counts = np.abs(cost) > SMALL * self.effort
        return np.where(counts, middle / np.where(counts, cost, 1.0), np.nan)


def effect(
    measure: str,
    *,
    under: Given | Iterable[Given] = "baseline",
    members: int = 200,
    seed: int = 1,
    weeks: int = 260,
    prior: bool = False,
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

    Example:
        >>> import sim
        >>> found = sim.effect("dprk.hard_currency_usd", members=8, weeks=20, prior=True)
        >>> "designation_tempo" in list(found.table["lever"])
        True
    """
    how = Settings(members, seed, weeks, constrained=None if prior else ensemble())
    ((name, case),) = cases_of(under).items()
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
        said.quantities[0].unit if hasattr(said.said, "at") else "1",
    )  # fmt: skip
    rests = about(how, (name,), found.failed)
    return Answer(
        "effect",
        said.text,
        _sentences(got, said.text, rests),
        table_of(got),
        said.notes,
        rests,
        got,
    )


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
    for i in np.argsort(-np.nan_to_num(np.abs(got.per_effort)), kind="stable"):
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


def _sentences(got: Effects, text: str, rests: dict[str, object]) -> tuple[str, str]:
    order = np.argsort(-np.nan_to_num(np.abs(got.per_effort)), kind="stable")
    best = int(order[0])
    low, middle, high = np.nanquantile(got.change[best], BAND)
    base = float(np.nanmedian(got.reference))
    cost = words.number(float(np.nanmean(got.cost[best])))
    first = (
        f"Of {len(got.names)} levers of the coalition {words.spoken(got.names[best])} moves "
        f"“{text}” most "
        f"per unit of effort: raised by {got.step[best]:.3g} it changes it by "
        f"{words.amount(middle, got.unit)} (5 to 95 %: {words.band(low, high, got.unit)}) against "
        f"{words.amount(base, got.unit)}, at {cost} effort units a week"
    )
    ends = np.nanquantile(got.change, ENDS, axis=1)
    moved = int((ends[0] * ends[1] > 0.0).sum())
    sure = (
        f"{moved or 'none'} move{'' if moved > 1 else 's'} it the same way in nine members of ten"
    )
    channels = dimension(measures()[FLOW].dimension)
    lever, channel = np.unravel_index(int(np.argmax(got.channels)), got.channels.shape)
    rise = got.channels[lever, channel]
    swap = (
        f"; the largest substitution is {words.spoken(got.names[lever])}, which raises the flow on "
        f"{channels[channel].replace('_', ' ')} by {words.percent(rise)}"
        if rise > 0.0
        else "; no channel gains from any of them"
    )
    rest = f"paired over {rests['members']:,} members of the {rests['ensemble']} ensemble"
    return f"{first}.", f"Of these {sure}{swap} ({rest})."
