"""The file in which responses and standings are kept, with the model that gave them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.answers.response import AT, CELLS, INDICES, MOVES, Responses
from sim.answers.standing import Standings
from sim.ground.arrays import Runs
from sim.ground.errors import InputError
from sim.vocabulary.axes import BAND

DIGITS = 2
"""Of a point: a hundredth is far below what members differ by."""

COMMAND = "sim answers --only responses"


@dataclass(frozen=True)
class Kept:
    """What a file holds.

    Attributes:
        model: hash of the rules and assumptions that gave it.
        responses: of the nine indices.
        standings: of scales and components.
    """

    model: str
    responses: Responses
    standings: Standings


def text_of(kept: Kept) -> str:
    """Return the file's text: JSON with its axes, rounded to a hundredth of a point."""
    found, stood = kept.responses, kept.standings
    held = {
        "model": kept.model,
        "axes": _axes(),
        "groups": {
            name: {
                "members": found.sizes[name],
                "cells": _rounded(found.cells[name]),
                "moves": _rounded(found.moves[name]),
            }
            for name in found.sizes
        },
        "standing": {
            "members": stood.members,
            "weeks": stood.weeks,
            "low": {name: round(share, 4) for name, share in stood.low.items()},
            "high": {name: round(share, 4) for name, share in stood.high.items()},
            "correlations": {name: _rounded(each) for name, each in stood.correlations.items()},
            "dates": list(stood.dates),
            "curves": _rounded(stood.curves),
        },
    }
    return json.dumps(held, separators=(",", ":")) + "\n"


def read_kept(path: Path) -> Kept | None:
    """Return what a file holds, or None where there is no file.

    Raises:
        InputError: the file is damaged, or of another grid.
    """
    if not path.is_file():
        return None
    try:
        held: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if held["axes"] != _axes():
            raise _another(path)
        groups, stood = held["groups"], held["standing"]
        return Kept(
            str(held["model"]),
            Responses(
                {name: int(each["members"]) for name, each in groups.items()},
                _arrays(groups, "cells"),
                _arrays(groups, "moves"),
            ),
            Standings(
                int(stood["members"]),
                int(stood["weeks"]),
                dict(stood["low"]),
                dict(stood["high"]),
                {name: np.array(each) for name, each in stood["correlations"].items()},
                tuple(stood["dates"]),
                np.array(stood["curves"]),
            ),
        )
    except (KeyError, ValueError, TypeError):
        raise _another(path) from None


def _another(path: Path) -> InputError:
    return InputError(f"{path}: is no file of these responses; make it again: {COMMAND}")


def _axes() -> dict[str, Any]:
    return {
        "quantile": list(BAND),
        "cell": [list(cell) for cell in CELLS],
        "driver": list(MOVES),
        "week": list(AT),
        "index": [f"{measure}[{actor}]" for measure, actor in INDICES],
    }


def _rounded(values: Runs) -> Any:
    return np.round(values, DIGITS).tolist()


def _arrays(groups: Mapping[str, Any], what: str) -> dict[str, Runs]:
    return {name: np.array(each[what]) for name, each in groups.items()}
