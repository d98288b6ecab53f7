"""How the nine indices respond to shells demanded a day, a line for each tempo of enforcement."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.answers.response import AT, CELLS, EVERY, INDICES, REFERENCE, SHELLS, TEMPOS, Responses
from sim.ground.arrays import Runs
from sim.ground.weeks import date_of
from sim.plots import theme as look
from sim.plots.capability import ACTOR_WORDS, EXPOSURE_WORDS
from sim.plots.draw import value_axis
from sim.plots.frame import Entry, Frame, frame
from sim.plots.theme import LIGHT, Theme, themed

THOUSAND = 1000.0
SHOWN = (0, 1, 4)
"""Tempos that are drawn: without enforcement, at the reference, and at the most."""

WORDS = {0: "no enforcement work", 1: "as in the baseline", 4: "four times the work"}
SOURCE = (
    "Source: model runs, same members in every cell. Bands: 5 to 95 % of members at the tempo of "
    "the baseline."
)


@themed
def response_figure(
    found: Responses, week: int = AT[-1], group: str = EVERY, *, theme: Theme = LIGHT
) -> Figure:
    """Return one panel an index: median change in points over shells demanded, a line a tempo.

    Args:
        found: what is drawn.
        week: one of `AT`.
        group: of members.
        theme: light or dark.
    """
    at = found.cells[group][:, :, AT.index(week)]
    page = frame(
        _title(at, week),
        f"Under these assumptions: change in points against {REFERENCE[0]:,} shells a day at the "
        f"baseline’s tempo, same members ({found.sizes[group]:,}). Above, capability; below, "
        "exposure, where higher is worse. Axes differ.",
        (SOURCE,),
        theme,
        size=(13.5, 7.2),
        key=[Entry(WORDS[tempo], theme.colour(i), theme.style(i)) for i, tempo in enumerate(SHOWN)],
    )
    boxes = page.body.inner(left=0.55, top=0.4, bottom=0.5, right=0.05).split(
        2, 5, across=0.5, down=0.85
    )
    places = [*boxes[:5], boxes[5], *boxes[7:]]
    titles = [*ACTOR_WORDS.values(), *(EXPOSURE_WORDS[a] for _, a in INDICES[5:])]
    for i, (box, title) in enumerate(zip(places, titles, strict=True)):
        ax = page.axes(box, title, gid=f"response/{INDICES[i][1]}/{INDICES[i][0]}")
        _lines(ax, at[..., i], theme)
        _finish(ax, first=i in {0, 5}, theme=theme)
    _advice(page, boxes[6].left, boxes[6].top)
    return page.figure


def _lines(ax: Axes, at: Runs, theme: Theme) -> None:
    xs = [shells / THOUSAND for shells in SHELLS]
    for i, tempo in enumerate(SHOWN):
        rows = [CELLS.index((shells, tempo)) for shells in SHELLS]
        low, middle, high = at[:, rows]
        if tempo == REFERENCE[1]:
            ax.fill_between(xs, low, high, color=theme.colour(i), alpha=look.OUTER, linewidth=0)
        ax.plot(xs, middle, color=theme.colour(i), linestyle=theme.style(i), marker="o", ms=3)


def _finish(ax: Axes, *, first: bool, theme: Theme) -> None:
    ax.axhline(0.0, color=theme.soft, linewidth=0.8, zorder=0)
    low, high = ax.get_ylim()
    ax.set_ylim(min(low, -2.0), max(high, 2.0))
    ax.set_xticks([shells / THOUSAND for shells in SHELLS])
    ax.set_xlabel("thousand shells demanded a day", fontsize=look.FOOT)
    value_axis(ax, "points" if first else "", zero=False)


def _advice(page: Frame, x: float, y: float) -> None:
    text = (
        "A flat line is an answer too:\nthe page says for each why.\n\n"
        "Lines on top of each other:\nenforcement moves nothing there."
    )
    page.write(x, y, text, look.FOOT, gid="advice")


def _title(at: Runs, week: int) -> str:
    names = [*(f"{w}’s capability" for w in ACTOR_WORDS.values())]
    names += [_lower(EXPOSURE_WORDS[actor]) for _, actor in INDICES[5:]]
    heavy, pressed = (CELLS.index(cell) for cell in ((SHELLS[-1], 1), (REFERENCE[0], TEMPOS[-1])))
    rows = [at[1, cell] for cell in (heavy, pressed)]
    most = [int(abs(row).argmax()) for row in rows]
    moved = [_signed(float(row[i])) for row, i in zip(rows, most, strict=True)]
    year = date_of(week).year
    return (
        f"By {year}, {SHELLS[-1]:,} shells a day move {names[most[0]]} most ({moved[0]} points), "
        f"four times the enforcement work {names[most[1]]} ({moved[1]})"
    )


def _lower(words: str) -> str:
    return words[0].lower() + words[1:]


def _signed(points: float) -> str:
    return f"{round(points):+d}".replace("-", "−")
