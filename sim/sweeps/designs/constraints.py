"""Constraints between inputs: sums that policies must have, or may not pass."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.ground.arrays import Runs
from sim.ground.errors import InputError
from sim.ground.fields import number, only
from sim.sweeps.designs.design import Design
from sim.sweeps.designs.fields import texts

KINDS = ("equals", "at_most", "at_least")
KEYS = ("sum", *KINDS)
SLACK = 1e-9
"""Stated tolerance of a sum, relative."""


@dataclass(frozen=True)
class Constraint:
    """A sum of inputs and its limit.

    `equals` moves the rows of a sample onto the sum; the other two leave out policies.
    """

    place: str
    names: tuple[str, ...]
    kind: str
    limit: float


def read_constraints(place: str, given: Mapping[str, Any]) -> tuple[Constraint, ...]:
    """Return the constraints of a design file; InputError if one is wrong."""
    out = []
    for name, table in given.items():
        where = f"{place} [constraints.{name}]"
        if not isinstance(table, Mapping):
            raise InputError(f"{where}: write [constraints.{name}] with sum = [...] and a limit")
        only(where, table, KEYS)
        kinds = [kind for kind in KINDS if kind in table]
        summed = texts(where, table, "sum")
        if len(kinds) != 1 or len(summed) < 2:
            raise InputError(
                f"{where}: needs sum = [two names or more] and one of {', '.join(KINDS)}"
            )
        limit = number(f"{where} {kinds[0]}", table[kinds[0]])
        out.append(Constraint(where, tuple(summed), kinds[0], limit))
    return tuple(out)


def admitted(place: str, design: Design, constraints: tuple[Constraint, ...]) -> np.ndarray | None:
    """Return the combinations that meet the limits, or None for all of them."""
    if not constraints:
        return None
    numbers = np.arange(len(design))
    found = design.coordinates(numbers)
    fine = np.ones(len(numbers), dtype=bool)
    for c in constraints:
        for name in c.names:
            if name not in found:
                raise InputError(f"{c.place} sum: {name} stands neither in [axes] nor in [sample]")
        fine &= _meets(c, np.sum([found[name] for name in c.names], axis=0))
    if not fine.any():
        raise InputError(f"{place}: no policy meets the constraints; widen a limit or an axis")
    kept: np.ndarray = numbers[fine]
    return None if fine.all() else kept


def _meets(c: Constraint, summed: Runs) -> np.ndarray:
    slack = SLACK * max(1.0, abs(c.limit))
    above: np.ndarray = np.asarray(summed >= c.limit - slack)
    below: np.ndarray = np.asarray(summed <= c.limit + slack)
    if c.kind == "equals":
        return np.asarray(above & below)
    return below if c.kind == "at_most" else above
