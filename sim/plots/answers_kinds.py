"""The figure of kinds of paths: median and band of each kind, week by week."""

import numpy as np
from matplotlib.figure import Figure

from sim.answers.answer import Answer, foot
from sim.answers.grouping import Kinds
from sim.answers.words import Voice
from sim.ground.weeks import date_of
from sim.plots import theme as look
from sim.plots.draw import cut_off, date_axis, day, value_axis
from sim.plots.frame import Entry, frame
from sim.plots.theme import LIGHT, Theme, themed


@themed
def kinds_figure(answer: Answer, *, theme: Theme = LIGHT, language: str = "en") -> Figure:
    """Return the median path of each kind with what nine in ten of its members lie between."""
    got: Kinds = answer.found
    voice = Voice(language, "kinds")
    page = frame(
        answer.title, answer.sentences[0], foot(answer), theme, size=(10.5, 6.8),
        key=[
            Entry(voice.say("key", number=k + 1, share=voice.percent(got.share(k))),
                  theme.colour(k), theme.style(k))
            for k in range(len(got.boxes))
        ],
    )  # fmt: skip
    ax = page.axes(page.body.inner(left=0.85, bottom=0.35, right=0.2), gid="kinds")
    days = np.asarray([day(date_of(week)) for week in range(len(got.weekly))])
    for k in range(len(got.boxes)):
        low, middle, high = got.band(k) * got.scale.factor
        colour = theme.colour(k)
        band = ax.fill_between(days, low, high, color=colour, alpha=look.CROWDED, linewidth=0)
        band.set_gid(f"band90/{k + 1}")
        (line,) = ax.plot(days, middle, color=colour, linestyle=theme.style(k), zorder=3)
        line.set_gid(f"median/{k + 1}")
    value_axis(ax, voice.axis(got.scale))
    date_axis(ax, days[0], days[-1], language=language)
    cut_off(ax, theme, label=True, language=language)
    return page.figure
