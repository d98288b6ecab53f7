"""Write what hindcast and constrain found: whole files, never half of one."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim.ground.errors import InputError
from sim.ground.folders import refuse_url, whole_folder, writing
from sim.ground.stamp import provenance
from sim.ground.writing import csv_text, write, write_csv, write_together
from sim.plots.hindcast_files import draw
from sim.record.calibration import Calibration
from sim.record.hindcast import Hindcast, hindcast
from sim.record.hindcast_tables import COLUMNS, DRAWS, biases, draws, rows, summary
from sim.record.posterior import COLUMNS as LEARNT
from sim.record.posterior import Learnt, Witness
from sim.record.posterior import rows as learnt_rows
from sim.runs.constrained import load
from sim.vocabulary.assumptions import READINGS
from sim.vocabulary.evidence import Target
from sim.vocabulary.scenario import Scenario

BIASES = ("family", "measure", "bias_factor", "of", "q05", "q50", "q95")


ENSEMBLE_FILES = (
    "constrained.npz", "readings.npz", "assumptions.csv", "witnesses.csv", "score.json",
)  # fmt: skip


def write_hindcast(
    found: Hindcast,
    folder: Path,
    *,
    overwrite: bool,
    source: str,
    targets: str,
    language: str = "en",
) -> None:
    """Write hindcast.csv, draws.csv, biases.csv, figures and run.json, all or nothing.

    Args:
        found: the hindcast.
        folder: where to.
        overwrite: whether an earlier hindcast there may be replaced.
        source: the scenario as it was named, a name or a file.
        targets: the file of targets, or "shipped".
        language: of the figures, en or zh.
    """
    with whole_folder(folder, "hindcast", overwrite=overwrite) as part:
        write_csv(part / "hindcast.csv", COLUMNS, rows(found))
        write_csv(part / "draws.csv", DRAWS, draws(found))
        of_bias = ([*words, *(f"{q:.4g}" for q in band)] for *words, band in biases(found))
        write_csv(part / "biases.csv", BIASES, of_bias)
        note = {
            "verb": "hindcast",
            **provenance(),
            "scenario": found.scenario,
            "source": source,
            "targets": targets,
            **found.settings,
            "summary": summary(found),
        }
        write(part / "run.json", json.dumps(note, indent=2) + "\n", sync=False)
        draw(found, note, part, language=language)


def write_ensemble(
    found: Calibration,
    told: list[Learnt],
    heard: list[Witness],
    folder: Path,
    baseline: Scenario,
    targets: Sequence[Target],
) -> dict[str, Any]:
    """Write the ensemble, what was learnt, and its score on the record; return the score."""
    score = summary(hindcast(baseline, targets, constrained=found.ensemble.table))
    names = [f"{kind}_{name}" for kind in ("without", "alone") for name in READINGS]
    weights = (
        [w.family, w.measure, "+".join(w.targets), *map(str, (*w.without, *w.alone))] for w in heard
    )
    files: dict[str, bytes | str] = {
        "constrained.npz": found.ensemble.written(),
        "readings.npz": found.by_reading.written(),
        "assumptions.csv": csv_text(LEARNT, learnt_rows(told)),
        "witnesses.csv": csv_text(("family", "measure", "targets", *names), weights),
        "score.json": json.dumps(score, indent=2, sort_keys=True) + "\n",
    }
    write_together(folder, files)
    return score


def check_ensemble_folder(folder: Path) -> None:
    """Refuse a folder in which files of the user's bear the names of an ensemble's."""
    refuse_url(folder)
    with writing(folder):
        if folder.exists() and not folder.is_dir():
            raise InputError(f"{folder}: is a file; name a folder")
        taken = [name for name in ENSEMBLE_FILES if (folder / name).exists()]
    try:
        if taken:
            load(folder / "constrained.npz")
    except InputError:
        raise InputError(
            f"{folder}: holds {taken[0]} but no ensemble; name another folder with --out"
        ) from None
