"""Axes of numbers in the units and the magnitudes that people read, in every language."""

import math

from matplotlib.axis import Axis
from matplotlib.ticker import FixedFormatter, FixedLocator

from sim.plots import theme as look
from sim.plots.draw import round_ticks, tick_labels
from sim.vocabulary.wording import SCALES, unit_words

LEAST = 2.0
"""A magnitude is named from so many of it on; below, numbers are written out."""

PLAIN = {"", "1", "relative"}


def unit_scale(biggest: float, unit: str, language: str = "en") -> tuple[float, str]:
    """Return what to divide by and how to call the unit, e.g. (1e6, "million rounds").

    Args:
        biggest: largest absolute value on the axis.
        unit: as `sim.vocabulary.wording.scale_of` names it.
        language: en or zh.

    Example:
        >>> unit_scale(3e6, "rounds"), unit_scale(3e6, "USD/week"), unit_scale(14e3, "rounds/day")
        ((1000000.0, 'million rounds'), (1000000.0, 'USD million a week'), (1.0, 'rounds a day'))
    """
    said = "" if unit in PLAIN else unit_words(unit, language)
    for size, name in SCALES[language]:
        if math.isfinite(biggest) and biggest >= LEAST * size:
            return size, _joined(name.strip(), said, language)
    return 1.0, said


def _joined(name: str, said: str, language: str) -> str:
    if language == "zh":
        return f"{name}{said}"
    if said.startswith("USD"):
        return f"USD {name}{said.removeprefix('USD')}"
    return f"{name} {said}".strip()


def number_axis(
    axis: Axis,
    limits: tuple[float, float],
    unit: str,
    language: str = "en",
    *,
    label: bool = True,
    most: int = 6,
) -> None:
    """Set few round ticks and the unit on an axis.

    Args:
        axis: of the panel.
        limits: its ends.
        unit: as `unit_scale` takes it.
        language: en or zh.
        label: whether the unit stands beside it.
        most: most steps between ticks.
    """
    divisor, said = unit_scale(max(map(abs, limits)), unit, language)
    low, high = sorted(end / divisor for end in limits)
    ticks = round_ticks(low, high, most)
    axis.set_major_locator(FixedLocator([tick * divisor for tick in ticks]))
    axis.set_major_formatter(FixedFormatter(tick_labels(ticks)))
    if label:
        axis.set_label_text(said, fontsize=look.TICK)
