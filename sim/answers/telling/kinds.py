"""What is said of kinds of paths and of where each comes about."""

from collections.abc import Mapping

import numpy as np

from sim.answers.discovery import Discovered
from sim.answers.grouping import Kinds
from sim.answers.telling.limits import rules
from sim.answers.words import Voice


def rule(box: Discovered, voice: Voice) -> str:
    """Return where a kind comes about, or does not, in words; "" where nothing tells."""
    if not box.boxes:
        return ""
    return voice.say("kinds.where" if box.wanted else "kinds.unless", rules=_told(box, voice))


def _told(box: Discovered, voice: Voice) -> str:
    return rules(box.boxes[0], Voice(voice.language, "discover"))


def title(got: Kinds, what: str, voice: Voice) -> str:
    """Return the finding in one line."""
    ends = [_end(got, k, voice) for k in range(len(got.boxes))]
    return voice.sentence("title", what=what, count=len(ends), ends=voice.listed(ends))


def _end(got: Kinds, kind: int, voice: Voice) -> str:
    last = float(np.median(got.weekly[-1, got.kind == kind]))
    level = voice.level(last, got.scale)
    return voice.say("end", share=voice.percent(got.share(kind)), level=level)


def sentences(got: Kinds, what: str, rests: Mapping[str, object], voice: Voice) -> tuple[str, str]:
    """Return the two sentences of an answer."""
    parts = []
    for k in range(len(got.boxes)):
        first = float(np.median(got.weekly[0, got.kind == k]))
        last = float(np.median(got.weekly[-1, got.kind == k]))
        parts.append(
            voice.say("kind", number=k + 1, share=voice.percent(got.share(k)),
                      first=voice.level(first, got.scale), last=voice.level(last, got.scale))
        )  # fmt: skip
    one = voice.sentence(
        "first", what=what, count=len(parts), parts=voice.say("ask.stop").join(parts),
        spread=voice.percent(got.spread),
    )  # fmt: skip
    where = []
    for k, box in enumerate(got.boxes):
        told = rule(box, voice)
        key = "comes" if told else "nowhere"
        share = ""
        if box.boxes:
            inside = box.boxes[0].density
            share = voice.percent(inside if box.wanted else 1.0 - inside)
        where.append(voice.say(key, number=k + 1, rule=told, share=share))
    two = voice.sentence("second", where=voice.say("ask.stop").join(where),
                         rest=voice.ensemble(rests))  # fmt: skip
    return one, two
