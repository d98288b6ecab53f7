"""Results of a sweep for other programs: netCDF, Parquet, CSV and Excel."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from sim.ground.errors import InputError, unknown
from sim.ground.ledger import claim, put
from sim.ground.text import cell
from sim.ground.writing import frame_text, whole
from sim.sweeps.designs.design import Saved
from sim.sweeps.reader import SweepResults, selectors
from sim.vocabulary.levers import levers

FORMATS = {"netcdf": "runs.nc", "parquet": "runs.parquet", "csv": "runs.csv", "excel": "sweep.xlsx"}
COLUMNS = "columns.csv"
ROWS = 200_000
"""Rows that are in memory at a time."""

SHEET_ROWS = 1_048_575
"""Most rows of a sheet below its header."""


def export(results: SweepResults, kind: str, folder: Path) -> Path:
    """Write the runs of a sweep, one row a run; Excel also gets the quantiles by policy.

    What each column is (statistic, period, unit) stands in the file where the format has a place
    for it, and beside a table in `columns.csv`.

    Args:
        results: of the sweep.
        kind: netcdf, parquet, csv or excel.
        folder: an existing folder.

    Returns:
        The file written.
    """
    if kind not in FORMATS:
        raise unknown("--format", "format", kind, FORMATS)
    if not results.design.save.values:  # noqa: PD011  no table
        raise InputError(f"{results.url}: single runs were not kept (values = false)")
    path = folder / FORMATS[kind]
    writers = {"netcdf": _netcdf, "parquet": _parquet, "csv": _csv, "excel": _excel}
    try:
        with whole(path) as part:
            writers[kind](results, part)
            claim(part, path)
    except ImportError as error:
        raise InputError(
            f"--format {kind}: {error.name} is not installed; install sim[export]"
        ) from None
    if kind in ("csv", "parquet"):
        put(folder / COLUMNS, frame_text(column_table(results)))
    return path


def tables(results: SweepResults) -> Iterator[pd.DataFrame]:
    """Yield tables of some policies each: policy, member, inputs, one column a measure."""
    members, count = results.design.members, len(results.design)
    step = max(1, ROWS // members)
    for first in range(0, count, step):
        numbers = np.arange(first, min(first + step, count))
        part = results.runs.isel(policy=numbers).load()
        columns: dict[str, np.ndarray] = {
            "policy": np.repeat(numbers, members),
            "member": np.tile(np.arange(members), len(numbers)),
        }
        for name, values in inputs_of(results, numbers).items():
            columns[results.design.column(name)] = np.repeat(values, members)
        columns["reading"] = part["reading"].to_numpy().ravel()
        for saved in results.design.save.variables:
            values = part[saved.variable].transpose("policy", "member", ...).to_numpy()
            flat = values.reshape(len(numbers) * members, -1)
            for i, selector in enumerate(selectors(saved)):
                columns[f"{saved.variable}[{selector}]" if selector else saved.variable] = flat[
                    :, i
                ]
        yield pd.DataFrame(columns)


def inputs_of(results: SweepResults, numbers: np.ndarray) -> dict[str, np.ndarray]:
    """Return the inputs of policies by name: quantities as numbers, dates and names in words."""
    found = results.design.coordinates(numbers)
    return {name: _in_words(name, np.asarray(values)) for name, values in found.items()}


def _in_words(name: str, values: np.ndarray) -> np.ndarray:
    if name in levers() and not levers()[name].quantity:
        each, places = np.unique(values, return_inverse=True)
        return np.asarray([levers()[name].show(float(value)) for value in each])[places]
    if values.dtype.kind in "OU":
        return np.asarray([cell(value) for value in values])
    return values


def quantile_name(quantile: float) -> str:
    """Return the name of a quantile's column: no two share one.

    >>> [quantile_name(q) for q in (0.05, 0.5, 0.025, 0.999)]
    ['q05', 'q50', 'q2.5', 'q99.9']
    """
    text = f"{100 * quantile:.10g}"
    return f"q{text if '.' in text else text.zfill(2)}"


def quantile_table(results: SweepResults) -> pd.DataFrame:
    """Return one row a policy, measure and selector with its quantiles."""
    inputs = inputs_of(results, np.arange(len(results.design)))
    parts = []
    for saved in results.design.save.variables:
        values = results.quantiles[saved.variable].transpose("policy", "quantile", ...).to_numpy()
        flat = values.reshape(*values.shape[:2], -1)
        for i, selector in enumerate(selectors(saved)):
            columns: dict[str, object] = {"policy": np.arange(len(flat)), **inputs}
            columns |= {"measure": saved.variable, "selector": selector}
            columns |= about(results, saved)
            for j, q in enumerate(results.design.save.quantiles):
                columns[quantile_name(q)] = flat[:, j, i]
            parts.append(pd.DataFrame(columns))
    return pd.concat(parts, ignore_index=True)


def about(results: SweepResults, saved: Saved) -> dict[str, str]:
    """Return statistic, period and unit of a variable as the store keeps it."""
    attrs = results.store.job.layout.values(saved).attrs
    return {
        "statistic": attrs["reduction"],
        "from": attrs.get("since", attrs["date"]),
        "to": attrs["date"],
        "unit": attrs["units"],
    }


def column_table(results: SweepResults) -> pd.DataFrame:
    """Return one row a column of the table of runs: measure, statistic, period and unit."""
    rows = [
        {
            "column": f"{saved.variable}[{selector}]" if selector else saved.variable,
            "measure": saved.measure,
            **about(results, saved),
        }
        for saved in results.design.save.variables
        for selector in selectors(saved)
    ]
    return pd.DataFrame(rows)


def _netcdf(results: SweepResults, path: Path) -> None:
    every = inputs_of(results, np.arange(len(results.design)))
    coords = {results.design.column(name): ("policy", values) for name, values in every.items()}
    results.runs.assign_coords(coords).to_netcdf(path)


def _csv(results: SweepResults, path: Path) -> None:
    for i, table in enumerate(tables(results)):
        table.to_csv(path, mode="a" if i else "w", header=not i, index=False, lineterminator="\n")


def _parquet(results: SweepResults, path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    writer = None
    for table in tables(results):
        part = pa.Table.from_pandas(table, preserve_index=False)
        writer = writer or pq.ParquetWriter(path, part.schema)
        writer.write_table(part)
    if writer is not None:
        writer.close()


def _excel(results: SweepResults, path: Path) -> None:
    runs = results.store.job.experiment.runs
    if runs > SHEET_ROWS:
        raise InputError(f"--format excel: {runs:,} runs do not fit a sheet; use --format parquet")
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheets = (
        ("columns", [column_table(results)]), ("quantiles", [quantile_table(results)]),
        ("runs", tables(results)),
    )  # fmt: skip
    for name, parts in sheets:
        sheet = book.create_sheet(name)
        for i, table in enumerate(parts):
            if not i:
                sheet.append(list(table.columns))
            for row in table.itertuples(index=False):
                sheet.append([_cell(value) for value in row])
    book.save(path)


def _cell(value: object) -> object:
    plain = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(plain, float) and np.isnan(plain) else plain
