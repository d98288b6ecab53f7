"""Strategies that have been run: none is run twice, also not after a stop."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from sim.ground.arrays import Runs
from sim.ground.errors import InputError
from sim.ground.files import text_of
from sim.ground.writing import write

MOST_BYTES = 100_000_000
"""Largest file of evaluations that is read."""


class Evaluations:
    """Strategies that have been run: none is run twice, also not after a stop."""

    def __init__(self, store: str, identity: list[Any]) -> None:
        self._path = Path(store) if store else None
        self._identity = json.loads(json.dumps(identity))
        self._known: dict[tuple[int, ...], list[float]] = {}
        if self._path is not None and self._path.exists():
            self._read(self._path)

    def _read(self, path: Path) -> None:
        try:
            found = json.loads(text_of(path, str(path), most=MOST_BYTES))
            rows = [
                (tuple(int(x) for x in k), [float(x) for x in v]) for k, v in found["evaluations"]
            ]
            identity = found["of"]
        except (ValueError, KeyError, TypeError):
            raise InputError(
                f"{path}: is no file of evaluations; name another with --store"
            ) from None
        if identity != self._identity:
            raise InputError(f"{path}: holds the evaluations of another search; name another file")
        self._known = dict(rows)

    def of(self, places: np.ndarray, run: Callable[[np.ndarray], Runs]) -> Runs:
        """Return the costs of strategies, running those that are new."""
        keys = [tuple(row) for row in places.tolist()]
        new = [key for key in dict.fromkeys(keys) if key not in self._known]
        if new:
            for key, costs in zip(new, run(np.asarray(new)).tolist(), strict=True):
                self._known[key] = costs
            self._write()
        return np.asarray([self._known[key] for key in keys])

    def _write(self) -> None:
        if self._path is None:
            return
        rows = [[list(key), costs] for key, costs in self._known.items()]
        self._path.parent.mkdir(parents=True, exist_ok=True)
        write(self._path, json.dumps({"of": self._identity, "evaluations": rows}))
