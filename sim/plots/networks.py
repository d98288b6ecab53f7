"""Channels of prohibited trade, provocations and programmes over time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from sim.plots.compared import gap_at_end, largest, level_at_end, title_at_end, title_words
from sim.plots.draw import cut_off, date_axis, fan, value_axis
from sim.plots.frame import bands_key, frame, trace_key
from sim.plots.series import band, ends, member_series
from sim.plots.theme import LIGHT, Theme, themed
from sim.plots.wording import footer, in_words, magnitude
from sim.runs.results import Results
from sim.vocabulary.measures import dimension, measures

CHANNEL_WORDS = {
    "arms": "Arms",
    "oil_direct": "Oil, direct",
    "ship_to_ship": "Oil, ship to ship",
    "coal": "Coal",
    "finance": "Banking",
    "labour": "Labour",
    "cyber": "Cyber theft",
    "procurement": "Procurement",
}
SOURCE = "Source: model run."


@dataclass(frozen=True)
class Panel:
    """One small panel: a measure, its title, and the value of its extra dimension."""

    name: str
    title: str
    where: Mapping[str, str]
    cumulative: bool = False
    unit: str = ""


def small_multiples(
    results: Results,
    panels: Sequence[Panel],
    words: tuple[str, str, str],
    theme: Theme,
    *,
    columns: int = 4,
    shared: bool = False,
    language: str = "en",
) -> Figure:
    """Return one fan chart a panel, every scenario one trace in each.

    Args:
        results: of a run or a comparison.
        panels: what to show.
        words: title, subtitle and source.
        theme: light or dark.
        columns: panels in a row.
        shared: whether all panels have one value axis.
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
    first, last = ends(results)
    boxes = body.split(rows, columns, across=0.45 if shared else 0.7, down=0.7)
    drawn = []
    for box, panel in zip(boxes, panels, strict=False):
        stem = "/".join([panel.name, *panel.where.values()])
        ax = page.axes(box, panel.title, gid=f"panel/{stem}")
        for index, policy in enumerate(names):
            values = band(results, panel.name, policy, cumulative=panel.cumulative, **panel.where)
            fan(ax, values, theme.colour(index), style=theme.style(index),
                name=f"{stem}/{policy}", traces=len(names))  # fmt: skip
        drawn.append(ax)
    top = max(ax.get_ylim()[1] for ax in drawn)
    for i, (ax, panel) in enumerate(zip(drawn, panels, strict=True)):
        ax.set_ylim(0, 1.12 * (top if shared else ax.get_ylim()[1]))
        own = measures()[panel.name].unit
        unit = panel.unit or (own.removesuffix("/week") if panel.cumulative else own)
        divisor, label = magnitude(ax.get_ylim()[1], unit)
        value_axis(ax, label if not shared or i % columns == 0 else "", divisor=divisor)
        date_axis(ax, first, last, narrow=True)
        cut_off(ax, theme, label=i == 0)
    return page.figure


@themed
def channels(
    results: Results,
    measure: str = "channel.facilitators",
    *,
    theme: Theme = LIGHT,
    language: str = "en",
) -> Figure:
    """Return the state of the network by channel: facilitators, flow, losses or enforcement.

    Args:
        results: of a run or a comparison.
        measure: a measure by channel.
        theme: light or dark.
        language: en or zh.
    """
    m = measures()[measure]
    unit = "share" if m.unit == "1" else "July 2023 = 1"
    panels = [
        Panel(measure, CHANNEL_WORDS[c], {"channel": c}, unit=unit) for c in dimension("channel")
    ]
    subtitle = (
        f"Under these assumptions: {m.definition.split(';')[0]}, by week, one panel a channel."
    )
    words = (_channel_finding(results, measure, language), subtitle, SOURCE)
    return small_multiples(results, panels, words, theme, shared=True, language=language)


def _channel_finding(results: Results, measure: str, language: str) -> str:
    """Return a title: the highest channel of one run, of several the one that moves most."""
    first, *others = results.policies
    known = dimension("channel")
    if others:
        found = [
            gap_at_end(results, measure, p, language, channel=c) for p in others for c in known
        ]
        most = largest(found)
        policy = others[found.index(most) // len(known)]
        names = title_words(results, language)
        return most.title(names[policy], names[first])
    levels = [level_at_end(results, measure, first, language, channel=c) for c in known]
    return max(levels, key=lambda level: level.median).text


def fano(counts: np.ndarray) -> float:
    """Return the Fano factor, variance over mean, 1 where events ignore each other.

    Args:
        counts: events by member and window, shape (member, window).

    Returns:
        Mean over members of the variance over windows, over the mean count; NaN without
        events or with a single window.
    """
    if counts.shape[1] < 2 or counts.mean() <= 0:
        return float("nan")
    return float(counts.var(axis=1, ddof=1).mean() / counts.mean())


def clustering(results: Results, policy: str, window: int = 13) -> float:
    """Return the Fano factor of provocations counted in windows of so many weeks."""
    weekly = member_series(results, "dprk.provocations", policy)
    if weekly is None:
        return float("nan")
    whole = weekly.shape[1] // window
    counts = weekly[:, : whole * window].reshape(len(weekly), whole, window).sum(axis=2)
    return fano(counts)


@themed
def provocations(results: Results, *, theme: Theme = LIGHT, language: str = "en") -> Figure:
    """Return provocations, emboldenment, threat and exposure, with clustering in the title."""
    panels = [
        Panel("dprk.provocations", "Provocations (total)", {}, cumulative=True),
        Panel("dprk.emboldenment", "Emboldenment", {}, unit="0 to 1"),
        Panel("dprk.threat_perception", "Threat perceived", {}, unit="0 to 1"),
        Panel("exposure.forces", "Exposure of forces", {}, unit="reference = 1"),
    ]
    factors = [clustering(results, policy) for policy in results.policies[:1]]
    shown = "".join(f" Here it is {f:.1f}." for f in factors if np.isfinite(f))
    return small_multiples(
        results,
        panels,
        (
            title_at_end(results, "dprk.provocations:cumulative", language),
            (
                "Under these assumptions: counts since July 2023 and what drives them. The Fano "
                "factor is variance over mean of counts in quarters: 1 if events ignore each "
                f"other.{shown}"
            ),
            SOURCE + " Clustering: members whose weekly series were kept.",
        ),
        theme,
        columns=2,
        language=language,
    )


@themed
def programmes(results: Results, *, theme: Theme = LIGHT, language: str = "en") -> Figure:
    """Return nuclear and missile stocks, reliability and technology levels."""
    panels = [
        Panel("dprk.warheads", "Warheads", {}),
        Panel("dprk.missile_stock", "Short-range missiles", {}),
        Panel("dprk.missile_reliability", "Missile reliability", {}, unit="share"),
        *(
            Panel("dprk.technology", words, {"area": area}, unit="level, 0 to 1")
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
            "Under these assumptions: stocks and levels of the DPRK programmes, by week.",
            SOURCE + " Levels of technology are model constructs between 0 and 1.",
        ),
        theme,
        columns=3,
        language=language,
    )
