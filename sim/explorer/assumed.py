"""What an outcome rests on: each assumption's rank correlation with it, over the runs at hand."""

from typing import Any

import numpy as np
from scipy.stats import rankdata

from sim.explorer.asked import Asked
from sim.explorer.lexicon import named, source, units
from sim.explorer.show import at_week, rounded, series
from sim.explorer.warm import Ran, Warm
from sim.ground.arrays import Runs
from sim.ground.errors import InputError
from sim.vocabulary.assumptions import Assumption, registry

WEAK = {"high": 1.0, "reference": 1.0, "medium": 2.0, "low": 3.0}
"""How much a weaker source raises the weight of what it carries, in the list's order alone."""

Json = dict[str, Any]


def carried(asked: Asked, warm: Warm) -> Json:
    """Return all assumptions with what each carries of an outcome, the load-bearing ones first.

    Load-bearing is what moves the outcome and rests on a weak source: the rank correlation of
    members' values and outcome, where it is above what chance gives, times the weakness.
    """
    ran, outcome = _outcome(asked, warm)
    floor = 2.0 / np.sqrt(len(outcome))
    ranks = rankdata(outcome)
    rows = [_row(entry, ran, ranks, floor) for entry in registry()]
    rows.sort(key=lambda row: (-row["load"], row["key"]))
    return {"floor": round(float(floor), 3), "members": len(outcome), "assumptions": rows}


def _row(entry: Assumption, ran: Ran, ranks: Runs, floor: float) -> Json:
    drawn = ran.drawn.get(entry.key)
    rank = 0.0
    if drawn is not None and np.ptp(ranks) > 0.0:
        rank = float(np.corrcoef(rankdata(drawn), ranks)[0, 1])
    carries = abs(rank) if abs(rank) > floor else 0.0
    low, high = entry.span()
    return {
        "key": entry.key,
        "names": named("assumptions", entry.key),
        "units": units(entry.unit if entry.unit != "1" else ""),
        "central": entry.central,
        "low": low,
        "high": high,
        "differs": drawn is not None,
        "rank": round(rank, 3),
        "load": round(carries * WEAK[entry.confidence], 3),
        **source(entry),
    }


def scatter(asked: Asked, key: object, warm: Warm) -> Json:
    """Return an assumption's value and the outcome of each member, and which of them count."""
    if not isinstance(key, str):
        raise InputError(f"assumption: {key!r} is no name")
    registry().require("assumption", key)
    ran, outcome = _outcome(asked, warm)
    drawn = ran.drawn.get(key)
    if drawn is None:
        raise InputError(f"assumption: {key} is the same in every member here")
    inside = np.ones(len(drawn), dtype=bool)
    for name, (low, high) in asked.only.items():
        if name in ran.drawn:
            inside &= (ran.drawn[name] >= low) & (ran.drawn[name] <= high)
    return {"x": rounded(drawn), "y": rounded(outcome), "inside": inside.tolist()}


def _outcome(asked: Asked, warm: Warm) -> tuple[Ran, Runs]:
    if len(asked.measures) != 1:
        raise InputError("measures: name one measure, the outcome")
    shown = asked.measures[0]
    if shown.measure.dimension and not shown.part:
        raise InputError(f"measures: {shown.name} has parts; write {shown.name}:PART")
    ran = warm.run(asked.state, (shown.measure.name,))
    return ran, at_week(series(ran, shown.measure.name, shown.part), shown.measure.name, asked.week)
