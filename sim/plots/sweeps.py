"""Sweeps and sensitivity: tornado, heat map with break-even, response curves, posteriors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator

from sim.plots import theme as look
from sim.plots.draw import fan, round_ticks, tick_labels, value_axis
from sim.plots.frame import Entry, bands_key, frame, trace_key
from sim.plots.series import Band
from sim.plots.text_width import text_width, wrapped
from sim.plots.theme import LIGHT, Theme, themed
from sim.plots.wording import magnitude, number, percent, spread
from sim.vocabulary.axes import BAND

NOTE = "Under these assumptions: "


@dataclass(frozen=True)
class Swing:
    """What one assumption does to a measure: its value at the low and the high end."""

    label: str
    low: float
    high: float


@themed
def tornado(
    table: Sequence[Swing],
    central: float,
    measure: str,
    unit: str,
    *,
    footer: str = "",
    most: int = 15,
    theme: Theme = LIGHT,
) -> Figure:
    """Return one-at-a-time sensitivities, the widest on top.

    Each bar fixes one assumption in every member; the others stay as drawn in the members.

    Args:
        table: one swing an assumption, medians over members.
        central: value of the measure with nothing fixed, a median over members.
        measure: what is measured, in words.
        unit: of the measure.
        footer: provenance.
        most: bars that are drawn; the rest is counted in the subtitle.
        theme: light or dark.
    """
    ranked = sorted(table, key=lambda s: -abs(s.high - s.low))
    shown, left = ranked[:most], max(0, len(ranked) - most)
    top = shown[0].label if shown else "nothing"
    rest = f" Left out: {left} narrower." if left else ""
    page = frame(
        f"Of {len(ranked)} assumptions moved one at a time, “{top}” moves “{measure}” most",
        f"{NOTE}each bar fixes one assumption at the low and the high end of its range; all "
        f"others stay as drawn in the members.{rest}",
        ("Source: model runs, one at a time; joint effects do not show here.", footer),
        theme,
        size=(10.5, 2.6 + 0.3 * max(1, len(shown))),
        key=[Entry("assumption low", theme.colour(4), hatch="///"),
             Entry("assumption high", theme.colour(0))],
    )  # fmt: skip
    wide = min(4.2, max((text_width(s.label, look.TEXT) for s in shown), default=1.0))
    ax = page.axes(page.body.inner(left=wide + 0.15, bottom=0.45, right=0.2, top=0.1),
                   gid="tornado")  # fmt: skip
    for i, s in enumerate(shown):
        for end, colour, hatch in ((s.low, theme.colour(4), "///"), (s.high, theme.colour(0), "")):
            bar = ax.barh(i, end - central, left=central, height=0.7, color=colour,
                          hatch=hatch or None, edgecolor=theme.paper, linewidth=0)  # fmt: skip
            bar[0].set_gid(f"swing/{i}/{'low' if hatch else 'high'}")
    ax.axvline(central, color=theme.ink, linewidth=1.0)
    ax.set_ylim(max(1, len(shown)) - 0.4, -0.6)
    ax.yaxis.set_major_locator(FixedLocator(range(len(shown))))
    ax.yaxis.set_major_formatter(FixedFormatter([s.label for s in shown]))
    ax.tick_params(axis="y", labelsize=look.TEXT, labelcolor=theme.ink, pad=4)
    low, high = ax.get_xlim()
    divisor, words = magnitude(max(abs(low), abs(high)), unit)
    ticks = round_ticks(low / divisor, high / divisor, 6)
    ax.xaxis.set_major_locator(FixedLocator([t * divisor for t in ticks]))
    ax.xaxis.set_major_formatter(FixedFormatter(tick_labels(ticks)))
    ax.set_xlabel(words, fontsize=look.TICK)
    ax.spines["left"].set_visible(False)
    return page.figure


@dataclass(frozen=True)
class Grid:
    """Values of a measure over two levers; values have shape (len(y), len(x))."""

    x_label: str
    x: np.ndarray
    y_label: str
    y: np.ndarray
    values: np.ndarray
    measure: str
    unit: str


@themed
def heat_map(
    grid: Grid, level: float | None = None, *, footer: str = "", theme: Theme = LIGHT
) -> Figure:
    """Return a measure over two levers, with the line on which it breaks even.

    Args:
        grid: values and axes.
        level: break-even value; no line if None or if no value crosses it.
        footer: provenance.
        theme: light or dark.
    """
    values = np.asarray(grid.values, dtype=float)
    crosses = level is not None and np.nanmin(values) < level < np.nanmax(values)
    divisor, words = magnitude(float(np.nanmax(np.abs(values))), grid.unit)
    page = frame(
        _heat_title(grid, values, level),
        f"{NOTE}median over members, one cell a setting, {words}."
        + (" The line marks where the measure breaks even." if crosses else ""),
        ("Source: sweep of the model.", footer),
        theme,
        size=(10.5, 6.4),
    )
    ax = page.axes(page.body.inner(left=0.75, bottom=0.55, right=1.6, top=0.1), gid="heat")
    shades = LinearSegmentedColormap.from_list(
        "sim", [theme.paper, look.SKY, look.BLUE, "#08203a"] if theme.name == "light"
        else ["#0b1a2b", look.BLUE, look.SKY, "#f4f8fb"],
    )  # fmt: skip
    image = ax.pcolormesh(_edges(grid.x), _edges(grid.y), values / divisor, cmap=shades,
                          rasterized=False, linewidth=0)  # fmt: skip
    image.set_gid("cells")
    if crosses and min(values.shape) > 1:
        lines = ax.contour(grid.x, grid.y, values, levels=[level], colors=[look.ORANGE],
                           linewidths=2.5)  # fmt: skip
        lines.set_gid("break_even")
    for axis, points in ((ax.xaxis, grid.x), (ax.yaxis, grid.y)):
        ticks = [
            float(v) for v in (points if len(points) <= 7 else points[:: -(-len(points) // 7)])
        ]
        axis.set_major_locator(FixedLocator(ticks))
        axis.set_major_formatter(FixedFormatter(tick_labels(ticks)))
    ax.set_xlabel(grid.x_label, fontsize=look.TEXT)
    ax.set_ylabel(grid.y_label, fontsize=look.TEXT)
    box = page.body
    scale = page.axes(box.inner(left=box.right - box.left - 1.3, bottom=0.55, right=1.05, top=0.1),
                      gid="scale")  # fmt: skip
    bar = page.figure.colorbar(image, cax=scale)
    marks = round_ticks(float(np.nanmin(values)) / divisor, float(np.nanmax(values)) / divisor)
    scale.yaxis.set_major_locator(FixedLocator(marks))
    scale.yaxis.set_major_formatter(FixedFormatter(tick_labels(marks)))
    bar.outline.set_visible(False)
    scale.set_ylabel(words, fontsize=look.TICK)
    return page.figure


def _heat_title(grid: Grid, values: np.ndarray, level: float | None) -> str:
    if level is None:
        low, high = np.nanmin(values), np.nanmax(values)
        return f"{grid.measure} ranges from {spread(float(low), float(high))} over these settings"
    share = float(np.mean(values >= level))
    return f"{grid.measure} reaches {number(level)} in {percent(share)} of the settings"


def _edges(points: np.ndarray) -> np.ndarray:
    points = np.asarray(points, dtype=float)
    if len(points) == 1:
        return np.array([points[0] - 0.5, points[0] + 0.5])
    middle = (points[1:] + points[:-1]) / 2
    first, last = points[0] - (middle[0] - points[0]), points[-1] + (points[-1] - middle[-1])
    return np.concatenate([[first], middle, [last]])


@themed
def response_curves(
    lever: str,
    settings: np.ndarray,
    curves: Mapping[str, np.ndarray],
    measure: str,
    unit: str,
    *,
    footer: str = "",
    theme: Theme = LIGHT,
) -> Figure:
    """Return a measure against one lever, one curve a structure or scenario.

    Args:
        lever: name and unit, in words.
        settings: values of the lever, shape (setting,).
        curves: quantiles 5, 25, 50, 75, 95 % by name, shape (5, setting).
        measure: in words.
        unit: of the measure.
        footer: provenance.
        theme: light or dark.
    """
    names = {k: k for k in curves}
    page = frame(
        f"Over the range of {lever}, “{measure}” changes {_change(curves)} in the median",
        f"{NOTE}the measure at each setting of the lever, the same members every time.",
        ("Source: sweep of the model.", footer),
        theme,
        size=(10.5, 5.6),
        key=[*trace_key(names, theme), *bands_key(names, theme)],
    )
    ax = page.axes(page.body.inner(left=0.6, bottom=0.45, right=0.1, top=0.1), gid="response")
    for i, (name, rows) in enumerate(curves.items()):
        fan(ax, Band(np.asarray(settings, float), np.asarray(rows, float)), theme.colour(i),
            style=theme.style(i), name=f"response/{name}", traces=len(curves))  # fmt: skip
    ends = float(np.min(settings)), float(np.max(settings))
    ax.set_xlim(*ends)
    ticks = round_ticks(*ends, 8)
    ax.xaxis.set_major_locator(FixedLocator(ticks))
    ax.xaxis.set_major_formatter(FixedFormatter(tick_labels(ticks)))
    ax.set_xlabel(lever, fontsize=look.TEXT)
    divisor, words = magnitude(ax.get_ylim()[1], unit)
    value_axis(ax, words, divisor=divisor)
    return page.figure


def _change(curves: Mapping[str, np.ndarray]) -> str:
    """Return in words by what share the medians change from the first setting to the last."""
    firsts, lasts = (np.array([rows[2][at] for rows in curves.values()]) for at in (0, -1))
    if not firsts.all():
        return "from nothing"
    shares = (lasts - firsts) / np.abs(firsts)
    low, high = (f"{s:+.0%}".replace("-", "−") for s in (shares.min(), shares.max()))
    said = low if low == high else f"{low} to {high}"
    return f"by {said}".replace("%", "\u00a0%")


@themed
def prior_posterior(
    prior: Mapping[str, np.ndarray],
    posterior: Mapping[str, np.ndarray],
    *,
    labels: Mapping[str, str] | None = None,
    units: Mapping[str, str] | None = None,
    footer: str = "",
    theme: Theme = LIGHT,
) -> Figure:
    """Return the spread of each assumption before and after the record was held against it.

    Args:
        prior: draws by assumption, shape (member,).
        posterior: draws by the same names.
        labels: words for the names.
        units: of the assumptions.
        footer: provenance.
        theme: light or dark.
    """
    shared = [n for n in prior if n in posterior]
    ranked = sorted(shared, key=lambda n: -_gap(prior[n], posterior[n]))
    words = {n: (labels or {}).get(n, n) for n in shared}
    named = {n: f" {u}" for n, u in (units or {}).items() if u not in {"", "1"}}
    columns = min(4, max(1, len(ranked)))
    rows = max(1, -(-len(ranked) // columns))
    title = "Does the record tell anything of any assumption?"
    if ranked:
        first = ranked[0]
        title = (
            f"The record tells most of “{words[first]}”: "
            f"{_moved(prior[first], posterior[first], named.get(first, ''))}"
        )
    page = frame(
        title,
        f"{NOTE}share of members by value; those of which the record tells most come first. "
        "Where both agree, the record says nothing.",
        ("Source: prior and constrained ensembles.", footer),
        theme,
        size=(10.5, 2.5 + 1.85 * rows),
        key=[Entry("before (prior)", theme.soft, alpha=0.45),
             Entry("after (constrained by the record)", theme.colour(0), "-")],
    )  # fmt: skip
    body = page.body.inner(left=0.1, top=0.45, bottom=0.25, right=0.1)
    for box, name in zip(body.split(rows, columns, across=0.35, down=0.8), ranked, strict=False):
        ax = page.axes(box, gid=f"assumption/{name}")
        unit = f" ({named[name].strip()})" if name in named else ""
        label = wrapped(words[name] + unit, box.right - box.left + 0.2, look.FOOT)
        page.write(box.left, box.top + 0.05, label, look.FOOT, va="bottom", gid="label")
        both = np.concatenate([prior[name], posterior[name]])
        low, high = float(both.min()), float(both.max())
        edges = np.linspace(low, high if high > low else low + 1.0, 25)
        before, _ = np.histogram(prior[name], edges)
        after, _ = np.histogram(posterior[name], edges)
        ax.stairs(before / max(1, before.sum()), edges, fill=True, color=theme.soft, alpha=0.45,
                  gid=f"prior/{name}")  # fmt: skip
        ax.stairs(after / max(1, after.sum()), edges, color=theme.colour(0), linewidth=1.8,
                  gid=f"posterior/{name}")  # fmt: skip
        ax.set_yticks([])
        ax.spines["left"].set_visible(False)
        ticks = round_ticks(float(edges[0]), float(edges[-1]), 3)
        ax.xaxis.set_major_locator(FixedLocator(ticks))
        ax.xaxis.set_major_formatter(FixedFormatter(tick_labels(ticks)))
    return page.figure


def _gap(before: np.ndarray, after: np.ndarray) -> float:
    """Return the largest gap between two distribution functions."""
    at = np.sort(np.concatenate([before, after]))
    below = [np.searchsorted(np.sort(x), at, side="right") / len(x) for x in (before, after)]
    return float(np.max(np.abs(below[0] - below[1])))


def _moved(before: np.ndarray, after: np.ndarray, unit: str) -> str:
    """Return in words what happened to the median and to the 5-95 % range."""
    (low, middle, high), (lower, now, higher) = (
        np.quantile(x, BAND).tolist() for x in (before, after)
    )
    change = (higher - lower) / max(high - low, 1e-300) - 1
    side = "shrinks" if change < 0 else "widens"
    return (
        f"its median moves from {number(middle)} to {number(now)}{unit}, its 5–95\u00a0% range "
        f"{side} by {percent(abs(change))}"
    )
