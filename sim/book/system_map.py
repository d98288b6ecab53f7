"""The map of the system: actors, channels, flows and institutions, drawn from the code.

Boxes are the actors that have a file, the channels of the vocabulary and the accounts outside;
arrows between Russia and DPRK are the postings of the ledgers. Only where they lie is set here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from sim.book import week
from sim.vocabulary.axes import ARMS, BUNDLES, CHANNELS, STATES

WIDE, HIGH = 1040, 566
COALITION_X, CHANNEL_X, TRADE_X = 20, 350, 690
TOP, TALL, STEP = 150, 34, 46
OUT, BACK = 90, 240
"""Where the two arrows of the exchange stand, from the left of its boxes."""

NAMES = {
    "us": "United States", "rok": "Republic of Korea", "japan": "Japan", "russia": "Russia",
    "dprk": "DPRK", "council": "UN Security Council", "congress": "US Congress",
}  # fmt: skip
ARMS_CHANNEL = CHANNELS[ARMS]
"""The channel that carries goods out of DPRK; through all others something gets in."""

CHANNEL_LINK = "measures.html#channel.flow"

GOODS_IN = ("shells", "missiles")
"""Books whose postings run from DPRK to Russia; what comes back is the bundle of goods."""


@dataclass(frozen=True)
class Box:
    """A box of the map: where it lies, what it says, where it leads."""

    name: str
    label: str
    x: float
    y: float
    wide: float
    high: float
    link: str
    kind: str

    @property
    def left(self) -> tuple[float, float]:
        """Middle of its left side."""
        return self.x, self.y + self.high / 2

    @property
    def right(self) -> tuple[float, float]:
        """Middle of its right side."""
        return self.x + self.wide, self.y + self.high / 2


def postings() -> list[tuple[str, str, str]]:
    """Return (book, from, to) of every posting that the stages of a week make."""
    out = []
    for stage in week.stages():
        for step in week.steps(stage):
            if step.kind == "posting":
                book, _, ends = step.name.partition(": ")
                start, _, end = ends.partition(" → ")
                out.append((book, start, end))
    return list(dict.fromkeys(out))


def exchanged() -> tuple[list[str], list[str]]:
    """Return what DPRK gives Russia and what it gets, as the ledgers name it."""
    books = {book for book, start, end in postings() if start in {"dprk", "transit"} | {"russia"}}
    given = [book for book in GOODS_IN if book in books]
    return given, list(BUNDLES)


def boxes() -> dict[str, Box]:
    """Return every box by name."""
    out = {}

    def add(name: str, x: float, y: float, wide: float, high: float, link: str, kind: str) -> None:
        label = NAMES.get(name, name.replace("_", " "))
        out[name] = Box(name, label, x, y, wide, high, link, kind)

    add("council", COALITION_X, 20, 250, 44, "actors.html#council", "institution")
    add("congress", COALITION_X, 90, 250, 44, "actors.html#congress", "institution")
    for i, state in enumerate(STATES):
        add(state, COALITION_X, 190 + 110 * i, 250, 64, f"actors.html#{state}", "coalition")
    for i, channel in enumerate(CHANNELS):
        add(channel, CHANNEL_X, TOP + STEP * i, 190, TALL, CHANNEL_LINK, "channel")
    add("russia", TRADE_X, 90, 320, 70, "actors.html#russia", "exchange")
    add("dprk", TRADE_X, 430, 320, 70, "actors.html#dprk", "exchange")
    return out


def _arrow(start: tuple[float, float], end: tuple[float, float], kind: str, says: str) -> str:
    (x0, y0), (x1, y1) = start, end
    bend = (x0 + x1) / 2
    path = f"M{x0:g} {y0:g} C{bend:g} {y0:g} {bend:g} {y1:g} {x1:g} {y1:g}"
    marker = "" if kind == "effort" else ' marker-end="url(#head)"'
    return f'<path class="{kind}" d="{path}"{marker}><title>{escape(says)}</title></path>'


def _text(x: float, y: float, words: str, kind: str = "note", anchor: str = "start") -> str:
    return f'<text class="{kind}" x="{x:g}" y="{y:g}" text-anchor="{anchor}">{escape(words)}</text>'


def _down(x: float, y0: float, y1: float, kind: str, says: str) -> str:
    path = f'd="M{x:g} {y0:g} L{x:g} {y1:g}"'
    return (
        f'<path class="{kind}" {path} marker-end="url(#head)"><title>{escape(says)}</title></path>'
    )


def _arrows(at: dict[str, Box]) -> Iterator[str]:
    for state in STATES:
        for channel in CHANNELS:
            says = f"{NAMES[state]}: share of its effort on {at[channel].label}"
            yield _arrow(at[state].right, at[channel].left, "effort", says)
    route = TRADE_X + OUT - 6, (at["russia"].y + at["russia"].high + at["dprk"].y) / 2 - 50
    for channel in CHANNELS:
        end = route if channel == ARMS_CHANNEL else at["dprk"].left
        says = f"What gets through {at[channel].label}"
        yield _arrow(at[channel].right, end, "flow", says)
    (x, _), lower = at["congress"].left, at["us"].y
    yield _down(x + 225, at["congress"].y + 44, lower, "rule", "Congress: floor under effort")
    (x0, _), (x1, _) = at[STATES[-1]].left, at["dprk"].left
    path = f"M{x1 + 60:g} 500 C{x1:g} 552 {x1 - 60:g} 552 {x1 - 120:g} 552 L{x0 + 125:g} 552"
    says = "provocations, answered by posture"
    yield f'<path class="rule" d="{path} L{x0 + 125:g} 480" marker-end="url(#head)"/>'
    yield _text(CHANNEL_X, 546, says)
    yield _arrow(at["council"].right, (TRADE_X, 125), "rule", "Veto and shield in the Council")


def _exchange(at: dict[str, Box]) -> Iterator[str]:
    given, got = exchanged()
    russia, dprk = at["russia"], at["dprk"]
    low, high = russia.y + russia.high, dprk.y
    up_x, down_x, middle = TRADE_X + OUT, TRADE_X + BACK, (low + high) / 2
    yield _down(up_x, high, low, "goods", "Arms: " + ", ".join(given))
    yield _down(down_x, low, high, "goods", "Returns: " + ", ".join(got))
    for i, name in enumerate(given):
        yield _text(up_x - 10, middle + 18 * i - 9 * (len(given) - 1), name, "label", "end")
    for i, name in enumerate(got):
        yield _text(down_x + 12, middle + 18 * i - 9 * (len(got) - 1), name, "label")


def _box(box: Box) -> str:
    return (
        f'<a href="{escape(box.link)}"><rect class="{box.kind}" x="{box.x:g}" y="{box.y:g}" '
        f'width="{box.wide:g}" height="{box.high:g}" rx="6"/>'
        + _text(box.x + box.wide / 2, box.y + box.high / 2 + 5, box.label, "name", "middle")
        + "</a>"
    )


def svg() -> str:
    """Return the map as inline SVG that takes the colours of the page."""
    at = boxes()
    says = (
        "Map of the model: the Council and Congress bind the coalition, whose effort presses on "
        "eight channels into DPRK; DPRK sends arms to Russia, which pays in five kinds of goods."
    )
    heads = [
        _text(COALITION_X, 176, "coalition: effort, posture, offers"),
        _text(CHANNEL_X, TOP - 12, "channels, each with its facilitators"),
        _text(TRADE_X, 80, "exchange, settled over time in a ledger"),
    ]
    parts = [*_arrows(at), *_exchange(at), *map(_box, at.values()), *heads]
    return (
        f'<svg class="map" viewBox="0 0 {WIDE} {HIGH}" role="group" aria-label="{escape(says)}">'
        '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
        'markerHeight="7" orient="auto"><path d="M0 0 L8 4 L0 8 z"/></marker></defs>'
        f"{''.join(parts)}</svg>"
    )
