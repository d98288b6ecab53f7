"""Regret of strategies over each lever: where the least regretted ones stand."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator, NullFormatter

from sim.plots import theme as look
from sim.plots.asked import LESS, MORE
from sim.plots.draw import round_ticks, tick_labels
from sim.plots.frame import Entry, frame
from sim.plots.number_axis import number_axis
from sim.plots.theme import LIGHT, Theme, themed
from sim.vocabulary.language import words
from sim.vocabulary.wording import number, percent, quantity

COLUMNS = 3
FEW = 3
"""Levers of which a title can name all."""

MANY = 60
"""Strategies from which dots are drawn small."""

BEST = 0.05
"""Share of strategies that are marked as least regretted; at least one."""


@dataclass(frozen=True)
class Side:
    """One lever.

    Attributes:
        name: in words.
        label: in words with its unit.
        values: by strategy; places where settings have names.
        settings: names of the places 0, 1, ...; () where values are quantities.
    """

    name: str
    label: str
    values: np.ndarray
    settings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Strategies:
    """What is regretted, in words.

    Attributes:
        measure: that is aimed at.
        unit: of the measure.
        more: whether more of it is better.
        regret: of each strategy, in the unit, shape (strategy,).
        share: of futures that stay under it.
        futures: in how many strategies were held against each other.
        own: the strategy that is the scenario's own, or None.
    """

    measure: str
    unit: str
    more: bool
    regret: np.ndarray
    share: float
    futures: int
    own: int | None = None


@themed
def regret_panels(
    of: Strategies,
    sides: Sequence[Side],
    *,
    footer: str = "",
    theme: Theme = LIGHT,
    language: str = "en",
) -> Figure:
    """Return regret over each lever, one dot a strategy, the least regretted ones marked.

    Args:
        of: what is regretted.
        sides: one panel each.
        footer: provenance.
        theme: light or dark.
        language: en or zh.
    """
    text = words(language)
    columns = min(COLUMNS, len(sides))
    rows = -(-len(sides) // columns)
    count = len(of.regret)
    order = np.argsort(of.regret, kind="stable")
    last = of.regret[order[max(1, round(BEST * count)) - 1]]
    best, rest = order[of.regret[order] <= last], order[of.regret[order] > last]
    named = text.say("regret.least", best=len(best), count=count)
    slanted = any(side.settings for side in sides)
    page = frame(
        _finding(of, sides, best, language),
        text.say(
            f"regret.{MORE if of.more else LESS}",
            measure=of.measure,
            share=percent(of.share, language),
            futures=f"{of.futures:,}",
        ),
        (text.say("regret.source"), footer),
        theme,
        size=(10.5, 2.6 + (3.3 if slanted else 2.5) * rows),
        key=[
            Entry(named, theme.colour(1), marker="D"),
            Entry(text.say("regret.others"), theme.soft, marker="o", filled=False),
            *_own_key(of, theme, language),
        ],
    )
    boxes = page.body.inner(left=0.7, bottom=1.25 if slanted else 0.45, right=0.15, top=0.1).split(
        rows, columns, across=0.35, down=1.5 if slanted else 0.75
    )
    top = 1.06 * float(of.regret.max()) or 1.0
    size = 3.2 if count > MANY else 5.0
    for i, (side, box) in enumerate(zip(sides, boxes, strict=False)):
        ax = page.axes(box, gid=f"regret/{side.name}")
        (others,) = ax.plot(side.values[rest], of.regret[rest], marker="o", markersize=size,
                            linestyle="none", color=theme.soft, markerfacecolor="none",
                            markeredgewidth=0.6, alpha=0.7, zorder=2, clip_on=False)  # fmt: skip
        others.set_gid(f"others/{side.name}")
        (marked,) = ax.plot(side.values[best], of.regret[best], marker="D", markersize=4.5,
                            linestyle="none", color=theme.colour(1), zorder=3,
                            clip_on=False)  # fmt: skip
        marked.set_gid(f"best/{side.name}")
        if of.own is not None:
            _own(ax, side, of, theme)
        ax.set_ylim(0.0, top)
        ax.tick_params(axis="y", length=0, pad=4)
        ax.spines["left"].set_visible(False)
        ax.grid(visible=True, axis="y")
        number_axis(ax.yaxis, (0.0, top), of.unit, language, label=i % columns == 0, most=5)
        if i % columns:
            ax.yaxis.set_major_formatter(NullFormatter())
        _lever_axis(ax, side)
    return page.figure


def _own_key(of: Strategies, theme: Theme, language: str) -> list[Entry]:
    if of.own is None:
        return []
    size = quantity(float(of.regret[of.own]), of.unit, language)
    said = words(language).say("regret.own", size=size)
    return [Entry(said, theme.colour(0), marker="s", filled=False)]


def _own(ax: Axes, side: Side, of: Strategies, theme: Theme) -> None:
    """Mark the scenario's own strategy: a square, and a line to read others against."""
    assert of.own is not None
    level = float(of.regret[of.own])
    ax.axhline(level, color=theme.colour(0), linewidth=0.9, linestyle=look.DOTS, zorder=1.5)
    (mark,) = ax.plot([side.values[of.own]], [level], marker="s", markersize=9, linestyle="none",
                      color=theme.colour(0), markerfacecolor="none", markeredgewidth=1.5, zorder=4,
                      clip_on=False)  # fmt: skip
    mark.set_gid(f"own/{side.name}")


def _lever_axis(ax: Axes, side: Side) -> None:
    low, high = float(np.min(side.values)), float(np.max(side.values))
    room = 0.06 * (high - low) or 0.5
    ax.set_xlim(low - room, high + room)
    if side.settings:
        ax.xaxis.set_major_locator(FixedLocator(range(len(side.settings))))
        ax.xaxis.set_major_formatter(FixedFormatter(list(side.settings)))
        for label in ax.get_xticklabels():
            label.set(rotation=30, ha="right", rotation_mode="anchor")
    else:
        ticks = round_ticks(low, high)
        ax.xaxis.set_major_locator(FixedLocator(ticks))
        ax.xaxis.set_major_formatter(FixedFormatter(tick_labels(ticks)))
    ax.set_xlabel(side.label, fontsize=look.TICK)


def _finding(of: Strategies, sides: Sequence[Side], best: np.ndarray, language: str) -> str:
    """Return the title: what the least regretted strategy does, or what several agree on."""
    text, gaps = words(language), {"measure": of.measure, "count": len(of.regret)}
    if len(best) == len(of.regret):
        return text.say("regret.alike", **gaps)
    if len(best) == 1:
        size = quantity(float(of.regret[best[0]]), of.unit, language)
        behind = text.say("regret.behind", size=size, share=percent(of.share, language))
        if len(sides) > FEW:
            return text.say("regret.one", behind=behind, **gaps)
        does = [
            text.say("sweep.setting", name=s.name, setting=_setting(s, best[0], language))
            for s in sides
        ]
        return text.say("regret.does", settings=text.comma.join(does), behind=behind, **gaps)
    side = min(sides, key=lambda side: np.ptp(side.values[best]) / (np.ptp(side.values) or 1.0))
    low, high = (best[f(side.values[best])] for f in (np.argmin, np.argmax))
    ends = dict.fromkeys((_setting(side, low, language), _setting(side, high, language)))
    return text.say(
        "regret.several", best=len(best), name=side.name,
        ends=text.say("regret.to").join(ends), **gaps,
    )  # fmt: skip


def _setting(side: Side, place: int, language: str) -> str:
    """Return a strategy's setting of a lever, to a hundredth or so of the lever's range here."""
    value = float(side.values[place])
    if side.settings:
        return side.settings[int(value)]
    span = float(np.ptp(side.values)) or 1.0
    return number(round(value, int(2 - np.floor(np.log10(span)))), language)
