"""Write what a verb found: results, figures and run.json, all or nothing."""

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from sim.errors import RunError
from sim.results import Results, claim_folder


def write_output(results: Results, folder: Path, verb: str, *, overwrite: bool) -> None:
    """Write results.zarr, summary.csv, figures and run.json, and only then show the folder.

    Everything is written beside the folder first and renamed into place, so that nobody ever
    sees half a result. Figures are drawn by a second process where the system can fork, while
    this one writes the store: on two cores that halves the wait.
    """
    folder = folder.resolve()
    part = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        _write_all(results, part, verb)
        claim_folder(folder, verb, overwrite=overwrite)
        part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _write_all(results: Results, folder: Path, verb: str) -> None:
    figures = _in_child(lambda: draw(results, folder, verb))
    try:
        results.save(folder)
        if verb == "compare":
            _write_compare(results, folder)
    finally:
        drawn = _finish(figures)
    if not drawn:
        raise RunError("the figures could not be drawn; nothing was written")
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


def _finish(child: int | None) -> bool:
    """Wait for the child, if there is one, and return whether it succeeded."""
    return child is None or os.waitpid(child, 0)[1] == 0


def _write_compare(results: Results, folder: Path) -> None:
    import csv

    from sim.analysis.comparison import COLUMNS, compare_rows

    with (folder / "compare.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(compare_rows(results))
