"""The vocabulary for a page: every name, range, unit, source and text, in every language."""

import json
import re
import tomllib
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sim.explorer import limits
from sim.explorer.saying import for_people
from sim.explorer.shelf import Shelf
from sim.ground.stamp import assumptions_hash
from sim.ground.weeks import CUT_OFF, START
from sim.runs.constrained import score_path, stale
from sim.vocabulary.assumptions import READINGS, Assumption, registry
from sim.vocabulary.axes import BINDING
from sim.vocabulary.evidence import load_targets
from sim.vocabulary.language import LANGUAGES, in_words, words
from sim.vocabulary.levers import REGIMES, Lever, levers, structures
from sim.vocabulary.measures import Measure, dimension, measures
from sim.vocabulary.scenario import Scenario, load, names
from sim.vocabulary.wording import scale_of, unit_words

HERE = Path(__file__).resolve().parent
Json = dict[str, Any]


def lexicon(shelf: Shelf) -> Json:
    """Return what a page must know before it can ask for anything."""
    return {
        "edition": edition(),
        "start": START.isoformat(),
        "cut_off": CUT_OFF.isoformat(),
        "limits": limits.told(),
        "first": shelf.first,
        "reference": shelf.reference,
        "note": stale() or "",
        "score": score(),
        "scenarios": [_scenario(s) for s in shelf.scenarios.values()],
        "levers": [_lever(x) for x in levers().values()],
        "structures": _structures(),
        "readings": list(READINGS),
        "binding_list": [{"name": b, "names": named("binding", b)} for b in BINDING],
        "measures": [_measure(m) for m in measures().values()],
        "text": {language: texts(language) for language in LANGUAGES},
        **{name: given for name, given in of_file("cards").items() if name != "statements"},
    }


def edition() -> str:
    """Return the program's version with the hash of its assumptions: both decide numbers."""
    return f"{version('sim')}-{assumptions_hash()[:8]}"


@cache
def score() -> dict[str, dict[str, int]]:
    """Return how many reports the baseline's 90 % band holds, by use; {} where none is shipped."""
    if not score_path().is_file():
        return {}
    found = json.loads(score_path().read_text(encoding="utf-8"))
    kept = [use for use in ("fit", "check") if use in found]
    return {use: {n: found[use][n] for n in ("scored", "inside90")} for use in kept}


def statement_of(of: Scenario) -> str:
    """Return the headline statement of a scenario, or that of the one it extends."""
    known = of_file("cards")["statements"]
    return str(known.get(of.name) or known.get(of.extends, known["baseline"]))


@cache
def of_file(name: str) -> Json:
    """Return a table of this room's own."""
    return tomllib.loads((HERE / "text" / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def usual() -> tuple[str, ...]:
    """Return the measures that a page shows before anything is turned to another one."""
    table = of_file("cards")
    headlines = [name for s in names() for name in load(s).headline]
    asked = [
        re.split(r"[:\[|]", name)[0]
        for name in (*table["cards"], table["binding"], table["exposure"], *headlines)
    ]
    return tuple(name for name in measures() if name in asked)


@cache
def texts(language: str) -> dict[str, str]:
    """Return the page's own texts in a language."""
    return of_file(language)


def named(kind: str, key: str) -> dict[str, str]:
    """Return what something is called in every language; its id where a language has no name."""
    out = {}
    for language in LANGUAGES:
        try:
            out[language] = words(language).name(kind, key)
        except LookupError:
            # a key of the registry is an id, which a page sets as code
            out[language] = key if "." in key else in_words(key)
    return out


def _scenario(of: Scenario) -> Json:
    def told(kind: str, own: Callable[[str], str]) -> dict[str, str]:
        return {lang: words(lang).known(kind, of.name) or own(lang) for lang in LANGUAGES}

    return {
        "name": of.name,
        "titles": told("scenario_titles", of.title_in),
        "questions": told("scenario_questions", of.question_in),
        "kind": of.kind,
        "levers": {name: list(steps) for name, steps in of.policy.levers.items()},
        "structure": {name: list(options) for name, options in of.policy.structure.items()},
        "headline": list(of.headline),
        "statement": statement_of(of),
    }


def _lever(of: Lever) -> Json:
    entry = next((e for e in registry() if e.lever == of.name), None)
    out: Json = {
        "name": of.name,
        "names": named("levers", of.name),
        "unit": of.unit,
        "units": units(of.unit),
        "set_by": of.set_by,
        "default": of.default,
        "meaning": of.meaning,
        "claims": list(of.claims),
    }
    if of.quantity:
        out |= {"low": of.low, "high": of.high, "pure": of.pure}
    elif of.unit != "date":
        out["options"] = list(REGIMES)
    if entry is not None:
        out["assumption"] = entry.key
        out["central"] = entry.central
    return out | ({"source": source(entry)} if entry is not None else {})


def source(entry: Assumption) -> Json:
    """Return what a number rests on."""
    return {
        "basis": entry.basis,
        "evidence": list(entry.evidence),
        "confidence": entry.confidence,
    }


def _structures() -> list[Json]:
    return [
        {
            "name": s.name,
            "names": named("structures", s.name),
            "options": [
                {"name": option, "names": named("options", option)} for option in s.options
            ],
        }
        for s in structures().values()
    ]


def units(unit: str) -> dict[str, str]:
    """Return a unit as people say it, in every language."""
    return {language: unit_words(unit, language) for language in LANGUAGES}


def _measure(m: Measure) -> Json:
    scale = scale_of(m)
    kind = {"component": "components"}.get(m.dimension, m.dimension)
    parts = dimension(m.dimension) if m.dimension else ()
    return {
        "name": m.name,
        "names": named("measures", m.name),
        "kind": m.kind,
        "time": m.time,
        "unit": m.unit,
        "dimension": m.dimension,
        "parts": [{"name": part, "names": named(kind, part)} for part in parts],
        "definition": m.definition,
        "shown": {
            "unit": scale.unit,
            "units": units(scale.unit),
            "difference": units(scale.difference),
            "factor": scale.factor,
        },
        "targets": targets().get(m.name, 0),
        "people": for_people(m),
    }


@cache
def targets() -> dict[str, int]:
    """Return how many reported figures each measure is held against."""
    found: dict[str, int] = {}
    for target in load_targets():
        found[target.measure] = found.get(target.measure, 0) + 1
    return found
