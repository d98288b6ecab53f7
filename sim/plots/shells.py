"""Shells: fire, demand, output, arrivals and stock cover, with the limit that binds."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.ground.units import DAYS_PER_WEEK
from sim.ground.weeks import CUT_OFF, week_of
from sim.plots import theme as look
from sim.plots.compared import level_at_end, title_at_end, title_words, when_at_end
from sim.plots.draw import cut_off, date_axis, fan, line, value_axis
from sim.plots.frame import Box, Entry, Frame, bands_key, frame, row_of_keys, trace_key
from sim.plots.series import (
    Band,
    band,
    ends,
    member_band,
    member_series,
    week_days,
)  # fmt: skip
from sim.plots.theme import DOTS, LIGHT, Theme, themed
from sim.plots.wording import footer, in_words
from sim.runs.bands import FEWEST
from sim.runs.results import Results
from sim.vocabulary.language import words
from sim.vocabulary.wording import number, percent, quantity, span

FULL = 0.98
"""Stated tolerance: a demand counts as met from this share of it on; rationing is soft."""

SOURCE = (
    "Source: model run. Rounds of 152/122 mm class. Output is what enters the balance: reports "
    "that count refurbished old rounds are higher."
)
LIMITS = {
    "demand": "demand (Russia orders no more)",
    "supply": "supply (DPRK offers no more)",
    "logistics": "logistics (no more can be moved)",
    "none": "no shipment",
}


@themed
def shells(results: Results, *, theme: Theme = LIGHT, language: str = "en") -> Figure:
    """Return demand, fire, Russian output, DPRK arrivals and stock cover over time.

    Every scenario is one trace in each panel and one strip of limits below.
    """
    names = title_words(results, language)
    several = len(names) > 1
    page = frame(
        _finding(results, language),
        "Under these assumptions: rounds a day by week, the three flows on one scale; cover is the "
        "stock divided by the week's demand. Below, what limits DPRK shipments, as a share of "
        "members.",
        (in_words(SOURCE, language), footer(results, language)),
        theme,
        size=(10.5, 7.7 + 0.85 * (len(names) - 1)),
        key=[*trace_key(names, theme), *bands_key(names, theme)],
    )
    strips = 0.62 * len(names) + 0.28 * (len(names) if several else 0) + 0.55
    body = page.body.inner(left=0.55, top=0.25, bottom=0.22, right=0.05)
    upper = Box(body.left, body.bottom + strips + 0.45, body.right, body.top)
    boxes = upper.split(2, 2, across=0.85, down=0.62)
    tall = any(np.nanmax(cover(results, policy).rows) > MOST_COVER for policy in names)
    shown = {**PANELS, **({"cover": CUT_COVER} if tall else {})}
    panels = [
        page.axes(box, title, gid=gid)
        for box, (gid, title) in zip(boxes, shown.items(), strict=True)
    ]
    for index, policy in enumerate(names):
        _traces(results, policy, panels, theme, index)
    first, last = ends(results)
    for i, ax in enumerate(panels):
        date_axis(ax, first, last)
        ax.set_ylim(0, ax.get_ylim()[1] * (1.12 if i == 0 else 1.0))
        value_axis(ax, "weeks of demand" if i == 3 else "rounds a day")
        cut_off(ax, theme, label=i == 0)
    if tall:
        panels[3].set_ylim(0, MOST_COVER)
        value_axis(panels[3], "weeks of demand")
    top = max(ax.get_ylim()[1] for ax in panels[:3])
    for ax in panels[:3]:
        ax.set_ylim(0, top)
        value_axis(ax, "rounds a day")
    _strips(page, results, names, Box(body.left, body.bottom, body.right, body.bottom + strips))
    return page.figure


PANELS = {
    "fire": "Shells fired (line, bands); median demand (dots)",
    "output": "Russian output",
    "arrivals": "Usable DPRK shells arriving",
    "cover": "Stock cover",
}
MOST_COVER, CUT_COVER = 260.0, "Stock cover, shown up to five years"
"""Weeks of demand above which it makes no difference: after a ceasefire demand is a tenth."""


def _traces(results: Results, policy: str, panels: list[Axes], theme: Theme, index: int) -> None:
    style, single = theme.style(index), len(results.policies) == 1
    colour = theme.colour(index)
    daily = ("russia.shells_fired", "russia.shells_produced", "dprk.shells_arrived")
    shown: list[tuple[str, Band]] = [
        *((name, band(results, name, policy).times(1 / DAYS_PER_WEEK)) for name in daily),
        ("cover", cover(results, policy)),
    ]
    for ax, (name, values) in zip(panels, shown, strict=True):
        fan(ax, values, colour, style=style, name=f"{name}/{policy}", traces=len(results.policies))
    demand = band(results, "russia.shells_demanded", policy).times(1 / DAYS_PER_WEEK)
    line(
        panels[0], demand.days, demand.median, theme.ink if single else colour,
        style=DOTS, name=f"median/russia.shells_demanded/{policy}",
    )  # fmt: skip


def cover(results: Results, policy: str) -> Band:
    """Return weeks of demand that the stock covers at each week's end.

    Computed member by member for the members whose series were kept; without series, the
    quantiles of the stock over the median demand. Zero demand counts as one round a week.
    """
    stock = member_series(results, "russia.shell_stock", policy)
    demand = member_series(results, "russia.shells_demanded", policy)
    if stock is not None and demand is not None:
        weeks = stock[:, 1:] / np.maximum(demand, 1.0)
        start = stock[:, :1] / np.maximum(demand[:, :1], 1.0)
        days = week_days(results, "week_bound")
        return member_band(np.concatenate([start, weeks], axis=1), days, "week_bound")
    levels = band(results, "russia.shell_stock", policy)
    asked = band(results, "russia.shells_demanded", policy).median
    return Band(levels.days, levels.rows / np.maximum(asked, 1.0))


def _strips(page: Frame, results: Results, names: dict[str, str], box: Box) -> None:
    theme = page.theme
    looks: dict[str, tuple[str, str]] = {
        "demand": (theme.colour(0), ""),
        "supply": (theme.colour(1), "///"),
        "logistics": (theme.colour(4), "..."),
        "none": (theme.grid, ""),
    }
    share = results.shares["trade.binding"].sel(group="pooled")
    days = week_days(results)
    edges = np.append(days, days[-1] + DAYS_PER_WEEK)
    key = [Entry(LIMITS[k], c, hatch=h) for k, (c, h) in looks.items()]
    several = len(names) > 1
    under = _strip_key(page, key, box) - (0.25 if several else 0.05)
    boxes = Box(box.left, box.bottom, box.right, under).split(len(names), 1, down=0.28)
    for i, (policy, title) in enumerate(names.items()):
        ax = page.axes(boxes[i], gid=f"strip/{policy}")
        if several:
            page.write(boxes[i].left, boxes[i].top + 0.06, title, look.FOOT, va="baseline")
        values = share.sel(policy=policy).transpose("binding", "week")
        floor = np.zeros(len(days) + 1)
        for limit, (colour, hatch) in looks.items():
            part = values.sel(binding=limit).values
            top = floor + np.append(part, part[-1])
            area = ax.fill_between(
                edges, 100 * floor, 100 * top, facecolor=colour, linewidth=0, hatch=hatch or None,
                edgecolor=theme.paper,
            )  # fmt: skip
            area.set_gid(f"binding/{limit}/{policy}")
            floor = top
        first, last = ends(results)
        date_axis(ax, first, last, labels=i == len(names) - 1)
        ax.set_ylim(0, 100)
        ax.set_yticks([0, 50, 100], ["0", "50", "100 %"])
        ax.tick_params(axis="y", length=0)
        cut_off(ax, theme)


def _strip_key(page: Frame, entries: list[Entry], box: Box) -> float:
    """Write what the strips show and draw their key; return the y below it."""
    page.write(
        box.left, box.top - 0.08, "What limits DPRK shipments: share of members", look.PANEL,
        weight="bold", va="baseline",
    )  # fmt: skip
    return row_of_keys(page, entries, box.left, box.top - 0.2)


def _finding(results: Results, language: str) -> str:
    """Return the title: what is fired and what limits it in one run, or what differs of several."""
    if len(results.policies) > 1:
        return title_at_end(results, "russia.shells_fired", language)
    text, policy = words(language), results.policies[0]
    fire = level_at_end(results, "russia.shells_fired", policy, language)
    asked = level_at_end(results, "russia.shells_demanded", policy, language)
    met = asked.median <= 0 or fire.median >= FULL * asked.median
    known = fire.members >= FEWEST
    return text.say(
        "titles.shells_all" if met else "titles.shells",
        fire=quantity(fire.median, fire.unit, language),
        band=span(fire.low, fire.high, "", language) if known else "–",
        asked=number(asked.median, language),
        date=when_at_end(results, "russia.shells_fired", language),
        limit=_limit(results, policy, language),
    )


def _limit(results: Results, policy: str, language: str) -> str:
    """Return what limits shipments most often after the record, or from the middle on."""
    share: Any = results.shares["trade.binding"].sel(group="pooled", policy=policy)
    start = min(week_of(CUT_OFF), share.sizes["week"] // 2)
    mean = share.isel(week=slice(start, None)).mean("week")
    by = {str(k): float(v) for k, v in zip(share["binding"].values, mean.values, strict=True)}
    most = max((k for k in by if k != "none"), key=lambda k: by[k])
    text = words(language)
    if by[most] < by.get("none", 0.0):
        return text.say("titles.limit_none", share=percent(by["none"], language))
    return text.say(
        "titles.limit", name=text.say(f"titles.limit_{most}"), share=percent(by[most], language)
    )
