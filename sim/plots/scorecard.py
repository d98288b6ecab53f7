"""Scenarios by outcomes: what each changes, in size and direction, on one page."""

from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator

from sim.plots import theme as look
from sim.plots.compared import gap_at_end, largest, last_day, title_words
from sim.plots.frame import Entry, frame
from sim.plots.text_width import wrapped
from sim.plots.theme import LIGHT, Theme, themed
from sim.plots.wording import footer
from sim.runs.bands import CUMULATIVE
from sim.runs.findings import Finding
from sim.runs.levels import label_of
from sim.runs.results import Results
from sim.runs.verdicts import HIGHER, LOWER, OPEN
from sim.vocabulary.axes import ACTORS
from sim.vocabulary.language import Words, words
from sim.vocabulary.wording import BAND_FIGURES, change, day_words, signed

OUTCOMES = (
    "russia.shells_fired:cumulative", "dprk.shells_arrived:cumulative", "russia.shell_stock",
    "dprk.contract_value_usd:cumulative", "russia.arrears_usd", "dprk.hard_currency_usd",
    "dprk.energy_coverage", "dprk.warheads", "dprk.provocations:cumulative",
)  # fmt: skip
"""What a card shows beside the capability of every actor."""

INDEX = "capability.index"
MARKS = {HIGHER: "▲", LOWER: "▼", OPEN: "○"}
NOTHING = "·"
"""What stands where a scenario changes practically nothing."""

FAINT, DARK = 0.15, 0.6
"""Opacity of the smallest and of the largest directed change of an outcome."""

NAMES = 2.1
"""Room for the titles of scenarios, inches."""

CELL = (0.86, 0.42)
"""Width and height of a cell, inches."""

HEAD = 0.72
"""Height of the names of outcomes, inches."""


@dataclass(frozen=True)
class Card:
    """What each scenario changes of each outcome.

    Attributes:
        titles: of the scenarios, the reference left out.
        labels: of the outcomes.
        found: by scenario and outcome.
    """

    titles: tuple[str, ...]
    labels: tuple[str, ...]
    found: tuple[tuple[Finding, ...], ...]

    @property
    def directed(self) -> list[Finding]:
        """Findings that have a direction."""
        return [f for row in self.found for f in row if f.verdict in (HIGHER, LOWER)]


def card_of(results: Results, language: str = "en") -> Card:
    """Return what every scenario of a comparison changes against the first."""
    names, text = title_words(results, language), words(language)
    outcomes: list[tuple[str, dict[str, str]]] = [(name, {}) for name in OUTCOMES]
    outcomes += [(INDEX, {"actor": actor}) for actor in ACTORS]
    labels = [_label(text, name, **where) for name, where in outcomes]
    rows = [
        tuple(gap_at_end(results, name, policy, language, **where) for name, where in outcomes)
        for policy in results.policies[1:]
    ]
    return Card(tuple(names[p] for p in results.policies[1:]), tuple(labels), tuple(rows))


def _label(text: Words, name: str, actor: str = "") -> str:
    """Return a short name: an actor for its index, a measure without saying that it is a total."""
    if actor:
        return text.name("actor", actor)
    return label_of(name.removesuffix(CUMULATIVE), text.language)


@themed
def scorecard(results: Results, *, theme: Theme = LIGHT, language: str = "en") -> Figure:
    """Return one row a scenario and one column an outcome: size, and what the band carries.

    Args:
        results: of a comparison.
        theme: light or dark.
        language: en or zh.
    """
    card, text = card_of(results, language), words(language)
    wide, high = NAMES + CELL[0] * len(card.labels) + 0.7, CELL[1] * len(card.titles)
    page = frame(
        _title(results, card, language),
        text.say("scorecard.shown", date=day_words(last_day(results), language)),
        (text.say("scorecard.source"), footer(results, language)),
        theme, size=(wide, high + HEAD + 2.75),
        key=[
            Entry(text.say("scorecard.higher"), theme.colour(1), alpha=DARK),
            Entry(text.say("scorecard.lower"), theme.colour(0), alpha=DARK),
            Entry(text.say("scorecard.open"), theme.soft, marker="o", filled=False),
            Entry(text.say("scorecard.unchanged"), theme.soft, marker="."),
        ],
    )  # fmt: skip
    box = page.body.inner(left=NAMES, top=HEAD + 0.2, right=0.05)
    ax = page.axes(box, gid="scorecard")
    _cells(ax, card, theme)
    _sides(ax, card, theme)
    first = box.left + (box.right - box.left) * len(OUTCOMES) / len(card.labels)
    page.write(first, box.top + HEAD, text.say("scorecard.index"), look.FOOT, weight="bold")
    return page.figure


def _cells(ax: Axes, card: Card, theme: Theme) -> None:
    for x in range(len(card.labels)):
        column = [row[x] for row in card.found]
        most = max((_size(f) for f in column if f.verdict in MARKS), default=0.0) or 1.0
        for y, one in enumerate(column):
            mark = MARKS.get(one.verdict, NOTHING)
            if one.verdict in (HIGHER, LOWER):
                colour = theme.colour(1 if one.verdict == HIGHER else 0)
                ax.fill_between([x - 0.48, x + 0.48], y - 0.46, y + 0.46, color=colour, linewidth=0,
                                alpha=FAINT + (DARK - FAINT) * min(1.0, _size(one) / most),
                                gid=f"fill/{x}/{y}")  # fmt: skip
            shown = f"{mark} {_short(one)}" if mark != NOTHING else NOTHING
            ink = theme.ink if one.verdict in (HIGHER, LOWER) else theme.soft
            put = ax.text(x, y, shown, ha="center", va="center", fontsize=look.FOOT, color=ink)
            put.set_gid(f"cell/{x}/{y}")


def _size(found: Finding) -> float:
    return abs(found.median if found.percent is None else found.percent)


def _short(found: Finding) -> str:
    """Return a size as a cell holds it: per cent, or points."""
    if found.percent is None:
        return signed(found.median, found.language, figures=BAND_FIGURES)
    return change(found.percent, found.language)


def _sides(ax: Axes, card: Card, theme: Theme) -> None:
    ax.set_xlim(-0.5, len(card.labels) - 0.5)
    ax.set_ylim(len(card.titles) - 0.5, -0.5)
    ax.xaxis.tick_top()
    ax.xaxis.set_major_locator(FixedLocator(range(len(card.labels))))
    names = [wrapped(label, CELL[0] - 0.06, look.FOOT) for label in card.labels]
    ax.xaxis.set_major_formatter(FixedFormatter(names))
    ax.yaxis.set_major_locator(FixedLocator(range(len(card.titles))))
    titles = [wrapped(title, NAMES - 0.15, look.TICK) for title in card.titles]
    ax.yaxis.set_major_formatter(FixedFormatter(titles))
    ax.tick_params(axis="x", length=0, labelsize=look.FOOT, labelcolor=theme.ink, pad=3)
    ax.tick_params(axis="y", length=0, labelsize=look.TICK, labelcolor=theme.ink)
    for side in ax.spines.values():
        side.set_visible(False)


def _title(results: Results, card: Card, language: str) -> str:
    """Return how many changes have a direction, and the largest of them."""
    text, first = words(language), title_words(results, language)[results.policies[0]]
    every = [f for row in card.found for f in row]
    if not card.directed:
        return text.say("scorecard.none", count=len(every), first=first)
    most = largest(card.directed)
    place = next(i for i, row in enumerate(card.found) if most in row)
    told = most.title(card.titles[place], first)
    return text.say("scorecard.title", told=told, directed=len(card.directed), count=len(every))
