"""Where shells come from and go to: sources and uses, and the three legs of supply."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrow, FancyBboxPatch

from sim.plots import theme as look
from sim.plots.draw import as_date, cut_off, date_axis, value_axis, written
from sim.plots.frame import Entry, frame
from sim.plots.series import Band, band, ends, member_series, week_days
from sim.plots.theme import HATCHES, LIGHT, Theme, themed
from sim.plots.wording import footer, number, percent, spread, titles
from sim.runs.results import Results

SOURCES = {
    "russia.shells_produced": "Russian output",
    "dprk.shells_arrived": "arrivals from DPRK",
    "russia.shells_other_imports": "other suppliers",
}
WEEK = 7.0
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
def sources_and_uses(results: Results, *, theme: Theme = LIGHT) -> Figure:
    """Return shells by source above the line and by use below it, balanced every week.

    Every scenario is one panel.
    """
    names = titles(results)
    colours = [theme.colour(1), theme.colour(0), theme.colour(2), theme.colour(5)]
    kinds = [*SOURCES.values(), "drawn from stock"]
    above = [Entry(w, c, hatch=h) for w, c, h in zip(kinds, colours, HATCHES, strict=False)]
    below = [Entry("fired", theme.soft), Entry("put into stock", theme.colour(4), hatch="...")]
    page = frame(
        _finding(results),
        "Under these assumptions: mean over members, rounds a day, averaged over four weeks. "
        "Above the line where shells come from, below it where they go; both sides are equal.",
        (SOURCE, footer(results)),
        theme,
        size=(10.5, 3.0 + 2.7 * len(names)),
        key=[*above, *below],
    )
    body = page.body.inner(left=0.5, top=0.25, bottom=0.22, right=0.05)
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
        value_axis(ax, "rounds a day", zero=False, most=6)
        ax.axhline(0.0, color=theme.ink, linewidth=1.0)
        cut_off(ax, theme, label=i == 0)
    return page.figure


def _grouped(results: Results, policy: str) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Return the balance in rounds a day over four weeks at a time, edges closed."""
    days = week_days(results)
    starts = np.arange(0, len(days), 4)
    count = np.diff(np.append(starts, len(days)))
    edges = np.append(days[starts], days[-1] + WEEK)
    grouped = {
        k: np.add.reduceat(v, starts) / count / WEEK for k, v in balance(results, policy).items()
    }
    net = grouped["into stock"] - grouped["from stock"]
    grouped["into stock"], grouped["from stock"] = np.maximum(net, 0), np.maximum(-net, 0)
    return edges, {k: np.append(v, v[-1]) for k, v in grouped.items()}


def _finding(results: Results) -> str:
    policy = results.policies[0]
    parts = {k: float(v.sum()) for k, v in balance(results, policy).items()}
    supply = sum(parts[k] for k in SOURCES)
    if supply <= 0:
        return "Where do Russia's shells come from? Nothing is supplied in this run"
    share = parts["dprk.shells_arrived"] / supply
    net = parts["into stock"] - parts["from stock"]
    side = "grows" if net > 0 else "shrinks"
    where = f" in “{titles(results)[policy]}”" if len(results.policies) > 1 else ""
    return (
        f"DPRK brings {percent(share)} of all new shells{where}, own output "
        f"{percent(parts['russia.shells_produced'] / supply)}; over the run the stock {side} by "
        f"{number(abs(net))} rounds on average"
    )


@themed
def supply_legs(results: Results, *, theme: Theme = LIGHT) -> Figure:
    """Return a schematic of the supply legs with aggregate flow: no places, no ships."""
    names = titles(results)
    first, last = ends(results)
    page = frame(
        _legs_finding(results),
        "Under these assumptions: totals over the run, median and the range of nine in ten "
        "members. A schematic of three generic legs: it shows no places, routes or ships.",
        (SOURCE + f" Period: {written(as_date(first))} to {written(as_date(last))}.",
         footer(results)),
        theme,
        size=(10.5, 2.5 + 1.75 * len(names)),
    )  # fmt: skip
    boxes = page.body.inner(top=0.1).split(len(names), 1, down=0.25)
    biggest = max(1.0, *(_totals(results, p)["fired"].median[-1] for p in names))
    for index, (box, (policy, title)) in enumerate(zip(boxes, names.items(), strict=True)):
        ax = page.axes(box, title if len(names) > 1 else "", gid=f"legs/{policy}")
        ax.set_xlim(-0.05, 10.05)
        ax.set_ylim(0, 2)
        ax.axis("off")
        for at, words in zip(PLACES, STATIONS, strict=True):
            ax.add_patch(
                FancyBboxPatch(
                    (at, 0.62), 1.3, 0.76, boxstyle="round,pad=0.02,rounding_size=0.08",
                    facecolor=theme.paper, edgecolor=theme.ink, linewidth=1.2,
                )
            )  # fmt: skip
            ax.text(at + 0.65, 1.0, words, ha="center", va="center", fontsize=look.TEXT,
                    linespacing=1.15)  # fmt: skip
        legs = _totals(results, policy)
        for start, stop, key, words in LEGS:
            total = legs[key].rows[:, -1]
            width = 0.05 + 0.3 * float(total[2]) / float(biggest)
            arrow = FancyArrow(
                start, 1.0, stop - start, 0.0, width=width, head_width=width + 0.16,
                head_length=0.22, length_includes_head=True, linewidth=0,
                facecolor=theme.colour(index),
            )  # fmt: skip
            arrow.set_gid(f"leg/{key}/{policy}")
            ax.add_patch(arrow)
            middle = (start + stop) / 2
            ax.text(middle, 1.32, words, ha="center", va="bottom", fontsize=look.TEXT,
                    color=theme.soft, linespacing=1.15)  # fmt: skip
            label = f"{number(float(total[2]))}\n({spread(float(total[0]), float(total[-1]))})"
            ax.text(middle, 0.7, label, ha="center", va="top", fontsize=look.TEXT,
                    linespacing=1.2)  # fmt: skip
    return page.figure


PLACES = (0.0, 2.9, 5.8, 8.7)
STATIONS = ("DPRK", "Russian\nFar East", "Russian\nstock", "Front")
LEGS = (
    (1.36, 2.84, "shipped", "to the Russian\nFar East: shipped"),
    (4.26, 5.74, "arrived", "rail inland:\nusable on arrival"),
    (7.16, 8.64, "fired", "to the front:\nfired, all sources"),
)


def _totals(results: Results, policy: str) -> dict[str, Band]:
    return {
        "shipped": band(results, "dprk.shells_shipped", policy, cumulative=True),
        "arrived": band(results, "dprk.shells_arrived", policy, cumulative=True),
        "fired": band(results, "russia.shells_fired", policy, cumulative=True),
    }


def _legs_finding(results: Results) -> str:
    names = titles(results)
    parts = []
    for policy in list(names)[:3]:
        legs = _totals(results, policy)
        gone, came = (float(legs[k].median[-1]) for k in ("shipped", "arrived"))
        where = f" in “{names[policy]}”" if len(names) > 1 else ""
        parts.append(f"{number(came)} of {number(gone)}{where}")
    return f"Usable shells that arrive, of those DPRK ships (medians): {', '.join(parts)}"
