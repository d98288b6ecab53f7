"""Where shells come from and go to, week by week."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator

from sim.ground.units import DAYS_PER_WEEK
from sim.plots.compared import title_words
from sim.plots.draw import cut_off, date_axis, tick_labels, value_axis
from sim.plots.frame import Entry, frame
from sim.plots.series import band, ends, member_series, week_days
from sim.plots.theme import HATCHES, LIGHT, Theme, themed
from sim.plots.wording import footer, in_words
from sim.runs.results import Results
from sim.vocabulary.language import words
from sim.vocabulary.wording import percent

SOURCES = {
    "russia.shells_produced": "Russian output",
    "dprk.shells_arrived": "arrivals from DPRK",
    "russia.shells_other_imports": "other suppliers",
}
SOURCE = (
    "Source: model run. Rounds of 152/122 mm class. Output is what enters the balance: reports "
    "that count refurbished old rounds are higher."
)


def balance(results: Results, policy: str) -> dict[str, np.ndarray]:
    """Return mean weekly sources and uses over members; sources equal uses each week.

    Keys are the sources, then "from stock", "fired" and "into stock", rounds/week, (week,).
    Means add up where medians would not. What the stock loses otherwise, none in the model,
    would count as drawn from stock.
    """
    parts = {name: member_series(results, name, policy) for name in SOURCES}
    fired = member_series(results, "russia.shells_fired", policy)
    known = {n: v.mean(axis=0) for n, v in parts.items() if v is not None}
    if fired is None or len(known) < len(SOURCES):
        known = {n: band(results, n, policy).median[:-1] for n in SOURCES}
        used = band(results, "russia.shells_fired", policy).median[:-1]
    else:
        used = fired.mean(axis=0)
    change = np.sum(list(known.values()), axis=0) - used
    return {
        **known,
        "from stock": np.maximum(-change, 0.0),
        "fired": used,
        "into stock": np.maximum(change, 0.0),
    }


@themed
def sources_and_uses(results: Results, *, theme: Theme = LIGHT, language: str = "en") -> Figure:
    """Return shells by source above the line and by use below it, balanced every week.

    Every scenario is one panel.
    """
    names = title_words(results, language)
    colours = [theme.colour(1), theme.colour(0), theme.colour(2), theme.colour(5)]
    kinds = [*SOURCES.values(), "drawn from stock"]
    above = [Entry(w, c, hatch=h) for w, c, h in zip(kinds, colours, HATCHES, strict=False)]
    below = [Entry("fired", theme.soft), Entry("put into stock", theme.colour(4), hatch="...")]
    page = frame(
        finding_of_flows(results, language),
        "Under these assumptions: mean over members, rounds a day, averaged over four weeks. "
        "Above the line where shells come from, below it where they go; both sides are equal.",
        (in_words(SOURCE, language), footer(results, language)),
        theme,
        size=(10.5, 3.0 + 2.7 * len(names)),
        key=[*above, *below],
    )
    body = page.body.inner(left=0.65, top=0.25, bottom=0.22, right=0.05)
    first, last = ends(results)
    boxes = body.split(len(names), 1, down=0.65)
    for i, (box, (policy, title)) in enumerate(zip(boxes, names.items(), strict=True)):
        ax = page.axes(box, title if len(names) > 1 else "", gid=f"balance/{policy}")
        edges, parts = _grouped(results, policy)
        for sign, keys, looks in (
            (1.0, [*SOURCES, "from stock"], above),
            (-1.0, ["fired", "into stock"], below),
        ):
            floor = np.zeros(len(edges))
            for key, entry in zip(keys, looks, strict=True):
                top = floor + sign * parts[key]
                area = ax.fill_between(
                    edges, floor, top, facecolor=entry.colour, hatch=entry.hatch or None,
                    edgecolor=theme.paper, linewidth=0, step="post",
                )  # fmt: skip
                area.set_gid(f"balance/{key}/{policy}")
                floor = top
        date_axis(ax, first, last)
        biggest = 1.1 * max(1.0, float(np.max(np.abs(ax.get_ylim()))))
        ax.set_ylim(-biggest, biggest)
        value_axis(ax, "rounds a day", zero=False, most=8)
        _both_ways(ax)
        ax.axhline(0.0, color=theme.ink, linewidth=1.0)
        cut_off(ax, theme, label=i == 0)
    return page.figure


def _both_ways(ax: Axes) -> None:
    """Name ticks by their size on either side of the line: what goes out is no negative amount."""
    places = [float(place) for place in ax.get_yticks()]
    ax.yaxis.set_major_locator(FixedLocator(places))
    ax.yaxis.set_major_formatter(FixedFormatter(tick_labels([abs(p) for p in places])))


def _grouped(results: Results, policy: str) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Return the balance in rounds a day over four weeks at a time, edges closed."""
    days = week_days(results)
    starts = np.arange(0, len(days), 4)
    count = np.diff(np.append(starts, len(days)))
    edges = np.append(days[starts], days[-1] + DAYS_PER_WEEK)
    grouped = {
        k: np.add.reduceat(v, starts) / count / DAYS_PER_WEEK
        for k, v in balance(results, policy).items()
    }
    net = grouped["into stock"] - grouped["from stock"]
    grouped["into stock"], grouped["from stock"] = np.maximum(net, 0), np.maximum(-net, 0)
    return edges, {k: np.append(v, v[-1]) for k, v in grouped.items()}


def finding_of_flows(results: Results, language: str = "en") -> str:
    """Return a title: DPRK's share of all new shells, and what of its shipments is lost."""
    text, several = words(language), len(results.policies) > 1
    found = [shares for policy in results.policies if (shares := shell_shares(results, policy))]
    if not found:
        return text.say("titles.flows_none")
    share = _told([share for share, _ in found], language)
    lost = _told([lost for _, lost in found if lost is not None] or [0.0], language)
    where = text.say("titles.flows_where", count=len(found)) if several else ""
    return text.say("titles.flows", where=where, lost=lost, share=share)


def shell_shares(results: Results, policy: str) -> tuple[float, float | None] | None:
    """Return DPRK's share of all new shells, and of its shipments what is lost; None of nothing."""
    parts = {k: float(v.sum()) for k, v in balance(results, policy).items()}
    supply, arrived = sum(parts[k] for k in SOURCES), parts["dprk.shells_arrived"]
    if supply <= 0:
        return None
    sent = member_series(results, "dprk.shells_shipped", policy)
    gone = arrived if sent is None else float(sent.mean(axis=0).sum())
    return arrived / supply, max(0.0, 1.0 - arrived / gone) if gone > 0 else None


def _told(shares: Sequence[float], language: str) -> str:
    """Return the least and the largest of shares, one where they are said alike."""
    low, high = (percent(x, language) for x in (min(shares), max(shares)))
    return low if low == high else words(language).say("titles.flows_range", low=low, high=high)
