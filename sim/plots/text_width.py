"""How wide text is, so that lines break and keys stand where they fit."""

from functools import cache

from matplotlib.font_manager import FontProperties, findfont, get_font

UNITS = 64.0
"""Steps of a point in which FreeType measures."""

POINTS = 72.0
FINE = 1152.0
"""Dots an inch at which letters are measured: at 72 their widths are rounded to whole dots."""

WIDE = 0x2E80
"""From here on a letter is as wide as it is high, and a line may break before it."""

MAGNITUDES = ("bn", "million", "thousand")
CLOSING = frozenset("，。；：！？、）”》")
"""Marks that never begin a line."""


@cache
def _file(weight: str) -> str:
    return str(findfont(FontProperties(family="DejaVu Sans", weight=weight)))


@cache
def text_width(text: str, size: float, weight: str = "normal") -> float:
    """Return the width of one line of text in inches: what it adds to a line, gaps included."""
    wide = sum(ord(letter) >= WIDE for letter in text)
    narrow = "".join(letter for letter in text if ord(letter) < WIDE)
    ink = _ink(f"n{narrow}n", size, weight) - _ink("nn", size, weight)
    return ink + wide * size / POINTS


@cache
def _ink(text: str, size: float, weight: str) -> float:
    """Return the width of what is inked, in inches: the gaps round the ends are left out."""
    font = get_font(_file(weight))
    font.set_size(size, FINE)
    font.set_text(text, 0.0)
    return float(font.get_width_height()[0]) / UNITS / FINE


def wrapped(text: str, room: float, size: float, weight: str = "normal") -> str:
    """Return text broken into lines no wider than the room in inches.

    A single word wider than the room stays whole; a hard space never breaks, nor a number from
    its per cent sign or its million.
    """
    space = text_width(" ", size, weight)
    lines: list[str] = []
    used = 0.0
    for gap, word in _pieces(text):
        wide = text_width(word, size, weight)
        before = space if gap else 0.0
        if lines and (used + before + wide <= room or word in CLOSING):
            lines[-1] += f"{gap}{word}"
            used += before + wide
        else:
            lines.append(word)
            used = wide
    return "\n".join(lines)


def _counts(before: str, word: str) -> bool:
    """Say whether a word is the magnitude of the number before it: 4.2 bn, 3 million."""
    return before[-1:].isdigit() and word.rstrip(".,;:)") in MAGNITUDES


def _pieces(text: str) -> list[tuple[str, str]]:
    """Return what may stand alone on a line, each with the space before it."""
    pieces: list[tuple[str, str]] = []
    for word in text.split(" "):
        if pieces and (word.startswith("%") or _counts(pieces[-1][1], word)):
            pieces[-1] = (pieces[-1][0], f"{pieces[-1][1]} {word}")
            continue
        gap, held = " ", ""
        for letter in word:
            if ord(letter) < WIDE and letter not in CLOSING:
                held += letter
                continue
            if held:
                pieces.append((gap, held))
                gap, held = "", ""
            pieces.append((gap, letter))
            gap = ""
        if held or not word:
            pieces.append((gap, held))
    return pieces
