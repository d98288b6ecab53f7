"""The figure of an asked statement: how many members meet it week by week, and by group in all."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator

from sim.answers.answer import Answer, foot
from sim.answers.asked import ALL, Asked, InCase
from sim.answers.shares import share_of
from sim.answers.statements import terms as t
from sim.answers.statements.spoken import label, scale
from sim.answers.words import Voice, quantiles
from sim.ground.weeks import date_of
from sim.plots import theme as look
from sim.plots.draw import cut_off, date_axis, day, value_axis
from sim.plots.frame import Box, Entry, Frame, frame
from sim.plots.text_width import wrapped
from sim.plots.theme import LIGHT, Theme, themed
from sim.runs.bands import FEWEST
from sim.vocabulary.axes import BAND

HUNDRED = 100.0
NAMES = 1.9
"""Room for the names of groups, inches."""


@themed
def ask_figure(answer: Answer, *, theme: Theme = LIGHT, language: str = "en") -> Figure:
    """Return the figure of an answer of `sim.ask`.

    A claim, "when" and "how long" show the share of members in which the condition holds each
    week; "how much" the quantity itself. Below stand the groups with their intervals.
    """
    asked: Asked = answer.found
    drawing = _Drawing(asked, Voice(language, "ask"), theme)
    page = frame(
        answer.title, answer.sentences[0], foot(answer), theme, size=(10.5, 7.0),
        key=[
            Entry(name, theme.colour(i), theme.style(i)) for i, name in enumerate(drawing.traces)
        ],
    )  # fmt: skip
    upper, lower = _split(page, len(drawing.traces))
    ax = page.axes(upper, gid="weeks")
    (drawing.amounts if isinstance(asked.statement.said, t.HowMuch) else drawing.shares)(ax)
    _shade(ax, asked, theme)
    cut_off(ax, theme, label=True, language=language)
    claim = isinstance(asked.statement.said, t.Claim)
    heading = drawing.voice.say("lower_claim" if claim else "lower_amount")
    drawing.groups(page.axes(lower, heading, gid="groups"))
    return page.figure


def _split(page: Frame, groups: int) -> tuple[Box, Box]:
    low = 0.34 * groups + 0.35
    body = page.body
    high = body.top - body.bottom - low - 0.85
    upper = body.inner(left=0.75, right=0.2, bottom=low + 0.85)
    lower = body.inner(left=2.1, right=0.6, bottom=0.4, top=high + 0.85)
    return upper, lower


def _days(asked: Asked) -> np.ndarray:
    return np.asarray([day(date_of(week)) for week in range(asked.statement.weeks)])


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


class _Drawing:
    """One answer: what gets a line, and both panels."""

    def __init__(self, asked: Asked, voice: Voice, theme: Theme) -> None:
        self.asked, self.voice, self.theme = asked, voice, theme
        self.traces = self._traces()

    def _traces(self) -> Mapping[str, tuple[InCase, str]]:
        """Return what gets a line: every group of one case, or every case as a whole."""
        asked = self.asked
        if len(asked.cases) > 1:
            return {self.voice.case(case.name): (case, ALL) for case in asked.cases}
        (case,) = asked.cases
        return {
            self.voice.group(group): (case, group)
            for group, mask in case.groups.items()
            if mask.sum() >= FEWEST or group == ALL
        }

    def shares(self, ax: Axes) -> None:
        """Draw the share of members in which the condition holds, week by week."""
        days = _days(self.asked)
        for i, (name, (case, group)) in enumerate(self.traces.items()):
            fine = case.groups[group] & ~np.isnan(case.value)
            share = HUNDRED * case.weekly[:, fine].mean(axis=1)
            colour, style = self.theme.colour(i), self.theme.style(i)
            (line,) = ax.plot(days, share, color=colour, linestyle=style, zorder=3)
            line.set_gid(f"share/{name}")
        ax.set_ylim(0.0, 103.0)
        value_axis(ax, self.voice.say("weekly"))
        date_axis(ax, days[0], days[-1], language=self.voice.language)

    def amounts(self, ax: Axes) -> None:
        """Draw the quantity, its median and band, week by week."""
        days, said = _days(self.asked), self.asked.statement.said
        how = scale(said)
        for i, (name, (case, group)) in enumerate(self.traces.items()):
            fine = case.groups[group] & ~np.isnan(case.value)
            known = np.quantile(case.weekly[:, fine], BAND, axis=1) * how.factor
            low, middle, high = known
            colour, style = self.theme.colour(i), self.theme.style(i)
            band = ax.fill_between(days, low, high, color=colour, alpha=look.CROWDED, linewidth=0)
            band.set_gid(f"band90/{name}")
            (line,) = ax.plot(days, middle, color=colour, linestyle=style, zorder=3)
            line.set_gid(f"median/{name}")
        value_axis(ax, self.voice.axis(how) or label(said, self.voice.language))
        date_axis(ax, days[0], days[-1], language=self.voice.language)

    def groups(self, ax: Axes) -> None:
        """Draw each group's level with its interval."""
        said, names = self.asked.statement.said, list(self.traces)
        for i, (case, group) in enumerate(self.traces.values()):
            low, middle, high, text = self._level(case, group)
            y, colour = len(names) - 1 - i, self.theme.colour(i)
            ax.plot([low, high], [y, y], color=colour, linewidth=2.2, solid_capstyle="round")
            (dot,) = ax.plot([middle], [y], marker=look.MARKERS[i % len(look.MARKERS)],
                             markersize=7, color=colour)  # fmt: skip
            dot.set_gid(f"level/{names[i]}")
            ax.annotate(text, (high, y), xytext=(7, 0), textcoords="offset points", va="center",
                        fontsize=look.TICK, color=self.theme.ink)  # fmt: skip
        ax.set_ylim(-0.6, len(names) - 0.4)
        ax.yaxis.set_major_locator(FixedLocator(range(len(names))))
        shown = [wrapped(name, NAMES, look.TICK) for name in names]
        ax.yaxis.set_major_formatter(FixedFormatter(shown[::-1]))
        ax.spines["left"].set_visible(False)
        if isinstance(said, t.Claim):
            ax.set_xlim(0.0, 103.0)
            ax.set_xlabel(self.voice.say("members"), fontsize=look.TICK)
        elif isinstance(said, t.When):
            date_axis(
                ax,
                day(date_of(said.span.first)),
                day(date_of(said.span.last + 1)),
                language=self.voice.language,
            )
        else:
            ax.margins(x=0.15)
            ax.set_xlabel(self.voice.axis(scale(said)), fontsize=look.TICK)

    def _level(self, case: InCase, group: str) -> tuple[float, float, float, str]:
        """Return low, middle and high of a group on its axis, and the middle in words."""
        said, mask = self.asked.statement.said, case.groups[group]
        if isinstance(said, t.Claim):
            found = share_of(case.value[mask], case.rows[mask])
            low, share, high = (HUNDRED * x for x in (found.low, found.share, found.high))
            return low, share, high, self.voice.percent(found.share)
        low, middle, high = quantiles(case.value[mask])
        if isinstance(said, t.When):
            weeks = self.asked.statement.weeks
            first, second, third = (day(date_of(int(min(w, weeks)))) for w in (low, middle, high))
            return first, second, third, self.voice.week(middle, weeks)
        how = scale(said)
        ends = (low * how.factor, middle * how.factor, high * how.factor)
        return *ends, self.voice.level(middle, how)
