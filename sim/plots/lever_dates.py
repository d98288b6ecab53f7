"""Which lever stands where, and when: one row a lever, one line a scenario."""

import json
import math
from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.ground.weeks import date_of
from sim.plots import theme as look
from sim.plots.compared import title_words
from sim.plots.draw import cut_off, date_axis, day
from sim.plots.frame import Box, Entry, Frame, frame, trace_key
from sim.plots.series import ends
from sim.plots.text_width import wrapped
from sim.plots.theme import LIGHT, Theme, themed
from sim.plots.wording import footer
from sim.runs.results import Results
from sim.sweeps.sides import label_of_input
from sim.vocabulary.language import words
from sim.vocabulary.levers import levers
from sim.vocabulary.wording import day_words, listed, month_words, number, unit_words

Steps = Mapping[str, Sequence[tuple[int, float]]]
"""By lever the weeks from which values hold."""

ROW = 0.62
"""Height of a row, inches."""

NAMES, VALUES = 2.9, 1.4
"""Room for the names of levers and for their last values, inches."""

TOLD = 3
"""Levers that a title names."""


def steps_by_scenario(results: Results) -> dict[str, Steps]:
    """Return the dated steps of each scenario by its name; results of older versions keep none."""
    found = json.loads(str(results.attrs.get("levers") or "{}"))
    return {
        name: {lever: [(int(w), float(v)) for w, v in rows] for lever, rows in own.items()}
        for name, own in found.items()
        if name in results.policies
    }


@themed
def lever_dates(results: Results, *, theme: Theme = LIGHT, language: str = "en") -> Figure:
    """Return every lever that a scenario sets, over time; one that no scenario sets is left out.

    Args:
        results: of a run or a comparison.
        theme: light or dark.
        language: en or zh.
    """
    text, steps = words(language), steps_by_scenario(results)
    named = title_words(results, language)
    shown = list(dict.fromkeys(lever for own in steps.values() for lever in own))
    default = Entry(text.say("levers_set.default"), theme.soft, "-")
    page = frame(
        _title(steps, named, shown, language),
        text.say("levers_set.shown" if shown else "levers_set.nothing"),
        (text.say("levers_set.source"), footer(results, language)),
        theme, size=(10.5, 2.6 + ROW * len(shown) if shown else 1.8),
        key=[*trace_key(named, theme)[1:], default] if shown else [],
    )  # fmt: skip
    body = page.body.inner(left=NAMES, right=VALUES, bottom=0.3, top=0.1)
    boxes = body.split(max(1, len(shown)), 1, down=0.16)
    for place, (lever, box) in enumerate(zip(shown, boxes, strict=False)):
        _row(page, box, lever, [steps.get(p, {}).get(lever) for p in results.policies], language)
        ax = page.figure.axes[place]
        first, last = ends(results)
        date_axis(ax, first, last, labels=place == len(shown) - 1)
        cut_off(ax, theme)
    return page.figure


def _row(
    page: Frame,
    box: Box,
    lever: str,
    every: Sequence[Sequence[tuple[int, float]] | None],
    language: str,
) -> None:
    """Draw one lever, a line a scenario, with its name, unit and last values beside it."""
    theme, known = page.theme, levers()[lever]
    ax = page.axes(box, gid=f"lever/{lever}")
    unit = unit_words(known.unit, language) if known.quantity and known.unit != "1" else ""
    label = label_of_input(lever, language)
    said = f"{label} ({unit})" if unit else label
    page.write(box.left - NAMES, (box.bottom + box.top) / 2, wrapped(said, NAMES - 0.2, look.TICK),
               look.TICK, va="center", gid="name")  # fmt: skip
    ax.set_yticks([])
    for side in ("left", "top", "right"):
        ax.spines[side].set_visible(False)
    if known.unit == "date":
        for i, rows in enumerate(every):
            _dated(ax, rows, i, theme, language)
        ax.set_ylim(-0.5, max(1, len(every)) - 0.5)
        return
    last = _lines(ax, lever, every, theme)
    low, high = ax.get_ylim()
    room = 0.25 * (high - low) or 0.5
    ax.set_ylim(low - room, high + room)
    _ends(page, box, lever, last, language)


def _lines(
    ax: Axes, lever: str, every: Sequence[Sequence[tuple[int, float]] | None], theme: Theme
) -> list[float]:
    """Draw the default, and the path of each scenario that sets the lever; return last values."""
    usual = levers()[lever].pure
    out = []
    if usual is not None:
        _path(ax, [(0, usual)], theme.soft, "-", f"default/{lever}")
        out.append(usual)
    for i, rows in enumerate(every):
        if rows:
            start = [] if usual is None else [(0, usual)]
            colour, style = theme.colour(i), theme.style(i)
            _path(ax, [*start, *rows], colour, style, f"path/{lever}/{i}")
            out.append(float(rows[-1][1]))
    return out


def _path(
    ax: Axes, path: Sequence[tuple[int, float]], colour: str, style: look.Style, gid: str
) -> None:
    weeks, values = zip(*path, strict=True)
    days = [day(date_of(week)) for week in (*weeks, LONG)]
    width = 1.0 if gid.startswith("default") else 2.0
    (line,) = ax.plot(days, [*values, values[-1]], drawstyle="steps-post", color=colour,
                      linestyle=style, linewidth=width)  # fmt: skip
    line.set_gid(gid)


LONG = 2000
"""A week after any horizon, to which the last value is drawn."""


def _dated(
    ax: Axes, rows: Sequence[tuple[int, float]] | None, place: int, theme: Theme, language: str
) -> None:
    """Mark the date that a lever names."""
    if not rows or not math.isfinite(rows[-1][1]):
        return
    at = date_of(int(rows[-1][1]))
    (mark,) = ax.plot([day(at)], [place], marker=look.MARKERS[place], markersize=7,
                      linestyle="none", color=theme.colour(place))  # fmt: skip
    mark.set_gid(f"date/{place}")
    ax.annotate(day_words(at, language, short=True), (day(at), place), xytext=(7, 0), va="center",
                textcoords="offset points", fontsize=look.FOOT, color=theme.ink)  # fmt: skip


def _ends(page: Frame, box: Box, lever: str, last: Sequence[float], language: str) -> None:
    """Write the last values at the right, each once, the highest on top."""
    known = levers()[lever]
    values = sorted(set(last), reverse=True)
    said = [number(v, language) if known.quantity else known.show(v) for v in values]
    page.write(box.right + 0.1, (box.bottom + box.top) / 2, "\n".join(said), look.FOOT, va="center",
               gid="last")  # fmt: skip


def _title(
    steps: Mapping[str, Steps], named: Mapping[str, str], shown: Sequence[str], language: str
) -> str:
    """Return which levers are set and from when, by the scenario that sets most."""
    text = words(language)
    if not shown:
        return text.say("levers_set.none", names=listed(list(named.values()), language))
    most = max(steps, key=lambda name: len(steps[name]))
    own = steps[most]
    told = [label_of_input(lever, language) for lever in list(own)[:TOLD]]
    rest = len(own) - len(told)
    parts = [*told, text.say("levers_set.more", count=rest)] if rest else told
    starts = sorted(rows[0][0] for lever, rows in own.items() if levers()[lever].unit != "date")
    when = month_words(date_of(starts[0]), language, short=False) if starts else ""
    since = text.say("levers_set.since", date=when) if when else ""
    return text.say(
        "levers_set.title", name=named[most], levers=listed(parts, language), since=since
    )
