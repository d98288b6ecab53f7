"""Channels of prohibited trade, provocations and programmes over time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from sim.plots.draw import cut_off, date_axis, fan, value_axis
from sim.plots.frame import bands_key, frame, trace_key
from sim.plots.series import band, ends, member_series
from sim.plots.theme import LIGHT, Theme, themed
from sim.plots.wording import footer, listed, magnitude, number, percent, titles
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
) -> Figure:
    """Return one fan chart a panel, every scenario one trace in each.

    Args:
        results: of a run or a comparison.
        panels: what to show.
        words: title, subtitle and source.
        theme: light or dark.
        columns: panels in a row.
        shared: whether all panels have one value axis.
    """
    names = titles(results)
    rows = -(-len(panels) // columns)
    page = frame(
        words[0],
        words[1],
        (words[2], footer(results)),
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
    results: Results, measure: str = "channel.facilitators", *, theme: Theme = LIGHT
) -> Figure:
    """Return the state of the network by channel: facilitators, flow, losses or enforcement.

    Args:
        results: of a run or a comparison.
        measure: a measure by channel.
        theme: light or dark.
    """
    m = measures()[measure]
    unit = "share" if m.unit == "1" else "July 2023 = 1"
    panels = [
        Panel(measure, CHANNEL_WORDS[c], {"channel": c}, unit=unit) for c in dimension("channel")
    ]
    subtitle = (
        f"Under these assumptions: {m.definition.split(';')[0]}, by week, one panel a channel."
    )
    words = (_channel_finding(results, measure, m.label), subtitle, SOURCE)
    return small_multiples(results, panels, words, theme, shared=True)


def _channel_finding(results: Results, measure: str, label: str) -> str:
    known = dimension("channel")
    at = {
        policy: {c: float(band(results, measure, policy, channel=c).median[-1]) for c in known}
        for policy in results.policies
    }
    show = percent if measures()[measure].unit == "1" else number
    first, *others = at
    if others:
        policy, c = max(
            ((p, c) for p in others for c in known),
            key=lambda x: abs(at[x[0]][x[1]] - at[first][x[1]]),
        )
        named = titles(results)
        here, there = show(at[policy][c]), show(at[first][c])
        if here == there:
            return f"{label} at the end: hardly any difference to “{named[first]}” on any channel"
        return (
            f"{label} at the end: “{named[policy]}” differs most for {CHANNEL_WORDS[c].lower()} "
            f"({here}, against {there} in “{named[first]}”)"
        )
    low, high = min(known, key=at[first].__getitem__), max(known, key=at[first].__getitem__)
    least, most = ("fewest", "most") if measure == "channel.facilitators" else ("lowest", "highest")
    return (
        f"{label} at the end: {least} for {CHANNEL_WORDS[low].lower()} ({show(at[first][low])}), "
        f"{most} for {CHANNEL_WORDS[high].lower()} ({show(at[first][high])})"
    )


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
def provocations(results: Results, *, theme: Theme = LIGHT) -> Figure:
    """Return provocations, emboldenment, threat and exposure, with clustering in the title."""
    names = titles(results)
    panels = [
        Panel("dprk.provocations", "Provocations (total)", {}, cumulative=True),
        Panel("dprk.emboldenment", "Emboldenment", {}, unit="0 to 1"),
        Panel("dprk.threat_perception", "Threat perceived", {}, unit="0 to 1"),
        Panel("exposure.forces", "Exposure of forces", {}, unit="July 2023 = 1"),
    ]
    factors = {p: clustering(results, p) for p in names}
    known = {p: f for p, f in factors.items() if np.isfinite(f)}
    return small_multiples(
        results,
        panels,
        (
            _provocation_finding(results, known),
            (
                "Under these assumptions: counts since July 2023 and what drives them. The Fano "
                "factor is variance over mean of counts in quarters: 1 if events ignore each other."
            ),
            SOURCE + " Clustering: members whose weekly series were kept.",
        ),
        theme,
        columns=2,
    )


def _provocation_finding(results: Results, known: Mapping[str, float]) -> str:
    names = titles(results)
    totals = []
    for policy in list(names)[:3]:
        rows = band(results, "dprk.provocations", policy, cumulative=True).rows[:, -1]
        where = f" in “{names[policy]}”" if len(names) > 1 else ""
        totals.append(f"{rows[0]:.0f} to {rows[-1]:.0f}{where}")
    text = f"Provocations over the run in nine of ten members: {listed(totals)}"
    policy = results.policies[0]
    if policy not in known:
        return text
    word = "in clusters" if known[policy] > 1.2 else "about as if independent"
    return f"{text}; they come {word} (Fano factor {known[policy]:.1f})"


@themed
def programmes(results: Results, *, theme: Theme = LIGHT) -> Figure:
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
    policy = results.policies[0]
    heads = band(results, "dprk.warheads", policy).rows
    where = f" in “{titles(results)[policy]}”" if len(results.policies) > 1 else ""
    return small_multiples(
        results,
        panels,
        (
            (
                f"Warhead equivalents go from {number(float(heads[2, 0]))} to "
                f"{number(float(heads[2, -1]))} in the median{where} "
                f"({heads[0, -1]:.0f} to {heads[-1, -1]:.0f} in nine of ten members)"
            ),
            "Under these assumptions: stocks and levels of the DPRK programmes, by week.",
            SOURCE + " Levels of technology are model constructs between 0 and 1.",
        ),
        theme,
        columns=3,
    )
