"""Results of `run` and `compare` on disk and in memory."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from sim.ground.chunks import ZARR, Array, metadata, whole_array
from sim.ground.errors import InputError

PACKED = ("bands", "cumulative")


@dataclass(frozen=True)
class Results:
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
        groups = {
            **{name: pack(getattr(self, name)) for name in PACKED},
            "shares": self.shares,
            "ends": self.ends,
        }
        if self.differences is not None:
            groups["differences"] = pack(self.differences)
        top = self.series.assign_attrs({**self.attrs, "kind": self.kind})
        for path, content in _files(top, groups).items():
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)


def _files(top: xr.Dataset, groups: Mapping[str, xr.Dataset]) -> dict[str, bytes]:
    """Return what lies in a store, by path: descriptions of all groups, then one chunk an array."""
    notes, found = _encoded(top, "")
    deeper: dict[str, dict[str, Any]] = {}
    for name, data in groups.items():
        deeper[name], arrays = _encoded(data, f"{name}/")
        found += arrays
    files = metadata([array for array, _ in found], notes, deeper)
    return files | {array.key(): array.encode(values) for array, values in found}


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


def pack(data: xr.Dataset) -> xr.Dataset:
    """Stack the variables of a Dataset that share dims into one array each.

    A store pays for every array that it holds; bands are many small ones. Row r of an array
    is the variable and index that its `rows` attribute names.
    """
    kinds: dict[tuple[str, ...], list[str]] = {}
    for name, variable in data.data_vars.items():
        kinds.setdefault(tuple(map(str, variable.dims)), []).append(str(name))
    packed = {}
    for i, (dims, names) in enumerate(sorted(kinds.items())):
        stacked = np.stack([data[name].values for name in names])
        notes = [{"name": name, **data[name].attrs} for name in names]
        packed[f"packed_{i}"] = xr.Variable(
            (f"row_{i}", *dims), stacked, {"rows": json.dumps(notes)}
        )
    return xr.Dataset(packed, coords=data.coords)


def unpack(data: xr.Dataset) -> xr.Dataset:
    """Undo `pack`; values stay on disk until they are used."""
    out = {}
    for variable in data.data_vars.values():
        for row, note in enumerate(json.loads(variable.attrs["rows"])):
            name = note.pop("name")
            out[name] = variable.isel({variable.dims[0]: row}).variable
            out[name].attrs = note
    return xr.Dataset(out, coords=data.coords)


def open_results(path: str | Path) -> Results:
    """Open what `run` or `compare` wrote; InputError if there is nothing or it is damaged."""
    folder = Path(path)
    store = folder if folder.name.endswith(".zarr") else folder / ZARR
    if not store.exists():
        raise InputError(f"{path}: no results.zarr in it; write one with 'sim run'")
    try:
        top = xr.open_zarr(store, consolidated=False)
        groups = {name: unpack(_read(store, name)) for name in PACKED}
        found = (store / "differences").exists()
        extra = unpack(_read(store, "differences")) if found else None
        shares, ends = _read(store, "shares"), _read(store, "ends")
    except Exception as error:  # noqa: BLE001  (a damaged store can fail anywhere)
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise InputError(f"{path}: results cannot be read ({reason}); run it again") from None
    attrs = dict(top.attrs)
    kind = attrs.pop("kind", "run")
    return Results(kind, top, **groups, shares=shares, ends=ends, attrs=attrs, differences=extra)


def _read(store: Path, group: str) -> xr.Dataset:
    out: xr.Dataset = xr.open_zarr(store, group=group, consolidated=False)
    return out
