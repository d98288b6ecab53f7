"""Numbers and names as people read them: magnitudes, shares, scenario titles, footers."""

import math
import re
from collections.abc import Sequence
from typing import Any

from sim.runs.results import Results
from sim.vocabulary.language import words

NAMED = 4
"""Scenarios that a footer names; the rest is counted."""

BADGE = re.compile(r"(\d+) of (\d+) (fit|check)")
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
    said = UNIT_WORDS.get(unit, unit).replace("/week", " a week").replace("/day", " a day")
    for size, name in MAGNITUDES:
        least = SMALLEST_THOUSANDS if size == 1e3 else 2 * size
        if math.isfinite(biggest) and biggest >= least:
            if unit.startswith("USD"):
                return size, f"{said.replace('USD', f'USD {name}', 1)}"
            return size, f"{name} {said}"
    return 1.0, said


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


def listed(parts: list[str]) -> str:
    """Return words as a list in a sentence: a, b and c."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


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


def footer(results: Results, language: str = "en") -> str:
    """Return where a figure comes from: scenario, members, seed, ensemble, version, commit."""
    a, text, names = results.attrs, words(language), results.policies
    known = titles(results, language)
    called = names if language == "en" else [title_in(n, known[n], language) for n in names]
    shown = text.comma.join(called[:NAMED])
    if len(names) > NAMED:
        shown += text.say("footer.more", count=len(names) - NAMED)
    by_hand = _list(a.get("set"))
    if by_hand:
        shown += text.say("footer.with", settings=text.comma.join(by_hand))
    members, ensemble = int(a.get("members", 0)), str(a.get("ensemble", "unknown"))
    parts = [
        text.say("footer.scenario" if len(names) == 1 else "footer.scenarios", names=shown),
        text.say("footer.member" if members == 1 else "footer.members", count=f"{members:,}",
                 ensemble=text.known("footer", ensemble) or ensemble),
        text.say("footer.seed", seed=a.get("seed", "unknown")),
        text.say("footer.model", model=a.get("model_version", "unknown")),
        text.say("footer.commit", commit=a.get("commit", "unknown")),
    ]  # fmt: skip
    return " · ".join([*parts, *filter(None, [_badge(str(a.get("badge") or ""), language)])])


def _badge(told: str, language: str) -> str:
    """Return the score on the record in a language, from its English words."""
    if language == "en":
        return told
    found = BADGE.findall(told)
    parts = [
        words(language).say(f"footer.{use}", inside=inside, scored=scored)
        for inside, scored, use in found
    ]
    return (
        words(language).say("footer.badge", parts=words(language).comma.join(parts))
        if found
        else ""
    )


def title_in(name: str, own: str, language: str) -> str:
    """Return a scenario's title in a language; its own where it is no shipped one."""
    return words(language).name("scenario_titles", name, own)


def in_words(text: str, language: str) -> str:
    """Return a text of a figure in a language, as far as its table has it."""
    return words(language).known("figure_text", text) or text
