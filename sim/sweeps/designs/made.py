"""A design without a file: a scenario, axes as text, and what is laid over it."""

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli_w

from sim.ground.errors import InputError
from sim.ground.files import is_file, toml_of
from sim.sweeps.designs.design import Design
from sim.sweeps.designs.file import FROM, names, parse_design
from sim.sweeps.designs.save import MEASURES
from sim.vocabulary.by_hand import RANGE, assumption_of, number_or_text, setting_of
from sim.vocabulary.edition import EDITION
from sim.vocabulary.language import in_words
from sim.vocabulary.measures import parted
from sim.vocabulary.scenario import Scenario, load

MEMBERS, SEED, WEEKS = 200, 1, 260
DATES = "yearly"
PLACE = "sim sweep"
LONGEST = 60
"""Letters of the name of a design that is made."""


@dataclass(frozen=True)
class Over:
    """What a command line lays over a scenario or a design.

    Attributes:
        axes: ``name=first..last/count`` or ``name=value,value``, each with ``@date`` if it begins
            on one.
        structure: ``name=all`` or ``name=rule,rule``, crossed.
        settings: ``lever=value`` or ``lever=value@date``.
        assumed: ``key=value`` or ``key=low..high``.
        measures: what is kept; the scenario's headline measures and three more by default.
        dates: at which they are kept as well; yearly by default.
        from_date: from which levers on axes are set.
        members, seed, weeks: of the runs; None for what a design says, or the usual.
    """

    axes: Sequence[str] = ()
    structure: Sequence[str] = ()
    settings: Sequence[str] = ()
    assumed: Sequence[str] = ()
    measures: Sequence[str] = ()
    dates: Sequence[str] = ()
    from_date: str = ""
    members: int | None = None
    seed: int | None = None
    weeks: int | None = None


def table_of(scenario: str, over: Over) -> dict[str, Any]:
    """Return the table of a design over a scenario, as a design file holds it.

    Raises:
        InputError: something cannot be read; names and values are checked by `parse_design`.

    Example:
        >>> made = table_of("baseline", Over(axes=["designation_tempo=0,4@2025-06-30"]))
        >>> made["axes"]
        {'designation_tempo': {'values': [0.0, 4.0], 'from_date': '2025-06-30'}}
    """
    chosen = load(scenario)
    axes = dict(_axis(text) for text in over.axes)
    if len(axes) < len(over.axes):
        raise InputError(f"--axis: {_twice(over.axes)} stands twice; name each axis once")
    structure = dict(_structure(text) for text in over.structure)
    out: dict[str, Any] = {
        "edition": EDITION,
        "title": f"{chosen.title}: {crossed([*axes, *structure])}",
        "scenario": _portable(scenario),
        "members": MEMBERS if over.members is None else over.members,
        "seed": SEED if over.seed is None else over.seed,
        "weeks": WEEKS if over.weeks is None else over.weeks,
        "axes": axes,
    }
    out |= {FROM: over.from_date} if over.from_date else {}
    out |= {"structure": structure} if structure else {}
    return out | _laid_over(over) | {"save": _save(chosen, over)}


def crossed(names: Sequence[str]) -> str:
    """Return what is crossed in the title of a design that is made."""
    return " x ".join(in_words(name) for name in names)


def design_over(scenario: str, over: Over) -> tuple[Design, str]:
    """Return the design over a scenario, and its text as a design file."""
    table = table_of(scenario, over)
    rest = {key: value for key, value in table.items() if key != "axes"}
    text = tomli_w.dumps(rest) + _axes_text(table["axes"])
    varied = [*table["axes"], *table.get("structure", {})]
    name = f"{Path(scenario).stem}-by-{'-'.join(varied)}"[:LONGEST].rstrip("-_.")
    return parse_design(tomllib.loads(text), PLACE, name), text


def _axes_text(axes: Mapping[str, Any]) -> str:
    """Return [axes] with one line an axis, in order: a table of tables would come after lists."""
    lines = [f"{json.dumps(name)} = {_inline(given)}" for name, given in axes.items()]
    return "\n".join(["\n[axes]", *lines, ""]) if lines else ""


def _inline(given: Any) -> str:
    if isinstance(given, Mapping):
        return "{ " + ", ".join(f"{key} = {json.dumps(v)}" for key, v in given.items()) + " }"
    return json.dumps(given)


def is_design(name: str) -> bool:
    """Whether a name is that of a shipped design, or of a file that holds one, not a scenario."""
    if name in names():
        return True
    if not name.endswith(".toml") or not is_file(Path(name)):
        return False
    table = toml_of(Path(name), name)
    return "members" in table or "axes" in table or "sample" in table


def _axis(text: str) -> tuple[str, Any]:
    """Return an axis' name and its values as a design file writes them."""
    name, equals, rest = (part.strip() for part in text.partition("="))
    values, at, day = (part.strip() for part in rest.partition("@"))
    if not equals or not name or not values or (at and not day):
        raise InputError(
            f"--axis {text}: write name=0,1,4 or name=4000..20000/5, with @2025-06-30 behind it to "
            "begin on a date"
        )
    dated = {FROM: day} if day else {}
    if RANGE not in values:
        listed = [number_or_text(value.strip()) for value in values.split(",")]
        return name, {"values": listed, **dated} if dated else listed
    ends, slash, steps = values.partition("/")
    first, _, last = ends.partition(RANGE)
    numbers = [number_or_text(part.strip()) for part in (first, last)]
    if not slash or not steps.strip().isdigit() or not all(isinstance(n, float) for n in numbers):
        raise InputError(f"--axis {text}: write a range as first..last/count, as 4000..20000/5")
    return name, {"from": numbers[0], "to": numbers[1], "steps": int(steps), **dated}


def _structure(text: str) -> tuple[str, Any]:
    name, equals, rest = (part.strip() for part in text.partition("="))
    if not equals or not rest:
        raise InputError(f"--structure {text}: write name=all or name=rule,rule")
    return name, rest if rest in ("all", "sampled") else [part.strip() for part in rest.split(",")]


def _twice(texts: Sequence[str]) -> str:
    seen = [text.partition("=")[0].strip() for text in texts]
    return next(name for name in seen if seen.count(name) > 1)


def _portable(scenario: str) -> str:
    """Return a scenario as a kept design may name it: a file by its whole path."""
    path = Path(scenario)
    return str(path.resolve()) if path.suffix == ".toml" and is_file(path) else scenario


def _laid_over(over: Over) -> dict[str, Any]:
    found = [setting_of(text) for text in over.settings]
    levers = {name: value for name, value, day in found if not day}
    steps = [{"date": day, "lever": n, "value": value} for n, value, day in found if day]
    assumptions = dict(assumption_of(text) for text in over.assumed)
    every = {"levers": levers, "steps": steps, "assumptions": assumptions}
    return {key: value for key, value in every.items() if value}


def laid_over(over: Over) -> Mapping[str, Any]:
    """Return levers, steps and assumptions as `design_of` takes them, None for none."""
    found = _laid_over(over)
    return {key: found.get(key) for key in ("levers", "steps", "assumptions")}


def _save(scenario: Scenario, over: Over) -> dict[str, Any]:
    headline = [parted("headline", name)[0].name for name in scenario.headline]
    listed = list(over.measures) or list(dict.fromkeys([*headline, *MEASURES]))
    dates = list(over.dates) or DATES
    words = isinstance(dates, list) and len(dates) == 1 and not dates[0][:1].isdigit()
    return {"measures": listed, "dates": dates[0] if words else dates}
