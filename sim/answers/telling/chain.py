"""The chain of one member in words: each step with its number."""

import numpy as np

from sim.answers.chain import Link, Target
from sim.answers.twins import BOOK, DATE, LEVER, NETWORK, REST, Key
from sim.answers.words import Voice, spaced
from sim.ground.weeks import date_of
from sim.vocabulary.axes import CHANNELS
from sim.vocabulary.language import words
from sim.vocabulary.measures import dimension
from sim.vocabulary.wording import day_words

SAME = 1e-6
"""Stated tolerance of stored values."""

ALL_BUT = 0.005
"""A share that differs from one by less is all of it."""


def sentences(
    links: list[Link], what: str, member: int, cases: tuple[str, str], voice: Voice
) -> tuple[str, ...]:
    """Return one sentence a link, the outcome first."""
    out = []
    for i, link in enumerate(links):
        name = what if i == 0 else target_words(link.target, voice)
        out.append(_sentence(link, name, member, cases, voice, first=i == 0, same=_same(links, i)))
    return tuple(out)


def title(links: list[Link], what: str, member: int, voice: Voice) -> str:
    """Return the finding in one line: from what to what the chain goes."""
    end = links[-1].cause
    cause = voice.say("nothing_more") if end is None else key_words(end, voice)
    return voice.sentence("title", what=what, member=member, cause=cause)


def _sentence(
    link: Link,
    what: str,
    member: int,
    cases: tuple[str, str],
    voice: Voice,
    *,
    first: bool,
    same: bool,
) -> str:
    one, other = (voice.case(name) for name in cases)
    date = day_words(date_of(link.week), voice.language)
    head = voice.say(
        "start" if first else "step", member=member, what=what, date=date, one=one, other=other,
        before=voice.number(link.before), after=voice.number(link.after),
        grown=_signed(link.grown, voice),
    )  # fmt: skip
    if link.cause is None:
        return voice.sentence("ends", head=head)
    share = voice.say(
        "stood" if same else "share", cause=key_words(link.cause, voice),
        size=_signed(link.share, voice), part=_part(link, voice),
    )  # fmt: skip
    only = voice.say("one_sided") if link.one_sided else ""
    return voice.sentence("link", head=head, share=share, only=only)


def _same(links: list[Link], place: int) -> bool:
    """Whether the cause of a measure is the very stock that it reports."""
    if place or len(links) < 2:
        return False
    stock, cause = links[0].series[:, links[0].week], links[1].series[:, -1]
    return bool(np.allclose(stock, cause, rtol=SAME, atol=0.0))


def _part(link: Link, voice: Voice) -> str:
    if not link.grown:
        return ""
    part = link.share / link.grown
    if abs(part - 1.0) < ALL_BUT:
        return voice.say("all")
    return voice.say("part", part=voice.percent(part)) if part > 0.0 else ""


def _signed(value: float, voice: Voice) -> str:
    shown = voice.number(value)
    return f"+{shown}" if value > 0.0 and shown != "0" else shown


def target_words(target: Target, voice: Voice) -> str:
    """Return what a link explains in words: a state and which part of it."""
    if target.measure:
        return voice.say("measure", name=target.measure)
    part = _part_of(target, voice)
    name = key_words(target.key, voice)
    return voice.say("statement.part", name=name, part=part) if part else name


def _part_of(target: Target, voice: Voice) -> str:
    """Return the channel, area or state that a part stands for; "" for what has no parts."""
    kind = PARTS.get(target.key.name, "channel" if target.key.kind == NETWORK else "")
    if not kind:
        return ""
    names = CHANNELS if kind == "channel" else dimension(kind)
    return words(voice.language).name(kind, names[target.part])


PARTS = {
    "yields": "channel", "listed": "channel", "technology": "area", "posture": "state",
    "budgets": "state",
}  # fmt: skip
"""Fields of the view that have a part for each channel, area or state."""


def key_words(key: Key, voice: Voice) -> str:
    """Return an input of a week in words."""
    if key.kind == REST:
        return voice.say("rest")
    if key.kind == LEVER:
        return voice.say("lever", name=voice.spoken(key.name))
    if key.kind == DATE:
        return voice.say("date", name=_known(voice, "week_parts", key.name))
    if key.kind == BOOK:
        return _known(voice, "books", f"{key.name}_{key.account}")
    name = f"network_{key.name}" if key.kind == NETWORK else key.name
    return _known(voice, "view_parts", name)


def _known(voice: Voice, section: str, name: str) -> str:
    """Return the name of a part; a part without one, of an extension say, by its own name."""
    return words(voice.language).known(section, name) or spaced(name)
