"""Paired differences of scenarios to a reference: the same members, the same luck."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.ground.units import DAYS_PER_WEEK
from sim.plots import theme as look
from sim.plots.compared import gap_at_end, title_at_end, title_words
from sim.plots.draw import cut_off, date_axis, fan, value_axis
from sim.plots.frame import Entry, bands_key, frame
from sim.plots.series import difference, ends
from sim.plots.theme import LIGHT, Theme, themed
from sim.plots.wording import footer, in_words, magnitude
from sim.runs.results import Results
from sim.vocabulary.language import words
from sim.vocabulary.wording import change, gain, signed

SOURCE = (
    "Source: model run. Each difference pairs a member with itself under the other scenario, "
    "so that it holds all else equal, luck included."
)


@dataclass(frozen=True)
class Gap:
    """One measure whose differences are drawn.

    Attributes:
        name: measure, with ":cumulative" for flows summed up.
        title: of the panel.
        where: value of the extra dimension.
        unit: in words; the measure's own if empty.
        factor: from the measure's unit to the one shown.
    """

    name: str
    title: str
    where: dict[str, str] = field(default_factory=dict)
    unit: str = ""
    factor: float = 1.0


KEY_GAPS = (
    Gap("russia.shells_fired", "Shells fired", unit="rounds a day", factor=1 / DAYS_PER_WEEK),
    Gap("russia.shell_stock", "Russian shell stock"),
    Gap("dprk.shells_arrived:cumulative", "DPRK shells arrived (total)"),
    Gap("russia.arrears_usd", "Arrears owed to DPRK"),
    Gap("dprk.hard_currency_usd", "DPRK hard currency"),
    Gap("dprk.provocations:cumulative", "DPRK provocations (total)"),
    Gap("capability.index", "Capability: Russia", {"actor": "russia"}, "index points"),
    Gap("capability.index", "Capability: DPRK", {"actor": "dprk"}, "index points"),
    Gap("capability.index", "Capability: United States", {"actor": "us"}, "index points"),
)


MOST_SIZES = 4
"""Scenarios whose sizes stand under a panel's title."""


@themed
def differences(
    results: Results, gaps: Sequence[Gap] = KEY_GAPS, *, theme: Theme = LIGHT, language: str = "en"
) -> Figure:
    """Return paired differences to the first scenario over time, small multiples.

    Args:
        results: of a comparison.
        gaps: what to show.
        theme: light or dark.
        language: en or zh.
    """
    assert results.differences is not None, "differences need the results of a comparison"
    names = title_words(results, language)
    reference, others = results.policies[0], results.policies[1:]
    columns = min(3, len(gaps))
    rows = -(-len(gaps) // columns)
    bands = bands_key(names, theme)
    page = frame(
        title_at_end(results, gaps[0].name, language, **gaps[0].where),
        f"Under these assumptions: difference to “{names[reference]}”, member by member. Under "
        "each panel's title, the paired median at the end, then its 5–95 % band.",
        (in_words(SOURCE, language), footer(results, language)),
        theme,
        size=(10.5, 2.3 + 2.05 * rows),
        key=[
            *(
                Entry(names[p], theme.colour(i + 1), theme.style(i + 1))
                for i, p in enumerate(others)
            ),
            *bands,
        ],
    )
    body = page.body.inner(left=0.5, top=0.4, bottom=0.22, right=0.05)
    first, last = ends(results)
    boxes = body.split(rows, columns, across=0.95, down=0.88)
    for i, (box, gap) in enumerate(zip(boxes, gaps, strict=False)):
        ax = page.axes(box, gid=f"gap/{gap.name}/{'/'.join(gap.where.values())}")
        page.write(box.left, box.top + 0.25, gap.title, look.PANEL, weight="bold", va="baseline")
        page.write(box.left, box.top + 0.07, _shares(results, gap, others, language), look.FOOT,
                   soft=True, va="baseline", gid="shares")  # fmt: skip
        for index, policy in enumerate(others, start=1):
            values = difference(results, gap.name, policy, **gap.where).times(gap.factor)
            stem = "/".join([gap.name, *gap.where.values(), policy])
            fan(ax, values, theme.colour(index), style=theme.style(index), name=stem,
                traces=len(others) + 1)  # fmt: skip
        _axis(ax, gap, str(results.differences[gap.name].attrs["units"]))
        date_axis(ax, first, last, narrow=True)
        ax.axhline(0.0, color=theme.soft, linewidth=0.9, zorder=1.5)
        cut_off(ax, theme, label=i == 0)
    return page.figure


def _axis(ax: Axes, gap: Gap, unit: str) -> None:
    low, high = ax.get_ylim()
    if max(abs(low), abs(high)) < 0.06:
        low, high = -1.0, 1.0
    low, high = min(low, 0.0), max(high, 0.0)
    room = 0.16 * (high - low)
    ax.set_ylim(low - room / 4, high + room)
    divisor, words = magnitude(max(abs(low), abs(high)), gap.unit or unit)
    value_axis(ax, words, zero=False, divisor=divisor)


def _shares(results: Results, gap: Gap, others: Sequence[str], language: str) -> str:
    """Return what stands under a panel's title: size first, then the band or the scenarios."""
    found = [gap_at_end(results, gap.name, policy, language, **gap.where) for policy in others]
    if len(found) == 1:
        one = found[0]
        size = signed(one.felt, language)
        if one.percent is not None and one.felt:
            size += f" ({change(one.percent, language)})"
        return words(language).say("differences.one", size=size, band=one.band)
    sizes = [
        gain(f.felt, f.unit, language) if f.percent is None else change(f.percent, language)
        for f in found[:MOST_SIZES]
    ]
    return " / ".join(sizes)
