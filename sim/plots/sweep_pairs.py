"""Paired differences of a sweep over one axis, small multiples over another."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator, NullFormatter

from sim.plots import theme as look
from sim.plots.draw import fan, value_axis
from sim.plots.frame import bands_key, frame, trace_key
from sim.plots.series import Band
from sim.plots.sweeps import NOTE
from sim.plots.text_width import text_width
from sim.plots.theme import LIGHT, Theme, themed
from sim.plots.wording import magnitude, number, percent

COLUMNS = 3
GAP = 0.12
"""Least inches between the names of two settings."""

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
        x_name: the axis.
        x_label: the axis with its unit.
        settings: of the axis, in words.
        x: of the axis, as numbers.
        ordered: whether these are quantities, so that a line may join them.
        reference: axis and setting that all are held against.
        at: index of the reference among the settings, None if it belongs to another axis.
        pairs: what a pair is called: members, or pairs of runs where settings are pooled.
        note: what is pooled or left out, a sentence or "".
    """

    measure: str
    unit: str
    x_name: str
    x_label: str
    settings: tuple[str, ...]
    x: np.ndarray
    ordered: bool
    reference: str
    at: int | None
    pairs: str = "members"
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
    above = LINE * len(first) + (0.3 if panels[0][0] else 0.1)
    page = frame(
        _finding(gaps, panels),
        f"{NOTE}difference to {gaps.reference}, member by member. On top, the share of "
        f"{gaps.pairs} above zero.{gaps.note}",
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
        kept = _settings(ax, gaps, box.right - box.left)
        _shares(ax, gaps, traces, kept, box.top - box.bottom, theme)
        divisor, words = magnitude(max(abs(low), abs(high)), gaps.unit)
        value_axis(ax, words if i % columns == 0 else "", zero=False, divisor=divisor)
        if i % columns:
            ax.yaxis.set_major_formatter(NullFormatter())
        else:
            page.write(box.left - 0.18, box.top + 0.08 + LINE * (len(first) - 1), "above 0",
                       look.FOOT, soft=True, va="baseline", ha="right")  # fmt: skip
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
    joined = gaps.ordered and len(gaps.x) > 1
    for i, trace in enumerate(traces):
        name, colour = trace.name or gaps.x_name, theme.colour(i)
        if joined:
            fan(ax, Band(_places(gaps), trace.rows), colour, style=theme.style(i),
                name=f"gap/{name}", traces=len(traces))  # fmt: skip
        place = _places(gaps) + (0.0 if joined else 0.1 * (i - (len(traces) - 1) / 2))
        (points,) = ax.plot(place, trace.rows[2], color=colour, linestyle="none", zorder=4,
                            marker=look.MARKERS[i % len(look.MARKERS)], markersize=4)  # fmt: skip
        points.set_gid(f"setting/{name}")
        if not joined:
            for rows, alpha in (
                (trace.rows[[0, -1]], look.OUTER),
                (trace.rows[[1, 3]], look.INNER),
            ):
                ax.vlines(place, rows[0], rows[1], color=colour, linewidth=8, alpha=alpha)


def _places(gaps: Gaps) -> np.ndarray:
    return np.asarray(gaps.x, dtype=float) if gaps.ordered else np.arange(len(gaps.settings)) + 0.0


def _settings(ax: Axes, gaps: Gaps, wide: float) -> list[int]:
    """Name the settings below a panel and return those for which there is room."""
    places = _places(gaps)
    room = 0.05 * (places[-1] - places[0]) if gaps.ordered else 0.5
    room = room or 0.5
    ax.set_xlim(places[0] - room, places[-1] + room)
    longest = max(text_width(words, look.TICK) for words in (*gaps.settings, "100 %"))
    every = max(1, -(-len(places) // max(1, int(wide / (longest + GAP)))))
    kept = list(range(0, len(places), every))
    ax.xaxis.set_major_locator(FixedLocator([float(places[k]) for k in kept]))
    ax.xaxis.set_major_formatter(FixedFormatter([gaps.settings[k] for k in kept]))
    return kept


def _shares(ax: Axes, gaps: Gaps, traces: Sequence[Trace], kept: Sequence[int], high: float,
            theme: Theme) -> None:  # fmt: skip
    """Write the share of pairs above zero over each setting, one row a trace."""
    for i, trace in enumerate(traces):
        up = 1 + (0.08 + LINE * (len(traces) - 1 - i)) / high
        for k in kept:
            known = np.isfinite(trace.above[k])
            words = "–" if k == gaps.at or not known else percent(float(trace.above[k]))
            text = ax.text(float(_places(gaps)[k]), up, words, ha="center", va="baseline",
                           transform=ax.get_xaxis_transform(), fontsize=look.FOOT,
                           color=theme.colour(i) if len(traces) > 1 else theme.soft)  # fmt: skip
            text.set_gid(f"above/{trace.name or gaps.x_name}/{gaps.settings[k]}")


def _finding(gaps: Gaps, panels: Sequence[tuple[str, Sequence[Trace]]]) -> str:
    """Return the title: where the most members agree on a sign, and by how much."""
    found = [
        (max(trace.above[k], trace.below[k]), abs(trace.rows[2, k]), title, trace, k)
        for title, traces in panels
        for trace in traces
        for k in range(len(gaps.settings))
        if k != gaps.at and np.isfinite(trace.above[k])
    ]
    share, size, title, trace, k = max(found, key=lambda one: one[:2])
    where = f"{gaps.x_name} {gaps.settings[k]}"
    if share == 0:
        return f"{gaps.measure}: the same in all {gaps.pairs} as at {gaps.reference}"
    higher = trace.above[k] >= trace.below[k]
    unit = "" if gaps.unit in {"1", "index"} else f" {magnitude(0.0, gaps.unit)[1]}"
    sign = "" if not size else "+" if trace.rows[2, k] > 0 else "−"
    at = f"{trace.name}, {where}" if trace.name else where
    side = "higher" if higher else "lower"
    other = gaps.reference if gaps.at is None else gaps.settings[gaps.at]
    return (
        f"{gaps.measure}: {side} in {percent(float(share))} of {gaps.pairs} at {at} than at "
        f"{other} (median {sign}{number(float(size))}{unit})" + (f", with {title}" if title else "")
    )
