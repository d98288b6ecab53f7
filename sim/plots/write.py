"""Write what a verb found: results, figures and run.json, all or nothing."""

import json
import shutil
import tempfile
from contextlib import ExitStack
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import xarray as xr

from sim.ground.ahead import Ahead
from sim.ground.errors import InputError, RunError
from sim.ground.files import write_csv
from sim.ground.folders import place_folder
from sim.plots.run_files import draw, own_figures
from sim.plots.saving import warm_up
from sim.runs import comparison, robustness, summary
from sim.runs.results import Results

FOLDER_MODE = 0o755
"""Results are for reading by others; a temporary folder is not."""

ARTISTS = 2
"""Processes that draw while this one writes the store: with it, enough for two cores."""


def load_libraries() -> None:
    """Load what writing and drawing need; both load much of it with their first array only."""
    xr.Dataset({"first": ("member", [0.0])})
    import_module("zarr.api.asynchronous")
    warm_up()


def write_output(results: Results, folder: Path, verb: str, *, overwrite: bool) -> None:
    """Write results.zarr, summary.csv, figures and run.json, and only then show the folder.

    Everything is written beside the folder first and renamed into place, so that nobody ever
    sees half a result.
    """
    folder = folder.resolve()
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    except OSError as error:
        raise InputError(f"{folder}: cannot be written ({error.strerror}); use --out") from None
    try:
        part.chmod(FOLDER_MODE)
        _write_all(results, part, verb)
        place_folder(part, folder, verb, overwrite=overwrite)
    except OSError as error:
        raise RunError(f"{folder}: cannot be written ({error.strerror or error})") from None
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _write_all(results: Results, part: Path, verb: str) -> None:
    with ExitStack() as stack:
        names, place = list(own_figures(verb)), part / "figures"
        calls = [partial(draw, results, names[i::ARTISTS], place) for i in range(ARTISTS)]
        drawing = [stack.enter_context(Ahead(call)) for call in calls]
        results.write_store(part)
        _write_tables(results, part, verb)
        for artist in drawing:
            artist.result()
    note: dict[str, Any] = {"verb": verb, **results.attrs}
    (part / "run.json").write_text(json.dumps(note, indent=2) + "\n", encoding="utf-8")


def _write_tables(results: Results, folder: Path, verb: str) -> None:
    write_csv(folder / "summary.csv", summary.COLUMNS, summary.summary_rows(results))
    write_csv(folder / "capability.csv", robustness.COLUMNS, robustness.index_rows(results))
    if verb == "compare":
        write_csv(folder / "compare.csv", comparison.COLUMNS, comparison.compare_rows(results))
