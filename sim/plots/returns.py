"""Returns: what arms are worth, what DPRK receives for them by bundle, and what is owed."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.ground.units import DAYS_PER_WEEK
from sim.plots.compared import last_day, level_at_end, title_of, title_words
from sim.plots.draw import cut_off, date_axis, fan, line, value_axis
from sim.plots.frame import Box, Entry, bands_key, frame, trace_key
from sim.plots.series import Band, band, ends, member_band, member_series, week_days
from sim.plots.theme import DOTS, LIGHT, Theme, themed
from sim.plots.wording import footer, in_words, magnitude
from sim.runs.findings import finding
from sim.runs.results import Results
from sim.vocabulary.language import words
from sim.vocabulary.wording import day_words, percent, quantity

BUNDLE_WORDS = {
    "cash": "Cash",
    "oil": "Oil products",
    "food": "Food",
    "military": "Military goods",
    "technology": "Technology",
}
YEAR = 366.0
SOURCE = (
    "Source: model run. Contract values and returns are weakly known: most returns were never "
    "published, and prices of arms differ by method."
)


@themed
def returns(results: Results, *, theme: Theme = LIGHT, language: str = "en") -> Figure:
    """Return contract value against returns, arrears, and weekly returns by bundle.

    Every scenario is one trace in each panel.
    """
    names = title_words(results, language)
    single = len(names) == 1
    value = [Entry("median value of arms shipped", theme.ink, DOTS)]
    page = frame(
        _finding(results, language),
        "Under these assumptions: value summed up since July 2023, what Russia still owes, and "
        "below, the value of returns week by week, one panel a bundle on one scale.",
        (in_words(SOURCE, language), footer(results, language)),
        theme,
        size=(10.5, 7.4),
        key=[*trace_key(names, theme), *bands_key(names, theme), *(value if single else [])],
    )
    body = page.body.inner(left=0.55, top=0.25, bottom=0.22, right=0.05)
    middle = body.bottom + 0.42 * (body.top - body.bottom)
    upper = Box(body.left, middle + 0.6, body.right, body.top).split(1, 3, across=0.8)
    lower = Box(body.left, body.bottom, body.right, middle - 0.1).split(1, 5, across=0.28)
    top = [
        page.axes(upper[0], "Value of arms shipped, summed up", gid="contract"),
        page.axes(upper[1], "Returns delivered, summed up", gid="settled"),
        page.axes(upper[2], "Arrears: still owed", gid="arrears"),
    ]
    bottom = {
        bundle: page.axes(box, words, gid=f"bundle/{bundle}")
        for box, (bundle, words) in zip(lower, BUNDLE_WORDS.items(), strict=True)
    }
    for index, policy in enumerate(names):
        _totals(results, policy, top, theme, index)
        for bundle, ax in bottom.items():
            name = f"dprk.settled_usd/{bundle}/{policy}"
            values = band(results, "dprk.settled_usd", policy, bundle=bundle)
            fan(ax, values, theme.colour(index), style=theme.style(index), name=name,
                traces=len(results.policies))  # fmt: skip
    _scale(results, top, theme, ticks=True)
    _scale(results, list(bottom.values()), theme, ticks=False)
    return page.figure


def _scale(results: Results, panels: list[Axes], theme: Theme, *, ticks: bool) -> None:
    """Give panels one value axis in one magnitude; only the first names it if they stand close."""
    first, last = ends(results)
    high = max(1.0, *(ax.get_ylim()[1] for ax in panels))
    divisor, unit = magnitude(high, "USD" if ticks else "USD/week")
    for i, ax in enumerate(panels):
        date_axis(ax, first, last, narrow=True, sparse=not ticks and last - first < YEAR)
        ax.set_ylim(0, high * (1.1 if ticks else 1.0))
        value_axis(ax, unit if ticks or i == 0 else "", divisor=divisor)
        if not ticks and i:
            ax.tick_params(axis="y", labelleft=False)
        cut_off(ax, theme, label=ticks and i == 0)


def _totals(results: Results, policy: str, panels: list[Axes], theme: Theme, index: int) -> None:
    single, colour = len(results.policies) == 1, theme.colour(index)
    shown = {
        "dprk.contract_value_usd": band(
            results, "dprk.contract_value_usd", policy, cumulative=True
        ),
        "dprk.settled_usd": settled(results, policy),
        "russia.arrears_usd": band(results, "russia.arrears_usd", policy),
    }
    for ax, (name, values) in zip(panels, shown.items(), strict=True):
        style = theme.style(index)
        fan(ax, values, colour, style=style, name=f"{name}/{policy}", traces=len(results.policies))
    if single:
        value = shown["dprk.contract_value_usd"]
        line(panels[1], value.days, value.median, theme.ink, style=DOTS,
             name=f"reference/dprk.contract_value_usd/{policy}")  # fmt: skip


def settled(results: Results, policy: str) -> Band:
    """Return the total of returns over all bundles, summed up since week 0, USD.

    Added up member by member for the members whose series were kept; without series, the
    sum of the bundles' quantiles, which overstates the band.
    """
    values = member_series(results, "dprk.settled_usd", policy)
    if values is None:
        parts = [
            band(results, "dprk.settled_usd", policy, cumulative=True, bundle=b)
            for b in BUNDLE_WORDS
        ]
        return Band(parts[0].days, np.sum([p.rows for p in parts], axis=0))
    total = np.cumsum(values.sum(axis=-1), axis=1)
    total = np.concatenate([np.zeros_like(total[:, :1]), total], axis=1)
    days = week_days(results)
    return member_band(total, np.append(days, days[-1] + DAYS_PER_WEEK), "week_bound")


def _finding(results: Results, language: str) -> str:
    """Return the title: shipped, paid and still owed in one run; how much less of several."""
    text, names = words(language), title_words(results, language)
    first, *others = results.policies
    shipped, owed = (
        {p: level_at_end(results, name, p, language).median for p in results.policies}
        for name in ("dprk.contract_value_usd:cumulative", "russia.arrears_usd")
    )
    if not any(shipped.values()):
        return text.say("titles.returns_none")
    if not others:
        paid = float(settled(results, first).median[-1])
        money = {"value": shipped[first], "paid": paid, "owed": owed[first]}
        return text.say(
            "titles.returns", date=day_words(last_day(results), language),
            part=percent(min(1.0, paid / shipped[first]), language),
            **{key: quantity(value, "USD", language) for key, value in money.items()},
        )  # fmt: skip
    totals = {p: member_series(results, "dprk.settled_usd", p) for p in results.policies}
    label = text.say("titles.returned")
    found = {}
    for policy in others:
        before, after = totals[first], totals[policy]
        assert before is not None
        assert after is not None
        found[names[policy]] = finding(
            before.sum(axis=(1, 2)), after.sum(axis=(1, 2)), "dprk.settled_usd:cumulative",
            date=last_day(results), language=language, label=label,
        )  # fmt: skip
    return title_of(found, names[first])
