"""The measures: what is reported, in which unit, with which extra dimension."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from sim.ground.errors import InputError, unknown
from sim.ground.files import shipped, table_of
from sim.vocabulary.axes import ACTORS, AREAS, BUNDLES, CHANNELS, EXPOSED, FIRE_LIMITS, STATES
from sim.vocabulary.levers import structures


@dataclass(frozen=True)
class Measure:
    """One thing that is reported.

    Attributes:
        name: as in measures.csv.
        kind: flow, stock, ratio or state; stocks stand on week bounds, the rest in weeks.
        unit: one of the list of units.
        dimension: extra dimension, or "".
        low, high: bounds that a value never leaves, infinite where there is none.
        label: for figures and tables.
        definition: one line for readers.
    """

    name: str
    kind: str
    unit: str
    dimension: str
    low: float
    high: float
    label: str
    definition: str

    @property
    def bound(self) -> bool:
        """Whether it is a stock, which holds at week bounds."""
        return self.kind == "stock"

    @property
    def time(self) -> str:
        """Name of its time dimension."""
        return "week_bound" if self.bound else "week"


@cache
def measures() -> dict[str, Measure]:
    """Return all measures by name, in the order of measures.csv."""
    rows = table_of(shipped() / "vocabulary" / "measures.csv")
    return {
        row["measure"]: Measure(
            name=row["measure"],
            kind=row["kind"],
            unit=row["unit"],
            dimension=row["dimension"],
            low=float(row["low"] or -math.inf),
            high=float(row["high"] or math.inf),
            label=row["label"],
            definition=row["definition"],
        )
        for row in rows
    }


def measure(place: str, name: str, among: Iterable[str] | None = None) -> Measure:
    """Return a measure by name (of some, if given) or raise InputError with the nearest one."""
    known = measures() if among is None else list(among)
    if name not in known:
        raise unknown(place, "measure", name, known)
    return measures()[name]


def _components() -> tuple[str, ...]:
    """Return the names of the components, actor by actor."""
    rows = table_of(shipped() / "vocabulary" / "components.csv")
    return tuple(r["component"] for actor in ACTORS for r in rows if r["actor"] == actor)


@cache
def dimension(name: str) -> tuple[str, ...]:
    """Return the values of an extra dimension."""
    known = {
        "bundle": BUNDLES,
        "area": AREAS,
        "state": STATES,
        "channel": CHANNELS,
        "actor": ACTORS,
        "component": _components(),
        "scale": tuple(row["scale"] for row in table_of(shipped() / "vocabulary" / "scales.csv")),
        "exposed": EXPOSED,
        "fire_limit": FIRE_LIMITS,
        "reading": structures()["reading"].options,
    }
    return known[name]


def selector(place: str, of: Measure, text: str) -> tuple[str, int] | None:
    """Return (dimension, index) of a selector such as ``bundle=oil``; None if empty."""
    if not text:
        return None
    name, _, value = text.partition("=")
    if name != of.dimension:
        wanted = f"{of.dimension}=..." if of.dimension else "none"
        raise InputError(f"{place}: selector {text!r} does not fit {of.name}; it takes {wanted}")
    if value not in dimension(name):
        raise unknown(place, name, value, dimension(name))
    return name, dimension(name).index(value)


def parted(place: str, text: str) -> tuple[Measure, str]:
    """Return a measure and the value of its extra dimension from ``capability.index[actor=us]``.

    The value is "" where the text names none.

    Example:
        >>> of, part = parted("headline", "capability.index[actor=us]")
        >>> of.name, part
        ('capability.index', 'us')
    """
    name, bracket, rest = text.partition("[")
    if bracket and not rest.endswith("]"):
        raise InputError(f"{place}: {text}: the bracket is not closed; write MEASURE[actor=us]")
    of = measure(place, name.strip())
    chosen = selector(place, of, rest.removesuffix("]").strip())
    return of, dimension(chosen[0])[chosen[1]] if chosen else ""
