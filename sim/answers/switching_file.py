"""The file that keeps what each claim's element moves, with the model that gave it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from sim.answers.response import AT
from sim.answers.switching import IN_PER_CENT, LOOKED, Moves
from sim.ground.arrays import Runs
from sim.ground.errors import InputError
from sim.vocabulary.switches import Switches, switches

DIGITS = 2
COMMAND = "sim answers --only claims"

SHORT = {
    "russia.shells_fired": "fire",
    "dprk.shells_arrived": "usable arrivals",
    "dprk.provocations": "provocations",
    "dprk.energy_coverage": "energy cover",
    "dprk.hard_currency_usd": "hard currency",
    "dprk.warheads": "warheads",
}
"""Names of the six measures in a line of words."""

SHOWN = 3
"""Most movements that a line names."""


@dataclass(frozen=True)
class Carried:
    """What each claim's element moves, as a file keeps it.

    Attributes:
        model: hash of the rules and assumptions that gave it.
        moves: by claim.
        table: what is switched off for each claim.
    """

    model: str
    moves: Moves
    table: Switches

    @cached_property
    def in_name(self) -> tuple[str, ...]:
        """Claims whose element moves nothing by a hundredth or a point, or only reports."""
        still = [name for name in self.moves.values if not self.moves.moved(name)]
        return tuple(sorted((*still, *self.table.reported), key=lambda name: int(name[1:])))

    def words(self, name: str) -> str:
        """Return one line: what the element of a claim moves, or why it moves nothing."""
        if name in self.table.none:
            return f"no element: {self.table.none[name]}"
        if name in self.table.reported:
            return f"only reported: {self.table.reported[name]}"
        moved = self.moves.moved(name)
        if not moved:
            return f"carried in name: {self.table.measured[name].why}"
        return ", ".join(changed(self.moves.values[name], i) for i in moved[:SHOWN])

    def off(self, name: str) -> str:
        """Return in words what is missing when the element of a claim is switched off; "" if none.

        Elsewhere than in the baseline the scenario is named.
        """
        one = self.table.measured.get(name)
        if one is None:
            return ""
        return one.off if one.under == "baseline" else f"{one.off} ({one.under})"

    def summary(self) -> str:
        """Return how many claims move something, and which do not."""
        names = ", ".join(self.in_name)
        moving = len(self.table.measured) + len(self.table.reported) - len(self.in_name)
        return (
            f"Switched off, {moving} claims move something by 1 % or a point at weeks "
            f"{AT[0]} or {AT[1]} (medians of {self.moves.members} paired members); carried in name "
            f"({len(self.in_name)}): {names or 'none'}; no element ({len(self.table.none)}): "
            f"{', '.join(self.table.none)}"
        )


def changed(values: Runs, place: int) -> str:
    """Return a movement in words, as ``fire -3.9 / -7.1 %`` or ``capability dprk +1.4 / +3.6``.

    Args:
        values: of one switch, shape (looked, date).
        place: in `LOOKED`.
    """
    name = LOOKED[place]
    kind, _, actor = name.removesuffix("]").partition(".index[")
    first, last = (f"{x:+.1f}" for x in values[place])
    ending = " %" if place < IN_PER_CENT else ""
    return f"{SHORT.get(name, f'{kind} {actor}')} {first} / {last}{ending}"


def text_of(model: str, moves: Moves) -> str:
    """Return the file's text: JSON with its axes, a line for each claim."""
    held = {
        "model": model,
        "members": moves.members,
        "axes": _axes(),
        "claims": {name: np.round(v, DIGITS).tolist() for name, v in moves.values.items()},
    }
    lines = json.dumps(held, separators=(",", ":"))
    return lines.replace(',"S', ',\n"S') + "\n"


def read_carried(path: Path) -> Carried | None:
    """Return what a file keeps, or None where there is no file.

    Raises:
        InputError: the file is damaged, or holds other claims than are switched off now.
    """
    if not path.is_file():
        return None
    try:
        held: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        values: Mapping[str, Runs] = {n: np.array(v) for n, v in held["claims"].items()}
        table, size = switches(), (len(LOOKED), len(AT))
        fits = list(values) == list(table.measured) and {v.shape for v in values.values()} == {size}
        if held["axes"] != _axes() or not fits:
            raise _another(path)
        return Carried(str(held["model"]), Moves(int(held["members"]), values), table)
    except (KeyError, ValueError, TypeError, AttributeError):
        raise _another(path) from None


def _another(path: Path) -> InputError:
    return InputError(f"{path}: is no file of these claims; make it again: {COMMAND}")


def _axes() -> dict[str, Any]:
    return {"looked": list(LOOKED), "week": list(AT)}
