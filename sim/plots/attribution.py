"""Attribution: which components moved each index, as a waterfall in points that adds up."""

from datetime import date

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.model.mechanisms.capability import contributions, index, rows_of
from sim.plots import theme as look
from sim.plots.capability import ACTOR_WORDS, SOURCE, signed
from sim.plots.draw import value_axis
from sim.plots.frame import frame
from sim.plots.theme import LIGHT, Theme, themed
from sim.plots.wording import footer, in_words, titles
from sim.runs.results import Results
from sim.runs.robustness import parts_at, places_of
from sim.vocabulary.components import components, of_actor
from sim.vocabulary.wording import day_words

ROOM = 0.18
"""Room left at the ends of the value axis, as a part of what is drawn."""


NARROWEST = 5.0
"""Least points that a value axis covers, so that what hardly moves looks so."""


@themed
def attribution(results: Results, *, theme: Theme = LIGHT, language: str = "en") -> Figure:
    """Return the change of each index taken apart by component, means over members, points.

    Of one run: from its opening to its end. Of a comparison: from the first scenario to the
    second, member by member, at the end. The bars of an actor add up to the change.

    Args:
        results: of a run or a comparison.
        theme: light or dark.
        language: en or zh; the title stays in English until the table of words has it.
    """
    before, after, told = _compared(results)
    moved = contributions(before, after).mean(axis=1)
    base = index(before).mean(axis=1)
    reached = index(after).mean(axis=1)
    page = frame(
        _finding(moved),
        f"Under these assumptions: {told}. Means over members, in points; the bars add up. Axes "
        "differ and do not begin at 0.",
        (in_words(SOURCE, language), footer(results, language)),
        theme,
        size=(13.5, 6.4),
    )
    body = page.body.inner(left=0.5, top=0.35, bottom=1.25, right=0.05)
    for row, (box, (actor, words)) in enumerate(
        zip(body.split(1, 5, across=0.55, down=0.5), ACTOR_WORDS.items(), strict=True)
    ):
        ax = page.axes(box, words, gid=f"attribution/{actor}")
        _waterfall(ax, actor, (base[row], reached[row]), moved[rows_of(actor)], theme)
    return page.figure


def _compared(results: Results) -> tuple[np.ndarray, np.ndarray, str]:
    """Return the components before and after, (component, member), and what is compared."""
    first, second = results.policies[0], results.policies[min(1, len(results.policies) - 1)]
    after = parts_at(places_of(results, second, -1))
    if first == second:
        start, end = (_date(results, place) for place in (0, -1))
        told = f"change of each index from {start} to {end}, by component"
        return parts_at(places_of(results, first, 0)), after, told
    names = titles(results)
    told = f"“{names[second]}” against “{names[first]}” at the end, by component"
    return parts_at(places_of(results, first, -1)), after, told


def _date(results: Results, place: int) -> str:
    return day_words(date.fromisoformat(str(results.ends["week_bound"].values[place])[:10]))


def _waterfall(
    ax: Axes,
    actor: str,
    levels: tuple[float, float],
    steps: np.ndarray,
    theme: Theme,
) -> None:
    names = of_actor(actor)
    at = levels[0] + np.concatenate([[0.0], np.cumsum(steps)[:-1]])
    last = len(names) + 1
    ax.bar(0, levels[0], color=theme.soft, width=0.7, gid=f"level/{actor}/before")
    for i, (name, start, step) in enumerate(zip(names, at, steps, strict=True)):
        colour = theme.colour(0) if step >= 0.0 else theme.colour(1)
        ax.bar(i + 1, step, bottom=start, color=colour, width=0.7, gid=f"step/{name}")
        ax.text(i + 1, max(start, start + step), signed(step), ha="center", va="bottom",
                fontsize=look.FOOT)  # fmt: skip
    ax.bar(last, levels[1], color=theme.soft, width=0.7, gid=f"level/{actor}/after")
    for place, level in ((0, levels[0]), (last, levels[1])):
        ax.text(place, level, f"{level:.0f}", ha="center", va="bottom", fontsize=look.FOOT)
    tops = [*levels, *(at + steps), *at]
    span = max(max(tops) - min(tops), NARROWEST)
    middle = (max(tops) + min(tops)) / 2
    ax.set_ylim(max(0.0, middle - (0.5 + ROOM) * span), middle + (0.5 + ROOM) * span)
    ax.set_xticks(range(last + 1))
    labels = ["before", *(f"{n} {components()[n].label}" for n in names), "after"]
    ax.set_xticklabels(labels, rotation=40, ha="right", fontsize=look.FOOT)
    value_axis(ax, "0-100" if actor == "russia" else "", zero=False)


def _finding(moved: np.ndarray) -> str:
    known = list(components().values())
    largest = max(range(len(known)), key=lambda i: abs(moved[i]))
    part = known[largest]
    whose = {"us": "the US index", "rok": "the ROK index"}.get(
        part.actor, f"the index of {ACTOR_WORDS[part.actor]}"
    )
    return (
        f"The largest single part is {part.label} ({part.name}): {signed(moved[largest])} points "
        f"of {whose}"
    )
