"""Dated events: a strip that can be laid under any time axis."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.ground.files import shipped, table_of
from sim.plots import theme as look
from sim.plots.draw import as_date, date_axis, day
from sim.plots.frame import Entry, frame
from sim.plots.series import ends
from sim.plots.text_width import text_width
from sim.plots.theme import LIGHT, Theme, themed
from sim.plots.wording import footer, in_words
from sim.runs.results import Results
from sim.vocabulary.language import words
from sim.vocabulary.wording import period

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
LATER = 30.0
"""Days shown after the last event."""


@dataclass(frozen=True)
class Event:
    """One dated event; `modelled` says whether the model knows it."""

    day: float
    label: str
    short: str
    kind: str
    modelled: bool


def events() -> list[Event]:
    """Return the dated events, earliest first."""
    rows = table_of(shipped() / "vocabulary" / "timeline.csv")
    found = [
        Event(
            day=day(date.fromisoformat(row["date"])),
            label=row["label"],
            short=row["short"],
            kind=row["kind"],
            modelled=row["in_model"] == "yes",
        )
        for row in rows
    ]
    return sorted(found, key=lambda e: e.day)


def timeline(
    ax: Axes,
    theme: Theme = LIGHT,
    *,
    kinds: Sequence[str] = (),
    size: float = look.FOOT,
    rows: int = 0,
) -> int:
    """Draw the events inside the limits of a time axis, names stacked so that none collide.

    Args:
        ax: panel whose x axis counts days since 1970, its limits already set.
        theme: light or dark.
        kinds: which kinds; all if empty.
        size: of the text in points.
        rows: most rows of names; as many as it takes if 0. What does not fit keeps its mark.

    Returns:
        How many rows of names were used.
    """
    low, high = ax.get_xlim()
    inside = [e for e in events() if low <= e.day <= high and (not kinds or e.kind in kinds)]
    figure = ax.get_figure(root=True)
    assert figure is not None
    wide = ax.get_position().width * figure.get_figwidth()
    scale = (high - low) / wide
    free: list[float] = []
    placed: list[tuple[Event, int]] = []
    for event in inside:
        needs = (text_width(event.short, size) + 0.14) * scale
        left = event.day
        row = next((i for i, until in enumerate(free) if until <= left), len(free))
        if rows and row >= rows:
            placed.append((event, -1))
            continue
        if row == len(free):
            free.append(low)
        free[row] = left + needs + 0.05 * scale
        placed.append((event, row))
    deep = max(1, len(free))
    for event, row in placed:
        _mark(ax, event, row, theme, size, scale)
    ax.set_ylim(deep + 0.35, -0.75)
    ax.set_yticks([])
    for side in ("left", "top", "right"):
        ax.spines[side].set_visible(False)
    return len(free)


def _mark(ax: Axes, event: Event, row: int, theme: Theme, size: float, scale: float) -> None:
    colour = theme.colour(1) if event.modelled else theme.soft
    if row >= 0:
        ax.plot([event.day, event.day], [-0.3, row + 0.55], color=theme.grid, linewidth=0.9,
                zorder=1)  # fmt: skip
        text = ax.text(event.day + 0.05 * scale, row + 0.55, event.short, fontsize=size,
                       color=theme.ink, va="center", ha="left", zorder=3)  # fmt: skip
        late = ax.get_xlim()[1] - event.day < text_width(event.short, size) * scale
        if late:
            text.set_horizontalalignment("right")
            text.set_x(event.day - 0.05 * scale)
    (mark,) = ax.plot(
        [event.day], [-0.3], marker=KINDS.get(event.kind, OTHER), markersize=6, color=colour,
        markerfacecolor=colour if event.modelled else theme.paper, linestyle="none", zorder=4,
    )  # fmt: skip
    mark.set_gid(f"event/{as_date(event.day).isoformat()}")


@themed
def events_figure(results: Results, *, theme: Theme = LIGHT, language: str = "en") -> Figure:
    """Return the events of the record on one time axis."""
    first, last = ends(results)
    every = events()
    stop = min(last, every[-1].day + LATER)
    shown = [e for e in every if first <= e.day <= stop]
    known = sum(e.modelled for e in shown)
    span = (shown[0].day, shown[-1].day) if shown else (first, stop)
    page = frame(
        words(language).say(
            "titles.events",
            count=len(shown),
            known=known,
            period=period(as_date(span[0]), as_date(span[1]), language),
        ),
        "What happened, by day. Filled marks are events that the model knows; hollow marks are "
        "given for orientation.",
        (in_words(SOURCE, language), footer(results, language)),
        theme,
        size=(10.5, 4.3),
        key=[
            Entry("summit", theme.ink, marker="o"),
            Entry("Council", theme.ink, marker="X"),
            Entry("sanctions", theme.ink, marker="s"),
            Entry("exchange, missiles", theme.ink, marker="^"),
            Entry("monitoring", theme.ink, marker="D"),
            Entry("other", theme.ink, marker=OTHER),
        ],
    )
    ax = page.axes(page.body.inner(bottom=0.25, top=0.1, left=0.1, right=0.15), gid="timeline")
    date_axis(ax, first, stop)
    timeline(ax, theme)
    return page.figure
