"""From a sweep to its maps, curves, differences, tornados and regrets."""

import numpy as np
from matplotlib.figure import Figure

from sim.answers.regret import AT, Aim, regret, spoken_measure
from sim.plots.asked import MORE, Asked
from sim.plots.draw import tick_labels
from sim.plots.sweep_pairs import Gaps, Trace, paired_differences
from sim.plots.sweep_panels import heat_panels
from sim.plots.sweep_regret import Side, Strategies, regret_panels
from sim.plots.sweep_words import foot as footer_of
from sim.plots.sweeps import Grid, Swing, heat_map, response_curves, tornado
from sim.plots.theme import LIGHT, Theme
from sim.sweeps.designs.design import Axis, Picture
from sim.sweeps.grids import Plane, planes, response, shown, swings
from sim.sweeps.pairs import Paired, paired
from sim.sweeps.reader import SweepResults
from sim.sweeps.sides import spoken
from sim.vocabulary.assumptions import registry
from sim.vocabulary.levers import levers


def pairs(results: SweepResults, asked: Asked, *, theme: Theme = LIGHT) -> Figure:
    """Draw differences to one setting, member by member."""
    found = paired(results, asked.picture, asked.against)
    panels = [
        (title, [Trace(d.name, d.rows, d.above, d.below) for d in traces])
        for title, traces in found.panels
    ]
    gaps = _gaps(results, asked.picture, found)
    return paired_differences(gaps, panels, footer=footer_of(results), theme=theme)


def regret_of(results: SweepResults, asked: Asked, *, theme: Theme = LIGHT) -> Figure:
    """Draw how far each strategy stays behind the best one, over each lever of the coalition."""
    p = asked.picture
    found = regret(results, [Aim(p.measure, p.selector, more=asked.aim == MORE)])
    of = Strategies(
        measure=measure_of(results, p),
        unit=results.unit(p.measure),
        more=asked.aim == MORE,
        regret=found.regret[0],
        share=AT,
        futures=found.futures,
    )
    sides = [_side(name, found.settings[name].to_numpy()) for name in found.names]
    return regret_panels(of, sides, footer=footer_of(results), theme=theme)


def _side(name: str, values: np.ndarray) -> Side:
    """Return a lever's values by strategy; dates and names stand at places in their order."""
    if name in levers():
        axis = Axis(name, tuple(np.unique(values)), lever=True)
        if _ordered(axis):
            return Side(spoken(name), words(axis), values.astype(np.float64))
        settings = tuple(shown(axis, value) for value in axis.values)
        places = np.searchsorted(axis.values, values)
        return Side(spoken(name), words(axis), places * 1.0, settings)
    known, places = np.unique(values.astype(str), return_inverse=True)
    return Side(spoken(name), spoken(name), places * 1.0, tuple(spoken(str(k)) for k in known))


def swings_of(results: SweepResults, asked: Asked, *, theme: Theme = LIGHT) -> Figure:
    """Draw what each input does alone, between the ends of its range."""
    picture = asked.picture
    central, ends = swings(results, picture)
    table = [Swing(_label(name), low, high) for name, (low, high) in ends.items()]
    return tornado(
        table, central, measure_of(results, picture), results.unit(picture.measure),
        footer=footer_of(results), theme=theme,
    )  # fmt: skip


def _label(name: str) -> str:
    return registry()[name].name if "." in name else spoken(name)


def _gaps(results: SweepResults, picture: Picture, found: Paired) -> Gaps:
    x, reference = found.x, found.reference
    own = x.name == reference.axis.name
    note = ""
    if found.policies > 1:
        note += f" {found.policies} settings of what else differs share each band."
    if found.left_out:
        note += f" {found.left_out:,} pairs are left out, for one of their runs failed."
    return Gaps(
        measure=measure_of(results, picture),
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
    return not axis.lever or levers()[axis.name].quantity


def _settings(axis: Axis) -> tuple[str, ...]:
    if _ordered(axis):
        return tuple(tick_labels(axis.values))
    return tuple(shown(axis, value) for value in axis.values)


def plain_map(results: SweepResults, asked: Asked, *, theme: Theme = LIGHT) -> Figure:
    """Draw a measure over two axes, one map a setting of a third."""
    picture = asked.picture
    found = planes(results, picture)
    panels = [(plane.title, grid_of(results, picture, plane)) for plane in found]
    if len(panels) == 1:
        return heat_map(panels[0][1], picture.below, footer=footer_of(results), theme=theme)
    return heat_panels(panels, picture.below, footer=footer_of(results), theme=theme)


def grid_of(results: SweepResults, picture: Picture, plane: Plane) -> Grid:
    """Return one plane of a picture with the words for its axes and values."""
    return Grid(
        words(plane.x), np.asarray(plane.x.values), words(plane.y), np.asarray(plane.y.values),
        plane.values, measure_of(results, picture), results.unit(picture.measure),
    )  # fmt: skip


def curves(results: SweepResults, asked: Asked, *, theme: Theme = LIGHT) -> Figure:
    """Draw bands over one axis."""
    picture = asked.picture
    axis, bands = response(results, picture)
    unit = results.unit(picture.measure)
    return response_curves(
        words(axis), np.asarray(axis.values), bands, measure_of(results, picture), unit,
        footer=footer_of(results), theme=theme,
    )  # fmt: skip


def measure_of(results: SweepResults, picture: Picture) -> str:
    """Return what a picture shows in words."""
    label = spoken_measure(results, picture.measure)
    chosen = picture.selector.rpartition("=")[2]
    return f"{label} ({chosen})" if chosen else label


def words(axis: Axis) -> str:
    """Return an axis in words with its unit."""
    unit = levers()[axis.name].unit if axis.lever else registry()[axis.name].unit
    name = spoken(axis.name)
    return name if unit in ("1", "date") or "|" in unit else f"{name} ({unit})"
