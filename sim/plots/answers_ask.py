"""The figure of an asked statement: how many members meet it week by week, and by group in all."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator

from sim.answers import words
from sim.answers.answer import Answer, footer
from sim.answers.ask import ALL, Asked, InCase
from sim.answers.shares import share_of
from sim.answers.statements import terms as t
from sim.ground.weeks import date_of
from sim.plots import theme as look
from sim.plots.draw import cut_off, date_axis, day, value_axis
from sim.plots.frame import Box, Entry, Frame, frame
from sim.plots.theme import LIGHT, Theme, themed
from sim.runs.bands import FEWEST
from sim.vocabulary.axes import BAND

HUNDRED = 100.0
SOURCE = "Source: the model's runs; shares are over members of the ensemble, not forecasts."


@themed
def ask_figure(answer: Answer, *, theme: Theme = LIGHT) -> Figure:
    """Return the figure of an answer of `sim.ask`.

    A claim, "when" and "how long" show the share of members in which the condition holds each
    week; "how much" the quantity itself. Below stand the groups with their intervals.
    """
    asked: Asked = answer.found
    traces = _traces(asked)
    page = frame(
        answer.question if len(answer.question) < 140 else f"{answer.question[:138]}…",
        answer.sentences[0],
        (answer.sentences[-1], SOURCE, footer(answer)),
        theme,
        size=(10.5, 7.0),
        key=[
            Entry(name, theme.colour(i), theme.style(i)) for i, name in enumerate(traces)
        ],
    )  # fmt: skip
    upper, lower = _split(page, len(traces))
    amount = isinstance(asked.statement.said, t.HowMuch)
    ax = page.axes(upper, gid="weeks")
    (_amounts if amount else _shares)(ax, asked, traces, theme)
    _shade(ax, asked, theme)
    cut_off(ax, theme, label=True)
    _groups(page.axes(lower, _lower_title(asked), gid="groups"), asked, traces, theme)
    return page.figure


def _split(page: Frame, groups: int) -> tuple[Box, Box]:
    low = 0.34 * groups + 0.35
    body = page.body
    high = body.top - body.bottom - low - 0.85
    upper = body.inner(left=0.75, right=0.2, bottom=low + 0.85)
    lower = body.inner(left=2.1, right=0.6, bottom=0.4, top=high + 0.85)
    return upper, lower


def _traces(asked: Asked) -> Mapping[str, tuple[InCase, str]]:
    """Return what gets a line: every group of one case, or every case as a whole."""
    if len(asked.cases) > 1:
        return {case.name.replace("_", " "): (case, ALL) for case in asked.cases}
    (case,) = asked.cases
    return {
        group.replace("_", " "): (case, group)
        for group, mask in case.groups.items()
        if mask.sum() >= FEWEST or group == ALL
    }


def _days(asked: Asked) -> np.ndarray:
    return np.asarray([day(date_of(week)) for week in range(asked.statement.weeks)])


def _shares(ax: Axes, asked: Asked, traces: Mapping[str, tuple[InCase, str]], theme: Theme) -> None:
    days = _days(asked)
    for i, (name, (case, group)) in enumerate(traces.items()):
        fine = case.groups[group] & ~np.isnan(case.value)
        share = HUNDRED * case.weekly[:, fine].mean(axis=1)
        (line,) = ax.plot(days, share, color=theme.colour(i), linestyle=theme.style(i), zorder=3)
        line.set_gid(f"share/{name}")
    ax.set_ylim(0.0, 103.0)
    value_axis(ax, "% of members in which it holds that week")
    date_axis(ax, days[0], days[-1])


def _amounts(
    ax: Axes, asked: Asked, traces: Mapping[str, tuple[InCase, str]], theme: Theme
) -> None:
    days = _days(asked)
    said = asked.statement.said
    assert isinstance(said, t.HowMuch)
    size, _ = words.people(said.quantity.unit)
    unit = words.axis_words(said.quantity.unit)
    for i, (name, (case, group)) in enumerate(traces.items()):
        fine = case.groups[group] & ~np.isnan(case.value)
        low, middle, high = np.quantile(case.weekly[:, fine], BAND, axis=1) / size
        band = ax.fill_between(
            days, low, high, color=theme.colour(i), alpha=look.CROWDED, linewidth=0
        )
        band.set_gid(f"band90/{name}")
        (line,) = ax.plot(days, middle, color=theme.colour(i), linestyle=theme.style(i), zorder=3)
        line.set_gid(f"median/{name}")
    value_axis(ax, unit or said.quantity.known.label)
    date_axis(ax, days[0], days[-1])


def _shade(ax: Axes, asked: Asked, theme: Theme) -> None:
    """Mark the weeks that are asked."""
    said = asked.statement.said
    spans = (
        [said.span] if isinstance(said, t.HowMuch) else [s for _, s in asked.statement.conditions]
    )
    for span in spans:
        if span.last - span.first + 1 < asked.statement.weeks:
            ends = day(date_of(span.first)), day(date_of(span.last + 1))
            ax.axvspan(*ends, color=theme.grid, alpha=0.6, linewidth=0, zorder=0).set_gid("asked")


def _lower_title(asked: Asked) -> str:
    said = asked.statement.said
    if isinstance(said, t.Claim):
        return "share of members in which it holds, with its 95 % interval"
    return "median over members, and what nine in ten of them lie between"


def _groups(ax: Axes, asked: Asked, traces: Mapping[str, tuple[InCase, str]], theme: Theme) -> None:
    said = asked.statement.said
    names = list(traces)
    for i, (case, group) in enumerate(traces.values()):
        low, middle, high, text = _level(asked, case, group)
        y = len(names) - 1 - i
        ax.plot([low, high], [y, y], color=theme.colour(i), linewidth=2.2, solid_capstyle="round")
        (dot,) = ax.plot([middle], [y], marker=look.MARKERS[i % len(look.MARKERS)], markersize=7,
                         color=theme.colour(i))  # fmt: skip
        dot.set_gid(f"level/{names[i]}")
        ax.annotate(text, (high, y), xytext=(7, 0), textcoords="offset points", va="center",
                    fontsize=look.TICK, color=theme.ink)  # fmt: skip
    ax.set_ylim(-0.6, len(names) - 0.4)
    ax.yaxis.set_major_locator(FixedLocator(range(len(names))))
    ax.yaxis.set_major_formatter(FixedFormatter(names[::-1]))
    ax.spines["left"].set_visible(False)
    if isinstance(said, t.Claim):
        ax.set_xlim(0.0, 103.0)
        ax.set_xlabel("% of members", fontsize=look.TICK)
    elif isinstance(said, t.When):
        date_axis(ax, day(date_of(said.span.first)), day(date_of(said.span.last + 1)))
    else:
        ax.margins(x=0.15)
        unit = words.axis_words(said.quantity.unit) if isinstance(said, t.HowMuch) else "weeks"
        ax.set_xlabel(unit, fontsize=look.TICK)


def _level(asked: Asked, case: InCase, group: str) -> tuple[float, float, float, str]:
    """Return low, middle and high of a group on its axis, and the middle in words."""
    said, mask = asked.statement.said, case.groups[group]
    if isinstance(said, t.Claim):
        found = share_of(case.value[mask], case.rows[mask])
        ends = (found.low, found.share, found.high)
        return (*(HUNDRED * x for x in ends), words.percent(found.share))  # type: ignore[return-value]
    low, middle, high = words.quantiles(case.value[mask])
    if isinstance(said, t.When):
        weeks = asked.statement.weeks
        shown = [day(date_of(int(min(w, weeks)))) for w in (low, middle, high)]
        return (*shown, words.week(middle, weeks))  # type: ignore[return-value]
    if isinstance(said, t.HowLong):
        return low, middle, high, f"{middle:.0f} weeks"
    size, _ = words.people(said.quantity.unit)
    return low / size, middle / size, high / size, words.amount(middle, said.quantity.unit)
