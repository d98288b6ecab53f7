"""What each input does alone: bars with the values at their ends and the spread of members."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator

from sim.plots import theme as look
from sim.plots.asked import Asked
from sim.plots.frame import Entry, frame
from sim.plots.number_axis import number_axis
from sim.plots.sweep_words import foot, under
from sim.plots.text_width import text_width, wrapped
from sim.plots.theme import LIGHT, Theme, themed
from sim.sweeps.reader import SweepResults
from sim.sweeps.sides import label_of_input
from sim.sweeps.swings import Swings, swings
from sim.vocabulary.language import words
from sim.vocabulary.wording import gain, inside, signed

MOST = 15
"""Bars that are drawn; the rest is counted."""

WIDEST = 4.0
"""Most inches for the names of inputs."""

ROOM = 0.16
"""Part of the width that is left for values beside the bars."""

APART = 4
"""Points between the end of a bar or whisker and its value."""


@themed
def tornado(
    results: SweepResults, asked: Asked, *, theme: Theme = LIGHT, language: str = "en"
) -> Figure:
    """Return one bar an input, paired differences to nothing fixed, the widest on top."""
    found = swings(results, asked.picture, language)
    shown = found.inputs[:MOST]
    text, of = words(language), found.of
    left = len(found.inputs) - len(shown)
    rest = text.space + text.say("sweep.tornado_left", left=left) if left else ""
    page = frame(
        _title(found, language),
        under(text.say("sweep.tornado_shown"), of, found.held, language)
        + text.space
        + f"{text.say('sweep.tornado_level', level=found.level.text)}{_reading(found, language)}"
        + rest,
        (text.say("sweep.tornado_source"), foot(results, language)),
        theme,
        size=(10.5, 2.9 + 0.34 * max(1, len(shown))),
        key=[
            Entry(text.say("sweep.low_end"), theme.colour(4), hatch="///"),
            Entry(text.say("sweep.high_end"), theme.colour(0)),
            Entry(text.say("sweep.whisker"), theme.soft, "-"),
        ],
    )
    names = [label_of_input(swing.name, language) for swing in shown]
    wide = min(WIDEST, max((text_width(name, look.TEXT) for name in names), default=1.0))
    ax = page.axes(page.body.inner(left=wide + 0.15, bottom=0.5, right=0.2, top=0.1),
                   gid="tornado")  # fmt: skip
    _bars(ax, found, len(shown), theme, language)
    ax.yaxis.set_major_locator(FixedLocator(range(len(shown))))
    ax.yaxis.set_major_formatter(FixedFormatter([wrapped(n, wide, look.TEXT) for n in names]))
    ax.tick_params(axis="y", labelsize=look.TEXT, labelcolor=theme.ink, pad=4)
    number_axis(ax.xaxis, ax.get_xlim(), of.scale.difference, language)
    return page.figure


def _bars(ax: Axes, found: Swings, count: int, theme: Theme, language: str) -> None:
    for i, swing in enumerate(found.inputs[:count]):
        ends = (
            (swing.low, theme.colour(4), "///", "low"),
            (swing.high, theme.colour(0), "", "high"),
        )
        for rows, colour, hatch, gid in ends:
            bar = ax.barh(i, rows[1], height=0.62, color=colour, hatch=hatch or None,
                          edgecolor=theme.paper, linewidth=0, zorder=2)  # fmt: skip
            bar[0].set_gid(f"swing/{i}/{gid}")
            shift = 0.12 if gid == "high" else -0.12
            (line,) = ax.plot(rows[[0, 2]], [i + shift] * 2, color=theme.ink, linewidth=0.8,
                              zorder=3)  # fmt: skip
            line.set_gid(f"whisker/{i}/{gid}")
    ax.axvline(0.0, color=theme.ink, linewidth=1.0, zorder=2.5)
    ax.set_ylim(max(1, count) - 0.4, -0.6)
    low, high = ax.get_xlim()
    ax.set_xlim(low - ROOM * (high - low), high + ROOM * (high - low))
    for i, swing in enumerate(found.inputs[:count]):
        _values(ax, i, (swing.low, swing.high), theme, language)
    ax.spines["left"].set_visible(False)


def _values(ax: Axes, i: int, ends: tuple[object, object], theme: Theme, language: str) -> None:
    """Write both medians, each outside everything that is drawn on its side."""
    ordered = sorted(ends, key=lambda rows: float(rows[1]))  # type: ignore[index]
    least = min(float(rows[0]) for rows in ends)  # type: ignore[index]
    most = max(float(rows[2]) for rows in ends)  # type: ignore[index]
    for rows, x, sign, align in ((ordered[0], min(least, 0.0), -1, "right"),
                                 (ordered[1], max(most, 0.0), 1, "left")):  # fmt: skip
        shown = signed(float(rows[1]), language, figures=2)  # type: ignore[index]
        ax.annotate(shown, (x, i), xytext=(sign * APART, 0), textcoords="offset points",
                    fontsize=look.FOOT, color=theme.ink, ha=align, va="center")  # fmt: skip


def _reading(found: Swings, language: str) -> str:
    """Return which reading all members share, if they share one."""
    chosen = {case.structure.get("reading", ()) for case in found.of.results.design.bases}
    options = next(iter(chosen)) if len(chosen) == 1 else ()
    if len(options) != 1 or "structure.reading" in found.held.places:
        return ""
    text = words(language)
    return text.space + text.say("sweep.reading", name=text.name("option_names", options[0]))


def _title(found: Swings, language: str) -> str:
    text, of = words(language), found.of
    top = found.inputs[0]
    low, high = sorted((float(top.low[1]), float(top.high[1])))
    return text.say(
        "sweep.tornado_title", many=len(found.inputs), name=label_of_input(top.name, language),
        label=inside(of.label(language), language), when=of.when(language),
        low=gain(low, of.scale.difference, language, figures=2),
        high=gain(high, of.scale.difference, language, figures=2),
    )  # fmt: skip
