"""Results of `run` and `compare` on disk and in memory."""

import asyncio
import csv
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from sim.errors import InputError
from sim.measures import measures
from sim.weeks import CUT_OFF, date_of, week_of

PACKED = ("bands", "cumulative")
OURS = frozenset(
    {
        "results.zarr", "summary.csv", "capability.csv", "compare.csv", "figures", "run.json",
        "hindcast.csv", "draws.csv", "biases.csv", "hindcast.png", "hindcast.svg",
        "blocks", "failures.csv", "finished.json", "inputs.npz", "lock.json", "manifest.json",
        "runs.nc", "runs.parquet", "runs.csv", "sweep.xlsx",
    }
)  # fmt: skip
"""What results hold; a folder with anything else is never replaced."""

SUMMARY_EVERY = 13
"""Weeks between the dates of summary.csv: one row a quarter, the cut-off and the end."""

SUMMARY = ("measure", "selector", "date", "q05", "q25", "q50", "q75", "q95", "unit")


@dataclass(frozen=True)
class Results:
    """What a run or a comparison found.

    Attributes:
        kind: "run" or "compare".
        series: weekly values of the first members, dims (policy, member, time, ...).
        bands: quantiles over all members, dims (policy, group, quantile, time, ...).
        cumulative: the same for flows summed up from week 0.
        shares: share of members in which each limit binds, dims (policy, group, week, binding).
        ends: capability components of every member at the cut-off and the end,
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

    def save(self, folder: Path) -> None:
        """Write results.zarr and summary.csv into an existing folder."""
        store = folder / "results.zarr"
        top = self.series.assign_attrs({**self.attrs, "kind": self.kind})
        _write(top, store, None)
        for name in PACKED:
            _write(pack(getattr(self, name)), store, name)
        _write(self.shares, store, "shares")
        _write(self.ends, store, "ends")
        if self.differences is not None:
            _write(pack(self.differences), store, "differences")
        with (folder / "summary.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(SUMMARY)
            writer.writerows(summary_rows(self))


def _write(data: xr.Dataset, store: Path, group: str | None) -> None:
    """Write a Dataset as a Zarr group that xarray reads back.

    All arrays are created together: waiting for each in turn, as `to_zarr` does, takes three
    times as long.
    """
    from zarr.api.asynchronous import open_group
    from zarr.core.sync import sync

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
        root = await open_group(store=store, path=group or "", mode="a", zarr_format=2)
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


def summary_weeks(weeks: int) -> list[int]:
    """Return the weeks whose values stand in summary.csv."""
    chosen = set(range(0, weeks, SUMMARY_EVERY)) | {weeks - 1}
    cut = week_of(CUT_OFF)
    return sorted(chosen | ({cut} if cut < weeks else set()))


def summary_rows(results: Results) -> Iterator[list[str]]:
    """Yield the rows of summary.csv: bands by measure, selector and date.

    A flow stands at its week's start, a stock at the bound that closes that week. Selectors
    name the extra dimension, the reading, `cumulative` for flows summed up, and the limit.
    """
    for policy in results.policies:
        tag = [f"policy={policy}"] if len(results.policies) > 1 else []
        for name in measures():
            if name in results.bands:
                yield from _band_rows(results.bands[name].sel(policy=policy), name, tag, results)
        for name in measures():
            if name in results.cumulative:
                found = results.cumulative[name].sel(policy=policy)
                yield from _band_rows(found, name, [*tag, "cumulative"], results)
        if "trade.binding" in results.shares:
            yield from _share_rows(results.shares["trade.binding"].sel(policy=policy), tag, results)


def _band_rows(
    band: xr.DataArray, name: str, tag: list[str], results: Results
) -> Iterator[list[str]]:
    m = measures()[name]
    unit = str(band.attrs["units"])
    values = band.transpose("group", m.time, *((m.dimension,) if m.dimension else ()), "quantile")
    array = values.values
    labels = [f"{m.dimension}={v}" for v in band[m.dimension].values] if m.dimension else [""]
    groups = ["" if g == "pooled" else f"reading={g}" for g in band["group"].values]
    for g, group in enumerate(groups):
        if np.isnan(array[g]).all():
            continue
        for i, label in enumerate(labels):
            selector = ";".join(part for part in (*tag, label, group) if part)
            for week in summary_weeks(results.weeks):
                at = week + int(m.bound)
                row = array[g, at, i] if m.dimension else array[g, at]
                yield [name, selector, date_of(at).isoformat(), *(f"{x:.6g}" for x in row), unit]


def _share_rows(share: xr.DataArray, tag: list[str], results: Results) -> Iterator[list[str]]:
    array = share.transpose("group", "week", "binding").values
    for g, group in enumerate(share["group"].values):
        if np.isnan(array[g]).all():
            continue
        reading = "" if group == "pooled" else f"reading={group}"
        for b, binding in enumerate(share["binding"].values):
            selector = ";".join(part for part in (*tag, f"binding={binding}", reading) if part)
            for week in summary_weeks(results.weeks):
                same = [f"{array[g, week, b]:.6g}"] * 5
                yield ["trade.binding", selector, date_of(week).isoformat(), *same, "1"]


def check_folder(folder: Path, kind: str, *, overwrite: bool) -> None:
    """Refuse an output folder that cannot be used, with one line; nothing is touched.

    A folder that holds an earlier result of the same kind is replaced with `overwrite`;
    anything else that is not empty is refused.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder}: is a file; name a folder")
    if Path.cwd().is_relative_to(folder.resolve()):
        raise InputError(f"{folder}: is the folder you work in; name one inside it with --out")
    try:
        filled = folder.exists() and any(folder.iterdir())
    except OSError as error:
        raise InputError(f"{folder}: cannot be read ({error.strerror}); use --out") from None
    if filled:
        was = _kind_of(folder / "run.json")
        if was is None:
            raise InputError(f"{folder}: holds other files; name another folder with --out")
        if was != kind:
            raise InputError(f"{folder}: holds a result of sim {was}; name another with --out")
        foreign = sorted(p.name for p in folder.iterdir() if p.name not in OURS)
        if foreign:
            raise InputError(f"{folder}: also holds {foreign[0]}, which is not ours; move it away")
        if not overwrite:
            raise InputError(f"{folder}: holds an earlier result; add --overwrite or name another")
    _refuse_unwritable(folder)


def place_folder(part: Path, folder: Path, kind: str, *, overwrite: bool) -> None:
    """Put a complete result in its place; an earlier one is removed only then."""
    check_folder(folder, kind, overwrite=overwrite)
    old = part.with_name(f"{part.name}.old")
    if folder.exists():
        folder.rename(old)
    part.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def _refuse_unwritable(folder: Path) -> None:
    there = folder.resolve().parent
    while not there.exists():
        there = there.parent
    if not there.is_dir():
        raise InputError(f"{folder}: cannot be written ({there} is a file); use --out")
    try:
        with tempfile.NamedTemporaryFile(dir=there):
            pass
    except OSError as error:
        raise InputError(f"{folder}: cannot be written ({error.strerror}); use --out") from None


def _kind_of(mark: Path) -> str | None:
    """Return the verb whose result a folder holds, or None if it holds something else."""
    try:
        return str(json.loads(mark.read_text(encoding="utf-8"))["verb"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
