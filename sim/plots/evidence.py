"""Evidence overlay: what the model ships and fires, beside what was reported."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.ground.files import shipped, table_of
from sim.ground.units import DAYS_PER_WEEK
from sim.ground.weeks import CUT_OFF
from sim.plots import theme as look
from sim.plots.compared import title_words
from sim.plots.draw import apart, date_axis, day, fan, line, value_axis
from sim.plots.frame import Entry, bands_key, frame, trace_key
from sim.plots.in_print import in_print
from sim.plots.series import HIGH, LOW, MIDDLE, Band, band, ends
from sim.plots.theme import LIGHT, Theme, themed
from sim.plots.wording import footer, in_words, magnitude
from sim.record.scores import Score
from sim.runs.levels import Band as Quantiles
from sim.runs.levels import label_of, level_of, when
from sim.runs.results import Results
from sim.vocabulary.assumptions import READINGS
from sim.vocabulary.language import words

PANELS = {
    "dprk.shells_shipped": ("Shells shipped by DPRK", "shells"),
    "dprk.containers_shipped": ("Containers shipped", "containers"),
    "dprk.missiles_fired": ("DPRK missiles fired by Russia", "missiles"),
}
FAMILIES = {
    "ukr_official": ("Ukraine, official", "o"),
    "rok_official": ("ROK, official", "s"),
    "us_official": ("US, official", "^"),
    "western_analyst": ("Western analysts", "D"),
    "osint": ("open sources", "v"),
}
READING_WORDS = {
    "heavier_fire": "fire is heavier",
    "slower_industry": "industry is slower",
    "restocking": "Russia restocks",
}
AFTER = 60.0
"""Days shown after the last reported figure."""

MARKED = (
    " Coloured bars are the ranges of reported figures; a hollow mark was held back as a check, "
    "an arrow means “at least”."
)
RAW = (
    "Under these assumptions: totals since July 2023 as the model has them, without the bias of "
    "any source." + MARKED
)
BOTH = (
    "Under these assumptions: totals since July 2023, as the model has them (fan) and as each "
    "source would print them (grey: its bias and noise applied)." + MARKED
)
RAW_SOURCE = (
    "Source: model run; reported figures from scenarios/evidence/targets.csv as published, before "
    "any correction for bias; ranges are our 5–95 % reading of them."
)
SOURCE = (
    "Source: model run; reported figures as published, and the bias of each source, from "
    "scenarios/evidence/targets.csv; ranges are our 5–95 % reading of them."
)
PRINTED = 0.42
"""Opacity of what a source would print."""

HALF = 0.013
"""Half the width of such a bar, as a share of the time axis."""


@dataclass(frozen=True)
class Reported:
    """One reported total. `low` alone means "at least"."""

    target: str
    measure: str
    start: float
    end: float
    low: float
    central: float
    high: float
    family: str
    fitted: bool

    @property
    def floor(self) -> bool:
        """Whether it is a lower bound only."""
        return not np.isfinite(self.central)


def reported() -> list[Reported]:
    """Return the reported totals of the measures that the figure shows."""
    return [
        Reported(
            target=row["target_id"],
            measure=row["measure"],
            start=day(date.fromisoformat(row["start"])),
            end=day(date.fromisoformat(row["end"])) + 1.0,
            low=float(row["low"] or "nan"),
            central=float(row["central"] or "nan"),
            high=float(row["high"] or "nan"),
            family=row["family"],
            fitted=row["use"] == "fit",
        )
        for row in table_of(shipped() / "evidence" / "targets.csv")
        if row["measure"] in PANELS and row["statistic"] == "sum" and not row["selector"]
    ]


@themed
def evidence(results: Results, *, theme: Theme = LIGHT, language: str = "en") -> Figure:
    """Return cumulative shells, containers and missiles with the reported figures as bars.

    Every scenario is one trace; with one scenario the three readings stand as thin medians, and
    behind each report what its source would print of the model's total.
    """
    names = title_words(results, language)
    first, last = ends(results)
    every = reported()
    shown = [t for t in every if t.end <= last]
    stop = min(last, max(t.end for t in every) + AFTER)
    expected = _expected(results, shown)
    page = frame(
        _finding(results, shown, language),
        _subtitle(shown, expected),
        (in_words(SOURCE if expected else RAW_SOURCE, language), footer(results, language)),
        theme,
        size=(10.5, 7.2),
        key=[
            *trace_key(names, theme),
            *bands_key(names, theme),
            *_printed_key(expected, theme),
            *_reading_key(results, theme),
            *_family_key(shown, theme),
        ],
    )
    body = page.body.inner(left=0.5, top=0.25, bottom=0.36, right=0.1)
    boxes = body.split(1, 3, across=0.75)
    for box, (measure, (title, unit)) in zip(boxes, PANELS.items(), strict=True):
        ax = page.axes(box, title, gid=f"evidence/{measure}")
        mine = [t for t in shown if t.measure == measure]
        high = _model(results, ax, measure, theme, stop)
        tops = [t.high if np.isfinite(t.high) else t.low for t in mine]
        tops += [expected[t.target].band[HIGH] for t in mine if t.target in expected]
        ax.set_ylim(0, 1.08 * max(high, 1.0, *tops))
        date_axis(ax, first, stop, narrow=True)
        divisor, words = magnitude(ax.get_ylim()[1], unit)
        value_axis(ax, words, divisor=divisor)
        _bars(ax, mine, expected, theme, stop - first)
    return page.figure


def _model(results: Results, ax: Axes, measure: str, theme: Theme, stop: float) -> float:
    """Draw the model's totals; return the highest value before the last day shown."""
    single = len(results.policies) == 1
    high = 0.0
    for index, policy in enumerate(results.policies):
        total = _until(band(results, measure, policy, cumulative=True), stop)
        fan(ax, total, theme.colour(index), style=theme.style(index),
            name=f"{measure}/{policy}", traces=len(results.policies))  # fmt: skip
        high = max(high, float(total.rows[-1, -1]))
    if single:
        policy = results.policies[0]
        for reading, style in zip(READINGS, look.STYLES[1:4], strict=True):
            part = _until(band(results, measure, policy, cumulative=True, group=reading), stop)
            if np.isfinite(part.median).all():
                line(ax, part.days, part.median, theme.ink, style=style, width=1.1,
                     name=f"reading/{reading}/{measure}/{policy}")  # fmt: skip
    return high


def _until(total: Band, stop: float) -> Band:
    kept = max(2, int(np.searchsorted(total.days, stop + DAYS_PER_WEEK)))
    return Band(total.days[:kept], total.rows[:, :kept])


def _colours(theme: Theme) -> dict[str, str]:
    chosen = [*(theme.colour(i) for i in (1, 2, 3, 4)), theme.ink]
    return dict(zip(FAMILIES, chosen, strict=True))


def _reading_key(results: Results, theme: Theme) -> list[Entry]:
    if len(results.policies) > 1:
        return []
    name = next(iter(PANELS))
    drawn = results.cumulative[name].sel(policy=results.policies[0])
    return [
        Entry(f"median if {READING_WORDS[reading]}", theme.ink, style)
        for reading, style in zip(READINGS, look.STYLES[1:4], strict=True)
        if np.isfinite(drawn.sel(group=reading).values).all()
    ]


def _family_key(shown: list[Reported], theme: Theme) -> list[Entry]:
    present = {t.family for t in shown}
    colours = _colours(theme)
    return [
        Entry(words, colours[family], marker=marker)
        for family, (words, marker) in FAMILIES.items()
        if family in present
    ]


def _expected(results: Results, shown: list[Reported]) -> dict[str, Score]:
    """Return what one scenario lets one expect in print; of several, nothing."""
    if len(results.policies) > 1:
        return {}
    return in_print(results, results.policies[0], [t.target for t in shown])


def _subtitle(shown: list[Reported], expected: Mapping[str, Score]) -> str:
    if not expected:
        return RAW
    central = [t.target for t in shown if not t.floor]
    inside = sum(expected[name].inside90 for name in central)
    return f"{BOTH} {inside} of {len(central)} central values lie in their grey bar."


def _printed_key(expected: Mapping[str, Score], theme: Theme) -> list[Entry]:
    words = "what the source would print (5–95 %, median)"
    return [Entry(words, theme.soft, alpha=PRINTED)] if expected else []


def _printed(ax: Axes, t: Reported, x: float, half: float, told: Score, theme: Theme) -> None:
    """Draw what a source would print: a grey bar, and its median as a line across."""
    low, middle, high = (told.band[i] for i in (LOW, MIDDLE, HIGH))
    (bar,) = ax.bar(x, high - low, 2 * half, low, color=theme.soft, alpha=PRINTED, linewidth=0,
                    zorder=3.2)  # fmt: skip
    bar.set_gid(f"printed/{t.target}")
    ax.plot([x - half, x + half], [middle] * 2, color=theme.ink, linewidth=1.4, zorder=3.3)


def _bars(
    ax: Axes, mine: list[Reported], expected: Mapping[str, Score], theme: Theme, width: float
) -> None:
    colours = _colours(theme)
    places = apart([t.end for t in mine], 0.038 * width, -np.inf, np.inf)
    for t, x in zip(mine, places, strict=True):
        if t.target in expected:
            _printed(ax, t, x, HALF * width, expected[t.target], theme)
        colour, marker = colours[t.family], FAMILIES[t.family][1]
        value = t.low if t.floor else t.central
        if not t.floor:
            (bar,) = ax.plot([x, x], [t.low, t.high], color=colour, linewidth=2.2, zorder=4)
            bar.set_gid(f"range/{t.target}")
        else:
            low, high = ax.get_ylim()
            ax.annotate(
                "", (x, value + 0.09 * (high - low)), (x, value),
                arrowprops={"arrowstyle": "->", "color": colour, "linewidth": 1.8,
                            "shrinkA": 0, "shrinkB": 0}, zorder=4,
            )  # fmt: skip
        (mark,) = ax.plot(
            [x], [value], marker=marker, markersize=7, color=colour, markeredgewidth=1.5,
            markerfacecolor=colour if t.fitted else theme.paper, linestyle="none", zorder=5,
        )  # fmt: skip
        mark.set_gid(f"reported/{t.target}")


def _finding(results: Results, shown: list[Reported], language: str) -> str:
    """Return the title: what the model has shipped by the end of the record, with its band."""
    text = words(language)
    if not shown:
        return text.say("titles.evidence_none")
    name, policy = "dprk.shells_shipped", results.policies[0]
    rows = band(results, name, policy, cumulative=True).at(day(CUT_OFF))
    found = level_of(
        Quantiles(float(rows[LOW]), float(rows[MIDDLE]), float(rows[HIGH]),
                  int(results.attrs["members"])),
        "rounds", label_of(name, language), when(f"{name}:cumulative", CUT_OFF, language), language,
    )  # fmt: skip
    return text.say("titles.evidence", level=found.text)
