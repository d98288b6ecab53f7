"""What the inputs of a sample explain: Sobol' bars with intervals, Morris' mu* beside sigma."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator

from sim.answers.answer import Answer
from sim.answers.influence import MORRIS, SOBOL, Influence
from sim.answers.sensitivity import sensitivity_in
from sim.answers.words import HUNDRED, Voice
from sim.plots import theme as look
from sim.plots.answers_bars import LABEL, MOST
from sim.plots.answers_figures import sensitivity_figure
from sim.plots.asked import Asked
from sim.plots.frame import Entry, Frame, frame
from sim.plots.number_axis import number_axis
from sim.plots.sweep_words import foot
from sim.plots.text_width import wrapped
from sim.plots.theme import LIGHT, Theme, themed
from sim.sweeps.reader import SweepResults
from sim.vocabulary.language import words

NUMBERED = 10
"""Inputs that carry a number among the dots of Morris; their names stand beside."""

APART = 0.17
"""Half the distance between the two marks of a row."""

TURNS = (1.0, 0.5)
"""Slopes of sigma over mu*: above the first an effect changes its sign or hangs on other inputs."""


SHOWN = {SOBOL: "sobol_shown", MORRIS: "morris_shown"}
"""The texts under the title."""


def indices(
    results: SweepResults, asked: Asked, *, theme: Theme = LIGHT, language: str = "en"
) -> Figure:
    """Return which inputs a saved measure rests on, by the method for which its rows were laid."""
    p = asked.picture
    answer = sensitivity_in(results, p.measure, p.selector, language, at=p.at)
    draw = {SOBOL: sobol_bars, MORRIS: morris_effects}.get(answer.found.method)
    if draw is None:
        return sensitivity_figure(answer, theme=theme, language=language)
    return draw(answer, foot(results, language), theme=theme, language=language)


def _page(answer: Answer, footer: str, theme: Theme, high: float, key: list[Entry]) -> Frame:
    text = words(answer.language)
    lines = (*answer.sentences[1:], text.say("sweep.indices_source"), footer)
    shown = text.say(f"sweep.{SHOWN[answer.found.method]}", rows=f"{answer.found.rows:,}",
                     members=answer.about["members"])  # fmt: skip
    under = " ".join((shown, *answer.notes))
    return frame(answer.title, under, lines, theme, size=(10.5, high), key=key)


@themed
def sobol_bars(
    answer: Answer, footer: str = "", *, theme: Theme = LIGHT, language: str = "en"
) -> Figure:
    """Return one row an input: what it explains alone and with all its interactions, intervals.

    Args:
        answer: of a Saltelli sample.
        footer: provenance.
        theme: light or dark.
        language: en or zh.
    """
    found: Influence = answer.found
    text, voice = words(language), Voice(language, "sensitivity")
    shown = found.table.sort_values("total", ascending=False, kind="stable").head(MOST)
    first, total, noise = theme.colour(0), theme.colour(1), theme.soft
    page = _page(
        answer, footer, theme, 3.3 + 0.4 * len(shown),
        [Entry(text.say("sweep.alone"), first, marker="o"),
         Entry(text.say("sweep.together"), total, marker="D", filled=False),
         Entry(text.say("sweep.interval"), noise, "-"),
         Entry(voice.say("floor"), noise, look.DOTS)],
    )  # fmt: skip
    ax = page.axes(page.body.inner(left=LABEL, right=0.2, bottom=0.45), gid="indices")
    for i, (_, row) in enumerate(shown.iterrows()):
        y = len(shown) - 1 - i
        _mark(ax, row, ("low", "index", "high"), y + APART, first, f"first/{row['input']}")
        _mark(
            ax, row, ("total_low", "total", "total_high"), y - APART, total, f"total/{row['input']}"
        )
    ax.axvline(0.0, color=theme.soft, linewidth=0.8, zorder=1)
    ax.axvline(HUNDRED * found.floor, color=noise, linestyle=look.DOTS, linewidth=1.0).set_gid(
        "floor"
    )
    _names(ax, [voice.spoken(name) for name in shown["input"]], theme)
    number_axis(ax.xaxis, ax.get_xlim(), "")
    ax.grid(visible=True, axis="x")
    ax.set_xlabel(text.say("sweep.variance"), fontsize=look.TICK)
    return page.figure


def _mark(
    ax: Axes, row: pd.Series, keys: tuple[str, str, str], y: float, colour: str, gid: str
) -> None:
    """Draw an index in per cent with its interval."""
    low, middle, high = (HUNDRED * float(row[key]) for key in keys)
    (line,) = ax.plot([low, high], [y, y], color=colour, linewidth=1.8)
    line.set_gid(f"interval/{gid}")
    first = gid.startswith("first")
    fill = colour if first else ax.get_facecolor()
    (dot,) = ax.plot([middle], [y], marker="o" if first else "D", markersize=5.5, color=colour,
                     markerfacecolor=fill)  # fmt: skip
    dot.set_gid(gid)


def _names(ax: Axes, names: list[str], theme: Theme) -> None:
    ax.set_ylim(-0.6, len(names) - 0.4)
    ax.yaxis.set_major_locator(FixedLocator(range(len(names))))
    shown = [wrapped(name, LABEL - 0.2, look.TICK) for name in names]
    ax.yaxis.set_major_formatter(FixedFormatter(shown[::-1]))
    ax.tick_params(axis="y", labelcolor=theme.ink)
    ax.spines["left"].set_visible(False)


@themed
def morris_effects(
    answer: Answer, footer: str = "", *, theme: Theme = LIGHT, language: str = "en"
) -> Figure:
    """Return sigma over mu*, one dot an input, and beside it the largest with their intervals.

    Args:
        answer: of Morris trajectories.
        footer: provenance.
        theme: light or dark.
        language: en or zh.
    """
    found: Influence = answer.found
    text, voice = words(language), Voice(language, "sensitivity")
    page = _page(
        answer, footer, theme, 6.6,
        [Entry(text.say("sweep.counts"), theme.colour(0), marker="o"),
         Entry(voice.say("floor"), theme.soft, look.DOTS),
         Entry(text.say("sweep.slope_one"), theme.soft, "-"),
         Entry(text.say("sweep.slope_half"), theme.soft, look.STYLES[1])],
    )  # fmt: skip
    left, right = page.body.inner(left=0.75, right=0.15, bottom=0.5, top=0.25).split(
        1, 2, across=LABEL + 0.5
    )
    room = (right.right - right.left) * 0.2
    left, right = left.inner(right=-room), right.inner(left=room)
    _scatter(page.axes(left, text.say("sweep.morris"), gid="morris"), found, theme, language)
    _largest(page.axes(right, gid="effects"), found, theme, voice)
    page.write(right.left - LABEL, right.top + 0.1, text.say("sweep.effects"), look.PANEL,
               weight="bold", va="baseline")  # fmt: skip
    return page.figure


def _scatter(ax: Axes, found: Influence, theme: Theme, language: str) -> None:
    star, sigma = (found.table[name].to_numpy(dtype=float) for name in ("index", "sigma"))
    counts = found.table["above_floor"].to_numpy(dtype=bool)
    for mask, colour, gid in ((~counts, theme.soft, "noise"), (counts, theme.colour(0), "counts")):
        (dots,) = ax.plot(star[mask], sigma[mask], linestyle="none", marker="o", markersize=5.0,
                          color=colour, alpha=0.8)  # fmt: skip
        dots.set_gid(gid)
    right, top = 1.1 * float(star.max()), 1.12 * float(sigma.max()) or 1.0
    for slope, style in zip(TURNS, ("-", look.STYLES[1]), strict=True):
        (line,) = ax.plot([0.0, right], [0.0, slope * right], color=theme.soft, linewidth=0.9,
                          linestyle=style, zorder=1)  # fmt: skip
        line.set_gid(f"slope/{slope:g}")
    for i in range(min(NUMBERED, len(star))):
        beside, align = ((4, 3), "left") if i % 2 == 0 else ((-4, -3), "right")
        ax.annotate(str(i + 1), (star[i], sigma[i]), xytext=beside, textcoords="offset points",
                    fontsize=look.FOOT, color=theme.ink, ha=align,
                    va="bottom" if i % 2 == 0 else "top")  # fmt: skip
    ax.axvline(found.floor, color=theme.soft, linestyle=look.DOTS, linewidth=1.0).set_gid("floor")
    ax.set_xlim(0.0, right)
    ax.set_ylim(0.0, top)
    text = words(language)
    for axis, limits, key in ((ax.xaxis, (0.0, right), "star"), (ax.yaxis, (0.0, top), "sigma")):
        number_axis(axis, limits, found.unit, language, most=5)
        said = axis.get_label_text()
        axis.set_label_text(text.say(f"sweep.{key}", unit=said), fontsize=look.TICK)
    ax.grid(visible=True)


def _largest(ax: Axes, found: Influence, theme: Theme, voice: Voice) -> None:
    """Draw the largest effects with their intervals, under the numbers that the dots carry."""
    shown = found.table.head(NUMBERED)
    for i, (_, row) in enumerate(shown.iterrows()):
        y = len(shown) - 1 - i
        colour = theme.colour(0) if row["above_floor"] else theme.soft
        (line,) = ax.plot([row["low"], row["high"]], [y, y], color=colour, linewidth=2.0)
        line.set_gid(f"interval/{row['input']}")
        (dot,) = ax.plot([row["index"]], [y], marker="o", markersize=5.5, color=colour)
        dot.set_gid(f"star/{row['input']}")
    ax.axvline(found.floor, color=theme.soft, linestyle=look.DOTS, linewidth=1.0)
    names = [f"{i + 1}  {voice.spoken(name)}" for i, name in enumerate(shown["input"])]
    _names(ax, names, theme)
    low, high = min(0.0, float(shown["low"].min())), 1.05 * float(shown["high"].max())
    ax.set_xlim(low, high)
    number_axis(ax.xaxis, (low, high), found.unit, voice.language, most=4)
    ax.grid(visible=True, axis="x")
