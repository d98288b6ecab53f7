"""The figure of a breakeven: where a statement holds along an input, and who turns at all."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator

from sim.answers.answer import Answer, foot
from sim.answers.turning import ALL, Turning
from sim.answers.words import HUNDRED, Voice, people, unit_of
from sim.plots import theme as look
from sim.plots.draw import value_axis
from sim.plots.frame import Entry, frame
from sim.plots.text_width import wrapped
from sim.plots.theme import LIGHT, Theme, themed
from sim.runs.bands import FEWEST

KINDS = ("always", "turns", "never")
NAMES = 1.9
"""Room for the names of groups, inches."""

LEAST = 6.0
"""Per cent of members from which a part of a bar carries its number."""


@themed
def breakeven_figure(answer: Answer, *, theme: Theme = LIGHT, language: str = "en") -> Figure:
    """Return the share of members in which it holds over the input, and below who turns at all."""
    found: Turning = answer.found
    voice = Voice(language, "breakeven")
    groups = {g: m for g, m in found.groups.items() if m.sum() >= FEWEST or g == ALL}
    page = frame(
        answer.title, answer.sentences[0], foot(answer), theme, size=(10.5, 7.4),
        key=[
            Entry(voice.group(g), theme.colour(i), theme.style(i)) for i, g in enumerate(groups)
        ],
    )  # fmt: skip
    low = 0.34 * len(groups) + 0.35
    body = page.body
    high = body.top - body.bottom - low - 0.9
    ax = page.axes(body.inner(left=0.75, bottom=low + 1.0, right=0.2), gid="holds")
    _curves(ax, found, groups, voice, theme)
    below = body.inner(left=NAMES + 0.2, right=2.2, bottom=0.35, top=high + 0.95)
    _kinds(page.axes(below, voice.say("kinds"), gid="kinds"), found, groups, voice, theme)
    return page.figure


def _curves(
    ax: Axes, found: Turning, groups: dict[str, np.ndarray], voice: Voice, theme: Theme
) -> None:
    unit = unit_of(found.input.name)
    size = people(unit)[0]
    for i, (group, mask) in enumerate(groups.items()):
        share = HUNDRED * np.nanmean(found.holds[:, mask], axis=1)
        (line,) = ax.plot(found.tried / size, share, color=theme.colour(i),
                          linestyle=theme.style(i), marker="o", markersize=3)  # fmt: skip
        line.set_gid(f"holds/{group}")
    ax.set_ylim(0.0, 103.0)
    value_axis(ax, voice.say("share"))
    shown = voice.axis_of(unit)
    name = voice.spoken(found.input.name)
    ax.set_xlabel(f"{name} ({shown})" if shown else name, fontsize=look.TICK)


def _kinds(
    ax: Axes, found: Turning, groups: dict[str, np.ndarray], voice: Voice, theme: Theme
) -> None:
    """Draw for each group which members always hold, turn, and never hold."""
    colours = (theme.colour(0), theme.colour(1), theme.grid)
    for i, group in enumerate(groups):
        start, kinds = 0.0, found.kinds(group)
        for kind, colour in zip(KINDS, colours, strict=True):
            wide = HUNDRED * kinds[kind]
            y = len(groups) - 1 - i
            label = voice.say(kind) if i == 0 else None
            (bar,) = ax.barh([y], [wide], left=start, height=0.6, color=colour, label=label)
            bar.set_gid(f"{kind}/{group}")
            if wide >= LEAST:
                ink = theme.ink if kind == "never" else theme.paper
                ax.text(start + wide / 2, y, voice.percent(kinds[kind]), ha="center", va="center",
                        fontsize=look.FOOT, color=ink)  # fmt: skip
            start += wide
    ax.set_xlim(0.0, 100.0)
    ax.set_ylim(-0.6, len(groups) - 0.4)
    ax.yaxis.set_major_locator(FixedLocator(range(len(groups))))
    names = [wrapped(voice.group(g), NAMES, look.TICK) for g in groups]
    ax.yaxis.set_major_formatter(FixedFormatter(names[::-1]))
    ax.set_xlabel(voice.say("ask.members"), fontsize=look.TICK)
    ax.legend(loc="upper left", bbox_to_anchor=(1.01, 1.05), frameon=False, fontsize=look.FOOT)
