"""Results as Python sees them: figures without a disk, tables of pandas, a page for notebooks."""

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.figure import Figure

from sim.ground.calls import checked
from sim.ground.errors import InputError
from sim.ground.fields import one_of, texts
from sim.plots.registry import MORE_FIGURES
from sim.plots.shown_tables import SHOWN_ROWS, typed
from sim.plots.theme import THEMES
from sim.runs import comparison, results, robustness, summary
from sim.runs.bands import GROUPS
from sim.vocabulary.measures import dimension, measure, measures

if TYPE_CHECKING:
    import xarray as xr


class Results(results.Results):
    """What a run or a comparison found, with figures and tables.

    Example:
        >>> import sim
        >>> found = sim.run("baseline", members=8, weeks=20)
        >>> list(found.table().columns[:3])
        ['measure', 'selector', 'date']
    """

    @classmethod
    def of(cls, found: results.Results) -> "Results":
        """Return what was found with figures and tables."""
        return cls(**{each.name: getattr(found, each.name) for each in fields(found)})

    @checked
    def plot(self, name: str = "", *, theme: str = "light") -> Figure:
        """Return a figure of matplotlib; nothing is written.

        Args:
            name: of the figure; the first of `figures` by default.
            theme: light or dark.

        Raises:
            InputError: no such figure, or it needs measures that were not kept.
        """
        from sim.plots.run_files import own_figures

        known = {**own_figures(self.kind), **MORE_FIGURES}
        chosen = one_of("plot", f"figure of a {self.kind}", name or self.figures[0], known)
        look = THEMES[one_of("plot: theme", "theme", theme, THEMES)]
        try:
            return known[chosen](self, theme=look)
        except KeyError as error:
            missing = [m for m in measures() if m not in self.bands and m in str(error)]
            if missing:
                raise InputError(
                    f"plot: {chosen} shows {missing[0]}, which was not kept; run without keep"
                ) from None
            raise

    @property
    def figures(self) -> list[str]:
        """Names of the figures that can be drawn."""
        from sim.plots.run_files import own_figures

        return list({**own_figures(self.kind), **MORE_FIGURES})

    @checked
    def table(self, kind: str = "summary") -> pd.DataFrame:
        """Return a table by quarter: summary, capability, or the differences of a comparison."""
        makers = {
            "summary": (summary.COLUMNS, summary.summary_rows),
            "capability": (robustness.COLUMNS, robustness.index_rows),
        }
        if self.differences is not None:
            makers["differences"] = (comparison.COLUMNS, comparison.compare_rows)
        columns, rows = makers[one_of("table", "table", kind, makers)]
        if kind == "capability" and not self.ends:
            raise InputError("table: capability.scale was not kept; run without keep")
        return typed(pd.DataFrame(list(rows(self)), columns=list(columns)))

    @checked
    def to_dataframe(self, measures: str | Sequence[str] = ()) -> pd.DataFrame:
        """Return weekly bands in one long table.

        Columns: measure, policy, group (pooled or a reading), date, selector, q05 to q95.

        Args:
            measures: names; all by default.
        """
        every = [str(name) for name in self.bands.data_vars]
        chosen = texts("to_dataframe", measures) or tuple(every)
        for name in chosen:
            measure("to_dataframe", name, every)
        parts = [_long(self.bands[name], name) for name in chosen]
        return pd.concat(parts, ignore_index=True)

    @checked
    def save(self, folder: str | Path, *, overwrite: bool = False) -> Path:
        """Write what the command line writes: results.zarr, tables, figures, run.json.

        Args:
            folder: where to; an earlier result of the same kind is replaced only with `overwrite`.
            overwrite: whether it may be.
        """
        from sim.ground.folders import check_folder, usable
        from sim.plots.write import write_output

        path = Path(usable("save: folder", folder))
        missing = [n for n, m in measures().items() if m.kind != "state" and n not in self.bands]
        if missing:
            raise InputError(f"save: {missing[0]} was not kept, which is written; run without keep")
        check_folder(path, self.kind, overwrite=overwrite)
        write_output(self, path, self.kind, overwrite=overwrite)
        return path

    def _repr_html_(self) -> str:
        a = self.attrs
        words = f"{self.kind} of {', '.join(self.policies)}: {a['members']} members, "
        words += f"seed {a['seed']}, {a['weeks']} weeks, {a['ensemble']} ensemble"
        kind = "summary" if self.differences is None else "differences"
        last = self.table(kind).groupby(["measure", "selector"], sort=False).tail(1)
        return f"<p>{words}</p>{last.head(SHOWN_ROWS).to_html(index=False)}"


def _long(band: "xr.DataArray", name: str) -> pd.DataFrame:
    m = measures()[name]
    extra = [m.dimension] if m.dimension else []
    array = band.transpose("policy", "group", m.time, *extra, "quantile")
    sides = [array["policy"].to_numpy(), list(GROUPS), array[m.time].to_numpy()]
    labels = [f"{m.dimension}={v}" for v in dimension(m.dimension)] if extra else [""]
    names = ["policy", "group", "date", "selector"]
    index = pd.MultiIndex.from_product([*sides, labels], names=names)
    columns = [f"q{round(100 * q):02d}" for q in array["quantile"].to_numpy()]
    out = pd.DataFrame(array.to_numpy().reshape(-1, len(columns)), index, columns).dropna()
    out = out.reset_index()
    out.insert(0, "measure", name)
    return out
