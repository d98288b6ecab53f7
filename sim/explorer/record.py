"""The record: every reported figure beside what the model says of it, with its source."""

from functools import cache
from typing import Any

from sim.explorer.lexicon import named, units
from sim.record.hindcast import hindcast
from sim.record.hindcast_tables import COLUMNS, rows, summary
from sim.runs.constrained import ensemble
from sim.vocabulary.scenario import load

MEMBERS = 400
NUMBERS = frozenset(
    c for c in COLUMNS
    if c.startswith(("report_", "model_", "bias_q")) or c in {"low", "central", "high", "crps"}
)  # fmt: skip


@cache
def record() -> dict[str, Any]:
    """Return the hindcast of the baseline, row by row."""
    found = hindcast(load("baseline"), members=MEMBERS, constrained=ensemble())
    out = []
    for target, row in zip(found.targets, rows(found), strict=True):
        told = dict(zip(COLUMNS, row, strict=True))
        line = {c: _number(told[c]) if c in NUMBERS else told[c] for c in COLUMNS}
        cited = [c for c in target.evidence.replace(";", " ").replace(",", " ").split() if c]
        out.append(
            {
                **line,
                "evidence": cited,
                "names": named("measures", target.measure),
                "units": _units(told["unit"]),
            }
        )
    return {"members": MEMBERS, "rows": out, "summary": summary(found)}


def _units(unit: str) -> dict[str, str]:
    """Return a unit in words; a ratio of two figures has none."""
    try:
        return units(unit)
    except LookupError:
        return {"en": unit}


def _number(text: str) -> float | None:
    return float(text) if text else None
