"""Carry out run and compare: simulate in one process while another loads what writes and draws."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sim.ahead import Ahead
from sim.folders import check_folder

if TYPE_CHECKING:
    from sim.analysis.reduced import Reduced
    from sim.analysis.settings import Settings
    from sim.results import Results
    from sim.scenario import Scenario


def carry_out(
    kind: str,
    scenarios: "Sequence[Scenario]",
    settings: "Settings",
    folder: Path,
    *,
    overwrite: bool,
) -> "Results":
    """Run scenarios, write what was found into a folder, and return it.

    Args:
        kind: "run" or "compare".
        scenarios: the first is the reference.
        settings: how.
        folder: where to; an earlier result of the same kind is replaced only with `overwrite`.
        overwrite: whether it may be.
    """
    from sim.analysis.settings import require_feasible

    require_feasible(kind, scenarios, settings)
    check_folder(folder, kind, overwrite=overwrite)
    ahead = settings.workers == 1  # workers are processes already
    with Ahead(partial(_reduced, kind, scenarios, settings), fork=ahead) as begun:
        # half of a short command is the loading of libraries: it is done here meanwhile
        from sim.analysis.runs import results_of
        from sim.output import load_libraries, write_output
        from sim.provenance import provenance

        load_libraries()
        provenance()  # asks git, once
        results = results_of(kind, scenarios, settings, begun.result())
    write_output(results, folder, kind, overwrite=overwrite)
    return results


def _reduced(kind: str, scenarios: "Sequence[Scenario]", settings: "Settings") -> "Reduced":
    from sim.analysis.reduced import reduce_runs

    return reduce_runs(kind, scenarios, settings)
