"""Paired differences of a sweep over one axis, small multiples over another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator, NullFormatter

from sim.plots import theme as look
from sim.plots.draw import fan
from sim.plots.frame import Entry, frame, trace_key
from sim.plots.number_axis import number_axis
from sim.plots.series import Band
from sim.plots.text_width import text_width
from sim.plots.theme import LIGHT, Theme, themed
from sim.vocabulary.language import words
from sim.vocabulary.wording import percent

COLUMNS = 3
GAP = 0.12
"""Least inches between the names of two settings."""

LINE = 0.17
"""Inches between two rows of shares above a panel."""


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
        title: what may be said.
        note: what is drawn, its statistic and date, what is held or left out.
        unit: of the differences, as people read it.
        x_name: the axis.
        x_label: the axis with its unit.
        settings: of the axis, in words.
        x: where they stand.
        ordered: whether a line may join them.
        at: index of the reference among the settings, None if it belongs to another axis.
    """

    title: str
    note: str
    unit: str
    x_name: str
    x_label: str
    settings: tuple[str, ...]
    x: np.ndarray
    ordered: bool
    at: int | None


@themed
def paired_differences(
    gaps: Gaps,
    panels: Sequence[tuple[str, Sequence[Trace]]],
    *,
    footer: str = "",
    theme: Theme = LIGHT,
    language: str = "en",
) -> Figure:
    """Return differences to one setting, member by member, with the share above zero on top.

    Args:
        gaps: what is compared.
        panels: title and traces of each; all have the same settings and traces.
        footer: provenance.
        theme: light or dark.
        language: en or zh.
    """
    columns = min(COLUMNS, len(panels))
    rows, first = -(-len(panels) // columns), panels[0][1]
    names = {trace.name: trace.name for trace in first}
    above = LINE * len(first) + (0.3 if panels[0][0] else 0.1)
    page = frame(
        gaps.title,
        gaps.note,
        (words(language).say("sweep.source"), footer),
        theme,
        size=(10.5, 2.7 + (2.5 if rows > 1 else 3.1) * rows),
        key=[*trace_key(names, theme), *_bands(names, theme, language)],
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
        _shares(ax, gaps, traces, kept, box.top - box.bottom, theme, language)
        ax.tick_params(axis="y", length=0, pad=4)
        ax.spines["left"].set_visible(False)
        ax.grid(visible=True, axis="y")
        number_axis(ax.yaxis, (low, high), gaps.unit, language, label=i % columns == 0, most=5)
        if i % columns:
            ax.yaxis.set_major_formatter(NullFormatter())
        else:
            above_words = words(language).say("sweep.above")
            page.write(box.left - 0.18, box.top + 0.08 + LINE * (len(first) - 1), above_words,
                       look.FOOT, soft=True, va="baseline", ha="right")  # fmt: skip
        if i + columns >= len(panels):
            ax.set_xlabel(gaps.x_label, fontsize=look.TICK)
    return page.figure


def _bands(names: Mapping[str, str], theme: Theme, language: str) -> list[Entry]:
    text, single = words(language), len(names) == 1
    colour = theme.colour(0) if single else theme.soft
    inner = [Entry(text.say("sweep.half"), colour, alpha=look.OUTER + look.INNER)] if single else []
    outer = Entry(text.say("sweep.nine_tenths"), colour, alpha=look.OUTER)
    return [Entry(text.say("sweep.median"), colour, "-"), *inner, outer]


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
    longest = max(text_width(name, look.TICK) for name in (*gaps.settings, "100 %"))
    every = max(1, -(-len(places) // max(1, int(wide / (longest + GAP)))))
    kept = list(range(0, len(places), every))
    ax.xaxis.set_major_locator(FixedLocator([float(places[k]) for k in kept]))
    ax.xaxis.set_major_formatter(FixedFormatter([gaps.settings[k] for k in kept]))
    return kept


def _shares(ax: Axes, gaps: Gaps, traces: Sequence[Trace], kept: Sequence[int], high: float,
            theme: Theme, language: str) -> None:  # fmt: skip
    """Write the share of pairs above zero over each setting, one row a trace."""
    for i, trace in enumerate(traces):
        up = 1 + (0.08 + LINE * (len(traces) - 1 - i)) / high
        for k in kept:
            known = np.isfinite(trace.above[k])
            share = percent(float(trace.above[k]), language)
            said = "–" if k == gaps.at or not known else share
            text = ax.text(float(_places(gaps)[k]), up, said, ha="center", va="baseline",
                           transform=ax.get_xaxis_transform(), fontsize=look.FOOT,
                           color=theme.colour(i) if len(traces) > 1 else theme.soft)  # fmt: skip
            text.set_gid(f"above/{trace.name or gaps.x_name}/{gaps.settings[k]}")
