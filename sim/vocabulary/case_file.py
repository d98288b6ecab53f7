"""From the tables of a scenario, in a file or from Python, to the case that a run takes from it."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from sim.ground.errors import InputError, unknown
from sim.ground.fields import is_date, number, plain, text
from sim.ground.weeks import NEVER, parse_week
from sim.vocabulary.adaptive import rules_of
from sim.vocabulary.assumptions import Distribution, Registry, registry
from sim.vocabulary.components import require_goalposts
from sim.vocabulary.levers import lever, structures
from sim.vocabulary.policy import CONTRADICTIONS, Case, Events, Override, structure_of

SECTIONS = ("levers", "steps", "assumptions", "structure", "events", "rules")
STEP_KEYS = ("date", "lever", "value")
WEEKS_OF_YEAR = 52


def extended(place: str, name: str, base: Case, table: Mapping[str, Any]) -> Case:
    """Return a case with the sections of a table on top of another case.

    Args:
        place: for what is wrong, e.g. the file's name.
        name: of the new case.
        base: what it starts from.
        table: with any of `SECTIONS`.

    Raises:
        InputError: a name, a value or a date cannot be used, or two settings contradict.
    """
    _refuse_contradictions(place, table, base)
    return _extended(place, name, base, table)


def steps_of(place: str, given: Any) -> list[dict[str, Any]]:
    """Return dated steps as a scenario file lists them.

    Args:
        place: for what is wrong.
        given: rows of (date, lever, value) or tables with these keys; or a mapping from levers to
            values by date, or from dates to values by lever; or a table of pandas.
    """
    rows = plain(given)
    if isinstance(rows, Mapping):
        return [step for key, by in rows.items() for step in _by(place, key, by)]
    if not isinstance(rows, list):
        raise InputError(f"{place}: {rows!r} is no list; write [(date, lever, value), ...]")
    return [_row(f"{place} {i + 1}", row) for i, row in enumerate(rows)]


def _by(place: str, key: Any, by: Any) -> list[dict[str, Any]]:
    if not isinstance(by, Mapping):
        raise InputError(
            f"{place}: {key}: {by!r} is no mapping; write {{lever: {{date: value}}}} or "
            "[(date, lever, value), ...]"
        )
    if not is_date(key):
        lever(place, text(place, key))  # it may hold no step
    if is_date(key):
        return [{"date": key, "lever": name, "value": value} for name, value in by.items()]
    return [{"date": day, "lever": key, "value": value} for day, value in by.items()]


def _row(place: str, row: Any) -> dict[str, Any]:
    if isinstance(row, Mapping):
        return dict(row)
    if not isinstance(row, list) or len(row) != len(STEP_KEYS):
        raise InputError(f"{place}: {row!r} is no step; write ({', '.join(STEP_KEYS)})")
    return dict(zip(STEP_KEYS, row, strict=True))


def list_at(place: str, table: Mapping[str, Any], key: str) -> list[Any]:
    """Return a list of a table, empty if it is missing."""
    value = table.get(key, [])
    if not isinstance(value, list):
        raise InputError(f"{place}: {key}: must be a list")
    return value


def _table(place: str, table: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = table.get(key, {})
    if not isinstance(value, Mapping):
        raise InputError(f"{place}: [{key}] must be a table")
    return value


def default_structure() -> dict[str, tuple[str, ...]]:
    """Return the first rule of every structural choice; readings are sampled."""
    return {n: s.options if s.sampled else s.options[:1] for n, s in structures().items()}


def _refuse_contradictions(place: str, table: Mapping[str, Any], base: Case) -> None:
    from_start = {name for name, steps in base.levers.items() if steps[0][0] == 0}
    steps = (step for step in list_at(place, table, "steps") if isinstance(step, dict))
    stepped = {str(step.get("lever")) for step in steps}
    for lever_place, other_place, value in CONTRADICTIONS:
        name = lever_place.split(".")[1]
        if name not in _table(place, table, "levers") and name not in stepped | from_start:
            continue
        section, key = other_place.split(".")
        here = _table(place, table, section)
        inherited = base.structure.get(key) if section == "structure" else None
        found = here.get(key) == value if value else key in here
        own_lever = name in _table(place, table, "levers") or name in stepped
        if found or (own_lever and key not in here and value and inherited == (value,)):
            setting = f"{other_place} = {value!r}" if value else other_place
            raise InputError(
                f"{place}: {lever_place} contradicts {setting}, which decides it; drop one"
            )
    for key in _table(place, table, "assumptions"):
        replaced = registry().require(place, key).lever
        if replaced and (replaced in _table(place, table, "levers") or replaced in from_start):
            raise InputError(
                f"{place}: assumptions.{key} is never read, for levers.{replaced} replaces it; "
                "drop one"
            )


def _extended(place: str, name: str, base: Case, table: Mapping[str, Any]) -> Case:
    paths = dict(base.levers)
    for key, value in _table(place, table, "levers").items():
        known = lever(f"{place} [levers]", key)
        paths[key] = ((0, known.parse(f"{place} [levers] {key}", value)),)
    for i, step in enumerate(list_at(place, table, "steps")):
        where = f"{place} [[steps]] {i + 1}"
        week, key, value = _step(where, step)
        kept = [s for s in paths.get(key, ()) if s[0] != week]
        paths[key] = tuple(sorted([*kept, (week, value)]))
    given = _table(place, table, "assumptions")
    overrides = {key: _override(place, key, value, registry()) for key, value in given.items()}
    assumptions = {**base.assumptions, **overrides}
    require_goalposts(place, assumptions)
    return Case(
        name=name,
        levers=paths,
        assumptions=assumptions,
        structure={**base.structure, **structure_of(place, _table(place, table, "structure"))},
        events=_events(place, base.events, _table(place, table, "events")),
        rules=(*base.rules, *rules_of(place, list_at(place, table, "rules"))),
    )


def _step(where: str, step: Any) -> tuple[int, str, float]:
    if not isinstance(step, Mapping) or set(step) != set(STEP_KEYS):
        raise InputError(f"{where}: needs exactly {', '.join(STEP_KEYS)}")
    known = lever(where, text(f"{where} lever", step["lever"]))
    week = parse_week(f"{where} date", step["date"])
    return week, known.name, known.parse(f"{where} {known.name}", step["value"])


def _override(place: str, key: str, value: Any, entries: Registry) -> Override:
    where = f"{place} [assumptions] {key}"
    entries.require(f"{place} [assumptions]", key)
    if isinstance(value, Mapping) and set(value) == {"scale"}:
        scale = number(where, value["scale"])
        if scale < 0.0:
            raise InputError(f"{where}: scale {scale:g} is negative")
        return Override(scale=scale)
    if isinstance(value, Mapping):
        made = Distribution.parse(where, value)
        least = made.span(0.0)[0]
        if least < 0.0 <= entries[key].span()[0]:
            raise InputError(f"{where}: {least:g} is negative; {key} is not")
        return Override(distribution=made)
    return Override(value=fixed_value(where, key, value, entries))


def fixed_value(where: str, key: str, value: Any, entries: Registry) -> float:
    """Return a value that an assumption may be fixed at, in a scenario or in a design."""
    fixed = number(where, value)
    if fixed < 0.0 <= entries[key].span()[0]:
        raise InputError(f"{where}: {fixed:g} is negative; {key} is not")
    return fixed


def _events(place: str, base: Events, table: Mapping[str, Any]) -> Events:
    known = asdict(base)
    changed: dict[str, Any] = {}
    for name, value in table.items():
        where = f"{place} [events] {name}"
        if name not in known:
            raise unknown(f"{place} [events]", "event", name, known)
        if name == "exercise_weeks":
            changed[name] = tuple(
                _week_of_year(where, week) for week in list_at(place, table, name)
            )
        elif name == "summits":
            days = value if isinstance(value, list) else [value]
            named = [parse_week(where, day) for day in days]
            changed[name] = tuple(week for week in named if week != NEVER)
        else:
            changed[name] = parse_week(where, value)
    return replace(base, **changed)


def _week_of_year(where: str, value: Any) -> int:
    week = number(where, value)
    if week not in range(WEEKS_OF_YEAR):
        raise InputError(f"{where}: {value!r} is no week of the year; write 0 to 51")
    return int(week)


def shown(value: Any) -> str:
    """Return a setting of a file as text."""
    if isinstance(value, Mapping):
        return ", ".join(f"{k} {shown(v)}" for k, v in value.items())
    if isinstance(value, list):
        return ", ".join(shown(v) for v in value)
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
