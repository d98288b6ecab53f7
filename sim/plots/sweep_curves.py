"""Bands of a sweep over one axis or over dates: lines that bear their names, one scale for all."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator, NullFormatter

from sim.plots import theme as look
from sim.plots.asked import Asked
from sim.plots.draw import cut_off, date_axis, end_labels, fan, round_ticks, tick_labels
from sim.plots.frame import Entry, frame
from sim.plots.number_axis import number_axis
from sim.plots.series import Band
from sim.plots.sweep_words import foot, under
from sim.plots.text_width import text_width, wrapped
from sim.plots.theme import LIGHT, Theme, themed
from sim.sweeps.grids import Curves, curves, over_dates
from sim.sweeps.reader import SweepResults
from sim.sweeps.sides import Side
from sim.vocabulary.language import words
from sim.vocabulary.wording import change, quantity, span

COLUMNS = 3
MARGIN = 0.06
HUNDRED = 100.0
NIL = 0.1
"""A median below this part of the largest one is near nil: no per cent of it."""


@themed
def response(
    results: SweepResults, asked: Asked, *, theme: Theme = LIGHT, language: str = "en"
) -> Figure:
    """Return bands over one axis, one line a setting of y, one panel a setting of the panel's."""
    return _page(curves(results, asked.picture, language), theme, language)


@themed
def dated(
    results: SweepResults, asked: Asked, *, theme: Theme = LIGHT, language: str = "en"
) -> Figure:
    """Return bands over dates, one line a setting of x, one panel a setting of the panel's."""
    return _page(over_dates(results, asked.picture, language), theme, language)


def _page(found: Curves, theme: Theme, language: str) -> Figure:
    text, of = words(language), found.of
    columns = min(COLUMNS, len(found.panels))
    rows = -(-len(found.panels) // columns)
    shown = "sweep.dates_shown" if found.x is None else "sweep.curves_shown"
    page = frame(
        _title(found, language),
        under(text.say(shown), of, found.held, language),
        (text.say("sweep.source_levels"), foot(of.results, language)),
        theme,
        size=(10.5, 5.6 if len(found.panels) == 1 else 2.6 + 2.7 * rows),
        key=_key(found, theme, language),
    )
    names = found.y.settings(language) if found.y else ("",)
    right = 0.15 + max(text_width(name, look.FOOT) for name in names)
    top = 0.1 if found.panels[0][0] == "" else 0.3
    body = page.body.inner(left=0.75, bottom=0.5, right=right, top=top)
    boxes = body.split(rows, columns, across=right + 0.1, down=0.75)
    low, high = _limits(found)
    for i, ((title, lines), box) in enumerate(zip(found.panels, boxes, strict=False)):
        ax = page.axes(box, wrapped(title, box.right - box.left, look.PANEL), gid=f"curves/{i}")
        for k, rows_of in enumerate(lines):
            fan(ax, Band(found.places, rows_of), theme.colour(k), style=theme.style(k),
                name=f"response/{names[k] or 'sweep'}", traces=len(lines))  # fmt: skip
        ax.set_ylim(low, high)
        _x_axis(ax, found, box.right - box.left, theme, language)
        ax.tick_params(axis="y", length=0, pad=4)
        ax.spines["left"].set_visible(False)
        ax.grid(visible=True, axis="y")
        number_axis(ax.yaxis, (low, high), of.unit, language, label=i % columns == 0, most=5)
        if i % columns:
            ax.yaxis.set_major_formatter(NullFormatter())
        if i + columns < len(found.panels):
            ax.set_xlabel("")
        if found.y:
            ends = [(float(r[2][-1]), names[k], theme.colour(k)) for k, r in enumerate(lines)]
            end_labels(ax, [end for end in ends if np.isfinite(end[0])])
    return page.figure


def _key(found: Curves, theme: Theme, language: str) -> list[Entry]:
    text, single = words(language), found.y is None
    colour = theme.colour(0) if single else theme.soft
    key = [Entry(text.say("sweep.median"), colour, "-")]
    key += [Entry(text.say("sweep.half"), colour, alpha=look.OUTER + look.INNER)] if single else []
    key += [Entry(text.say("sweep.nine_tenths"), colour, alpha=look.OUTER)]
    if found.y:
        said = text.say("sweep.lines", name=found.y.label(language, unit=True))
        key.insert(0, Entry(said, theme.colour(0), theme.style(1)))
    return key


def _limits(found: Curves) -> tuple[float, float]:
    every = np.concatenate([rows.ravel() for _, lines in found.panels for rows in lines])
    fine = every[np.isfinite(every)]
    low, high = (float(fine.min()), float(fine.max())) if len(fine) else (0.0, 1.0)
    low = min(low, 0.0) if low < (high - low) else low  # zero is shown where it is near
    room = MARGIN * (high - low) or 1.0
    return (low if low == 0.0 else low - room), high + room


def _x_axis(ax: Axes, found: Curves, wide: float, theme: Theme, language: str) -> None:
    if found.x is None:
        date_axis(
            ax,
            float(found.places[0]),
            float(found.places[-1]),
            narrow=wide < 4.0,
            language=language,
        )
        cut_off(ax, theme)
        return
    first, last = float(found.places[0]), float(found.places[-1])
    room = 0.0 if last > first else 0.5
    ax.set_xlim(first - room, last + room)
    ticks, names = _settings(found.x, wide, language)
    ax.xaxis.set_major_locator(FixedLocator(ticks))
    ax.xaxis.set_major_formatter(FixedFormatter(names))
    ax.set_xlabel(found.x.label(language, unit=True), fontsize=look.TEXT)


def _settings(side: Side, wide: float, language: str) -> tuple[list[float], list[str]]:
    """Return ticks and their names: round numbers where settings rise, else the settings."""
    if side.rising and len(side.values) > 1:
        ticks = round_ticks(float(side.at[0]), float(side.at[-1]), max(2, int(wide / 0.75)))
        return ticks, tick_labels(ticks)
    said = side.settings(language)
    return [float(place) for place in side.at], list(said)


def _title(found: Curves, language: str) -> str:
    """Return how the median differs between the first setting, or date, and the last."""
    text, of = words(language), found.of
    medians = np.asarray([rows[2] for _, lines in found.panels for rows in lines])
    there = np.flatnonzero(np.isfinite(medians).any(axis=0))
    if not there.size:
        return of.label(language)
    ends = medians[:, [there[0], there[-1]]]
    gaps = {"label": of.label(language), "when": of.when(language)}
    key = "sweep.dates_title" if found.x is None else "sweep.curves_title"
    if found.x is not None:
        gaps |= {
            "first": found.x.named(int(there[0]), language),
            "last": found.x.setting(int(there[-1]), language),
        }
    if len(ends) == 1 and np.isfinite(ends).all():
        low, high = (float(v) for v in ends[0])
        said = [quantity(v, of.unit, language) for v in (low, high)]
        told = text.say("sweep.from_to", before=said[0], after=said[1])
        if not of.scale.points and abs(low) > NIL * max(abs(low), abs(high)):
            told += f" ({change(HUNDRED * (high - low) / abs(low), language)})"
        return text.say(key, told=told, **gaps)
    before, after = (
        span(float(np.nanmin(side)), float(np.nanmax(side)), of.unit, language) for side in ends.T
    )
    return text.say(key, told=text.say("sweep.ranges", before=before, after=after), **gaps)
