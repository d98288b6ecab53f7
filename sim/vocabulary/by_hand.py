"""Settings as a command line gives them: levers from a date on, assumptions and their ranges."""

from collections.abc import Sequence
from typing import Any

from sim.ground.errors import InputError
from sim.vocabulary.scenario import Scenario

RANGE = ".."
"""Between the ends of a range, as in ``key=1..2``."""


def set_by_hand(
    scenario: Scenario, settings: Sequence[str] = (), assumed: Sequence[str] = ()
) -> Scenario:
    """Return a scenario with settings on top.

    Args:
        scenario: what they are put on.
        settings: ``lever=value`` from week 0 on, which replaces dated steps, or
            ``lever=value@date``, a dated step beside those of the scenario.
        assumed: ``key=value`` for all members, or ``key=low..high``, drawn evenly between.

    Raises:
        InputError: a name, value, range or date cannot be used.

    Example:
        >>> from sim.vocabulary.scenario import load
        >>> made = set_by_hand(load("baseline"), ["designation_tempo=2@2025-06-30"])
        >>> made.policy.levers["designation_tempo"]
        ((104, 2.0),)
    """
    for text in settings:
        name, value, day = setting_of(text)
        if day:
            steps = [(day, name, value)]
            scenario = scenario.changed(steps=steps, place=f"--set {text}")
        else:
            scenario = scenario.setting(name, value)
    for text in assumed:
        key, value = assumption_of(text)
        scenario = scenario.changed(assumptions={key: value}, place=f"--assume {text}")
    return scenario


def setting_of(text: str) -> tuple[str, Any, str]:
    """Return lever, value and date of ``lever=value@date``; "" where no date is given."""
    name, equals, rest = text.partition("=")
    value, at, day = (part.strip() for part in rest.partition("@"))
    if not equals or not name.strip() or not value:
        raise InputError(f"--set {text}: write lever=value")
    if at and not day:
        raise InputError(f"--set {text}: write a date behind @, as in {name}={value}@2025-06-30")
    return name.strip(), number_or_text(value), day


def assumption_of(text: str) -> tuple[str, Any]:
    """Return key and value of ``key=value``, or of ``key=low..high`` a uniform distribution."""
    key, equals, rest = (part.strip() for part in text.partition("="))
    if not equals or not key or not rest:
        raise InputError(f"--assume {text}: write key=value or key=low..high")
    low, dots, high = (part.strip() for part in rest.partition(RANGE))
    found = [number_or_text(part) for part in ((low, high) if dots else (low,))]
    if not all(isinstance(value, float) for value in found):
        raise InputError(
            f"--assume {text}: {rest!r} is no number; write key=value or key=low..high"
        )
    if not dots:
        return key, found[0]
    return key, {"kind": "uniform", "low": found[0], "high": found[1]}


def number_or_text(text: str) -> float | str:
    """Return a number if the text is one, else the text."""
    try:
        return float(text)
    except ValueError:
        return text
