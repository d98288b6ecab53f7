"""Write what hindcast and constrain found: whole files, never half of one."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim.ground.errors import InputError
from sim.ground.files import write_csv
from sim.ground.folders import place_folder, writing
from sim.ground.stamp import provenance
from sim.plots.hindcast_files import draw
from sim.record.calibration import Calibration
from sim.record.hindcast import Hindcast, hindcast
from sim.record.hindcast_tables import COLUMNS, DRAWS, biases, draws, rows, summary
from sim.record.posterior import COLUMNS as LEARNT
from sim.record.posterior import Learnt, Witness
from sim.record.posterior import rows as learnt_rows
from sim.vocabulary.assumptions import READINGS
from sim.vocabulary.evidence import Target
from sim.vocabulary.scenario import Scenario

BIASES = ("family", "measure", "bias_factor", "of", "q05", "q50", "q95")


def write_hindcast(
    found: Hindcast, folder: Path, *, overwrite: bool, source: str, targets: str
) -> None:
    """Write hindcast.csv, draws.csv, biases.csv, figures and run.json, all or nothing.

    Args:
        found: the hindcast.
        folder: where to.
        overwrite: whether an earlier hindcast there may be replaced.
        source: the scenario as it was named, a name or a file.
        targets: the file of targets, or "shipped".
    """
    folder = folder.resolve()
    part = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        part.mkdir(parents=True)
        write_csv(part / "hindcast.csv", COLUMNS, rows(found))
        write_csv(part / "draws.csv", DRAWS, draws(found))
        write_csv(
            part / "biases.csv",
            BIASES,
            ([*words, *(f"{q:.4g}" for q in band)] for *words, band in biases(found)),
        )
        note = {
            "verb": "hindcast",
            **provenance(),
            "scenario": found.scenario,
            "source": source,
            "targets": targets,
            **found.settings,
            "summary": summary(found),
        }
        (part / "run.json").write_text(json.dumps(note, indent=2) + "\n", encoding="utf-8")
        draw(found, note, part)
        place_folder(part, folder, "hindcast", overwrite=overwrite)
    except OSError as error:
        raise InputError(f"{folder}: cannot be written ({error.strerror}); use --out") from None
    finally:
        shutil.rmtree(part, ignore_errors=True)


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
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        found.ensemble.save(folder / "constrained.npz")
        found.by_reading.save(folder / "readings.npz")
        write_csv(folder / "assumptions.csv", LEARNT, learnt_rows(told))
        names = [f"{kind}_{name}" for kind in ("without", "alone") for name in READINGS]
        write_csv(
            folder / "witnesses.csv",
            ("family", "measure", "targets", *names),
            (
                [w.family, w.measure, "+".join(w.targets), *map(str, (*w.without, *w.alone))]
                for w in heard
            ),
        )
        text = json.dumps(score, indent=2, sort_keys=True) + "\n"
        (folder / "score.json").write_text(text, encoding="utf-8")
    return score
