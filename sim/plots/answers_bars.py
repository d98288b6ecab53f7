"""One row an input: a dot with its interval, or a bar; shared by several answers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator

from sim.answers.answer import Answer, foot
from sim.plots import theme as look
from sim.plots.draw import round_ticks, tick_labels
from sim.plots.frame import Entry, frame
from sim.plots.text_width import wrapped
from sim.plots.theme import LIGHT, Theme, themed
from sim.vocabulary.wording import number

MOST = 14
"""Rows that one figure shows; the table holds all."""

LARGE = 1e6
"""From here on ticks are written in millions."""

LABEL = 3.1
"""Room for the names, inches."""


@dataclass(frozen=True)
class Bar:
    """One row.

    Attributes:
        label: in words.
        low, middle, high: of its interval, in the axis' unit.
        text: beside it.
        strong: whether it is drawn in full colour.
    """

    label: str
    low: float
    middle: float
    high: float
    text: str
    strong: bool = True


@themed
def bars_figure(
    answer: Answer,
    bars: Sequence[Bar],
    axis: str,
    *,
    floor: float | None = None,
    floor_words: str = "",
    theme: Theme = LIGHT,
    language: str = "en",
) -> Figure:
    """Return a figure of dots with intervals, the first bar on top.

    Args:
        answer: whose sentences stand under the title and at the foot.
        bars: at least one; those beyond `MOST` are left to the table.
        axis: words under the axis.
        floor: a level below which nothing is told from noise.
        floor_words: what the line at the floor is.
        theme: light or dark.
        language: en or zh.
    """
    shown = list(bars)[:MOST]
    page = frame(
        answer.title, answer.sentences[0], foot(answer), theme,
        size=(10.5, 3.1 + 0.38 * len(shown)),
        key=[Entry(floor_words, theme.soft, look.DOTS)] if floor is not None else [],
    )  # fmt: skip
    ax = page.axes(page.body.inner(left=LABEL, right=1.9, bottom=0.45), gid="bars")
    draw_bars(ax, shown, theme)
    if floor is not None:
        ax.axvline(floor, color=theme.soft, linestyle=look.DOTS, linewidth=1.0).set_gid("floor")
    round_axis(ax, language)
    ax.set_xlabel(axis, fontsize=look.TICK)
    return page.figure


def draw_bars(ax: Axes, bars: Sequence[Bar], theme: Theme) -> None:
    """Draw one row a bar, the first on top, its words to the right of the panel."""
    for i, bar in enumerate(bars):
        y = len(bars) - 1 - i
        colour = theme.colour(0) if bar.strong else theme.soft
        (line,) = ax.plot([bar.low, bar.high], [y, y], color=colour, linewidth=2.2)
        line.set_gid(f"interval/{bar.label}")
        (dot,) = ax.plot([bar.middle], [y], marker="o", markersize=6, color=colour)
        dot.set_gid(f"dot/{bar.label}")
        ax.annotate(bar.text, (1.0, y), xytext=(10, 0), va="center", textcoords="offset points",
                    xycoords=ax.get_yaxis_transform(), fontsize=look.FOOT,
                    color=theme.ink)  # fmt: skip
    ax.axvline(0.0, color=theme.soft, linewidth=0.8, zorder=1)
    ax.set_ylim(-0.6, len(bars) - 0.4)
    ax.yaxis.set_major_locator(FixedLocator(range(len(bars))))
    names = [wrapped(bar.label, LABEL - 0.2, look.TICK) for bar in bars]
    ax.yaxis.set_major_formatter(FixedFormatter(names[::-1]))
    ax.spines["left"].set_visible(False)


def round_axis(ax: Axes, language: str = "en") -> None:
    """Put round ticks on the axis of numbers."""
    ticks = round_ticks(*ax.get_xlim())
    ax.xaxis.set_major_locator(FixedLocator(ticks))
    large = float(np.abs(ticks).max(initial=0.0)) >= LARGE
    shown = [number(float(t), language) for t in ticks] if large else tick_labels(ticks)
    ax.xaxis.set_major_formatter(FixedFormatter(shown))
    ax.grid(visible=True, axis="x")
