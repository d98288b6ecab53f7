"""Figures of a sweep, from its quantiles to files."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from sim.assumptions import registry
from sim.designs.design import Axis, Picture
from sim.levers import levers
from sim.measures import measures
from sim.plots.draw import tick_labels
from sim.plots.saving import save
from sim.plots.sweep_pairs import Gaps, Trace, paired_differences
from sim.plots.sweep_panels import heat_panels
from sim.plots.sweeps import Grid, heat_map, response_curves
from sim.sweeps.grids import Plane, planes, response, shown, spoken
from sim.sweeps.pairs import Paired, paired
from sim.sweeps.reader import SweepResults


def draw(
    results: SweepResults, asked: Sequence[Picture], folder: Path, *, curves: bool = False
) -> list[Path]:
    """Draw pictures of a sweep into a folder and return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    out = []
    for picture in asked:
        flat = curves or not picture.y or any(len(a.values) < 2 for a in _sides(results, picture))
        figure = _curves(results, picture) if flat else _map(results, picture)
        out += save(figure, folder, _name(picture, flat=flat), _about(results), formats=("png",))
    return out


def draw_paired(results: SweepResults, picture: Picture, against: str, folder: Path) -> list[Path]:
    """Draw differences to one setting, member by member, and return the files."""
    found = paired(results, picture, against)
    panels = [
        (title, [Trace(d.name, d.rows, d.above, d.below) for d in traces])
        for title, traces in found.panels
    ]
    figure = paired_differences(_gaps(results, picture, found), panels, footer=_footer(results))
    named = replace(picture, x=found.x.name)
    setting = f"{found.reference.axis.name}_{found.reference.value}"
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{_name(named, flat=True)}_against_{setting}"
    return save(figure, folder, name, _about(results), formats=("png",))


def _gaps(results: SweepResults, picture: Picture, found: Paired) -> Gaps:
    x, reference = found.x, found.reference
    own = x.name == reference.axis.name
    note = ""
    if found.policies > 1:
        note += f" {found.policies} settings of what else differs share each band."
    if found.left_out:
        note += f" {found.left_out:,} pairs are left out, for one of their runs failed."
    return Gaps(
        measure=_measure(results, picture),
        unit=results.unit(picture.measure),
        x_name=spoken(x.name),
        x_label=words(x),
        settings=_settings(x),
        x=np.asarray(x.values),
        ordered=_ordered(x),
        reference=f"{spoken(reference.axis.name)} {_settings(reference.axis)[reference.place]}",
        at=reference.place if own else None,
        pairs="pairs of runs" if found.policies > 1 else "members",
        note=note,
    )


def _ordered(axis: Axis) -> bool:
    """Whether the values are quantities, not dates or names."""
    return not (axis.lever and np.isnan(levers()[axis.name].low))


def _settings(axis: Axis) -> tuple[str, ...]:
    if _ordered(axis):
        return tuple(tick_labels(axis.values))
    return tuple(shown(axis, value) for value in axis.values)


def _about(results: SweepResults) -> dict[str, str]:
    return {k: str(v) for k, v in results.store.manifest.items() if isinstance(v, str | int)}


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
