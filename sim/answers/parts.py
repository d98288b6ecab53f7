"""What differs between two cases, change by change, and cases with some of the changes made."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from sim.ground.errors import InputError
from sim.ground.weeks import date_of
from sim.vocabulary.assumptions import registry
from sim.vocabulary.levers import levers
from sim.vocabulary.policy import Case

LEVERS, ASSUMPTIONS, STRUCTURE, EVENTS = "levers", "assumptions", "structure", "events"


@dataclass(frozen=True)
class Change:
    """One change from one case to another.

    Attributes:
        kind: levers, assumptions, structure, events, or another field of a case.
        name: of the lever, assumption, structure or event.
        week: for a lever, from which week; None otherwise.
        before, after: in the two cases; None where it is not set.
        label: in words.
        group: changes of a group are of one kind and, for levers, of one actor.
    """

    kind: str
    name: str
    week: int | None
    before: Any
    after: Any
    label: str
    group: str


def changes_of(one: Case, other: Case) -> list[Change]:
    """Return every change from one case to another; InputError where there is none."""
    out = [*_levers(one, other)]
    for kind in (ASSUMPTIONS, STRUCTURE):
        before, after = getattr(one, kind), getattr(other, kind)
        for name in dict.fromkeys([*before, *after]):
            if before.get(name) != after.get(name):
                out.append(
                    Change(
                        kind,
                        name,
                        None,
                        before.get(name),
                        after.get(name),
                        _label(kind, name),
                        kind,
                    )
                )
    known = asdict(one.events), asdict(other.events)
    for name in known[0]:
        if known[0][name] != known[1][name]:
            out.append(Change(EVENTS, name, None, getattr(one.events, name),
                              getattr(other.events, name), name.replace("_", " "),
                              EVENTS))  # fmt: skip
    handled = {"name", LEVERS, ASSUMPTIONS, STRUCTURE, EVENTS}
    for field in fields(one):
        if field.name not in handled and getattr(one, field.name) != getattr(other, field.name):
            out.append(Change(field.name, field.name, None, getattr(one, field.name),
                              getattr(other, field.name), field.name, field.name))  # fmt: skip
    if not out:
        raise InputError(f"explain: {one.name} and {other.name} do not differ in anything")
    return out


def _levers(one: Case, other: Case) -> Iterable[Change]:
    for name in dict.fromkeys([*one.levers, *other.levers]):
        before, after = dict(one.levers.get(name, ())), dict(other.levers.get(name, ()))
        for week in sorted({*before, *after}):
            if before.get(week) != after.get(week):
                since = f" from {date_of(week)}" if week else ""
                yield Change(
                    LEVERS, name, week, before.get(week), after.get(week),
                    f"{name.replace('_', ' ')}{since}", levers()[name].set_by,
                )  # fmt: skip


def _label(kind: str, name: str) -> str:
    if kind == ASSUMPTIONS:
        return registry()[name].name
    return f"the choice of {name.replace('_', ' ')}"


def with_changes(one: Case, changes: Sequence[Change], made: Iterable[int]) -> Case:
    """Return a case with some of the changes made."""
    tables: dict[str, dict[str, Any]] = {
        LEVERS: {n: dict(steps) for n, steps in one.levers.items()},
        ASSUMPTIONS: dict(one.assumptions), STRUCTURE: dict(one.structure),
    }  # fmt: skip
    events: dict[str, Any] = {}
    others: dict[str, Any] = {}
    for place in made:
        change = changes[place]
        if change.kind == EVENTS:
            events[change.name] = change.after
        elif change.kind not in tables:
            others[change.kind] = change.after
        elif change.kind == LEVERS:
            path = tables[LEVERS].setdefault(change.name, {})
            _put(path, change.week, change.after)
        else:
            _put(tables[change.kind], change.name, change.after)
    paths = {n: tuple(sorted(steps.items())) for n, steps in tables[LEVERS].items() if steps}
    return replace(
        one, levers=paths, assumptions=tables[ASSUMPTIONS], structure=tables[STRUCTURE],
        events=replace(one.events, **events), **others,
    )  # fmt: skip


def _put(table: dict[Any, Any], key: Any, value: Any) -> None:
    if value is None:
        table.pop(key, None)
    else:
        table[key] = value
