"""The rows of summary.csv: bands by measure, selector and date."""

from collections.abc import Iterator, Sequence

import numpy as np
import xarray as xr

from sim.ground.weeks import CUT_OFF, date_of, week_of
from sim.runs.results import Results
from sim.vocabulary.measures import measures

EVERY = 13
"""Weeks between dates: one row a quarter, the cut-off and the end."""

COLUMNS = ("measure", "selector", "date", "q05", "q25", "q50", "q75", "q95", "unit")
BINDS = "trade.binding"

Row = list[str]


def summary_rows(results: Results) -> Iterator[Row]:
    """Yield the rows of summary.csv.

    A flow stands at its week's start, a stock at the bound that closes that week. Selectors
    name the extra dimension, the reading, `cumulative` for flows summed up, and the limit.
    """
    weeks = summary_weeks(results.weeks)
    for policy in results.policies:
        tag = [f"policy={policy}"] if len(results.policies) > 1 else []
        for kind, data in (("", results.bands), ("cumulative", results.cumulative)):
            for name in measures():
                if name in data:
                    found = data[name].sel(policy=policy)
                    yield from _band_rows(found, name, [*tag, kind], weeks)
        if BINDS in results.shares:
            yield from _share_rows(results.shares[BINDS].sel(policy=policy), tag, weeks)


def summary_weeks(horizon: int) -> list[int]:
    """Return the weeks whose values stand in the table."""
    cut = week_of(CUT_OFF)
    return sorted({*range(0, horizon, EVERY), horizon - 1, *([cut] if cut < horizon else [])})


def _selector(parts: Sequence[str]) -> str:
    return ";".join(part for part in parts if part)


def _groups(data: xr.DataArray) -> list[str]:
    return ["" if group == "pooled" else f"reading={group}" for group in data["group"].values]


def _band_rows(
    band: xr.DataArray, name: str, tag: Sequence[str], weeks: Sequence[int]
) -> Iterator[Row]:
    m = measures()[name]
    unit = str(band.attrs["units"])
    extra = (m.dimension,) if m.dimension else ()
    array = band.transpose("group", *extra, m.time, "quantile").values.astype(np.float64)
    array = array.reshape(array.shape[0], -1, *array.shape[-2:])
    labels = [f"{m.dimension}={value}" for value in band[m.dimension].values] if extra else [""]
    dates = [(week + int(m.bound), date_of(week + int(m.bound)).isoformat()) for week in weeks]
    for group, of_group in zip(_groups(band), array, strict=True):
        if np.isnan(of_group).all():
            continue
        for label, rows in zip(labels, of_group, strict=True):
            selector = _selector([*tag, label, group])
            for at, day in dates:
                yield [name, selector, day, *(f"{x:.6g}" for x in rows[at].tolist()), unit]


def _share_rows(share: xr.DataArray, tag: Sequence[str], weeks: Sequence[int]) -> Iterator[Row]:
    array = share.transpose("group", "binding", "week").values
    for group, of_group in zip(_groups(share), array, strict=True):
        if np.isnan(of_group).all():
            continue
        for binding, row in zip(share["binding"].values, of_group, strict=True):
            selector = _selector([*tag, f"binding={binding}", group])
            for week in weeks:
                yield [BINDS, selector, date_of(week).isoformat(), *[f"{row[week]:.6g}"] * 5, "1"]
