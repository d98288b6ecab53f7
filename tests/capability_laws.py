"""Ensembles on which the laws of capability are tested: constrained members, compiled week."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from sim.ground.weeks import CUT_OFF, NEVER, date_of, week_of
from sim.runs.constrained import ensemble
from sim.runs.ensemble import Experiment, run_block
from sim.vocabulary.axes import ACTORS, EXPOSED
from sim.vocabulary.levers import levers
from sim.vocabulary.policy import Case
from sim.vocabulary.scenario import load

INDICES = (*(f"capability.index[{a}]" for a in ACTORS), *(f"exposure.index[{a}]" for a in EXPOSED))
CUT = week_of(CUT_OFF)

PROGRAMMES = (
    "nuclear.growth", "nuclear.assembly", "technology.own_drift", "technology.own_research_growth",
    "technology.satellite_attempts", "missiles.output_growth",
)  # fmt: skip
"""What DPRK's own programmes grow by."""

INSTITUTIONS = ("renewal_vote", "panel_end", "bank_order", "task_force", "msmt_launch")
"""Dated steps of institutions."""

DEAF = ("interdictability", "listing_exposure", "seizure_hazard")
"""Endings of what effort achieves anything through."""


def runs(
    cases: Sequence[Case], keep: Sequence[str], members: int, weeks: int, engine: str = "compiled"
) -> dict[str, np.ndarray]:
    """Return measures over time, shape (time, ..., case, member); no run may fail."""
    how = Experiment(tuple(cases), members, 1, weeks, ensemble(), engine=engine)
    parts: dict[str, list[np.ndarray]] = {name: [] for name in keep}
    for piece in how.pieces():
        found = run_block(how, piece, keep)
        assert not found.failures, found.failures[0]
        for name, stored in found.values.items():
            shape = (*stored.shape[:-1], len(piece.policies), len(piece.members))
            parts[name].append(stored.reshape(shape).astype(np.float64))
    return {name: np.concatenate(each, axis=-2) for name, each in parts.items()}


def nine(values: dict[str, np.ndarray]) -> np.ndarray:
    """Return all nine indices, shape (time, index, case, member)."""
    return np.concatenate([values["capability.index"], values["exposure.index"]], axis=1)


def moved(name: str, value: object, week: int) -> Case:
    """Return the baseline with a lever at a value from a week on, dated rules before it kept."""
    base, known = load("baseline").policy, levers()[name]
    if name == "ceasefire_date":
        return base.setting(name, date_of(week).isoformat())
    before = tuple(step for step in base.levers.get(name, ()) if step[0] < week)
    steps = (*before, (week, known.parse(name, value)))
    return replace(base, levers={**base.levers, name: steps})


def extremes() -> list[tuple[str, object]]:
    """Return every lever with each value that it is tried at: ends of its range, or its names."""
    out: list[tuple[str, object]] = []
    for known in levers().values():
        named = {"ceasefire_date": ["from then on"], "monitoring_regime": known.unit.split("|")}
        out += [(known.name, v) for v in named.get(known.name, [known.low, known.high])]
    return out


def quiet() -> Case:
    """Return no exchange, DPRK's own programmes held, and no dated step of an institution."""
    case = load("no_exchange").policy
    for key in PROGRAMMES:
        case = case.fixing(key, 0.0)
    return replace(case, events=replace(case.events, **dict.fromkeys(INSTITUTIONS, NEVER)))


def with_events(case: Case, *names: str) -> Case:
    """Return a case in which some dated steps take place after all."""
    dated = load("baseline").policy.events
    return replace(
        case, events=replace(case.events, **{name: getattr(dated, name) for name in names})
    )


def deaf(case: Case, keys: Sequence[str]) -> Case:
    """Return a case in which effort finds nothing that it could hold up, list or seize."""
    for key in keys:
        if key.endswith(DEAF):
            case = case.fixing(key, 0.0)
    return case


def stepped(values: Sequence[tuple[int, float]]) -> Case:
    """Return the baseline with shells demanded at values from weeks on."""
    base, known = load("baseline").policy, levers()["shells_demanded_per_day"]
    steps = tuple((week, known.parse("shells", value)) for week, value in values)
    return replace(base, levers={**base.levers, known.name: steps})
