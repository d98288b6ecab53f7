"""Numbers of a statement in the unit of the measure that they stand beside."""

import re
from dataclasses import dataclass

from sim.answers.statements.grammar import place
from sim.answers.statements.terms import Quantity
from sim.ground.errors import InputError
from sim.ground.units import DAYS_PER_WEEK

MAGNITUDES = {"k": 1e3, "m": 1e6, "bn": 1e9}
HUNDRED = 100.0
POINTS = "points"


@dataclass(frozen=True)
class Amount:
    """A number as written: its value, its unit or "" or "%", and its column."""

    value: float
    unit: str
    column: int


def number_of(text: str) -> float:
    """Return the value of a number such as 10k, 3.5m, 20,000 or 1_000."""
    found = re.fullmatch(r"(-?[0-9][0-9_,]*(?:\.[0-9]+)?)(k|m|bn)?", text)
    assert found is not None, text
    digits = found[1].replace(",", "").replace("_", "")
    return float(digits) * MAGNITUDES.get(found[2] or "", 1.0)


def share_of(text: str) -> float:
    """Return a share written 80 %."""
    return float(text.rstrip("% ")) / HUNDRED


def in_unit(amount: Amount, of: Quantity, notes: list[str]) -> float:
    """Return an amount in the unit of the quantity; what was converted or assumed goes into notes.

    Raises:
        InputError: the unit is another one, and no listed pair converts it.
    """
    given, unit = amount.unit, of.unit
    if unit == "category":
        raise InputError(
            f"{place(amount.column)}: {of.measure} holds names, not numbers; ask for another one"
        )
    if given == "%":
        if unit != "1":
            raise InputError(
                f"{place(amount.column)}: {of.measure} is in {unit}, not a share; write a number "
                f"in {unit}"
            )
        return amount.value / HUNDRED
    if given == POINTS:
        return amount.value * _point(amount, of)
    if not given:
        if unit != "1":
            _say(notes, f"{amount.value:,.10g} without a unit was taken in {unit}")
        return amount.value
    if given == unit:
        return amount.value
    if given.endswith("/day") and unit == given.replace("/day", "/week"):
        value = amount.value * DAYS_PER_WEEK
        _say(notes, f"{amount.value:,.10g} {given} is {value:,.10g} {unit}")
        return value
    accepted = [unit, *([unit.replace("/week", "/day")] if unit.endswith("/week") else [])]
    shown = "no unit or %" if unit == "1" else " or ".join(accepted)
    raise InputError(
        f"{place(amount.column)}: {of.measure} is not in {given}; accepted here: {shown}"
    )


def _point(amount: Amount, of: Quantity) -> float:
    """Return the size of one point: of an index itself, of a share a hundredth."""
    if of.unit == "1":
        return 1.0 / HUNDRED
    if of.unit == "index" or not of.unit[0].isalpha():
        return 1.0
    raise InputError(
        f"{place(amount.column)}: points go with an index or a share, and {of.measure} is in "
        f"{of.unit}; write an amount in {of.unit} or in %"
    )


def _say(notes: list[str], note: str) -> None:
    if note not in notes:
        notes.append(note)
