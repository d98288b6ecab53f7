"""Where a statement turns along one input, member by member."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.answers.changes import Input
from sim.answers.shares import Share, share_of
from sim.answers.words import ALL
from sim.ground.arrays import Runs

__all__ = ["ALL", "Turning", "first_place", "first_turn"]


@dataclass(frozen=True)
class Turning:
    """Where a statement turns along an input.

    Attributes:
        input: the lever or assumption.
        value: at which each member first turns, NaN where it does not in the range; (member,).
        first: whether the statement holds at the low end, shape (member,); NaN for a failed run.
        turns: how often it turns on the values tried, shape (member,).
        tried: values that were run, rising.
        holds: whether it holds at each of them, 1, 0 or NaN, shape (value, member).
        groups: which members belong to which group, all of them first.
        rows: number of each member's parameter row.
        width: of the interval that holds a turning value.
    """

    input: Input
    value: Runs
    first: Runs
    turns: np.ndarray
    tried: Runs
    holds: Runs
    groups: Mapping[str, np.ndarray]
    rows: np.ndarray
    width: float

    def none(self, group: str = ALL) -> Share:
        """Return the share of a group's members that do not turn within the range."""
        mask = self.groups[group]
        without = np.where(np.isnan(self.first), np.nan, np.isnan(self.value).astype(float))
        return share_of(without[mask], self.rows[mask])

    def kinds(self, group: str = ALL) -> dict[str, float]:
        """Return the shares of members in which it always holds, turns, and never holds."""
        mask = self.groups[group] & ~np.isnan(self.first)
        still, first = np.isnan(self.value[mask]), self.first[mask]
        return {
            "always": float((still & (first == 1.0)).mean()),
            "turns": float((~still).mean()),
            "never": float((still & (first == 0.0)).mean()),
        }


def first_place(holds: Runs) -> np.ndarray:
    """Return the interval in which each member first turns, -1 where it does not."""
    differ = holds[1:] != holds[:-1]
    differ &= np.isfinite(holds).all(axis=0)
    return np.where(differ.any(axis=0), differ.argmax(axis=0), -1)


def first_turn(tried: Runs, holds: Runs) -> tuple[Runs, np.ndarray]:
    """Return where each member first turns (NaN: nowhere) and how often it turns.

    Args:
        tried: values, rising, shape (value,).
        holds: 1, 0 or NaN, shape (value, member).
    """
    place = first_place(holds)
    middle = (tried[place] + tried[np.minimum(place + 1, len(tried) - 1)]) / 2
    turns = (holds[1:] != holds[:-1]).sum(axis=0)
    return np.where(place >= 0, middle, np.nan), np.where(place >= 0, turns, 0)
