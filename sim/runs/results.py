"""Results of `run` and `compare` on disk and in memory."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from sim.ground import ledger, zarrs
from sim.ground.chunks import ZARR, Array, metadata, whole_array
from sim.ground.errors import InputError
from sim.ground.files import content_of, exists, path_of
from sim.ground.telling import Telling
from sim.ground.text import one_line

GROUPS = ("bands", "cumulative", "shares", "ends", "differences")


@dataclass(frozen=True, eq=False)
class Results(Telling):
    """What a run or a comparison found.

    Attributes:
        kind: "run" or "compare".
        series: weekly values of the first members, dims (policy, member, time, ...).
        bands: quantiles over all members, dims (policy, group, quantile, time, ...).
        cumulative: the same for flows summed up from week 0.
        shares: share of members in which each limit binds, dims (policy, group, week, binding).
        ends: positions on all capability scales of every member at the cut-off and the end,
            dims (policy, every_member, week_bound, component).
        attrs: provenance and settings.
        differences: for compare, quantiles and share above zero of paired differences.
    """

    kind: str
    series: xr.Dataset
    bands: xr.Dataset
    cumulative: xr.Dataset
    shares: xr.Dataset
    ends: xr.Dataset
    attrs: dict[str, Any] = field(default_factory=dict)
    differences: xr.Dataset | None = None

    @property
    def policies(self) -> list[str]:
        """Names of the policies, the reference first."""
        return [str(p) for p in self.bands["policy"].values]

    @property
    def weeks(self) -> int:
        """Horizon in weeks."""
        return int(self.attrs["weeks"])

    def write_store(self, folder: Path) -> None:
        """Write results.zarr into an existing folder."""
        files = self._files()
        sums = {name: ledger.checksum(data) for name, data in files.items()}
        for name, data in {**files, **zarrs.consolidated(files, checksums=sums)}.items():
            path = folder / ZARR / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)

    def _files(self) -> dict[str, bytes]:
        """Return what lies in the store, by path: all descriptions, and one chunk an array."""
        notes, found = _encoded(self.series.assign_attrs({**self.attrs, "kind": self.kind}), "")
        deeper: dict[str, dict[str, Any]] = {}
        for name in GROUPS:
            data = getattr(self, name)
            if data is not None:
                deeper[name], arrays = _encoded(data, f"{name}/")
                found += arrays
        files = metadata([array for array, _ in found], notes, deeper)
        files |= {array.key(): array.encode(values) for array, values in found if values.size}
        inside = {name.removeprefix(f"{ZARR}/"): data for name, data in files.items()}
        return {name: data for name, data in inside.items() if not name.endswith(zarrs.ALL)}


def _encoded(data: xr.Dataset, below: str) -> tuple[dict[str, Any], list[tuple[Array, np.ndarray]]]:
    """Return the notes of a group and its arrays, each one chunk, as xarray reads them back."""
    variables, notes = xr.conventions.cf_encoder(dict(data.variables), dict(data.attrs))
    apart = " ".join(str(name) for name in data.coords if name not in data.dims)
    found = []
    for name, variable in variables.items():
        values = np.asarray(variable.values)
        values = values.astype(str) if values.dtype.kind == "O" else values
        dims, attrs = tuple(map(str, variable.dims)), _plain(variable.attrs)
        found.append((whole_array(f"{below}{name}", dims, values, attrs), values))
    return {**_plain(notes), **({"coordinates": apart} if apart else {})}, found


def _plain(notes: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(k): v.tolist() if hasattr(v, "tolist") else v for k, v in notes.items()}


def open_results(path: str | Path) -> Results:
    """Open what `run` or `compare` wrote; InputError if there is nothing or it is damaged.

    All metadata is read as text and every checksum compared before anything is decoded.
    """
    folder = path_of(path, str(path))
    store = folder if folder.name.endswith(".zarr") else folder / ZARR
    if not exists(store):
        raise InputError(f"{path}: no {ZARR} in it; write one with 'sim run'")
    _require_whole(store, str(path))
    try:
        top = _read(store, None)
        groups = {name: _read(store, name) for name in GROUPS if (store / name).exists()}
        attrs = dict(top.attrs)
        return Results(attrs.pop("kind", "run"), top, **groups, attrs=attrs)
    except Exception as error:  # noqa: BLE001  (a damaged store can fail anywhere)
        reason = one_line(error, 200) or type(error).__name__
        raise InputError(f"{path}: results cannot be read ({reason}); run it again") from None


def _require_whole(store: Path, place: str) -> None:
    """Refuse a store that is damaged or that sim never writes."""
    names = ledger.files_of(store)
    about = {
        name: content_of(store / name, f"{place}: {name}", zarrs.MOST_METADATA_BYTES)
        for name in zarrs.metadata_names(names)
    }
    zarrs.require_plain(about, place)
    sizes = {name: (store / name).lstat().st_size for name in names}
    zarrs.require_one_chunk(about, sizes, place)
    sums = json.loads(about.get(zarrs.ALL, b"{}")).get("checksums")
    if not isinstance(sums, dict):
        raise InputError(f"{place}: its results carry no checksums; run it again")
    there = {name for name in names if not name.endswith(zarrs.ALL)}
    wrong = ledger.difference(store, {str(k): str(v) for k, v in sums.items()}, there)
    if wrong:
        raise InputError(f"{place}: {ZARR} is damaged ({one_line(wrong, 200)}); run it again")


def _read(store: Path, group: str | None) -> xr.Dataset:
    out: xr.Dataset = xr.open_zarr(store, group=group, zarr_format=2, chunks=None)
    return out
