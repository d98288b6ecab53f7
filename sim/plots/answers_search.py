"""The figure of a search: strategies on unseen members beside the shipped scenarios."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.answers.aims import Aim
from sim.answers.answer import Answer, foot
from sim.answers.searched import BEST, Searched, mark
from sim.answers.strategies import ADAPTIVE, STATIC
from sim.answers.words import Voice
from sim.plots import theme as look
from sim.plots.draw import apart
from sim.plots.frame import Entry, frame
from sim.plots.text_width import wrapped
from sim.plots.theme import LIGHT, Theme, themed
from sim.vocabulary.wording import quantity

LINE = 0.034
"""Height of a name, as a part of the panel."""


LONGEST = 3.4
"""Inches that a line of words beside the upright axis takes at most."""


@themed
def search_figure(answer: Answer, *, theme: Theme = LIGHT, language: str = "en") -> Figure:
    """Return the strategies found over the first two aims, unseen, beside shipped scenarios."""
    found: Searched = answer.found
    voice = Voice(language, "search")
    adaptive = [Entry(voice.say("adaptives"), theme.colour(2), marker="^")]
    page = frame(
        answer.title, answer.sentences[0], foot(answer), theme, size=(10.5, 7.2),
        key=[
            Entry(voice.say("unseen"), theme.colour(0), marker="D"),
            Entry(voice.say("seen"), theme.soft, marker="o", filled=False),
            Entry(voice.say("shipped"), theme.colour(1), marker="s"),
            *(adaptive if found.watched else []),
        ],
    )  # fmt: skip
    ax = page.axes(page.body.inner(left=1.05, bottom=0.55, right=3.0), gid="front")
    sizes = np.asarray([aim.scale.factor for aim in found.aims[:2]])
    seen = found.amounts(found.seen)[:, :2] * sizes
    unseen = found.amounts(found.unseen)[:, :2] * sizes
    for one, other in zip(seen, unseen, strict=True):
        ax.plot([one[0], other[0]], [one[1], other[1]], color=theme.soft, linewidth=0.6)
    ax.plot(*seen.T, linestyle="none", marker="o", markerfacecolor="none", color=theme.soft)
    for kind, marker, i in ((STATIC, "D", 0), (ADAPTIVE, "^", 2)):
        some = unseen[found.of_kind(kind)]
        (dots,) = ax.plot(*some.T, linestyle="none", marker=marker, markersize=7,
                          color=theme.colour(i))  # fmt: skip
        dots.set_gid(f"unseen/{kind}")
    ranks = found.ranks(found.unseen)
    for name, at, rank in zip(found.names, unseen, ranks, strict=True):
        if rank <= BEST:
            ax.annotate(mark(name), at, xytext=(0, 7), ha="center",
                        textcoords="offset points", fontsize=look.FOOT)  # fmt: skip
    shipped = {n: found.amounts(c)[:2] * sizes for n, c in found.shipped.items()}
    for at in shipped.values():
        ax.plot([at[0]], [at[1]], marker="s", color=theme.colour(1))
    _ticks(ax, found.aims, voice)
    _names(ax, {voice.case(n): at for n, at in shipped.items()}, theme)
    ax.set_xlabel(_aim_words(found.aims[0], voice), fontsize=look.TICK)
    high = wrapped(_aim_words(found.aims[1], voice), LONGEST, look.TICK)
    ax.set_ylabel(high, fontsize=look.TICK)
    ax.grid(visible=True)
    return page.figure


def _ticks(ax: Axes, aims: tuple[Aim, ...], voice: Voice) -> None:
    """Write large numbers in words."""
    ax.xaxis.set_major_formatter(lambda value, _: quantity(value, "", voice.language))
    ax.yaxis.set_major_formatter(lambda value, _: quantity(value, "", voice.language))
    assert len(aims) > 1


def _names(ax: Axes, shipped: dict[str, np.ndarray], theme: Theme) -> None:
    """Write the names of scenarios beside the panel, each joined to its mark by a thin line."""
    low, high = ax.get_ylim()
    order = sorted(shipped, key=lambda name: (float(shipped[name][1]), -float(shipped[name][0])))
    wanted = [(float(shipped[name][1]) - low) / (high - low) for name in order]
    for name, y in zip(order, apart(wanted, LINE, 0.0, 1.0), strict=True):
        ax.annotate(
            name, tuple(shipped[name]), xytext=(1.03, y), textcoords="axes fraction",
            fontsize=look.FOOT, color=theme.ink, va="center",
            arrowprops={"arrowstyle": "-", "color": theme.soft, "linewidth": 0.5},
        )  # fmt: skip


def _aim_words(aim: Aim, voice: Voice) -> str:
    unit = voice.axis(aim.scale, gap=aim.kind == "regret")
    text = aim.told(voice)
    return f"{text} ({unit})" if unit else text
