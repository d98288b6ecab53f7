"""Fonts with the letters that figures need, where the system has one, and a word where not."""

import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.text import Text

from sim.ground.writing import tell

FAMILIES = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "PingFang SC",
    "Microsoft YaHei", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "Noto Sans CJK JP", "SimHei",
    "Droid Sans Fallback", "Arial Unicode MS",
)  # fmt: skip
MORE = (
    "Noto Sans CJK KR", "Noto Sans KR", "NanumGothic", "Malgun Gothic", "Apple SD Gothic Neo",
    "UnDotum", "Baekmuk Dotum", "Noto Sans",
)  # fmt: skip
"""Families that are asked for letters that none of the Chinese ones has."""

FILES = ("cjk", "wqy", "hansans", "notosanssc", "msyh", "simhei", "pingfang", "droidsansfallback")
ADVICE = (
    "--lang zh: no font with Chinese characters was found, so the text inside figures stays "
    "English; install the package fonts-noto-cjk (or fonts-wqy-zenhei)"
)


@cache
def chinese() -> str | None:
    """Return the family of a font with Chinese characters, or None."""
    return _registered() or _found()


def drawable(language: str) -> str:
    """Return the language of texts inside figures: English where no font has the letters."""
    return "en" if language == "zh" and chinese() is None else language


def _registered() -> str | None:
    known = {entry.name for entry in font_manager.fontManager.ttflist}
    return next((family for family in FAMILIES if family in known), None)


def _found() -> str | None:
    """Look at the files themselves: the list that matplotlib keeps may be older than a font."""
    for path in font_manager.findSystemFonts():
        if any(part in Path(path).name.lower().replace("-", "") for part in FILES):
            try:
                font_manager.fontManager.addfont(path)
            except (OSError, RuntimeError):
                continue
    return _registered()


def cover(figure: Figure) -> None:
    """Give texts with letters that their font lacks one that has them, or say that none does."""
    missing: set[str] = set()
    for text in figure.findobj(Text):
        said = text.get_text() if isinstance(text, Text) else ""
        if said.isascii() or not isinstance(text, Text):
            continue
        families = list(text.get_fontfamily())
        lacking = _lacking(said, tuple(families))
        if lacking:
            found = _having(lacking)
            missing |= set(lacking) - (_letters(found) if found else set())
            text.set_fontfamily([*families, found] if found else families)
    if missing:  # said in one line of ours, not once a letter
        warnings.filterwarnings("ignore", r"Glyph .* missing from", UserWarning)
        _say_missing("".join(sorted(missing)[:SHOWN]))


SHOWN = 12
"""Letters that are named where no font has them."""


@cache
def _say_missing(letters: str) -> None:
    tell(f"figures: no font has {letters}, shown as boxes; install the package fonts-noto-cjk")


def _lacking(text: str, families: tuple[str, ...]) -> str:
    known: set[str] = set()
    for family in families:
        known |= _letters(family)
    return "".join(sorted({c for c in text if not c.isspace() and c not in known}))


@cache
def _letters(family: str) -> set[str]:
    """Return every letter of a family."""
    path = font_manager.findfont(family)
    return {chr(code) for code in font_manager.get_font(path).get_charmap()}


def _having(letters: str) -> str | None:
    """Return the first family that has all of some letters, else the one that has most of them."""
    every = list(_known())
    best = max(every, key=lambda family: len(set(letters) & _letters(family)), default=None)
    return best if best and set(letters) & _letters(best) else None


def _known() -> Iterator[str]:
    chinese()  # registers what the system has
    known = {entry.name for entry in font_manager.fontManager.ttflist}
    return (family for family in (*FAMILIES, *MORE) if family in known)
