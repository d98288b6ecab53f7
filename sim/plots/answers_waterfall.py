"""The waterfall of an explained difference: from one scenario to the other, change by change."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator

from sim.answers import words
from sim.answers.answer import Answer, footer
from sim.answers.explain import Explained
from sim.plots import theme as look
from sim.plots.answers_bars import LABEL, SOURCE
from sim.plots.draw import round_ticks, tick_labels
from sim.plots.frame import frame
from sim.plots.text_width import wrapped
from sim.plots.theme import LIGHT, Theme, themed

MOST = 12
HUNDRED = 100.0
THICK = 0.62
ROOM = 0.18


@themed
def explain_figure(answer: Answer, *, theme: Theme = LIGHT) -> Figure:
    """Return the mean of both scenarios and between them the mean share of each change."""
    got: Explained = answer.found
    size = 1.0 / HUNDRED if got.unit == "1" else words.people(got.unit)[0]
    rows = _rows(answer, got, size)
    page = frame(
        answer.question, answer.sentences[0], (*answer.sentences[1:], SOURCE, footer(answer)),
        theme,
        size=(10.5, 2.9 + 0.42 * len(rows)),
    )  # fmt: skip
    ax = page.axes(page.body.inner(left=LABEL, right=0.4, bottom=0.45), gid="waterfall")
    for i, (label, start, end, whole) in enumerate(rows):
        y = len(rows) - 1 - i
        colour = theme.soft if whole else theme.colour(0 if end >= start else 1)
        (bar,) = ax.barh([y], [end - start], left=start, height=THICK, color=colour)
        bar.set_gid(f"part/{label}")
        shown = (
            words.number(end)
            if whole
            else f"{'+' if end >= start else ''}{words.number(end - start)}"
        )
        ax.annotate(shown, (max(start, end), y), xytext=(6, 0), textcoords="offset points",
                    va="center", fontsize=look.TICK, color=theme.ink)  # fmt: skip
        if i + 1 < len(rows):
            ax.plot([end, end], [y - 1, y], color=theme.soft, linewidth=0.7, zorder=1)
    ends = np.asarray([[start, end] for _, start, end, whole in rows if not whole]).ravel()
    levels = np.append(ends, [rows[0][2], rows[-1][2]])
    room = ROOM * (float(np.ptp(levels)) or abs(float(levels[0])) or 1.0)
    ax.set_xlim(levels.min() - room, levels.max() + room)
    ax.yaxis.set_major_locator(FixedLocator(range(len(rows))))
    names = [wrapped(label, LABEL - 0.2, look.TICK) for label, *_ in rows]
    ax.yaxis.set_major_formatter(FixedFormatter(names[::-1]))
    ticks = round_ticks(*ax.get_xlim())
    ax.xaxis.set_major_locator(FixedLocator(ticks))
    ax.xaxis.set_major_formatter(FixedFormatter(tick_labels(ticks)))
    ax.grid(visible=True, axis="x")
    unit = "% of members" if got.unit == "1" else words.axis_words(got.unit) or "points"
    ax.set_xlabel(f"mean over members, {unit}; the axis does not start at zero", fontsize=look.TICK)
    return page.figure


def _rows(answer: Answer, got: Explained, size: float) -> list[tuple[str, float, float, bool]]:
    """Return label, start, end and whether it is a level, from the top."""
    one, other = (str(n).replace("_", " ") for n in answer.about["cases"])
    at = float(got.before.mean()) / size
    rows = [(one, 0.0, at, True)]
    table = answer.table
    for _, row in table.head(MOST).iterrows():
        rows.append((str(row["change"]), at, at + row["mean"] / size, False))
        at += row["mean"] / size
    if len(table) > MOST:
        rest = float(table["mean"].iloc[MOST:].sum()) / size
        rows.append((f"{len(table) - MOST} further changes", at, at + rest, False))
    rows.append((other, 0.0, float(got.after.mean()) / size, True))
    return rows
