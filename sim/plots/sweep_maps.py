"""Maps of a sweep: medians, or shares of members, over two axes; one panel a third setting."""

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FixedFormatter, FixedLocator

from sim.plots import theme as look
from sim.plots.asked import Asked
from sim.plots.frame import Box, Entry, Frame, frame
from sim.plots.number_axis import number_axis, unit_scale
from sim.plots.sweep_words import foot, under
from sim.plots.text_width import text_width, wrapped
from sim.plots.theme import LIGHT, Theme, themed
from sim.sweeps.grids import HUNDRED, Maps, maps
from sim.sweeps.reader import SweepResults
from sim.sweeps.sides import Side
from sim.vocabulary.language import words
from sim.vocabulary.wording import number, quantity, span

COLUMNS = 3
HALF = 50.0
ROOM = 0.1
"""Inches that a number needs beside it in its cell."""

DARK_FROM = 0.55
"""Part of the colour scale from which letters are light."""


@themed
def median_map(
    results: SweepResults, asked: Asked, *, theme: Theme = LIGHT, language: str = "en"
) -> Figure:
    """Return medians over two axes, with the line on which they pass a threshold."""
    return _page(maps(results, asked.picture, language), theme, language)


@themed
def share_map(
    results: SweepResults, asked: Asked, *, theme: Theme = LIGHT, language: str = "en"
) -> Figure:
    """Return the share of members that stay below a threshold, over two axes."""
    return _page(maps(results, asked.picture, language, share=True), theme, language)


def _page(found: Maps, theme: Theme, language: str) -> Figure:
    text, of = words(language), found.of
    columns = min(COLUMNS, len(found.planes))
    rows = -(-len(found.planes) // columns)
    every = np.stack([values for _, values in found.planes])
    shown = "sweep.share_shown" if found.share else "sweep.median_shown"
    told = {} if found.level is None else {"level": quantity(found.level, of.unit, language)}
    line = "" if found.share or found.level is None else text.space + text.say("sweep.line")
    page = frame(
        _title(found, every, language),
        under(text.say(shown, **told), of, found.held, language) + line,
        (text.say("sweep.source_levels"), foot(of.results, language)),
        theme,
        size=(10.5, (5.6 if len(found.planes) == 1 else 2.5) + 2.9 * (rows - 1)
              + (0.0 if len(found.planes) == 1 else 2.7)),
        key=_key(every, theme, language),
    )  # fmt: skip
    left = 0.3 + max(text_width(name, look.TICK) for name in found.y.settings(language))
    top = 0.1 if found.planes[0][0] == "" else 0.3
    body = page.body.inner(left=left + 0.15, bottom=0.55, right=1.35, top=top)
    norm = _norm(every, share=found.share)
    colours = _colours(theme)
    boxes = body.split(rows, columns, across=0.25, down=0.75)
    for i, ((title, values), box) in enumerate(zip(found.planes, boxes, strict=False)):
        ax = page.axes(box, wrapped(title, box.right - box.left, look.PANEL), gid=f"map/{i}")
        _cells(ax, values, norm, colours, theme)
        _numbers(ax, found, values, (box.right - box.left) / values.shape[1], norm, language)
        _contour(ax, found, values, theme)
        below = i + columns >= len(found.planes)
        _axis(ax.xaxis, found.x, box.right - box.left, language, names=True, label=below)
        _axis(ax.yaxis, found.y, math.inf, language, names=i % columns == 0, label=i % columns == 0)
    _scale(page, found, norm, colours, body, language)
    return page.figure


def _norm(every: np.ndarray, *, share: bool) -> Normalize:
    if share:
        return Normalize(0.0, HUNDRED)
    low, high = float(np.nanmin(every)), float(np.nanmax(every))
    return Normalize(low, high if high > low else low + (abs(low) or 1.0))


def _colours(theme: Theme) -> LinearSegmentedColormap:
    """Return a scale whose lowest colour is neither paper nor what stands for missing."""
    light = ["#d6e6f4", look.SKY, look.BLUE, "#08203a"]
    dark = ["#16324d", look.BLUE, look.SKY, "#f4f8fb"]
    return LinearSegmentedColormap.from_list("sim", light if theme.name == "light" else dark)


def _key(every: np.ndarray, theme: Theme, language: str) -> list[Entry]:
    if np.isfinite(every).all():
        return []
    return [Entry(words(language).say("sweep.missing"), theme.grid, hatch="///")]


def _cells(
    ax: Axes,
    values: np.ndarray,
    norm: Normalize,
    colours: LinearSegmentedColormap,
    theme: Theme,
) -> None:
    high, wide = values.shape
    ax.add_patch(Rectangle((-0.5, -0.5), wide, high, facecolor=theme.grid, hatch="///",
                           edgecolor=theme.soft, linewidth=0, zorder=0))  # fmt: skip
    mesh = ax.pcolormesh(np.arange(wide), np.arange(high), np.ma.masked_invalid(values),
                         cmap=colours, norm=norm, shading="nearest", edgecolors=theme.paper,
                         linewidth=0.6)  # fmt: skip
    mesh.set_gid("cells")
    ax.set_xlim(-0.5, wide - 0.5)
    ax.set_ylim(-0.5, high - 0.5)
    for name in ("left", "bottom"):
        ax.spines[name].set_visible(False)


def _numbers(
    ax: Axes, found: Maps, values: np.ndarray, wide: float, norm: Normalize, language: str
) -> None:
    """Write each cell's number where it has room."""
    said = [[_cell(found, float(v), language) for v in row] for row in values]
    if max(text_width(one, look.FOOT) for row in said for one in row) + ROOM > wide:
        return
    for (j, i), value in np.ndenumerate(values):
        if np.isfinite(value):
            deep = float(norm(value)) > DARK_FROM
            put = ax.text(i, j, said[j][i], ha="center", va="center", fontsize=look.FOOT,
                          color="#ffffff" if deep else "#1b1d21", zorder=3)  # fmt: skip
            put.set_gid(f"cell/{i}/{j}")


def _cell(found: Maps, value: float, language: str) -> str:
    if not math.isfinite(value):
        return ""
    if found.share:
        return f"{value:.0f}"
    divisor, _ = unit_scale(_most(found), found.of.unit, language)
    return number(value / divisor, "en", figures=3)


def _most(found: Maps) -> float:
    return float(np.nanmax(np.abs(np.stack([values for _, values in found.planes]))))


def _contour(ax: Axes, found: Maps, values: np.ndarray, theme: Theme) -> None:
    level = HALF if found.share else found.level
    if level is None or min(values.shape) < 2 or not np.isfinite(values).all():
        return
    if values.min() < level < values.max():
        lines = ax.contour(np.arange(values.shape[1]), np.arange(values.shape[0]), values,
                           levels=[level], colors=[theme.colour(4)], linewidths=2.2)  # fmt: skip
        lines.set_gid("break_even")


def _axis(axis: Axis, side: Side, wide: float, language: str, *, names: bool, label: bool) -> None:
    """Name the settings in the order written, as many as there is room for."""
    said = side.settings(language)
    longest = max(text_width(name, look.TICK) for name in said) + 0.1
    every = max(1, math.ceil(len(said) * longest / wide)) if math.isfinite(wide) else 1
    kept = list(range(0, len(said), every))
    axis.set_major_locator(FixedLocator(kept))
    axis.set_major_formatter(FixedFormatter([said[k] if names else "" for k in kept]))
    if label:
        axis.set_label_text(side.label(language, unit=True), fontsize=look.TEXT)


def _scale(
    page: Frame,
    found: Maps,
    norm: Normalize,
    colours: LinearSegmentedColormap,
    body: Box,
    language: str,
) -> None:
    box = Box(body.right + 0.3, max(body.bottom, body.top - 2.6), body.right + 0.5, body.top)
    ax = page.axes(box, gid="scale")
    bar = page.figure.colorbar(ScalarMappable(norm, colours), cax=ax)
    bar.outline.set_visible(False)
    unit = "%" if found.share else found.of.unit
    number_axis(ax.yaxis, (float(norm.vmin or 0.0), float(norm.vmax or 1.0)), unit, language)
    if found.share:
        ax.yaxis.set_label_text(words(language).say("sweep.share_unit"), fontsize=look.TICK)


def _title(found: Maps, every: np.ndarray, language: str) -> str:
    """Return in how many settings the measure stays below the level, or its range."""
    text, of = words(language), found.of
    fine = every[np.isfinite(every)]
    gaps = {"label": of.label(language), "when": of.when(language), "many": fine.size}
    if found.level is None:
        ends = span(float(fine.min()), float(fine.max()), of.unit, language)
        return text.say("sweep.map_range", ends=ends, **gaps)
    count = int((fine > HALF).sum() if found.share else (fine < found.level).sum())
    level = quantity(found.level, of.unit, language)
    key = "sweep.map_share" if found.share else "sweep.map_level"
    return text.say(key, level=level, count=count, **gaps)
