"""The theme: colours, line styles and the few settings that every figure shares."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, ParamSpec, TypeVar

import matplotlib as mpl

from sim.plots.fonts import chinese

Style = Literal["-"] | tuple[float, tuple[float, ...]]
"""A line style as matplotlib takes it: solid, or an offset and dashes."""

BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY = (
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9",
)  # fmt: skip

STYLES: tuple[Style, ...] = (
    "-", (0, (5, 2)), (0, (1, 1.4)), (0, (6, 2, 1, 2)), (0, (3, 1, 1, 1, 1, 1)), (0, (9, 3)),
)  # fmt: skip
DOTS: Style = (0, (1, 1.4))
HATCHES = ("", "///", "...", "\\\\\\", "xx", "++")
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<")
OUTER, INNER, CROWDED = 0.17, 0.30, 0.07
"""Opacity of the 5-95 % band, of the 25-75 % band, and of bands when there are many."""

TITLE, SUBTITLE, PANEL, TEXT, TICK, FOOT = 14.5, 10.5, 10.5, 9.5, 9.0, 8.5
"""Sizes in points; on a page 10.5 inches wide the smallest still reads at half size."""


@dataclass(frozen=True)
class Theme:
    """Colours of one look.

    Attributes:
        name: "light" or "dark".
        paper: background.
        ink: text and lines that matter.
        soft: text and lines that step back.
        grid: grid lines.
        cycle: colours of scenarios, in order.
    """

    name: str
    paper: str
    ink: str
    soft: str
    grid: str
    cycle: tuple[str, ...]

    def colour(self, index: int) -> str:
        """Return the colour of the n-th trace."""
        return self.cycle[index % len(self.cycle)]

    def style(self, index: int) -> Style:
        """Return the line style of the n-th trace, which tells it apart without colour."""
        return STYLES[index % len(STYLES)]


LIGHT = Theme(
    "light", "#ffffff", "#1b1d21", "#565b63", "#e2e4e8",
    (BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY),
)  # fmt: skip
DARK = Theme(
    "dark", "#14171c", "#f1f2f4", "#b4bac4", "#343a44",
    ("#5BB8F0", "#FF8A4C", "#2FCBA0", "#E8A5CB", "#F2B93B", "#9AD7F7"),
)  # fmt: skip
THEMES = {theme.name: theme for theme in (LIGHT, DARK)}


def settings(theme: Theme) -> Any:
    """Return the matplotlib settings under which a figure is drawn and written.

    A dict; its keys are names that only matplotlib lists, hence Any.
    """
    return {
        "font.family": ["DejaVu Sans"],
        "font.size": TEXT,
        "text.color": theme.ink,
        "text.usetex": False,
        "text.hinting": "none",
        "axes.labelcolor": theme.soft,
        "axes.edgecolor": theme.soft,
        "axes.facecolor": theme.paper,
        "axes.linewidth": 0.7,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": False,
        "axes.axisbelow": True,
        "axes.unicode_minus": True,
        "figure.facecolor": theme.paper,
        "figure.edgecolor": theme.paper,
        "figure.autolayout": False,
        "figure.constrained_layout.use": False,
        "grid.color": theme.grid,
        "grid.linewidth": 0.7,
        "hatch.linewidth": 0.5,
        "hatch.color": theme.paper,
        "lines.linewidth": 1.8,
        "lines.solid_capstyle": "butt",
        "lines.dash_capstyle": "butt",
        "lines.scale_dashes": True,
        "xtick.color": theme.soft,
        "ytick.color": theme.soft,
        "xtick.labelsize": TICK,
        "ytick.labelsize": TICK,
        "xtick.major.size": 3.5,
        "ytick.major.size": 0.0,
        "xtick.minor.size": 2.0,
        "xtick.major.width": 0.7,
        "xtick.minor.width": 0.5,
        "path.simplify": True,
        "savefig.facecolor": "auto",
        "savefig.bbox": None,
        "savefig.pad_inches": 0.0,
        "text.parse_math": False,  # a title is text, whatever signs of money stand in it
        "svg.fonttype": "none",
        "svg.hashsalt": "sim",
        "pdf.fonttype": 42,
    }


P = ParamSpec("P")
R = TypeVar("R")


def themed(draw: Callable[P, R]) -> Callable[P, R]:
    """Draw under the theme and in the letters of the language that keywords name.

    No setting is left behind.
    """

    @functools.wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> R:
        theme = kwargs.get("theme", LIGHT)
        assert isinstance(theme, Theme)
        shown = settings(theme)
        if kwargs.get("language", "en") == "zh" and (family := chinese()):
            shown["font.family"] = [*shown["font.family"], family]
        with mpl.rc_context(shown):
            return draw(*args, **kwargs)

    return drawn
