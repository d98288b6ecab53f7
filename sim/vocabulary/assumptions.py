"""The registry: the single place where a number enters the model, with unit and source."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import ndtr, ndtri

from sim.ground.arrays import EDGE, Runs
from sim.ground.errors import InputError, unknown
from sim.ground.fields import number, one_of, text, texts
from sim.ground.files import shipped, toml_of
from sim.ground.units import UNITS

READINGS = ("heavier_fire", "slower_industry", "restocking")
"""How the seed's shell figures fit together (conceptual model, M1)."""

ROLES = ("uncertainty", "lever", "constant")
CONFIDENCE = ("high", "medium", "low", "reference")
CUT = 2.5
"""Log-normal draws are cut at this many standard deviations (conceptual model, section 3)."""

SHORTEST_REASON = 20
"""A basis shorter than this many characters is no reason."""

KINDS = {
    "fixed": (),
    "triangular": ("low", "mode", "high"),
    "uniform": ("low", "high"),
    "lognormal": ("median", "spread"),
}
FIELDS = {
    "name", "symbol", "unit", "role", "central", "distribution", "evidence", "basis",
    "confidence", "claims", "lever", "correlated_with", "correlation", "readings",
}  # fmt: skip
TEXTS = {"name", "symbol", "unit", "role", "basis", "confidence", "lever", "correlated_with"}
LISTS = ("evidence", "claims")
LARGEST = 1e300
"""Beyond it, numbers cannot be reckoned with."""


@dataclass(frozen=True)
class Distribution:
    """What is believed about one number: a kind and its bounds in the entry's unit."""

    kind: str
    bounds: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def parse(cls, place: str, table: Any) -> "Distribution":
        """Check a distribution table; InputError says what is wrong with it."""
        if not isinstance(table, Mapping) or "kind" not in table:
            raise InputError(f"{place}: needs a table with a kind, e.g. {{ kind = 'fixed' }}")
        kind = one_of(place, "distribution", table["kind"], KINDS)
        given = {k: v for k, v in table.items() if k != "kind"}
        if set(given) != set(KINDS[kind]):
            raise InputError(
                f"{place}: {kind} needs {', '.join(KINDS[kind]) or 'no bounds'}, got "
                f"{', '.join(sorted(given)) or 'none'}"
            )
        bounds = {k: number(f"{place}.{k}", v) for k, v in given.items()}
        made = cls(kind, bounds)
        made._check_order(place)
        return made

    def _check_order(self, place: str) -> None:
        values = [self.bounds[k] for k in KINDS[self.kind]]
        if self.kind in {"triangular", "uniform"} and values != sorted(values):
            raise InputError(f"{place}: need low <= mode <= high, got {values}")
        if self.kind == "lognormal" and (values[0] <= 0 or values[1] < 1):
            raise InputError(f"{place}: a log-normal needs median > 0 and spread >= 1")
        wide = 1.0 if self.kind != "lognormal" else CUT * math.log(max(values[1], 1.0))
        if values and math.log(max(1.0, *map(abs, values))) + wide > math.log(LARGEST):
            raise InputError(f"{place}: {values} reaches beyond what can be reckoned with")

    def span(self, central: float) -> tuple[float, float]:
        """Return the lowest and highest value that is drawn."""
        if self.kind == "fixed":
            return central, central
        if self.kind == "lognormal":
            wide = self.bounds["spread"] ** CUT
            return self.bounds["median"] / wide, self.bounds["median"] * wide
        return self.bounds["low"], self.bounds["high"]

    def at(self, u: Runs, central: float) -> Runs:
        """Map quantiles in [0, 1) to values; shape kept."""
        b = self.bounds
        if self.kind == "fixed":
            return np.full_like(u, central)
        if self.kind == "uniform":
            return b["low"] + u * (b["high"] - b["low"])
        if self.kind == "lognormal":
            inside = ndtr(-CUT) + u * (ndtr(CUT) - ndtr(-CUT))
            out: Runs = b["median"] * np.exp(math.log(b["spread"]) * ndtri(inside))
            return out
        return _triangular(u, b["low"], b["mode"], b["high"])


def _triangular(u: Runs, low: float, mode: float, high: float) -> Runs:
    span = high - low
    if span == 0.0:
        return np.full_like(u, mode)
    rise = low + np.sqrt(u * span * (mode - low))
    fall = high - np.sqrt((1.0 - u) * span * (high - mode))
    return np.where(u < (mode - low) / span, rise, fall)


@dataclass(frozen=True)
class Assumption:
    """One number that the model does not derive.

    Attributes:
        key: ``<owner>.<field>``, e.g. ``dprk.shell_stock``.
        name: label for readers.
        symbol: its symbol in the model documentation.
        unit: one of `sim.ground.units.UNITS`.
        role: an uncertainty is outside anyone's control, a lever is chosen by a policy.
        central: central value, in `unit`.
        distribution: what is sampled; by reading where `readings` is not empty.
        evidence: ids of rows of the evidence table.
        basis: what the number rests on, or why it is judged so.
        confidence: high, medium, low, or reference (a unit or a definition).
        claims: claims of the seed text that it serves.
        lever: the lever that replaces it when set, or None.
        correlated_with: key of the assumption it is drawn together with, or None.
        correlation: of the Gaussian copula with that one.
        readings: central value and distribution by reading, or empty.
    """

    key: str
    name: str
    symbol: str
    unit: str
    role: str
    central: float
    distribution: Distribution
    evidence: tuple[str, ...]
    basis: str
    confidence: str
    claims: tuple[str, ...]
    lever: str | None = None
    correlated_with: str | None = None
    correlation: float = 0.0
    readings: Mapping[str, tuple[float, Distribution]] = field(default_factory=dict)

    @property
    def owner(self) -> str:
        """The file that holds it: an actor, a channel or a subject."""
        return self.key.split(".")[0]

    @property
    def sampled(self) -> bool:
        """Whether members differ in it."""
        return self.distribution.kind != "fixed" or bool(self.readings)

    def span(self) -> tuple[float, float]:
        """Return the lowest and highest value that is drawn, over all readings."""
        if not self.readings:
            return self.distribution.span(self.central)
        spans = [d.span(c) for c, d in self.readings.values()]
        return min(s[0] for s in spans), max(s[1] for s in spans)

    def values(self, u: Runs, reading: Runs) -> Runs:
        """Map quantiles to values; `reading` holds indices into READINGS. Both (run,)."""
        if not self.readings:
            return self.distribution.at(u, self.central)
        out = np.empty_like(u)
        for code, name in enumerate(READINGS):
            here = reading == code
            if here.any():
                central, distribution = self.readings[name]
                out[here] = distribution.at(u[here], central)
        return out


@dataclass(frozen=True)
class Registry:
    """Every assumption of the model, keyed by ``<owner>.<field>``."""

    entries: Mapping[str, Assumption]

    def __getitem__(self, key: str) -> Assumption:
        return self.entries[key]

    def __iter__(self) -> Iterator[Assumption]:
        return iter(self.entries.values())

    def __len__(self) -> int:
        return len(self.entries)

    def require(self, place: str, key: str) -> Assumption:
        """Return the entry or raise InputError with the nearest key."""
        if key not in self.entries:
            raise unknown(place, "assumption", key, self.entries, "see 'sim assumptions'")
        return self.entries[key]


def copula(u: Runs, partner: Runs, correlation: float) -> Runs:
    """Return a quantile that is normally correlated with `partner`; shapes kept."""
    mine = ndtri(np.clip(u, EDGE, 1.0 - EDGE))
    other = ndtri(np.clip(partner, EDGE, 1.0 - EDGE))
    out: Runs = ndtr(correlation * other + math.sqrt(1.0 - correlation**2) * mine)
    return out


def _list_of_texts(place: str, given: Any) -> None:
    if not isinstance(given, list | tuple):
        raise InputError(f"{place}: {given!r} is no list; write [...]")
    texts(place, given)


def _parse(place: str, key: str, table: Any) -> Assumption:
    if not isinstance(table, Mapping):
        raise InputError(f"{place}: must be a table with name, unit, role, central, ...")
    for name in table:
        if name not in FIELDS:
            raise unknown(place, "field", name, FIELDS)
    required = FIELDS - {"lever", "correlated_with", "correlation", "readings"}
    for name in sorted(required - set(table)):
        raise InputError(f"{place}: {name} is missing")
    for name in TEXTS & set(table):
        text(f"{place}: {name}", table[name])
    for name in LISTS:
        _list_of_texts(f"{place}: {name}", table[name])
    one_of(place, "unit", table["unit"], UNITS)
    one_of(place, "role", table["role"], ROLES)
    one_of(place, "confidence", table["confidence"], CONFIDENCE)
    if len(table["basis"].strip()) < SHORTEST_REASON:
        raise InputError(f"{place}: no source; cite evidence or write 'judgement: <why>'")
    readings = _readings(place, table)
    fixed = {"kind": "fixed"} if readings else table["distribution"]
    distribution = Distribution.parse(f"{place}.distribution", fixed)
    central = number(f"{place}.central", table["central"])
    low, high = distribution.span(central)
    if not low <= central <= high:
        raise InputError(f"{place}: central {central:g} lies outside {low:g} to {high:g}")
    correlation = number(f"{place}.correlation", table.get("correlation", 0.0))
    if abs(correlation) > 1.0:
        raise InputError(f"{place}.correlation: {correlation:g} is outside -1 to 1")
    return Assumption(
        key=key,
        name=table["name"],
        symbol=table["symbol"],
        unit=table["unit"],
        role=table["role"],
        central=central,
        distribution=distribution,
        evidence=texts(place, table["evidence"]),
        basis=table["basis"].strip(),
        confidence=table["confidence"],
        claims=texts(place, table["claims"]),
        lever=table.get("lever"),
        correlated_with=table.get("correlated_with"),
        correlation=correlation,
        readings=readings,
    )


def _readings(place: str, table: Mapping[str, Any]) -> dict[str, tuple[float, Distribution]]:
    by_reading = isinstance(table["distribution"], Mapping) and (
        table["distribution"].get("kind") == "by_reading"
    )
    if not by_reading:
        return {}
    given = table.get("readings", {})
    if not isinstance(given, Mapping) or not all(isinstance(v, Mapping) for v in given.values()):
        raise InputError(f"{place}.readings: must be a table of tables, one a reading")
    if set(given) != set(READINGS):
        raise InputError(f"{place}.readings: needs exactly {', '.join(READINGS)}")
    return {
        name: (
            number(f"{place}.readings.{name}.central", given[name].get("central")),
            Distribution.parse(f"{place}.readings.{name}", given[name].get("distribution")),
        )
        for name in READINGS
    }


def load(folder: Path) -> Registry:
    """Read every ``<owner>.toml`` of a folder; the first thing wrong is said with its place."""
    entries: dict[str, Assumption] = {}
    for path in sorted(folder.glob("*.toml")):
        for name, table in toml_of(path, f"assumptions/{path.name}").items():
            key = f"{path.stem}.{name}"
            entries[key] = _parse(f"assumptions/{path.name} [{name}]", key, table)
    registry = Registry(entries)
    for entry in registry:
        if entry.correlated_with is not None:
            registry.require(f"assumptions/{entry.owner}.toml", entry.correlated_with)
    return registry


@cache
def registry() -> Registry:
    """Return the shipped registry."""
    return load(shipped() / "assumptions")
