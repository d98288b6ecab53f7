"""Scenario files: a question, a story, and what differs from the baseline."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from sim.ground.errors import InputError, suggestion, unknown
from sim.ground.files import shipped, table_of, toml_of
from sim.ground.weeks import NEVER, date_of, parse_week
from sim.vocabulary.assumptions import Distribution, Registry, number, registry
from sim.vocabulary.levers import lever, structures
from sim.vocabulary.policy import CONTRADICTIONS, Case, Events, Override, structure_of

KINDS = ("hindcast", "counterfactual", "future", "extreme")
KEYS = (
    "title", "id", "kind", "question", "story", "expect", "extends", "claims",
    "levers", "steps", "assumptions", "structure", "events",
)  # fmt: skip
STEP_KEYS = ("date", "lever", "value")
WEEKS_OF_YEAR = 52

DEEPEST = 20
"""Most files in a chain of `extends`."""


@dataclass(frozen=True)
class Scenario:
    """A named file: a question, settings, a policy.

    Attributes:
        name: the file's stem.
        title, id, kind, question, story, expect: for readers.
        claims: claims of the seed text that it bears on.
        extends: name of the parent, or None.
        policy: all settings, inherited ones included.
        own: the settings that this file adds, as written.
        by_hand: levers set on top of the file, as ``lever=value``.
    """

    name: str
    title: str
    id: str
    kind: str
    question: str
    story: str
    expect: str
    claims: tuple[str, ...]
    extends: str | None
    policy: Case
    own: Mapping[str, Any]
    by_hand: tuple[str, ...] = ()

    def setting(self, name: str, value: object, place: str = "--set") -> "Scenario":
        """Return the scenario with one lever set by hand from week 0 on."""
        policy = self.policy.setting(name, value, place)
        shown = lever(place, name).show(policy.levers[name][0][1])
        return replace(self, policy=policy, by_hand=(*self.by_hand, f"{name}={shown}"))

    @property
    def digest(self) -> str:
        """Hash of everything that the runs take from it."""
        text = json.dumps(asdict(self.policy), sort_keys=True, default=str)
        return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def names() -> list[str]:
    """Return the names of the shipped scenarios, the baseline first."""
    found = sorted(path.stem for path in shipped().glob("*.toml"))
    return ["baseline", *(name for name in found if name != "baseline")]


def load(name: str) -> Scenario:
    """Read a shipped scenario by name or a user's own by path; InputError if it is wrong."""
    return _load(name, ())


def _path(name: str, place: str = "") -> tuple[Path, str]:
    inside = shipped() / f"{name}.toml"
    if "/" not in name and "\\" not in name and inside.is_file():
        return inside, f"scenarios/{name}.toml"
    path = Path(name)
    if path.suffix == ".toml" or path.exists() or "/" in name:
        return path, name
    hint = suggestion(name, names())
    raise InputError(f"{place}unknown scenario {name!r}{hint or '; see sim scenarios'}")


def _load(name: str, chain: tuple[tuple[str, str], ...]) -> Scenario:
    path, place = _path(name, f"{chain[-1][1]}: extends: " if chain else "")
    here = str(path.resolve())
    if here in [seen for seen, _ in chain] or len(chain) >= DEEPEST:
        raise InputError(f"{place}: extends itself in a circle; cut one 'extends'")
    table = toml_of(path, place)
    for key in table:
        if key not in KEYS:
            raise unknown(place, "key", key, KEYS)
    parent = _parent(place, table, path, (*chain, (here, place)))
    base = parent.policy if parent else Case(path.stem, structure=_defaults())
    _refuse_contradictions(place, table, base)
    policy = _extended(place, path.stem, base, table)
    kind = _text(place, table, "kind", parent.kind if parent else "future")
    if kind not in KINDS:
        raise unknown(f"{place}: kind", "kind", kind, KINDS)
    sections = ("levers", "steps", "assumptions", "structure", "events")
    own: dict[str, Any] = {key: table[key] for key in sections if key in table}
    return Scenario(
        name=path.stem,
        title=_text(place, table, "title"),
        id=_text(place, table, "id", path.stem),
        kind=kind,
        question=_text(place, table, "question"),
        story=_text(place, table, "story").strip(),
        expect=_text(place, table, "expect", ""),
        claims=_claims(place, _list(place, table, "claims")),
        extends=table.get("extends"),
        policy=policy,
        own=own,
    )


def _parent(
    place: str, table: Mapping[str, Any], path: Path, chain: tuple[tuple[str, str], ...]
) -> Scenario | None:
    if "extends" not in table:
        return None
    name = table["extends"]
    if not isinstance(name, str):
        raise InputError(f"{place}: extends: {name!r} is not a name; write it in quotes")
    beside = path.parent / name
    if name.endswith(".toml") and beside.is_file():
        return _load(str(beside), chain)
    return _load(name, chain)


def _text(place: str, table: Mapping[str, Any], key: str, default: str | None = None) -> str:
    value = table.get(key, default)
    if value is None:
        raise InputError(f"{place}: {key} is missing")
    if not isinstance(value, str):
        raise InputError(f"{place}: {key}: {value!r} is not text; write it in quotes")
    return value


def _list(place: str, table: Mapping[str, Any], key: str) -> list[Any]:
    value = table.get(key, [])
    if not isinstance(value, list):
        raise InputError(f"{place}: {key}: must be a list")
    return value


def _claims(place: str, given: list[Any]) -> tuple[str, ...]:
    known = {row["claim_id"] for row in table_of(shipped() / "vocabulary" / "claims.csv")}
    for claim in given:
        if claim not in known:
            raise InputError(f"{place}: claims: {claim!r} is no claim; see 'sim claims'")
    return tuple(given)


def _table(place: str, table: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = table.get(key, {})
    if not isinstance(value, Mapping):
        raise InputError(f"{place}: [{key}] must be a table")
    return value


def _defaults() -> dict[str, tuple[str, ...]]:
    chosen = {name: s.options[:1] for name, s in structures().items()}
    chosen["reading"] = structures()["reading"].options
    return chosen


def _refuse_contradictions(place: str, table: Mapping[str, Any], base: Case) -> None:
    from_start = {name for name, steps in base.levers.items() if steps[0][0] == 0}
    stepped = {step.get("lever") for step in _list(place, table, "steps") if isinstance(step, dict)}
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
    for i, step in enumerate(_list(place, table, "steps")):
        where = f"{place} [[steps]] {i + 1}"
        week, key, value = _step(where, step)
        kept = [s for s in paths.get(key, ()) if s[0] != week]
        paths[key] = tuple(sorted([*kept, (week, value)]))
    given = _table(place, table, "assumptions")
    overrides = {key: _override(place, key, value, registry()) for key, value in given.items()}
    return Case(
        name=name,
        levers=paths,
        assumptions={**base.assumptions, **overrides},
        structure={**base.structure, **structure_of(place, _table(place, table, "structure"))},
        events=_events(place, base.events, _table(place, table, "events")),
    )


def _step(where: str, step: Any) -> tuple[int, str, float]:
    if not isinstance(step, Mapping) or set(step) != set(STEP_KEYS):
        raise InputError(f"{where}: needs exactly {', '.join(STEP_KEYS)}")
    known = lever(where, str(step["lever"]))
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
        return Override(distribution=Distribution.parse(where, value))
    fixed = number(where, value)
    if fixed < 0.0 <= entries[key].span()[0]:
        raise InputError(f"{where}: {fixed:g} is negative; {key} is not")
    return Override(value=fixed)


def _events(place: str, base: Events, table: Mapping[str, Any]) -> Events:
    known = asdict(base)
    changed: dict[str, Any] = {}
    for name, value in table.items():
        where = f"{place} [events] {name}"
        if name not in known:
            raise unknown(f"{place} [events]", "event", name, known)
        if name == "exercise_weeks":
            changed[name] = tuple(_week_of_year(where, week) for week in _list(place, table, name))
        elif name == "summits":
            days = value if isinstance(value, list) else [value]
            weeks = (parse_week(where, day) for day in days)
            changed[name] = tuple(week for week in weeks if week != NEVER)
        else:
            changed[name] = parse_week(where, value)
    return replace(base, **changed)


def _week_of_year(where: str, value: Any) -> int:
    week = number(where, value)
    if week not in range(WEEKS_OF_YEAR):
        raise InputError(f"{where}: {value!r} is no week of the year; write 0 to 51")
    return int(week)


def differences(scenario: Scenario) -> list[tuple[str, str]]:
    """Return (setting, value) lines of what a scenario adds to its parent."""
    lines: list[tuple[str, str]] = []
    for section in ("levers", "assumptions", "structure", "events"):
        for key, value in scenario.own.get(section, {}).items():
            lines.append((f"{section}.{key}", _shown(value)))
    for step in scenario.own.get("steps", []):
        week = parse_week("", step["date"])
        lines.append((f"levers.{step['lever']} from {date_of(week)}", _shown(step["value"])))
    for pair in scenario.by_hand:
        name, _, value = pair.partition("=")
        lines.append((f"levers.{name}, set by hand", value))
    return lines


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{k} {_shown(v)}" for k, v in value.items())
    if isinstance(value, list):
        return ", ".join(_shown(v) for v in value)
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
