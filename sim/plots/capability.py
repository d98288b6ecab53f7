"""Capability over time: one panel an actor, and each component on request."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.plots import theme as look
from sim.plots.compared import most_moved_index, title_words
from sim.plots.draw import cut_off, date_axis, fan, value_axis
from sim.plots.frame import Box, Frame, bands_key, frame, trace_key
from sim.plots.series import Band, band, ends
from sim.plots.text_width import wrapped
from sim.plots.theme import LIGHT, Theme, themed
from sim.plots.wording import footer, in_words, titles
from sim.runs.results import Results
from sim.vocabulary.components import components as known_components

ACTOR_WORDS = {
    "russia": "Russia",
    "dprk": "DPRK",
    "us": "United States",
    "rok": "Republic of Korea",
    "japan": "Japan",
}
EXPOSURE_WORDS = {
    "russia": "Dependence of Russia on DPRK",
    "us": "Exposure of US forces",
    "rok": "Exposure of the ROK",
    "japan": "Exposure of Japan",
}

SOURCE = (
    "Source: model run. 0 to 100 between fixed goalposts, which are judgements (book: measures)."
)
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
def capability(
    results: Results, components: bool = False, *, theme: Theme = LIGHT, language: str = "en"
) -> Figure:
    """Return capability and exposure of each actor over time, or every component.

    Args:
        results: of a run or a comparison; every scenario is one trace in each panel.
        components: whether to draw the components instead of the indices.
        theme: light or dark.
        language: en or zh.
    """
    if components:
        return _components(results, theme, language)
    names = title_words(results, language)
    page = frame(
        most_moved_index(results, language),
        "Under these assumptions: above, what each actor can do; below, how exposed it is; by "
        "week. Under each title, the change since July 2023. Axes differ.",
        (in_words(SOURCE, language), footer(results, language)),
        theme,
        size=(13.5, 7.6),
        key=[*trace_key(names, theme), *bands_key(names, theme)],
    )
    body = page.body.inner(left=0.5, top=0.45, bottom=0.22, right=0.05)
    boxes = body.split(2, 5, across=0.5, down=1.0)
    for box, (actor, words) in zip(boxes[:5], ACTOR_WORDS.items(), strict=True):
        ax = page.axes(box, gid=f"actor/{actor}")
        _over(page, box, words, _changes(results, actor))
        _fans(results, ax, "capability.index", ("actor", actor), theme)
    below = [boxes[5], *boxes[7:]]
    for box, (actor, words) in zip(below, EXPOSURE_WORDS.items(), strict=True):
        ax = page.axes(box, gid=f"exposure/{actor}")
        _over(page, box, words, _moves(results, "exposure.index", ("exposed", actor)))
        _fans(results, ax, "exposure.index", ("exposed", actor), theme)
    for i, ax in enumerate(page.figure.axes):
        _finish(results, ax, theme, unit="0-100" if i in (0, 5) else "", label=i == 0)
    free = boxes[6]
    _advice(page, free.left, free.top, free.right - free.left)
    return page.figure


def _over(page: Frame, box: Box, words: str, change: str) -> None:
    """Write a panel's title and, smaller, what changed."""
    page.write(box.left, box.top + 0.27, words, look.PANEL, weight="bold", va="baseline")
    page.write(box.left, box.top + 0.09, change, look.FOOT, va="baseline", gid="change")


def _changes(results: Results, actor: str) -> str:
    return _moves(results, "capability.change", ("actor", actor), since_opening=True)


def _moves(
    results: Results, name: str, where: tuple[str, str], *, since_opening: bool = False
) -> str:
    """Return the first scenario's change since the opening in words, points."""
    found = of_one(results, name, results.policies[0], where).rows
    if since_opening:
        low, middle, high = (signed(float(found[row, -1])) for row in (0, 2, -1))
        return f"{middle} points ({low} to {high}) at the end"
    return f"median {found[2, 0]:.0f} to {found[2, -1]:.0f}"


def signed(points: float) -> str:
    """Return whole points with their sign."""
    whole = round(points)
    return "0" if whole == 0 else f"{whole:+d}".replace("-", "−")


def of_one(results: Results, name: str, policy: str, where: tuple[str, str]) -> Band:
    """Return the band of one value of a measure's extra dimension."""
    dimension, value = where
    return band(results, name, policy, group="pooled", cumulative=False, **{dimension: value})


def _fans(results: Results, ax: Axes, name: str, where: tuple[str, str], theme: Theme) -> None:
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
    page.write(x, y + 0.1, "How to read this", look.PANEL, weight="bold", va="baseline")
    for number, text in enumerate(ADVICE):
        lines = wrapped(text, room, look.FOOT, "bold" if number == 1 else "normal")
        page.write(x, y, lines, look.FOOT, weight="bold" if number == 1 else "normal",
                   gid="advice")  # fmt: skip
        y -= (lines.count("\n") + 1) * (look.FOOT) * 1.25 / 72 + 0.08


def _components(results: Results, theme: Theme, language: str) -> Figure:
    names, every = title_words(results, language), list(known_components().values())
    columns = max(sum(c.actor == a for c in every) for a in ACTOR_WORDS)
    page = frame(
        _component_finding(results),
        "Under these assumptions: every component of the five indices between its fixed "
        "goalposts, 0 to 100 (never below 2). Do not compare actors.",
        (in_words(SOURCE, language), footer(results, language)),
        theme,
        size=(14.0, 10.8),
        key=[*trace_key(names, theme), *bands_key(names, theme)],
    )
    body = page.body.inner(left=0.45, top=0.55, bottom=0.22, right=0.05)
    boxes = body.split(len(ACTOR_WORDS), columns, across=0.42, down=0.86)
    first, last = ends(results)
    for row, (actor, words) in enumerate(ACTOR_WORDS.items()):
        mine = [c for c in every if c.actor == actor]
        start = boxes[row * columns]
        page.write(start.left, start.top + 0.4, words, look.PANEL, weight="bold", va="baseline")
        for box, part in zip(boxes[row * columns :], mine, strict=False):
            ax = page.axes(box, gid=f"component/{part.name}")
            shown = wrapped(f"{part.name} {part.label}", box.right - box.left + 0.25, look.FOOT)
            page.write(box.left, box.top + 0.05, shown, look.FOOT, va="bottom", gid="component")
            _fans(results, ax, "capability.component", ("component", part.name), theme)
            ax.set_ylim(0.0, 100.0)
            date_axis(ax, first, last, narrow=True, sparse=True)
            value_axis(ax, "", zero=False, most=4)
    return page.figure


def _component_finding(results: Results) -> str:
    policy = results.policies[0]
    known = known_components()
    moved = {
        name: float(band(results, "capability.contribution", policy, component=name).median[-1])
        for name in known
    }
    low, high = min(moved, key=lambda n: moved[n]), max(moved, key=lambda n: moved[n])
    return (
        f"Which parts move the indices? Since July 2023 {known[high].label} ({high}) adds most to "
        f"one ({signed(moved[high])} points), {known[low].label} ({low}) takes most "
        f"({signed(moved[low])})"
    )
