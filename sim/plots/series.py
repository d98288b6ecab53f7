"""What figures take from results: quantiles over members with their days."""

from typing import NamedTuple

import numpy as np
import xarray as xr

from sim.ground.units import DAYS_PER_WEEK
from sim.runs.results import Results
from sim.vocabulary.axes import FAN

EPOCH = np.datetime64("1970-01-01")
DAY = np.timedelta64(1, "D")
LOW, LOWER, MIDDLE, UPPER, HIGH = range(5)
"""Rows of a band: 5, 25, 50, 75 and 95 %."""


class Band(NamedTuple):
    """Quantiles over members by day. Invariant: rows never fall from one to the next."""

    days: np.ndarray
    rows: np.ndarray

    @property
    def median(self) -> np.ndarray:
        """Median over members."""
        out: np.ndarray = self.rows[self.rows.shape[0] // 2]
        return out

    def times(self, factor: float) -> "Band":
        """Return the band in another unit."""
        return Band(self.days, self.rows * factor)

    def at(self, day: float) -> np.ndarray:
        """Return the quantiles at a day, linear between weeks."""
        return np.array([np.interp(day, self.days, row) for row in self.rows])


def days_of(times: np.ndarray) -> np.ndarray:
    """Return dates as days since 1970, which is what the axes count in."""
    out: np.ndarray = (times.astype("datetime64[ns]") - EPOCH) / DAY
    return out


def _closed(days: np.ndarray, rows: np.ndarray, dim: str) -> Band:
    """A flow runs during its week: hold its last value to the end of that week."""
    if dim == "week":
        days = np.append(days, days[-1] + DAYS_PER_WEEK)
        rows = np.concatenate([rows, rows[..., -1:]], axis=-1)
    return Band(days, rows.astype(float))


def time_of(values: xr.DataArray | xr.Dataset) -> str:
    """Return the name of the time dimension."""
    return "week_bound" if "week_bound" in values.dims else "week"


def band(
    results: Results,
    name: str,
    policy: str,
    *,
    group: str = "pooled",
    cumulative: bool = False,
    **where: str,
) -> Band:
    """Return the quantiles of a measure over members, rows 5, 25, 50, 75, 95 %.

    Args:
        results: of a run or a comparison.
        name: measure.
        policy: which policy.
        group: "pooled" or a reading.
        cumulative: whether the flow is summed up from week 0 (then it stands at week ends).
        **where: value of the extra dimension, e.g. bundle="oil".
    """
    source = results.cumulative if cumulative else results.bands
    values = source[name].sel({"policy": policy, "group": group, **where})
    dim = time_of(values)
    rows = values.transpose("quantile", dim).values
    days = days_of(values[dim].values)
    if cumulative:
        rows = np.concatenate([np.zeros_like(rows[:, :1]), rows], axis=1)
        return Band(np.append(days, days[-1] + DAYS_PER_WEEK), rows.astype(float))
    return _closed(days, rows, dim)


def difference(results: Results, name: str, policy: str, **where: str) -> Band:
    """Return quantiles of paired differences to the reference, rows 5, 50, 95 %."""
    assert results.differences is not None
    values = results.differences[name].sel({"policy": policy, **where})
    dim = time_of(values)
    days = days_of(values[dim].values)
    rows = values.transpose("quantile", dim).values
    if name.endswith(":cumulative"):
        rows = np.concatenate([np.zeros_like(rows[:, :1]), rows], axis=1)
        return Band(np.append(days, days[-1] + DAYS_PER_WEEK), rows.astype(float))
    return _closed(days, rows, dim)


def member_band(values: np.ndarray, days: np.ndarray, dim: str) -> Band:
    """Return quantiles over the first axis of what was computed member by member.

    Args:
        values: shape (member, time).
        days: shape (time,).
        dim: name of the time dimension, which says whether a flow's week must be closed.
    """
    return _closed(days, np.quantile(values, FAN, axis=0), dim)


def member_series(results: Results, name: str, policy: str) -> np.ndarray | None:
    """Return weekly values of the members that were kept, (member, time, ...), or None."""
    if name not in results.series or results.series.sizes.get("member", 0) == 0:
        return None
    values = results.series[name].sel(policy=policy)
    rest = [d for d in values.dims if d not in {"member", time_of(values)}]
    out: np.ndarray = values.transpose("member", time_of(values), *rest).values
    return out.astype(float)


def week_days(results: Results, dim: str = "week") -> np.ndarray:
    """Return the days of the weeks or week bounds."""
    return days_of(results.bands[dim].values)


def ends(results: Results) -> tuple[float, float]:
    """Return the first and the last day of the horizon."""
    days = week_days(results, "week_bound" if "week_bound" in results.bands.coords else "week")
    first, last = float(days[0]), float(days[-1])
    return first, max(last, first + DAYS_PER_WEEK)
