"""Figures of a sweep, from its quantiles to files."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from sim.assumptions import registry
from sim.designs.design import Axis, Picture
from sim.levers import levers
from sim.measures import measures
from sim.plots.saving import save
from sim.plots.sweep_panels import heat_panels
from sim.plots.sweeps import Grid, heat_map, response_curves
from sim.sweeps.grids import Plane, planes, response
from sim.sweeps.reader import SweepResults


def draw(
    results: SweepResults, asked: Sequence[Picture], folder: Path, *, curves: bool = False
) -> list[Path]:
    """Draw pictures of a sweep into a folder and return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    about = {k: str(v) for k, v in results.store.manifest.items() if isinstance(v, str | int)}
    out = []
    for picture in asked:
        flat = curves or not picture.y or any(len(a.values) < 2 for a in _sides(results, picture))
        figure = _curves(results, picture) if flat else _map(results, picture)
        out += save(figure, folder, _name(picture, flat=flat), about, formats=("png",))
    return out


def _sides(results: SweepResults, picture: Picture) -> list[Axis]:
    return [axis for axis in results.design.axes if axis.name in (picture.x, picture.y)]


def _name(picture: Picture, *, flat: bool) -> str:
    words = [picture.measure.replace(":", "-"), picture.selector.rpartition("=")[2]]
    words += ["by", picture.x, picture.panel if flat else picture.y]
    return "_".join(word for word in words if word)


def _map(results: SweepResults, picture: Picture) -> Figure:
    found = planes(results, picture)
    panels = [(plane.title, _grid(results, picture, plane)) for plane in found]
    if len(panels) == 1:
        return heat_map(panels[0][1], picture.below, footer=_footer(results))
    return heat_panels(panels, picture.below, footer=_footer(results))


def _grid(results: SweepResults, picture: Picture, plane: Plane) -> Grid:
    return Grid(
        words(plane.x), np.asarray(plane.x.values), words(plane.y), np.asarray(plane.y.values),
        plane.values, _measure(results, picture), results.unit(picture.measure),
    )  # fmt: skip


def _curves(results: SweepResults, picture: Picture) -> Figure:
    axis, bands = response(results, picture)
    unit = results.unit(picture.measure)
    return response_curves(
        words(axis), np.asarray(axis.values), bands, _measure(results, picture), unit,
        footer=_footer(results),
    )  # fmt: skip


def _measure(results: SweepResults, picture: Picture) -> str:
    label = measures()[results.saved(picture.measure).measure].label
    chosen = picture.selector.rpartition("=")[2]
    return f"{label} ({chosen})" if chosen else label


def words(axis: Axis) -> str:
    """Return an axis in words with its unit."""
    unit = levers()[axis.name].unit if axis.lever else registry()[axis.name].unit
    name = axis.name.replace("_", " ").replace(".", ": ")
    return name if unit in ("1", "date") or "|" in unit else f"{name} ({unit})"


def _footer(results: SweepResults) -> str:
    m, d = results.store.manifest, results.design
    return (
        f"{d.title}: {len(d):,} policies x {d.members:,} members, seed {d.seed}, model "
        f"{m['model_version']} ({m.get('commit', '?')}), assumptions {m['assumptions_hash']}"
    )
