"""Put the text inside a figure into another language, by a table of exact texts and patterns."""

import re
from collections.abc import Mapping

from matplotlib.figure import Figure
from matplotlib.text import Text

from sim.report.language import Words

GAP = "{}"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


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
    day = re.fullmatch(rf"(?:(\d+) )?({'|'.join(MONTHS)})(?: (\d{{4}}))?", key)
    if day:
        year, date = day.group(3), day.group(1)
        month = MONTHS.index(day.group(2)) + 1
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
    """Translate the texts of a figure in place and return those that stay as they were.

    Args:
        figure: drawn, not yet written.
        words: of the target language.
        titles: scenario titles, English to translated.
        family: a font that has the characters.
    """
    figure.draw_without_rendering()
    left = []
    for text in figure.findobj(Text):
        assert isinstance(text, Text)
        shown = text.get_text()
        if not shown.strip():
            continue
        text.set_fontfamily([family, "DejaVu Sans"])
        put = translated(shown, words.table.get("figure_text", {}), titles)
        if put is None:
            left.append(plain(shown))
        elif put != shown:
            text.set_text(put)
    return left
