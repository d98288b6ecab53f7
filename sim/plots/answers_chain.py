"""The figure of one member's chain: both runs of every link, with the week that is told."""

import numpy as np
from matplotlib.figure import Figure

from sim.answers.answer import Answer, foot
from sim.answers.chain import Link
from sim.answers.telling.chain import target_words
from sim.answers.words import Voice
from sim.ground.weeks import date_of
from sim.plots.answers_bars import LARGE
from sim.plots.draw import date_axis, day, value_axis
from sim.plots.frame import Entry, frame
from sim.plots.text_width import wrapped
from sim.plots.theme import LIGHT, Theme, themed
from sim.vocabulary.language import words
from sim.vocabulary.wording import number

HIGH = 1.75
"""Height of one link, inches."""

ROOM = 9.5


@themed
def chain_figure(answer: Answer, *, theme: Theme = LIGHT, language: str = "en") -> Figure:
    """Return one panel a link, from the outcome down to what comes first."""
    links: list[Link] = answer.found
    voice = Voice(language, "chain")
    names = [voice.case(str(name)) for name in answer.about["cases"]]
    told = "\n".join(wrapped(s, ROOM, 9.0) for s in answer.sentences[1:])
    page = frame(
        answer.title, answer.sentences[0], foot(answer), theme,
        size=(10.5, 3.2 + HIGH * len(links) + 0.17 * told.count("\n")),
        key=[Entry(n, theme.colour(i), theme.style(i)) for i, n in enumerate(names)],
    )  # fmt: skip
    boxes = page.body.inner(left=0.95, right=0.2, bottom=0.3, top=0.35).split(
        len(links), 1, down=0.62
    )
    for place, (link, box) in enumerate(zip(links, boxes, strict=True)):
        head = _head(link, voice) if place or not link.target.measure else _measure(link, language)
        ax = page.axes(box, head, gid=f"link/{place}")
        days = np.asarray([day(date_of(w)) for w in range(link.series.shape[1])])
        for i, values in enumerate(link.series):
            (line,) = ax.plot(days, values, color=theme.colour(i), linestyle=theme.style(i))
            line.set_gid(f"run/{i}")
        at = day(date_of(link.week))
        ax.axvline(at, color=theme.soft, linewidth=0.8).set_gid("week")
        value_axis(ax, "")
        if np.abs(link.series).max() >= LARGE:
            ax.yaxis.set_major_formatter(lambda value, _: number(value, language))
        date_axis(
            ax, day(date_of(0)), day(date_of(links[0].series.shape[1] - 1)), language=language
        )
    return page.figure


def _head(link: Link, voice: Voice) -> str:
    text = target_words(link.target, voice)
    return text[:1].upper() + text[1:]


def _measure(link: Link, language: str) -> str:
    return words(language).name("measures", link.target.measure)
