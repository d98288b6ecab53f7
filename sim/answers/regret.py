"""Regret: how far a strategy stays behind the best one in the same future (Savage 1951).

A strategy is one setting of the levers that the coalition holds. A future is a member of the
ensemble with all else that differs between the runs of a sweep: what others do, assumptions,
rules, readings. Strategies are ranked by the regret that nine futures in ten do not exceed (robust
decision making, Lempert et al. 2003). Every member counts the same, and so does every value on an
axis of the sweep.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sim.answers.own_strategy import own_strategy
from sim.ground.arrays import Runs
from sim.ground.calls import checked
from sim.ground.errors import InputError
from sim.ground.telling import Telling
from sim.sweeps.designs.design import Design
from sim.sweeps.reader import SweepResults, chosen
from sim.vocabulary.levers import levers
from sim.vocabulary.measures import measures

AT = 0.9
"""Share of futures in which regret does not exceed what a strategy is ranked by."""

RESAMPLES, SEED = 100, 1
"""How often members are drawn anew, with replacement, to see what the first place rests on."""

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
        name, bracket, rest = text.partition("[")
        if bracket and not rest.endswith("]"):
            raise InputError(
                f"{text}: the bracket is not closed; write MEASURE[actor=us], in quotes"
            )
        return cls(name.strip(), rest.removesuffix("]").strip(), more)

    def __str__(self) -> str:
        """Return it as `read` reads it."""
        return f"{self.measure}[{self.selector}]" if self.selector else self.measure

    def spoken(self, results: SweepResults) -> str:
        """Return the measure in words."""
        label = spoken_measure(results, self.measure)
        part = self.selector.rpartition("=")[2]
        return f"{label} ({part})" if part else label


def spoken_measure(results: SweepResults, variable: str) -> str:
    """Return a variable in words; how its weeks became one number where that tells two apart."""
    saved = results.saved(variable)
    ways = sum(v.measure == saved.measure for v in results.design.save.variables)
    label = measures()[saved.measure].label
    return f"{label}, {saved.how}" if ways > 1 else label


@dataclass(frozen=True, eq=False)
class Regret(Telling):
    """Regret of every strategy for every aim.

    Attributes:
        aims: what was wanted.
        names: levers that make a strategy; "scenario" where scenarios differ in such only.
        others: what else differs between futures, beside the member.
        settings: of those levers, one row a strategy.
        regret: which `AT` of the futures do not exceed, shape (aim, strategy); flows as a weekly
            mean.
        typical: median of the measure itself over futures, shape (aim, strategy).
        first: share of `RESAMPLES` of the members in which it comes first, shape (strategy,).
        futures: in how many every strategy was held against every other.
        left_out: futures in which a run failed.
        own: the strategy that is the scenario's own; None where none is.
    """

    aims: tuple[Aim, ...]
    names: tuple[str, ...]
    others: tuple[str, ...]
    settings: pd.DataFrame
    regret: Runs
    typical: Runs
    first: Runs
    futures: int
    left_out: int
    own: int | None = None

    @property
    def worst(self) -> Runs:
        """Largest regret over the aims, each over the range among strategies, shape (strategy,)."""
        return _worst(self.regret)

    @property
    def rank(self) -> np.ndarray:
        """Rank by `worst`, from 1; strategies that tie share one, shape (strategy,)."""
        return np.asarray(pd.Series(self.worst).rank(method="min"), dtype=int)

    @property
    def order(self) -> np.ndarray:
        """Numbers of the strategies, the least regretted first; ties keep their order."""
        return np.argsort(self.worst, kind="stable")

    @property
    def front(self) -> np.ndarray:
        """Whether no other strategy is regretted less for one aim and no more for any other."""
        return np.asarray([not _beaten(self.regret, mine) for mine in self.regret.T])

    @checked
    def table(self) -> pd.DataFrame:
        """Return every strategy in its rank, numbers in full; flows are weekly means."""
        out = self.settings.copy()
        for name in self.names:
            if name in levers() and not levers()[name].quantity:
                out[name] = [levers()[name].show(float(value)) for value in out[name]]
        for i, aim in enumerate(self.aims):
            wanted = "more" if aim.more else "less"
            out[f"regret of {wanted} {aim}"] = self.regret[i]
            out[f"median {aim}"] = self.typical[i]
        out["unbeaten"], out["first"] = self.front, self.first
        out.insert(0, "rank", self.rank)
        return out.iloc[self.order]


def _worst(regret: Runs) -> Runs:
    low = regret.min(axis=1, keepdims=True)
    span = regret.max(axis=1, keepdims=True) - low
    share = np.divide(regret - low, span, out=np.zeros_like(regret), where=span > 0)
    return np.asarray(share.max(axis=0))


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
        InputError: no coalition lever varies, single runs were not kept, a measure is not there
            or named twice, or strategies did not meet the same futures.
    """
    url, design = results.url, results.design
    for aim in aims:
        chosen(results.saved(aim.measure), aim.selector)
        if sum((a.measure, a.selector) == (aim.measure, aim.selector) for a in aims) > 1:
            raise InputError(f"{aim}: named twice; say once whether less or more of it is wanted")
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
            f"{url}: nothing in it is the coalition's alone to vary, so that there is one strategy "
            "only; try the design effort_allocations"
        )
    unset = [name for name in names if inputs[name].isna().any()]
    if unset:
        raise InputError(
            f"{url}: some of its rows leave {unset[0]} as the scenario has it; write a value"
        )
    others = [name for name in inputs if name not in names and len(inputs[name].unique()) > 1]
    place = _places(url, inputs, names, others)
    values = np.stack([_values(results, aim)[place].reshape(len(place), -1) for aim in aims])
    fine = np.isfinite(values).all(axis=(0, 1))
    if not fine.any():
        raise InputError(f"{url}: in every future one of the strategies failed")
    kept = values[:, :, fine]  # (aim, strategy, future)
    member = np.tile(np.arange(design.members), place.shape[1])[fine]
    behind = [_behind(v, more=aim.more) for v, aim in zip(kept, aims, strict=True)]
    settings = inputs[names].iloc[place[:, 0]].reset_index(drop=True)
    return Regret(
        aims=tuple(aims),
        names=tuple(names),
        others=tuple(others),
        settings=settings,
        regret=_exceeded(behind),
        typical=np.median(kept, axis=2),
        first=_first(behind, member),
        futures=int(fine.sum()),
        left_out=int(fine.size - fine.sum()),
        own=own_strategy(design, settings),
    )


def _behind(values: Runs, *, more: bool) -> Runs:
    """Return how far each strategy stays behind the best one, shape (strategy, future)."""
    out: Runs = values.max(axis=0) - values if more else values - values.min(axis=0)
    return out


def _exceeded(behind: Sequence[Runs]) -> Runs:
    """Return the regret that `AT` of the futures do not exceed, shape (aim, strategy)."""
    return np.stack([np.quantile(one, AT, axis=1) for one in behind])


def _first(behind: Sequence[Runs], member: np.ndarray) -> Runs:
    """Return in which share of resamples each strategy comes first, shape (strategy,).

    Args:
        behind: gaps by aim, each (strategy, future).
        member: of each future.
    """
    known, place = np.unique(member, return_inverse=True)
    luck, out = np.random.default_rng(SEED), np.zeros(len(behind[0]))
    for _ in range(RESAMPLES):
        times = np.bincount(luck.integers(len(known), size=len(known)), minlength=len(known))
        futures = np.repeat(np.arange(len(member)), times[place])
        worst = _worst(_exceeded([one[:, futures] for one in behind]))
        out += worst == worst.min()
    return out / RESAMPLES


def _strategic(design: Design, name: str) -> bool:
    """Return whether an input belongs to the strategy and not to the future."""
    if name == "scenario":
        start, *further = design.bases
        differ = {
            n
            for base in further
            for n in {*start.levers, *base.levers}
            if base.levers.get(n) != start.levers.get(n)
        }
        alike = all(
            (base.assumptions, base.structure, base.events)
            == (start.assumptions, start.structure, start.events)
            for base in further
        )
        return alike and all(levers()[n].coalition for n in differ)
    return name in levers() and levers()[name].coalition


def _places(url: str, inputs: pd.DataFrame, names: list[str], others: list[str]) -> np.ndarray:
    """Return the policy of each strategy in each world, shape (strategy, world).

    A world is all that differs between policies and is no strategy.
    """
    if inputs.duplicated().any():
        raise InputError(f"{url}: the same settings stand in it twice; drop one of the rows")
    strategy, world = (_numbered(inputs, columns) for columns in (names, others))
    place = np.full((strategy.max() + 1, world.max() + 1), -1)
    place[strategy, world] = np.arange(len(inputs))
    if (place < 0).any():
        raise InputError(
            f"{url}: its strategies did not all meet the same settings of {', '.join(others)}; "
            "regret compares strategies in the same future, so cross them in the design, without "
            "a constraint that leaves some out"
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
