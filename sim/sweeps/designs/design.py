"""Designs: which policies a sweep makes. Policies are built when they are asked for."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, overload

import numpy as np

from sim.ground.arrays import Runs
from sim.ground.weeks import date_of
from sim.sweeps.designs.fields import rule_of
from sim.sweeps.designs.quantiles import at_quantile
from sim.vocabulary.policy import Case, Override

Index = np.ndarray
"""Whole numbers, shape (policy,)."""

Path = tuple[tuple[int, float], ...]
"""Steps of a lever: (week, value), in order."""


@dataclass(frozen=True)
class Axis:
    """One input and the values that it takes in turn: a lever's name or a registry key.

    Attributes:
        name: of the lever or assumption.
        values: in the order written.
        lever: whether it is a lever.
        week: from which a lever is set; what the scenario sets before stays as it is.
    """

    name: str
    values: tuple[float, ...]
    lever: bool
    week: int = 0

    @property
    def date(self) -> str:
        """The day from which a lever is set."""
        return date_of(self.week).isoformat()


@dataclass(frozen=True)
class Sample:
    """Rows that each fix some inputs.

    Attributes:
        method: how the rows were laid out.
        names: levers and registry keys, the columns.
        rows: a lever's value or an assumption's quantile (its value in a list), shape
            (row, name); NaN leaves the input as it is.
        week: from which levers are set.
    """

    method: str
    names: tuple[str, ...]
    rows: Runs
    week: int = 0


def from_week(steps: tuple[tuple[int, float], ...], week: int, value: float) -> Path:
    """Return the path of a lever that takes a value from a week on, whatever came later.

    Example:
        >>> from_week(((0, 1.0), (150, 3.0)), 104, 2.0)
        ((0, 1.0), (104, 2.0))
    """
    return (*(step for step in steps if step[0] < week), (week, value))


@dataclass(frozen=True)
class Saved:
    """One variable of the store: a measure, and how its weeks become one number a run.

    Attributes:
        measure: of the vocabulary.
        how: end, total, mean, most, least or share.
        variable: its name in the store.
        week: the last week that counts, None for all.
    """

    measure: str
    how: str
    variable: str
    week: int | None = None


@dataclass(frozen=True)
class Save:
    """What a sweep keeps.

    Attributes:
        variables: one number (or one an extra dimension) a run.
        quantiles: over the members of a policy.
        series_members: members whose weekly series are kept, 0 for none.
        values: whether the numbers of single runs are kept, not only their quantiles.
        histograms: whether mergeable histograms over members are kept.
    """

    variables: tuple[Saved, ...]
    quantiles: tuple[float, ...]
    series_members: int = 0
    values: bool = True
    histograms: bool = False

    @property
    def measures(self) -> tuple[str, ...]:
        """Measures that a run must record, each once."""
        return tuple(dict.fromkeys(saved.measure for saved in self.variables))


@dataclass(frozen=True)
class Picture:
    """A heat map that ends the sweep.

    Attributes:
        measure: variable of the store.
        selector: as ``actor=dprk``, or "".
        x, y: axes of the map.
        panel: axis of small multiples, or "".
        below: break-even level in the measure's unit (flows: a week), or None.
        at: settings at which other inputs are held, as ``designation_tempo=1``.
    """

    measure: str
    selector: str = ""
    x: str = ""
    y: str = ""
    panel: str = ""
    below: float | None = None
    at: str = ""


@dataclass(frozen=True)
class Design:
    """Policies x members: scenarios, structures, sample rows and axes, crossed.

    Attributes:
        name: the file's stem.
        title: for readers.
        bases: policies of the scenarios that it starts from.
        members: size of the ensemble; every policy meets the same members.
        seed: of the ensemble and of the sample.
        weeks: horizon.
        axes: crossed with each other, the last one fastest.
        structures: structural choices and the options that are crossed.
        sample: rows, or None.
        save: what is kept.
        pictures: heat maps at the end.
        kept: numbers of the combinations that meet the constraints, or None for all.
    """

    name: str
    title: str
    bases: tuple[Case, ...]
    members: int
    seed: int
    weeks: int
    axes: tuple[Axis, ...]
    structures: tuple[tuple[str, tuple[str, ...]], ...]
    sample: Sample | None
    save: Save
    pictures: tuple[Picture, ...] = ()
    kept: Index | None = None
    _values: dict[Any, Runs] = field(default_factory=dict, repr=False, compare=False)

    @property
    def shape(self) -> tuple[int, ...]:
        """Length of every crossed input: scenarios, structures, rows, axes."""
        rows = 1 if self.sample is None else len(self.sample.rows)
        options = (len(options) for _, options in self.structures)
        return (len(self.bases), *options, rows, *(len(axis.values) for axis in self.axes))

    @property
    def policies(self) -> "Policies":
        """All policies, each built when it is asked for."""
        return Policies(self)

    def __len__(self) -> int:
        """Return the number of policies."""
        return int(np.prod(self.shape)) if self.kept is None else len(self.kept)

    def places(self, policies: Index) -> tuple[Index, ...]:
        """Return, for every crossed input, which of its values each policy takes."""
        combination = policies if self.kept is None else self.kept[policies]
        return tuple(np.unravel_index(combination, self.shape))

    def policy(self, number: int) -> Case:
        """Build one policy."""
        base, *options, row, values = self._split(np.asarray([number]))
        start = self.bases[int(base[0])]
        levers, assumptions = dict(start.levers), dict(start.assumptions)
        structure = dict(start.structure)
        for (name, known), option in zip(self.structures, options, strict=True):
            structure[name] = rule_of(name, known[int(option[0])])
        settings = [
            (axis.name, axis.lever, v[0], axis.week)
            for axis, v in zip(self.axes, values, strict=True)
        ]
        if self.sample is not None:
            found = self._row_values(int(base[0]), structure["reading"])[int(row[0])]
            settings += [
                (name, "." not in name, value, self.sample.week)
                for name, value in zip(self.sample.names, found.tolist(), strict=True)
                if value == value  # noqa: PLR0124  NaN leaves an input as it is
            ]
        for name, is_lever, value, week in settings:
            if is_lever:
                levers[name] = from_week(levers.get(name, ()), week, float(value))
            else:
                assumptions[name] = Override(value=float(value))
        return Case(f"{start.name}/{number}", levers, assumptions, structure, start.events)

    def coordinates(self, policies: Index) -> dict[str, np.ndarray]:
        """Return every input that differs between policies, by name, shape (policy,)."""
        base, *options, row, values = self._split(policies)
        out: dict[str, np.ndarray] = {}
        if len(self.bases) > 1:
            out["scenario"] = np.asarray([p.name for p in self.bases])[base]
        for (name, known), option in zip(self.structures, options, strict=True):
            out[f"structure.{name}"] = np.asarray(known)[option]
        for axis, value in zip(self.axes, values, strict=True):
            out[axis.name] = value
        if self.sample is not None:
            out["row"] = row.astype(np.int32)
            found = self._sampled(base, options, row)
            out |= {name: found[:, i] for i, name in enumerate(self.sample.names)}
        return out

    def column(self, name: str) -> str:
        """Return what an input is called beside the saved measures.

        A few measures share their name with an assumption, such as dprk.shell_stock.
        """
        taken = {*self.save.measures, *(saved.variable for saved in self.save.variables)}
        return f"{name}.input" if name in taken else name

    def _split(self, policies: Index) -> tuple[Any, ...]:
        base, *rest = self.places(policies)
        count = len(self.structures)
        options, row, places = rest[:count], rest[count], rest[count + 1 :]
        values = [np.asarray(a.values)[at] for a, at in zip(self.axes, places, strict=True)]
        return (base, *options, row, values)

    def _sampled(self, base: Index, options: Sequence[Index], row: Index) -> Runs:
        assert self.sample is not None
        names = [name for name, _ in self.structures]
        crossed = names.index("reading") if "reading" in names else None
        out = np.empty((len(base), len(self.sample.names)))
        reading = np.zeros_like(base) if crossed is None else options[crossed]
        for b, r in sorted(set(zip(base.tolist(), reading.tolist(), strict=True))):
            known = self.bases[b].structure["reading"]
            options_of = () if crossed is None else self.structures[crossed][1]
            chosen = rule_of("reading", options_of[r]) if options_of else known
            here = (base == b) & (reading == r)
            out[here] = self._row_values(b, chosen)[row[here]]
        return out

    def _row_values(self, base: int, reading: tuple[str, ...]) -> Runs:
        """Return the rows as values of levers and assumptions, shape (row, name)."""
        assert self.sample is not None
        place = (base, reading)
        if place not in self._values:
            out = self.sample.rows.copy()
            for column, name in enumerate(self.sample.names):
                if "." in name and self.sample.method != "list":
                    out[:, column] = at_quantile(self.bases[base], name, out[:, column], reading)
            self._values[place] = out
        return self._values[place]


@dataclass(frozen=True)
class Policies(Sequence[Case]):
    """The policies of a design as a sequence that holds none of them."""

    design: Design

    def __len__(self) -> int:
        return len(self.design)

    @overload
    def __getitem__(self, place: int) -> Case: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Case]: ...
    def __getitem__(self, place: int | slice) -> Case | Sequence[Case]:
        if isinstance(place, slice):
            return [self.design.policy(i) for i in range(*place.indices(len(self)))]
        if not 0 <= place < len(self):
            raise IndexError(place)
        return self.design.policy(place)
