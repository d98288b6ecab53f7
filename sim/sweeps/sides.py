"""What a sweep crosses, in words: axes, structural choices, scenarios; and what is held of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.ground.errors import InputError, unknown
from sim.sweeps.designs.design import Axis, Design
from sim.sweeps.designs.fields import SAMPLED
from sim.sweeps.reader import SweepResults
from sim.vocabulary.assumptions import registry
from sim.vocabulary.language import words
from sim.vocabulary.levers import levers
from sim.vocabulary.wording import number, unit_words

STRUCTURE = "structure."
SCENARIO = "scenario"
FIGURES = 4
"""Significant figures of a setting of an axis."""

ACRONYMS = frozenset({"dprk", "prc", "rok", "un", "us"})


@dataclass(frozen=True)
class Side:
    """One crossed input.

    Attributes:
        name: of the axis, ``structure.fire``, or ``scenario``.
        values: the numbers of an axis in the order written; names of rules or scenarios.
        place: among the lengths of ``Design.shape``.
        axis: the axis, or None for structures and scenarios.
    """

    name: str
    values: tuple[float | str, ...]
    place: int
    axis: Axis | None = None

    @property
    def quantity(self) -> bool:
        """Whether its settings are numbers, not dates or names."""
        return self.axis is not None and (not self.axis.lever or levers()[self.name].quantity)

    @property
    def rising(self) -> bool:
        """Whether its settings are numbers that rise in the order written."""
        return self.quantity and bool(np.all(np.diff(np.asarray(self.values, dtype=float)) > 0))

    @property
    def at(self) -> np.ndarray:
        """Where its settings stand: their numbers if these rise, else their places."""
        if self.rising:
            return np.asarray(self.values, dtype=float)
        return np.arange(len(self.values), dtype=float)

    def setting(self, place: int, language: str = "en") -> str:
        """Return one setting as people read it."""
        value = self.values[place]
        if self.quantity:
            return number(float(value), language, figures=FIGURES)
        if self.axis is not None:
            return levers()[self.name].show(float(value))
        text = words(language)
        if self.name == SCENARIO:
            own = str(value).replace("_", " ")
            return text.name("scenario_titles", str(value), own)
        if value == SAMPLED:
            return text.say("sweep.sampled")
        return text.name("option_names", str(value))

    def settings(self, language: str = "en") -> tuple[str, ...]:
        """Return all settings as people read them, in the order written."""
        return tuple(self.setting(place, language) for place in range(len(self.values)))

    def label(self, language: str = "en", *, unit: bool = False) -> str:
        """Return what it is called, with its unit if asked."""
        name = _label(self.name, language)
        if self.axis is not None and self.axis.week:
            name = words(language).say("sweep.from", name=name, date=self.axis.date)
        said = self._unit(language) if unit else ""
        return f"{name} ({said})" if said else name

    def named(self, place: int, language: str = "en") -> str:
        """Return one setting with the name of what is set: "designation tempo 4"."""
        text = words(language)
        setting = self.setting(place, language)
        return text.say("sweep.setting", name=self.label(language), setting=setting)

    def _unit(self, language: str) -> str:
        if not self.quantity:
            return ""
        unit = levers()[self.name].unit if self.name in levers() else registry()[self.name].unit
        return "" if unit in {"1", "date"} or "|" in unit else unit_words(unit, language)


def _label(name: str, language: str) -> str:
    text = words(language)
    if name == SCENARIO:
        return text.say("sweep.scenario")
    if name.startswith(STRUCTURE):
        return text.name("structures", name.removeprefix(STRUCTURE)).replace("_", " ")
    if language == "en":
        return spoken(name) if name in levers() else registry()[name].name
    kind = "levers" if name in levers() else "assumptions"
    return text.known(kind, name) or spoken(name)


def label_of_input(name: str, language: str = "en") -> str:
    """Return what a lever, an assumption, a structure or the scenario is called."""
    return _label(name, language)


def spoken(name: str) -> str:
    """Return an input's name in words."""
    said = name.replace("_", " ").replace(".", ": ").split(" ")
    return " ".join(w.upper() if w.rstrip(":") in ACRONYMS else w for w in said)


def sides_of(design: Design) -> dict[str, Side]:
    """Return every crossed input by name: axes first, then structures, then scenarios."""
    count = len(design.structures)
    out = {
        axis.name: Side(axis.name, axis.values, count + 2 + i, axis)
        for i, axis in enumerate(design.axes)
    }
    for i, (name, options) in enumerate(design.structures):
        out[f"{STRUCTURE}{name}"] = Side(f"{STRUCTURE}{name}", options, 1 + i)
    if len(design.bases) > 1:
        out[SCENARIO] = Side(SCENARIO, tuple(base.name for base in design.bases), 0)
    return out


def side(results: SweepResults, option: str, name: str) -> Side:
    """Return a crossed input by name; InputError names the option that asked for it."""
    known = sides_of(results.design)
    if not known:
        raise InputError(
            f"{results.url}: the sweep has no axes to draw over; export it with --format csv"
        )
    if name not in known:
        raise unknown(f"--{option}", "axis", name, known)
    return known[name]


def place_of(of: Side, option: str, text: str) -> int:
    """Return the place of a setting that a text names, as ``1``, ``4000.0`` or ``steady``."""
    for place, value in enumerate(of.values):
        if text in {of.setting(place), _plain(of, place)} or _same(text, value):
            return place
    known = ", ".join(_plain(of, place) for place in range(len(of.values)))
    raise InputError(f"{option}: the sweep has no {of.name} {text}; there are {known}")


def _plain(of: Side, place: int) -> str:
    value = of.values[place]
    if of.axis is not None and of.axis.lever:
        return levers()[of.name].show(float(value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _same(text: str, value: float | str) -> bool:
    try:
        return bool(np.isclose(float(text), float(value), rtol=1e-5, atol=0.0))
    except ValueError:
        return False


@dataclass(frozen=True)
class Held:
    """What a figure does not vary.

    Attributes:
        mine: which policies stand at the held settings, shape (policy,).
        places: the place at which each input is held, by its name.
    """

    mine: np.ndarray
    places: Mapping[str, int]

    def said(self, results: SweepResults, language: str = "en") -> str:
        """Return the held settings as a sentence behind a gap, "" if there are none."""
        if not self.places:
            return ""
        known, text = sides_of(results.design), words(language)
        parts = [known[name].named(place, language) for name, place in self.places.items()]
        return text.space + text.say("sweep.held", settings=text.stop.join(parts))


def hold(results: SweepResults, varied: Sequence[str], given: str, *, pooled: bool = False) -> Held:
    """Return what is held where a figure varies some inputs.

    What is not varied is held at one setting, so that no figure shows a middle of several
    policies as if it were one: the setting asked for, that of the scenario, or the middle one;
    of rules the first.

    Args:
        results: of the sweep.
        varied: names of inputs that the figure varies.
        given: settings asked for, as ``designation_tempo=1,structure.fire=steady``.
        pooled: whether axes that nobody asks to hold are left free, as pairs of runs pool them.
    """
    known = sides_of(results.design)
    asked = _asked(results, given)
    for name in asked:
        if name in varied:
            raise InputError(f"--at {name}: is varied here; hold another axis")
    places = {
        name: asked.get(name, _usual(results.design, of))
        for name, of in known.items()
        if name not in varied and (name in asked or not pooled or of.axis is None)
    }
    numbers = results.design.places(np.arange(len(results.design)))
    mine = np.ones(len(results.design), dtype=bool)
    for name, place in places.items():
        mine &= numbers[known[name].place] == place
    return Held(mine, places)


def _asked(results: SweepResults, given: str) -> dict[str, int]:
    out = {}
    for text in filter(None, (part.strip() for part in given.split(","))):
        name, equals, value = (part.strip() for part in text.partition("="))
        if not equals or not value:
            raise InputError(f"--at {text}: write AXIS=VALUE, as in designation_tempo=1")
        out[name] = place_of(side(results, "at", name), f"--at {text}", value)
    return out


def _usual(design: Design, of: Side) -> int:
    """Return the place at which an input is held: the scenario's setting, or the middle one."""
    if of.axis is None:
        return 0
    found = [base.levers.get(of.name, ()) for base in design.bases]
    own = {steps[0][1] for steps in found if len(steps) == 1}
    if of.axis.lever and not own and levers()[of.name].pure is not None:
        own = {float(levers()[of.name].pure or 0.0)}
    for place, value in enumerate(of.values):
        if value in own:
            return place
    return (len(of.values) - 1) // 2


def at(results: SweepResults, of: Side, place: int) -> np.ndarray:
    """Return which policies stand at one setting of an input, shape (policy,)."""
    numbers = results.design.places(np.arange(len(results.design)))
    return np.asarray(numbers[of.place] == place)


def axis_of(results: SweepResults, option: str, name: str) -> Axis:
    """Return an axis of the sweep by name; InputError names the option that asked for it."""
    axes = {axis.name: axis for axis in results.design.axes}
    if not axes:
        raise InputError(
            f"{results.url}: the sweep has no axes to draw over; export it with --format csv"
        )
    if name not in axes:
        raise unknown(f"--{option}", "axis", name, axes)
    return axes[name]


def shown(axis: Axis, value: float) -> str:
    """Return a value of an axis as a command line takes it."""
    return levers()[axis.name].show(value) if axis.lever else f"{value:g}"
