"""Search for static strategies of the coalition that serve several aims, and test them unseen.

NSGA-II by ask and tell (pymoo): every generation is one block of runs over the same members. Three
searches with their own seeds are merged; what no other evaluated strategy beats is the front. The
front is run again on members that no search has seen, beside the shipped scenarios.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.answers import words
from sim.answers.answer import Answer, about
from sim.answers.asking import Given, cases_of
from sim.answers.changes import Input
from sim.answers.front import hypervolume, spread, unbeaten
from sim.answers.futures import named_cases, outcomes, statement_of
from sim.answers.parts import LEVERS, changes_of
from sim.answers.statements import terms as t
from sim.answers.statements.clock import Clock
from sim.answers.statements.monitor import Paths, value_of
from sim.ground.arrays import Runs
from sim.ground.errors import InputError, unknown
from sim.ground.files import text_of
from sim.ground.weeks import CUT_OFF, week_of
from sim.ground.writing import write
from sim.runs.constrained import ensemble
from sim.runs.settings import Settings
from sim.vocabulary.levers import levers
from sim.vocabulary.policy import Case
from sim.vocabulary.scenario import load, names

SEEDS = (1, 2, 3)
POPULATION, GENERATIONS = 16, 8
STEPS = 20
"""Parts of a lever's range to which a strategy is rounded: nearer settings are one strategy."""

RETESTED = 8
"""Strategies of the front that are run on unseen members."""

UNSEEN_SEED = 7919
"""Added to the seed for members that no search has seen."""

START = week_of(CUT_OFF) + 1
"""Strategies act from the week after the record ends."""


@dataclass(frozen=True)
class Aim:
    """What is wanted: less or more of an outcome (its mean), or of a claim (its share)."""

    said: t.Statement
    more: bool

    @property
    def unit(self) -> str:
        """Unit of the outcome."""
        return self.said.quantities[0].unit if isinstance(self.said.said, t.HowMuch) else "1"


@dataclass(frozen=True)
class Searched:
    """What a search found.

    Attributes:
        levers: that make a strategy.
        aims: in their order.
        settings: of the strategies on the front that were tested, shape (strategy, lever).
        seen: their aims on the members of the search, shape (strategy, aim).
        unseen: the same on unseen members.
        still: which of them are still unbeaten among themselves on unseen members.
        shipped: aims of shipped scenarios on unseen members, by name.
        evaluated: how many strategies were run, on every search together.
        volumes: of the front of each search, as a share of the merged front's.
    """

    levers: tuple[str, ...]
    aims: tuple[Aim, ...]
    settings: Runs
    seen: Runs
    unseen: Runs
    still: np.ndarray
    shipped: Mapping[str, Runs]
    evaluated: int
    volumes: tuple[float, ...]


def search(
    *,
    less: Iterable[str] = (),
    more: Iterable[str] = (),
    over: Iterable[str] = (),
    under: Given | Iterable[Given] = "baseline",
    members: int = 64,
    unseen: int = 200,
    generations: int = GENERATIONS,
    seed: int = 1,
    weeks: int = 260,
    prior: bool = False,
    store: str = "",
) -> Answer:
    """Return static strategies of the coalition that no other one beats, tested on unseen members.

    Args:
        less: outcomes or claims of which less is wanted.
        more: outcomes or claims of which more is wanted; two aims or more in all.
        over: levers to search; every lever of the coalition that is a number by default.
        under: the scenario that strategies start from; they act from the week after the record.
        members: that the search sees.
        unseen: members on which the front is tested.
        generations: of each of three searches.
        seed: of the ensemble.
        weeks: horizon.
        prior: use the prior, not the ensemble constrained by the record.
        store: file of evaluations: a search that was stopped goes on from it.

    Example:
        >>> import sim
        >>> found = sim.search(less=["dprk.hard_currency_usd", "coalition.cost"],
        ...     over=["designation_tempo"], members=4, unseen=4, generations=1, weeks=76,
        ...     prior=True)
        >>> len(found.table) >= 1
        True
    """
    how = Settings(members, seed, weeks, constrained=None if prior else ensemble())
    ((name, case),) = cases_of(under).items()
    clock = Clock.of(case, weeks)
    if weeks <= START:
        raise InputError(
            f"--weeks {weeks}: strategies act from week {START}; more weeks are needed"
        )
    asked = [(text, wanted) for wanted, texts in ((False, less), (True, more)) for text in texts]
    aims = [Aim(statement_of(text, clock), wanted) for text, wanted in asked]
    if len(aims) < 2:
        raise InputError("search: name two aims or more with --less and --more; one trades nothing")
    inputs = _inputs(list(over), case)
    kept = _Evaluations(store, [name, case_key(case), how.members, seed, weeks, prior,
                                [a.said.text for a in aims], [i.name for i in inputs]])  # fmt: skip

    def cost_of(places: np.ndarray) -> Runs:
        return kept.of(places, lambda new: _costs(new, inputs, (name, case), aims, how))

    fronts = [run_search(cost_of, len(inputs), len(aims), s, generations) for s in SEEDS]
    got = _tested(fronts, inputs, (name, case), aims, how, unseen)
    rests = about(how, (name,))
    return Answer(
        "search", "; ".join(f"{'more' if a.more else 'less'} {a.said.text}" for a in aims),
        _sentences(got, rests, unseen), table_of(got), tuple(n for a in aims for n in a.said.notes),
        rests, got,
    )  # fmt: skip


def case_key(case: Case) -> str:
    """Return what tells a case from another."""
    return repr((case.levers, case.assumptions, case.structure, case.events))


def _inputs(over: Sequence[str], case: Case) -> list[Input]:
    known = {n: lever for n, lever in levers().items() if lever.coalition and lever.quantity}
    for name in over:
        if name not in known:
            raise unknown("--over", "numeric lever of the coalition", name, known)
    out = []
    for name in over or known:
        made = Input.of(name, start=START)
        made.at(case, made.low)
        out.append(made)
    return out


def run_search(
    cost_of: Callable[[np.ndarray], Runs], inputs: int, aims: int, seed: int, generations: int
) -> tuple[np.ndarray, Runs]:
    """Return every strategy that one search tried, as places on the grid, and its costs.

    Args:
        cost_of: from places, shape (strategy, input), to costs, shape (strategy, aim).
        inputs: number of levers.
        aims: number of aims.
        seed: of the search.
        generations: how many.
    """
    tools = _pymoo()
    problem = tools["Problem"](n_var=inputs, n_obj=aims, xl=np.zeros(inputs), xu=np.ones(inputs))
    algorithm = tools["NSGA2"](pop_size=POPULATION)
    algorithm.setup(problem, termination=("n_gen", generations), seed=seed, verbose=False)
    tried, costs = [], []
    while algorithm.has_next():
        asked = algorithm.ask()
        places = np.rint(np.asarray(asked.get("X"), dtype=float) * STEPS).astype(int)
        found = cost_of(places)
        tools["Evaluator"]().eval(tools["StaticProblem"](problem, F=found), asked)
        algorithm.tell(infills=asked)
        tried.append(places)
        costs.append(found)
    return np.concatenate(tried), np.concatenate(costs)


def _pymoo() -> dict[str, Any]:
    try:
        from pymoo.algorithms.moo.nsga2 import NSGA2
        from pymoo.core.evaluator import Evaluator
        from pymoo.core.problem import Problem
        from pymoo.problems.static import StaticProblem
    except ImportError:
        raise InputError("search: needs pymoo; install it with pip install 'sim[search]'") from None
    return {
        "NSGA2": NSGA2,
        "Evaluator": Evaluator,
        "Problem": Problem,
        "StaticProblem": StaticProblem,
    }


def _costs(
    places: np.ndarray,
    inputs: Sequence[Input],
    of: tuple[str, Case],
    aims: Sequence[Aim],
    how: Settings,
) -> Runs:
    cases = {str(i): _case(row, inputs, of[1]) for i, row in enumerate(places)}
    return _aims(cases, of, aims, how)


def _case(row: np.ndarray, inputs: Sequence[Input], case: Case) -> Case:
    for place, one in zip(row.tolist(), inputs, strict=True):
        case = one.at(case, one.low + place / STEPS * (one.high - one.low))
    return case


def _aims(
    cases: Mapping[str, Case], of: tuple[str, Case], aims: Sequence[Aim], how: Settings
) -> Runs:
    """Return the aims of cases, less better throughout, shape (case, aim)."""
    keep = tuple(dict.fromkeys(name for aim in aims for name in aim.said.measures))
    wanted = tuple(dict.fromkeys(name for aim in aims for name in aim.said.cases))
    others = named_cases(wanted, {of[0]: of[1]})

    def taken(paths: Paths) -> Runs:
        return np.stack([value_of(aim.said.said, paths) for aim in aims])

    found = outcomes(list(cases.values()), keep, taken, how, others).values  # noqa: PD011
    mean = np.nanmean(np.where(np.isinf(found), how.weeks, found), axis=2)
    return np.asarray(mean * [-1.0 if aim.more else 1.0 for aim in aims])


class _Evaluations:
    """Strategies that have been run: none is run twice, also not after a stop."""

    def __init__(self, store: str, identity: list[Any]) -> None:
        self._path = Path(store) if store else None
        self._identity = json.loads(json.dumps(identity))
        self._known: dict[tuple[int, ...], list[float]] = {}
        if self._path is not None and self._path.exists():
            self._read(self._path)

    def _read(self, path: Path) -> None:
        try:
            found = json.loads(text_of(path, str(path), most=MOST_BYTES))
            rows = [
                (tuple(int(x) for x in k), [float(x) for x in v]) for k, v in found["evaluations"]
            ]
            identity = found["of"]
        except (ValueError, KeyError, TypeError):
            raise InputError(
                f"{path}: is no file of evaluations; name another with --store"
            ) from None
        if identity != self._identity:
            raise InputError(f"{path}: holds the evaluations of another search; name another file")
        self._known = dict(rows)

    def of(self, places: np.ndarray, run: Callable[[np.ndarray], Runs]) -> Runs:
        """Return the costs of strategies, running those that are new."""
        keys = [tuple(row) for row in places.tolist()]
        new = [key for key in dict.fromkeys(keys) if key not in self._known]
        if new:
            for key, costs in zip(new, run(np.asarray(new)).tolist(), strict=True):
                self._known[key] = costs
            self._write()
        return np.asarray([self._known[key] for key in keys])

    def _write(self) -> None:
        if self._path is None:
            return
        rows = [[list(key), costs] for key, costs in self._known.items()]
        self._path.parent.mkdir(parents=True, exist_ok=True)
        write(self._path, json.dumps({"of": self._identity, "evaluations": rows}))


MOST_BYTES = 100_000_000
"""Largest file of evaluations that is read."""


def _tested(
    fronts: Sequence[tuple[np.ndarray, Runs]], inputs: Sequence[Input], of: tuple[str, Case],
    aims: Sequence[Aim], how: Settings, unseen: int,
) -> Searched:  # fmt: skip
    places, first = np.unique(np.concatenate([p for p, _ in fronts]), axis=0, return_index=True)
    costs = np.concatenate([c for _, c in fronts])[first]
    best = unbeaten(costs)
    chosen = np.flatnonzero(best)[spread(costs[best], RETESTED)]
    other = replace(how, members=unseen, seed=how.seed + UNSEEN_SEED)
    cases = {f"strategy {i + 1}": _case(places[p], inputs, of[1]) for i, p in enumerate(chosen)}
    shipped = _shipped(of[1])
    found = _aims({**cases, **shipped}, of, aims, other)
    mine = found[: len(chosen)]
    worst = costs.max(axis=0)
    whole = hypervolume(costs[best], worst, costs.min(axis=0)) or 1.0
    low, wide = (np.asarray([getattr(i, a) for i in inputs]) for a in ("low", "high"))
    sign = np.asarray([-1.0 if aim.more else 1.0 for aim in aims])
    return Searched(
        tuple(i.name for i in inputs), tuple(aims), low + places[chosen] / STEPS * (wide - low),
        sign * costs[chosen], sign * mine, unbeaten(mine),
        {n: sign * row for n, row in zip(shipped, found[len(chosen) :], strict=True)}, len(places),
        tuple(hypervolume(c, worst, costs.min(axis=0)) / whole for _, c in fronts),
    )  # fmt: skip


def _shipped(case: Case) -> dict[str, Case]:
    """Return the shipped scenarios that differ from a case in levers of the coalition alone."""
    out = {case.name: case}
    for name in names():
        other = load(name).policy
        if case_key(other) == case_key(case):
            continue
        changes = changes_of(case, other)
        if all(c.kind == LEVERS and levers()[c.name].coalition for c in changes):
            out[name] = other
    return out


def table_of(got: Searched) -> pd.DataFrame:
    """Return one row a strategy, then the shipped scenarios: settings, aims seen and unseen."""
    rows: list[dict[str, object]] = []
    for i in range(len(got.settings)):
        row: dict[str, object] = {
            "strategy": f"strategy {i + 1}",
            "still_unbeaten": bool(got.still[i]),
        }
        for k, aim in enumerate(got.aims):
            row |= {
                f"seen: {aim.said.text}": got.seen[i, k],
                f"unseen: {aim.said.text}": got.unseen[i, k],
            }
        rows.append(row | dict(zip(got.levers, got.settings[i].tolist(), strict=True)))
    for name, values in got.shipped.items():
        row = {"strategy": name, "still_unbeaten": not _beaten(values, got)}
        rows.append(
            row | {f"unseen: {a.said.text}": v for a, v in zip(got.aims, values, strict=True)}
        )
    return pd.DataFrame(rows)


def _beaten(values: Runs, got: Searched) -> bool:
    """Return whether some strategy found beats a shipped scenario on unseen members."""
    sign = np.asarray([-1.0 if aim.more else 1.0 for aim in got.aims])
    gap = sign * got.unseen - sign * values
    return bool(((gap <= 0).all(axis=1) & (gap < 0).any(axis=1)).any())


def _sentences(got: Searched, rests: Mapping[str, object], unseen: int) -> tuple[str, str]:
    ends = []
    for k, aim in enumerate(got.aims):
        low, high = got.unseen[:, k].min(), got.unseen[:, k].max()
        shown = (
            words.band(low, high, aim.unit)
            if aim.unit != "1"
            else (f"{words.percent(low)} to {words.percent(high)}")
        )
        ends.append(f"{'more' if aim.more else 'less'} “{aim.said.text}” {shown}")
    first = (
        f"Of {got.evaluated} static strategies {len(got.settings)} that no other one beats span on "
        f"{unseen} unseen members {words.listed(ends)}"
    )
    beaten = [n.replace("_", " ") for n, v in got.shipped.items() if _beaten(v, got)]
    against = (
        f"they beat {words.listed(beaten)}"
        if beaten
        else "they beat none of the shipped scenarios in every aim"
    )
    drop = np.abs(got.unseen - got.seen) / np.maximum(np.abs(got.seen), 1e-12)
    agree = min(got.volumes)
    second = (
        f"{int(got.still.sum())} of them stay unbeaten on unseen members, where aims differ by up "
        "to "
        f"{words.percent(float(drop.max()))} from those on the {rests['members']} members "
        f"searched; {against}, "
        f"and the weakest of {len(SEEDS)} searches found {words.percent(min(1.0, agree))} of the "
        "front alone "
        f"({rests['ensemble']} ensemble, strategies act from the week after the record)."
    )
    return f"{first}.", second
