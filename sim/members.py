"""Where a member's assumptions come from: the prior, or a constrained ensemble."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.arrays import Runs
from sim.assumptions import Registry, copula, registry
from sim.draws import Block, Uniforms
from sim.levers import structures
from sim.scenario import Override, Policy

GOLDEN = (np.sqrt(5.0) - 1.0) / 2.0
"""Steps of this size modulo one fill the unit interval most evenly at any length."""


@dataclass(frozen=True)
class Constrained:
    """Equally weighted rows of quantiles, one row a parameter set that fits the record.

    Attributes:
        keys: names of the columns: registry keys and ``structure.<name>``.
        quantiles: in [0, 1), shape (row, key).
    """

    keys: tuple[str, ...]
    quantiles: Runs


@dataclass(frozen=True)
class Source:
    """Quantiles by name, one a member; the same member always meets the same ones."""

    uniforms: Uniforms
    table: Constrained | None = None
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
        uniforms, count = Uniforms(seed, members), len(table.quantiles)
        start = Uniforms(seed, range(1))("row of the constrained ensemble")
        drawn = np.mod(start + GOLDEN * np.asarray(members), 1.0)
        rows = np.minimum((drawn * count).astype(int), count - 1)
        return cls(uniforms, table, rows)

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
    source: Source, policies: Sequence[Policy], block: Block, reading: Runs
) -> dict[str, Runs]:
    """Return every assumption's value by key, shape (run,), or a number where all agree.

    Precedence: reading < override of an assumption. Levers come on top in the calendar.

    Args:
        source: of quantiles.
        policies: of the block.
        block: its runs.
        reading: index of the reading of each run, shape (run,).
    """
    entries = registry()
    overridden = {key for policy in policies for key in policy.assumptions}
    values: dict[str, Runs] = {}
    for entry in entries:
        if not entry.sampled and entry.key not in overridden:
            values[entry.key] = np.float64(entry.central)  # type: ignore[assignment]
            continue
        u = block.tile(_quantile(source, entries, entry.key))
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


def _override(drawn: Runs, u: Runs, policies: Sequence[Policy], block: Block, key: str) -> Runs:
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
