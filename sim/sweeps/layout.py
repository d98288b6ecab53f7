"""The arrays of a store: their dimensions and their chunks, one a block."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.ground.chunks import Array, whole_array
from sim.ground.units import DAYS_PER_WEEK
from sim.ground.weeks import START, date_of
from sim.runs.ensemble import Experiment
from sim.sweeps.designs.design import Design, Saved
from sim.sweeps.reduce import BINS
from sim.vocabulary.assumptions import registry
from sim.vocabulary.axes import BINDING
from sim.vocabulary.levers import levers
from sim.vocabulary.measures import Measure, dimension, measures


@dataclass(frozen=True)
class Layout:
    """How the results of a design lie in a store."""

    design: Design
    experiment: Experiment

    @property
    def blocks(self) -> int:
        """Number of blocks."""
        return self.rows * self.parts

    @property
    def rows(self) -> int:
        """Number of blocks along the policies."""
        return -(-len(self.design) // self.experiment.policies_per_block)

    @property
    def parts(self) -> int:
        """Number of blocks along the members; with one, quantiles are made by the worker."""
        return -(-self.experiment.members // self.experiment.members_per_block)

    def dims(self, saved: Saved) -> dict[str, int]:
        """Return the dimensions that a variable has beside the run, with their lengths."""
        m = measures()[saved.measure]
        if saved.how == "share":
            return {"binding": len(BINDING)}
        return {m.dimension: len(dimension(m.dimension))} if m.dimension else {}

    def values(self, saved: Saved) -> Array:
        """Return the array of single runs, dims (policy, member, ...)."""
        e, extra = self.experiment, self.dims(saved)
        return Array(
            saved.variable,
            ("policy", "member", *extra),
            (len(self.design), e.members, *extra.values()),
            (e.policies_per_block, e.members_per_block, *extra.values()),
            attrs=self._attrs(saved),
        )

    def quantiles(self, saved: Saved) -> Array:
        """Return the array of quantiles over members, dims (policy, quantile, ...)."""
        extra, count = self.dims(saved), len(self.design.save.quantiles)
        return Array(
            f"quantiles/{saved.variable}",
            ("policy", "quantile", *extra),
            (len(self.design), count, *extra.values()),
            (self.experiment.policies_per_block, count, *extra.values()),
            attrs=self._attrs(saved),
        )

    def histograms(self, saved: Saved) -> Array:
        """Return the array of counts by size, dims (policy, part, ..., bin)."""
        extra = self.dims(saved)
        return Array(
            f"histograms/{saved.variable}",
            ("policy", "part", *extra, "bin"),
            (len(self.design), self.parts, *extra.values(), BINS),
            (self.experiment.policies_per_block, 1, *extra.values(), BINS),
            dtype="<u4",
            packed=True,
        )

    def series(self, m: Measure) -> Array:
        """Return the array of weekly series, dims (policy, member, time, ...)."""
        e = self.experiment
        extra = {m.dimension: len(dimension(m.dimension))} if m.dimension else {}
        kept = min(self.design.save.series_members, e.members)
        times = e.weeks + int(m.bound)
        return Array(
            f"series/{m.name}",
            ("policy", "member", m.time, *extra),
            (len(self.design), kept, times, *extra.values()),
            (e.policies_per_block, min(kept, e.members_per_block), times, *extra.values()),
            attrs={"units": m.unit, "long_name": m.label},
        )

    @property
    def reading(self) -> Array:
        """Return the array of each run's reading, dims (policy, member)."""
        e = self.experiment
        shape = (len(self.design), e.members)
        return Array(
            "reading",
            ("policy", "member"),
            shape,
            (e.policies_per_block, e.members_per_block),
            "|i1",
        )

    def arrays(self) -> list[Array]:
        """Return every array that blocks write into."""
        save, out = self.design.save, [self.reading]
        out += [self.quantiles(saved) for saved in save.variables]
        if save.values:
            out += [self.values(saved) for saved in save.variables]
        if self.counts:
            out += [self.histograms(saved) for saved in save.variables]
        if save.series_members:
            out += [self.series(measures()[name]) for name in save.measures]
        return out

    def keys(self, number: int) -> set[str]:
        """Return the paths of all chunks that a block writes."""
        row, part = divmod(number, self.parts)
        save, each = self.design.save, self.experiment.members_per_block
        wide = [self.reading]
        wide += [self.values(saved) for saved in save.variables if save.values]
        wide += [self.histograms(saved) for saved in save.variables if self.counts]
        if part * each < save.series_members:
            wide += [self.series(measures()[name]) for name in save.measures]
        out = {array.key(row, part) for array in wide}
        if self.parts == 1:
            out |= {self.quantiles(saved).key(row) for saved in save.variables}
        return out

    def merged(self) -> set[str]:
        """Return the paths of chunks that only the whole can tell: quantiles over many blocks."""
        if self.parts == 1:
            return set()
        found = [self.quantiles(saved) for saved in self.design.save.variables]
        return {array.key(policy) for array in found for policy in range(len(self.design))}

    @property
    def counts(self) -> bool:
        """Whether histograms are kept: on request, or where quantiles need them."""
        save = self.design.save
        return save.histograms or (self.parts > 1 and not save.values)

    def _attrs(self, saved: Saved) -> dict[str, Any]:
        m = measures()[saved.measure]
        unit = m.unit.removesuffix("/week") if saved.how == "total" else m.unit
        unit = "1" if saved.how == "share" else unit
        last = date_of(self.design.weeks if saved.week is None else saved.week + 1)
        since = {} if saved.how == "end" else {"since": START.isoformat()}
        dated = {"date": last.isoformat(), **since}
        return {"units": unit, "long_name": m.label, "reduction": saved.how, **dated}

    def coordinates(self) -> Iterator[tuple[Array, np.ndarray]]:
        """Yield the coordinates: the inputs of each policy, and the labels of dimensions."""
        count = len(self.design)
        for name, found in self.design.coordinates(np.arange(count)).items():
            attrs = {"units": levers()[name].unit} if name in levers() else {}
            if "." in name and not name.startswith("structure."):
                attrs = {"units": registry()[name].unit}
            yield _coordinate(self.design.column(name), "policy", found, attrs)
        used = {(g, d) for a in self.arrays() for g, d in _dims(a)}
        for group, dim in sorted(used):
            values, attrs = self._labels(dim)
            if values is not None:
                yield _coordinate(group + dim, dim, values, attrs)

    def _labels(self, dim: str) -> tuple[np.ndarray | None, dict[str, Any]]:
        if dim in ("week", "week_bound"):
            days = int(DAYS_PER_WEEK) * np.arange(self.experiment.weeks + int(dim == "week_bound"))
            return days, {"units": f"days since {START}", "calendar": "proleptic_gregorian"}
        if dim == "policy":
            return np.arange(len(self.design)), {}
        if dim == "quantile":
            return np.asarray(self.design.save.quantiles), {}
        if dim == "binding":
            return np.asarray(BINDING), {}
        if dim in ("member", "part", "bin"):
            return None, {}
        return np.asarray(dimension(dim)), {}


def _dims(array: Array) -> list[tuple[str, str]]:
    group, slash, _ = array.path.rpartition("/")
    return [(group + slash, dim) for dim in array.dims]


def _coordinate(
    path: str, dim: str, values: np.ndarray, attrs: dict[str, Any]
) -> tuple[Array, np.ndarray]:
    return whole_array(path, (dim,), values, attrs), values
