"""Dated events of the record: one row an event, its date and words left, its mark on the axis."""

from dataclasses import dataclass
from datetime import date

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.ground.files import shipped, table_of
from sim.plots import theme as look
from sim.plots.draw import as_date, date_axis, day
from sim.plots.frame import EDGE, Entry, Frame, frame
from sim.plots.series import ends
from sim.plots.text_width import wrapped
from sim.plots.theme import LIGHT, Theme, themed
from sim.plots.wording import footer, in_words
from sim.runs.results import Results
from sim.vocabulary.language import words
from sim.vocabulary.wording import day_words, period

SOURCE = "Source: scenarios/vocabulary/timeline.csv, each event with its evidence."
KINDS = {
    "summit": "o",
    "council": "X",
    "sanctions": "s",
    "exchange": "^",
    "missile": "^",
    "monitoring": "D",
}
OTHER = "v"
NAMED = {
    "summit": "o",
    "Council": "X",
    "sanctions": "s",
    "exchange, missiles": "^",
    "monitoring": "D",
    "other": OTHER,
}
"""What the key calls each mark."""

LATER = 30.0
"""Days shown after the last event."""

DATES, WORDS = 1.0, 5.1
"""Room for dates and for the words of events, inches."""

LINE, APART = 0.165, 0.09
"""Height of a line of words and the gap between rows, inches."""


@dataclass(frozen=True)
class Event:
    """One dated event; `modelled` says whether the model knows it."""

    day: float
    label: str
    kind: str
    modelled: bool


def events() -> list[Event]:
    """Return the dated events, earliest first."""
    rows = table_of(shipped() / "vocabulary" / "timeline.csv")
    found = [
        Event(
            day=day(date.fromisoformat(row["date"])),
            label=row["label"],
            kind=row["kind"],
            modelled=row["in_model"] == "yes",
        )
        for row in rows
    ]
    return sorted(found, key=lambda e: e.day)


@themed
def events_figure(results: Results, *, theme: Theme = LIGHT, language: str = "en") -> Figure:
    """Return the events of the record within a run, each in words, on one time axis."""
    first, last = ends(results)
    every = events()
    stop = min(last, every[-1].day + LATER)
    shown = [e for e in every if first <= e.day <= stop]
    said = [wrapped(in_words(e.label, language), WORDS - 0.25, look.FOOT) for e in shown]
    tall = [LINE * (text.count("\n") + 1) + APART for text in said]
    page = frame(
        _title(shown, (first, stop), language),
        in_words(_subtitle(shown), language),
        (in_words(SOURCE, language), footer(results, language)),
        theme,
        size=(10.5, 2.6 + sum(tall) if shown else 1.8),
        key=[Entry(name, theme.ink, marker=mark) for name, mark in NAMED.items() if shown],
    )
    if shown:
        _rows(page, shown, said, tall, (first, stop), language)
    return page.figure


def _title(shown: list[Event], span: tuple[float, float], language: str) -> str:
    text = words(language)
    start, stop = (shown[0].day, shown[-1].day) if shown else span
    told = period(as_date(start), as_date(stop), language)
    if not shown:
        return text.say("titles.events_none", period=told)
    known = sum(e.modelled for e in shown)
    return text.say("titles.events", count=len(shown), known=known, period=told)


def _subtitle(shown: list[Event]) -> str:
    if not shown:
        return "The events of the record begin later; a longer run shows them."
    return (
        "What happened, by day. Filled marks are events that the model knows; hollow marks are "
        "given for orientation."
    )


def _rows(
    page: Frame,
    shown: list[Event],
    said: list[str],
    tall: list[float],
    span: tuple[float, float],
    language: str,
) -> None:
    """Draw one row an event: its date, its words, and its mark on the time axis."""
    box = page.body.inner(left=DATES + WORDS, bottom=0.25, right=0.15)
    ax = page.axes(box, gid="timeline")
    scale = (box.top - box.bottom) / sum(tall)
    high = 0.0
    for event, text, needs in zip(shown, said, tall, strict=True):
        middle = high + needs * scale / 2
        when = day_words(as_date(event.day), language, short=True)
        page.write(EDGE, box.top - middle, when, look.FOOT, soft=True, va="center", gid="date")
        page.write(EDGE + DATES, box.top - middle, text, look.FOOT, va="center", gid="event")
        _mark(ax, event, middle, span[0], page.theme)
        high += needs * scale
    ax.set_ylim(high, 0.0)
    ax.set_yticks([])
    for side in ("left", "top", "right"):
        ax.spines[side].set_visible(False)
    date_axis(ax, *span, narrow=True)
    ax.grid(visible=True, axis="x")


def _mark(ax: Axes, event: Event, y: float, start: float, theme: Theme) -> None:
    """Draw the mark of an event, and the line that leads to it from its words."""
    colour = theme.colour(1) if event.modelled else theme.soft
    ax.plot([start, event.day], [y, y], color=theme.grid, linewidth=0.9, zorder=1)
    (mark,) = ax.plot(
        [event.day], [y], marker=KINDS.get(event.kind, OTHER), markersize=6, color=colour,
        markerfacecolor=colour if event.modelled else theme.paper, linestyle="none", zorder=4,
    )  # fmt: skip
    mark.set_gid(f"event/{as_date(event.day).isoformat()}")
