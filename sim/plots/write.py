"""Write what a verb found: results, figures and run.json, all or nothing."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from sim.ground.folders import whole_folder
from sim.ground.writing import write, write_csv
from sim.plots.run_files import draw, own_figures
from sim.runs import comparison, robustness, summary
from sim.runs.results import Results


def write_output(
    results: Results, folder: Path, verb: str, *, overwrite: bool, language: str = "en"
) -> None:
    """Write results.zarr, summary.csv, figures and run.json, and only then show the folder.

    Everything is written beside the folder first and renamed into place, so that nobody ever
    sees half a result.
    """
    with whole_folder(folder, verb, overwrite=overwrite) as part:
        _write_all(results, part, verb, language)


def _write_all(results: Results, part: Path, verb: str, language: str) -> None:
    names = list(own_figures(verb))
    with ThreadPoolExecutor(1) as threads:  # one draws, for settings of matplotlib are global
        drawing = threads.submit(draw, results, names, part / "figures", language=language)
        results.write_store(part)
        _write_tables(results, part, verb)
        drawing.result()
    note: dict[str, Any] = {"verb": verb, **results.attrs}
    write(part / "run.json", json.dumps(note, indent=2) + "\n", sync=False)


def _write_tables(results: Results, folder: Path, verb: str) -> None:
    write_csv(folder / "summary.csv", summary.COLUMNS, summary.summary_rows(results))
    write_csv(folder / "capability.csv", robustness.COLUMNS, robustness.index_rows(results))
    if verb == "compare":
        write_csv(folder / "compare.csv", comparison.COLUMNS, comparison.compare_rows(results))
