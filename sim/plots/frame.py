"""The page of a figure: title, subtitle, key, panels placed in inches, footer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from sim.plots import theme as look
from sim.plots.text_width import text_width, wrapped
from sim.plots.theme import Theme

EDGE = 0.3
FOOT = 0.62
LINE = 1.3
"""Height of a line of text over its size."""


@dataclass(frozen=True)
class Box:
    """A rectangle on the page, in inches from the lower left corner."""

    left: float
    bottom: float
    right: float
    top: float

    def split(
        self, rows: int, columns: int, *, across: float = 0.6, down: float = 0.7
    ) -> list["Box"]:
        """Return equal boxes row by row from the top, with gaps between them in inches."""
        width = (self.right - self.left - across * (columns - 1)) / columns
        height = (self.top - self.bottom - down * (rows - 1)) / rows
        return [
            Box(
                self.left + c * (width + across),
                self.top - r * (height + down) - height,
                self.left + c * (width + across) + width,
                self.top - r * (height + down),
            )
            for r in range(rows)
            for c in range(columns)
        ]

    def inner(
        self, left: float = 0.0, bottom: float = 0.0, right: float = 0.0, top: float = 0.0
    ) -> "Box":
        """Return the box with its edges moved in."""
        return Box(self.left + left, self.bottom + bottom, self.right - right, self.top - top)


@dataclass(frozen=True)
class Frame:
    """A figure under construction and the room that is left for panels."""

    figure: Figure
    body: Box
    theme: Theme

    def axes(self, box: Box, title: str = "", *, gid: str = "") -> Axes:
        """Return axes that fill a box, with a title at the left above them."""
        wide, high = self.figure.get_size_inches()
        ax = self.figure.add_axes(
            (
                box.left / wide,
                box.bottom / high,
                (box.right - box.left) / wide,
                (box.top - box.bottom) / high,
            )
        )
        ax.set_gid(gid or None)
        if title:
            self.write(box.left, box.top + 0.1, title, look.PANEL, weight="bold", va="baseline")
        return ax

    def write(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        soft: bool = False,
        weight: str = "normal",
        va: str = "top",
        ha: str = "left",
        gid: str = "",
        colour: str = "",
    ) -> None:
        """Put text on the page at a place in inches."""
        wide, high = self.figure.get_size_inches()
        shown = colour or (self.theme.soft if soft else self.theme.ink)
        put = self.figure.text(
            x / wide, y / high, text, fontsize=size, color=shown, fontweight=weight, va=va, ha=ha,
            linespacing=1.25,
        )  # fmt: skip
        put.set_gid(gid or None)


def frame(
    title: str,
    subtitle: str,
    footer: Sequence[str],
    theme: Theme,
    *,
    size: tuple[float, float] = (10.5, 7.4),
    key: Sequence["Entry"] = (),
) -> Frame:
    """Return a page with its title, subtitle, key and footer in place.

    Args:
        title: a question or a finding.
        subtitle: what is shown, in which terms.
        footer: source, and provenance of the run.
        theme: light or dark.
        size: width and height in inches.
        key: what lines and areas stand for, in words.
    """
    wide, high = size
    figure = Figure(figsize=size)
    page = Frame(figure, Box(EDGE, FOOT, wide - EDGE, high), theme)
    room = wide - 2 * EDGE
    y = high - 0.24
    for text, points, soft, weight, gid in (
        (title, look.TITLE, False, "bold", "title"),
        (subtitle, look.SUBTITLE, True, "normal", "subtitle"),
    ):
        lines = wrapped(text, room, points, weight)
        page.write(EDGE, y, lines, points, soft=soft, weight=weight, gid=gid)
        y -= (lines.count("\n") + 1) * points * LINE / 72 + 0.05
    if key:
        y = row_of_keys(page, key, EDGE, y - 0.04) - 0.05
    foot = "\n".join(wrapped(line, room, look.FOOT) for line in footer if line)
    page.write(EDGE, 0.16, foot, look.FOOT, soft=True, va="bottom", gid="footer")
    bottom = 0.16 + (foot.count("\n") + 1) * look.FOOT * LINE / 72 + 0.14
    return Frame(figure, Box(EDGE, bottom, wide - EDGE, y - 0.1), theme)


@dataclass(frozen=True)
class Entry:
    """One entry of the key: a mark and what it stands for.

    Attributes:
        label: words.
        colour: of the mark.
        style: line style; None draws an area.
        alpha: opacity of an area.
        hatch: of an area.
        marker: a marker instead of a line or area.
        filled: whether the marker is filled.
    """

    label: str
    colour: str
    style: look.Style | None = None
    alpha: float = 1.0
    hatch: str = ""
    marker: str = ""
    filled: bool = True


def trace_key(names: Mapping[str, str], theme: Theme) -> list[Entry]:
    """Return one entry a scenario; none if there is only one."""
    if len(names) == 1:
        return []
    return [Entry(title, theme.colour(i), theme.style(i)) for i, title in enumerate(names.values())]


def bands_key(names: Mapping[str, str], theme: Theme) -> list[Entry]:
    """Return the entries that say in words what median and bands are.

    The inner band is drawn only where there is one scenario.
    """
    single = len(names) == 1
    colour = theme.colour(0) if single else theme.soft
    middle = [Entry("half of all members (25–75 %)", colour, alpha=look.OUTER + look.INNER)]
    return [
        Entry("median member", colour, "-"),
        *(middle if single else []),
        Entry("nine in ten members (5–95 %)", colour, alpha=look.OUTER),
    ]


def row_of_keys(page: Frame, entries: Sequence[Entry], left: float, y: float) -> float:
    """Draw a key from the left, in as many rows as it takes; return the y below it."""
    wide, high = page.figure.get_size_inches()
    x, mark, tall = left, 0.3, 0.13
    for entry in entries:
        needs = mark + 0.08 + text_width(entry.label, look.TEXT)
        if x > left and x + needs > wide - EDGE:
            x, y = left, y - 0.22
        _mark(page, entry, (x, y - tall), (mark, tall), (wide, high))
        label = page.figure.text(
            (x + mark + 0.08) / wide, (y - tall / 2) / high, entry.label, fontsize=look.TEXT,
            color=page.theme.ink, va="center_baseline",
        )  # fmt: skip
        label.set_gid("key")
        x += needs + 0.2
    return y - 0.22


def _mark(
    page: Frame,
    entry: Entry,
    at: tuple[float, float],
    size: tuple[float, float],
    paper: tuple[float, float],
) -> None:
    (x, y), (w, h), (wide, high) = at, size, paper
    if entry.marker:
        page.figure.add_artist(
            Line2D(
                [(x + w / 2) / wide], [(y + h / 2) / high], color=entry.colour,
                marker=entry.marker, markersize=7, linestyle="none",
                markerfacecolor=entry.colour if entry.filled else page.theme.paper,
            )
        )  # fmt: skip
    elif entry.style is not None:
        page.figure.add_artist(
            Line2D(
                [x / wide, (x + w) / wide], [(y + h / 2) / high] * 2, color=entry.colour,
                linestyle=entry.style, linewidth=2,
            )
        )  # fmt: skip
    else:
        page.figure.add_artist(
            Rectangle(
                (x / wide, y / high), w / wide, h / high, transform=page.figure.transFigure,
                facecolor=entry.colour, alpha=entry.alpha, hatch=entry.hatch or None, linewidth=0,
            )
        )  # fmt: skip
