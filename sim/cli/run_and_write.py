"""Carry out run and compare: simulate in one thread while another loads what writes and draws."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sim.ground.ahead import Ahead
from sim.ground.folders import check_folder, refuse_other_question

if TYPE_CHECKING:
    from sim.runs.reduced import Reduced
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
    ahead = settings.workers == 1  # workers are processes already
    with Ahead(partial(_reduced, kind, scenarios, settings), apart=ahead) as begun:
        # half of a short command is the loading of libraries: it is done here meanwhile
        from sim.ground.stamp import provenance
        from sim.plots.write import load_libraries, write_output
        from sim.runs.runs import results_of

        load_libraries()
        provenance()  # asks git, once
        results = results_of(kind, scenarios, settings, begun.result())
    write_output(results, folder, kind, overwrite=overwrite or default, language=language)
    return results


def _question(scenarios: "Sequence[Scenario]", settings: "Settings") -> dict[str, object]:
    return {
        "scenarios": [s.name for s in scenarios],
        "set": list(scenarios[0].by_hand),
        "weeks": settings.weeks,
        "ensemble": "prior" if settings.constrained is None else "constrained",
    }


def _reduced(kind: str, scenarios: "Sequence[Scenario]", settings: "Settings") -> "Reduced":
    from sim.runs.reduced import reduce_runs

    return reduce_runs(kind, scenarios, settings)
