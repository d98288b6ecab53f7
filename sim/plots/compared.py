"""What a figure's title may say of results: levels and paired differences, in either language."""

import datetime as dt
from collections.abc import Sequence

import numpy as np

from sim.ground.weeks import CUT_OFF, date_of, week_of
from sim.plots.series import time_of
from sim.plots.wording import titles
from sim.runs.bands import CUMULATIVE
from sim.runs.findings import Finding, finding_of
from sim.runs.levels import Band, Level, day_of, label_of, level_of, when
from sim.runs.results import Results
from sim.runs.verdicts import FEW, HIGHER, LOWER, OPEN, UNCHANGED, Gap
from sim.vocabulary.axes import ACTORS
from sim.vocabulary.language import words
from sim.vocabulary.wording import (
    change,
    day_words,
    gain,
    inside,
    listed,
    number,
    scale_of,
    signed,
    span,
)

NAMED = 3
"""Scenarios that a title names of each verdict; the rest is counted."""


def title_words(results: Results, language: str = "en") -> dict[str, str]:
    """Return the title of each scenario by name, in a language."""
    text = words(language)
    return {
        name: text.name("scenario_titles", name, own) if language != "en" else own
        for name, own in titles(results, language).items()
    }


def last_day(results: Results) -> dt.date:
    """Return the last day that the runs cover."""
    return date_of(results.weeks)


def when_at_end(results: Results, name: str, language: str = "en") -> str:
    """Return when the last value of a measure holds, in words."""
    return when(name, day_of(name, results.weeks - 1), language)


def _level_rows(results: Results, name: str, policy: str, where: dict[str, str]) -> np.ndarray:
    """Return quantiles 5, 50, 95 % by time in the unit people read, shape (3, time)."""
    measure = name.removesuffix(CUMULATIVE)
    source = results.cumulative if name.endswith(CUMULATIVE) else results.bands
    rows = source[measure].sel({"policy": policy, "group": "pooled", **where})
    found = rows.transpose("quantile", time_of(rows)).values[[0, 2, 4]]
    return np.asarray(found, dtype=float) * scale_of(name).factor


def level_at_end(
    results: Results, name: str, policy: str, language: str = "en", **where: str
) -> Level:
    """Return what may be said of a measure at the end of one scenario's runs."""
    low, median, high = (float(v) for v in _level_rows(results, name, policy, where)[:, -1])
    members = int(results.attrs["members"])
    said = when_at_end(results, name, language)
    label = label_of(name, language, *where.values())
    return level_of(Band(low, median, high, members), scale_of(name).unit, label, said, language)


def gap_at_end(
    results: Results, name: str, policy: str, language: str = "en", **where: str
) -> Finding:
    """Return what may be said of a scenario's paired difference to the reference at the end.

    Args:
        results: of a comparison.
        name: measure; with ":cumulative" for a flow summed up.
        policy: held against the first.
        language: en or zh.
        **where: value of the extra dimension.
    """
    assert results.differences is not None, "differences need the results of a comparison"
    factor, here = scale_of(name).factor, {"policy": policy, **where}
    rows = results.differences[name].sel(here)
    low, median, high = (
        float(v) * factor for v in rows.transpose("quantile", time_of(rows)).values[:, -1]
    )
    above = float(results.differences[f"{name}:above"].sel(here).values[-1])
    equal = float(results.differences[f"{name}:equal"].sel(here).values[-1])
    reference = _level_rows(results, name, results.policies[0], where)
    record = reference[1, : max(1, week_of(CUT_OFF) + 1)]
    gap = Gap(
        low, median, high, above, max(0.0, 1.0 - above - equal), float(reference[1, -1]),
        float(reference[2, -1] - reference[0, -1]), float(np.nanmax(np.abs(record))),
        int(results.attrs["members"]),
    )  # fmt: skip
    part = next(iter(where.values()), "")
    at = day_of(name, results.weeks - 1)
    return finding_of(gap, name, date=at, language=language, part=part)


def title_at_end(results: Results, name: str, language: str = "en", **where: str) -> str:
    """Return a title: the level of one scenario, or what differs of several from the first."""
    names = title_words(results, language)
    first, *others = results.policies
    if not others:
        return level_at_end(results, name, first, language, **where).text
    return title_of(
        {names[p]: gap_at_end(results, name, p, language, **where) for p in others}, names[first]
    )


def title_of(found: dict[str, Finding], first: str) -> str:
    """Return one title over the findings of several scenarios, grouped by what may be said.

    Args:
        found: what may be said of each, by title of the scenario.
        first: title of the reference.
    """
    one = next(iter(found.values()))
    if len(found) == 1:
        return one.title(next(iter(found)), first)
    text = words(one.language)
    parts = [
        _group({t: f for t, f in found.items() if f.verdict == verdict}, verdict)
        for verdict in (LOWER, HIGHER, OPEN, UNCHANGED, FEW)
    ]
    return text.say(
        "titles.several", label=one.label, when=one.when, first=first,
        parts=text.stop.join(part for part in parts if part),
    )  # fmt: skip


def _group(found: dict[str, Finding], verdict: str) -> str:
    if not found:
        return ""
    language = next(iter(found.values())).language
    ranked = sorted(found, key=lambda title: -abs(found[title].median))
    shown = [_named(title, found[title], verdict) for title in ranked[:NAMED]]
    text = words(language)
    if len(ranked) > NAMED:
        shown.append(text.say("titles.others", count=len(ranked) - NAMED))
    return text.say(f"titles.{verdict}", names=listed(shown, language))


def _named(title: str, found: Finding, verdict: str) -> str:
    if verdict not in (LOWER, HIGHER):
        return words(found.language).say("titles.name", title=title)
    shown = gain(found.median, found.unit, found.language)
    if found.percent is not None:
        shown = change(found.percent, found.language)
    return words(found.language).say("titles.sized", title=title, size=shown)


def largest(found: Sequence[Finding]) -> Finding:
    """Return the finding that says most: a direction before none, then the largest change."""
    directed = [f for f in found if f.verdict in (LOWER, HIGHER)]
    return max(
        directed or found, key=lambda f: abs(f.percent if f.percent is not None else f.median)
    )


def phrase(found: Finding) -> str:
    """Return a label as it stands in a sentence."""
    return inside(found.label, found.language)


def most_moved_index(results: Results, language: str) -> str:
    """Return the title: the actor whose index changes most, in one run since July 2023."""
    first, *others = results.policies
    if others:
        pairs = [(p, a) for p in others for a in ACTORS]
        found = [gap_at_end(results, "capability.index", p, language, actor=a) for p, a in pairs]
        most = largest(found)
        names = title_words(results, language)
        return most.title(names[pairs[found.index(most)][0]], names[first])
    levels = {
        a: level_at_end(results, "capability.change", first, language, actor=a) for a in ACTORS
    }
    return _most_moved(levels, last_day(results), language)


def _most_moved(levels: dict[str, Level], until: dt.date, language: str) -> str:
    """Return in words which index moves most among those whose band keeps one sign.

    Args:
        levels: change since the opening, by actor.
        until: last day of the runs.
        language: en or zh.
    """
    sure = {a: one for a, one in levels.items() if one.low > 0.0 or one.high < 0.0}
    among = sure or levels
    actor = max(among, key=lambda a: abs(among[a].median))
    most, text = levels[actor], words(language)
    if not most.low <= most.high:  # under 20 members nothing has a band
        return most.text
    way = "open" if not sure else "up" if most.median > 0.0 else "down"
    size, low, high = most.median, most.low, most.high
    if way == "down":
        size, low, high = -size, -high, -low
    shown = number if way != "open" else signed
    return text.say(
        f"titles.index_{way}",
        actor=text.name("actor", actor),
        size=shown(size, language),
        date=day_words(until, language),
        band=span(low, high, "", language),
    )
