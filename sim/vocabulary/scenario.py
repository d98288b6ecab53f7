"""Scenario files: a question, a story, and what differs from the baseline."""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from sim.ground.calls import checked, comparable
from sim.ground.errors import InputError, suggestion, unknown
from sim.ground.fields import number, only, plain, table, text, texts
from sim.ground.files import exists, is_file, path_of, shipped, table_of, toml_of
from sim.ground.telling import Telling
from sim.ground.text import one_line
from sim.ground.text import plain as cleaned
from sim.ground.weeks import date_of, parse_week
from sim.vocabulary.case_file import SECTIONS, default_structure, extended, list_at, shown, steps_of
from sim.vocabulary.edition import EDITION, levers_set, require_meaning
from sim.vocabulary.levers import lever
from sim.vocabulary.measures import parted
from sim.vocabulary.policy import Case

KINDS = ("hindcast", "counterfactual", "future", "extreme")
KEYS = (
    "edition", "title", "title_zh", "id", "kind", "question", "question_zh", "headline",
    "asked_rate", "story",
    "expect", "extends", "claims", *SECTIONS,
)  # fmt: skip

SHOWN = 80
"""Characters of a name that a refusal repeats."""

DEEPEST = 20
"""Most files in a chain of `extends`."""

OWN = {"edition": EDITION, "title": "", "question": "", "story": ""}
"""What a table from Python need not say."""


@dataclass(frozen=True)
class Scenario(Telling):
    """A named file: a question, settings, a policy.

    Attributes:
        name: the file's stem.
        title, id, kind, question, story, expect: for readers.
        headline: measures that answer the question, the first one first, as ``dprk.warheads`` or
            ``capability.index[actor=dprk]``; a parent's where the file names none.
        asked_rate: shells a day that the question asks about, or None.
        claims: claims of the seed text that it bears on.
        extends: name of the parent, or None.
        policy: all settings, inherited ones included.
        own: the settings that this file adds, as written.
        by_hand: levers set on top of the file, as ``lever=value``.
        title_zh, question_zh: the same in Chinese, "" where the file has none.
        parent: the scenario that it extends, or None.
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
    headline: tuple[str, ...] = ()
    asked_rate: float | None = None
    title_zh: str = ""
    question_zh: str = ""
    parent: "Scenario | None" = field(default=None, compare=False, repr=False)

    @checked
    def setting(self, name: str, value: object, place: str = "--set") -> "Scenario":
        """Return the scenario with one lever set by hand from week 0 on."""
        policy = self.policy.setting(name, value, place)
        value_shown = lever(place, name).show(policy.levers[name][0][1])
        return replace(self, policy=policy, by_hand=(*self.by_hand, f"{name}={value_shown}"))

    @checked
    def changed(
        self,
        *,
        levers: Any = None,
        steps: Any = None,
        assumptions: Any = None,
        structure: Any = None,
        name: str = "",
        place: str = "scenario",
    ) -> "Scenario":
        """Return the scenario with settings of its own on top.

        Args:
            levers: values by lever, from week 0 on; they replace dated steps of the scenario.
            steps: dated ones, ``[(date, lever, value), ...]`` or ``{lever: {date: value}}``.
            assumptions: values by key, or ``{"scale": factor}``, or a distribution.
            structure: rules by structural choice: a name, a list of names, or "sampled".
            name: of the new scenario; the old one by default.
            place: for what is wrong.

        Raises:
            InputError: a name, value or date cannot be used, or two settings contradict.

        Example:
            >>> from sim.vocabulary.scenario import load
            >>> load("baseline").changed(steps=[("2025-06-30", "designation_tempo", 2)]).by_hand
            ('designation_tempo=2@2025-06-30',)
        """
        given = {"levers": levers, "assumptions": assumptions, "structure": structure}
        own: dict[str, Any] = {
            k: table(f"{place} [{k}]", v) for k, v in given.items() if v is not None
        }
        if steps is not None:
            own["steps"] = steps_of(f"{place} [[steps]]", steps)
        own = comparable(own)
        case = extended(place, name or self.policy.name, self.policy, own)
        by_hand = (*self.by_hand, *_by_hand(case, own))
        return replace(self, policy=case, name=name or self.name, by_hand=by_hand)

    @checked
    def title_in(self, language: str) -> str:
        """Return the title in a language, where the file has it, else as it stands."""
        return (self.title_zh if language == "zh" else "") or self.title

    @checked
    def question_in(self, language: str) -> str:
        """Return the question in a language, where the file has it, else as it stands."""
        return (self.question_zh if language == "zh" else "") or self.question

    @property
    def digest(self) -> str:
        """Hash of everything that the runs take from it."""
        table = asdict(self.policy)
        if not self.policy.rules:
            del table["rules"]  # scenarios without rules keep the hash they had before
        text = json.dumps(table, sort_keys=True, default=str)
        return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def names() -> list[str]:
    """Return the names of the shipped scenarios, the baseline first."""
    found = sorted(path.stem for path in shipped().glob("*.toml"))
    return ["baseline", *(name for name in found if name != "baseline")]


def load(name: str) -> Scenario:
    """Read a shipped scenario by name or a user's own by path; InputError if it is wrong."""
    return _load(name, ())


def _path(name: str, place: str = "") -> tuple[Path, str]:
    if not name.strip():
        raise InputError(f"{place}scenario: the name is empty; see 'sim scenarios'")
    inside = shipped() / f"{name}.toml"
    if "/" not in name and "\\" not in name and is_file(inside):
        return inside, f"scenarios/{name}.toml"
    path = path_of(name, f"{place}{one_line(name, SHOWN)}")
    if path.suffix == ".toml" or exists(path) or "/" in name:
        return path, name
    hint = suggestion(name, names())
    raise InputError(f"{place}unknown scenario {name!r}{hint or '; see sim scenarios'}")


def _load(name: str, chain: tuple[tuple[str, str], ...]) -> Scenario:
    path, place = _path(name, f"{chain[-1][1]}: extends: " if chain else "")
    here = os.path.realpath(path)
    if here in [seen for seen, _ in chain]:
        raise InputError(f"{place}: extends itself in a circle; cut one 'extends'")
    if len(chain) >= DEEPEST:
        raise InputError(
            f"{place}: is number {len(chain) + 1} of a chain of 'extends'; the longest is "
            f"{DEEPEST}, so put some settings together"
        )
    return _parsed(toml_of(path, place), place, path, (*chain, (here, place)))


def parse(given: Any, name: str = "own", place: str = "scenario") -> Scenario:
    """Return the scenario that a table describes, as `load` does for a file.

    Args:
        given: the keys of a scenario file; title, question and story may be left out. Steps may
            also be rows of (date, lever, value).
        name: of the scenario.
        place: for what is wrong.

    Raises:
        InputError: a key, name, value or date cannot be used.

    Example:
        >>> mine = parse({"extends": "baseline", "levers": {"designation_tempo": 2}}, "harder")
        >>> mine.name, mine.policy.levers["designation_tempo"]
        ('harder', ((0, 2.0),))
    """
    own = {**OWN, "title": text(f"{place}: name", name), **table(place, given)}
    if "steps" in own:
        own["steps"] = steps_of(f"{place} [[steps]]", own["steps"])
    return _parsed(comparable(plain(own)), place, Path(f"{name}.toml"), (("", place),))


def _parsed(
    table: Mapping[str, Any], place: str, path: Path, chain: tuple[tuple[str, str], ...]
) -> Scenario:
    only(place, table, KEYS)
    require_meaning(place, table, levers_set(table))
    parent = _parent(place, table, path, chain)
    base = parent.policy if parent else Case(path.stem, structure=default_structure())
    policy = extended(place, path.stem, base, table)
    kind = _text(place, table, "kind", parent.kind if parent else "future")
    if kind not in KINDS:
        raise unknown(f"{place}: kind", "kind", kind, KINDS)
    return Scenario(
        name=path.stem,
        title=_text(place, table, "title"),
        id=_text(place, table, "id", path.stem),
        kind=kind,
        question=_text(place, table, "question"),
        story=_text(place, table, "story").strip(),
        expect=_text(place, table, "expect", ""),
        claims=_claims(place, list_at(place, table, "claims")),
        extends=table.get("extends"),
        policy=policy,
        own={key: table[key] for key in SECTIONS if key in table},
        headline=_headline(place, table, parent),
        asked_rate=_rate(place, table),
        title_zh=_text(place, table, "title_zh", ""),
        question_zh=_text(place, table, "question_zh", ""),
        parent=parent,
    )


def _headline(place: str, table: Mapping[str, Any], parent: Scenario | None) -> tuple[str, ...]:
    if "headline" not in table:
        return parent.headline if parent else ()
    named = texts(f"{place}: headline", table["headline"])
    for name in named:
        parted(f"{place}: headline", name)
    return named


def _rate(place: str, table: Mapping[str, Any]) -> float | None:
    if "asked_rate" not in table:
        return None
    rate = number(f"{place}: asked_rate", table["asked_rate"])
    if rate <= 0.0:
        raise InputError(f"{place}: asked_rate: {rate:g} is too few; shells a day, above 0")
    return rate


def _by_hand(case: Case, own: Mapping[str, Any]) -> list[str]:
    """Return settings made on top of a file, each as one text."""
    out = []
    for name in own.get("levers", {}):
        out.append(f"{name}={lever('', name).show(case.levers[name][0][1])}")
    for step in own.get("steps", []):
        week, name = parse_week("", step["date"]), step["lever"]
        value = dict(case.levers[name])[week]
        out.append(f"{name}={lever('', name).show(value)}@{date_of(week)}")
    for section in ("assumptions", "structure"):
        for key, value in own.get(section, {}).items():
            out.append(f"{key}={shown(value)}")
    return out


def _parent(
    place: str, table: Mapping[str, Any], path: Path, chain: tuple[tuple[str, str], ...]
) -> Scenario | None:
    if "extends" not in table:
        return None
    name = table["extends"]
    if not isinstance(name, str):
        raise InputError(f"{place}: extends: {name!r} is not a name; write it in quotes")
    beside = path.parent / name
    if name.endswith(".toml") and is_file(beside):
        return _load(str(beside), chain)
    return _load(name, chain)


def _text(place: str, table: Mapping[str, Any], key: str, default: str | None = None) -> str:
    value = table.get(key, default)
    if value is None:
        raise InputError(f"{place}: {key} is missing")
    if not isinstance(value, str):
        raise InputError(f"{place}: {key}: {value!r} is not text; write it in quotes")
    return cleaned(value) if key in ("story", "expect") else one_line(value)


def _claims(place: str, given: list[Any]) -> tuple[str, ...]:
    known = {row["claim_id"] for row in table_of(shipped() / "vocabulary" / "claims.csv")}
    for claim in given:
        if not isinstance(claim, str) or claim not in known:
            raise InputError(f"{place}: claims: {claim!r} is no claim; see 'sim claims'")
    return tuple(given)
