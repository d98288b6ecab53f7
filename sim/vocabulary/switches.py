"""What takes each claim of the seed text out of the model: a scenario less its element."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sim.ground.errors import InputError, unknown
from sim.ground.fields import only, table, text
from sim.ground.files import shipped, toml_of
from sim.vocabulary.claims import claims
from sim.vocabulary.policy import Case
from sim.vocabulary.scenario import load, parse

PLACE = "vocabulary/switches.toml"
CHANGES = ("levers", "assumptions", "structure", "events")
WORDS = ("off", "under", "like", "none", "reported", "why")
STATES = ("off", "like", "none", "reported")
"""A claim is switched off, shares an element, has none, or has one that only reports."""


@dataclass(frozen=True)
class Switch:
    """A scenario as it is, and without one element.

    Attributes:
        name: of what is switched, a claim such as ``S12``.
        off: in words, what is missing when it is off.
        under: the scenario in which the element acts.
        on, without: the cases that are compared.
        why: where nothing moves, the reason in one line; "" otherwise.
    """

    name: str
    off: str
    under: str
    on: Case
    without: Case
    why: str = ""


@dataclass(frozen=True)
class Switches:
    """What the table says of every claim.

    Attributes:
        measured: switches by claim; claims that share an element have the same changes.
        shared: the claim whose element another one shares, by claim.
        none: why a claim has no element, by claim.
        reported: why an element moves nothing by nature, by claim.
    """

    measured: Mapping[str, Switch]
    shared: Mapping[str, str]
    none: Mapping[str, str]
    reported: Mapping[str, str]


def switch(place: str, name: str, given: Mapping[str, Any]) -> Switch:
    """Return what a table of changes switches off.

    Args:
        place: for what is wrong.
        name: of the switch.
        given: `off` in words, the changes as a scenario writes them, and where needed `under`,
            `why`, and in `held` what both cases share beyond the scenario.

    Raises:
        InputError: a key, name or value cannot be used, or nothing is switched off.

    Example:
        >>> off = {"off": "no direct oil", "assumptions": {"oil.direct_cap": 0}}
        >>> switch("mine", "oil", off).under
        'baseline'
    """
    only(place, given, ("off", "under", "why", "held", *CHANGES))
    own = {key: table(f"{place} [{key}]", given[key]) for key in CHANGES if key in given}
    if not own:
        raise InputError(f"{place}: switches nothing off; write one of {', '.join(CHANGES)}")
    under = text(f"{place}: under", given.get("under", "baseline"))
    held = table(f"{place} held", given.get("held", {}))
    on = parse({"extends": under, **held}, under, place).policy if held else load(under).policy
    both = {key: {**held.get(key, {}), **own.get(key, {})} for key in {**held, **own}}
    without = parse({"extends": under, **both}, name, place).policy
    words = text(f"{place}: off", given["off"])
    return Switch(name, words, under, on, without, str(given.get("why", "")))


@cache
def switches() -> Switches:
    """Return what is switched off for each claim; InputError where the table does not fit."""
    found = toml_of(shipped() / PLACE, PLACE)
    if list(found) != list(claims()):
        wrong = sorted(set(found) ^ set(claims())) or ["their order"]
        raise InputError(f"{PLACE}: holds other claims than claims.csv: {', '.join(wrong)}")
    rows = {name: _row(name, given) for name, given in found.items()}
    shared = {name: row["like"] for name, row in rows.items() if "like" in row}
    measured = {
        name: switch(f"{PLACE} {name}", name, rows[shared.get(name, name)])
        for name, row in rows.items()
        if "off" in row or "like" in row
    }
    none, reported = (
        {name: row[state] for name, row in rows.items() if state in row} for state in STATES[2:]
    )
    _require_met(measured)
    return Switches(measured, shared, none, reported)


def _row(name: str, given: Any) -> Mapping[str, Any]:
    row = table(f"{PLACE} {name}", given)
    only(f"{PLACE} {name}", row, (*WORDS, *CHANGES))
    if sum(state in row for state in STATES) != 1:
        raise InputError(f"{PLACE} {name}: needs exactly one of {', '.join(STATES)}")
    if "like" in row and row["like"] not in claims():
        raise unknown(f"{PLACE} {name}: like", "claim", row["like"], claims())
    return row


def _require_met(measured: Mapping[str, Switch]) -> None:
    """Require that a claim is switched off in the baseline or in a scenario that meets it."""
    for name, one in measured.items():
        met = ("baseline", *claims()[name].scenarios)
        if one.under not in met:
            raise unknown(f"{PLACE} {name}: under", "scenario of the claim", one.under, met)
