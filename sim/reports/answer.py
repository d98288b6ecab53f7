"""The answer in three sentences, with bands and verbal probabilities."""

import numpy as np

from sim.ground.weeks import CUT_OFF, date_of, week_of
from sim.reports.numbers import number, setting
from sim.reports.outcomes import Outcome, leading, outcome
from sim.reports.subject import Subject
from sim.reports.verbal import percent, said
from sim.runs.findings import Finding
from sim.vocabulary.language import Words, title_of
from sim.vocabulary.wording import day_words

NAMES = ("Russian", "Japan", "Russia")
FULL = 0.98
"""Stated tolerance: a demand counts as met from this share of it on; rationing is soft."""


def answer(of: Subject, words: Words) -> list[str]:
    """Return three sentences that answer the question of a report."""
    if of.other is not None:
        return _compared(of, words)
    if leading(of.first, compared=False)[0].measure == "russia.shells_fired":
        return [_fire(of, words), _return(of, words), _limits(of, words)]
    return [_levels(of, words), _fire(of, words), _limits(of, words)]


def end_date(of: Subject, language: str) -> str:
    """Return the last day that the runs cover, in words."""
    return day_words(date_of(of.results.weeks), language)


def cut_off(words: Words) -> str:
    """Return the day with which the record ends, in words."""
    return day_words(CUT_OFF, words.language)


def _fire(of: Subject, words: Words) -> str:
    fired = outcome("russia.shells_fired")
    values = fired.members(of.results, of.first.name)
    band, median = fired.shown(values, words)
    rate = of.asked.asked_rate
    if rate is not None:
        chance = said(float((values >= FULL * rate).mean()), words)
        tail = words.say("answer.fires_at_least", rate=setting(rate, words.language), **chance)
    else:
        asked = outcome("russia.shells_demanded").members(of.results, of.first.name)
        tail = words.say("answer.fires_all", **said(float((values >= FULL * asked).mean()), words))
    when = fired.when(of.results, words.language)
    return words.say("answer.fire", when=when, band=band, median=median, tail=tail)


def _return(of: Subject, words: Words) -> str:
    name = of.first.name
    value, settled, owed = (
        outcome(m).members(of.results, name)
        for m in ("dprk.contract_value_usd", "dprk.settled_usd", "russia.arrears_usd")
    )
    shown = [outcome("dprk.contract_value_usd").shown(v, words)[0] for v in (value, settled, owed)]
    chance = said(float((owed > 0.5 * settled).mean()), words)
    return words.say(
        "answer.return", date=end_date(of, words.language), value=shown[0], settled=shown[1],
        owed=shown[2], **chance,
    )  # fmt: skip


def _levels(of: Subject, words: Words) -> str:
    parts = []
    for each in leading(of.first, compared=False)[:2]:
        band, median = each.shown(each.members(of.results, of.first.name), words)
        parts.append(
            words.say(
                "answer.level",
                label=inside(each.label(words), words),
                when=each.when(of.results, words.language),
                band=band,
                median=median,
                unit=words.name("units", each.unit),
            )
        )
    return words.say("answer.levels", parts=words.stop.join(parts))


def binding_shares(of: Subject, policy: str, group: str = "pooled") -> dict[str, float]:
    """Return how often each limit binds from the cut-off on, as shares of members and weeks."""
    found = of.results.shares["trade.binding"].sel(policy=policy, group=group)
    start = min(week_of(CUT_OFF), of.results.weeks - 1)
    mean = found.isel(week=slice(start, None)).mean("week")
    return {str(k): float(v) for k, v in zip(mean["binding"].values, mean.values, strict=True)}


def _limits(of: Subject, words: Words) -> str:
    share = binding_shares(of, of.first.name)
    order = sorted(share, key=lambda k: -share[k])
    parts = [f"{words.name('binding', k)} {percent(share[k])}" for k in order if share[k] >= 0.005]
    fired = outcome("russia.shells_fired")
    values = fired.members(of.results, of.first.name)
    by = {r: values[of.readings == r] for r in dict.fromkeys(of.readings)}
    medians = [float(np.median(v)) for v in by.values()]
    return words.say(
        "answer.limits", parts=words.stop.join(parts), low=number(min(medians), words.language),
        high=number(max(medians), words.language), count=len(by),
    )  # fmt: skip


def inside(label: str, words: Words) -> str:
    """Return a label as it stands inside a sentence: no capital but in names."""
    named = label.split(" ", maxsplit=1)[0] in NAMES or not label[1:2].islower()
    return label if words.language != "en" or named else label[0].lower() + label[1:]


def paired(of: Subject, each: Outcome) -> np.ndarray:
    """Return the difference of an outcome to the reference, member by member."""
    assert of.other is not None
    now = each.members(of.results, of.other.name)
    gap: np.ndarray = now - each.members(of.results, of.first.name)
    return gap


def told(of: Subject, each: Outcome, words: Words) -> Finding:
    """Return what may be said of an outcome's difference to the reference."""
    assert of.other is not None
    return each.told(of.results, of.first.name, of.other.name, words)


def _compared(of: Subject, words: Words) -> list[str]:
    assert of.other is not None
    first, second, third = leading(of.other, compared=True)
    titles = {
        name: title_of(s, words.language) for name, s in (("other", of.other), ("first", of.first))
    }
    arrivals = outcome("dprk.shells_arrived", compared=True)
    named = [each.measure for each in (first, second, third)]
    fire = outcome("russia.shells_fired", compared=True)
    last = arrivals if arrivals.measure not in named else fire
    if last.measure in named:
        last = outcome("dprk.hard_currency_usd")
    one, two, three, four = (told(of, each, words).text for each in (first, second, third, last))
    return [
        words.say("answer.first", change=one, **titles),
        words.say("answer.second", one=two, two=three),
        words.say("answer.third", change=four),
    ]
