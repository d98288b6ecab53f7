"""What is drawn inside a panel: fans, date axes, value axes, direct labels, dated lines."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FixedFormatter, FixedLocator

from sim.ground.units import DAYS_PER_WEEK
from sim.ground.weeks import CUT_OFF
from sim.plots import theme as look
from sim.plots.relabel import translated
from sim.plots.series import Band
from sim.plots.text_width import text_width, wrapped
from sim.plots.theme import Theme
from sim.vocabulary.language import words
from sim.vocabulary.wording import SHORT_MONTHS, day_words

ORIGIN = date(1970, 1, 1)


def day(of: date) -> float:
    """Return a date as days since 1970."""
    return float((of - ORIGIN).days)


def as_date(days: float) -> date:
    """Return the date of a number of days since 1970."""
    return ORIGIN + timedelta(days=int(days))


def fan(
    ax: Axes,
    band: Band,
    colour: str,
    *,
    style: look.Style = "-",
    name: str = "",
    traces: int = 1,
) -> None:
    """Draw a 5-95 % band, a 25-75 % band if it stands alone, and the median.

    Args:
        ax: panel.
        band: quantiles, rows 5, 25, 50, 75, 95 % or 5, 50, 95 %.
        colour: of all three.
        style: of the median.
        name: stem of the ids, e.g. "russia.shells_fired/baseline".
        traces: how many fans share the panel; the more, the lighter their bands.
    """
    days, rows = band.days, band.rows
    alpha = look.OUTER if traces < 3 else look.CROWDED
    outer = ax.fill_between(
        days, rows[0], rows[-1], color=colour, alpha=alpha, linewidth=0, zorder=2
    )
    outer.set_gid(f"band90/{name}")
    if traces > 1:
        for row in (rows[0], rows[-1]):
            ax.plot(days, row, color=colour, linestyle=style, linewidth=0.6, zorder=2)
    if traces == 1 and rows.shape[0] == 5:
        inner = ax.fill_between(
            days, rows[1], rows[3], color=colour, alpha=look.INNER, linewidth=0, zorder=2.5
        )
        inner.set_gid(f"band50/{name}")
    line(ax, days, band.median, colour, style=style, name=f"median/{name}")


def line(
    ax: Axes,
    days: np.ndarray,
    values: np.ndarray,
    colour: str,
    *,
    style: look.Style = "-",
    name: str = "",
    width: float = 1.8,
) -> None:
    """Draw one line with an id."""
    (drawn,) = ax.plot(days, values, color=colour, linestyle=style, linewidth=width, zorder=3)
    drawn.set_gid(name or None)


def value_axis(
    ax: Axes, unit: str, *, zero: bool = True, divisor: float = 1.0, most: int = 5
) -> None:
    """Set few round ticks, light grid lines and the unit beside the axis.

    Args:
        ax: panel.
        unit: words; "" where a neighbour carries them.
        zero: whether the axis starts at zero (or below, if values do).
        divisor: what tick labels are divided by, e.g. 1e6 where the unit says million.
        most: most steps between ticks.
    """
    ax.tick_params(axis="y", length=0, pad=4)
    ax.spines["left"].set_visible(False)
    ax.grid(visible=True, axis="y")
    low, high = ax.get_ylim()
    if zero:
        ax.set_ylim(min(0.0, low) if low < 0 else 0.0, high if high > 0 else 1.0)
    low, high = (v / divisor for v in ax.get_ylim())
    ticks = round_ticks(low, high, most)
    ax.yaxis.set_major_locator(FixedLocator([t * divisor for t in ticks]))
    ax.yaxis.set_major_formatter(FixedFormatter(tick_labels(ticks)))
    ax.set_ylabel(unit, fontsize=look.TICK, labelpad=4)


def round_ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Return round numbers inside a range, at most `most` steps apart."""
    span = high - low
    if not np.isfinite(span) or span <= 0:
        return [float(low)]
    raw = span / most
    size = 10.0 ** np.floor(np.log10(raw))
    step = next(size * m for m in (1, 2, 2.5, 5, 10) if size * m >= raw * (1 - 1e-9))
    first = np.ceil(low / step - 1e-9)
    count = int(np.floor(high / step + 1e-9) - first) + 1
    return [float(round((first + k) * step, 12)) for k in range(count)]


def tick_labels(ticks: Sequence[float]) -> list[str]:
    """Return tick labels with thousands separators and only the decimals that are needed."""
    places = 0
    while places < 4 and any(abs(t - round(t, places)) > 1e-9 * max(1, abs(t)) for t in ticks):
        places += 1
    return [f"{t:,.{places}f}".replace("-", "−") for t in ticks]


def date_axis(
    ax: Axes,
    first: float,
    last: float,
    *,
    labels: bool = True,
    narrow: bool = False,
    sparse: bool = False,
    language: str = "en",
) -> None:
    """Set the limits and ticks of a time axis: years, quarters, months or weeks by length.

    Args:
        ax: panel.
        first: first day.
        last: last day.
        labels: whether ticks are named.
        narrow: whether the panel has room for about five names only.
        sparse: whether it has room for about three only.
        language: of the names of months.
    """
    ax.set_xlim(first, last)
    major, names = _date_ticks(as_date(first), as_date(last))
    most = 3 if sparse else 5 if narrow else 9
    every = -(-len(major) // most)
    if every > 1:
        major, names = major[::every], names[::every]
    if sparse and len(major) > 1 and major[-1] > last - 0.1 * (last - first):
        major, names = major[:-1], names[:-1]
    if narrow and len(major) > 3 and all(len(n) == 4 for n in names):
        names = [f"’{n[2:]}" for n in names]
    if language != "en":
        names = [translated(name, {}, {}) or name for name in names]
    ax.xaxis.set_major_locator(FixedLocator(major))
    ax.xaxis.set_major_formatter(FixedFormatter(names if labels else [""] * len(names)))


def _date_ticks(start: date, end: date) -> tuple[list[float], list[str]]:
    weeks = (end - start).days / DAYS_PER_WEEK
    months = [
        date(y, m, 1)
        for y in range(start.year, end.year + 1)
        for m in range(1, 13)
        if start <= date(y, m, 1) <= end
    ]
    if weeks > 16:
        every = next(n for n, most in ((1, 30), (3, 96), (12, 600), (60, 1e9)) if weeks <= most)
        shown = [m for m in months if (m.month - 1) % min(every, 12) == 0]
        shown = [m for m in shown if every < 60 or m.year % 5 == 0]
        named = any(m.month == 1 for m in shown)
        names = [
            _month_name(m, first=i == 0 and not named, every=every) for i, m in enumerate(shown)
        ]
        return [day(m) for m in shown], names
    step = max(1, int(np.ceil(weeks / 5)))
    mondays = [start + timedelta(weeks=step * k) for k in range(int(weeks // step) + 1)]
    names = [f"{m.day} {SHORT_MONTHS[m.month - 1]}" for m in mondays]
    return [day(m) for m in mondays], names


def _month_name(of: date, *, first: bool, every: int) -> str:
    if every >= 12:
        return str(of.year)
    name = SHORT_MONTHS[of.month - 1]
    return f"{name} ’{of.year % 100:02d}" if first or of.month == 1 else name


def cut_off(ax: Axes, theme: Theme, *, label: bool = False, language: str = "en") -> None:
    """Mark the day after which nothing is known: a dotted line, with words if asked."""
    at = day(CUT_OFF)
    low, high = ax.get_xlim()
    if not low < at < high:
        return
    mark = ax.axvline(at, color=theme.soft, linestyle=(0, (2, 2)), linewidth=0.9, zorder=1.5)
    mark.set_gid("cut_off")
    if label:
        date = day_words(CUT_OFF, language, short=True)
        said = words(language).say("day.record_ends", date=date)
        wide = ax.get_position().width * ax.figure.get_figwidth()  # type: ignore[union-attr]
        after, before = (wide * share / (high - low) for share in (high - at, at - low))
        needed = text_width(f" {said} ", look.FOOT)
        left = needed > after and before > after
        room = (before if left else after) - needed + text_width(said, look.FOOT)
        lines = wrapped(said, room, look.FOOT).split("\n")
        ax.text(
            at, 0.985, "\n".join(f" {line} " for line in lines), color=theme.soft,
            transform=ax.get_xaxis_transform(), fontsize=look.FOOT, va="top",
            ha="right" if left else "left", zorder=5,
        )  # fmt: skip


def apart(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return places near the wanted ones, at least a gap apart and inside a range.

    Args:
        wanted: places in any order.
        gap: least distance between two.
        low: lowest place.
        high: highest place.
    """
    order = np.argsort(wanted, kind="stable")
    placed = np.clip(np.asarray(wanted, dtype=float)[order], low, high)
    for _ in range(50):
        moved = False
        for i in range(len(placed) - 1):
            lack = gap - (placed[i + 1] - placed[i])
            if lack > 1e-9 * gap:
                placed[i] -= lack / 2
                placed[i + 1] += lack / 2
                moved = True
        if len(placed):
            placed -= min(0.0, float(placed[0]) - low)
            top = float(placed[-1]) - high
            if top > 0:
                placed -= top
        if not moved:
            break
    out = np.empty(len(placed))
    out[order] = placed
    return [float(v) for v in out]


def end_labels(
    ax: Axes,
    labels: Sequence[tuple[float, str, str]],
    *,
    size: float = look.FOOT,
    shift: float = 4,
) -> None:
    """Write labels at the right edge beside the ends of lines, moved apart if they collide.

    Args:
        ax: panel, its limits already set.
        labels: value at the end, words, colour.
        size: of the text in points.
        shift: distance from the edge in points.
    """
    low, high = ax.get_ylim()
    tall = ax.get_position().height * ax.figure.get_figheight()  # type: ignore[union-attr]
    lines = max((text.count("\n") + 1 for _, text, _ in labels), default=1)
    gap = (high - low) * size * 1.22 * lines / 72 / tall
    places = apart([v for v, _, _ in labels], gap, low, high)
    for (_, text, colour), y in zip(labels, places, strict=True):
        ax.annotate(
            text, (1.0, y), xycoords=("axes fraction", "data"), xytext=(shift, 0),
            textcoords="offset points", fontsize=size, color=colour, va="center",
            annotation_clip=False, linespacing=1.1,
        )  # fmt: skip
