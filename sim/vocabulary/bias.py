"""How a source errs: a range of reported over true, and what differs in a reading."""

import math
from collections.abc import Mapping

from sim.ground.errors import InputError, unknown
from sim.vocabulary.assumptions import READINGS


def bias_of(place: str, text: str) -> tuple[tuple[float, float], Mapping[str, float]]:
    """Return the range of a bias and its further factors by reading.

    Args:
        place: for what is wrong.
        text: a factor or a range, then single readings: ``0.6-1.5; slower_industry x 1.2``.

    Raises:
        InputError: it is no factor, or names no reading.

    Example:
        >>> bias_of("here", "0.45-0.95; slower_industry x 1.5")
        ((0.45, 0.95), {'slower_industry': 1.5})
    """
    span, *rest = text.split(";")
    low, dash, high = span.partition("-")
    bounds = (_number(low), _number(high if dash else low))
    if not (math.isfinite(bounds[1]) and 0.0 < bounds[0] <= bounds[1]):
        raise InputError(f"{place}: bias_factor {text!r} is no factor; write 1 or 0.6-1.5")
    return bounds, dict(_factor(place, text, part) for part in rest)


def _factor(place: str, text: str, part: str) -> tuple[str, float]:
    name, _, value = (piece.strip() for piece in part.partition(" x "))
    if name not in READINGS:
        raise unknown(f"{place}: bias_factor", "reading", name, READINGS)
    factor = _number(value)
    if not (math.isfinite(factor) and factor > 0.0):
        raise InputError(f"{place}: bias_factor {text!r}: write a factor as in '{name} x 1.5'")
    return name, factor


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan
