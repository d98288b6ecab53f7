"""The tables of a hindcast: one row a target, draws, posterior biases, and the summary."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from sim.record.hindcast import OTHERS, USES, Hindcast
from sim.record.scores import BOUNDS, Score
from sim.vocabulary.axes import BAND

COLUMNS = (
    "target_id", "use", "kind", "measure", "selector", "statistic", "start", "end", "unit",
    "scale", "family", "bias_factor", "low", "central", "high",
    "report_q05", "report_q25", "report_q50", "report_q75", "report_q95",
    "inside50", "inside90", "crps", "prior_crps", "persistence", "persistence_crps",
    "model_q05", "model_q50", "model_q95", "bias_q05", "bias_q50", "bias_q95", "note",
)  # fmt: skip
DRAWS = ("target_id", "member", "value")
KINDS = ("level", "ratio", "count")


def _shown(value: float, figures: int = 6) -> str:
    return "" if math.isnan(value) else f"{value:.{figures}g}"


def rows(found: Hindcast) -> Iterator[list[str]]:
    """Yield the rows of hindcast.csv; `report` is the predicted report, `model` the truth."""
    for i, target in enumerate(found.targets):
        score, prior = found.scores[i], found.prior[i]
        model, bias = (
            np.quantile(values[i], BAND).tolist() for values in (found.truth, found.biases)
        )
        numbers = (target.low, target.central, target.high, *score.band)
        yield [
            target.id, target.use, target.kind, target.measure, target.selector,
            target.statistic, target.start.isoformat(), target.end.isoformat(), target.unit,
            target.scale, target.family, target.bias_text,
            *(_shown(value) for value in numbers),
            "yes" if score.inside50 else "no",
            "yes" if score.inside90 else "no",
            *(
                _shown(value, 4)
                for value in (
                    score.crps, prior.crps, found.persistence[i], found.persistence_crps(i),
                    *model, *bias,
                )
            ),
            target.note,
        ]  # fmt: skip


def draws(found: Hindcast) -> Iterator[list[str]]:
    """Yield the rows of draws.csv: the model's own statistics, without bias or noise."""
    for target, values in zip(found.targets, found.truth, strict=True):
        for member, value in enumerate(values.tolist()):
            yield [target.id, str(member), f"{value:.7g}"]


def summary(found: Hindcast) -> dict[str, Any]:
    """Return counts and mean scores by use; levels, ratios and counts also on their own.

    `scored` are targets with a centre; "at least" and "at most" stand apart as bounds. The mean
    CRPS of persistence is over the targets for which it makes a forecast, `crps_there` that of
    the ensemble on the same ones.
    """
    out: dict[str, Any] = {}
    for use in (*USES, OTHERS):
        mine = [i for i, each in enumerate(found.uses) if each == use]
        if mine:
            out[use] = _summed(found, mine)
    shells = found.settings["shells_shipped_to_2024-09-30"]
    out["shells_shipped_to_2024-09-30"] = shells
    out["shells_band_factor"] = round(shells[-1] / max(shells[0], 1.0), 2)
    shared = [ordering.share for ordering in found.orderings]
    out["orderings"] = {
        "reported": len(shared),
        "shared_by_most_members": sum(share > 0.5 for share in shared),
    }
    return out


def _summed(found: Hindcast, mine: Sequence[int]) -> dict[str, Any]:
    kinds = [target.kind for target in found.targets]
    bounds = [i for i in mine if kinds[i] in BOUNDS]
    scored = [i for i in mine if kinds[i] not in BOUNDS]
    there = [i for i in scored if not math.isnan(found.persistence_crps(i))]
    return {
        **_counted(found.scores, scored),
        "prior_inside90": sum(found.prior[i].inside90 for i in scored),
        "prior_crps": _mean([found.prior[i].crps for i in scored]),
        "with_persistence": len(there),
        "crps_there": _mean([found.scores[i].crps for i in there]),
        "prior_crps_there": _mean([found.prior[i].crps for i in there]),
        "persistence_crps": _mean([found.persistence_crps(i) for i in there]),
        "bounds": len(bounds),
        "bounds_reached": sum(found.scores[i].inside90 for i in bounds),
        "by_kind": {
            kind: _counted(found.scores, [i for i in scored if kinds[i] == kind])
            for kind in KINDS
            if any(kinds[i] == kind for i in scored)
        },
        "misses": [found.targets[i].id for i in mine if not found.scores[i].inside90],
    }


def _counted(scores: Sequence[Score], mine: Sequence[int]) -> dict[str, Any]:
    return {
        "scored": len(mine),
        "inside90": sum(scores[i].inside90 for i in mine),
        "inside50": sum(scores[i].inside50 for i in mine),
        "coverage90": _mean([float(scores[i].inside90) for i in mine]),
        "crps": _mean([scores[i].crps for i in mine]),
    }


def _mean(values: Sequence[float]) -> float | None:
    return round(float(np.mean(values)), 4) if values else None


def biases(found: Hindcast) -> list[tuple[str, str, str, str, tuple[float, float, float]]]:
    """Return family, measure, range and what the record makes of each bias, one row a group.

    The last entry holds 5, 50 and 95 % of reported over model quantity.
    """
    seen: dict[tuple[str, str, str, bool], int] = {}
    for i, target in enumerate(found.targets):
        if target.bias[0] != target.bias[1]:
            seen.setdefault(target.group, i)
    out = []
    for (family, measure, text, ratios), i in sorted(seen.items()):
        low, middle, high = np.quantile(found.biases[i], BAND).tolist()
        out.append((family, measure, text, "ratios" if ratios else "levels", (low, middle, high)))
    return out
