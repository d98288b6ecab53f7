"""Capability and exposure over time: one panel an actor."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.plots import theme as look
from sim.plots.compared import most_moved_index, title_words
from sim.plots.draw import cut_off, date_axis, fan, value_axis
from sim.plots.frame import Box, Frame, bands_key, frame, trace_key
from sim.plots.series import Band, band, difference, ends
from sim.plots.text_width import wrapped
from sim.plots.theme import LIGHT, Theme, themed
from sim.plots.wording import footer, in_words, titles
from sim.runs.bands import FEWEST
from sim.runs.results import Results

ACTOR_WORDS = {
    "russia": "Russia",
    "dprk": "DPRK",
    "us": "United States",
    "rok": "Republic of Korea",
    "japan": "Japan",
}
EXPOSURE_WORDS = {
    "russia": "Dependence on DPRK",
    "us": "Exposure of US forces",
    "rok": "Exposure of the ROK",
    "japan": "Exposure of Japan",
}

MOST_SIZES = 6
"""Scenarios whose differences stand under a panel's title."""

SOURCE = (
    "Source: model run. 0 to 100 between fixed goalposts, which are judgements (book: measures)."
)
WORDS = (
    "Under these assumptions: above, what each actor can do; below, how exposed it is; by week. "
    "Axes differ. Under each title, "
)
SINCE = "the change since July 2023."
PAIRED = "the paired differences to the first scenario at the end, points, in the order of the key."
ADVICE = (
    (
        "An index says what an actor can do: the geometric mean of its components, each between "
        "goalposts that are the same for every run."
    ),
    "Never compare levels between actors: their components differ. Read each actor’s change.",
    "No component can make up for one that collapses.",
    "Exposure stands beside capability and is never taken off it: higher is worse.",
)


@themed
def capability(results: Results, *, theme: Theme = LIGHT, language: str = "en") -> Figure:
    """Return capability and exposure of each actor over time.

    Args:
        results: of a run or a comparison; every scenario is one trace in each panel.
        theme: light or dark.
        language: en or zh.
    """
    names = title_words(results, language)
    page = frame(
        most_moved_index(results, language),
        WORDS + (PAIRED if len(names) > 1 else SINCE),
        (in_words(SOURCE, language), footer(results, language)),
        theme,
        size=(13.5, 8.2),
        key=[*trace_key(names, theme), *bands_key(names, theme)],
    )
    body = page.body.inner(left=0.5, top=0.45, bottom=0.22, right=0.05)
    boxes = body.split(2, 5, across=0.5, down=1.0)
    for box, (actor, words) in zip(boxes[:5], ACTOR_WORDS.items(), strict=True):
        ax = page.axes(box, gid=f"actor/{actor}")
        _over(page, box, words, _moves(results, "capability.index", ("actor", actor)))
        fans_of(results, ax, "capability.index", ("actor", actor), theme)
    below = [boxes[5], *boxes[7:]]
    for box, (actor, words) in zip(below, EXPOSURE_WORDS.items(), strict=True):
        ax = page.axes(box, gid=f"exposure/{actor}")
        _over(page, box, words, _moves(results, "exposure.index", ("exposed", actor)))
        fans_of(results, ax, "exposure.index", ("exposed", actor), theme)
    for i, ax in enumerate(page.figure.axes):
        _finish(results, ax, theme, unit="0-100" if i in (0, 5) else "", label=i == 0)
    free = boxes[6]
    _advice(page, free.left, free.top, free.right - free.left)
    return page.figure


def _over(page: Frame, box: Box, words: str, change: str) -> None:
    """Write a panel's title and, smaller, what changed."""
    page.write(box.left, box.top + 0.27, words, look.PANEL, weight="bold", va="baseline")
    page.write(box.left, box.top + 0.09, change, look.FOOT, va="baseline", gid="change")


def _moves(results: Results, name: str, where: tuple[str, str]) -> str:
    """Return what stands under a panel's title.

    Of one scenario its change since the opening; of several, what each differs from the first.
    """
    first, *others = results.policies
    if others:
        return _differs(results, name, others, where)
    if name == "exposure.index":
        found = of_one(results, name, first, where).median
        return f"median {found[0]:.0f} to {found[-1]:.0f}"
    rows = of_one(results, "capability.change", first, where).rows
    low, middle, high = (signed(float(rows[row, -1])) for row in (0, 2, -1))
    return f"{middle} points ({low} to {high}) at the end"


def _differs(results: Results, name: str, others: Sequence[str], where: tuple[str, str]) -> str:
    """Return paired medians at the end; of a single one its band as well."""
    key, value = where
    rows = [difference(results, name, p, **{key: value}).rows[:, -1] for p in others[:MOST_SIZES]]
    said = " / ".join(signed(float(row[1])) for row in rows)
    if len(others) > 1:
        return said + (" / …" if len(others) > MOST_SIZES else "")
    if int(results.attrs["members"]) < FEWEST:
        return said
    low, high = (signed(float(rows[0][i])) for i in (0, -1))
    return f"{said} points ({low} to {high})"


def signed(points: float) -> str:
    """Return whole points with their sign."""
    whole = round(points)
    return "0" if whole == 0 else f"{whole:+d}".replace("-", "−")


def of_one(results: Results, name: str, policy: str, where: tuple[str, str]) -> Band:
    """Return the band of one value of a measure's extra dimension."""
    dimension, value = where
    return band(results, name, policy, group="pooled", cumulative=False, **{dimension: value})


def fans_of(results: Results, ax: Axes, name: str, where: tuple[str, str], theme: Theme) -> None:
    """Draw a value of a measure's extra dimension, every scenario one fan."""
    names = titles(results)
    for index, policy in enumerate(names):
        stem = f"{name}/{where[1]}/{policy}"
        found = of_one(results, name, policy, where)
        fan(ax, found, theme.colour(index), style=theme.style(index), name=stem, traces=len(names))


def _finish(results: Results, ax: Axes, theme: Theme, *, unit: str, label: bool) -> None:
    first, last = ends(results)
    low, high = ax.get_ylim()
    ax.set_ylim(max(0.0, low - 1.0), min(100.0, high + 1.0))
    date_axis(ax, first, last, narrow=True, sparse=True)
    value_axis(ax, unit, zero=False)
    cut_off(ax, theme, label=label)


def _advice(page: Frame, x: float, y: float, room: float) -> None:
    page.write(x, y + 0.27, "How to read this", look.PANEL, weight="bold", va="baseline")
    y += 0.17
    for number, text in enumerate(ADVICE):
        lines = wrapped(text, room, look.FOOT, "bold" if number == 1 else "normal")
        page.write(x, y, lines, look.FOOT, weight="bold" if number == 1 else "normal",
                   gid="advice")  # fmt: skip
        y -= (lines.count("\n") + 1) * (look.FOOT) * 1.25 / 72 + 0.08
