"""A Sankey that balances: where shells come from over the run, what is lost, where they go."""

from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from sim.ground.weeks import START
from sim.plots import theme as look
from sim.plots.compared import last_day, title_words
from sim.plots.flows import SOURCES, balance, finding_of_flows
from sim.plots.frame import frame
from sim.plots.series import member_series
from sim.plots.theme import LIGHT, Theme, themed
from sim.plots.wording import footer
from sim.runs.results import Results
from sim.vocabulary.language import words
from sim.vocabulary.wording import number, period

POOL = "available"
LEFT = ("shipped", "russia.shells_produced", "russia.shells_other_imports", "from stock")
RIGHT = ("lost", "fired", "into stock")
"""What is lost leaves on top, so that it crosses nothing."""

GAP = 0.11
"""Room between two nodes of a column, as a part of the whole height."""

COLUMNS = {"left": 0.0, "middle": 0.5, "right": 0.97}
WIDTH = 0.03
HALF = 0.5


class Flow(NamedTuple):
    """Rounds over the run from one node to another, a mean over members."""

    source: str
    sink: str
    size: float


def flows_of(results: Results, policy: str) -> list[Flow]:
    """Return the flows of a scenario; what enters the pool is what leaves it.

    Without series of single members the losses cannot be had and no DPRK loss is drawn.
    """
    totals = {name: float(values.sum()) for name, values in balance(results, policy).items()}
    net = totals["into stock"] - totals["from stock"]
    arrived = totals["dprk.shells_arrived"]
    shipped = member_series(results, "dprk.shells_shipped", policy)
    sent = arrived if shipped is None else float(shipped.mean(axis=0).sum())
    found = [
        Flow("shipped", "lost", max(0.0, sent - arrived)),
        Flow("shipped", POOL, arrived),
        *(Flow(name, POOL, totals[name]) for name in SOURCES if name != "dprk.shells_arrived"),
        Flow("from stock", POOL, max(0.0, -net)),
        Flow(POOL, "fired", totals["fired"]),
        Flow(POOL, "into stock", max(0.0, net)),
    ]
    return [flow for flow in found if flow.size > 0.0]


@themed
def supply_legs(results: Results, *, theme: Theme = LIGHT, language: str = "en") -> Figure:
    """Return one Sankey a scenario: sources left, losses and uses right, on one scale."""
    text, names = words(language), title_words(results, language)
    page = frame(
        finding_of_flows(results, language),
        text.say("sankey.subtitle", period=period(START, last_day(results), language)),
        (text.say("sankey.source"), footer(results, language)),
        theme,
        size=(10.5, 2.4 + 3.0 * len(names)),
    )
    boxes = page.body.inner(left=1.9, right=1.9, top=0.3, bottom=0.1).split(len(names), 1)
    every = {policy: flows_of(results, policy) for policy in names}
    most = max(sum(f.size for f in flows if f.sink == POOL) for flows in every.values())
    for box, (policy, title) in zip(boxes, names.items(), strict=True):
        ax = page.axes(box, title if len(names) > 1 else "", gid=f"sankey/{policy}")
        ax.axis("off")
        ax.set_xlim(0, 1)
        ax.set_ylim(0, 1)
        _draw(ax, every[policy], max(most, 1.0), theme, policy, language)
    return page.figure


def _draw(
    ax: Axes, flows: list[Flow], most: float, theme: Theme, policy: str, language: str
) -> None:
    scale = (1.0 - GAP * len(LEFT)) / most
    left = _stack([n for n in LEFT if any(f.source == n for f in flows)], flows, scale, out=True)
    right = _stack([n for n in RIGHT if any(f.sink == n for f in flows)], flows, scale, out=False)
    pool = sum(f.size for f in flows if f.sink == POOL) * scale
    middle = (1.0 - pool) / 2
    colours = dict(zip((*LEFT, *RIGHT), (theme.colour(i) for i in (0, 1, 2, 5, 3, 1, 4)),
                       strict=True))  # fmt: skip
    starts, ends = dict(left), dict(right)
    entered = left_pool = middle + pool
    for flow in flows:
        tall = flow.size * scale
        if flow.source == POOL:
            left_pool -= tall
            y0, x0 = left_pool, COLUMNS["middle"] + WIDTH
        else:
            starts[flow.source] -= tall
            y0, x0 = starts[flow.source], COLUMNS["left"] + WIDTH
        if flow.sink == POOL:
            entered -= tall
            y1, x1 = entered, COLUMNS["middle"]
        else:
            ends[flow.sink] -= tall
            y1, x1 = ends[flow.sink], COLUMNS["right"]
        key = flow.source if flow.source != POOL else flow.sink
        ribbon = _ribbon((x0, y0), (x1, y1), tall, colours[key])
        ribbon.set_gid(f"flow/{flow.source}/{flow.sink}/{policy}")
        ax.add_patch(ribbon)
    ax.add_patch(Rectangle((COLUMNS["middle"], middle), WIDTH, pool, color=theme.ink))
    text = words(language)
    pooled = sum(f.size for f in flows if f.sink == POOL)
    label = text.say(
        "sankey.node", name=text.say("sankey.available"), size=number(pooled, language)
    )
    ax.text(COLUMNS["middle"] + WIDTH / 2, middle - 0.02, label, ha="center", va="top",
            fontsize=look.TEXT)  # fmt: skip
    for column, places, side in (("left", left, "right"), ("right", right, "left")):
        for node, top in places.items():
            size = sum(f.size for f in flows if node in (f.source, f.sink))
            x = COLUMNS[column]
            ax.add_patch(Rectangle((x, top - size * scale), WIDTH, size * scale,
                                   color=colours[node]))  # fmt: skip
            shown = text.say("sankey.node", name=text.say(f"sankey.{_key(node)}"),
                             size=number(size, language))  # fmt: skip
            ax.text(x - 0.01 if side == "right" else x + WIDTH + 0.01, top - size * scale / 2,
                    shown, ha=side, va="center", fontsize=look.TEXT, linespacing=1.2,
                    gid=f"node/{node}/{policy}")  # fmt: skip


def _key(node: str) -> str:
    return node.replace(" ", "_").replace(".", "_")


def _stack(nodes: list[str], flows: list[Flow], scale: float, *, out: bool) -> dict[str, float]:
    """Return the top of every node of a column, centred on the height."""
    tall = {n: scale * sum(f.size for f in flows if n == (f.source if out else f.sink))
            for n in nodes}  # fmt: skip
    whole = sum(tall.values()) + GAP * (len(nodes) - 1)
    top, places = 0.5 + whole / 2, {}
    for node in nodes:
        places[node] = top
        top -= tall[node] + GAP
    return places


def _ribbon(
    start: tuple[float, float], stop: tuple[float, float], tall: float, colour: str
) -> PathPatch:
    (x0, y0), (x1, y1) = start, stop
    bend = x0 + HALF * (x1 - x0)
    points = np.array([
        (x0, y0), (bend, y0), (bend, y1), (x1, y1), (x1, y1 + tall), (bend, y1 + tall),
        (bend, y0 + tall), (x0, y0 + tall), (x0, y0),
    ])  # fmt: skip
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    return PathPatch(Path(points, codes), facecolor=colour, alpha=0.55, linewidth=0)
