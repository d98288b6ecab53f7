"""Limits of assumptions, and boxes made of them, in words."""

import math

from sim.answers.prim import Box, Limit
from sim.answers.words import STRUCTURE, Voice, spaced, unit_of
from sim.vocabulary.language import words


def limit_words(name: str, limit: Limit, voice: Voice) -> str:
    """Return a limit in words: "fire demand is below 11,000 rounds a day"."""
    what = _subject(name, voice)
    if limit.among:
        kept = [option_words(name, option, voice) for option in limit.among]
        key = "among_rules" if name.startswith(STRUCTURE) else "among"
        return voice.say(key, name=what, options=voice.say("statement.or").join(kept))
    unit = unit_of(name)
    if math.isinf(limit.low):
        return voice.say("below", name=what, end=voice.amount(limit.high, unit))
    if math.isinf(limit.high):
        return voice.say("above", name=what, end=voice.amount(limit.low, unit))
    return voice.say("within", name=what, ends=voice.range(limit.low, limit.high, unit))


def _subject(name: str, voice: Voice) -> str:
    """Return what a limit is said of: "fire", where the sentence goes on with a rule's name."""
    if not name.startswith(STRUCTURE):
        return voice.spoken(name)
    return spaced(words(voice.language).name("structures", name.removeprefix(STRUCTURE)))


def option_words(name: str, option: str, voice: Voice) -> str:
    """Return an option of a rule in words, or a name as it is."""
    known = words(voice.language).known("option_names", option)
    return known if known and name.startswith(STRUCTURE) else spaced(option)


def rules(box: Box, voice: Voice) -> str:
    """Return all limits of a box in words."""
    return voice.listed([limit_words(n, limit, voice) for n, limit in box.limits.items()])
