"""Numbers as people read them, two or three significant figures, in each language."""

import math

from sim.vocabulary.language import Words

SCALES = {
    "en": ((1e9, " bn"), (1e6, " million"), (1e3, " thousand")),
    "zh": ((1e8, "亿"), (1e4, "万")),
}
PLAIN_TO = {"en": 1e5, "zh": 1e4}
"""Below this a number is written out."""
PERCENT = 100.0
THOUSAND = 1e3
SMALLEST = 0.005
NOTHING = 1e-3
"""An end of a band that is smaller than this part of the other one is shown as 0."""


def number(value: float, language: str = "en") -> str:
    """Return a number with three significant figures at most and a readable scale."""
    size = abs(value)
    if not math.isfinite(value):
        return "–"
    sign = "−" if value < 0 and _plain(size) != "0" else ""
    for scale, name in SCALES[language]:
        if size >= max(scale, PLAIN_TO[language]) * 0.9995:
            return f"{sign}{_scaled(size / scale)}{name}"
    return sign + _plain(size)


def _plain(size: float) -> str:
    if size >= THOUSAND:
        return f"{float(f'{size:.2g}'):,.0f}"
    if size >= PERCENT:
        return f"{size:.0f}"
    if size >= 1.0:
        return f"{size:.1f}" if size < 9.95 else f"{size:.0f}"
    return f"{float(f'{size:.2g}'):.6g}" if size >= SMALLEST else "0"


def _scaled(size: float) -> str:
    return _plain(float(f"{size:.2g}"))


def spread(low: float, high: float, words: Words) -> str:
    """Return a band: "8,200 to 17,000"."""
    least = NOTHING * max(abs(low), abs(high))
    low, high = (0.0 if abs(value) < least else value for value in (low, high))
    first, last = number(low, words.language), number(high, words.language)
    for _, name in SCALES[words.language]:
        if first.endswith(name) and last.endswith(name):
            first = first.removesuffix(name)
    return words.say("number.spread", low=first, high=last)


def setting(value: float, language: str) -> str:
    """Return a number that somebody chose, without zeros behind the point."""
    if abs(value) < THOUSAND:
        return f"{value:g}"
    return number(value, language).replace(".0", "")
