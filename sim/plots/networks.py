"""Channels of prohibited trade and programmes over time, one small panel each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.plots.compared import title_at_end, title_words
from sim.plots.draw import cut_off, date_axis, fan, value_axis
from sim.plots.frame import Box, Frame, bands_key, frame, trace_key
from sim.plots.series import band, ends
from sim.plots.theme import LIGHT, Theme, themed
from sim.plots.wording import footer, in_words, magnitude
from sim.runs.results import Results
from sim.vocabulary.measures import measures

SOURCE = "Source: model run."
LEVELS = (
    "Under these assumptions: stocks and levels of the DPRK programmes, by week; shares and levels "
    "on one scale."
)
WHOLE = 1.08
"""End of an axis of shares and levels, which reach 1."""


@dataclass(frozen=True)
class Panel:
    """One small panel: a measure, its title, and the value of its extra dimension.

    `top` is the end of its axis where that is known; else what is drawn says it.
    """

    name: str
    title: str
    where: Mapping[str, str]
    cumulative: bool = False
    unit: str = ""
    top: float = 0.0


def small_multiples(
    results: Results,
    panels: Sequence[Panel],
    words: tuple[str, str, str],
    theme: Theme,
    *,
    columns: int = 4,
    language: str = "en",
) -> Figure:
    """Return one fan chart a panel, every scenario one trace in each.

    Args:
        results: of a run or a comparison.
        panels: what to show.
        words: title, subtitle and source.
        theme: light or dark.
        columns: panels in a row.
        language: en or zh.
    """
    names = title_words(results, language)
    rows = -(-len(panels) // columns)
    page = frame(
        words[0],
        words[1],
        (in_words(words[2], language), footer(results, language)),
        theme,
        size=(10.5, 2.2 + 2.1 * rows),
        key=[*trace_key(names, theme), *bands_key(names, theme)],
    )
    body = page.body.inner(left=0.5, top=0.25, bottom=0.22, right=0.05)
    fans(page, body, results, panels, columns=columns)
    return page.figure


def fans(
    page: Frame,
    body: Box,
    results: Results,
    panels: Sequence[Panel],
    *,
    columns: int,
    named: bool = True,
) -> None:
    """Draw one fan chart a panel into a part of a page.

    Args:
        page: the page.
        body: its part.
        results: of a run or a comparison.
        panels: what to show.
        columns: panels in a row.
        named: whether the end of the record is named in the first panel.
    """
    rows = -(-len(panels) // columns)
    boxes = body.split(rows, columns, across=0.7, down=0.7)
    drawn = [_fan(page, box, results, panel) for box, panel in zip(boxes, panels, strict=False)]
    for i, (ax, panel) in enumerate(zip(drawn, panels, strict=True)):
        ax.set_ylim(0, panel.top or 1.12 * ax.get_ylim()[1])
        own = measures()[panel.name].unit
        unit = panel.unit or (own.removesuffix("/week") if panel.cumulative else own)
        divisor, label = magnitude(ax.get_ylim()[1], unit)
        value_axis(ax, label, divisor=divisor)
        date_axis(ax, *ends(results), narrow=True)
        cut_off(ax, page.theme, label=named and i == 0)


def _fan(page: Frame, box: Box, results: Results, panel: Panel) -> Axes:
    stem, theme = "/".join([panel.name, *panel.where.values()]), page.theme
    ax = page.axes(box, panel.title, gid=f"panel/{stem}")
    for index, policy in enumerate(results.policies):
        values = band(results, panel.name, policy, cumulative=panel.cumulative, **panel.where)
        fan(ax, values, theme.colour(index), style=theme.style(index),
            name=f"{stem}/{policy}", traces=len(results.policies))  # fmt: skip
    return ax


@themed
def programmes(results: Results, *, theme: Theme = LIGHT, language: str = "en") -> Figure:
    """Return nuclear and missile stocks, reliability and technology levels."""
    panels = [
        Panel("dprk.warheads", "Warheads", {}),
        Panel("dprk.missile_stock", "Short-range missiles", {}),
        Panel("dprk.missile_reliability", "Missile reliability", {}, unit="share", top=WHOLE),
        *(
            Panel("dprk.technology", words, {"area": area}, unit="level, 0 to 1", top=WHOLE)
            for area, words in (
                ("missile", "Missile technology"),
                ("space", "Space technology"),
                ("air_defence", "Air-defence technology"),
            )
        ),
    ]
    return small_multiples(
        results,
        panels,
        (
            title_at_end(results, "dprk.warheads", language),
            LEVELS,
            SOURCE + " Levels of technology are model constructs between 0 and 1.",
        ),
        theme,
        columns=3,
        language=language,
    )
