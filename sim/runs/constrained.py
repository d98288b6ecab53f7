"""The shipped constrained ensemble: rows of quantiles that fit the record, and what made them."""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.ground.errors import InputError
from sim.ground.files import content_of, shipped
from sim.ground.writing import write
from sim.model.members import Constrained
from sim.vocabulary.assumptions import READINGS, registry

LEVELS = 2**16
"""A quantile is stored as one of so many equal steps, in its middle."""

COMMAND = "sim constrain --out scenarios/ensembles"
MOST_BYTES = 10**9
"""Of a file of quantiles."""

OWN_SIZES = frozenset({"rows", "distinct_rows", "effective_by_part"})
"""What the two files of one fit do not have in common."""

FIRST_DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)
ARRAYS = ("codes", "counts")


@dataclass(frozen=True)
class Ensemble:
    """A constrained ensemble as it stands in its file.

    Attributes:
        keys: names of the columns.
        codes: distinct rows of quantiles in steps, shape (row, key).
        counts: how often each row stands in the ensemble, shape (row,).
        made: hashes, seed, sizes, weights of the readings, effective sample size.
    """

    keys: tuple[str, ...]
    codes: npt.NDArray[np.uint16]
    counts: npt.NDArray[np.uint16]
    made: Mapping[str, Any]

    @property
    def table(self) -> Constrained:
        """Equally weighted rows of quantiles."""
        rows = np.repeat(self.codes, self.counts, axis=0)
        return Constrained(self.keys, (rows + 0.5) / LEVELS)

    def of_reading(self, name: str) -> Constrained:
        """Return the rows of one reading; InputError if the record left none."""
        column = self.table.quantiles[:, self.keys.index("structure.reading")]
        mine = (column * len(READINGS)).astype(int) == READINGS.index(name)
        if not mine.any():
            raise InputError(f"reading {name}: the record leaves no member; use the prior")
        return Constrained(self.keys, self.table.quantiles[mine])

    def save(self, path: Path) -> None:
        """Write a .npz, whole or not at all."""
        write(path, self.written())

    def written(self) -> bytes:
        """Return a .npz whose bytes depend on nothing but the content."""
        stream = io.BytesIO()
        text = json.dumps({"keys": self.keys, "made": self.made}, indent=1, sort_keys=True)
        arrays = {"codes": self.codes, "counts": self.counts, "text": np.array(text)}
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as file:
            for name, array in arrays.items():
                content = io.BytesIO()
                np.lib.format.write_array(content, array, allow_pickle=False)
                entry = zipfile.ZipInfo(f"{name}.npy", FIRST_DAY_OF_ZIP)
                file.writestr(entry, content.getvalue())
        return stream.getvalue()


def folder_of() -> Path:
    """Return the folder of the shipped files."""
    return shipped() / "ensembles"


def path_of(name: str = "constrained.npz") -> Path:
    """Return where a shipped file stands: the ensemble, or the one with rows by reading."""
    return folder_of() / name


def load(path: Path | None = None) -> Ensemble:
    """Read an ensemble; InputError if there is none or it is damaged."""
    file = path or path_of()
    try:
        content = content_of(file, str(file), MOST_BYTES)
    except InputError as error:
        raise InputError(f"{error}, or rebuild it: {COMMAND}") from None
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as found:
            text = json.loads(str(found["text"]))
            parts = [found[name] for name in ARRAYS]
        made = Ensemble(tuple(text["keys"]), parts[0], parts[1], dict(text["made"]))
        made.codes.reshape(len(made.counts), len(made.keys))
    except (KeyError, ValueError, TypeError, OSError, EOFError, MemoryError, zipfile.BadZipFile):
        raise InputError(f"{file}: is no constrained ensemble; rebuild it: {COMMAND}") from None
    return made


@cache
def _shipped() -> Ensemble:
    return load()


def ensemble() -> Constrained | None:
    """Return the shipped table with further rows by reading, or None where none is shipped."""
    return _both() if path_of().is_file() else None


@cache
def _both() -> Constrained:
    pooled, further = _shipped(), load(path_of("readings.npz"))
    require_pair(pooled, further, path_of("readings.npz"))
    rows = np.concatenate([pooled.table.quantiles, further.table.quantiles])
    return Constrained(pooled.keys, rows, pooled=len(pooled.table.quantiles))


def require_pair(pooled: Ensemble, further: Ensemble, place: Path) -> None:
    """Raise InputError unless the two files of an ensemble come from one fit."""
    one, other = (
        {k: v for k, v in e.made.items() if k not in OWN_SIZES} for e in (pooled, further)
    )
    if pooled.keys != further.keys or one != other:
        raise InputError(
            f"{place}: is of another fit than constrained.npz beside it; rebuild both: {COMMAND}"
        )


def beliefs_hash() -> str:
    """Return the hash of every number of the registry; wording and sources do not matter."""
    lines = [
        repr((e.key, e.central, e.distribution, e.correlated_with, e.correlation, e.readings))
        for e in registry()
    ]
    return hashlib.blake2b("\n".join(sorted(lines)).encode(), digest_size=8).hexdigest()


def stale(made: Ensemble | None = None) -> str | None:
    """Return in one line why an ensemble no longer belongs to this model, or None."""
    from sim.vocabulary.evidence import fit_hash, load_targets

    if made is None and not path_of().is_file():
        return f"no constrained ensemble is shipped, the prior is used; build one: {COMMAND}"
    record = (made or _shipped()).made
    changed = [
        what
        for what, now in (
            ("assumptions", beliefs_hash()),
            ("fit targets", fit_hash(load_targets())),
        )
        if record[f"{what.replace(' ', '_')}_hash"] != now
    ]
    if not changed:
        return None
    return (
        f"the constrained ensemble was made with other {' and '.join(changed)}; "
        f"rebuild it ({COMMAND}) or use --prior"
    )


def score_path() -> Path:
    """Return where the score of the shipped ensemble on the record stands."""
    return folder_of() / "score.json"


def badge() -> str:
    """Return the score on the record in a few words, for figures; empty where none is shipped."""
    if not score_path().is_file():
        return ""
    score = json.loads(score_path().read_text(encoding="utf-8"))
    parts = [
        f"{score[use]['inside90']} of {score[use]['scored']} {use}"
        for use in ("fit", "check")
        if use in score
    ]
    return f"on the baseline {', '.join(parts)} reports lie in the 90\u00a0% band"
