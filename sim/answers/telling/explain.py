"""What is said of a difference that is split among the changes behind it."""

from collections.abc import Mapping

import numpy as np

from sim.answers.explained import Explained
from sim.answers.parts import ASSUMPTIONS, LEVERS, STRUCTURE, Change
from sim.answers.words import Voice
from sim.ground.weeks import date_of
from sim.runs.verdicts import HIGHER, LOWER, gap_of, verdict_of
from sim.vocabulary.axes import BAND, ENDS
from sim.vocabulary.language import words
from sim.vocabulary.wording import day_words

TOLD = 3
"""Changes that a sentence names."""

TOLD_FROM = 0.01
"""Part of all shares below which a change is left to the table."""


def change_words(change: Change, voice: Voice) -> str:
    """Return what differs in words: "designation tempo from 13 January 2025"."""
    prefix = "structure." if change.kind == STRUCTURE else ""
    known = change.kind in {LEVERS, ASSUMPTIONS, STRUCTURE}
    name = voice.spoken(prefix + change.name) if known else change.name.replace("_", " ")
    if not change.week:
        return name
    return voice.say("since", name=name, date=day_words(date_of(change.week), voice.language))


def title(got: Explained, what: str, rests: Mapping[str, object], voice: Voice) -> str:
    """Return the finding in one line."""
    gap = gap_of(got.before * got.scale.factor, got.after * got.scale.factor)
    verdict = verdict_of(gap, points=got.scale.points)
    one, other = (voice.case(str(name)) for name in rests["cases"])  # type: ignore[attr-defined]
    key = f"title_{verdict}"
    main = change_words(got.changes[got.order()[0]], voice)
    more = voice.say("mostly", change=main) if verdict in {HIGHER, LOWER} and _splits(got) else ""
    size = voice.size(float(np.abs(np.median(got.after - got.before))), got.scale)
    return voice.sentence(key, what=what, one=one, other=other, size=size, mostly=more)


def sentences(
    got: Explained, what: str, rests: Mapping[str, object], voice: Voice
) -> tuple[str, str]:
    """Return the two sentences of an answer."""
    gap = got.after - got.before
    low, middle, high = np.quantile(gap, BAND)
    one, other = (voice.case(str(name)) for name in rests["cases"])  # type: ignore[attr-defined]
    means = np.abs(got.share.mean(axis=1))
    told = [i for i in got.order()[:TOLD] if means[i] >= TOLD_FROM * means.sum()]
    named = [_part(got, i, voice) for i in told]
    key = "first" if _splits(got) else "first_alone"
    first = voice.sentence(
        key, one=one, other=other, what=what, middle=voice.gain(float(middle), got.scale),
        band=voice.gains(float(low), float(high), got.scale),
        split=voice.say("split", parts=voice.listed(named)),
        mean=voice.gain(float(gap.mean()), got.scale), change=change_words(got.changes[0], voice),
    )  # fmt: skip
    order = _order(got, voice) if _splits(got) else ""
    through = _through(got, voice)
    second = voice.sentence(
        "second", up=voice.percent(float((gap > 0).mean())),
        down=voice.percent(float((gap < 0).mean())), order=order, through=through,
        rest=voice.ensemble(rests),
    )  # fmt: skip
    return first, second


def _part(got: Explained, place: int, voice: Voice) -> str:
    low, high = (float(x) for x in np.quantile(got.share[place], ENDS))
    return voice.say(
        "part", change=change_words(got.changes[place], voice),
        mean=voice.gain(float(got.share[place].mean()), got.scale),
        band=voice.gains(low, high, got.scale),
    )  # fmt: skip


def _splits(got: Explained) -> bool:
    return len(got.changes) > 1


def _order(got: Explained, voice: Voice) -> str:
    """Return for which change it matters most whether it is made first or last."""
    first, last = got.first_in.mean(axis=1), got.last_out.mean(axis=1)
    most = int(np.abs(first - last).argmax())
    return voice.say(
        "order", change=change_words(got.changes[most], voice), count=len(got.changes),
        first=voice.gain(float(first[most]), got.scale),
        last=voice.gain(float(last[most]), got.scale),
        how=voice.say("every" if got.exact else "sampled"),
    )  # fmt: skip


def _through(got: Explained, voice: Voice) -> str:
    """Return the components of an index through which most of the difference goes."""
    if got.components is None:
        return ""
    means = got.components.sum(axis=0).mean(axis=1)
    order = np.argsort(-np.abs(means), kind="stable")[:2]
    text = words(voice.language)
    parts = [
        voice.say("component", name=text.name("components", got.named[i]),
                  mean=voice.gain(float(means[i]), got.scale))
        for i in order
    ]  # fmt: skip
    return voice.say("through", parts=voice.listed(parts))
