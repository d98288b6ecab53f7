"""Components of the capability indices, exposures, and the scales that both are read on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sim.ground.errors import InputError, unknown
from sim.ground.files import shipped, table_of
from sim.vocabulary.assumptions import Assumption, Registry, registry
from sim.vocabulary.axes import ACTORS, EXPOSED
from sim.vocabulary.measures import measures
from sim.vocabulary.policy import Override

MAPS = ("lin", "log")
OWNER = "capability"
"""Owner of the registry entries that goalposts are."""

Ends = tuple[float, float]
"""The lowest and the highest value of something."""

EXPOSURE = "exposure."
"""Scales of an exposure name it after this word, those of a component name the component."""


@dataclass(frozen=True)
class Component:
    """One dimension of a capability index."""

    name: str
    actor: str
    label: str
    claims: tuple[str, ...]
    definition: str


@dataclass(frozen=True)
class Scale:
    """A quantity of the model between two goalposts.

    Attributes:
        name: of the quantity.
        of: the component it belongs to, or ``exposure.<actor>``.
        log: whether it is mapped by its logarithm.
        low, high: goalposts, names of registry entries of `OWNER`.
        measures: measures that a reader finds the quantity in.
        definition: one line for readers.
    """

    name: str
    of: str
    log: bool
    low: str
    high: str
    measures: tuple[str, ...]
    definition: str


def load_components(path: Path) -> dict[str, Component]:
    """Read the components; the first thing wrong is said with file and row."""
    place = f"vocabulary/{path.name}"
    out: dict[str, Component] = {}
    for row in table_of(path):
        name = row["component"]
        if not row["actor"]:
            raise InputError(f"{place} {name}: no actor; name one of {', '.join(ACTORS)}")
        if row["actor"] not in ACTORS:
            raise unknown(f"{place} {name}", "actor", row["actor"], ACTORS)
        out[name] = Component(
            name, row["actor"], row["label"], tuple(row["claims"].split()), row["definition"]
        )
    for actor in ACTORS:
        if not any(c.actor == actor for c in out.values()):
            raise InputError(f"{place}: {actor} has no component; add a row")
    return out


def load_scales(path: Path, known: Mapping[str, Component], entries: Registry) -> dict[str, Scale]:
    """Read the scales; the first thing wrong is said with file and row."""
    place = f"vocabulary/{path.name}"
    out: dict[str, Scale] = {}
    wanted = [*known, *(EXPOSURE + actor for actor in EXPOSED)]
    for row in table_of(path):
        where = f"{place} {row['scale']}"
        if row["of"] not in wanted:
            raise unknown(where, "component", row["of"], wanted)
        if row["map"] not in MAPS:
            raise unknown(where, "map", row["map"], MAPS)
        shown = tuple(row["measures"].split())
        if not shown:
            raise InputError(f"{where}: names no measure; name one of 'sim measures'")
        for name in shown:
            if name not in measures():
                raise unknown(where, "measure", name, measures())
        for end in ("low", "high"):
            entries.require(where, f"{OWNER}.{row[end]}")
        out[row["scale"]] = Scale(
            row["scale"], row["of"], row["map"] == "log", row["low"], row["high"], shown,
            row["definition"],
        )  # fmt: skip
    for name in wanted:
        if not any(s.of == name for s in out.values()):
            raise InputError(f"{place}: {name} has no scale; add a row")
    check_goalposts(out.values(), entries)
    return out


def check_goalposts(every: Iterable[Scale], entries: Registry) -> None:
    """Raise InputError where goalposts stand in the wrong order or a log one is not above zero."""
    for scale in every:
        low, high = (entries[f"{OWNER}.{name}"].central for name in (scale.low, scale.high))
        _require_order(f"assumptions/{OWNER}.toml", scale, (low, low), (high, high))


def _require_order(place: str, scale: Scale, low: Ends, high: Ends) -> None:
    """Raise InputError unless every low goalpost stands below every high one, in its range."""
    if not scale.log or low[0] > 0.0:
        if low[1] < high[0]:
            return
        raise InputError(
            f"{place} [{scale.low}]: goalpost {low[1]:g} of {scale.name} is not below {high[0]:g}, "
            f"[{scale.high}]; put them in order"
        )
    raise InputError(
        f"{place} [{scale.low}]: goalpost {low[0]:g} of the log scale {scale.name} is not "
        "above zero; raise it"
    )


def require_goalposts(place: str, given: Mapping[str, Override]) -> None:
    """Raise InputError where what is said of assumptions breaks a scale.

    Args:
        place: file or option, for the message.
        given: what is said, by registry key.
    """
    if given.keys().isdisjoint(goalposts()):
        return
    for scale in scales().values():
        keys = [f"{OWNER}.{end}" for end in (scale.low, scale.high)]
        low, high = (_ends(given.get(key, Override()), registry()[key]) for key in keys)
        _require_order(f"{place} assumptions.{OWNER}", scale, low, high)


def _ends(said: Override, entry: Assumption) -> Ends:
    """Return the lowest and highest value that an assumption takes."""
    if said.value is not None:
        return said.value, said.value
    low, high = said.distribution.span(entry.central) if said.distribution else entry.span()
    return said.scale * low, said.scale * high


@cache
def components() -> dict[str, Component]:
    """Return all components by name, actor by actor in the order of ACTORS."""
    found = load_components(shipped() / "vocabulary" / "components.csv")
    return {c.name: c for actor in ACTORS for c in found.values() if c.actor == actor}


@cache
def scales() -> dict[str, Scale]:
    """Return all scales by name, in the order of scales.csv."""
    return load_scales(shipped() / "vocabulary" / "scales.csv", components(), registry())


@cache
def goalposts() -> frozenset[str]:
    """Return the registry keys that are goalposts: the same for every run and scenario."""
    return frozenset(f"{OWNER}.{end}" for s in scales().values() for end in (s.low, s.high))


def of_actor(actor: str) -> tuple[str, ...]:
    """Return the names of an actor's components."""
    return tuple(c.name for c in components().values() if c.actor == actor)
