"""From the policies of a sweep to what a figure shows: values over two axes, bands over one."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.ground.errors import InputError, unknown
from sim.sweeps.designs.design import Axis, Picture
from sim.sweeps.reader import SweepResults, selectors
from sim.sweeps.sides import spoken
from sim.vocabulary.axes import FAN

MOST_PICTURES = 12
"""Pictures that are drawn where a design names none."""


@dataclass(frozen=True)
class Plane:
    """A measure over two axes at one setting of the others; values have shape (y, x)."""

    x: Axis
    y: Axis
    values: np.ndarray
    title: str


def planes(results: SweepResults, picture: Picture) -> list[Plane]:
    """Return the median over members over two axes, one plane a value of the panel's axis.

    Over whatever else differs (other axes, rows, structures) the median of policies is taken.
    """
    x, y = (axis_of(results, side, name) for side, name in (("x", picture.x), ("y", picture.y)))
    panel = axis_of(results, "panel", picture.panel) if picture.panel else None
    names = [axis.name for axis in (x, y, *([panel] if panel else []))]
    if len(set(names)) < len(names):
        raise InputError(f"{results.url}: the axis {names[0]} twice; name others")
    level = results.level(picture.measure, picture.selector)
    inputs = results.inputs
    out = []
    for value in panel.values if panel else (None,):
        mine = np.ones(len(level), dtype=bool)
        title = ""
        if panel and value is not None:
            mine = inputs[panel.name].values == value
            title = f"{spoken(panel.name)} {shown(panel, value)}"
        cells = [
            [_median(level[mine & (inputs[x.name].values == a) & (inputs[y.name].values == b)])
             for a in x.values]
            for b in y.values
        ]  # fmt: skip
        out.append(Plane(x, y, np.asarray(cells), title))
    return out


def response(results: SweepResults, picture: Picture) -> tuple[Axis, dict[str, np.ndarray]]:
    """Return bands over one axis by value of the panel's axis, shape (quantile, value)."""
    x = axis_of(results, "x", picture.x)
    panel = axis_of(results, "panel", picture.panel) if picture.panel else None
    band = results.band(picture.measure, picture.selector, FAN)
    inputs = results.inputs
    out = {}
    for value in panel.values if panel else (None,):
        mine = np.ones(band.shape[1], dtype=bool)
        if panel and value is not None:
            mine = inputs[panel.name].values == value
        columns = [
            [_median(row[mine & (inputs[x.name].values == a)]) for a in x.values] for row in band
        ]
        name = "sweep"
        if panel and value is not None:
            name = f"{spoken(panel.name)} {shown(panel, value)}"
        out[name] = np.asarray(columns)
    return x, out


def swings(results: SweepResults, picture: Picture) -> tuple[float, dict[str, tuple[float, float]]]:
    """Return a measure with nothing fixed, and at the low and high end of each input alone.

    Medians over members, and over whatever else differs between policies.

    Raises:
        InputError: the rows of the sweep fix more than one input at a time.
    """
    sample = results.design.sample
    if sample is None or sample.method != "one_at_a_time":
        raise InputError(
            f"{results.url}: its rows do not fix one input at a time; sweep a design "
            'with method = "one_at_a_time" in [sample], such as tornado'
        )
    level, rows = results.level(picture.measure, picture.selector), results.inputs["row"].values
    by_row = [_median(level[rows == row]) for row in range(len(sample.rows))]
    each = (len(by_row) - 1) // len(sample.names)
    ends = {
        name: (by_row[1 + place * each], by_row[(place + 1) * each])
        for place, name in enumerate(sample.names)
    }
    return by_row[0], ends


def pictures(results: SweepResults) -> Iterator[Picture]:
    """Yield the design's pictures, or one a measure over the first axes."""
    design = results.design
    if design.pictures:
        yield from (completed(results, picture) for picture in design.pictures)
        return
    if not design.axes:
        return
    made = 0
    for saved in design.save.variables:
        for selector in selectors(saved):
            if made < MOST_PICTURES:
                yield completed(results, Picture(saved.variable, selector))
            made += 1


def completed(results: SweepResults, picture: Picture) -> Picture:
    """Return a picture with the axes that it leaves open: the first that are free."""
    asked = {picture.x, picture.y, picture.panel}
    free = [axis.name for axis in results.design.axes if axis.name not in asked]
    x = picture.x or (free.pop(0) if free else "")
    y = picture.y or (free.pop(0) if free else "")
    panel = picture.panel or (free.pop(0) if free and y else "")
    return Picture(picture.measure, picture.selector, x, y, panel, picture.below)


def shown(axis: Axis, value: float) -> str:
    """Return a value of an axis as a reader would write it."""
    from sim.vocabulary.levers import levers

    return levers()[axis.name].show(value) if axis.lever else f"{value:g}"


def axis_of(results: SweepResults, side: str, name: str) -> Axis:
    """Return an axis of the sweep by name; InputError names the option that asked for it."""
    axes = {axis.name: axis for axis in results.design.axes}
    if not axes:
        raise InputError(
            f"{results.url}: the sweep has no axes to draw over; export it with --format csv"
        )
    if name not in axes:
        raise unknown(f"--{side}", "axis", name, axes)
    return axes[name]


def _median(values: np.ndarray) -> float:
    fine = values[np.isfinite(values)]
    return float(np.median(fine)) if len(fine) else float("nan")
