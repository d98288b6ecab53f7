"""Results of `run` and `compare` on disk and in memory."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from zarr.api.asynchronous import open_group
from zarr.core.buffer import Buffer
from zarr.core.sync import sync
from zarr.storage import MemoryStore

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
        files: dict[str, Buffer] = {}
        top = self.series.assign_attrs({**self.attrs, "kind": self.kind})
        groups = {
            "": top,
            **{name: pack(getattr(self, name)) for name in PACKED},
            "shares": self.shares,
            "ends": self.ends,
        }
        if self.differences is not None:
            groups["differences"] = pack(self.differences)
        for group, data in groups.items():
            _write(data, MemoryStore(files), group)
        for name, content in files.items():
            path = folder / "results.zarr" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.as_buffer_like())


def _write(data: xr.Dataset, store: MemoryStore, group: str) -> None:
    """Write a Dataset as a Zarr group that xarray reads back.

    Into memory first, and all arrays together: waiting for the files of each array in turn, as
    `to_zarr` does, takes three times as long.
    """
    variables, notes = xr.conventions.cf_encoder(dict(data.variables), dict(data.attrs))

    async def one(root: Any, name: str, variable: xr.Variable) -> None:
        values = np.asarray(variable.values)
        if values.dtype.kind == "O":
            values = values.astype(str)
        array = await root.create_array(
            name,
            shape=values.shape,
            dtype=values.dtype,
            chunks=tuple(max(1, length) for length in values.shape),
            compressors=None,
            fill_value=None,
            attributes={**_plain(variable.attrs), "_ARRAY_DIMENSIONS": list(variable.dims)},
        )
        await array.setitem(Ellipsis, values)

    async def every() -> None:
        root = await open_group(store=store, path=group, mode="a", zarr_format=2)
        apart = " ".join(str(name) for name in data.coords if name not in data.dims)
        await root.update_attributes({**_plain(notes), **({"coordinates": apart} if apart else {})})
        await asyncio.gather(*(one(root, str(n), v) for n, v in variables.items()))

    sync(every())


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
    store = folder if folder.name.endswith(".zarr") else folder / "results.zarr"
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
