"""How wide text is, so that lines break and keys stand where they fit."""

from functools import cache

from matplotlib.font_manager import FontProperties, findfont, get_font

UNITS = 64.0
"""Steps of a point in which FreeType measures."""

POINTS = 72.0


@cache
def _file(weight: str) -> str:
    return str(findfont(FontProperties(family="DejaVu Sans", weight=weight)))


@cache
def text_width(text: str, size: float, weight: str = "normal") -> float:
    """Return the width of one line of text in inches."""
    font = get_font(_file(weight))
    font.set_size(size, POINTS)
    font.set_text(text, 0.0)
    return float(font.get_width_height()[0]) / UNITS / POINTS


def wrapped(text: str, room: float, size: float, weight: str = "normal") -> str:
    """Return text broken into lines no wider than the room in inches.

    A single word wider than the room stays whole, and a hard space never breaks.
    """
    space = text_width("n n", size, weight) - text_width("nn", size, weight)
    lines: list[str] = []
    used = 0.0
    for word in text.split(" "):
        wide = text_width(word, size, weight)
        if lines and used + space + wide <= room:
            lines[-1] += f" {word}"
            used += space + wide
        else:
            lines.append(word)
            used = wide
    return "\n".join(lines)
