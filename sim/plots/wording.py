"""Numbers and names as people read them: magnitudes, shares, scenario titles, footers."""

import math
from collections.abc import Sequence
from typing import Any

from sim.runs.results import Results

MAGNITUDES = ((1e9, "bn"), (1e6, "million"), (1e3, "thousand"))
SMALLEST_THOUSANDS = 2e5
"""Below this an axis writes thousands out."""

UNIT_WORDS = {"USD": "USD", "1": "share", "index": "index", "count": "warhead equivalents"}


def magnitude(biggest: float, unit: str) -> tuple[float, str]:
    """Return what to divide by and how to call the unit, e.g. (1e6, "million rounds").

    Args:
        biggest: largest absolute value on the axis.
        unit: unit of the values.
    """
    words = UNIT_WORDS.get(unit, unit).replace("/week", " a week").replace("/day", " a day")
    for size, name in MAGNITUDES:
        least = SMALLEST_THOUSANDS if size == 1e3 else 2 * size
        if math.isfinite(biggest) and biggest >= least:
            if unit.startswith("USD"):
                return size, f"{words.replace('USD', f'USD {name}', 1)}"
            return size, f"{name} {words}"
    return 1.0, words


def rounded(value: float, figures: int = 2) -> float:
    """Return a value with two significant figures."""
    if value == 0 or not math.isfinite(value):
        return 0.0
    places = figures - 1 - math.floor(math.log10(abs(value)))
    return round(value, places)


def number(value: float, figures: int = 2) -> str:
    """Return a number for a sentence: 13,000, 1.6 million, 2.1 bn."""
    value = rounded(value, figures)
    for size, name in MAGNITUDES[:2]:
        if abs(value) >= size:
            return f"{value / size:.3g} {name}"
    return f"{value:,.0f}" if abs(value) >= 10 else f"{value:.2g}"


def spread(low: float, high: float, figures: int = 2) -> str:
    """Return a range for a sentence, the magnitude said once: 1.3 to 2.5 million."""
    first, last = number(low, figures), number(high, figures)
    for _, name in MAGNITUDES:
        if first.endswith(f" {name}") and last.endswith(f" {name}"):
            first = first.removesuffix(f" {name}")
    return f"{first} to {last}"


def percent(share: float) -> str:
    """Return a share in percent; 0 and 100 only where they are exact."""
    if 0 < share < 0.005:
        return "<1\u00a0%"
    if 0.995 < share < 1:
        return ">99\u00a0%"
    return f"{100 * share:.0f}\u00a0%"


def listed(words: list[str]) -> str:
    """Return words as a list in a sentence: a, b and c."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def titles(results: Results, language: str = "en") -> dict[str, str]:
    """Return the title of each scenario by name as its file says it; the name where it has none."""
    names = _list(results.attrs.get("scenarios")) or results.policies
    known = _list(results.attrs.get("titles"))
    own = _list(results.attrs.get("titles_zh")) if language == "zh" else []
    found = dict(zip(names, known, strict=False))
    found |= {name: title for name, title in zip(names, own, strict=False) if title}
    return {name: str(found.get(name) or name.replace("_", " ")) for name in results.policies}


def _list(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [str(v) for v in value] if isinstance(value, Sequence) else []


def _by_hand(results: Results) -> str:
    """Return the levers that were set on top of the scenario file."""
    found = _list(results.attrs.get("set"))
    return f" with {', '.join(found)}" if found else ""


def footer(results: Results) -> str:
    """Return where a figure comes from: scenario, members, seed, ensemble, version, commit."""
    a = results.attrs
    names, members = results.policies, int(a.get("members", 0))
    shown = ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
    return " · ".join(
        [
            f"Scenario{'s' if len(names) > 1 else ''}: {shown}{_by_hand(results)}",
            f"{members:,} member{'s'[: members != 1]}, {a.get('ensemble', 'unknown')} ensemble",
            f"seed {a.get('seed', 'unknown')}",
            f"model {a.get('model_version', 'unknown')}",
            f"commit {a.get('commit', 'unknown')}",
            *([str(a["badge"])] if a.get("badge") else []),
        ]
    )
