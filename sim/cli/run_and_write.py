"""Carry out run and compare: refuse first, then run, write and draw."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.ground.folders import check_folder, refuse_other_question

if TYPE_CHECKING:
    from sim.runs.results import Results
    from sim.runs.settings import Settings
    from sim.vocabulary.scenario import Scenario


def carry_out(
    kind: str,
    scenarios: "Sequence[Scenario]",
    settings: "Settings",
    folder: Path,
    *,
    overwrite: bool,
    default: bool = False,
    language: str = "en",
) -> "Results":
    """Run scenarios, write what was found into a folder, and return it.

    Args:
        kind: "run" or "compare".
        scenarios: the first is the reference.
        settings: how.
        folder: where to; an earlier result of the same kind is replaced only with `overwrite`.
        overwrite: whether it may be.
        default: whether nobody named the folder: the answer to the same question is replaced.
        language: of the figures, en or zh.
    """
    from sim.runs.settings import require_feasible

    require_feasible(kind, scenarios, settings)
    check_folder(folder, kind, overwrite=overwrite or default)
    if default and not overwrite:
        refuse_other_question(folder, _question(scenarios, settings))

    from sim.plots.write import write_output
    from sim.runs.reduced import reduce_runs
    from sim.runs.runs import results_of

    results = results_of(kind, scenarios, settings, reduce_runs(kind, scenarios, settings))
    write_output(results, folder, kind, overwrite=overwrite or default, language=language)
    return results


def _question(scenarios: "Sequence[Scenario]", settings: "Settings") -> dict[str, object]:
    return {
        "scenarios": [s.name for s in scenarios],
        "set": list(scenarios[0].by_hand),
        "weeks": settings.weeks,
        "ensemble": "prior" if settings.constrained is None else "constrained",
    }
