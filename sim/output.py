"""Write what a verb found: results, figures and run.json, all or nothing."""

import csv
import json
import os
import pickle
import shutil
import signal
import sys
import tempfile
import warnings
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from sim.errors import InputError, RunError
from sim.results import place_folder

if TYPE_CHECKING:
    from sim.results import Results


FOLDER_MODE = 0o755
"""Results are for reading by others; a temporary folder is not."""

DRAWN_SERIES = (
    "russia.shell_stock",
    "russia.shells_demanded",
    "dprk.shells_shipped",
    "dprk.containers_shipped",
    "dprk.missiles_fired",
    "dprk.settled_usd",
)
"""Series of members that the figures of run and compare read beside the bands."""


class Artists:
    """Draw the figures in processes of their own, which load their libraries during the runs.

    On two cores this hides most of the drawing behind the simulation and the writing of the
    store. Where the system cannot fork, figures are drawn in place.
    """

    def __init__(self, number: int = 2) -> None:
        self._children: dict[int, int] = {}
        if hasattr(os, "fork") and sys.platform != "darwin":
            for _ in range(number):
                self._fork()

    def _fork(self) -> None:
        read, write = os.pipe()
        with warnings.catch_warnings():
            # other threads of this process hold nothing that drawing needs
            warnings.simplefilter("ignore", DeprecationWarning)
            child = os.fork()
        if child:
            os.close(read)
            self._children[child] = write
            return
        for other in (write, *self._children.values()):
            os.close(other)
        code = 1
        try:
            from sim.plots.registry import warm_up

            warm_up()  # while the parent simulates
            with os.fdopen(read, "rb") as stream:
                work = stream.read()
            if work:
                head, _, body = work.partition(b"\n")
                share, of = map(int, head.split())
                results, folder, verb = pickle.loads(body)  # noqa: S301  (from the parent process)
                draw(results, folder, verb, share, of)
            code = 0
        except BaseException as error:  # noqa: BLE001
            sys.stderr.write(f"sim: figures: {type(error).__name__}: {error}\n")
        finally:
            sys.stderr.flush()
            os._exit(code)

    def start(self, results: "Results", folder: Path, verb: str) -> None:
        """Start to draw every figure of a verb, shared out over the processes."""
        if not self._children:
            draw(results, folder, verb)
            return
        light = replace(results, series=results.series[list(DRAWN_SERIES)])
        work = pickle.dumps((light, folder, verb), protocol=pickle.HIGHEST_PROTOCOL)
        for share, write in enumerate(self._children.values()):
            with os.fdopen(write, "wb") as stream:
                stream.write(f"{share} {len(self._children)}\n".encode() + work)

    def finish(self) -> bool:
        """Wait until the figures are drawn and return whether they are."""
        ends = [os.waitpid(child, 0)[1] for child in self._children]
        self._children = {}
        return not any(ends)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for child in self._children:
            os.kill(child, signal.SIGKILL)
        self.finish()


def write_output(
    results: "Results", folder: Path, verb: str, artists: Artists, *, overwrite: bool
) -> None:
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
        _write_all(results, part, verb, artists)
        place_folder(part, folder, verb, overwrite=overwrite)
    except OSError as error:
        raise RunError(f"{folder}: cannot be written ({error.strerror or error})") from None
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _write_all(results: "Results", part: Path, verb: str, artists: Artists) -> None:
    artists.start(results, part, verb)
    results.save(part)
    _write_tables(results, part, verb)
    if not artists.finish():
        raise RunError("the figures could not be drawn; nothing was written")
    note: dict[str, Any] = {"verb": verb, **results.attrs}
    (part / "run.json").write_text(json.dumps(note, indent=2) + "\n", encoding="utf-8")


def draw(results: "Results", folder: Path, verb: str, share: int = 0, of: int = 1) -> None:
    """Draw the figures of a verb into DIR/figures as PNG and SVG: all, or every `of`-th."""
    from sim.plots.registry import COMPARE_FIGURES, RUN_FIGURES, save

    target = folder / "figures"
    target.mkdir(exist_ok=True)
    figures = RUN_FIGURES if verb == "run" else COMPARE_FIGURES
    for name, figure in list(figures.items())[share::of]:
        save(figure(results), target, name, {**figure_metadata(results), "figure": name})


def figure_metadata(results: "Results") -> dict[str, str]:
    """Return the provenance that goes into a figure's file."""
    return {str(key): str(value) for key, value in results.attrs.items() if key != "seconds"}


def _write_tables(results: "Results", folder: Path, verb: str) -> None:
    from sim.analysis import comparison, robustness

    _write_csv(folder / "capability.csv", robustness.COLUMNS, robustness.index_rows(results))
    if verb == "compare":
        _write_csv(folder / "compare.csv", comparison.COLUMNS, comparison.compare_rows(results))


def _write_csv(path: Path, columns: Iterable[str], rows: Iterable[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
