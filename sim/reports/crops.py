"""Where the panels of a figure stand, so that a narrow screen can show them one by one."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

POINTS = 72.0
ABOVE, ASIDE, MARK, PAD = 0.62, 0.75, 0.45, 0.06
"""In inches: how far a title may stand above its panel and left of it, how far a mark stands
left of its label, and the margin round a crop."""

WIDEST = 6.5
"""In inches: a wider panel is cut in two."""

OUTSIDE = ("title", "subtitle", "footer")
"""Texts that the page says in its own words."""


@dataclass
class Crop:
    """A part of a figure: artists that belong together and the box round them, in inches.

    Attributes:
        kind: "panel", "key" or "text".
        box: in inches from the lower left corner of the figure.
        artists: what to draw.
    """

    kind: str
    box: Bbox
    artists: list[Artist] = field(default_factory=list)

    def view(self, height: float) -> tuple[float, float, float, float]:
        """Return left, top, width and height in points from the upper left corner."""
        x0, x1 = self.box.x0 - PAD, self.box.x1 + PAD
        y0, y1 = self.box.y0 - PAD, self.box.y1 + PAD
        return x0 * POINTS, (height - y1) * POINTS, (x1 - x0) * POINTS, (y1 - y0) * POINTS


def crops(figure: Figure) -> list[Crop]:
    """Return the parts of a figure in reading order; title and footer are left out."""
    renderer = FigureCanvasAgg(figure).get_renderer()  # type: ignore[no-untyped-call]
    scale = 1.0 / figure.dpi

    def box_of(artist: Any) -> Bbox:
        found = artist.get_tightbbox(renderer)
        return Bbox.from_extents(*(value * scale for value in found.extents))

    def box_of_frame(ax: Any) -> tuple[float, float, float, float]:
        x0, y0, x1, y1 = ax.get_window_extent(renderer).extents
        return x0 * scale, y0 * scale, x1 * scale, y1 * scale

    panels = [Crop("panel", box_of(ax), [ax]) for ax in figure.axes]
    frames = [box_of_frame(ax) for ax in figure.axes]
    keys, rest = [], []
    for text in figure.texts:
        if text.get_gid() in OUTSIDE or not text.get_text().strip():
            continue
        crop = Crop("key" if text.get_gid() == "key" else "text", box_of(text), [text])
        if crop.kind == "key":
            keys.append(crop)
        elif not _joined(crop, panels, frames):
            rest.append(crop)
    for mark in [*figure.lines, *figure.patches, *figure.artists]:
        if mark is not figure.patch:
            _mark(box_of(mark), mark, keys, panels)
    cut = [part for panel in panels for part in _halves(panel, box_of)]
    return _ordered([*cut, *keys, *_columns(rest)])


def _halves(panel: Crop, box_of: Callable[[Any], Bbox]) -> list[Crop]:
    """Cut a panel that is too wide for a narrow screen between two labels of its time axis."""
    if panel.box.width <= WIDEST:
        return [panel]
    axes, *texts = panel.artists
    whole = box_of(axes)
    labels = [box_of(t) for t in axes.get_xticklabels() if t.get_text()]  # type: ignore[attr-defined]
    centre = (whole.x0 + whole.x1) / 2
    gaps = [(a.x1 + b.x0) / 2 for a, b in pairwise(labels)] or [centre]
    middle = min(gaps, key=lambda x: abs(x - centre))
    lines = [t for t in texts if not isinstance(t, Text)]
    said = [Crop("text", box_of(t), [t]) for t in texts if isinstance(t, Text)]
    sides = [(whole.x0, middle), (middle, whole.x1)]
    return said + [
        Crop("panel", Bbox.from_extents(x0, whole.y0, x1, whole.y1), [axes, *lines])
        for x0, x1 in sides
    ]


def _joined(text: Crop, panels: list[Crop], frames: list[Any]) -> bool:
    """Add a text that stands above a panel, or in it, to that panel; nearest first."""
    best, nearest = None, ABOVE
    for panel, (x0, y0, x1, y1) in zip(panels, frames, strict=True):
        beside = x0 - ASIDE <= text.box.x0 <= x1
        gap = text.box.y0 - y1
        if beside and y0 - y1 <= gap < nearest:
            best, nearest = panel, gap
    if best is None:
        return False
    best.box = Bbox.union([best.box, text.box])
    best.artists += text.artists
    return True


def _mark(box: Bbox, artist: Artist, keys: list[Crop], panels: list[Crop]) -> None:
    """Add a mark to the key label right of it, or a line to the panel that it crosses."""
    middle = (box.y0 + box.y1) / 2
    for key in keys:
        if 0 <= key.box.x0 - box.x0 <= MARK + box.width and key.box.y0 <= middle <= key.box.y1:
            key.box = Bbox.union([key.box, box])
            key.artists.append(artist)
            return
    for panel in panels:
        if panel.box.overlaps(box):
            panel.artists.append(artist)


def _columns(texts: list[Crop]) -> list[Crop]:
    """Put texts with the same left edge that follow one another into one part."""
    out: list[Crop] = []
    for text in sorted(texts, key=lambda t: (round(t.box.x0, 1), -t.box.y1)):
        last = out[-1] if out else None
        if last and abs(last.box.x0 - text.box.x0) < 0.1 and last.box.y0 - text.box.y1 < ABOVE:
            last.box = Bbox.union([last.box, text.box])
            last.artists += text.artists
        else:
            out.append(text)
    return out


def _ordered(parts: list[Crop]) -> list[Crop]:
    """Sort from top to bottom, and from left to right where tops are nearly level."""
    left = sorted(parts, key=lambda p: -p.box.y1)
    out: list[Crop] = []
    while left:
        level = left[0].box.y1 - 0.25
        row = [p for p in left if p.box.y1 >= level]
        out += sorted(row, key=lambda p: p.box.x0)
        left = left[len(row) :]
    return out
