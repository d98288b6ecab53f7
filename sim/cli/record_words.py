"""Reported figures in words: numbers, bands and what a target is about, in each language."""

import math

from sim.cli.tables import band, shown
from sim.vocabulary import wording
from sim.vocabulary.evidence import Target
from sim.vocabulary.language import Words
from sim.vocabulary.wording import unit_words


def number(value: float, text: Words) -> str:
    """Return a number with three significant figures and the scale of the language."""
    return shown(value) if text.language == "en" else wording.number(value, text.language)


def three(value: float | None) -> str:
    """Return a score, or a dash where there is none."""
    return "-" if value is None or math.isnan(value) else shown(value)


def spread(found: tuple[float, float, float], text: Words) -> str:
    """Return a band with its median.

    Example:
        >>> from sim.vocabulary.language import words
        >>> spread((17e3, 20e3, 23e3), words("en")), spread((17e3, 20e3, 23e3), words("zh"))
        ('17.0 k to 23.0 k (20.0 k)', '1.7万至2.3万（2万）')
    """
    if text.language == "en":
        return band(*found)
    low, median, high = (number(value, text) for value in found)
    ends = text.say("number.spread", low=low, high=high)
    return text.say("printed.cell", band=ends, median=median)


def reported(target: Target, text: Words) -> str:
    """Return what was reported: a band, a bound or a count."""
    if target.kind == "floor":
        return text.say("hindcast.at_least", size=number(target.low, text))
    if target.kind == "ceiling":
        return text.say("hindcast.at_most", size=number(target.high, text))
    if target.kind == "count":
        return f"{target.central:g}"
    return spread((target.low, target.central, target.high), text)


def what(target: Target, text: Words, form: str = "hindcast.said") -> str:
    """Return what a target is about: statistic, measure, part and unit.

    Args:
        target: one reported figure.
        text: of the language; English keeps the names of the file.
        form: key of the sentence.
    """
    unit, measure, picked = target.unit, target.measure, f" {target.selector}".rstrip()
    if text.language != "en":
        measure, picked = text.name("measures", measure), _picked(target, text)
        unit = text.known("record_units", unit) or unit_words(unit, text.language)
    statistic = text.known("statistics", target.statistic) or target.statistic
    return text.say(form, statistic=statistic, measure=measure, picked=picked, unit=unit)


def _picked(target: Target, text: Words) -> str:
    """Return a selector in words: a base period, a whole, or a part of a measure."""
    kind, _, value = target.selector.partition("=")
    if kind == "base":
        first, _, last = value.partition("/")
        return text.say("selected.base", first=first, last=last)
    if kind == "over":
        return text.say("selected.over", measure=text.name("measures", value))
    return text.say("selected.part", name=text.known(kind, value) or value) if kind else ""
