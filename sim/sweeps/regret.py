"""Regret: how far a strategy stays behind the best one in the same future (Savage 1951).

A strategy is one setting of the levers that the coalition holds. A future is a member of the
ensemble with all else that differs between the runs of a sweep: what others do, assumptions,
rules, readings. Strategies are ranked by the regret that nine futures in ten stay under (robust
decision making, Lempert et al. 2003): that asks for no weights on futures.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.arrays import Runs
from sim.designs.design import Design
from sim.errors import InputError
from sim.levers import levers
from sim.measures import measures
from sim.sweeps.reader import SweepResults, chosen

AT = 0.9
"""Share of futures in which regret stays below what a strategy is ranked by."""

ROW = "row"
"""Number of a row of the sample: its inputs stand beside it under their own names."""


@dataclass(frozen=True)
class Aim:
    """What is wanted: a saved measure, and whether more of it is better."""

    measure: str
    selector: str = ""
    more: bool = False

    @classmethod
    def read(cls, text: str, *, more: bool) -> "Aim":
        """Return the aim that ``dprk.warheads`` or ``capability.index[actor=us]`` names."""
        name, _, rest = text.partition("[")
        return cls(name.strip(), rest.removesuffix("]").strip(), more)

    def __str__(self) -> str:
        """Return it as `read` reads it."""
        return f"{self.measure}[{self.selector}]" if self.selector else self.measure

    def spoken(self, results: SweepResults) -> str:
        """Return the measure in words."""
        label = measures()[results.saved(self.measure).measure].label
        part = self.selector.rpartition("=")[2]
        return f"{label} ({part})" if part else label


@dataclass(frozen=True)
class Regret:
    """Regret of every strategy for every aim.

    Attributes:
        aims: what was wanted.
        names: levers that make a strategy; "scenario" where scenarios differ in such only.
        settings: of those levers, one row a strategy.
        regret: which `AT` of the futures stay under, shape (aim, strategy); flows as a weekly mean.
        typical: median of the measure itself over futures, shape (aim, strategy).
        futures: in how many every strategy was held against every other.
        left_out: futures in which a run failed.
    """

    aims: tuple[Aim, ...]
    names: tuple[str, ...]
    settings: pd.DataFrame
    regret: Runs
    typical: Runs
    futures: int
    left_out: int

    @property
    def worst(self) -> Runs:
        """Largest regret over the aims, each over the range among strategies, shape (strategy,)."""
        low = self.regret.min(axis=1, keepdims=True)
        span = self.regret.max(axis=1, keepdims=True) - low
        share = np.divide(self.regret - low, span, out=np.zeros_like(self.regret), where=span > 0)
        return np.asarray(share.max(axis=0))

    @property
    def order(self) -> np.ndarray:
        """Numbers of the strategies, the least regretted first; ties keep their order."""
        return np.argsort(self.worst, kind="stable")

    @property
    def front(self) -> np.ndarray:
        """Whether no other strategy is regretted less for one aim and no more for any other."""
        return np.asarray([not _beaten(self.regret, mine) for mine in self.regret.T])


def _beaten(regret: Runs, mine: Runs) -> bool:
    column = mine[:, np.newaxis]
    no_more, less = (regret <= column).all(axis=0), (regret < column).any(axis=0)
    return bool((no_more & less).any())


def regret(results: SweepResults, aims: Sequence[Aim]) -> Regret:
    """Return the regret of a sweep's strategies.

    Args:
        results: of a sweep that kept single runs.
        aims: at least one.

    Raises:
        InputError: no coalition lever varies, single runs were not kept, a measure is not there,
            or strategies did not meet the same futures.
    """
    url, design = results.store.target.url, results.design
    for aim in aims:
        chosen(results.saved(aim.measure), aim.selector)
    if not design.save.values:  # noqa: PD011  no table
        raise InputError(
            f"{url}: only quantiles were kept (values = false), and regret needs single runs; "
            "sweep again with values = true in [save]"
        )
    inputs = pd.DataFrame(design.coordinates(np.arange(len(design)))).drop(
        columns=ROW, errors="ignore"
    )
    names = [n for n in inputs if _strategic(design, n) and len(inputs[n].unique()) > 1]
    if not names:
        raise InputError(
            f"{url}: no lever that the coalition holds varies, so that there is one strategy only; "
            "try the design effort_allocations"
        )
    place = _places(url, inputs, names)
    fine, values = None, []
    for aim in aims:
        every = _values(results, aim)[place]  # (strategy, world, member)
        every = every.reshape(len(place), -1)
        values.append(every)
        known = np.isfinite(every).all(axis=0)
        fine = known if fine is None else fine & known
    assert fine is not None
    if not fine.any():
        raise InputError(f"{url}: in every future one of the strategies failed")
    kept = [v[:, fine] for v in values]
    behind = [_behind(v, more=aim.more) for v, aim in zip(kept, aims, strict=True)]
    return Regret(
        aims=tuple(aims),
        names=tuple(names),
        settings=inputs[names].iloc[place[:, 0]].reset_index(drop=True),
        regret=np.stack([np.quantile(b, AT, axis=1) for b in behind]),
        typical=np.stack([np.median(v, axis=1) for v in kept]),
        futures=int(fine.sum()),
        left_out=int(fine.size - fine.sum()),
    )


def _behind(values: Runs, *, more: bool) -> Runs:
    """Return how far each strategy stays behind the best one, shape (strategy, future)."""
    out: Runs = values.max(axis=0) - values if more else values - values.min(axis=0)
    return out


def _strategic(design: Design, name: str) -> bool:
    """Return whether an input belongs to the strategy and not to the future."""
    if name == "scenario":
        paths = [dict(base.levers) for base in design.bases]
        differ = {n for p in paths for n in p if any(q.get(n) != p[n] for q in paths)}
        same = all(b.assumptions == design.bases[0].assumptions for b in design.bases)
        return same and all(levers()[n].coalition for n in differ)
    return name in levers() and levers()[name].coalition


def _places(url: str, inputs: pd.DataFrame, names: list[str]) -> np.ndarray:
    """Return the policy of each strategy in each world, shape (strategy, world).

    A world is all that differs between policies and is no strategy.
    """
    others = [name for name in inputs if name not in names]
    strategy, world = (_numbered(inputs, columns) for columns in (names, others))
    place = np.full((strategy.max() + 1, world.max() + 1), -1)
    place[strategy, world] = np.arange(len(inputs))
    if (place < 0).any() or place.size != len(inputs):
        raise InputError(
            f"{url}: its strategies did not all meet the same settings of {', '.join(others)}; "
            "regret compares strategies in the same future, so cross them in the design"
        )
    return place


def _numbered(inputs: pd.DataFrame, columns: list[str]) -> np.ndarray:
    """Return the number of each row's combination, in the order in which they first stand."""
    if not columns:
        return np.zeros(len(inputs), dtype=int)
    return np.asarray(inputs.groupby(columns, sort=False, dropna=False).ngroup())


def _values(results: SweepResults, aim: Aim) -> Runs:
    saved = results.saved(aim.measure)
    runs = results.runs[saved.variable].transpose("policy", "member", ...)
    place = chosen(saved, aim.selector)
    values = (runs if place is None else runs[..., place]).to_numpy().astype(np.float64)
    return np.asarray(values / (results.design.weeks if saved.how == "total" else 1))
