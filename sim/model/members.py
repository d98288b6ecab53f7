"""Where a member's assumptions come from: the prior, or a constrained ensemble."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sim.ground.arrays import Runs
from sim.ground.errors import InputError
from sim.ground.weeks import MOST_WEEKS
from sim.model.draws import Block, Uniforms
from sim.vocabulary.assumptions import READINGS, Registry, copula, registry
from sim.vocabulary.levers import structures
from sim.vocabulary.policy import Case, Override

READING = "structure.reading"
"""Column of the reading in a constrained ensemble."""

GOLDEN = (np.sqrt(5.0) - 1.0) / 2.0
"""Steps of this size modulo one fill the unit interval most evenly at any length."""


def require_sizes(members: int, seed: int, weeks: int) -> None:
    """Raise InputError unless an ensemble of these sizes can be."""
    if members < 1:
        raise InputError(f"members: {members} is too few; at least 1")
    if not 1 <= weeks <= MOST_WEEKS:
        raise InputError(f"weeks: {weeks} is outside 1 to {MOST_WEEKS}")
    if seed < 0:
        raise InputError(f"seed: {seed} is negative; use 0 or more")


@dataclass(frozen=True)
class Constrained:
    """Equally weighted rows of quantiles, one row a parameter set that fits the record.

    Attributes:
        keys: names of the columns: registry keys and ``structure.<name>``.
        quantiles: in [0, 1), shape (row, key).
        pooled: the first rows hold the readings in their shares; rows after them are further
            ones of each reading, for policies that fix it. None: all rows are pooled.
    """

    keys: tuple[str, ...]
    quantiles: Runs
    pooled: int | None = None

    def rows_of(self, reading: str | None) -> np.ndarray:
        """Return the numbers of the rows that a policy draws from: pooled, or of one reading."""
        if reading is None or READING not in self.keys:
            return np.arange(len(self.quantiles) if self.pooled is None else self.pooled)
        column = self.quantiles[:, self.keys.index(READING)]
        code = (column * len(READINGS)).astype(int)
        return np.flatnonzero(code == READINGS.index(reading))


@dataclass(frozen=True)
class Source:
    """Quantiles by name, one a member; the same member always meets the same ones."""

    uniforms: Uniforms
    table: Constrained | None = None
    entered: Runs | None = None
    rows: np.ndarray | None = None

    @classmethod
    def prior(cls, seed: int, members: range) -> "Source":
        """Draw every assumption of a member independently from its distribution."""
        return cls(Uniforms(seed, members))

    @classmethod
    def constrained(cls, seed: int, members: range, table: Constrained) -> "Source":
        """Give every member one row of a constrained ensemble.

        Rows are entered by golden steps from a point that the seed draws: rows that stand
        together are alike, so that even small ensembles hold every kind in its share, and a
        member keeps its row when the ensemble grows.
        """
        start = Uniforms(seed, range(1))("row of the constrained ensemble")
        entered = np.mod(start + GOLDEN * np.asarray(members), 1.0)
        return cls(Uniforms(seed, members), table, entered).of(None)

    def of(self, reading: str | None) -> "Source":
        """Return the source for policies that fix a reading, or for those that do not.

        Parameters that fit the record under one reading need not fit it under another, so a
        fixed reading takes rows of its own.
        """
        if self.table is None or self.entered is None:
            return self
        there = self.table.rows_of(reading)
        if not there.size:
            raise InputError(f"reading {reading}: the record leaves no member; use --prior")
        place = np.minimum((self.entered * there.size).astype(int), there.size - 1)
        return replace(self, rows=there[place])

    def quantile(self, name: str) -> Runs:
        """Return the quantile of an assumption or structure, shape (member,)."""
        if self.table is not None and self.rows is not None and name in self.table.keys:
            column: Runs = self.table.quantiles[self.rows, self.table.keys.index(name)]
            return column
        return self.uniforms(f"parameter.{name}")


def draw_choices(source: Source) -> dict[str, Runs]:
    """Return the quantile of every structural choice, shape (member,)."""
    return {name: source.quantile(f"structure.{name}") for name in structures()}


def draw_values(
    source: Source, policies: Sequence[Case], block: Block, reading: Runs
) -> dict[str, Runs]:
    """Return every assumption's value by key, shape (run,), or a number where all agree.

    Precedence: reading < override of an assumption. Levers come on top in the calendar.

    Args:
        source: of quantiles.
        policies: of the block.
        block: its runs.
        reading: index of the reading of each run, shape (run,).
    """
    key = _key(source, policies, block, reading)
    for known, table, kept in tuple(_KEPT):  # another thread may keep its own meanwhile
        if known == key and table is source.table:
            return dict(kept)
    values = _drawn(source, policies, block, reading)
    if block.size <= FEW:
        for array in values.values():
            if isinstance(array, np.ndarray):
                array.setflags(write=False)
        _KEPT.appendleft((key, source.table, values))
    return dict(values)


FEW = 2048
"""Runs of a block whose values are kept for the next World of the same members and assumptions."""

_KEPT: deque[tuple[Any, Constrained | None, dict[str, Runs]]] = deque(maxlen=4)
"""The latest values, with what they depend on: a session moves levers, not assumptions."""


def _key(source: Source, policies: Sequence[Case], block: Block, reading: Runs) -> Any:
    said = [(repr(sorted(p.assumptions.items())), p.structure["reading"]) for p in policies]
    return (source.uniforms.seed, block, said, reading.tobytes(), registry())


def _drawn(
    source: Source, policies: Sequence[Case], block: Block, reading: Runs
) -> dict[str, Runs]:
    entries = registry()
    fixed = [p.structure["reading"] for p in policies]
    sources = [source.of(options[0] if len(options) == 1 else None) for options in fixed]
    overridden = {key for policy in policies for key in policy.assumptions}
    values: dict[str, Runs] = {}
    for entry in entries:
        if not entry.sampled and entry.key not in overridden:
            values[entry.key] = np.float64(entry.central)  # type: ignore[assignment]
            continue
        if source.table is None or len(set(fixed)) == 1:
            u = block.tile(_quantile(sources[0], entries, entry.key))
        else:
            u = np.concatenate([_quantile(s, entries, entry.key) for s in sources])
        drawn = entry.values(u, reading)
        if entry.key in overridden:
            drawn = _override(drawn, u, policies, block, entry.key)
        values[entry.key] = drawn
    return values


def _quantile(source: Source, entries: Registry, key: str) -> Runs:
    entry = entries[key]
    u = source.quantile(key)
    if entry.correlated_with is None:
        return u
    return copula(u, source.quantile(entry.correlated_with), entry.correlation)


def _override(drawn: Runs, u: Runs, policies: Sequence[Case], block: Block, key: str) -> Runs:
    out = drawn.copy()
    each = len(block.members)
    for i, policy in enumerate(policies):
        mine: Mapping[str, Override] = policy.assumptions
        if key not in mine:
            continue
        part, say = slice(i * each, (i + 1) * each), mine[key]
        if say.value is not None:
            out[part] = say.value
        elif say.distribution is not None:
            out[part] = say.distribution.at(u[part], np.nan)
        else:
            out[part] *= say.scale
    return out
