"""Formulas drawn as SVG paths: they look the same everywhere, without a font or a network."""

import re
from functools import cache
from html import escape

import numpy as np

from sim.ground.errors import InputError

SIZE = 17.0
"""Height of the type, in pixels of the page."""

PADDING = 2.0
INLINE = 0.95
"""Size of formulas within a line, relative to those that stand alone."""

SPELLINGS = (
    (re.compile(r"\\tfrac12"), r"\\frac{1}{2}"),
    (re.compile(r"\\frac1n"), r"\\frac{1}{n}"),
    (re.compile(r"\\frac13"), r"\\frac{1}{3}"),
    (
        re.compile(r"\\(text|mathrm)\{([^{}]*)\}"),
        lambda m: r"\mathrm{" + m[2].replace(" ", r"\ ") + "}",
    ),
    (re.compile(r"\\ge(?![a-z])"), r"\\geq"),
    (re.compile(r"\\ne(?![a-z])"), r"\\neq"),
    (re.compile(r"\\le(?![a-z])"), r"\\leq"),
    (re.compile(r"\\;"), r"\\ "),
    (re.compile(r"\s+"), " "),
)
"""What the drawing library spells otherwise."""


@cache
def formula(latex: str, *, block: bool = False) -> str:
    """Return a formula as SVG with its source as a label; InputError if it cannot be drawn."""
    from matplotlib import rc_context
    from matplotlib.font_manager import FontProperties
    from matplotlib.mathtext import MathTextParser
    from matplotlib.textpath import TextPath

    text = latex.strip()
    for pattern, spelling in SPELLINGS:
        text = pattern.sub(spelling, text)
    text = text.replace(r"\frac", r"\dfrac") if block else text
    size = SIZE if block else SIZE * INLINE
    with rc_context({"mathtext.fontset": "stix"}):
        font = FontProperties(size=size)
        try:
            _, _, depth, *_ = MathTextParser("path").parse(f"${text}$", dpi=72, prop=font)
            path = TextPath((0.0, 0.0), f"${text}$", size=size, prop=font)
        except ValueError as error:
            reason = str(error).strip().splitlines()[-1]
            raise InputError(f"book: formula {latex.strip()!r}: {reason}") from None
    return _svg(path, float(depth), latex, block=block)


def _svg(path: "Path", depth: float, latex: str, *, block: bool) -> str:  # type: ignore[name-defined]  # noqa: F821
    low, high = path.vertices.min(axis=0), path.vertices.max(axis=0)
    left, width = low[0] - PADDING / 2, high[0] - low[0] + PADDING
    bottom = min(low[1], -depth) - PADDING / 2
    height = high[1] - bottom + PADDING / 2
    drawn = _drawing(path)
    shape = (
        f'<svg class="math" role="img" aria-label="{escape(latex.strip())}" '
        f'width="{width:.1f}" height="{height:.1f}" '
        f'viewBox="{left:.1f} {-high[1] - PADDING / 2:.1f} {width:.1f} {height:.1f}" '
        f'style="vertical-align:{bottom:.1f}px"><path d="{drawn}"/></svg>'
    )
    return f'<div class="formula">{shape}</div>' if block else shape


LETTERS = {1: "M", 2: "L", 3: "Q", 4: "C", 79: "Z"}
"""SVG's letter for each code of a path."""


def _drawing(path: "Path") -> str:  # type: ignore[name-defined]  # noqa: F821
    """Return the path in SVG's own words; its upward axis points down."""
    words: list[str] = []
    for points, code in path.iter_segments(simplify=False, curves=True):
        letter = LETTERS[int(code)]
        pairs = np.asarray(points).reshape(-1, 2)
        ends = " ".join(f"{x:.1f} {-y:.1f}" for x, y in pairs) if letter != "Z" else ""
        words.append(letter + ends)
    return "".join(words)
