"""A sweep as Python sees it: figures without a disk, tables of pandas."""

import shutil
import weakref
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from sim.ground.calls import checked
from sim.ground.errors import InputError
from sim.ground.fields import one_of, texts
from sim.ground.folders import usable
from sim.plots.asked import LESS, MORE
from sim.plots.shown_tables import SHOWN_ROWS
from sim.plots.theme import THEMES
from sim.sweeps import reader
from sim.vocabulary.language import LANGUAGES


class SweepResults(reader.SweepResults):
    """What a sweep found, with figures and tables."""

    @classmethod
    def of(cls, found: reader.SweepResults, *, temporary: bool = False) -> "SweepResults":
        """Return what was found with figures and tables.

        Args:
            found: the sweep.
            temporary: whether its store goes when nobody uses the result any more.
        """
        made = cls(found.store)
        if temporary:
            weakref.finalize(made, shutil.rmtree, Path(found.url).parent, ignore_errors=True)
        return made

    @checked
    def plot(
        self,
        measure: str = "",
        *,
        kind: str = "",
        select: str = "",
        x: str = "",
        y: str = "",
        panel: str = "",
        below: float | None = None,
        against: str = "",
        aim: str = "",
        less: Sequence[str] = (),
        more: Sequence[str] = (),
        at: str = "",
        theme: str = "light",
        language: str = "en",
    ) -> Figure:
        """Return a figure of matplotlib, as ``sim plot`` draws it; nothing is written.

        Args:
            measure: a saved one; the first picture of the design by default.
            kind: map, share, curves, dates, pairs, tornado, indices, structures, regret, tradeoff;
                by default what the options ask for.
            select: as ``actor=dprk``, for measures that need one.
            x, y, panel: axes.
            below: break-even level of a map.
            against: as ``designation_tempo=1``: differences to it, member by member.
            aim: less or more, for regret.
            less, more: the two aims of a trade-off, as ``["capability.index[actor=us]"]``.
            at: settings at which other inputs are held, as ``structure.fire=steady``.
            theme: light or dark.
            language: en or zh.
        """
        from sim.answers.regret import Aim
        from sim.plots.request import Wanted, requested
        from sim.plots.sweep_files import figure
        from sim.plots.sweep_kinds import KINDS
        from sim.sweeps.designs.design import Picture

        look = THEMES[one_of("plot: theme", "theme", theme, THEMES)]
        if kind:
            one_of("plot: kind", "kind", kind, KINDS)
        if aim:
            one_of("plot: aim", "aim", aim, (LESS, MORE))
        one_of("plot: language", "language", language, LANGUAGES)
        picture = Picture(measure, select, x, y, panel, below, at)
        sides = ((False, texts("plot: less", less)), (True, texts("plot: more", more)))
        aims = tuple(Aim.read(text, more=side) for side, given in sides for text in given)
        asked = requested(self, Wanted(picture, kind, against, aim, aims))[0]
        return figure(self, asked, theme=look, language=language)

    @checked
    def table(self) -> pd.DataFrame:
        """Return one row a policy, measure and selector with its inputs and quantiles."""
        from sim.sweeps.export import quantile_table

        return quantile_table(self)

    @checked
    def to_dataframe(self) -> pd.DataFrame:
        """Return one row a run: policy, member, inputs, one column a measure."""
        from sim.sweeps.export import tables

        if not self.design.save.values:  # noqa: PD011  no table
            raise InputError(f"{self.url}: single runs were not kept (values = false)")
        return pd.concat(tables(self), ignore_index=True)

    @checked
    def save(self, folder: str | Path) -> Path:
        """Copy the store into a folder that is not there yet."""
        path = Path(usable("save: folder", folder))
        if not self.store.location.local:
            raise InputError(f"{self.url}: is no local folder; sweep with out=...")
        if path.exists():
            raise InputError(f"{path}: is there already; name another folder")
        try:
            shutil.copytree(self.url, path)
        except OSError as error:
            raise InputError(f"{path}: cannot be written ({error.strerror or error})") from None
        return path

    def _repr_html_(self) -> str:
        d = self.design
        words = f"{d.title}: {len(d):,} policies x {d.members:,} members, seed {d.seed}"
        return f"<p>{words}</p>{self.table().head(SHOWN_ROWS).to_html(index=False)}"
