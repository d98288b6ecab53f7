"""Plain tables and numbers for people: bands before medians, two or three figures."""

import re
import shutil
import sys
from collections.abc import Sequence
from textwrap import wrap
from unicodedata import east_asian_width

from sim.ground.text import one_line, plain

NARROW = 80
LAST_COLUMN = 30
CLOSING = frozenset("，。；：！？、）”》")
"""Marks that never begin a line."""

PIECES = re.compile(r"[\u2e80-\uffff]|[^\u2e80-\uffff\s]+\s*|\s+")
"""What may stand alone on a line: a Chinese letter, or a word of others."""


def width() -> int:
    """Return the width of the terminal, or a page's where there is none."""
    return max(NARROW, shutil.get_terminal_size((120, 40)).columns)


def lines(*texts: object) -> None:
    """Print lines as they are, without what a terminal would obey."""
    sys.stdout.write("".join(f"{plain(text)}\n" for text in texts))


def heading(text: str) -> None:
    """Print a heading."""
    text = one_line(text)
    sys.stdout.write(f"\n{text}\n{'=' * min(cells(text), width())}\n")


def paragraph(text: str) -> None:
    """Print a paragraph, wrapped."""
    text = plain(text)
    lines = [line for part in text.split("\n\n") for line in [*folded(part, width()), ""]]
    sys.stdout.write("\n".join(lines) + "\n")


def cells(text: str) -> int:
    """Return how many places of a terminal a text takes: Chinese letters take two."""
    return len(text) if text.isascii() else sum(1 + (east_asian_width(c) in "WF") for c in text)


def folded(text: str, room: int) -> list[str]:
    """Return a text in lines that take no more than the room, Chinese broken between letters.

    Example:
        >>> folded("two words", 5), folded("\u70ae\u5f39\uff0c\u70ae\u5f39", 6)
        (['two', 'words'], ['\u70ae\u5f39\uff0c', '\u70ae\u5f39'])
    """
    if text.isascii():
        return wrap(text, room)
    lines = [""]
    for word in PIECES.findall(text):
        used = cells(lines[-1]) + cells(word.rstrip())
        if lines[-1] and used > room and word[0] not in CLOSING:
            lines.append("")
        lines[-1] += word
    return [line.strip() for line in lines]


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table; the last column is wrapped into what is left of the line."""
    rows = [[one_line(value) for value in row] for row in rows]
    *left, last = range(len(columns))
    widths = [max(cells(str(row[i])) for row in [columns, *rows]) for i in left]
    room = max(LAST_COLUMN, width() - sum(widths) - 2 * len(widths))
    rule = ["-" * cells(name) for name in columns]
    for row in [columns, rule, *rows]:
        lines = folded(str(row[last]), room) or [""]
        head = "  ".join(_filled(str(row[i]), widths[i]) for i in left)
        gap = "  " if left else ""
        sys.stdout.write((head + gap + lines[0]).rstrip() + "\n")
        indent = " " * (sum(widths) + 2 * len(widths))
        for more in lines[1:]:
            sys.stdout.write(f"{indent}{more}\n")
    sys.stdout.write("\n")


def _filled(text: str, room: int) -> str:
    return text + " " * (room - cells(text))


SCALES = ((1e9, " bn"), (1e6, " m"), (1e3, " k"))


def shown(value: float) -> str:
    """Return a number with three significant figures and a readable scale."""
    size = abs(value)
    if size != size:  # noqa: PLR0124  (NaN is not itself)
        return "-"
    for scale, name in SCALES:
        if size >= scale * 0.9995:
            return f"{_three(value / scale)}{name}"
    return _three(value)


def _three(value: float) -> str:
    size = abs(value)
    if size >= 100:
        return f"{value:.0f}"
    if size >= 10:
        return f"{value:.1f}"
    if size >= 1:
        return f"{value:.2f}"
    return f"{value:.2g}" if size else "0"


def band(low: float, median: float, high: float) -> str:
    """Return "low to high (median)"."""
    return f"{shown(low)} to {shown(high)} ({shown(median)})"
