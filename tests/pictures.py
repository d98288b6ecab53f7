"""What spoils a picture: texts that collide or leave the page, marks that hide one another,
empty panels without a word."""

from itertools import combinations

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from sim.plots.theme import LIGHT, settings

DPI = 120
SLACK = 1.5
"""Pixels by which two boxes may touch."""


def faults(figure: Figure) -> list[str]:
    """Return what spoils a picture, one line each; none if nothing does."""
    figure.set_dpi(DPI)
    with mpl.rc_context(settings(LIGHT)):  # as `save` draws it: letters without hinting
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        shown = texts(figure, canvas.get_renderer())
    return [*_colliding(shown), *_outside(figure, shown), *_empty(figure)]


def texts(figure: Figure, renderer) -> list[tuple[Text, Bbox]]:
    """Return every text that is seen, with its box in pixels."""
    found = [*figure.texts]
    for axes in figure.axes:
        if axes.get_visible():
            found += [*axes.texts, axes.title, *_labels(axes)]
    seen = [t for t in found if t.get_visible() and t.get_text().strip()]
    return [(text, text.get_window_extent(renderer)) for text in seen]


def _labels(axes: Axes) -> list[Text]:
    """Return what stands at the axes of a panel: their names, and the ticks within their limits."""
    if not axes.axison:
        return []
    found = []
    for axis in (axes.xaxis, axes.yaxis):
        low, high = sorted(axis.get_view_interval())
        ticks = [t for t in axis.get_major_ticks() if low - 1e-9 <= t.get_loc() <= high + 1e-9]
        found += [axis.label, *(label for t in ticks for label in (t.label1, t.label2))]
    return found


def _colliding(shown: list[tuple[Text, Bbox]]) -> list[str]:
    said = []
    for (one, a), (other, b) in combinations(shown, 2):
        across = min(a.x1, b.x1) - max(a.x0, b.x0)
        down = min(a.y1, b.y1) - max(a.y0, b.y0)
        if across > SLACK and down > SLACK and _straight(one) and _straight(other):
            said.append(
                f"{one.get_text()!r} and {other.get_text()!r} collide ({across:.0f} x {down:.0f})"
            )
    return said


def _straight(text: Text) -> bool:
    return text.get_rotation() % 90 == 0


def _outside(figure: Figure, shown: list[tuple[Text, Bbox]]) -> list[str]:
    wide, high = figure.get_size_inches() * figure.dpi
    return [
        f"{text.get_text()!r} leaves the page"
        for text, box in shown
        if box.x0 < -1 or box.y0 < -1 or box.x1 > wide + 1 or box.y1 > high + 1
    ]


def _empty(figure: Figure) -> list[str]:
    said = []
    for axes in figure.axes:
        drawn = [*axes.lines, *axes.collections, *axes.patches, *axes.images, *axes.texts]
        if axes.get_visible() and not any(_has_ink(each) for each in drawn):
            said.append(f"panel {axes.get_gid() or axes.get_title()} is empty")
    return said


def _has_ink(artist) -> bool:
    if not artist.get_visible() or artist.get_gid() == "cut_off":
        return False
    if isinstance(artist, Text):
        return bool(artist.get_text().strip())
    if hasattr(artist, "get_xydata"):
        return bool(np.isfinite(np.asarray(artist.get_xydata(), dtype=float)).all(axis=1).any())
    if hasattr(artist, "get_paths"):
        return any(len(path.vertices) for path in artist.get_paths())
    return True
