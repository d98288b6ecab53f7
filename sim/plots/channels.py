"""Channels of prohibited trade, one row each: what flows, what is lost, who carries it."""

from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.plots import theme as look
from sim.plots.compared import gap_at_end, largest, level_at_end, title_words
from sim.plots.draw import cut_off, date_axis, end_labels, fan, value_axis
from sim.plots.frame import Box, Frame, bands_key, frame, trace_key
from sim.plots.series import band, ends
from sim.plots.theme import LIGHT, Theme, themed
from sim.plots.wording import footer, in_words
from sim.runs.results import Results
from sim.vocabulary.measures import dimension

CHANNEL_WORDS = {
    "arms": "Arms",
    "oil_direct": "Oil, direct",
    "ship_to_ship": "Oil, ship to ship",
    "coal": "Coal",
    "finance": "Banking",
    "labour": "Labour",
    "cyber": "Cyber theft",
    "procurement": "Procurement",
}
FLOW, LOSS = "channel.flow", "channel.loss_fraction"
NAMES = 1.75
"""Inches for the names of channels."""

SOURCE = "Source: model run."
WORDS = (
    "Under these assumptions: each channel by week, every column on one scale. Flow is what still "
    "passes: what facilitators carry, less losses, with what turns up from other channels."
)


@dataclass(frozen=True)
class Column:
    """One column of panels: a measure by channel, its title, and what its values are times."""

    name: str
    title: str
    times: float = 1.0
    places: int = 2

    @property
    def relative(self) -> bool:
        """Whether values stand beside 1, so that the axis need not begin at nil."""
        return self.times == 1.0


COLUMNS = (
    Column(FLOW, "Flow (July 2023 = 1)"),
    Column(LOSS, "Lost to enforcement (%)", 100.0, 0),
    Column("channel.facilitators", "Facilitators (July 2023 = 1)"),
)


@themed
def channels(results: Results, *, theme: Theme = LIGHT, language: str = "en") -> Figure:
    """Return flow, share lost and facilitators by channel, every scenario one trace in each."""
    names = title_words(results, language)
    page = frame(
        _finding(results, language),
        WORDS,
        (in_words(SOURCE, language), footer(results, language)),
        theme,
        size=(10.5, 9.4),
        key=[*trace_key(names, theme), *bands_key(names, theme)],
    )
    body = page.body.inner(left=NAMES, top=0.25, bottom=0.22, right=0.35)
    known = dimension("channel")
    boxes = body.split(len(known), len(COLUMNS), across=0.75, down=0.2)
    for place, column in enumerate(COLUMNS):
        mine = boxes[place :: len(COLUMNS)]
        page.write(mine[0].left, mine[0].top + 0.1, column.title, look.PANEL, weight="bold",
                   va="baseline")  # fmt: skip
        _column(page, mine, results, column)
    for channel, box in zip(known, boxes[:: len(COLUMNS)], strict=True):
        page.write(page.body.left, (box.bottom + box.top) / 2, CHANNEL_WORDS[channel], look.PANEL,
                   weight="bold", va="center")  # fmt: skip
    return page.figure


def _column(page: Frame, boxes: list[Box], results: Results, column: Column) -> None:
    known = dimension("channel")
    drawn = [
        _panel(page, box, results, column, channel)
        for channel, box in zip(known, boxes, strict=True)
    ]
    low, top = (f(ax.get_ylim()[i] for ax in drawn) for i, f in enumerate((min, max)))
    for i, (ax, channel) in enumerate(zip(drawn, known, strict=True)):
        ax.set_ylim(low if column.relative else 0.0, top)
        value_axis(ax, "", zero=not column.relative, most=3)
        if column.relative:
            ax.axhline(1.0, color=page.theme.soft, linewidth=0.7, zorder=1.4)
        date_axis(ax, *ends(results), narrow=True, labels=i == len(drawn) - 1)
        cut_off(ax, page.theme, label=i == 0 and column is COLUMNS[0])
        if len(results.policies) == 1:
            _end(ax, results, column, channel, page.theme)


def _panel(page: Frame, box: Box, results: Results, column: Column, channel: str) -> Axes:
    ax, theme = page.axes(box, gid=f"panel/{column.name}/{channel}"), page.theme
    for index, policy in enumerate(results.policies):
        values = band(results, column.name, policy, channel=channel).times(column.times)
        fan(ax, values, theme.colour(index), style=theme.style(index),
            name=f"{column.name}/{channel}/{policy}", traces=len(results.policies))  # fmt: skip
    return ax


def _end(ax: Axes, results: Results, column: Column, channel: str, theme: Theme) -> None:
    """Write the last median beside the panel."""
    values = band(results, column.name, results.policies[0], channel=channel).times(column.times)
    last = float(values.median[-1])
    end_labels(ax, [(last, f"{last:.{column.places}f}", theme.colour(0))])


def _finding(results: Results, language: str) -> str:
    """Return a title: which channel of one run loses most, which flow of several moves most."""
    first, *others = results.policies
    known = dimension("channel")
    if others:
        found = [gap_at_end(results, FLOW, p, language, channel=c) for p in others for c in known]
        most = largest(found)
        policy = others[found.index(most) // len(known)]
        names = title_words(results, language)
        return most.title(names[policy], names[first])
    levels = [level_at_end(results, LOSS, first, language, channel=c) for c in known]
    return max(levels, key=lambda level: level.median).text
