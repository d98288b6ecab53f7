"""Numbers as people read them, two or three significant figures, in each language."""

import math

from sim.report.language import Words

SCALES = {
    "en": ((1e9, " bn"), (1e6, " million"), (1e3, " thousand")),
    "zh": ((1e8, "亿"), (1e4, "万")),
}
PLAIN_TO = 1e4
"""Below this a number is written out."""
PERCENT = 100.0


def number(value: float, language: str = "en") -> str:
    """Return a number with three significant figures at most and a readable scale."""
    size = abs(value)
    if not math.isfinite(value):
        return "–"
    sign = "−" if value < 0 and _plain(size) != "0" else ""
    for scale, name in SCALES[language]:
        if size >= max(scale, PLAIN_TO) * 0.9995:
            return f"{sign}{_plain(size / scale)}{name}"
    return sign + _plain(size)


def _plain(size: float) -> str:
    if size >= 1:
        places = max(0, 1 - math.floor(math.log10(size)))
        rounded = round(size, places if size < 100 else 2 - math.floor(math.log10(size)))
        return f"{rounded:,.{places if size < 10 else 0}f}"
    return f"{float(f'{size:.2g}'):.6g}" if size >= 0.005 else "0"


def spread(low: float, high: float, words: Words) -> str:
    """Return a band: "8,200 to 17,000"."""
    first, last = number(low, words.language), number(high, words.language)
    for _, name in SCALES[words.language]:
        if first.endswith(name) and last.endswith(name):
            first = first.removesuffix(name)
    return words.say("number.spread", low=first, high=last)
