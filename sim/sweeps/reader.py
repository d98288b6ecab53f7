"""Open the store of a sweep: only a complete one, and only if every chunk is what it says."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import xarray as xr

from sim.ground.calls import checked
from sim.ground.chunks import ZARR
from sim.ground.errors import InputError, unknown
from sim.ground.fields import number
from sim.ground.telling import Telling
from sim.sweeps.designs.design import Design, Saved
from sim.sweeps.location import Location
from sim.sweeps.store import Store
from sim.vocabulary.measures import Measure, measures
from sim.vocabulary.measures import selector as parse_selector


@dataclass(frozen=True, eq=False)
class SweepResults(Telling):
    """What a sweep found.

    Attributes:
        store: where it lies and what it was made from.
    """

    store: Store

    @property
    def design(self) -> Design:
        """The design that made it."""
        return self.store.job.design

    @property
    def url(self) -> str:
        """Folder or URL of its store."""
        return self.store.location.url

    @cached_property
    def runs(self) -> xr.Dataset:
        """One number a run, dims (policy, member, ...); NaN for failed runs."""
        return self._open(None)

    @cached_property
    def quantiles(self) -> xr.Dataset:
        """Quantiles over members, dims (policy, quantile, ...), with the policies' inputs."""
        coords = {self.design.column(str(n)): c.variable for n, c in self.inputs.coords.items()}
        return self._open("quantiles").assign_coords(coords)

    @cached_property
    def series(self) -> xr.Dataset:
        """Weekly series of the first members, dims (policy, member, time, ...)."""
        if not self.design.save.series_members:
            raise InputError(f"{self.url}: no series were kept; see series_members")
        return self._open("series")

    @cached_property
    def inputs(self) -> xr.Dataset:
        """The inputs of each policy as coordinates, dim policy; nothing else is read."""
        numbers = np.arange(len(self.design))
        found = self.design.coordinates(numbers)
        coords = {name: ("policy", values) for name, values in found.items()}
        return xr.Dataset(coords={"policy": numbers, **coords})

    @checked
    def saved(self, name: str) -> Saved:
        """Return a variable by name or raise InputError with the nearest one."""
        known = {saved.variable: saved for saved in self.design.save.variables}
        if name not in known:
            raise unknown(self.url, "saved measure", name, known)
        return known[name]

    @checked
    def level(self, name: str, selector: str = "", *, at: float = 0.5) -> np.ndarray:
        """Return one quantile of a measure by policy; totals as a mean a week, shape (policy,)."""
        return np.asarray(self.band(name, selector, (at,))[0])

    @checked
    def band(self, name: str, selector: str, at: Sequence[float]) -> np.ndarray:
        """Return quantiles of a measure by policy, shape (quantile, policy).

        Args:
            name: variable of the store.
            selector: as ``actor=dprk``; needed where the measure has an extra dimension.
            at: quantiles, each one of those that the sweep kept.
        """
        saved, kept = self.saved(name), self.design.save.quantiles
        if not isinstance(at, list | tuple):
            raise InputError(f"band: at: must be a list of quantiles, some of {list(kept)}")
        asked = [number("band: at", q) for q in at]
        missing = [q for q in asked if q not in kept]
        if missing:
            raise InputError(f"quantile {missing[0]:g} was not kept; kept are {list(kept)}")
        values = self.quantiles[name].transpose("quantile", "policy", ...).values
        values = values[[kept.index(q) for q in asked]].astype(np.float64)
        place = chosen(saved, selector)
        out = np.asarray(values if place is None else values[..., place])
        weeks = self.design.weeks if saved.week is None else saved.week + 1
        return np.asarray(out / (weeks if saved.how == "total" else 1))

    @checked
    def unit(self, name: str) -> str:
        """Return the unit of `level` and `band`."""
        saved = self.saved(name)
        return "1" if saved.how == "share" else measures()[saved.measure].unit

    def _open(self, group: str | None) -> xr.Dataset:
        where = self.store.location.mapping(ZARR)
        found: xr.Dataset = xr.open_zarr(where, group=group, consolidated=True, zarr_format=2)
        return found


def chosen(saved: Saved, selector: str) -> int | None:
    """Return the index along the extra dimension of a variable, None where it has none."""
    m: Measure = measures()[saved.measure]
    if saved.how == "share":
        from sim.vocabulary.axes import BINDING

        value = selector.removeprefix("binding=")
        if value not in BINDING:
            raise unknown(saved.variable, "binding", value, BINDING)
        return BINDING.index(value)
    found = parse_selector(saved.variable, m, selector)
    if found is None and m.dimension:
        raise InputError(
            f"{saved.variable}: add a selector, {m.dimension}=..., for it has several values a run"
        )
    return None if found is None else found[1]


def selectors(saved: Saved) -> list[str]:
    """Return every selector of a variable, one empty text where it has no extra dimension."""
    from sim.vocabulary.axes import BINDING
    from sim.vocabulary.measures import dimension

    m = measures()[saved.measure]
    if saved.how == "share":
        return [f"binding={b}" for b in BINDING]
    return [f"{m.dimension}={v}" for v in dimension(m.dimension)] if m.dimension else [""]


def open_sweep(url: str) -> SweepResults:
    """Open a finished sweep; InputError if it is unfinished, damaged or none."""
    store = Store.open(Location(url))
    store.require_complete()
    return SweepResults(store)
