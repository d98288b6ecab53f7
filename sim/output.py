"""Write what a verb found: results, figures and run.json, all or nothing."""

import json
import os
import sys
from pathlib import Path
from typing import Any

from sim.errors import RunError
from sim.results import Results


def write_output(results: Results, folder: Path, verb: str) -> None:
    """Write results.zarr, summary.csv, figures and run.json; run.json comes last.

    Figures are drawn by a second process where the system can fork, while this one writes
    the store: on two cores that halves the wait.
    """
    figures = _in_child(lambda: draw(results, folder, verb))
    results.save(folder)
    if verb == "compare":
        _write_compare(results, folder)
    _finish(figures)
    note: dict[str, Any] = {"verb": verb, **results.attrs}
    (folder / "run.json").write_text(json.dumps(note, indent=2) + "\n", encoding="utf-8")


def draw(results: Results, folder: Path, verb: str) -> None:
    """Draw every figure of a verb into DIR/figures as PNG and SVG."""
    from sim.plots.registry import COMPARE_FIGURES, RUN_FIGURES, save

    target = folder / "figures"
    target.mkdir(exist_ok=True)
    for name, figure in (RUN_FIGURES if verb == "run" else COMPARE_FIGURES).items():
        save(figure(results), target, name, figure_metadata(results))


def figure_metadata(results: Results) -> dict[str, str]:
    """Return the provenance that goes into a figure's file."""
    return {str(key): str(value) for key, value in results.attrs.items() if key != "seconds"}


def _in_child(task: Any) -> int | None:
    """Start a task in a forked child and return its process id, or do it here."""
    if not hasattr(os, "fork") or sys.platform == "darwin":
        task()
        return None
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        task()
        code = 0
    except BaseException as error:  # noqa: BLE001
        sys.stderr.write(f"sim: figures: {type(error).__name__}: {error}\n")
    finally:
        sys.stderr.flush()
        os._exit(code)


def _finish(child: int | None) -> None:
    if child is None:
        return
    _, status = os.waitpid(child, 0)
    if status != 0:
        raise RunError("the figures could not be drawn; results and tables are written")


def _write_compare(results: Results, folder: Path) -> None:
    import csv

    from sim.analysis.comparison import COLUMNS, compare_rows

    with (folder / "compare.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(compare_rows(results))
