"""One row an input: a dot with its interval, or a bar; shared by several answers."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator

from sim.answers.answer import Answer, footer
from sim.plots import theme as look
from sim.plots.draw import round_ticks, tick_labels
from sim.plots.frame import frame
from sim.plots.text_width import wrapped
from sim.plots.theme import LIGHT, Theme, themed

SOURCE = "Source: the model's runs; conditional on its assumptions, not forecasts."
MOST = 14
"""Rows that one figure shows; the table holds all."""

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
    title: str = "",
    floor: float | None = None,
    theme: Theme = LIGHT,
) -> Figure:
    """Return a figure of dots with intervals, the first bar on top.

    Args:
        answer: whose sentences stand under the title and at the foot.
        bars: at least one; those beyond `MOST` are left to the table.
        axis: words under the axis.
        title: the question by default.
        floor: a level below which nothing is told from noise.
        theme: light or dark.
    """
    shown = list(bars)[:MOST]
    page = frame(
        title or answer.question, answer.sentences[0],
        (*answer.sentences[1:], SOURCE, footer(answer)), theme,
        size=(10.5, 2.9 + 0.36 * len(shown)),
    )  # fmt: skip
    ax = page.axes(page.body.inner(left=LABEL, right=1.0, bottom=0.45), gid="bars")
    for i, bar in enumerate(shown):
        y = len(shown) - 1 - i
        colour = theme.colour(0) if bar.strong else theme.soft
        (line,) = ax.plot([bar.low, bar.high], [y, y], color=colour, linewidth=2.2)
        line.set_gid(f"interval/{bar.label}")
        (dot,) = ax.plot([bar.middle], [y], marker="o", markersize=6, color=colour)
        dot.set_gid(f"dot/{bar.label}")
        ax.annotate(bar.text, (max(bar.high, bar.middle), y), xytext=(7, 0), va="center",
                    textcoords="offset points", fontsize=look.FOOT, color=theme.ink)  # fmt: skip
    if floor is not None:
        ax.axvline(floor, color=theme.soft, linestyle=look.DOTS, linewidth=1.0).set_gid("floor")
    ax.axvline(0.0, color=theme.soft, linewidth=0.8, zorder=1)
    ax.set_ylim(-0.6, len(shown) - 0.4)
    ax.yaxis.set_major_locator(FixedLocator(range(len(shown))))
    names = [wrapped(bar.label, LABEL - 0.2, look.TICK) for bar in shown]
    ax.yaxis.set_major_formatter(FixedFormatter(names[::-1]))
    low, high = ax.get_xlim()
    ticks = round_ticks(low, high)
    ax.xaxis.set_major_locator(FixedLocator(ticks))
    ax.xaxis.set_major_formatter(FixedFormatter(tick_labels(ticks)))
    ax.grid(visible=True, axis="x")
    ax.spines["left"].set_visible(False)
    ax.set_xlabel(axis, fontsize=look.TICK)
    return page.figure
