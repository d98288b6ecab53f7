"""Interactive charts for a browser without a network: fan charts and heat maps.

Hover gives value, band and, where a reported figure stands beside the model, its source.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np

from sim.ground.errors import InputError
from sim.plots.asked import CURVES, MAP, SHARE, Asked
from sim.plots.evidence import reported
from sim.plots.sweep_words import foot as footer_of
from sim.plots.theme import LIGHT
from sim.reports.markup import text
from sim.reports.numbers import number, spread
from sim.runs.results import Results
from sim.sweeps.grids import Curves, Maps, curves, maps
from sim.sweeps.reader import SweepResults
from sim.vocabulary.axes import ENDS, FAN
from sim.vocabulary.evidence import Target, load_targets
from sim.vocabulary.language import Words, words
from sim.vocabulary.measures import measure as known_measure
from sim.vocabulary.wording import quantity, unit_words

MEDIAN = 0.5
BANDS = (ENDS, (0.25, 0.75))
SHADES = {ENDS: 0.14, (0.25, 0.75): 0.24}
HEIGHT = 440
SHOWN = (
    ("russia.shells_fired", False), ("dprk.shells_arrived", False), ("dprk.shells_shipped", True),
    ("dprk.containers_shipped", True), ("dprk.missiles_fired", True), ("russia.shell_stock", False),
    ("russia.arrears_usd", False), ("dprk.hard_currency_usd", False),
    ("dprk.energy_coverage", False), ("dprk.warheads", False),
)  # fmt: skip
"""Charts of the interactive page: measure, and whether it is summed up."""


def fan_chart(
    results: Results, measure: str, *, cumulative: bool = False, part: str = "",
    language: str = "en",
) -> Any:  # fmt: skip
    """Return a plotly figure of a measure's bands over time, one trace a scenario.

    Args:
        results: of `run` or `compare`.
        measure: its name.
        cumulative: whether a flow is summed up from week 0; reported totals then stand beside it.
        part: value of the extra dimension, e.g. "dprk" for an index.
        language: en or zh.

    Returns:
        A plotly.graph_objects.Figure.

    Raises:
        InputError: the results do not hold the measure.
    """
    go, said, known = _plotly(), words(language), known_measure("fan_chart", measure)
    source = results.cumulative if cumulative else results.bands
    if measure not in source:
        raise InputError(
            f"fan_chart: these results have no {measure}{' summed up' if cumulative else ''}; "
            f"they have {', '.join(str(v) for v in source.data_vars)}"
        )
    if known.dimension and not part:
        raise InputError(f"fan_chart: {measure} has one line a {known.dimension}; name one (part=)")
    chart = go.Figure()
    for index, policy in enumerate(results.policies):
        found = source[measure].sel(policy=policy, group="pooled")
        found = found.sel({known.dimension: part}) if known.dimension else found
        rows = {float(q): found.sel(quantile=q).values for q in found["quantile"].values}
        _fan(chart, policy, found[known.time].values, rows, LIGHT.colour(index), said)
    if cumulative:
        _add_reports(chart, results, measure)
    unit = known.unit.removesuffix("/week") if cumulative else known.unit
    name = said.name("measures", measure)
    title = said.say("outcome.total", name=name) if cumulative else name
    title = said.say("outcome.part", name=title, part=part) if part else title
    _dress(chart, title, said.name("units", unit))
    return chart


def _fan(
    chart: Any, policy: str, days: np.ndarray, rows: dict[float, np.ndarray], colour: str,
    said: Words,
) -> None:  # fmt: skip
    for low, high in BANDS:
        area = np.concatenate([rows[high], rows[low][::-1]])
        chart.add_scatter(
            x=np.concatenate([days, days[::-1]]), y=area, fill="toself", mode="lines",
            line={"width": 0}, fillcolor=_shade(colour, SHADES[low, high]), hoverinfo="skip",
            name=f"{policy}: {100 * low:.0f}–{100 * high:.0f} %", legendgroup=policy,
        )  # fmt: skip
    notes = [
        f"{policy}<br>{100 * BANDS[0][0]:.0f}–{100 * BANDS[0][1]:.0f} %: "
        f"{spread(float(a), float(b), said)}<br>"
        f"{100 * BANDS[1][0]:.0f}–{100 * BANDS[1][1]:.0f} %: {spread(float(c), float(d), said)}"
        f"<br>50 %: {number(float(m), said.language)}"
        for a, b, c, d, m in zip(
            rows[0.05], rows[0.95], rows[0.25], rows[0.75], rows[MEDIAN], strict=True
        )
    ]
    chart.add_scatter(
        x=days, y=rows[MEDIAN], mode="lines", line={"color": colour, "width": 2.2}, name=policy,
        legendgroup=policy, hovertext=notes, hoverinfo="x+text",
    )  # fmt: skip


def _add_reports(chart: Any, results: Results, measure: str) -> None:
    """Draw the reported totals of a measure with their ranges and sources."""
    last = results.bands["week"].values[-1]
    sources = {target.id: target for target in load_targets()}
    mine = [t for t in reported() if t.measure == measure]
    points = [t for t in mine if np.datetime64(int(t.end), "D") <= last]
    if not points:
        return
    middle = [t.low if t.floor else t.central for t in points]
    chart.add_scatter(
        x=[np.datetime64(int(t.end), "D") for t in points], y=middle, mode="markers",
        marker={"color": LIGHT.ink, "size": 9, "symbol": "diamond-open"}, name="reported",
        error_y={
            "type": "data", "symmetric": False, "color": LIGHT.soft, "thickness": 1.2,
            "array": [0.0 if t.floor else t.high - t.central for t in points],
            "arrayminus": [0.0 if t.floor else t.central - t.low for t in points],
        },
        hovertext=[_source(sources[t.target]) for t in points], hoverinfo="x+y+text",
    )  # fmt: skip


def _source(target: Target) -> str:
    low, high = target.low, target.high
    span = f"at least {low:,.0f}" if target.kind == "floor" else f"{low:,.0f} to {high:,.0f}"
    return f"{target.id}, {target.family}: {span}<br>evidence {target.evidence}"


@dataclass(frozen=True)
class Grid:
    """One map in words.

    Attributes:
        x_label, y_label: axes with their units.
        x, y: names of their settings, in the order written.
        values: shape (y, x).
        title: what it shows, with its date and what is held.
        unit: of the values, in words.
        ends: of the colour scale, which all maps of a page share.
    """

    x_label: str
    x: tuple[str, ...]
    y_label: str
    y: tuple[str, ...]
    values: np.ndarray
    title: str
    unit: str
    ends: tuple[float, float]


def heat_map(grid: Grid, *, source: str = "sweep of the model") -> Any:
    """Return a plotly figure of a measure over two levers.

    Args:
        grid: values and axes in words.
        source: where the values come from, shown under the pointer.

    Returns:
        A plotly.graph_objects.Figure.
    """
    go = _plotly()
    values = np.asarray(grid.values, dtype=float)
    notes = [
        [
            f"{grid.y_label}: {y}<br>{grid.x_label}: {x}<br>"
            f"{number(float(value))} {grid.unit}<br>{source}"
            for x, value in zip(grid.x, row, strict=True)
        ]
        for y, row in zip(grid.y, values, strict=True)
    ]
    chart = go.Figure()
    chart.add_heatmap(
        x=list(grid.x), y=list(grid.y), z=values, text=notes, hoverinfo="text",
        colorscale="Blues", colorbar={"title": grid.unit}, zmin=grid.ends[0], zmax=grid.ends[1],
    )  # fmt: skip
    _dress(chart, grid.title, grid.y_label)
    chart.update_layout(xaxis_title=grid.x_label, hovermode="closest")
    chart.update_xaxes(type="category")
    chart.update_yaxes(type="category")
    return chart


def _grids(found: Maps) -> list[Grid]:
    every = np.stack([values for _, values in found.planes])
    unit = "% of members" if found.share else unit_words(found.of.unit)
    ends = (0.0, 100.0) if found.share else (float(np.nanmin(every)), float(np.nanmax(every)))
    stem = f"{found.of.label()} {found.of.when()}"
    if found.share and found.level is not None:
        stem = f"{stem}: share of members below {quantity(found.level, found.of.unit)}"
    held = found.held.said(found.of.results)
    x, y = (side.label(unit=True) for side in (found.x, found.y))
    return [
        Grid(x, found.x.settings(), y, found.y.settings(), values,
             f"{stem}{f'; {title}' if title else ''}.{held}", unit, ends)
        for title, values in found.planes
    ]  # fmt: skip


def curve_charts(found: Curves) -> list[Any]:
    """Return a plotly figure a panel: bands over one axis, one trace a setting of the lines."""
    assert found.x is not None
    names = found.y.settings() if found.y else ("sweep",)
    at = found.places if found.x.rising else np.asarray(found.x.settings())
    stem, charts = f"{found.of.label()} {found.of.when()}", []
    for title, lines in found.panels:
        chart = _plotly().Figure()
        for index, rows in enumerate(lines):
            name = names[index] if found.y is None else found.y.named(index)
            _fan(
                chart, name, at, dict(zip(FAN, rows, strict=True)), LIGHT.colour(index), words("en")
            )
        said = f"{stem}{f'; {title}' if title else ''}.{found.held.said(found.of.results)}"
        _dress(chart, said, unit_words(found.of.unit))
        chart.update_layout(xaxis_title=found.x.label(unit=True))
        charts.append(chart)
    return charts


def _plotly() -> Any:
    """Return the module that charts are made of; InputError where it is not installed."""
    try:
        return import_module("plotly.graph_objects")
    except ImportError:
        raise InputError(
            "--interactive: needs plotly, which is not installed; pip install plotly"
        ) from None


def _dress(chart: Any, title: str, unit: str) -> None:
    chart.update_layout(
        title=title, yaxis_title=unit, template="plotly_white", height=HEIGHT,
        hovermode="x unified", legend={"orientation": "h", "y": -0.2},
        margin={"l": 70, "r": 20, "t": 60, "b": 40},
    )  # fmt: skip


def _shade(colour: str, opacity: float) -> str:
    parts = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({', '.join(map(str, parts))}, {opacity})"


def page_of(charts: list[Any], title: str, note: str = "", language: str = "en") -> str:
    """Return one HTML page with charts and everything that they need: it opens offline."""
    bodies = [
        chart.to_html(full_html=False, include_plotlyjs=index == 0, config={"displaylogo": False})
        for index, chart in enumerate(charts)
    ]
    style = "body{font-family:sans-serif;max-width:1080px;margin:0 auto;padding:16px}"
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"{text('title', title)}<style>{style}</style></head>\n<body>"
        f"{text('h1', title)}{text('p', note)}{''.join(bodies)}</body></html>\n"
    )


def interactive_page(results: Results, language: str = "en") -> str:
    """Return a page of fan charts of the key measures of a run or a comparison."""
    said = words(language)
    charts = [
        fan_chart(results, name, cumulative=total, language=language)
        for name, total in SHOWN
        if name in (results.cumulative if total else results.bands)
    ]
    title = said.say("heads.interactive")
    return page_of(charts, title, said.say("limits.no_forecast"), language)


def sweep_page(results: SweepResults, asked: Sequence[Asked]) -> str:
    """Return a page of the maps and curves of a sweep; InputError for other kinds of figures."""
    charts, source = [], footer_of(results)
    for one in asked:
        if one.kind in (MAP, SHARE):
            found = maps(results, one.picture, share=one.kind == SHARE)
            charts += [heat_map(grid, source=source) for grid in _grids(found)]
        elif one.kind == CURVES:
            charts += curve_charts(curves(results, one.picture))
        else:
            raise InputError(f"--interactive: shows maps and curves, no {one.kind}; leave it out")
    said = words("en")
    return page_of(charts, results.design.title, f"{source}. {said.say('limits.no_forecast')}")
