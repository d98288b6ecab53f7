"""The claims of the seed text, and where each is carried: code, assumptions, levers, scenarios."""

import ast
import importlib
import inspect
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sim.ground.errors import InputError, unknown
from sim.ground.files import shipped, table_of
from sim.vocabulary.assumptions import registry
from sim.vocabulary.components import components
from sim.vocabulary.levers import levers
from sim.vocabulary.measures import measures
from sim.vocabulary.scenario import load, names

PLACE = "vocabulary/claims.csv"
PACKAGE = Path(__file__).resolve().parent.parent
"""Folder of this package; code locations are given relative to its parent."""


@dataclass(frozen=True)
class Element:
    """One place in the code that carries something.

    Attributes:
        text: as written, ``module`` or ``module:name`` or ``module:Class.name``.
        thing: the object itself.
        path: file, relative to the checkout, e.g. ``sim/model/mechanisms/shells.py``.
        line: first line of its definition.
    """

    text: str
    thing: Any
    path: str
    line: int

    @property
    def location(self) -> str:
        """Path and line, as an editor takes them."""
        return f"{self.path}:{self.line}"


@dataclass(frozen=True)
class Claim:
    """One claim of the seed text.

    Attributes:
        name: S1 to S67.
        text: what it says.
        kind: actor, instrument, flow, mechanism, outcome, event, constant or claim.
        model: how the model documentation represents it.
        elements: code that carries it, as written.
        assumptions: registry keys.
        levers: that bear on it.
        measures: in which it shows.
        scenarios: that bear on it.
        note: what is left out, or how far it is context only.
    """

    name: str
    text: str
    kind: str
    model: str
    elements: tuple[str, ...]
    assumptions: tuple[str, ...]
    levers: tuple[str, ...]
    measures: tuple[str, ...]
    scenarios: tuple[str, ...]
    note: str


def element(place: str, text: str) -> Element:
    """Find a code location; InputError if the module or the name does not exist (any more)."""
    module_name, _, path = text.partition(":")
    if not module_name.startswith("sim."):
        raise InputError(f"{place}: {text!r} is not in sim; write sim.module:name")
    try:
        module = importlib.import_module(module_name)
    except ModuleNotFoundError:
        raise InputError(
            f"{place}: module {module_name!r} does not exist; name the file that took its place"
        ) from None
    thing: Any = module
    for part in path.split(".") if path else ():
        if not hasattr(thing, part):
            raise unknown(place, "code element", text, _siblings(module_name, thing))
        thing = getattr(thing, part)
    file = Path(inspect.getfile(module))
    return Element(text, thing, _relative(file), _line(file, path))


def _siblings(module: str, thing: Any) -> Iterable[str]:
    return (f"{module}:{name}" for name in vars(thing) if not name.startswith("_"))


def _relative(file: Path) -> str:
    return file.resolve().relative_to(PACKAGE.parent).as_posix()


@cache
def _definitions(file: Path) -> dict[str, int]:
    """Return the first line of everything that a file defines, by dotted name."""
    found: dict[str, int] = {}

    def visit(body: list[ast.stmt], prefix: str) -> None:
        for node in body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                found[prefix + node.name] = node.lineno
            if isinstance(node, ast.ClassDef):
                visit(node.body, f"{prefix}{node.name}.")
            targets = node.targets if isinstance(node, ast.Assign) else []
            targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
            for name in (n for t in targets for n in ast.walk(t)):
                if isinstance(name, ast.Name):
                    found.setdefault(prefix + name.id, node.lineno)

    visit(ast.parse(file.read_text(encoding="utf-8")).body, "")
    return found


def _line(file: Path, path: str) -> int:
    return _definitions(file).get(path, 1)


def keys_of(place: str, patterns: Iterable[str]) -> tuple[str, ...]:
    """Return the registry keys that ``owner.field`` and ``owner.*`` name, in registry order."""
    entries, wanted = registry(), set()
    owners = {entry.owner for entry in entries}
    for pattern in patterns:
        owner, _, field = pattern.partition(".")
        if field == "*":
            if owner not in owners:
                raise unknown(place, "owner of assumptions", owner, owners)
            wanted |= {entry.key for entry in entries if entry.owner == owner}
        else:
            wanted.add(entries.require(place, pattern).key)
    return tuple(entry.key for entry in entries if entry.key in wanted)


def spans(texts: Iterable[str]) -> set[str]:
    """Return claim names with ranges such as ``S35-S39`` written out."""
    out: set[str] = set()
    for text in texts:
        ends = [int(number) for number in re.findall(r"\d+", text)]
        out |= {f"S{n}" for n in range(ends[0], ends[-1] + 1)} if ends else set()
    return out


@cache
def claims() -> dict[str, Claim]:
    """Return every claim by name, with what assumptions, levers and scenarios say of it.

    A scenario, assumption or lever that names the claim is added to those that the table names.
    """
    lever_rows = table_of(shipped() / "vocabulary" / "levers.csv")
    of_lever = {row["lever"]: spans(row["claims"].split()) for row in lever_rows}
    of_scenario = {name: set(load(name).claims) for name in names()}
    out = {}
    for row in table_of(shipped() / "vocabulary" / "claims.csv"):
        name = row["claim_id"]
        place = f"{PLACE} {name}"
        for given, kind, known in (
            (row["levers"], "lever", levers()),
            (row["measures"], "measure", measures()),
            (row["scenarios"], "scenario", of_scenario),
        ):
            for word in given.split():
                if word not in known:
                    raise unknown(place, kind, word, known)
        stated = set(keys_of(place, row["assumptions"].split()))
        out[name] = Claim(
            name=name,
            text=row["claim"],
            kind=row["type"],
            model=row["model_element"],
            elements=tuple(row["elements"].split()),
            assumptions=tuple(e.key for e in registry() if e.key in stated or name in e.claims),
            levers=_named(name, row["levers"], of_lever),
            measures=tuple(row["measures"].split()),
            scenarios=_named(name, row["scenarios"], of_scenario),
            note=row["note"],
        )
    return out


def _named(claim: str, given: str, by_name: dict[str, set[str]]) -> tuple[str, ...]:
    """Return the names that the table gives or that name the claim themselves, in their order."""
    stated = set(given.split())
    return tuple(name for name, said in by_name.items() if name in stated or claim in said)


def claim(place: str, name: str) -> Claim:
    """Return a claim by name or raise InputError with the nearest one."""
    if name not in claims():
        raise unknown(place, "claim", name, claims(), "they run from S1 to S67")
    return claims()[name]


def of_component(claim_name: str) -> tuple[str, ...]:
    """Return the capability components that name a claim."""
    return tuple(c.name for c in components().values() if claim_name in c.claims)


def brief(keys: Iterable[str]) -> list[str]:
    """Return registry keys with complete owners written as ``owner.*``."""
    chosen, out = set(keys), []
    for owner in dict.fromkeys(entry.owner for entry in registry()):
        mine = [entry.key for entry in registry() if entry.owner == owner]
        here = [key for key in mine if key in chosen]
        out += [f"{owner}.*"] if here and len(here) == len(mine) else here
    return out
