"""The paths of CONTRIBUTING.md: a place that is forgotten is named in one line."""

import ast
import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

import sim
from sim.book.pages import docs
from sim.ground.files import shipped
from sim.model.actors.assumed import owners
from sim.model.calendar import Levers
from sim.model.stages.measures import FLOWS, STOCKS
from sim.vocabulary.assumptions import registry
from sim.vocabulary.levers import levers
from sim.vocabulary.measures import measures
from tests.test_floors import MODULES
from tests.test_levers_and_scenarios import MOVES

SIM = Path(sim.__file__).parent
ROOT = SIM.parent


def forgotten(known, there, kind, table, place):
    """Return one line a name of a table that a place does not hold, and the other way round."""
    lines = [f"{table} has the {kind} {name}; add it to {place}" for name in known - there]
    return lines + [f"{place} has {name}; add the {kind} to {table}" for name in there - known]


def chinese(section):
    kept = [tomllib.loads((SIM / f"vocabulary/languages/{name}.toml").read_text("utf-8"))
            for name in ("zh_names", "zh_assumptions")]  # fmt: skip
    return {key for names in kept for key in names.get(section, ())}


def mechanisms():
    return {path.stem for path in (SIM / "model" / "mechanisms").glob("*.py")} - {"__init__"}


def documented():
    text = "".join(p.read_text("utf-8") for p in (docs() / "mechanisms").glob("M*.md"))
    return set(re.findall(r"sim\.model\.mechanisms\.(\w+)", text)) & mechanisms()


def owned():
    return {f"{owner}.{field.name}" for owner, kind in owners().items() for field in fields(kind)}


def drawn():
    return {entry.key for entry in registry() if entry.sampled}


def functions():
    """Return the public functions of mechanisms."""
    trees = [ast.parse(p.read_text("utf-8")) for p in (SIM / "model" / "mechanisms").glob("*.py")]
    found = {n.name for t in trees for n in t.body if isinstance(n, ast.FunctionDef)}
    return {name for name in found if not name.startswith("_")}


def called():
    """Return those of them that code names, as a call or in a table of rules."""
    trees = [ast.parse(path.read_text("utf-8")) for path in MODULES.values()]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    names = {n.id for n in nodes if isinstance(n, ast.Name)}
    return functions() & (names | {n.attr for n in nodes if isinstance(n, ast.Attribute)})


INDEXED = ("capability.", "exposure.")
"""Measures that the stage of capability reports by itself."""

PLACES = {
    "a lever is read": lambda: forgotten(
        set(levers()), {f.name for f in fields(Levers)}, "lever",
        "scenarios/vocabulary/levers.csv", "Levers in sim/model/calendar.py",
    ),
    "a lever is tried": lambda: forgotten(
        set(levers()), set(MOVES), "lever", "scenarios/vocabulary/levers.csv",
        "MOVES in tests/test_levers_and_scenarios.py",
    ),
    "a measure is reported": lambda: forgotten(
        {m for m in measures() if not m.startswith(INDEXED)}, {*FLOWS, *STOCKS} - COMPUTED,
        "measure", "scenarios/vocabulary/measures.csv",
        "FLOWS or STOCKS in sim/model/stages/measures.py",
    ),
    "a lever has a Chinese name": lambda: forgotten(
        set(levers()), chinese("levers"), "lever", "scenarios/vocabulary/levers.csv",
        "[levers] in sim/vocabulary/languages/zh_names.toml",
    ),
    "a measure has a Chinese name": lambda: forgotten(
        set(measures()), chinese("measures"), "measure", "scenarios/vocabulary/measures.csv",
        "[measures] in sim/vocabulary/languages/zh_names.toml",
    ),
    "a number is read": lambda: forgotten(
        {entry.key for entry in registry()}, owned(), "number", "scenarios/assumptions/",
        "the class of its owner",
    ),
    "a number that is drawn has a Chinese name": lambda: forgotten(
        drawn(), chinese("assumptions") - (set(owned()) - drawn()), "number",
        "scenarios/assumptions/", "[assumptions] in sim/vocabulary/languages/zh_assumptions.toml",
    ),
    "a function of a mechanism is called": lambda: forgotten(
        functions(), called(), "function", "sim/model/mechanisms/", "a stage, actor or rule that calls it"
    ),
    "a mechanism has a page": lambda: forgotten(
        mechanisms(), documented(), "mechanism", "sim/model/mechanisms/", "a page in docs/mechanisms/"
    ),
}  # fmt: skip
COMPUTED = {m for m in {*FLOWS, *STOCKS} if m.startswith(INDEXED)}


@pytest.mark.parametrize("what", PLACES)
def test_no_place_is_forgotten(what):
    lines = PLACES[what]()
    assert not lines, "\n".join(lines)


def test_a_forgotten_place_gives_one_line_that_names_it():
    (line,) = forgotten({"a", "b"}, {"a"}, "lever", "levers.csv", "Levers in calendar.py")
    assert line == "levers.csv has the lever b; add it to Levers in calendar.py"


def test_each_path_touches_at_most_five_places_and_each_place_is_there():
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    for path in text.split("\n## ")[1:]:
        steps = re.findall(r"(?m)^\d\. .*", path)
        assert 1 <= len(steps) <= 5, path.splitlines()[0]
        for step in steps:
            for place in re.findall(r"`((?:scenarios|sim|tests|docs)/[\w/.]*)`", step):
                if "NAME" not in place and "NN" not in place and "OWNER" not in place:
                    assert (ROOT / place).exists(), f"CONTRIBUTING.md names {place}"
    assert shipped().exists()
