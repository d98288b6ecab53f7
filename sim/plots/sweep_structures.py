"""Dots with ranges, one row a set of rules, with the share of members that agrees in sign."""

from collections import Counter

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

from sim.plots import theme as look
from sim.plots.asked import Asked
from sim.plots.compared import phrase
from sim.plots.frame import Box, Entry, Frame, frame
from sim.plots.number_axis import number_axis
from sim.plots.sweep_words import foot, under
from sim.plots.text_width import text_width
from sim.plots.theme import LIGHT, Theme, themed
from sim.runs.verdicts import HIGHER, LOWER, VERDICTS
from sim.sweeps.by_structure import ByStructure, Row, by_structure
from sim.sweeps.reader import SweepResults
from sim.vocabulary.language import words
from sim.vocabulary.wording import listed, percent, quantity, signed, span

NOBODY = "–"
"""Stands for the share with a sign where no member changes."""

HIGH = 0.235
"""Inches a row."""

MOST = 54
"""Rows that a page holds; of more, as many are taken evenly from the lowest to the highest."""

RIGHT = 2.2
"""Inches for what is said beside each row."""

GAP = 0.18

WIDEST = 5.5
"""Inches of names: where all rules take more, each row names the one that it changes."""


@themed
def structure_dots(
    results: SweepResults, asked: Asked, *, theme: Theme = LIGHT, language: str = "en"
) -> Figure:
    """Return one row a set of rules: median, half and nine tenths of members.

    Args:
        results: of a sweep that crosses structures.
        asked: measure, and which setting is held against which.
        theme: light or dark.
        language: en or zh.
    """
    found = by_structure(results, asked.picture, asked.against, language)
    text, columns = words(language), _columns(found, language)
    alone = sum(columns) > WIDEST
    rows, left = _alone(found.rows) if alone else _shown(found.rows)
    note = text.say("sweep.rows_beside" if alone else "sweep.rows_left", left=left) if left else ""
    if alone:
        names = (text.say("sweep.rule_changed"), *(_changed(found, r, language) for r in rows))
        columns = [max(text_width(name, look.FOOT) for name in names)]
    kind = "level" if found.axis is None else "difference"
    source = text.say("sweep.source_levels" if found.axis is None else "sweep.source")
    page = frame(
        _title(found, language),
        under(text.say(f"sweep.structures_{kind}"), found.of, found.held, language) + note,
        (source, foot(results, language)),
        theme,
        size=(10.5, 3.0 + HIGH * len(rows)),
        key=_key(found, theme, language),
    )
    table = sum(columns) + GAP * len(columns)
    body = page.body.inner(bottom=0.5, top=0.3)
    panel = Box(body.left + table, body.bottom, body.right - RIGHT, body.top)
    ax = page.axes(panel, gid="structures")
    _dots(ax, found, rows, theme)
    unit = found.of.unit if found.axis is None else found.of.scale.difference
    number_axis(ax.xaxis, ax.get_xlim(), unit, language, most=4)
    if alone:
        _single(page, found, rows, panel, language)
    else:
        _table(page, found, rows, columns, panel, language)
    _verdicts(page, found, rows, panel, language)
    return page.figure


def _shown(rows: tuple[Row, ...]) -> tuple[tuple[Row, ...], int]:
    """Return the rows that fit, in their order, and how many are left out."""
    if len(rows) <= MOST:
        return rows, 0
    ranked = np.argsort([row.rows[2] for row in rows], kind="stable")
    kept = ranked[np.linspace(0, len(rows) - 1, MOST).round().astype(int)]
    return tuple(rows[i] for i in sorted(kept)), len(rows) - MOST


def _alone(rows: tuple[Row, ...]) -> tuple[tuple[Row, ...], int]:
    """Return the default and every rule alone, by choice, and how many other rows there are."""
    kept = [row for row in rows if sum(place > 0 for place in row.settings) <= 1]
    kept.sort(key=lambda row: [-place for place in row.settings], reverse=True)
    kept.sort(key=lambda row: next((i for i, p in enumerate(row.settings) if p), -1))
    return tuple(kept), len(rows) - len(kept)


def _changed(found: ByStructure, row: Row, language: str) -> str:
    """Return the one rule that a row changes, in words."""
    text = words(language)
    for one, place in zip(found.sides, row.settings, strict=True):
        if place:
            name, setting = one.label(language), one.setting(place, language)
            return text.say("sweep.rule_alone", name=name, setting=setting)
    return text.say("sweep.default_rules")


def _title(found: ByStructure, language: str) -> str:
    """Return in how many sets of rules the measure is higher, lower, unchanged or open."""
    text, many = words(language), len(found.rows)
    if found.axis is None:
        medians = [row.rows[2] for row in found.rows if np.isfinite(row.rows[2])]
        return text.say(
            "sweep.structures_levels", label=found.of.label(language), when=found.of.when(language),
            ends=span(min(medians), max(medians), found.of.unit, language), many=many,
        )  # fmt: skip
    said = [row.finding for row in found.rows if row.finding]
    counted = Counter(one.verdict for one in said)
    ranked = [v for v in sorted(VERDICTS, key=lambda v: -counted[v]) if counted[v]]
    of_many = text.say("sweep.of_many", many=many)
    parts = [
        text.say(f"sweep.in_{verdict}", count=counted[verdict], of="" if place else of_many)
        for place, verdict in enumerate(ranked)
    ]
    return text.say(
        "sweep.structures_title", label=phrase(said[0]), when=said[0].when,
        setting=found.axis.named(found.other, language),
        reference=found.axis.setting(found.reference, language), parts=listed(parts, language),
    )  # fmt: skip


def _key(found: ByStructure, theme: Theme, language: str) -> list[Entry]:
    text = words(language)
    bands = [
        Entry(text.say("sweep.half"), theme.soft, alpha=look.OUTER + look.INNER),
        Entry(text.say("sweep.nine_tenths"), theme.soft, alpha=look.OUTER),
    ]
    if found.axis is None:
        return [Entry(text.say("sweep.median"), theme.colour(0), marker="o"), *bands]
    sides = [
        Entry(text.say("sweep.dot_higher"), theme.colour(0), marker="o"),
        Entry(text.say("sweep.dot_lower"), theme.colour(1), marker="s"),
        Entry(text.say("sweep.dot_open"), theme.soft, marker="D", filled=False),
    ]
    return [*sides, *bands]


def _looks(row: Row, theme: Theme) -> tuple[str, str, bool]:
    """Return colour, marker and whether it is filled."""
    if row.finding is None or row.finding.verdict == HIGHER:
        return theme.colour(0), "o", True
    if row.finding.verdict == LOWER:
        return theme.colour(1), "s", True
    return theme.soft, "D", False


def _dots(ax: Axes, found: ByStructure, rows: tuple[Row, ...], theme: Theme) -> None:
    if found.axis is not None:
        ax.axvline(0.0, color=theme.ink, linewidth=0.9, zorder=1.5).set_gid("zero")
    for place, row in enumerate(rows):
        colour, marker, filled = _looks(row, theme)
        ends = (((0, -1), 2.2, look.OUTER + 0.1), ((1, 3), 4.5, look.OUTER + look.INNER))
        for (low, high), width, alpha in ends:
            ax.plot(row.rows[[low, high]], [place, place], color=colour, linewidth=width,
                    alpha=alpha, solid_capstyle="butt")  # fmt: skip
        (dot,) = ax.plot([row.rows[2]], [place], marker=marker, markersize=5.5, color=colour,
                         markerfacecolor=colour if filled else theme.paper, linestyle="none",
                         zorder=4)  # fmt: skip
        dot.set_gid(f"structure/{'/'.join(map(str, row.settings))}")
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.yaxis.set_major_locator(NullLocator())
    ax.spines["left"].set_visible(False)
    ax.grid(visible=True, axis="x")


def _columns(found: ByStructure, language: str) -> list[float]:
    """Return the width of each column of names."""
    return [
        max(
            text_width(name, look.FOOT) for name in (side.label(language), *side.settings(language))
        )
        for side in found.sides
    ]


def _table(
    page: Frame,
    found: ByStructure,
    rows: tuple[Row, ...],
    columns: list[float],
    panel: Box,
    language: str,
) -> None:
    """Write the rules at the left, each once as long as it stays."""
    left = page.body.left
    high = (panel.top - panel.bottom) / len(rows)
    starts = [left + sum(columns[:i]) + GAP * i for i in range(len(columns))]
    for x, one in zip(starts, found.sides, strict=True):
        page.write(x, panel.top + 0.1, one.label(language), look.FOOT, soft=True, va="baseline")
    before: tuple[int, ...] = ()
    for place, row in enumerate(rows):
        y = panel.top - high * (place + 0.5)
        for depth, (x, one) in enumerate(zip(starts, found.sides, strict=True)):
            if row.settings[: depth + 1] != before[: depth + 1]:
                page.write(x, y, one.setting(row.settings[depth], language), look.FOOT,
                           va="center")  # fmt: skip
        before = row.settings


def _single(
    page: Frame, found: ByStructure, rows: tuple[Row, ...], panel: Box, language: str
) -> None:
    """Write at the left of each row the one rule that it changes."""
    left, high = page.body.left, (panel.top - panel.bottom) / len(rows)
    head = words(language).say("sweep.rule_changed")
    page.write(left, panel.top + 0.1, head, look.FOOT, soft=True, va="baseline")
    for place, row in enumerate(rows):
        said = _changed(found, row, language)
        page.write(left, panel.top - high * (place + 0.5), said, look.FOOT, va="center")


def _verdicts(
    page: Frame, found: ByStructure, rows: tuple[Row, ...], panel: Box, language: str
) -> None:
    """Write at the right of each row its verdict, or its level."""
    text, x = words(language), panel.right + 0.12
    high = (panel.top - panel.bottom) / len(rows)
    head = "sweep.level_head" if found.axis is None else "sweep.share_head"
    page.write(x, panel.top + 0.1, text.say(head), look.FOOT, soft=True, va="baseline")
    for place, row in enumerate(rows):
        page.write(x, panel.top - high * (place + 0.5), _said(found, row, language), look.FOOT,
                   va="center", gid=f"said/{'/'.join(map(str, row.settings))}")  # fmt: skip


def _said(found: ByStructure, row: Row, language: str) -> str:
    """Return what stands beside a row: the verdict and the share that agrees, or the level."""
    if row.finding is None:
        return quantity(float(row.rows[2]), found.of.unit, language)
    text = words(language)
    moved = row.finding.share_up + row.finding.share_down > 0.0
    share = row.finding.share_up if row.finding.median >= 0 else row.finding.share_down
    verdict = text.say(f"finding.{row.finding.verdict}")
    return text.say(
        "sweep.share", size=signed(row.finding.median, language),
        share=percent(share, language) if moved else NOBODY, verdict=verdict,
    )  # fmt: skip
