"""Provocations week by week, how they cluster, and what drives them."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.plots import theme as look
from sim.plots.compared import title_at_end, title_words
from sim.plots.draw import cut_off, date_axis, line, value_axis
from sim.plots.frame import Box, Entry, Frame, bands_key, frame, trace_key
from sim.plots.networks import Panel, fans
from sim.plots.series import ends, member_series, week_days
from sim.plots.theme import LIGHT, Theme, themed
from sim.plots.wording import footer
from sim.runs.bands import FEWEST
from sim.runs.results import Results
from sim.vocabulary.language import words

NAME = "dprk.provocations"
QUARTER = 13
PANELS = (
    Panel(NAME, "Provocations (total)", {}, cumulative=True),
    Panel("dprk.emboldenment", "Emboldenment", {}, unit="0 to 1"),
    Panel("dprk.threat_perception", "Threat perceived", {}, unit="0 to 1"),
    Panel("exposure.forces", "Exposure of forces", {}, unit="reference = 1"),
)
STRIP = "Members with a provocation in the week"
MEAN = "mean of 13 weeks"
WEEKS = (
    "Under these assumptions: above, the share of members with a provocation, week by week; below, "
    "the total since July 2023 and what drives the rate."
)
MEANS = (
    "Under these assumptions: above, the share of members with a provocation in a week, as a mean "
    "of 13 weeks; below, the total since July 2023 and what drives the rate."
)
TOTALS = "Under these assumptions: the total since July 2023 and what drives the rate."


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


def clustering(results: Results, policy: str, window: int = QUARTER) -> float:
    """Return the Fano factor of provocations counted in windows of so many weeks."""
    weekly = member_series(results, NAME, policy)
    if weekly is None:
        return float("nan")
    whole = weekly.shape[1] // window
    counts = weekly[:, : whole * window].reshape(len(weekly), whole, window).sum(axis=2)
    return fano(counts)


def shares(results: Results, policy: str) -> np.ndarray:
    """Return the share of members with a provocation by week, (week,); empty under 20 members."""
    weekly = member_series(results, NAME, policy)
    if weekly is None or len(weekly) < FEWEST:
        return np.empty(0)
    out: np.ndarray = (weekly > 0.0).mean(axis=0)
    return out


def smoothed(values: np.ndarray, window: int = QUARTER) -> np.ndarray:
    """Return the mean of a window around each week, of what of it there is at the ends, (week,)."""
    ones = np.ones(window)
    out: np.ndarray = np.convolve(values, ones, "same") / np.convolve(
        np.ones(len(values)), ones, "same"
    )
    return out[: len(values)]


@themed
def provocations(results: Results, *, theme: Theme = LIGHT, language: str = "en") -> Figure:
    """Return the weeks of provocations as a strip, and below it the total and what drives them."""
    names = title_words(results, language)
    weekly = {policy: shares(results, policy) for policy in names}
    kept = all(len(one) for one in weekly.values())
    page = frame(
        title_at_end(results, f"{NAME}:cumulative", language),
        TOTALS if not kept else WEEKS if len(names) == 1 else MEANS,
        (_note(results, language), footer(results, language)),
        theme,
        size=(10.5, 6.0 if kept else 4.2),
        key=[
            *trace_key(names, theme),
            *bands_key(names, theme),
            *(_strip_key(theme, single=len(names) == 1) if kept else []),
        ],
    )
    body = page.body.inner(left=0.5, top=0.25, bottom=0.22, right=0.05)
    if kept:
        top = Box(body.left, body.top - 1.35, body.right, body.top)
        _strip(page, top, results, weekly)
        body = body.inner(top=2.05)
    fans(page, body, results, PANELS, columns=4, named=not kept)
    return page.figure


def _strip_key(theme: Theme, *, single: bool) -> list[Entry]:
    bars = [Entry("single weeks", theme.soft, alpha=look.INNER)] if single else []
    return [*bars, Entry(MEAN, theme.ink, "-")] if single else []


def _strip(page: Frame, box: Box, results: Results, weekly: dict[str, np.ndarray]) -> None:
    """Draw the share of members by week: bars for one scenario, means of a quarter for all."""
    theme, days = page.theme, week_days(results)
    ax = page.axes(box, STRIP, gid=f"panel/weekly/{NAME}")
    for index, (policy, share) in enumerate(weekly.items()):
        single = len(weekly) == 1
        if single:
            _bars(ax, days, share, theme, policy)
        colour = theme.ink if single else theme.colour(index)
        line(ax, days + 3.5, 100 * smoothed(share), colour, style=theme.style(index),
             name=f"mean/{NAME}/{policy}")  # fmt: skip
    ax.set_ylim(0, 1.12 * ax.get_ylim()[1])
    value_axis(ax, "% of members", most=4)
    date_axis(ax, *ends(results))
    cut_off(ax, theme, label=True)


def _bars(ax: Axes, days: np.ndarray, share: np.ndarray, theme: Theme, policy: str) -> None:
    edges = np.append(days, days[-1] + 7.0)
    drawn = ax.stairs(
        100 * share, edges, fill=True, color=theme.soft, alpha=look.INNER, linewidth=0
    )
    drawn.set_gid(f"weekly/{NAME}/{policy}")


def _note(results: Results, language: str) -> str:
    """Return the source, and of one scenario how its events cluster where that can be told."""
    text, members = words(language), results.series.sizes.get("member", 0)
    told = [text.say("titles.provocations_source")]
    if members >= FEWEST:
        told.append(text.say("titles.provocations_kept", members=members))
    factor = clustering(results, results.policies[0])
    if len(results.policies) == 1 and np.isfinite(factor):
        told.append(text.say("titles.provocations_clusters", factor=f"{factor:.1f}"))
    return ("" if language == "zh" else " ").join(told)
