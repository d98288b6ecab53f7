"""The figure of a hindcast: predicted reports over reported figures, one row a target."""

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator, NullLocator

from sim.plots import theme as look
from sim.plots.frame import Entry, frame
from sim.plots.theme import LIGHT, Theme, themed
from sim.record.hindcast import OTHERS, Hindcast
from sim.record.scores import BOUNDS
from sim.vocabulary.evidence import CHECK, FIT, Target
from sim.vocabulary.measures import measures

WIDE = 10.5
ROW = 0.205
"""Height of a row in inches."""

ROOM = 2.35
"""Inches for title, key and footer."""

LABELS, SOURCES = 4.1, 1.6
"""Inches for the words left and right of the panel."""

SIDES = (0.1, 10.0)
TICKS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
USE_WORDS = {
    FIT: "Entered the fit",
    CHECK: "Held back as a check",
    OTHERS: "Of your own, or not scored",
}
FAMILY_WORDS = {
    "ukr_official": "Ukraine, official", "rok_official": "ROK, official",
    "us_official": "US, official", "ru_official": "Russia, official",
    "prc_official": "PRC, official", "dprk_state": "DPRK, state",
    "western_analyst": "Western analysts", "osint": "open sources", "un_panel": "UN Panel",
    "un_record": "UN record", "industry": "industry trackers",
}  # fmt: skip
SOURCE = (
    "Source: model run and reported figures as published. Predicted reports are the model's own "
    "statistics with the bias of the source family and the noise of the report applied."
)
NO_SCORE = "No reported figure has a centre to score"


@themed
def hindcast_figure(found: Hindcast, footer: str = "", *, theme: Theme = LIGHT) -> Figure:
    """Return predicted over reported values, hits and misses told apart, grouped by use.

    Args:
        found: the hindcast.
        footer: provenance.
        theme: light or dark.
    """
    order = [i for use in USE_WORDS for i, each in enumerate(found.uses) if each == use]
    groups = [use for use in USE_WORDS if use in found.uses]
    lines = len(order) + 1.3 * len(groups)
    page = frame(
        _finding(found),
        f"Under the assumptions of “{found.scenario}”, {found.settings['ensemble']} ensemble. "
        "Each row is one reported figure, drawn as a share of itself: the thin bar with its mark "
        "is the report and its range, the broad band what the model lets one expect in print.",
        (SOURCE, footer),
        theme,
        size=(WIDE, ROOM + ROW * lines),
        key=_key(found, theme),
    )
    body = page.body.inner(left=LABELS, right=SOURCES, bottom=0.35, top=0.1)
    ax = page.axes(body, gid="hindcast")
    _axis(ax, lines, theme)
    y = 0.0
    for use in groups:
        y += 0.8
        _say(ax, y, USE_WORDS[use], "", theme, weight="bold")
        for i in (i for i in order if found.uses[i] == use):
            y += 1.0
            _row(ax, found, i, y, theme)
        y += 0.5
    return page.figure


def _finding(found: Hindcast) -> str:
    parts = []
    for use, words in ((FIT, "fitted"), (CHECK, "held-back"), (OTHERS, "further")):
        scored = [
            found.scores[i].inside90
            for i, each in enumerate(found.uses)
            if each == use and found.targets[i].kind not in BOUNDS
        ]
        if scored:
            parts.append(f"{sum(scored)} of {len(scored)} {words}")
    if not parts:
        return NO_SCORE
    return f"The 5–95\u00a0% band holds {', '.join(parts)} reported figures"


def _axis(ax: Axes, lines: float, theme: Theme) -> None:
    ax.set_xscale("log")
    ax.set_xlim(*SIDES)
    ax.set_ylim(lines + 0.4, 0)
    ax.spines["left"].set_visible(False)
    ax.xaxis.set_major_locator(FixedLocator(list(TICKS)))
    ax.xaxis.set_major_formatter(FixedFormatter([f"{tick:g}" for tick in TICKS]))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.set_yticks([])
    ax.grid(axis="x", color=theme.grid)
    ax.axvline(1.0, color=theme.soft, linewidth=0.9, zorder=1)
    ax.set_xlabel("predicted over reported value", fontsize=look.TICK)


def _say(
    ax: Axes, y: float, left: str, right: str, theme: Theme, *, weight: str = "normal",
    colour: str = "",
) -> None:  # fmt: skip
    wide = ax.get_position().width * WIDE
    for x, text, ha, shown in (
        (-LABELS / wide, left, "left", colour or theme.ink),
        (1.0 + 0.12 / wide, right, "left", theme.soft),
    ):
        ax.text(
            x, y, text, transform=ax.get_yaxis_transform(), fontsize=look.FOOT, color=shown,
            ha=ha, va="center", fontweight=weight,
        )  # fmt: skip


def label(target: Target) -> str:
    """Return a target in words: what, how, when."""
    of = measures()[target.measure]
    how = {"ratio_to_prev": "change", "share": "share", "initial": "opening"}
    words = how.get(target.statistic, "")
    parts = [of.label, "" if words in of.label else words, target.selector.partition("=")[2]]
    if target.statistic == "ratio_to_prev":
        parts[2] = ""
    what = ", ".join(part for part in parts if part and "/" not in part and "." not in part)
    when = f"{target.end:%b %Y}"
    if target.statistic == "initial":
        when = "Jul 2023"
    return f"{what}, {when}"


def _row(ax: Axes, found: Hindcast, i: int, y: float, theme: Theme) -> None:
    target, score = found.targets[i], found.scores[i]
    hit = score.inside90
    colour = theme.colour(0) if hit else theme.colour(1)
    mark = "" if hit else "  ✕ missed"
    family = FAMILY_WORDS.get(target.family, target.family)
    text = f"{target.id}  {label(target)}{mark}"
    weight = "normal" if hit else "bold"
    _say(ax, y, text, family[:30], theme, weight=weight, colour="" if hit else colour)
    unit = _reported(target)
    if not unit > 0.0:
        ax.text(1.0, y, NO_SHARE, fontsize=look.FOOT, color=theme.soft, ha="center", va="center")
        return
    band = _inside([value / unit for value in score.band])
    for low, high, alpha in ((0, 4, look.OUTER), (1, 3, look.OUTER + look.INNER)):
        drawn = ax.barh(
            y, band[high] - band[low], left=band[low], height=0.74, color=colour, alpha=alpha,
            linewidth=0, zorder=2,
        )  # fmt: skip
        drawn[0].set_gid(f"band/{target.id}/{low}")
    ax.plot([band[2]] * 2, [y - 0.37, y + 0.37], color=colour, linewidth=1.8, zorder=3)
    _report(ax, target, unit, y, theme)


NO_SHARE = "the report is nil or below it, so no share of it is drawn; the table has the row"


def _reported(target: Target) -> float:
    """Return the value that a row is drawn as a share of."""
    if target.kind not in BOUNDS:
        return target.central
    return target.low if target.kind == "floor" else target.high


def _inside(values: Sequence[float]) -> list[float]:
    low, high = SIDES
    return [float(value) for value in np.clip(values, low, high)]


def _report(ax: Axes, target: Target, unit: float, y: float, theme: Theme) -> None:
    filled = theme.ink if target.use == FIT else theme.paper
    if target.kind in BOUNDS:
        to = 1.6 if target.kind == "floor" else 1 / 1.6
        ax.annotate(
            "", (to, y), (1.0, y),
            arrowprops={"arrowstyle": "->", "color": theme.ink, "linewidth": 1.3,
                        "shrinkA": 0, "shrinkB": 0},
            zorder=4,
        )  # fmt: skip
    elif not math.isclose(target.low, target.high):
        low, high = _inside([target.low / unit, target.high / unit])
        ax.plot([low, high], [y, y], color=theme.ink, linewidth=1.3, zorder=4)
    (mark,) = ax.plot(
        [1.0], [y], marker="o", markersize=4.6, color=theme.ink, markerfacecolor=filled,
        markeredgewidth=1.1, zorder=5,
    )  # fmt: skip
    mark.set_gid(f"report/{target.id}")


def _key(found: Hindcast, theme: Theme) -> list[Entry]:
    entries = [
        Entry("predicted report, 5–95 %", theme.colour(0), alpha=look.OUTER),
        Entry("25–75 %", theme.colour(0), alpha=look.OUTER + look.INNER),
        Entry("median", theme.colour(0), "-"),
        Entry("report and its range", theme.ink, marker="o"),
    ]
    if set(found.uses) - {FIT}:
        entries.append(Entry("not in the fit", theme.ink, marker="o", filled=False))
    if not all(score.inside90 for score in found.scores):
        entries.append(Entry("missed", theme.colour(1), alpha=look.OUTER + look.INNER))
    return entries
