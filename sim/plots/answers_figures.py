"""The figure of each verb that answers."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.answers import words
from sim.answers.answer import Answer, footer
from sim.answers.breakeven import Turning
from sim.answers.discover import Discovery
from sim.answers.effect import Effects
from sim.answers.search import Aim, Searched
from sim.answers.sensitivity import MORRIS, Influence
from sim.answers.worth import Worth
from sim.plots import theme as look
from sim.plots.answers_bars import SOURCE, Bar, bars_figure
from sim.plots.draw import value_axis
from sim.plots.frame import Entry, frame
from sim.plots.theme import LIGHT, Theme, themed
from sim.runs.bands import FEWEST

HUNDRED = 100.0


def sensitivity_figure(answer: Answer, *, theme: Theme = LIGHT) -> Figure:
    """Return the indices of the most influential inputs with intervals and the floor of noise."""
    found: Influence = answer.found
    size = 1.0 if found.method == MORRIS else HUNDRED
    bars = [
        Bar(str(row["name"]), size * row["low"], size * row["index"], size * row["high"],
            str(row["confidence"]), bool(row["above_floor"]))
        for _, row in found.table.iterrows()
    ]  # fmt: skip
    axis = (
        "mean size of an elementary effect"
        if found.method == MORRIS
        else "% of the variance explained alone"
    )
    return bars_figure(
        answer,
        bars,
        axis,
        title=f"What {answer.question} rests on",
        floor=size * found.floor,
        theme=theme,
    )


def effect_figure(answer: Answer, *, theme: Theme = LIGHT) -> Figure:
    """Return the paired effect of each lever, ordered by effect per unit of effort."""
    found: Effects = answer.found
    size, _ = words.people(found.unit)
    size = size if found.unit != "1" else 1.0 / HUNDRED
    bars = []
    for _, row in answer.table.iterrows():
        cost = (
            f"{row['cost']:+,.3g} effort a week"
            if abs(row["cost"]) > 1e-6
            else "costs nothing here"
        )
        name = f"{words.spoken(row['lever'])} {row['raised_by']:+.2g}"
        sure = row["q05"] * row["q95"] > 0
        bars.append(
            Bar(name, row["q05"] / size, row["q50"] / size, row["q95"] / size, cost, bool(sure))
        )
    unit = "points" if found.unit == "1" else words.axis_words(found.unit)
    return bars_figure(
        answer, bars, f"paired change of {answer.question} ({unit or 'points'})",
        title=f"What each lever of the coalition does to {answer.question}", theme=theme,
    )  # fmt: skip


@themed
def breakeven_figure(answer: Answer, *, theme: Theme = LIGHT) -> Figure:
    """Return the share of members that have turned, over the value of the input, by group."""
    found: Turning = answer.found
    groups = {
        g: m for g, m in found.groups.items() if m.sum() >= FEWEST or g == next(iter(found.groups))
    }
    size, _ = words.people(words.unit_of(found.input.name))
    unit = words.axis_words(words.unit_of(found.input.name))
    page = frame(
        f"Where it turns: {answer.question}", answer.sentences[0],
        (*answer.sentences[1:], SOURCE, footer(answer)), theme, size=(10.5, 6.2),
        key=[
            Entry(g.replace("_", " "), theme.colour(i), theme.style(i))
            for i, g in enumerate(groups)
        ],
    )  # fmt: skip
    ax = page.axes(page.body.inner(left=0.75, bottom=0.5, right=0.2), gid="turned")
    for i, (group, mask) in enumerate(groups.items()):
        fine = mask & ~np.isnan(found.first)
        at = np.sort(found.value[fine & ~np.isnan(found.value)])
        xs = np.concatenate([[found.input.low], at, [found.input.high]]) / size
        ys = (
            HUNDRED
            * np.concatenate([[0], np.arange(1, len(at) + 1), [len(at)]])
            / max(int(fine.sum()), 1)
        )
        (line,) = ax.step(xs, ys, where="post", color=theme.colour(i), linestyle=theme.style(i))
        line.set_gid(f"turned/{group}")
    ax.set_ylim(0.0, 103.0)
    value_axis(ax, "% of members in which it has turned")
    ax.set_xlabel(
        f"{words.spoken(found.input.name)}{f' ({unit})' if unit else ''}", fontsize=look.TICK
    )
    return page.figure


def worth_figure(answer: Answer, *, theme: Theme = LIGHT) -> Figure:
    """Return the value of knowing each input, in-sample with its error, and the null."""
    found: Worth = answer.found
    size = words.people(found.unit)[0] if found.unit != "1" else 1.0 / HUNDRED
    bars = [
        Bar(str(r["name"]), (r["in_sample"] - 2 * r["error"]) / size, r["in_sample"] / size,
            (r["in_sample"] + 2 * r["error"]) / size, str(r["confidence"]), bool(r["above_null"]))
        for _, r in found.table.dropna(subset=["error"]).iterrows()
    ]  # fmt: skip
    unit = "points" if found.unit == "1" else words.axis_words(found.unit)
    null = float(found.table["null"].max()) / size
    return bars_figure(
        answer, bars, f"worth of knowing it ({unit or 'points'}), two standard errors",
        title=f"Which evidence to look for first: {answer.question}", floor=null, theme=theme,
    )  # fmt: skip


@themed
def discover_figure(answer: Answer, *, theme: Theme = LIGHT) -> Figure:
    """Return the trade-off of coverage and density, and the first box over its two main inputs."""
    found: Discovery = answer.found
    page = frame(
        f"Where it happens: {answer.question}", answer.sentences[0],
        (*answer.sentences[1:], SOURCE, footer(answer)), theme, size=(10.5, 6.6),
        key=[
            Entry(part.group.replace("_", " "), theme.colour(i), theme.style(i))
            for i, part in enumerate(found.groups)
        ],
    )  # fmt: skip
    left, right = page.body.inner(left=0.7, bottom=0.5, right=0.1, top=0.3).split(1, 2, across=1.0)
    ax = page.axes(left, "What a box takes in, and how pure it is", gid="trade-off")
    for i, part in enumerate(found.groups):
        if len(part.path):
            coverage, density = HUNDRED * part.path[:, 0], HUNDRED * part.path[:, 1]
            (line,) = ax.plot(coverage, density, color=theme.colour(i), linestyle=theme.style(i))
            line.set_gid(f"path/{part.group}")
        for box in part.boxes[:1]:
            (dot,) = ax.plot([HUNDRED * box.coverage], [HUNDRED * box.density], marker="D",
                             markersize=8, color=theme.colour(i))  # fmt: skip
            dot.set_gid(f"box/{part.group}")
    ax.set_xlim(0.0, 103.0)
    ax.set_ylim(0.0, 103.0)
    value_axis(ax, "density: % of members inside in which it happens")
    ax.set_xlabel("coverage: % of all cases that lie inside", fontsize=look.TICK)
    _pair(page.axes(right, "Members, and the box over two inputs", gid="pair"), found, theme)
    return page.figure


def _pair(ax: Axes, found: Discovery, theme: Theme) -> None:
    """Draw members over the two limits that tell most; rates over one where there is only one."""
    boxes = [box for part in found.groups for box in part.boxes]
    numbers = [n for n, limit in boxes[0].limits.items() if not limit.among] if boxes else []
    if not numbers:
        ax.text(
            0.5, 0.5, "no box with a range", transform=ax.transAxes, ha="center", color=theme.soft
        )
        ax.set_axis_off()
        return
    ranked = sorted(numbers, key=lambda n: boxes[0].quasi_p.get(n, 1.0))
    across = ranked[0]
    happens = found.happens > 0.0
    x = found.inputs[across].to_numpy()
    y = found.inputs[ranked[1]].to_numpy() if len(ranked) > 1 else np.linspace(0.0, 1.0, len(x))
    for mask, colour, gid in ((~happens, theme.soft, "not"), (happens, theme.colour(1), "happens")):
        (dots,) = ax.plot(x[mask], y[mask], linestyle="none", marker="o", markersize=2.6,
                          alpha=0.55, color=colour)  # fmt: skip
        dots.set_gid(gid)
    limits = [boxes[0].limits[n] for n in ranked[:2]]
    ends = [(max(limit.low, low), min(limit.high, high)) for limit, low, high in
            zip(limits, (x.min(), y.min()), (x.max(), y.max()), strict=False)]  # fmt: skip
    if len(ends) == 1:
        ends.append((float(y.min()), float(y.max())))
    (left, right), (bottom, top) = ends
    ax.plot([left, right, right, left, left], [bottom, bottom, top, top, bottom], color=theme.ink,
            linewidth=1.6).pop().set_gid("box")  # fmt: skip
    ax.set_xlabel(_axis(across), fontsize=look.TICK)
    ax.set_ylabel(
        _axis(ranked[1]) if len(ranked) > 1 else "(members, spread out)", fontsize=look.TICK
    )
    ax.grid(visible=True)


def _axis(name: str) -> str:
    unit = words.unit_of(name)
    return f"{words.spoken(name)} ({unit})" if unit not in {"", "1"} else words.spoken(name)


@themed
def search_figure(answer: Answer, *, theme: Theme = LIGHT) -> Figure:
    """Return the strategies found over the first two aims, unseen, beside shipped scenarios."""
    found: Searched = answer.found
    page = frame(
        "What the coalition can trade", answer.sentences[0],
        (*answer.sentences[1:], SOURCE, footer(answer)), theme, size=(10.5, 6.6),
        key=[
            Entry("strategies found, on unseen members", theme.colour(0), marker="D"),
            Entry("the same on the members searched", theme.soft, marker="o", filled=False),
            Entry("shipped scenarios", theme.colour(1), marker="s"),
        ],
    )  # fmt: skip
    ax = page.axes(page.body.inner(left=0.95, bottom=0.55, right=1.2), gid="front")
    sizes = np.asarray(
        [1.0 / HUNDRED if a.unit == "1" else words.people(a.unit)[0] for a in found.aims[:2]]
    )
    seen, unseen = found.seen[:, :2] / sizes, found.unseen[:, :2] / sizes
    for one, other in zip(seen, unseen, strict=True):
        ax.plot([one[0], other[0]], [one[1], other[1]], color=theme.soft, linewidth=0.6)
    ax.plot(*seen.T, linestyle="none", marker="o", markerfacecolor="none", color=theme.soft)
    (dots,) = ax.plot(*unseen.T, linestyle="none", marker="D", markersize=7, color=theme.colour(0))
    dots.set_gid("unseen")
    for name, values in found.shipped.items():
        at = values[:2] / sizes
        ax.plot([at[0]], [at[1]], marker="s", color=theme.colour(1))
        ax.annotate(name.replace("_", " "), (at[0], at[1]), xytext=(6, 3),
                    textcoords="offset points", fontsize=look.FOOT, color=theme.ink)  # fmt: skip
    ax.set_xlabel(_aim_words(found.aims[0]), fontsize=look.TICK)
    ax.set_ylabel(_aim_words(found.aims[1]), fontsize=look.TICK)
    ax.grid(visible=True)
    return page.figure


def _aim_words(aim: Aim) -> str:
    unit = "% of members" if aim.unit == "1" else words.axis_words(aim.unit)
    return f"{'more' if aim.more else 'less'} {aim.said.text}{f' ({unit})' if unit else ''}"
