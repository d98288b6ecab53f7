"""Paired differences: every run beside the same member at one other setting of an axis."""

import math
from dataclasses import dataclass

import numpy as np

from sim.ground.arrays import Runs
from sim.ground.errors import InputError
from sim.runs.findings import Finding
from sim.sweeps.designs.design import Axis, Design, Index, Picture
from sim.sweeps.outcome import Outcome, outcome
from sim.sweeps.reader import SweepResults
from sim.sweeps.sides import Held, Side, at, axis_of, hold, shown, sides_of
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
        findings: what may be said of each; None where nothing is compared.
    """

    name: str
    rows: Runs
    above: Runs
    below: Runs
    findings: tuple[Finding | None, ...]


@dataclass(frozen=True)
class Paired:
    """Differences by panel.

    Attributes:
        of: what differs.
        x: the axis that they run over.
        reference: what they are differences to.
        panels: title and differences of each.
        policies: most pairs of policies in one place; above 1 they share its band.
        left_out: pairs without a number, since one of the two runs failed.
        held: rules and scenarios, and what was asked to be held.
    """

    of: Outcome
    x: Side
    reference: Reference
    panels: tuple[tuple[str, tuple[Differences, ...]], ...]
    policies: int
    left_out: int
    held: Held


def paired(results: SweepResults, picture: Picture, against: str, language: str = "en") -> Paired:
    """Return the differences, member by member, to one setting of an axis.

    Both runs of a pair agree in every input but that axis. What is neither the axis x, the
    panel's nor the reference's is pooled.

    Args:
        results: of a sweep that kept single runs.
        picture: measure, selector, x (by default the reference's axis) and panel.
        against: as ``designation_tempo=1``.
        language: of what may be said.

    Raises:
        InputError: an unknown axis or value, or a store that holds no single runs.
    """
    of = outcome(results, picture.measure, picture.selector)
    reference, known = reference_of(results, against), sides_of(results.design)
    x = known[axis_of(results, "x", picture.x or reference.axis.name).name]
    panel = known[axis_of(results, "panel", picture.panel).name] if picture.panel else None
    if panel and panel.name in {x.name, reference.axis.name}:
        raise InputError(f"--panel {panel.name}: is in --x or --against already; name another axis")
    varied = [x.name, reference.axis.name, *([panel.name] if panel else [])]
    held = hold(results, varied, picture.at, pooled=True)
    pairs = _Pairs(of, reference, language)
    panels = []
    for place in range(len(panel.values)) if panel else (None,):
        title, mine = "", held.mine
        if panel and place is not None:
            title, mine = panel.named(place, language), held.mine & at(results, panel, place)
        panels.append((title, tuple(pairs.traces(x, mine))))
    if not pairs.policies:
        raise InputError(
            f"--against {against}: the constraints of the design left no setting to compare with"
        )
    return Paired(of, x, reference, tuple(panels), pairs.policies, pairs.left_out, held)


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

    def __init__(self, of: Outcome, reference: Reference, language: str) -> None:
        self._of, self._values, self._language = of, of.values, language
        self._reference = reference
        self._partners = partners(of.results.design, reference)
        self.policies = self.left_out = 0

    def traces(self, x: Side, mine: np.ndarray) -> list[Differences]:
        """Return one trace, or one for each setting of the reference's axis that is not x."""
        axis = self._reference.axis
        if x.name == axis.name:
            return [self._over(x, mine, "")]
        other, results = sides_of(self._of.results.design)[axis.name], self._of.results
        places = [i for i in range(len(axis.values)) if i != self._reference.place]
        return [
            self._over(x, mine & at(results, other, i), other.named(i, self._language))
            for i in places
        ]

    def _over(self, x: Side, mine: np.ndarray, name: str) -> Differences:
        results = self._of.results
        found = [self._pair(mine & at(results, x, i)) for i in range(len(x.values))]
        gaps = [now - then for then, now in found]
        rows = [np.quantile(d, FAN) if len(d) else np.full(len(FAN), np.nan) for d in gaps]
        above, below = (
            np.asarray([np.mean(d * side > 0) if len(d) else np.nan for d in gaps])
            for side in (1, -1)
        )
        own = x.name == self._reference.axis.name
        said = tuple(
            self._of.finding(then, now, self._language)
            if len(then) and not (own and i == self._reference.place)
            else None
            for i, (then, now) in enumerate(found)
        )
        return Differences(name, np.stack(rows, axis=1), above, below, said)

    def _pair(self, mine: np.ndarray) -> tuple[Runs, Runs]:
        """Return the runs of some policies' partners and theirs, all members in one row."""
        numbers = np.flatnonzero(mine & (self._partners != NONE))
        differs = self._partners[numbers] != numbers
        self.policies = max(self.policies, int(differs.sum()))
        now, then = (self._values[n].ravel() for n in (numbers, self._partners[numbers]))
        fine = np.isfinite(now) & np.isfinite(then)
        self.left_out += int(len(fine) - fine.sum()) if differs.any() else 0
        return np.asarray(then[fine]), np.asarray(now[fine])
