"""The figure of the coalition's levers: what each does, at what cost, and what replaces what."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator

from sim.answers.answer import Answer, foot
from sim.answers.effects import Effects
from sim.answers.words import HUNDRED, Voice
from sim.plots import theme as look
from sim.plots.answers_bars import LABEL, Bar, draw_bars, round_axis
from sim.plots.frame import frame
from sim.plots.text_width import wrapped
from sim.plots.theme import LIGHT, Theme, themed
from sim.vocabulary.axes import BAND
from sim.vocabulary.language import words
from sim.vocabulary.measures import dimension, measures

FLOW = "channel.flow"
FADE = 0.75
"""Opacity of the darkest cell, so that its number stays readable."""

SMALLEST = 0.5
"""Per cent below which a cell stays empty."""


@themed
def effect_figure(answer: Answer, *, theme: Theme = LIGHT, language: str = "en") -> Figure:
    """Return the paired effect of each lever, and beside it what happens on every channel."""
    found: Effects = answer.found
    voice, order = Voice(language, "effect"), found.order()
    page = frame(
        answer.title, answer.sentences[0], foot(answer), theme,
        size=(16.0, 3.4 + 0.36 * len(order)),
    )  # fmt: skip
    body = page.body
    middle = body.left + LABEL + (body.right - body.left - LABEL) * 0.32
    left = body.inner(left=LABEL, right=body.right - middle, bottom=0.45, top=0.55)
    ax = page.axes(left, gid="bars")
    bars = [_bar(found, i, voice) for i in order]
    draw_bars(ax, bars, theme)
    round_axis(ax, voice.language)
    unit = voice.axis(found.scale, gap=True)
    ax.set_xlabel(voice.say("axis", unit=unit), fontsize=look.TICK)
    right = body.inner(left=middle - body.left + 2.1, bottom=0.45, top=0.55)
    _matrix(page.axes(right, gid="matrix"), found, order, voice, theme)
    page.write(right.left, body.top - 0.02, voice.say("matrix"), look.PANEL, weight="bold")
    return page.figure


def _bar(found: Effects, place: int, voice: Voice) -> Bar:
    low, middle, high = np.nanquantile(found.change[place], BAND) * found.scale.factor
    cost = float(np.nanmean(found.cost[place]))
    free = np.isnan(found.per_effort[place])
    text = voice.say("costless") if free else voice.say("costs", cost=voice.number(cost))
    step = f"{found.step[place]:+.2g}".replace("-", "−")
    label = f"{voice.spoken(found.names[place])} {step}"
    return Bar(label, float(low), float(middle), float(high), text, place in found.sure())


def _matrix(ax: Axes, found: Effects, order: list[int], voice: Voice, theme: Theme) -> None:
    """Draw the change of each channel's flow by lever, as a number on a shade."""
    shown = HUNDRED * found.channels[order]
    most = float(np.abs(shown).max()) or 1.0
    for row, values in enumerate(shown):
        y = len(order) - 1 - row
        for x, value in enumerate(values):
            if abs(value) < SMALLEST:
                continue
            colour = theme.colour(0 if value < 0 else 1)
            ax.fill_between([x - 0.5, x + 0.5], y - 0.5, y + 0.5, color=colour, linewidth=0,
                            alpha=FADE * abs(value) / most)  # fmt: skip
            ax.text(x, y, f"{value:+.0f}".replace("-", "−"), ha="center", va="center",
                    fontsize=look.FOOT, color=theme.ink)  # fmt: skip
    channels = dimension(measures()[FLOW].dimension)
    names = [wrapped(words(voice.language).name("channel", c), 0.75, look.FOOT) for c in channels]
    ax.set_xlim(-0.5, len(channels) - 0.5)
    ax.set_ylim(-0.6, len(order) - 0.4)
    ax.xaxis.set_major_locator(FixedLocator(range(len(channels))))
    ax.xaxis.set_major_formatter(FixedFormatter(names))
    ax.tick_params(axis="x", labelsize=look.FOOT)
    ax.yaxis.set_major_locator(FixedLocator([]))
    ax.spines["left"].set_visible(False)
