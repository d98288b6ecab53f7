"""What is said of the worth of knowing an assumption before a choice."""

from collections.abc import Mapping

from sim.answers.knowing import Worth
from sim.answers.words import Voice
from sim.vocabulary.wording import Scale

TOLD = 3
"""Inputs that a sentence names."""


def title(got: Worth, what: str, voice: Voice, *, less: bool) -> str:
    """Return the finding in one line."""
    top = got.table[got.table["above_null"]].head(2)
    names = voice.listed([voice.spoken(r["input"]) for _, r in top.iterrows()])
    best = voice.case(got.best)
    wanted = voice.say("less" if less else "more")
    key = "title" if names else "title_none"
    return voice.sentence(key, what=what, names=names, best=best, wanted=wanted)


def sentences(
    got: Worth, what: str, scale: Scale, rests: Mapping[str, object], voice: Voice, *, less: bool
) -> tuple[str, str]:
    """Return the two sentences of an answer."""
    top = got.table[got.table["above_null"]].head(TOLD)
    named = [
        voice.say(
            "part", name=voice.spoken(r["input"]),
            **{k: voice.size(r[k], scale) for k in ("in_sample", "error", "cross_fitted")},
        )
        for _, r in top.iterrows()
    ]  # fmt: skip
    first = voice.sentence("first" if named else "first_none", names=voice.listed(named))
    level = voice.level(-got.level if less else got.level, scale)
    second = voice.sentence(
        "second", count=len(got.strategies), level=level, best=voice.case(got.best), what=what,
        wanted=voice.say("less" if less else "more"), perfect=voice.size(got.perfect, scale),
        rest=voice.ensemble(rests), inputs=len(got.table),
    )  # fmt: skip
    return first, second
