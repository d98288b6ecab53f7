"""Put the text inside a figure into another language, by a table of exact texts and patterns."""

import re
from collections.abc import Mapping

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from sim.plots.frame import EDGE
from sim.plots.text_width import wrapped
from sim.vocabulary.language import Words
from sim.vocabulary.wording import SHORT_MONTHS

GAP = "{}"
PAGE = ("title", "subtitle", "footer")
"""Texts that go over the width of the page."""


def plain(text: str) -> str:
    """Return a text with its line breaks and special spaces as plain spaces."""
    return " ".join(text.replace("\u00a0", " ").split())


def translated(text: str, table: Mapping[str, str], titles: Mapping[str, str]) -> str | None:
    """Return a figure's text in another language, or None where the table has none.

    A key of the table may have gaps, written {}; what stands in a gap is translated in turn
    where the table has it, and kept otherwise. Numbers and empty texts stay as they are.
    """
    key = plain(text)
    if not re.search(r"[A-Za-z]{2}", key):
        return text
    for known in (table, titles):
        if key in known:
            return known[key]
    day = re.fullmatch(rf"(?:(\d+) )?({'|'.join(SHORT_MONTHS)})(?: ’?(\d{{2,4}}))?", key)
    if day:
        date, month, year = day.group(1), SHORT_MONTHS.index(day.group(2)) + 1, day.group(3)
        return f"{year + '年' if year else ''}{month}月{date + '日' if date else ''}"
    for pattern, put in table.items():
        if GAP not in pattern:
            continue
        found = re.fullmatch("(.+?)".join(map(re.escape, pattern.split(GAP))), key)
        if found:
            parts = [translated(part, table, titles) or part for part in found.groups()]
            return put.format(*parts)
    return None


def relabel(figure: Figure, words: Words, titles: Mapping[str, str], family: str) -> list[str]:
    """Translate the visible texts of a figure in place and return those that stay as they were.

    Args:
        figure: drawn, not yet written.
        words: of the target language.
        titles: scenario titles, English to translated.
        family: a font that has the characters.
    """
    table = words.table.get("figure_text", {})
    left: list[str] = []

    def put(shown: str) -> str:
        found = translated(shown, table, titles)
        if found is None:
            left.append(plain(shown))
        return found or shown

    figure.draw_without_rendering()
    for ax in figure.axes:
        for axis, limits in ((ax.xaxis, ax.get_xlim()), (ax.yaxis, ax.get_ylim())):
            labels = [label.get_text() for label in axis.get_ticklabels()]
            new = [put(label) for label in labels]
            if new != labels:
                axis.set_ticks(list(axis.get_majorticklocs()), labels=new)
                (ax.set_xlim if axis is ax.xaxis else ax.set_ylim)(*limits)
    ticks = {id(label) for ax in figure.axes for label in _tick_labels(ax)}
    for text in figure.findobj(Text):
        assert isinstance(text, Text)
        text.set_fontfamily(["DejaVu Sans", family])
        if text.get_visible() and text.get_text().strip() and id(text) not in ticks:
            text.set_text(_on_page(figure, text, put(text.get_text())))
    return left


def _on_page(figure: Figure, text: Text, shown: str) -> str:
    """Return what stands beside no panel, title or note, in lines as wide as the page."""
    if text.get_gid() not in PAGE:
        return shown
    room = float(figure.get_figwidth()) - 2 * EDGE
    size, weight = float(text.get_fontsize()), str(text.get_fontweight())
    return "\n".join(wrapped(line, room, size, weight) for line in shown.split("\n"))


def _tick_labels(ax: Axes) -> list[Text]:
    return [*ax.get_xticklabels(), *ax.get_yticklabels()]
