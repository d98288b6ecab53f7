"""Two aims against each other: where every strategy stands, and which no other one beats."""

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.answers.regret import Aim, regret
from sim.ground.errors import InputError
from sim.plots import theme as look
from sim.plots.asked import LESS, MORE, Asked
from sim.plots.frame import Entry, frame
from sim.plots.number_axis import number_axis, unit_scale
from sim.plots.sweep_words import foot
from sim.plots.theme import LIGHT, Theme, themed
from sim.sweeps.outcome import Outcome, outcome
from sim.sweeps.reader import SweepResults
from sim.vocabulary.language import words
from sim.vocabulary.wording import inside, span

TWO = 2
ROOM = 0.06
"""Part of a range that is left free beside the dots."""

MANY = 60
"""Strategies from which dots are drawn small."""


@dataclass(frozen=True)
class Traded:
    """Where strategies stand for two aims.

    Attributes:
        of: both outcomes.
        aims: both aims.
        at: median over futures in the units that people read, shape (2, strategy).
        unbeaten: whether no other strategy is as good for both and better for one, shape
            (strategy,).
        least: number of the strategy that is regretted least for both together.
        futures: that every strategy met.
        own: number of the strategy that is the scenario's own, or None.
    """

    of: tuple[Outcome, Outcome]
    aims: tuple[Aim, Aim]
    at: np.ndarray
    unbeaten: np.ndarray
    least: int
    futures: int
    own: int | None = None


def aims_of(text: str) -> tuple[Aim, ...]:
    """Return the aims that ``less=coalition.cost;more=capability.index[actor=us]`` names."""
    parts = [part.partition("=") for part in text.split(";") if part]
    return tuple(Aim.read(name, more=want == MORE) for want, _, name in parts)


def aims_text(aims: tuple[Aim, ...]) -> str:
    """Return aims as `aims_of` reads them."""
    return ";".join(f"{MORE if aim.more else LESS}={aim}" for aim in aims)


def traded(results: SweepResults, aims: tuple[Aim, ...]) -> Traded:
    """Return where the strategies of a sweep stand for two aims; InputError for fewer or more."""
    if len(aims) != TWO:
        raise InputError("--kind tradeoff: takes two aims, as --less MEASURE --more MEASURE")
    found = regret(results, aims)
    first, second = (outcome(results, aim.measure, aim.selector) for aim in aims)
    at = np.stack(
        [row * of.scale.factor for row, of in zip(found.typical, (first, second), strict=True)]
    )
    wanted = np.stack([-row if aim.more else row for row, aim in zip(at, aims, strict=True)])
    return Traded(
        (first, second), (aims[0], aims[1]), at, unbeaten(wanted), int(found.order[0]),
        found.futures, found.own,
    )  # fmt: skip


def unbeaten(wanted: np.ndarray) -> np.ndarray:
    """Return whether no other column is as low in every row and lower in one.

    Example:
        >>> unbeaten(np.asarray([[1.0, 2.0, 2.0], [2.0, 1.0, 2.0]])).tolist()
        [True, True, False]
    """
    out = []
    for mine in wanted.T[:, :, np.newaxis]:
        beats = (wanted <= mine).all(axis=0) & (wanted < mine).any(axis=0)
        out.append(not beats.any())
    return np.asarray(out)


@themed
def tradeoff(
    results: SweepResults, asked: Asked, *, theme: Theme = LIGHT, language: str = "en"
) -> Figure:
    """Return one dot a strategy over two aims, those marked that no other one beats."""
    found = traded(results, aims_of(asked.aims))
    text, count = words(language), found.at.shape[1]
    best = text.say("tradeoff.unbeaten", best=int(found.unbeaten.sum()), count=count)
    page = frame(
        _title(found, language),
        text.say(
            "tradeoff.shown", futures=f"{found.futures:,}",
            aims=text.comma.join(_aim(found, i, language) for i in range(TWO)),
        ),
        (text.say("tradeoff.source"), foot(results, language)),
        theme, size=(10.5, 7.2),
        key=[
            Entry(best, theme.colour(1), marker="D"),
            Entry(text.say("tradeoff.least"), theme.colour(0), marker="s", filled=False),
            Entry(text.say("regret.others"), theme.soft, marker="o", filled=False),
            *_own_key(found, theme, language),
        ],
    )  # fmt: skip
    ax = page.axes(page.body.inner(left=0.8, right=0.2, bottom=0.5, top=0.15), gid="tradeoff")
    _dots(ax, found, theme)
    for i, axis in enumerate((ax.xaxis, ax.yaxis)):
        _axis(ax, axis, found, i, language)
    ax.grid(visible=True)
    return page.figure


def _dots(ax: Axes, found: Traded, theme: Theme) -> None:
    x, y = found.at
    best = found.unbeaten
    size = 3.4 if len(x) > MANY else 5.0
    for mask, marker, colour, gid in ((~best, "o", theme.soft, "others"),
                                      (best, "D", theme.colour(1), "unbeaten")):  # fmt: skip
        (dots,) = ax.plot(x[mask], y[mask], linestyle="none", marker=marker, color=colour,
                          markersize=size if gid == "others" else 5.0, markeredgewidth=0.7,
                          markerfacecolor="none" if gid == "others" else colour)  # fmt: skip
        dots.set_gid(gid)
    order = np.flatnonzero(best)[np.argsort(x[best], kind="stable")]
    (line,) = ax.plot(x[order], y[order], color=theme.colour(1), linewidth=0.9, zorder=1)
    line.set_gid("front")
    least = found.least
    (mark,) = ax.plot(x[least], y[least], linestyle="none", marker="s", markersize=11,
                      color=theme.colour(0), markerfacecolor="none",
                      markeredgewidth=1.6)  # fmt: skip
    mark.set_gid("least")
    if found.own is not None:
        (own,) = ax.plot(x[found.own], y[found.own], linestyle="none", marker="^", markersize=11,
                         color=theme.colour(2), markerfacecolor="none",
                         markeredgewidth=1.6)  # fmt: skip
        own.set_gid("own")


def _own_key(found: Traded, theme: Theme, language: str) -> list[Entry]:
    said = words(language).say("tradeoff.own")
    mark = Entry(said, theme.colour(2), marker="^", filled=False)
    return [] if found.own is None else [mark]


def _axis(ax: Axes, axis: object, found: Traded, i: int, language: str) -> None:
    of, values = found.of[i], found.at[i]
    low, high = float(values.min()), float(values.max())
    room = ROOM * (high - low) or 0.5
    limits = (low - room, high + room)
    (ax.set_ylim if i else ax.set_xlim)(*limits)
    unit = "" if of.unit == "0-100" else of.unit
    number_axis(axis, limits, unit, language, label=False)  # type: ignore[arg-type]
    said = unit_scale(max(map(abs, limits)), unit, language)[1]
    label = words(language).say(
        "tradeoff.axis", label=of.label(language), unit=f", {said}" if said else "",
        better=words(language).say(f"tradeoff.{MORE if found.aims[i].more else LESS}"),
    )  # fmt: skip
    (ax.set_ylabel if i else ax.set_xlabel)(label, fontsize=look.TICK)


def _aim(found: Traded, i: int, language: str) -> str:
    text, of = words(language), found.of[i]
    want = MORE if found.aims[i].more else LESS
    dated = text.say(
        "outcome.dated", label=inside(of.label(language), language), when=of.when(language)
    )
    return text.say(f"tradeoff.{want}_of", measure=dated)


def _title(found: Traded, language: str) -> str:
    """Return how far strategies differ for both aims, and how many stand unbeaten."""
    text = words(language)
    parts = [
        text.say(
            "tradeoff.range", label=inside(of.label(language), language),
            ends=span(float(row.min()), float(row.max()), of.unit, language),
        )
        for of, row in zip(found.of, found.at, strict=True)
    ]  # fmt: skip
    return text.say(
        "tradeoff.title", count=found.at.shape[1], best=int(found.unbeaten.sum()),
        first=parts[0], second=parts[1],
    )  # fmt: skip
