"""What is said of the inputs that an outcome rests on."""

import math
from collections.abc import Mapping

from sim.answers.influence import MORRIS, Influence
from sim.answers.words import Voice
from sim.vocabulary import wording

TOLD = 3
"""Inputs that a sentence names."""


def title(got: Influence, what: str, voice: Voice) -> str:
    """Return the finding in one line."""
    top = got.table[got.table["above_floor"]].head(2)
    if not len(top):
        return voice.sentence("title_nothing", what=what)
    named = [
        voice.say("part", name=voice.spoken(r["input"]), size=_size(r["index"], got, voice))
        for _, r in top.iterrows()
    ]
    return voice.sentence("title", what=what, names=voice.listed(named))


def sentences(
    got: Influence, what: str, rests: Mapping[str, object], voice: Voice
) -> tuple[str, str]:
    """Return the two sentences of an answer."""
    share = got.method != MORRIS
    top = got.table[got.table["above_floor"]].head(TOLD)
    named = [
        voice.say(
            "band" if share else "band_effect", name=voice.spoken(r["input"]),
            **{k: _size(r[k], got, voice) for k in ("index", "low", "high")},
        )
        for _, r in top.iterrows()
    ]  # fmt: skip
    first = voice.sentence("first", what=what, names=voice.listed(named))
    if not named:
        first = voice.sentence("first_nothing", what=what, rows=f"{got.rows:,}")
    loaded = got.table.sort_values("load", ascending=False, kind="stable").head(TOLD)
    weak = [voice.spoken(r["input"]) for _, r in loaded.iterrows() if r["load"] > 0.0]
    bearing = voice.say("bearing", names=voice.listed(weak)) if weak else ""
    rest = voice.say("overlap") if math.isnan(got.rest) and share else ""
    if math.isfinite(got.rest):
        rest = voice.say("rest", share=voice.percent(max(0.0, got.rest)))
    second = voice.sentence(
        "second", method=voice.say(f"method_{got.method}"), inputs=len(got.table), rest=rest,
        rows=f"{got.rows:,}", floor=_size(got.floor, got, voice), bearing=bearing,
        ensemble=voice.say(f"draw_{rests['ensemble']}"),
    )  # fmt: skip
    return first, second


def _size(value: float, got: Influence, voice: Voice) -> str:
    """Return an index in per cent of the variance, an effect in the unit of the outcome."""
    if got.method != MORRIS:
        return voice.percent(min(1.0, max(0.0, value)))
    return wording.quantity(value, got.unit, voice.language, figures=wording.BAND_FIGURES)
