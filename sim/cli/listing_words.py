"""Scenarios, levers, assumptions and claims as lists name them, in each language."""

from typing import Any

from sim.ground.weeks import date_of, parse_week
from sim.vocabulary.assumptions import Assumption
from sim.vocabulary.case_file import shown
from sim.vocabulary.language import Words
from sim.vocabulary.levers import Lever
from sim.vocabulary.lineage import differences
from sim.vocabulary.scenario import Scenario
from sim.vocabulary.wording import number, unit_words

KINDS = {"levers": "levers", "assumptions": "assumptions", "structure": "structures"}
"""Under which kind a language names the settings of a section of a scenario file."""


def settings(scenario: Scenario, text: Words) -> list[list[str]]:
    """Return what a scenario adds to its parent: pairs of a setting and its value.

    Args:
        scenario: with the keys of its own file.
        text: of the language; English keeps the names of the file.
    """
    if text.language == "en":
        return [list(pair) for pair in differences(scenario)]
    out = [
        [_called(section, key, text), _value(section, value, text)]
        for section in ("levers", "assumptions", "structure", "events")
        for key, value in scenario.own.get(section, {}).items()
    ]
    for step in scenario.own.get("steps", []):
        name, date = _called("levers", step["lever"], text), date_of(parse_week("", step["date"]))
        said = text.say("listing.from", name=name, date=date)
        out.append([said, _value("levers", step["value"], text)])
    for rule in scenario.own.get("rules", []):
        out.append([_when(rule, text), _value("levers", rule["value"], text)])
    for pair in scenario.by_hand:
        name, _, value = pair.partition("=")
        out.append([text.say("listing.by_hand", name=name), value])
    return out


def _when(rule: dict[str, Any], text: Words) -> str:
    side = "above" if "above" in rule else "below"
    measure = text.known("measures", rule["measure"]) or rule["measure"]
    said = text.say(f"listing.{side}", measure=measure, level=_value("levers", rule[side], text))
    name = _called("levers", rule["lever"], text)
    return text.say("listing.when", name=name, rule=said, weeks=rule.get("weeks", 1))


def _called(section: str, key: str, text: Words) -> str:
    return text.known(KINDS.get(section, section), key) or key


def _value(section: str, value: Any, text: Words) -> str:
    if isinstance(value, list):
        return text.comma.join(_value(section, each, text) for each in value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return number(float(value), text.language)
    said = shown(value)
    option = text.known("option_names", said) if section == "structure" else None
    return option or text.known("setting_values", said) or said


def lever_row(lever: Lever, text: Words) -> list[str]:
    """Return a lever's name, who sets it, unit, range, default and meaning."""
    low, high = lever.low, lever.high
    if text.language == "en":
        span = "" if low != low else f"{low:g} to {high:g}"  # noqa: PLR0124  (NaN is not itself)
        return [lever.name, lever.set_by, lever.unit, span, lever.default, lever.meaning]
    ends = {"low": number(low, text.language), "high": number(high, text.language)}
    word = text.known("inputs", lever.default.replace(" ", "_"))
    meaning = text.say("lever_meanings." + lever.name)
    return [
        lever.name,
        text.say(f"set_by.{lever.set_by}"),
        text.known("lever_units", lever.unit) or unit_words(lever.unit, text.language),
        "" if low != low else text.say("number.spread", **ends),  # noqa: PLR0124
        word or number(float(lever.default), text.language),
        text.say("listing.means", name=text.name("levers", lever.name), meaning=meaning),
    ]


def assumption_row(entry: Assumption, text: Words) -> list[str]:
    """Return key, symbol, unit, role, central, low, high, confidence and name of an assumption."""
    low, high = entry.span()
    return [
        entry.key,
        entry.symbol,
        text.known("lever_units", entry.unit) or unit_words(entry.unit, text.language),
        text.say(f"roles.{entry.role}"),
        *(number(value, text.language) for value in (entry.central, low, high)),
        text.say(f"confidence.{entry.confidence}"),
        text.known("assumptions", entry.key) or "",
    ]
