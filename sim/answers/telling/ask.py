"""What is said of an asked statement: shares, dates, amounts, and what they rest on."""

from collections.abc import Mapping, Sequence

import numpy as np

from sim.answers.asked import ALL, Asked, InCase
from sim.answers.shares import Share, straddle
from sim.answers.statements import terms as t
from sim.answers.statements.monitor import NEVER
from sim.answers.statements.spoken import scale, spoken
from sim.answers.words import Voice, quantiles
from sim.runs.bands import FEWEST

DECIDE = 3
"""Assumptions that are named as those that decide."""

FEW_CASES = 4
"""Cases that a sentence names one by one."""

BRIEF = 4
"""Weeks below which a passage is so short that asking for several running says more."""


def title(asked: Asked, voice: Voice) -> str:
    """Return the finding in one line."""
    what = spoken(asked.statement.said, voice.language)
    if len(asked.cases) > 1:
        low, high = _ends(asked)
        parts = [_brief(asked, low, voice), _brief(asked, high, voice)]
        return voice.sentence(
            "title_cases", what=what, low=parts[0], high=parts[1],
            one=voice.case(low.name), other=voice.case(high.name),
        )  # fmt: skip
    (case,) = asked.cases
    if straddle(_shares(asked, case)):
        return voice.sentence("title_open", what=what)
    return voice.sentence("title", what=what, brief=_brief(asked, case, voice))


def sentences(asked: Asked, rests: Mapping[str, object], voice: Voice) -> tuple[str, str]:
    """Return the two sentences of an answer."""
    said = asked.statement.said
    parts = [_level(asked, case, voice) for case in asked.cases]
    if len(parts) > FEW_CASES:
        low, high = _ends(asked)
        told = [_level(asked, case, voice) for case in (low, high)]
        parts = [voice.say("over_cases", count=len(asked.cases), low=told[0], high=told[1])]
    bar = ""
    if isinstance(said, t.Claim) and said.bar is not None:
        key = f"bar_{'least' if said.bar.least else 'most'}{'_each' if said.bar.each else ''}"
        wanted = voice.say(key, share=voice.percent(said.bar.share))
        bar = voice.say("bar_met" if asked.met else "bar_missed", wanted=wanted)
    first = voice.sentence(
        "first", what=spoken(said, voice.language), bar=bar, rest=voice.ensemble(rests),
        parts=voice.say("stop").join(parts),
    )  # fmt: skip
    return first, _second(asked, voice)


def notes(asked: Asked, rests: Mapping[str, object], voice: Voice, *, lacks: str) -> Sequence[str]:
    """Return what has to be known about how the answer came about."""
    out = [voice.say("no_groups", by=lacks)] if lacks else []
    if rests.get("failed_runs"):
        out.append(voice.say("answers.failed", count=rests["failed_runs"]))
    said = asked.statement.said
    if isinstance(said, t.Claim) and getattr(said.formula, "kind", "") in {"by", "eventually"}:
        brief = quantiles(asked.cases[0].held)[1]
        if 0 < brief < BRIEF:
            out.append(voice.say("short"))
    return out


def _shares(asked: Asked, case: InCase) -> dict[str, Share]:
    if not isinstance(asked.statement.said, t.Claim):
        return {}
    return {g: case.share(g) for g in case.groups if g != ALL}


def _ends(asked: Asked) -> tuple[InCase, InCase]:
    """Return the lowest and the highest of several cases."""
    if isinstance(asked.statement.said, t.Claim):
        levels = [case.share().share for case in asked.cases]
    else:
        levels = [quantiles(case.value)[1] for case in asked.cases]
    return asked.cases[int(np.argmin(levels))], asked.cases[int(np.argmax(levels))]


def _brief(asked: Asked, case: InCase, voice: Voice) -> str:
    said = asked.statement.said
    if isinstance(said, t.Claim):
        return voice.say("brief_share", share=voice.percent(case.share().share))
    middle = quantiles(case.value)[1]
    if isinstance(said, t.When):
        return voice.say("brief_median", value=voice.week(middle, asked.statement.weeks))
    return voice.say("brief_median", value=voice.level(middle, scale(said)))


def _level(asked: Asked, case: InCase, voice: Voice) -> str:
    """Return what a statement comes to in a case: pooled, and by group where groups differ."""
    said, name = asked.statement.said, voice.case(case.name)
    if not isinstance(said, t.Claim):
        return voice.say("in_case", case=name, value=_value(said, case.value, asked, voice))
    by = {group: case.share(group) for group in case.groups if group != ALL}
    split = voice.listed(
        [f"{voice.group(g)} {voice.percent(s.share)}" for g, s in by.items() if s.members >= FEWEST]
    )
    if straddle(by):
        return voice.say("depends", case=name, split=split)
    share = case.share()
    return voice.say(
        "holds_split" if split else "holds", case=name, split=split,
        share=voice.percent(share.share), low=voice.percent(share.low),
        high=voice.percent(share.high),
    )  # fmt: skip


def _value(said: t.Said, values: np.ndarray, asked: Asked, voice: Voice) -> str:
    low, middle, high = quantiles(values)
    if not isinstance(said, t.When):
        how = scale(said)
        return voice.say("median", value=voice.level(middle, how), band=voice.band(low, high, how))
    weeks = asked.statement.weeks
    never = voice.percent(float(np.mean(values[~np.isnan(values)] == NEVER)))
    ends = [voice.week(w, weeks) for w in (low, middle, high)]
    if low == NEVER:
        return voice.say("when_rare", never=never)
    return voice.say("when", value=ends[1], low=ends[0], high=ends[2], never=never)


def _second(asked: Asked, voice: Voice) -> str:
    """Return when it first holds and for how long, and the assumptions that decide it."""
    case = asked.cases[0]
    first = ""
    if isinstance(asked.statement.said, t.Claim):
        first = (
            _passage(asked, case, voice) + _holding(asked, case, voice) + _spare(asked, case, voice)
        )
    decide = case.deciding.ranked(DECIDE)
    named = voice.listed(
        [voice.say("rests_part", name=voice.spoken(n), share=voice.percent(i)) for n, i in decide]
    )
    rests = voice.say("rests", names=named) if decide else voice.say("rests_nothing")
    key = "second" if first else "second_alone"
    return voice.sentence(key, first=first, rests=rests)


def _passage(asked: Asked, case: InCase, voice: Voice) -> str:
    """Return when the condition first holds, or is first missed, over all members."""
    weeks, missed = asked.statement.weeks, "missed" if asked.throughout else "passed"
    low, middle, high = quantiles(case.first)
    known = case.first[~np.isnan(case.first)]
    never = voice.percent(float(np.mean(known == NEVER)))
    if low == NEVER:
        return voice.say(f"{missed}_rare", never=never)
    ends = [voice.week(w, weeks) for w in (low, middle, high)]
    if asked.throughout:
        ends = [voice.say("never") if w == NEVER else e
                for w, e in zip((low, middle, high), ends, strict=True)]  # fmt: skip
    key = missed if middle != NEVER else f"{missed}_later"
    return voice.say(key, value=ends[1], low=ends[0], high=ends[2], never=never)


def _holding(asked: Asked, case: InCase, voice: Voice) -> str:
    """Return for how many of the weeks asked the condition holds, where they are several."""
    span = asked.statement.conditions[0][1]
    count = span.last - span.first + 1
    if count == 1:
        return ""
    low, middle, high = quantiles(case.held)
    return voice.say(
        "holding", middle=f"{middle:.0f}", low=f"{low:.0f}", high=f"{high:.0f}", count=count
    )


def _spare(asked: Asked, case: InCase, voice: Voice) -> str:
    gap = quantiles(case.margin)[1]
    if not np.isfinite(gap):
        return ""
    quantity = asked.statement.quantities[0]
    size = voice.size(abs(gap), scale(t.HowMuch(quantity, t.Span(0, 0, ""), at=True)))
    return voice.say("spare" if gap >= 0 else "short_of", size=size)
