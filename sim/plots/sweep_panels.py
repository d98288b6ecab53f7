"""Small multiples of a sweep: one heat map a setting of a third lever, one scale for all."""

from collections.abc import Sequence

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator

from sim.plots import theme as look
from sim.plots.draw import round_ticks, tick_labels
from sim.plots.frame import Frame, frame
from sim.plots.sweeps import NOTE, Grid
from sim.plots.theme import LIGHT, Theme, themed
from sim.plots.wording import magnitude, number, percent, spread

COLUMNS = 3
MOST_TICKS = 5


@themed
def heat_panels(
    panels: Sequence[tuple[str, Grid]],
    level: float | None = None,
    *,
    footer: str = "",
    theme: Theme = LIGHT,
) -> Figure:
    """Return one heat map a panel, with the line on which the measure breaks even.

    Args:
        panels: title and values of each; all have the same axes.
        level: break-even value, or None.
        footer: provenance.
        theme: light or dark.
    """
    every = np.stack([np.asarray(grid.values, dtype=float) for _, grid in panels])
    first = panels[0][1]
    low, high = float(np.nanmin(every)), float(np.nanmax(every))
    divisor, words = magnitude(max(abs(low), abs(high)), first.unit)
    columns = min(COLUMNS, len(panels))
    rows = -(-len(panels) // columns)
    line = "" if level is None else " The line marks where half of the members break even."
    page = frame(
        _title(first.measure, every, level),
        f"{NOTE}median over members, one cell a setting, {words}.{line}",
        ("Source: sweep of the model.", footer),
        theme,
        size=(10.5, 2.2 + 2.7 * rows),
    )
    boxes = page.body.inner(left=0.75, bottom=0.45, right=1.45, top=0.25).split(rows, columns)
    names = [theme.paper, look.SKY, look.BLUE, "#08203a"]
    dark = ["#0b1a2b", look.BLUE, look.SKY, "#f4f8fb"]
    shades = LinearSegmentedColormap.from_list("sim", names if theme.name == "light" else dark)
    norm = Normalize(low / divisor, max(high, low + 1e-12) / divisor)
    for i, ((title, grid), box) in enumerate(zip(panels, boxes, strict=False)):
        ax = page.axes(box, title, gid=f"heat/{i}")
        x, y = np.arange(len(grid.x)), np.arange(len(grid.y))
        values = np.asarray(grid.values, dtype=float)
        image = ax.pcolormesh(x, y, values / divisor, cmap=shades, norm=norm, shading="nearest")
        if (
            level is not None
            and min(values.shape) > 1
            and np.nanmin(values) < level < np.nanmax(values)
        ):
            ax.contour(x, y, values, levels=[level], colors=[look.ORANGE], linewidths=2.5)
        for axis, points in ((ax.xaxis, grid.x), (ax.yaxis, grid.y)):
            every_nth = -(-len(points) // MOST_TICKS)
            places = list(range(0, len(points), every_nth))
            axis.set_major_locator(FixedLocator(places))
            axis.set_major_formatter(
                FixedFormatter(tick_labels([float(points[p]) for p in places]))
            )
        if i + columns >= len(panels):
            ax.set_xlabel(grid.x_label, fontsize=look.TICK)
        if i % columns == 0:
            ax.set_ylabel(grid.y_label, fontsize=look.TICK)
    _scale(page, image, low / divisor, high / divisor, words)
    return page.figure


def _title(measure: str, values: np.ndarray, level: float | None) -> str:
    if level is None:
        low, high = float(np.nanmin(values)), float(np.nanmax(values))
        return f"{measure} ranges from {spread(low, high)} over these settings"
    share = float(np.mean(values < level))
    return f"{measure} stays below {number(level)} in {percent(share)} of the settings"


def _scale(page: Frame, image: object, low: float, high: float, words: str) -> None:
    body = page.body
    box = body.inner(left=body.right - body.left - 1.15, bottom=0.45, right=0.9, top=0.25)
    ax = page.axes(box, gid="scale")
    bar = page.figure.colorbar(image, cax=ax)  # type: ignore[arg-type]
    marks = round_ticks(low, high)
    ax.yaxis.set_major_locator(FixedLocator(marks))
    ax.yaxis.set_major_formatter(FixedFormatter(tick_labels(marks)))
    bar.outline.set_visible(False)
    ax.set_ylabel(words, fontsize=look.TICK)
