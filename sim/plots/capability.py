"""Capability over time: one panel an actor, and each component on request."""

from matplotlib.figure import Figure

from sim.plots import theme as look
from sim.plots.compared import gap_at_end, largest, level_at_end, title_words
from sim.plots.draw import cut_off, date_axis, fan, value_axis
from sim.plots.frame import Frame, bands_key, frame, trace_key
from sim.plots.series import band, ends
from sim.plots.text_width import wrapped
from sim.plots.theme import LIGHT, Theme, themed
from sim.plots.wording import footer, titles
from sim.runs.results import Results
from sim.vocabulary.measures import components as known_components

ACTOR_WORDS = {
    "russia": "Russia",
    "dprk": "DPRK",
    "us": "United States",
    "rok": "Republic of Korea",
    "japan": "Japan",
}
OPENING = 100.0
"""Value of every index in July 2023."""

SOURCE = "Source: model run. Index, July 2023 = 100; goalposts of the components are judgements."
ADVICE = (
    "Each actor's index counts from its own level in July 2023 = 100.",
    (
        "Never compare levels between actors: 120 for one and 90 for another says how each "
        "changed, not who is stronger."
    ),
    (
        "An index is the geometric mean of its components at equal weights, so no component can "
        "make up for one that collapses."
    ),
    "Burdens (exposure, threat) are turned round: above 100 is always better for that actor.",
)


@themed
def capability(
    results: Results, components: bool = False, *, theme: Theme = LIGHT, language: str = "en"
) -> Figure:
    """Return the capability index of each actor over time, or every component of it.

    Args:
        results: of a run or a comparison; every scenario is one trace in each panel.
        components: whether to draw the components instead of the index.
        theme: light or dark.
        language: en or zh.
    """
    if components:
        return _components(results, theme)
    names = titles(results)
    page = frame(
        _finding(results, language),
        "Under these assumptions: capability of each actor against its own level of July 2023 "
        "(= 100), by week.",
        (SOURCE, footer(results)),
        theme,
        size=(10.5, 7.2),
        key=[*trace_key(names, theme), *bands_key(names, theme)],
    )
    body = page.body.inner(left=0.5, top=0.25, bottom=0.22, right=0.05)
    boxes = body.split(2, 3, across=0.6, down=0.72)
    first, last = ends(results)
    panels = []
    for box, (actor, words) in zip(boxes[:5], ACTOR_WORDS.items(), strict=True):
        ax = page.axes(box, words, gid=f"actor/{actor}")
        for index, policy in enumerate(names):
            values = band(results, "capability.index", policy, actor=actor)
            fan(ax, values, theme.colour(index), style=theme.style(index),
                name=f"capability.index/{actor}/{policy}", traces=len(names))  # fmt: skip
        panels.append(ax)
    low = min(ax.get_ylim()[0] for ax in panels)
    high = max(ax.get_ylim()[1] for ax in panels)
    for i, ax in enumerate(panels):
        ax.set_ylim(min(low, 90.0), max(high, 110.0) * 1.06)
        date_axis(ax, first, last, narrow=True)
        value_axis(ax, "July 2023 = 100" if i % 3 == 0 else "", zero=False)
        ax.axhline(OPENING, color=theme.soft, linewidth=0.9, zorder=1.5)
        cut_off(ax, theme, label=i == 0)
    _advice(page, boxes[5].left, boxes[5].top, boxes[5].right - boxes[5].left)
    return page.figure


def _advice(page: Frame, x: float, y: float, room: float) -> None:
    page.write(x, y + 0.1, "How to read this", look.PANEL, weight="bold", va="baseline")
    for number, text in enumerate(ADVICE):
        lines = wrapped(text, room, look.FOOT, "bold" if number == 1 else "normal")
        page.write(x, y, lines, look.FOOT, weight="bold" if number == 1 else "normal",
                   gid="advice")  # fmt: skip
        y -= (lines.count("\n") + 1) * (look.FOOT) * 1.25 / 72 + 0.08


def _components(results: Results, theme: Theme) -> Figure:
    names, every = titles(results), list(known_components().values())
    columns = max(sum(c.actor == a for c in every) for a in ACTOR_WORDS)
    page = frame(
        _component_finding(results),
        "Under these assumptions: every component of the five indices against its own level of "
        "July 2023 (= 100); “burden” marks those where less is better, turned round so that "
        "above 100 is better. Values are held between 10 and 400. Do not compare actors.",
        (SOURCE, footer(results)),
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
            label = f"{part.name} {part.label}{' (burden)' if part.burden else ''}"
            shown = wrapped(label, box.right - box.left + 0.25, look.FOOT)
            page.write(box.left, box.top + 0.05, shown, look.FOOT, va="bottom", gid="component")
            for index, policy in enumerate(names):
                values = band(results, "capability.component", policy, component=part.name)
                fan(ax, values, theme.colour(index), style=theme.style(index),
                    name=f"capability.component/{part.name}/{policy}",
                    traces=len(names))  # fmt: skip
            low, high = ax.get_ylim()
            ax.set_ylim(min(low, 90.0), max(high, 110.0))
            date_axis(ax, first, last, narrow=True, sparse=True)
            value_axis(ax, "", zero=False, most=3)
            ax.axhline(OPENING, color=theme.soft, linewidth=0.8, zorder=1.5)
    return page.figure


def _finding(results: Results, language: str) -> str:
    """Return the title: the actor whose index changes most, in one run since July 2023."""
    first, *others = results.policies
    if others:
        pairs = [(p, a) for p in others for a in ACTOR_WORDS]
        found = [gap_at_end(results, "capability.index", p, language, actor=a) for p, a in pairs]
        most = largest(found)
        names = title_words(results, language)
        return most.title(names[pairs[found.index(most)][0]], names[first])
    levels = [
        level_at_end(results, "capability.index", first, language, actor=a) for a in ACTOR_WORDS
    ]
    return max(levels, key=lambda level: abs(level.median - OPENING)).text


def _component_finding(results: Results) -> str:
    policy = results.policies[0]
    known = known_components()
    ends_at = {
        name: float(band(results, "capability.component", policy, component=name).median[-1])
        for name in known
    }
    low, high = min(ends_at, key=lambda n: ends_at[n]), max(ends_at, key=lambda n: ends_at[n])
    return (
        f"Which parts move the indices? At the end {high} {known[high].label} stands highest "
        f"({ends_at[high]:.0f}), {low} {known[low].label} lowest ({ends_at[low]:.0f})"
    )
