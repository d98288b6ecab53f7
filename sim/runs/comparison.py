"""Tables of paired differences."""

from collections.abc import Iterator

import xarray as xr

from sim.ground.weeks import date_of
from sim.runs.results import Results
from sim.runs.summary import summary_weeks
from sim.vocabulary.measures import measures

COLUMNS = ("measure", "selector", "date", "policy", "q05", "q50", "q95", "share_above_zero")


def compare_rows(results: Results) -> Iterator[list[str]]:
    """Yield the rows of compare.csv: differences to the reference by measure and date."""
    found = results.differences
    if found is None:
        return
    for name, m in measures().items():
        for mode in ("", ":cumulative"):
            if name + mode in found:
                yield from _rows(found, name, mode, m.dimension, results.weeks)


def _rows(
    found: xr.Dataset, name: str, mode: str, dimension: str, weeks: int
) -> Iterator[list[str]]:
    m = measures()[name]
    extra = (dimension,) if dimension else ()
    gap = found[name + mode].transpose("policy", m.time, *extra, "quantile").values
    above = found[f"{name}{mode}:above"].transpose("policy", m.time, *extra).values
    labels = [f"{dimension}={v}" for v in found[dimension].values] if dimension else [""]
    for p, policy in enumerate(found["policy"].values):
        for i, label in enumerate(labels):
            selector = ";".join(x for x in ("cumulative" if mode else "", label) if x)
            for week in summary_weeks(weeks):
                at = week + int(m.bound)
                cell = (p, at, i) if dimension else (p, at)
                values = [f"{x:.6g}" for x in (*gap[cell], above[cell])]
                yield [name, selector, date_of(at).isoformat(), str(policy), *values]
