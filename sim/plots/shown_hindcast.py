"""A hindcast as Python sees it: figures without a disk, tables of pandas."""

from dataclasses import fields
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from sim.ground.calls import checked
from sim.ground.fields import one_of
from sim.plots.shown_tables import SHOWN_ROWS, typed
from sim.plots.theme import THEMES
from sim.record import hindcast as held


class Hindcast(held.Hindcast):
    """A run held against reported figures, with figures and tables."""

    @classmethod
    def of(cls, found: held.Hindcast) -> "Hindcast":
        """Return what was found with figures and tables."""
        return cls(**{each.name: getattr(found, each.name) for each in fields(found)})

    @checked
    def plot(self, name: str = "hindcast", *, theme: str = "light") -> Figure:
        """Return a figure of matplotlib: hindcast, or learnt (of a constrained ensemble)."""
        from sim.ground.stamp import provenance
        from sim.plots.hindcast_files import figures

        look = THEMES[one_of("plot: theme", "theme", theme, THEMES)]
        known = figures(self, provenance(), theme=look)
        return known[one_of("plot", "figure of this hindcast", name, known)]()

    @checked
    def table(self) -> pd.DataFrame:
        """Return one row a reported figure: predicted report, scores, what the model has."""
        from sim.record.hindcast_tables import COLUMNS, rows

        return typed(pd.DataFrame(list(rows(self)), columns=list(COLUMNS)))

    @checked
    def to_dataframe(self) -> pd.DataFrame:
        """Return the model's own statistics, one row a reported figure and member."""
        from sim.record.hindcast_tables import DRAWS, draws

        return typed(pd.DataFrame(list(draws(self)), columns=list(DRAWS)))

    @checked
    def save(self, folder: str | Path, *, overwrite: bool = False) -> Path:
        """Write what the command line writes: tables, draws, biases, figures, run.json."""
        from sim.ground.folders import check_folder, usable
        from sim.plots.hindcast_output import write_hindcast

        path = Path(usable("save: folder", folder))
        check_folder(path, "hindcast", overwrite=overwrite)
        write_hindcast(self, path, overwrite=overwrite, source=self.scenario, targets="shipped")
        return path

    def _repr_html_(self) -> str:
        shown = [
            "target_id",
            "use",
            "central",
            "report_q05",
            "report_q50",
            "report_q95",
            "inside90",
        ]
        words = f"{self.scenario}: {self.settings['members']} members, {len(self.targets)} targets"
        return f"<p>{words}</p>{self.table()[shown].head(SHOWN_ROWS).to_html(index=False)}"
