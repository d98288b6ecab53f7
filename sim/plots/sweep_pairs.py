"""Paired differences of a sweep over one axis, small multiples over another."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator

from sim.plots import theme as look
from sim.plots.draw import fan, tick_labels, value_axis
from sim.plots.frame import Box, Frame, bands_key, frame, trace_key
from sim.plots.measured import text_width
from sim.plots.sweeps import NOTE
from sim.plots.taken import Band
from sim.plots.theme import LIGHT, Theme, themed
from sim.plots.wording import magnitude, number, percent

COLUMNS = 3
MOST_TICKS = 6
LINE = 0.17
"""Inches between two rows of shares above a panel."""

SOURCE = (
    "Source: sweep of the model. Each difference pairs a member with itself at the other setting, "
    "so that it holds all else equal, luck included."
)


@dataclass(frozen=True)
class Trace:
    """Differences over the settings of one axis.

    Attributes:
        name: what is held against the reference, "" where the settings themselves are.
        rows: quantiles 5, 25, 50, 75, 95 %, shape (5, setting).
        above: share of pairs above zero, shape (setting,).
        below: share of pairs below zero, shape (setting,).
    """

    name: str
    rows: np.ndarray
    above: np.ndarray
    below: np.ndarray


@dataclass(frozen=True)
class Gaps:
    """What is compared, in words.

    Attributes:
        measure: that differs.
        unit: of the measure.
        x_label: the axis with its unit.
        x: its settings; places where these are no quantities.
        settings: the settings in words.
        x_name: the axis without its unit.
        reference: the setting that all are held against.
        at: index of the reference among the settings, None if it belongs to another axis.
        note: what is pooled or left out, a sentence or "".
    """

    measure: str
    unit: str
    x_label: str
    x: np.ndarray
    settings: tuple[str, ...]
    x_name: str
    reference: str
    at: int | None
    note: str = ""


@themed
def paired_differences(
    gaps: Gaps,
    panels: Sequence[tuple[str, Sequence[Trace]]],
    *,
    footer: str = "",
    theme: Theme = LIGHT,
) -> Figure:
    """Return differences to one setting, member by member, with the share above zero on top.

    Args:
        gaps: what is compared.
        panels: title and traces of each; all have the same settings and traces.
        footer: provenance.
        theme: light or dark.
    """
    columns = min(COLUMNS, len(panels))
    rows, first = -(-len(panels) // columns), panels[0][1]
    names = {trace.name: trace.name for trace in first}
    above = 0.3 + LINE * len(first)
    page = frame(
        _finding(gaps, panels),
        f"{NOTE}difference to {gaps.reference}, member by member. Above each setting, the share "
        f"of them above zero.{gaps.note}",
        (SOURCE, footer),
        theme,
        size=(10.5, 2.7 + (2.5 if rows > 1 else 3.1) * rows),
        key=[*trace_key(names, theme), *bands_key(names, theme)],
    )
    body = page.body.inner(left=0.7, bottom=0.45, right=0.15, top=above)
    boxes = body.split(rows, columns, across=0.3, down=0.45 + above)
    low, high = _limits(panels)
    for i, ((title, traces), box) in enumerate(zip(panels, boxes, strict=False)):
        ax = page.axes(box, gid=f"gap/{i}")
        page.write(box.left, box.top + above - 0.13, title, look.PANEL, weight="bold",
                   va="baseline")  # fmt: skip
        ax.set_ylim(low, high)
        _draw(ax, gaps, traces, theme)
        _settings(ax, gaps, box)
        _shares(page, box, ax, gaps, traces)
        ax.set_ylim(low, high)
        divisor, words = magnitude(max(abs(low), abs(high)), gaps.unit)
        value_axis(ax, words if i % columns == 0 else "", zero=False, divisor=divisor)
        if i + columns >= len(panels):
            ax.set_xlabel(gaps.x_label, fontsize=look.TICK)
    return page.figure


def _limits(panels: Sequence[tuple[str, Sequence[Trace]]]) -> tuple[float, float]:
    every = np.concatenate([trace.rows.ravel() for _, traces in panels for trace in traces])
    fine = np.append(every[np.isfinite(every)], 0.0)
    low, high = float(fine.min()), float(fine.max())
    room = 0.06 * (high - low) or 1.0
    return low - room, high + room


def _draw(ax: Axes, gaps: Gaps, traces: Sequence[Trace], theme: Theme) -> None:
    ax.axhline(0.0, color=theme.soft, linewidth=0.9, zorder=1.5)
    quantities = len(gaps.x) > 1 and gaps.x_label != gaps.x_name + " "
    for i, trace in enumerate(traces):
        name = trace.name or gaps.x_name
        if quantities:
            fan(ax, Band(gaps.x, trace.rows), theme.colour(i), style=theme.style(i),
                name=f"gap/{name}", traces=len(traces))  # fmt: skip
        place = gaps.x + (0.0 if quantities else 0.08 * (i - (len(traces) - 1) / 2))
        points = ax.plot(place, trace.rows[2], color=theme.colour(i), linestyle="none",
                         marker=look.MARKERS[i % len(look.MARKERS)], markersize=4, zorder=4)  # fmt: skip
        points[0].set_gid(f"point/{name}")
        if not quantities:
            ax.vlines(place, trace.rows[0], trace.rows[-1], color=theme.colour(i), linewidth=4,
                      alpha=look.INNER)  # fmt: skip
