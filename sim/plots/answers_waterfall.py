"""The waterfall of an explained difference: from one scenario to the other, change by change."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator

from sim.answers.answer import Answer, foot
from sim.answers.explained import Explained
from sim.answers.telling.explain import change_words
from sim.answers.words import Voice
from sim.plots import theme as look
from sim.plots.answers_bars import LABEL, round_axis
from sim.plots.frame import EDGE, frame
from sim.plots.text_width import wrapped
from sim.plots.theme import LIGHT, Theme, themed
from sim.vocabulary.language import words
from sim.vocabulary.wording import signed

MOST = 12
THICK = 0.62
ROOM = 0.18
FADE = 0.75
"""Opacity of the darkest cell, so that its number stays readable."""

SMALLEST = 0.005
"""Index points that are written as 0."""


@themed
def explain_figure(answer: Answer, *, theme: Theme = LIGHT, language: str = "en") -> Figure:
    """Return the mean of both scenarios and between them the mean share of each change.

    Of an index, a table of levers by components stands below, exact in both margins.
    """
    got: Explained = answer.found
    voice = Voice(language, "explain")
    rows = _rows(answer, got, voice)
    table = 0.0 if got.components is None else 1.1 + 0.3 * min(len(got.changes), MOST)
    page = frame(
        answer.title, answer.sentences[0], foot(answer), theme,
        size=(10.5, 3.1 + 0.42 * len(rows) + table),
    )  # fmt: skip
    body = page.body
    ax = page.axes(body.inner(left=LABEL, right=0.4, bottom=0.45 + table), gid="waterfall")
    _waterfall(ax, rows, voice, theme)
    unit = voice.axis(got.scale, gap=got.scale.unit == "0-100")
    ax.set_xlabel(voice.say("axis", unit=unit), fontsize=look.TICK)
    if got.components is not None:
        high = body.top - body.bottom - table
        below = body.inner(left=LABEL, right=0.2, bottom=0.1, top=high + 0.75)
        draw_components(page.axes(below, gid="components"), got, voice, theme)
        page.write(EDGE, below.top + 0.62, voice.say("parts"), look.PANEL, weight="bold")
    return page.figure


Row = tuple[str, float, float, bool]


def _waterfall(ax: Axes, rows: Sequence[Row], voice: Voice, theme: Theme) -> None:
    for i, (label, start, end, whole) in enumerate(rows):
        y = len(rows) - 1 - i
        colour = theme.soft if whole else theme.colour(0 if end >= start else 1)
        (bar,) = ax.barh([y], [end - start], left=start, height=THICK, color=colour)
        bar.set_gid(f"part/{label}")
        shown = voice.number(end) if whole else signed(end - start, voice.language)
        ax.annotate(shown, (max(start, end), y), xytext=(6, 0), textcoords="offset points",
                    va="center", fontsize=look.TICK, color=theme.ink)  # fmt: skip
        if i + 1 < len(rows):
            ax.plot([end, end], [y - 1, y], color=theme.soft, linewidth=0.7, zorder=1)
    ends = np.asarray([[start, end] for _, start, end, whole in rows if not whole]).ravel()
    levels = np.append(ends, [rows[0][2], rows[-1][2]])
    room = ROOM * (float(np.ptp(levels)) or abs(float(levels[0])) or 1.0)
    ax.set_xlim(levels.min() - room, levels.max() + room)
    ax.set_ylim(-0.6, len(rows) - 0.4)
    ax.yaxis.set_major_locator(FixedLocator(range(len(rows))))
    names = [wrapped(label, LABEL - 0.2, look.TICK) for label, *_ in rows]
    ax.yaxis.set_major_formatter(FixedFormatter(names[::-1]))
    round_axis(ax, voice.language)


def draw_components(ax: Axes, got: Explained, voice: Voice, theme: Theme) -> None:
    """Draw the table of changes by components as numbers on shades, with both margins."""
    assert got.components is not None
    order = got.order()[:MOST]
    means = got.components.mean(axis=2)[order]
    whole = np.concatenate([means, means.sum(axis=1, keepdims=True)], axis=1)
    most = float(np.abs(means).max()) or 1.0
    for row, values in enumerate(whole):
        y = len(order) - 1 - row
        for x, value in enumerate(values):
            if x < len(values) - 1:
                colour = theme.colour(0 if value >= 0 else 1)
                ax.fill_between([x - 0.5, x + 0.5], y - 0.5, y + 0.5, color=colour, linewidth=0,
                                alpha=FADE * abs(value) / most)  # fmt: skip
            shown = f"{value:+.2f}".replace("-", "−")
            ax.text(x, y, shown if abs(value) >= SMALLEST else "0", ha="center", va="center",
                    fontsize=look.FOOT, color=theme.ink)  # fmt: skip
    text = words(voice.language)
    heads = [*(text.name("components", n) for n in got.named), voice.say("sum")]
    ax.set_xlim(-0.5, len(heads) - 0.5)
    ax.set_ylim(-0.6, len(order) - 0.4)
    ax.xaxis.tick_top()
    ax.xaxis.set_major_locator(FixedLocator(range(len(heads))))
    ax.xaxis.set_major_formatter(FixedFormatter([wrapped(h, 0.85, look.FOOT) for h in heads]))
    ax.tick_params(axis="x", labelsize=look.FOOT, length=0)
    ax.yaxis.set_major_locator(FixedLocator(range(len(order))))
    names = [wrapped(change_words(got.changes[i], voice), LABEL - 0.2, look.TICK) for i in order]
    ax.yaxis.set_major_formatter(FixedFormatter(names[::-1]))
    for side in ax.spines.values():
        side.set_visible(False)


def _rows(answer: Answer, got: Explained, voice: Voice) -> list[Row]:
    """Return label, start, end and whether it is a level, from the top."""
    one, other = (f"“{voice.case(str(n))}”" for n in answer.about["cases"])
    size = got.scale.factor
    at = float(got.before.mean()) * size
    rows: list[Row] = [(one, 0.0, at, True)]
    order = got.order()
    for i in order[:MOST]:
        mean = float(got.share[i].mean()) * size
        rows.append((change_words(got.changes[i], voice), at, at + mean, False))
        at += mean
    if len(order) > MOST:
        rest = float(got.share[order[MOST:]].sum(axis=0).mean()) * size
        rows.append((voice.say("further", count=len(order) - MOST), at, at + rest, False))
    rows.append((other, 0.0, float(got.after.mean()) * size, True))
    return rows
