"""Paired differences: every run beside the same member at one other setting of an axis."""

import math
from dataclasses import dataclass

import numpy as np

from sim.ground.arrays import Runs
from sim.ground.errors import InputError
from sim.sweeps.designs.design import Axis, Design, Index, Picture, Saved
from sim.sweeps.grids import axis_of, shown
from sim.sweeps.reader import SweepResults, chosen
from sim.sweeps.sides import spoken
from sim.vocabulary.axes import FAN

NONE = -1
"""Partner of a policy whose partner the constraints of the design left out."""


@dataclass(frozen=True)
class Reference:
    """The setting that every run is held against: an axis and the place of its value."""

    axis: Axis
    place: int

    @property
    def value(self) -> str:
        """The setting as a reader would write it."""
        return shown(self.axis, self.axis.values[self.place])


@dataclass(frozen=True)
class Differences:
    """Differences to the reference over one axis.

    Attributes:
        name: the setting that is held against the reference, "" where that is the axis itself.
        rows: quantiles `FAN` over pairs, shape (quantile, value); NaN where there is no pair.
        above: share of pairs above zero, shape (value,).
        below: share of pairs below zero, shape (value,).
    """

    name: str
    rows: Runs
    above: Runs
    below: Runs


@dataclass(frozen=True)
class Paired:
    """Differences by panel.

    Attributes:
        x: the axis that they run over.
        reference: what they are differences to.
        panels: title and differences of each.
        policies: most pairs of policies in one place; above 1 they share its band.
        left_out: pairs without a number, since one of the two runs failed.
    """

    x: Axis
    reference: Reference
    panels: tuple[tuple[str, tuple[Differences, ...]], ...]
    policies: int
    left_out: int


def paired(results: SweepResults, picture: Picture, against: str) -> Paired:
    """Return the differences, member by member, to one setting of an axis.

    Both runs of a pair agree in every input but that axis. What is neither the axis x, the
    panel's nor the reference's is pooled.

    Args:
        results: of a sweep that kept single runs.
        picture: measure, selector, x (by default the reference's axis) and panel.
        against: as ``designation_tempo=1``.

    Raises:
        InputError: an unknown axis or value, or a store that holds no single runs.
    """
    url = results.url
    saved = results.saved(picture.measure)
    if not results.design.save.values:
        raise InputError(
            f"{url}: only quantiles were kept (values = false), and pairs need single runs; sweep "
            "again with values = true in [save]"
        )
    reference = reference_of(results, against)
    x = axis_of(results, "x", picture.x or reference.axis.name)
    panel = axis_of(results, "panel", picture.panel) if picture.panel else None
    if panel and panel.name in {x.name, reference.axis.name}:
        raise InputError(f"--panel {panel.name}: is in --x or --against already; name another axis")
    pairs = _Pairs(results, saved, chosen(saved, picture.selector), reference)
    panels = []
    for value in panel.values if panel else (None,):
        title, mine = "", np.ones(len(results.design), dtype=bool)
        if panel and value is not None:
            title, mine = f"{spoken(panel.name)} {shown(panel, value)}", pairs.at(panel, value)
        panels.append((title, tuple(pairs.traces(x, mine))))
    if not pairs.policies:
        raise InputError(
            f"--against {against}: the constraints of the design left no setting to compare with"
        )
    return Paired(x, reference, tuple(panels), pairs.policies, pairs.left_out)


def reference_of(results: SweepResults, against: str) -> Reference:
    """Return the setting that a text such as ``designation_tempo=1`` names."""
    name, equals, value = (part.strip() for part in against.partition("="))
    if not equals or not value:
        raise InputError(f"--against {against}: write AXIS=VALUE, as in designation_tempo=1")
    axis = axis_of(results, "against", name)
    known = [shown(axis, v) for v in axis.values]
    found = [i for i, v in enumerate(axis.values) if known[i] == value or _same(value, v)]
    if not found:
        raise InputError(
            f"--against {against}: the sweep has no {name} {value}; there are {', '.join(known)}"
        )
    if len(axis.values) == 1:
        raise InputError(f"--against {against}: the sweep has no other value of {name}")
    return Reference(axis, found[0])


def _same(text: str, value: float) -> bool:
    try:
        return math.isclose(float(text), value, rel_tol=1e-5)
    except ValueError:
        return False


def partners(design: Design, reference: Reference) -> Index:
    """Return the number of each policy's partner at the reference, or NONE; shape (policy,)."""
    places = list(design.places(np.arange(len(design))))
    at = len(places) - len(design.axes) + design.axes.index(reference.axis)
    places[at] = np.full_like(places[at], reference.place)
    wanted = np.ravel_multi_index(tuple(places), design.shape)
    if design.kept is None:
        return np.asarray(wanted)
    found = np.minimum(np.searchsorted(design.kept, wanted), len(design.kept) - 1)
    return np.where(design.kept[found] == wanted, found, NONE)


class _Pairs:
    """Runs and their partners; counts what it has seen."""

    def __init__(
        self, results: SweepResults, saved: Saved, place: int | None, reference: Reference
    ) -> None:
        self._runs = results.runs[saved.variable].transpose("policy", "member", ...)
        if place is not None:
            self._runs = self._runs[..., place]
        self._weeks = results.design.weeks if saved.how == "total" else 1
        self._inputs, self._reference = results.inputs, reference
        self._partners = partners(results.design, reference)
        self.policies = self.left_out = 0

    def at(self, axis: Axis, value: float) -> np.ndarray:
        """Return which policies have a value of an axis, shape (policy,)."""
        return np.asarray(self._inputs[axis.name].values == value)

    def traces(self, x: Axis, mine: np.ndarray) -> list[Differences]:
        """Return one trace, or one for each setting of the reference's axis that is not x."""
        axis = self._reference.axis
        if x.name == axis.name:
            return [self._over(x, mine, "")]
        others = [v for i, v in enumerate(axis.values) if i != self._reference.place]
        return [
            self._over(x, mine & self.at(axis, v), f"{spoken(axis.name)} {shown(axis, v)}")
            for v in others
        ]

    def _over(self, x: Axis, mine: np.ndarray, name: str) -> Differences:
        found = [self._gaps(mine & self.at(x, value)) for value in x.values]
        rows = [np.quantile(d, FAN) if len(d) else np.full(len(FAN), np.nan) for d in found]
        above, below = (
            np.asarray([np.mean(d * side > 0) if len(d) else np.nan for d in found])
            for side in (1, -1)
        )
        return Differences(name, np.stack(rows, axis=1), above, below)

    def _gaps(self, mine: np.ndarray) -> Runs:
        """Return the differences of some policies, those of all their members in one row."""
        numbers = np.flatnonzero(mine & (self._partners != NONE))
        differs = self._partners[numbers] != numbers
        self.policies = max(self.policies, int(differs.sum()))
        here, there = (self._values(n) for n in (numbers, self._partners[numbers]))
        out = ((here - there) / self._weeks).ravel()
        fine = np.isfinite(out)
        self.left_out += int(len(out) - fine.sum()) if differs.any() else 0
        return np.asarray(out[fine])

    def _values(self, numbers: Index) -> Runs:
        return self._runs.isel(policy=numbers).to_numpy().astype(np.float64)
