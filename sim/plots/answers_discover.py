"""The figure of discovered boxes: what each takes in, and the first over its two main inputs."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.answers.answer import Answer, foot
from sim.answers.asking import READING
from sim.answers.discovery import Discovery
from sim.answers.telling.limits import option_words
from sim.answers.words import ALL, HUNDRED, STRUCTURE, Voice, spaced, unit_of
from sim.plots import theme as look
from sim.plots.draw import value_axis
from sim.plots.frame import Entry, frame
from sim.plots.theme import LIGHT, Theme, themed
from sim.vocabulary.language import words

WHOLE = 0.8
"""Of the room of one option that its bars take."""


@themed
def discover_figure(answer: Answer, *, theme: Theme = LIGHT, language: str = "en") -> Figure:
    """Return the trade-off of coverage and density, and the first box over its two main inputs."""
    found: Discovery = answer.found
    voice = Voice(language, "discover")
    rule = _only_rule(found)
    dots = [
        Entry(voice.say("dots"), theme.colour(1), marker="o"),
        Entry(voice.say("others"), theme.soft, marker="o"),
    ]
    page = frame(
        answer.title, answer.sentences[0], foot(answer), theme, size=(10.5, 7.0),
        key=[
            *(Entry(voice.group(part.group), theme.colour(i), theme.style(i))
              for i, part in enumerate(found.groups)),
            *([] if rule else dots),
        ],
    )  # fmt: skip
    left, right = page.body.inner(left=0.7, bottom=0.5, right=0.1, top=0.3).split(1, 2, across=1.0)
    ax = page.axes(left, voice.say("panel"), gid="trade-off")
    for i, part in enumerate(found.groups):
        if len(part.path):
            coverage, density = HUNDRED * part.path[:, 0], HUNDRED * part.path[:, 1]
            (line,) = ax.plot(coverage, density, color=theme.colour(i), linestyle=theme.style(i))
            line.set_gid(f"path/{part.group}")
        for box in part.boxes[:1]:
            (dot,) = ax.plot([HUNDRED * box.coverage], [HUNDRED * box.density], marker="D",
                             markersize=8, color=theme.colour(i))  # fmt: skip
            dot.set_gid(f"box/{part.group}")
    ax.set_xlim(0.0, 103.0)
    ax.set_ylim(0.0, 103.0)
    does = voice.say("holds" if found.groups[0].wanted else "fails")
    value_axis(ax, voice.say("density", does=does))
    ax.set_xlabel(voice.say("coverage"), fontsize=look.TICK)
    if rule:
        shown = page.axes(
            right, voice.say("rates", does=does, name=_rule_name(rule, voice)), gid="rates"
        )
        _rates(shown, found, rule, theme, voice)
    else:
        _pair(page.axes(right, voice.say("pair"), gid="pair"), found, theme, voice)
    return page.figure


def _only_rule(found: Discovery) -> str:
    """Return the rule that the first box names where it names no range; "" else."""
    boxes = [box for part in found.groups for box in part.boxes]
    limits = boxes[0].limits if boxes else {}
    return "" if any(not limit.among for limit in limits.values()) else next(iter(limits), "")


def _rates(ax: Axes, found: Discovery, rule: str, theme: Theme, voice: Voice) -> None:
    """Draw how often it comes about under each option of a rule, a bar a group of members."""
    kinds, wanted = found.inputs[rule].astype(str), found.groups[0].wanted
    options = sorted(set(kinds))
    wide = WHOLE / len(found.groups)
    for i, part in enumerate(found.groups):
        inside = _of_group(found, part.group)
        for k, option in enumerate(options):
            of = found.happens[inside & (kinds == option).to_numpy()]
            rate = HUNDRED * float((of > 0.0).mean() if wanted else (of <= 0.0).mean())
            place = k + WHOLE / 2 - (i + 0.5) * wide
            (bar,) = ax.barh(place, rate, 0.9 * wide, color=theme.colour(i))
            bar.set_gid(f"rate/{part.group}/{option}")
            ax.text(rate + 1.0, place, f"{rate:.0f}", va="center", fontsize=look.TICK)
    for k, option in enumerate(options):
        ax.text(1.0, k + WHOLE / 2 + 0.04, option_words(rule, option, voice), va="bottom",
                fontsize=look.TEXT)  # fmt: skip
    ax.set_yticks([])
    ax.set_ylim(-0.5, len(options) - 0.4)
    ax.set_xlim(0.0, 103.0)
    ax.grid(visible=True, axis="x")


def _rule_name(rule: str, voice: Voice) -> str:
    return spaced(words(voice.language).name("structures", rule.removeprefix(STRUCTURE)))


def _of_group(found: Discovery, group: str) -> np.ndarray:
    """Return which members belong to a group: a reading, or all."""
    name = STRUCTURE + READING
    if group == ALL or name not in found.inputs:
        return np.ones(len(found.happens), dtype=bool)
    return np.asarray(found.inputs[name].astype(str) == group.rpartition("=")[2])


def _pair(ax: Axes, found: Discovery, theme: Theme, voice: Voice) -> None:
    """Draw members over the two limits that tell most; rates over one where there is only one."""
    boxes = [box for part in found.groups for box in part.boxes]
    numbers = [n for n, limit in boxes[0].limits.items() if not limit.among] if boxes else []
    if not numbers:
        ax.text(
            0.5, 0.5, voice.say("no_range"), transform=ax.transAxes, ha="center", color=theme.soft
        )
        ax.set_axis_off()
        return
    ranked = sorted(numbers, key=lambda n: boxes[0].quasi_p.get(n, 1.0))
    across = ranked[0]
    happens = found.happens > 0.0
    x = found.inputs[across].to_numpy()
    y = found.inputs[ranked[1]].to_numpy() if len(ranked) > 1 else np.linspace(0.0, 1.0, len(x))
    for mask, colour, gid in ((~happens, theme.soft, "not"), (happens, theme.colour(1), "happens")):
        (dots,) = ax.plot(x[mask], y[mask], linestyle="none", marker="o", markersize=2.6,
                          alpha=0.55, color=colour)  # fmt: skip
        dots.set_gid(gid)
    limits = [boxes[0].limits[n] for n in ranked[:2]]
    ends = [(max(limit.low, low), min(limit.high, high)) for limit, low, high in
            zip(limits, (x.min(), y.min()), (x.max(), y.max()), strict=False)]  # fmt: skip
    if len(ends) == 1:
        ends.append((float(y.min()), float(y.max())))
    (left, right), (bottom, top) = ends
    ax.plot([left, right, right, left, left], [bottom, bottom, top, top, bottom], color=theme.ink,
            linewidth=1.6).pop().set_gid("box")  # fmt: skip
    ax.set_xlabel(_axis(across, voice), fontsize=look.TICK)
    ax.set_ylabel(
        _axis(ranked[1], voice) if len(ranked) > 1 else voice.say("spread"), fontsize=look.TICK
    )
    ax.grid(visible=True)


def _axis(name: str, voice: Voice) -> str:
    unit = voice.axis_of(unit_of(name))
    return f"{voice.spoken(name)} ({unit})" if unit else voice.spoken(name)
