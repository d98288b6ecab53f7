"""Read a design file: what is asked for is counted and checked before anything is made."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from math import prod
from pathlib import Path
from typing import Any

from sim.ground.errors import InputError, suggestion, unknown
from sim.ground.fields import number
from sim.ground.files import exists, is_file, path_of, shipped, toml_of
from sim.ground.text import one_line
from sim.ground.weeks import MOST_WEEKS, date_of
from sim.runs.ensemble import MOST_RUNS
from sim.sweeps.designs.around import around, fraction
from sim.sweeps.designs.constraints import admitted, read_constraints
from sim.sweeps.designs.design import Axis, Design, Sample
from sim.sweeps.designs.fields import SAMPLED, rule_of, started, table_at, value_of, whole
from sim.sweeps.designs.sample import planned_rows, read_sample
from sim.sweeps.designs.save import read_pictures, read_save
from sim.vocabulary.assumptions import registry
from sim.vocabulary.case_file import extended
from sim.vocabulary.edition import levers_set, require_meaning
from sim.vocabulary.levers import structures
from sim.vocabulary.policy import CONTRADICTIONS, Case
from sim.vocabulary.scenario import load

KEYS = (
    "edition", "title", "scenario", "members", "seed", "weeks", "from_date", "axes", "sample",
    "structure", "around", "levers", "steps", "assumptions", "save", "constraints", "pictures",
)  # fmt: skip
Crossed = tuple[tuple[str, tuple[str, ...]], ...]
"""Structural choices and their options."""

SHOWN = 80
"""Characters of a name that a refusal repeats."""

SPACING = ("from", "to", "steps")
LISTED = ("values",)
FROM = "from_date"
AXIS_KEYS = (*SPACING, *LISTED, FROM)
OWN = ("levers", "steps", "assumptions")
"""Sections that a design lays over each of its scenarios, as a scenario file does."""

DEFAULT_WEEKS = 260
MOST_POLICIES = 10**6
"""Most policies of a design: their coordinates are kept in memory."""


def names() -> list[str]:
    """Return the names of the shipped designs."""
    return sorted(path.stem for path in (shipped() / "designs").glob("*.toml"))


def load_design(name: str) -> Design:
    """Read a shipped design by name or a user's own by path; InputError if it is wrong."""
    inside = shipped() / "designs" / f"{name}.toml"
    if "/" not in name and "\\" not in name and is_file(inside):
        return _written(toml_of(inside, f"designs/{name}.toml"), f"designs/{name}.toml", name)
    path = path_of(name, one_line(name, SHOWN))
    if not path.suffix and not exists(path) and "/" not in name:
        hint = suggestion(name, names())
        raise InputError(f"unknown design {name!r}{hint or '; name a file that ends in .toml'}")
    return _written(toml_of(path, name), name, path.stem)


def _written(table: Mapping[str, Any], place: str, name: str) -> Design:
    """Return the design of a file, whose levers must mean what they meant when it was written."""
    require_meaning(place, table, levers_set(table))
    return parse_design(table, place, name)


def parse_design(table: Mapping[str, Any], place: str, name: str = "design") -> Design:
    """Check a design's table and return the design; nothing large is made before the count."""
    for key in table:
        if key not in KEYS:
            raise unknown(place, "key", key, KEYS)
    bases = _bases(place, table)
    crossed = _structures(place, table_at(place, table, "structure"))
    real = {n: tuple(dict.fromkeys(r for o in each for r in rule_of(n, o))) for n, each in crossed}
    bases = tuple(replace(b, structure={**b.structure, **real}) for b in bases)
    crossed = tuple((n, o) for n, o in crossed if len(o) > 1 and not _drawn(table, n))
    spaced = _spaced(place, table_at(place, table, "axes"))
    members = whole(place, table, "members", 1)
    constraints = read_constraints(place, table_at(place, table, "constraints"))
    rows = planned_rows(place, table)
    counts = (len(bases), *(len(o) for _, o in crossed), rows, *(n for _, _, n in spaced))
    _count(place, prod(counts), members)
    week = started(place, table)
    axes = tuple(_axis(f"{place} [axes]", key, given, week) for key, given, _ in spaced)
    seed = whole(place, table, "seed", 0)
    sample = read_sample(place, table, seed, constraints)
    weeks = _weeks(place, table)
    _refuse_late(place, axes, sample, weeks)
    _refuse_doubles(place, axes, sample)
    refuse_unread(place, bases, crossed, axes, sample)
    design = Design(
        name=name,
        title=one_line(table.get("title", name)),
        bases=bases,
        members=members,
        seed=seed,
        weeks=weeks,
        axes=axes,
        structures=crossed,
        sample=sample,
        save=read_save(place, table_at(place, table, "save"), weeks),
    )
    pictures = read_pictures(place, table.get("pictures", []), design)
    design = replace(design, kept=admitted(place, design, constraints), pictures=pictures)
    return replace(design, kept=around(place, design, fraction(place, table)))


def _weeks(place: str, table: Mapping[str, Any]) -> int:
    weeks = whole(place, {"weeks": DEFAULT_WEEKS, **table}, "weeks", 1)
    if weeks > MOST_WEEKS:
        raise InputError(f"{place}: weeks: {weeks} is outside 1 to {MOST_WEEKS}")
    return weeks


def _bases(place: str, table: Mapping[str, Any]) -> tuple[Case, ...]:
    given = table.get("scenario", "baseline")
    listed = [given] if isinstance(given, str) else given
    if not isinstance(listed, list) or not listed or not all(isinstance(x, str) for x in listed):
        raise InputError(f"{place}: scenario: name a scenario or a list of them")
    if len(set(listed)) < len(listed):
        raise InputError(f"{place}: scenario: the same one twice in {', '.join(listed)}")
    beside = [str(Path(place).parent / x) if x.endswith(".toml") else x for x in listed]
    own = {key: table[key] for key in OWN if key in table}
    found = [load(x).policy for x in beside]
    called: dict[str, str] = {}
    for policy, name in zip(found, listed, strict=True):
        other = called.setdefault(policy.name, name)
        if other != name:
            raise InputError(
                f"{place}: scenario: {other} and {name} are two files of one name, which figures "
                "and tables could not tell apart; rename one"
            )
    return tuple(extended(place, case.name, case, own) if own else case for case in found)


def _structures(place: str, given: Mapping[str, Any]) -> Crossed:
    out = []
    for name, options in given.items():
        where = f"{place} [structure]"
        if name not in structures():
            raise unknown(where, "structure", name, structures())
        known = structures()[name].options
        chosen = known if options in ("all", "sampled") else options
        chosen = (chosen,) if isinstance(chosen, str) else chosen
        if not isinstance(chosen, list | tuple) or not all(isinstance(o, str) for o in chosen):
            raise InputError(f"{where} {name}: name a rule, a list of rules, or 'all'")
        chosen = tuple(chosen)
        if not chosen or len(set(chosen)) < len(chosen):
            what = "the same rule twice" if chosen else "the list is empty"
            raise InputError(f"{where} {name}: {what}; name each rule once, or 'all'")
        for option in chosen:
            if option not in (*known, SAMPLED):
                raise unknown(f"{where} {name}", "rule", option, (*known, "all", SAMPLED))
        out.append((name, chosen))
    return tuple(out)


def _drawn(table: Mapping[str, Any], name: str) -> bool:
    return bool(table["structure"][name] == "sampled")


def _spaced(place: str, given: Mapping[str, Any]) -> list[tuple[str, Any, int]]:
    """Return (name, values as written, how many) of every axis."""
    out: list[tuple[str, Any, int]] = []
    for name, written in given.items():
        where = f"{place} [axes] {name}"
        if not isinstance(written, Mapping):
            out.append((name, written, len(_listed(where, written))))
        elif set(written) - {FROM} == set(SPACING):
            out.append((name, written, whole(where, written, "steps", 2)))
        elif set(written) - {FROM} == set(LISTED):
            out.append((name, written, len(_listed(where, written["values"]))))
        else:
            raise InputError(
                f"{where}: needs a list, exactly {', '.join(SPACING)}, or values, each with "
                f"{FROM} if it begins on a date"
            )
    return out


def _listed(where: str, values: Any) -> list[Any]:
    if not isinstance(values, list):
        raise InputError(f"{where}: {values!r} is no list; write [{values!r}]")
    if not values:
        raise InputError(f"{where}: the axis is empty; give at least one value")
    return values


def _axis(place: str, name: str, given: Any, week: int) -> Axis:
    where = f"{place} {name}"
    lever = "." not in name
    if isinstance(given, Mapping) and FROM in given:
        if not lever:
            raise InputError(f"{where}: {FROM} is for levers; an assumption holds from the start")
        week = started(where, given)
    if isinstance(given, Mapping) and "values" in given:
        given = given["values"]
    elif isinstance(given, Mapping):
        first, last = number(f"{where} from", given["from"]), number(f"{where} to", given["to"])
        given = spaced(first, last, given["steps"])
    values = tuple(value_of(where, name, value) for value in given)
    seen: set[float] = set()
    for value in values:
        if value in seen:
            raise InputError(f"{where}: {value:g} stands twice; name each value once")
        seen.add(value)
    return Axis(name, values, lever, week if lever else 0)


def _refuse_late(place: str, axes: tuple[Axis, ...], sample: Sample | None, weeks: int) -> None:
    """Refuse inputs that begin after the runs end, so that no axis is without effect."""
    begun = {axis.name: axis.week for axis in axes}
    begun |= {} if sample is None else {"[sample]": sample.week}
    for name, week in begun.items():
        if week >= weeks:
            raise InputError(
                f"{place}: {name} begins on {date_of(week)}, after the runs end on {date_of(weeks)}"
            )


def spaced(first: float, last: float, steps: int) -> list[float]:
    """Return values at equal steps: both ends as they are written, decimals between them.

    Example:
        >>> spaced(-0.2, 0.4, 4)
        [-0.2, 0.0, 0.2, 0.4]
    """
    low, high = Decimal(repr(first)), Decimal(repr(last))
    inner = [float(low + (high - low) * i / (steps - 1)) for i in range(1, steps - 1)]
    return [first, *inner, last]


def _count(place: str, policies: int, members: int) -> None:
    if policies * members > MOST_RUNS:
        raise InputError(
            f"{place}: {policies:,} policies x {members:,} members are more than {MOST_RUNS:.0e} "
            "runs; take fewer members, or shorten an axis"
        )
    if policies > MOST_POLICIES:
        raise InputError(
            f"{place}: asks for {policies:,} policies; at most {MOST_POLICIES:,}, so sample "
            "instead of crossing, or shorten an axis"
        )


def _refuse_doubles(place: str, axes: tuple[Axis, ...], sample: Sample | None) -> None:
    for name in {axis.name for axis in axes} & set(sample.names if sample else ()):
        raise InputError(f"{place}: {name} stands in [axes] and in [sample]; drop one")


def refuse_unread(
    place: str,
    bases: tuple[Case, ...],
    crossed: Crossed,
    axes: tuple[Axis, ...],
    sample: Sample | None,
) -> None:
    """Refuse inputs that another setting decides, so that no axis is without effect."""
    varied = [axis.name for axis in axes] + list(sample.names if sample else ())
    taken = {name for base in bases for name in base.levers} | {n for n in varied if "." not in n}
    options = {name: set(found) for name, found in crossed}
    for base in bases:
        for name, known in base.structure.items():
            options.setdefault(name, set()).update(known if len(known) == 1 else ())
    for name in varied:
        replaced_by = registry()[name].lever if "." in name else None
        if replaced_by in taken:
            raise InputError(f"{place}: {name} is never read, for lever {replaced_by} replaces it")
        for lever_place, other, option in CONTRADICTIONS:
            section, key = other.split(".")
            if lever_place == f"levers.{name}" and option in options.get(key, ()):
                raise InputError(
                    f"{place}: {name} contradicts {section}.{key} = {option!r}, which decides it; "
                    "drop one"
                )
    for key in sample.names if sample and sample.method != "list" else ():
        _refuse_fixed(f"{place} [sample] over", key, bases, options)


def _refuse_fixed(
    place: str, key: str, bases: tuple[Case, ...], options: Mapping[str, set[str]]
) -> None:
    if "." not in key:
        return
    if any(key in b.assumptions and b.assumptions[key].value is not None for b in bases):
        raise InputError(f"{place}: the scenario fixes {key}; drop one")
    if registry()[key].readings and not options.get("reading"):
        raise InputError(
            f"{place}: the distribution of {key} depends on the reading; add "
            "reading = 'all' to [structure], or fix one"
        )
