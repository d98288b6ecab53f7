"""Every component of every index: one block of panels an actor, as wide as fills the page best."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.plots import theme as look
from sim.plots.capability import ACTOR_WORDS, SOURCE, fans_of, signed
from sim.plots.compared import gap_at_end, largest, title_words
from sim.plots.draw import cut_off, date_axis, line, value_axis
from sim.plots.frame import Box, Entry, Frame, bands_key, frame, trace_key
from sim.plots.series import band, ends
from sim.plots.text_width import wrapped
from sim.plots.theme import LIGHT, Theme, themed
from sim.plots.wording import footer, in_words
from sim.runs.results import Results
from sim.vocabulary.components import Component
from sim.vocabulary.components import components as known_components

NAME = "capability.component"
FEWEST_COLUMNS, MOST_COLUMNS = 4, 6
HEAD, ROW, GAP, ABOVE = 0.34, 0.84, 0.56, 0.24
"""Height of an actor's name, of a panel, of what stands between two rows, and how much of that
is above a panel; inches."""

ACROSS = 0.42
FLOOR, CEILING = 2.0, 100.0
"""Goalposts: below the one and above the other nothing shows."""

AT_END = 0.05
"""Points from a goalpost at which a median counts as at it."""

CLIPPED = "median at a goalpost: it would go beyond"


def columns_for(sizes: Sequence[int]) -> int:
    """Return how many columns leave the fewest places empty, the narrower where that is equal.

    Args:
        sizes: panels of each block; a block begins a new row.

    Example:
        >>> columns_for([4, 7, 6, 4, 4])
        4
    """

    def empty(columns: int) -> int:
        return sum(-size % columns for size in sizes)

    return min(range(FEWEST_COLUMNS, MOST_COLUMNS + 1), key=lambda c: (empty(c), c))


@themed
def components(results: Results, *, theme: Theme = LIGHT, language: str = "en") -> Figure:
    """Return every component of the five indices over time, 0 to 100 between its goalposts.

    Args:
        results: of a run or a comparison; every scenario is one trace in each panel.
        theme: light or dark.
        language: en or zh.
    """
    names = title_words(results, language)
    blocks = [[c for c in known_components().values() if c.actor == a] for a in ACTOR_WORDS]
    columns = columns_for([len(block) for block in blocks])
    rows = sum(-(-len(block) // columns) for block in blocks)
    bare = [Entry(in_words(CLIPPED, language), theme.ink, "-")] if _any_clipped(results) else []
    page = frame(
        _finding(results, language),
        "Under these assumptions: every component of the five indices between its fixed "
        "goalposts, 0 to 100 (never below 2), on one scale. Do not compare actors.",
        (in_words(SOURCE, language), footer(results, language)),
        theme,
        size=(10.5, 2.5 + HEAD * len(blocks) + (ROW + GAP) * rows),
        key=[*trace_key(names, theme), *bands_key(names, theme), *bare],
    )
    top = page.body.top
    row = (top - page.body.bottom - HEAD * len(blocks)) / rows
    for words, block in zip(ACTOR_WORDS.values(), blocks, strict=True):
        page.write(page.body.left + 0.4, top - 0.06, words, look.PANEL, weight="bold")
        _block(page, results, block, (columns, row), top - HEAD)
        top -= HEAD + row * -(-len(block) // columns)
    return page.figure


def _block(
    page: Frame, results: Results, block: Sequence[Component], grid: tuple[int, float], top: float
) -> None:
    """Draw the components of one actor, so many columns and rows so high, below a height."""
    columns, high = grid
    left, right = page.body.left + 0.4, page.body.right - 0.05
    wide = (right - left - ACROSS * (columns - 1)) / columns
    for place, part in enumerate(block):
        row, column = divmod(place, columns)
        x, y = left + column * (wide + ACROSS), top - ABOVE - row * high
        box = Box(x, y - (high - GAP), x + wide, y)
        ax = page.axes(box, gid=f"component/{part.name}")
        shown = wrapped(f"{part.name} {part.label}", wide + 0.3, look.FOOT)
        page.write(box.left, box.top + 0.05, shown, look.FOOT, va="bottom", gid="component")
        _panel(ax, results, part, page.theme)


def _panel(ax: Axes, results: Results, part: Component, theme: Theme) -> None:
    fans_of(results, ax, NAME, ("component", part.name), theme)
    for policy in results.policies:
        _clipped(ax, results, part, policy, theme)
    ax.set_ylim(0.0, CEILING * 1.04)
    date_axis(ax, *ends(results), narrow=True)
    value_axis(ax, "", zero=False, most=3)
    cut_off(ax, theme)


def _clipped(ax: Axes, results: Results, part: Component, policy: str, theme: Theme) -> None:
    """Mark the weeks in which the median stands at a goalpost."""
    found = band(results, NAME, policy, component=part.name)
    held = at_goalpost(found.median)
    if held.any():
        shown = np.where(held, found.median, np.nan)
        line(ax, found.days, shown, theme.ink, width=3.2, name=f"clipped/{part.name}/{policy}")


def at_goalpost(median: np.ndarray) -> np.ndarray:
    """Say where a median stands at a goalpost, shape of what is given."""
    out: np.ndarray = (median <= FLOOR + AT_END) | (median >= CEILING - AT_END)
    return out


def _any_clipped(results: Results) -> bool:
    return any(
        at_goalpost(band(results, NAME, policy, component=name).median).any()
        for policy in results.policies
        for name in known_components()
    )


def _finding(results: Results, language: str) -> str:
    """Return a title: which parts move one run's indices, or which part of several differs most."""
    first, *others = results.policies
    known = known_components()
    if others:
        pairs = [(p, name) for p in others for name in known]
        found = [gap_at_end(results, NAME, p, language, component=name) for p, name in pairs]
        most = largest(found)
        policy, part = pairs[found.index(most)]
        names = title_words(results, language)
        told = replace(most, label=f"{most.label} ({part})")
        return told.title(names[policy], names[first])
    moved = {
        name: float(band(results, "capability.contribution", first, component=name).median[-1])
        for name in known
    }
    low, high = min(moved, key=lambda n: moved[n]), max(moved, key=lambda n: moved[n])
    return (
        f"Which parts move the indices? Since July 2023 {known[high].label} ({high}) adds most to "
        f"one ({signed(moved[high])} points), {known[low].label} ({low}) takes most "
        f"({signed(moved[low])})"
    )
