"""What is said of where a statement turns."""

from collections.abc import Mapping

import numpy as np

from sim.answers.statements import terms as t
from sim.answers.statements.spoken import spoken
from sim.answers.turning import ALL, Turning
from sim.answers.words import Voice, quantiles, unit_of
from sim.runs.bands import FEWEST


def title(found: Turning, said: t.Statement, voice: Voice) -> str:
    """Return the finding in one line."""
    gaps = _gaps(found, said, voice)
    key = "title_nowhere" if found.none().share == 1.0 else "title"
    return voice.sentence(key, **gaps)


def sentences(
    found: Turning, said: t.Statement, rests: Mapping[str, object], voice: Voice
) -> tuple[str, str]:
    """Return the two sentences of an answer."""
    gaps = _gaps(found, said, voice)
    nowhere = found.none().share == 1.0
    first = voice.sentence("first_nowhere" if nowhere else "first", **gaps)
    split = voice.listed(
        [
            f"{voice.group(g)} {voice.percent(1.0 - found.none(g).share)}"
            for g, mask in found.groups.items()
            if g != ALL and mask.sum() >= FEWEST
        ]
    )
    by = voice.say("by", split=split) if split else ""
    several = float((found.turns > 1).sum() / max((found.turns > 0).sum(), 1))
    again = voice.say("several", share=voice.percent(several)) if several else ""
    width = voice.amount(found.width, unit_of(found.input.name))
    second = voice.sentence(
        "second", width=width, count=len(found.tried), rest=voice.ensemble(rests), by=by,
        several=again,
    )  # fmt: skip
    return first, second


def _gaps(found: Turning, said: t.Statement, voice: Voice) -> dict[str, str]:
    unit, none = unit_of(found.input.name), found.none()
    low, middle, high = quantiles(found.value)
    kinds = found.kinds()
    return {
        "what": spoken(said.said, voice.language),
        "name": voice.spoken(found.input.name),
        "range": voice.range(found.input.low, found.input.high, unit),
        "at": voice.amount(middle, unit) if np.isfinite(middle) else "",
        "band": voice.range(low, high, "") if np.isfinite(middle) else "",
        "turns": voice.percent(1.0 - none.share),
        "low": voice.percent(1.0 - none.high),
        "high": voice.percent(1.0 - none.low),
        "always": voice.percent(kinds["always"]),
        "never": voice.percent(kinds["never"]),
    }
