"""Words in each language: sentences, headings and the names of everything."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sim.ground.errors import InputError, unknown
from sim.vocabulary.assumptions import CONFIDENCE, registry
from sim.vocabulary.axes import BINDING
from sim.vocabulary.claims import claims
from sim.vocabulary.components import components
from sim.vocabulary.levers import levers, structures
from sim.vocabulary.measures import dimension, measures
from sim.vocabulary.scenario import Scenario, load, names

HERE = Path(__file__).resolve().parent / "languages"
LANGUAGES = ("en", "zh")
OWN = ("scenario_titles", "scenario_questions")
"""Kinds in which a user's own file is shown as it is written."""


PROPER = {
    "dprk": "DPRK", "rok": "ROK", "prc": "PRC", "usd": "USD", "russia": "Russia",
    "russian": "Russian", "ukrainian": "Ukrainian",
}  # fmt: skip
"""How names inside names of code are written."""


def in_words(name: str) -> str:
    """Return a name of code as it stands in a sentence.

    Example:
        >>> in_words("dprk_export_willingness")
        'DPRK export willingness'
    """
    return " ".join(PROPER.get(word, word) for word in name.split("_"))


def _options() -> dict[str, str]:
    found = structures().values()
    return {o: m for s in found for o, m in zip(s.options, s.meanings, strict=True)}


def _english(kind: str) -> Mapping[str, str]:
    """Return the English names of a kind, from where the model itself keeps them."""
    made: dict[str, Callable[[], dict[str, str]]] = {
        "measures": lambda: {m.name: m.label for m in measures().values()},
        "components": lambda: {c.name: c.label for c in components().values()},
        "levers": lambda: {name: in_words(name) for name in levers()},
        "structures": lambda: {name: name for name in structures()},
        "options": _options,
        "assumptions": lambda: {e.key: e.name for e in registry() if e.sampled},
        "claims": lambda: {c.name: c.text for c in claims().values()},
        "scenario_titles": lambda: {name: load(name).title for name in names()},
        "scenario_questions": lambda: {name: load(name).question for name in names()},
    }
    return made[kind]() if kind in made else {}


@cache
def english(kind: str) -> Mapping[str, str]:
    """Return the English names of a kind that the model keeps; empty if it keeps none."""
    return _english(kind)


@cache
def wanted() -> dict[str, tuple[str, ...]]:
    """Return every kind of name and the keys for which each language must have a text."""
    kinds = (
        "measures", "components", "levers", "structures", "options", "assumptions", "claims",
        "scenario_titles", "scenario_questions",
    )  # fmt: skip
    fixed = {kind: tuple(english(kind)) for kind in kinds}
    parts = ("actor", "bundle", "channel", "area", "state", "exposed", "fire_limit")
    extra = {name: dimension(name) for name in parts}
    grades = {"confidence": CONFIDENCE, "binding": BINDING, "option_names": tuple(_options())}
    units = tuple(sorted({m.unit for m in measures().values()}))
    return {**fixed, **extra, **grades, "units": units}


@dataclass(frozen=True)
class Words:
    """All texts of one language.

    Attributes:
        language: one of LANGUAGES.
        table: texts by section and key.
    """

    language: str
    table: Mapping[str, Mapping[str, str]]

    def say(self, key: str, **values: object) -> str:
        """Return the text of ``section.name`` with its gaps filled; LookupError if none."""
        section, _, name = key.partition(".")
        return self._text(section, name).format(**values)

    def name(self, kind: str, key: str, own: str = "") -> str:
        """Return what something is called; `own` is what a user's file says of itself."""
        if key in self.table.get(kind, {}):
            return self.table[kind][key]
        if self.language == "en" and key in english(kind):
            return english(kind)[key]
        if own and kind in OWN and key not in english(kind):
            return own
        return self._text(kind, key)

    def _text(self, section: str, name: str) -> str:
        try:
            return self.table[section][name]
        except KeyError:
            raise LookupError(f"{self.language}: no text for {section}.{name}") from None

    def known(self, kind: str, key: str) -> str | None:
        """Return the text for a key, or None."""
        return self.table.get(kind, {}).get(key)

    @property
    def stop(self) -> str:
        """What stands between the parts of a list."""
        return "；" if self.language == "zh" else "; "

    @property
    def space(self) -> str:
        """What stands between sentences."""
        return "" if self.language == "zh" else " "

    @property
    def comma(self) -> str:
        """What stands between words of a list."""
        return "、" if self.language == "zh" else ", "


def require_language(language: str) -> None:
    """Refuse a language that does not exist, before anything is run."""
    if language not in LANGUAGES:
        raise unknown("--lang", "language", language, LANGUAGES)


@cache
def words(language: str) -> Words:
    """Return the texts of a language; InputError for one that does not exist."""
    require_language(language)
    table: dict[str, dict[str, Any]] = {}
    for path in sorted(HERE.glob(f"{language}*.toml")):
        for section, texts in tomllib.loads(path.read_text(encoding="utf-8")).items():
            table.setdefault(section, {}).update(texts)
    if not table:
        raise InputError(f"--lang {language}: its texts are missing; reinstall sim")
    return Words(language, table)


def title_of(scenario: Scenario, language: str) -> str:
    """Return what a scenario is called: a shipped one by its name here, another by its file."""
    own = scenario.title_in(language)
    return words(language).name("scenario_titles", scenario.name, own)


def question_of(scenario: Scenario, language: str) -> str:
    """Return what a scenario asks: a shipped one as it stands here, another as in its file."""
    own = scenario.question_in(language)
    return words(language).name("scenario_questions", scenario.name, own)
