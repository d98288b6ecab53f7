"""Probabilities in words: one fixed table, shown in every report."""

from typing import NamedTuple

from sim.vocabulary.language import Words


class Step(NamedTuple):
    """One row of the table: holds from `low` up to, but without, `high`."""

    key: str
    low: float
    high: float


STEPS = (
    Step("almost_no_chance", 0.0, 0.05),
    Step("very_unlikely", 0.05, 0.20),
    Step("unlikely", 0.20, 0.45),
    Step("even", 0.45, 0.55),
    Step("likely", 0.55, 0.80),
    Step("very_likely", 0.80, 0.95),
    Step("almost_certain", 0.95, 1.0),
)
"""After the scale of the US intelligence community (ICD 203); the last row holds 1 too."""


def step_of(share: float) -> Step:
    """Return the row that holds a share; ValueError outside 0 to 1."""
    if not 0.0 <= share <= 1.0:
        raise ValueError(f"{share} is no share")
    return next((s for s in STEPS if share < s.high), STEPS[-1])


def percent(share: float) -> str:
    """Return a share in percent; 0 and 100 only where they are exact."""
    if 0.0 < share < 0.01:
        return "<1\u00a0%"
    if 0.99 < share < 1.0:
        return ">99\u00a0%"
    return f"{100.0 * share:.0f}\u00a0%"


def said(share: float, words: Words) -> dict[str, str]:
    """Return the word for a share, the share, and both together, as gaps of a sentence."""
    word, shown = words.say(f"verbal.{step_of(share).key}"), percent(share)
    return {
        "word": word,
        "share": shown,
        "chance": words.say("verbal.said", word=word, share=shown),
    }
