"""What is said of the coalition's levers: which moves an outcome most, and what replaces what."""

from collections.abc import Mapping

import numpy as np

from sim.answers.effects import Effects
from sim.answers.words import Voice
from sim.vocabulary.axes import BAND
from sim.vocabulary.language import words
from sim.vocabulary.measures import dimension, measures
from sim.vocabulary.wording import Scale

FLOW = "channel.flow"
SMALLEST = 0.01
"""A change of a flow below this share is none."""


def title(got: Effects, what: str, voice: Voice) -> str:
    """Return the finding in one line."""
    best = got.best()
    if best is None:
        free = got.best_free()
        key = "title_none" if free is None else "title_free"
        lever = "" if free is None else voice.spoken(got.names[free])
        return voice.sentence(key, what=what, count=len(got.names), lever=lever)
    key = "title_up" if float(np.nanmedian(got.change[best])) > 0.0 else "title_down"
    return voice.sentence(key, what=what, lever=voice.spoken(got.names[best]))


def sentences(
    got: Effects, what: str, scale: Scale, rests: Mapping[str, object], voice: Voice
) -> tuple[str, str]:
    """Return the two sentences of an answer."""
    best, count = got.best(), len(got.names)
    base = voice.level(float(np.nanmedian(got.reference)), scale)
    if best is None:
        first = voice.sentence("first_none", what=what, count=count, base=base)
    else:
        cost = voice.number(float(np.nanmean(got.cost[best])))
        first = voice.sentence(
            "first", what=what, count=count, base=base, cost=cost,
            **_told(got, best, scale, voice),
        )  # fmt: skip
    sure = len(got.sure())
    parts = [voice.say("sure" if sure else "sure_none", sure=sure, count=count)]
    free = got.best_free()
    if free is not None:
        parts.append(voice.say("free", **_told(got, free, scale, voice)))
    parts.append(_swap(got, voice))
    rest = voice.ensemble(rests)
    return first, voice.sentence("second", parts=voice.say("ask.stop").join(parts), rest=rest)


def _told(got: Effects, place: int, scale: Scale, voice: Voice) -> dict[str, str]:
    low, middle, high = np.nanquantile(got.change[place], BAND)
    return {
        "lever": voice.spoken(got.names[place]),
        "step": f"{got.step[place]:+.3g}".replace("-", "−"),
        "gain": voice.gain(float(middle), scale),
        "band": voice.gains(float(low), float(high), scale),
    }


def _swap(got: Effects, voice: Voice) -> str:
    """Return the lever whose fall on one channel is answered by the largest rise on another."""
    channels = dimension(measures()[FLOW].dimension)
    falls, rises = got.channels.min(axis=1), got.channels.max(axis=1)
    both = np.minimum(-falls, rises)
    lever = int(both.argmax())
    if both[lever] < SMALLEST:
        return voice.say("no_swap")
    down, up = got.channels[lever].argmin(), got.channels[lever].argmax()
    text = words(voice.language)
    return voice.say(
        "swap", lever=voice.spoken(got.names[lever]), down=text.name("channel", channels[down]),
        up=text.name("channel", channels[up]), fall=voice.percent(-float(falls[lever])),
        rise=voice.percent(float(rises[lever])),
    )  # fmt: skip
