"""A font with Chinese characters for figures, where the system has one."""

from functools import cache
from pathlib import Path

from matplotlib import font_manager

FAMILIES = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "PingFang SC",
    "Microsoft YaHei", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "Noto Sans CJK JP", "SimHei",
    "Droid Sans Fallback", "Arial Unicode MS",
)  # fmt: skip
FILES = ("cjk", "wqy", "hansans", "notosanssc", "msyh", "simhei", "pingfang", "droidsansfallback")
ADVICE = (
    "--lang zh: no font with Chinese characters was found, so the text inside figures stays "
    "English; install the package fonts-noto-cjk (or fonts-wqy-zenhei)"
)


@cache
def chinese() -> str | None:
    """Return the family of a font with Chinese characters, or None."""
    return _registered() or _found()


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
