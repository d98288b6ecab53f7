"""What a scenario changes, and from whom it has the rest: the chain of `extends`."""

from sim.ground.weeks import date_of, parse_week
from sim.vocabulary.case_file import shown
from sim.vocabulary.levers import structures
from sim.vocabulary.scenario import Scenario, names


def lineage(scenario: Scenario) -> list[Scenario]:
    """Return a scenario, its parent, and so on to the first."""
    chain = [scenario]
    while chain[-1].parent is not None:
        chain.append(chain[-1].parent)
    return chain


def is_own(scenario: Scenario) -> bool:
    """Return whether a scenario is a user's own, not one that is shipped."""
    return scenario.name not in names()


def differences(scenario: Scenario) -> list[tuple[str, str]]:
    """Return (setting, value) lines of what a scenario adds to its parent."""
    lines: list[tuple[str, str]] = []
    for section in ("levers", "assumptions", "structure", "events"):
        for key, value in scenario.own.get(section, {}).items():
            lines.append((f"{section}.{key}", shown(value)))
    for step in scenario.own.get("steps", []):
        week = parse_week("", step["date"])
        lines.append((f"levers.{step['lever']} from {date_of(week)}", shown(step["value"])))
    for rule in scenario.own.get("rules", []):
        side = "above" if "above" in rule else "below"
        when = f"{rule['measure']} {side} {shown(rule[side])} for {rule.get('weeks', 1)} weeks"
        lines.append((f"levers.{rule['lever']} when {when}", shown(rule["value"])))
    for pair in scenario.by_hand:
        name, _, value = pair.partition("=")
        lines.append((f"{_section(name)}{name}, set by hand", value))
    return lines


def differences_from(scenario: Scenario, reference: str) -> list[tuple[str, str]]:
    """Return what a scenario and its parents add, from below a reference on, oldest first.

    A setting that a later file sets again is told once, with its last value.

    Args:
        scenario: with its chain of parents.
        reference: name of the scenario that it is held against; where it is no parent of it, the
            whole chain is told.

    Example:
        >>> from sim.vocabulary.scenario import load
        >>> found = dict(differences_from(load("off_ramp_non_proliferation"), "baseline"))
        >>> found["assumptions.council.non_proliferation"]
        '1'
    """
    chain = lineage(scenario)
    known = [each.name for each in chain]
    if reference in known:
        chain = chain[: known.index(reference)]
    found: dict[str, str] = {}
    for each in reversed(chain):
        for key, value in differences(each):
            found.pop(key, None)
            found[key] = value
    return list(found.items())


def _section(name: str) -> str:
    if "." in name:
        return "assumptions."
    return "structure." if name in structures() else "levers."
