"""What a sweep finds under each set of rules: one row a structure, never a middle of several."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.ground.arrays import Runs
from sim.ground.errors import InputError
from sim.runs.bands import quantiles
from sim.runs.findings import Finding
from sim.sweeps.designs.design import Picture
from sim.sweeps.outcome import Outcome, outcome
from sim.sweeps.reader import SweepResults
from sim.sweeps.sides import Held, Side, at, hold, place_of, side, sides_of
from sim.vocabulary.axes import FAN

CHANGES = 2
"""Settings that an axis needs for a difference."""


@dataclass(frozen=True)
class Row:
    """One set of rules.

    Attributes:
        settings: place of each structure's option.
        rows: quantiles 5, 25, 50, 75, 95 % over members, shape (5,): of paired differences where
            there are any, else of the level; in the unit that people read.
        finding: what may be said of the difference; None for a level.
    """

    settings: tuple[int, ...]
    rows: Runs
    finding: Finding | None


@dataclass(frozen=True)
class ByStructure:
    """One row for each set of rules.

    Attributes:
        of: what is shown.
        sides: structures and scenarios, which make the rows.
        rows: one a combination that the design keeps.
        axis: whose setting changes; None where levels are shown.
        reference: place of the setting that is held against.
        other: place of the setting that is held against it.
        held: everything else.
    """

    of: Outcome
    sides: tuple[Side, ...]
    rows: tuple[Row, ...]
    axis: Side | None
    reference: int
    other: int
    held: Held


def by_structure(
    results: SweepResults, picture: Picture, against: str = "", language: str = "en"
) -> ByStructure:
    """Return one row for each set of rules that a sweep crosses.

    Where an axis has several settings, rows are differences, member by member, between its last
    setting and the first one, or the one that `against` names; levels otherwise.

    Args:
        results: of a sweep that kept single runs.
        picture: measure, selector, x (the axis that changes) and what is held.
        against: as ``designation_tempo=1``.
        language: of what may be said.

    Raises:
        InputError: no structures are crossed, or the store holds no single runs.
    """
    known = sides_of(results.design)
    sides = tuple(of for of in known.values() if of.axis is None)
    if not sides:
        raise InputError(
            f"{results.url}: the sweep crosses no structures; add for example fire = 'all' to "
            "[structure], or draw a map"
        )
    axis, reference, other = _changed(results, picture, against)
    varied = [of.name for of in sides] + ([axis.name] if axis else [])
    held = hold(results, varied, picture.at)
    of = outcome(results, picture.measure, picture.selector)
    values = of.values
    rows = []
    for settings in _combinations(results, sides):
        mine = held.mine.copy()
        for one, place in zip(sides, settings, strict=True):
            mine &= at(results, one, place)
        row = _row(of, values, mine, settings, axis, (reference, other), language)
        rows += [] if row is None else [row]
    if not rows:
        raise InputError(f"{results.url}: the constraints of the design left no pair to compare")
    return ByStructure(of, sides, tuple(rows), axis, reference, other, held)


def _combinations(results: SweepResults, sides: tuple[Side, ...]) -> Iterator[tuple[int, ...]]:
    """Yield the combinations of rules that the design keeps, as places, in their order."""
    every = results.design.places(np.arange(len(results.design)))
    rows = np.stack([every[one.place] for one in sides], axis=1)
    yield from (tuple(row) for row in np.unique(rows, axis=0).tolist())


def _changed(results: SweepResults, picture: Picture, against: str) -> tuple[Side | None, int, int]:
    """Return the axis that changes, the place of its reference, and of what is held against it."""
    long = [of for of in sides_of(results.design).values() if of.axis and len(of.values) >= CHANGES]
    name, _, value = (part.strip() for part in against.partition("="))
    if not (name or picture.x or long):
        return None, 0, 0
    axis = side(results, "against" if name else "x", name or picture.x or long[0].name)
    if axis.axis is None or len(axis.values) < CHANGES:
        raise InputError(f"--x {axis.name}: name an axis with two settings or more")
    reference = place_of(axis, f"--against {against}", value) if name else 0
    last = len(axis.values) - 1
    return axis, reference, last if reference != last else 0


def _row(
    of: Outcome,
    values: Runs,
    mine: np.ndarray,
    settings: tuple[int, ...],
    axis: Side | None,
    ends: tuple[int, int],
    language: str,
) -> Row | None:
    """Return one row; None where the constraints of the design left out one of its settings."""
    if axis is None:
        held = values[mine].ravel()
        return Row(settings, _spread(held), None) if len(held) else None
    first, last = (values[mine & at(of.results, axis, place)].ravel() for place in ends)
    if not len(first) or len(first) != len(last):
        return None
    return Row(settings, _spread(last - first), of.finding(first, last, language))


def _spread(values: Runs) -> Runs:
    fine = values[np.isfinite(values)]
    return quantiles(fine, FAN) if len(fine) else np.full(len(FAN), np.nan)
