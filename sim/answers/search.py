"""Search for strategies of the coalition that serve several aims, and test them unseen.

NSGA-II by ask and tell (pymoo): every generation is one block of runs over the same members. Three
searches with their own seeds are merged; what no other evaluated strategy beats is the front. The
front is run again on members that no search has seen, beside the shipped scenarios.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim.answers.aims import Judge, aims_of, bounds_of
from sim.answers.answer import Answer, about
from sim.answers.asking import Given, case_of
from sim.answers.evaluations import Evaluations
from sim.answers.firing import first_fired
from sim.answers.front import hypervolume, spread, unbeaten
from sim.answers.parts import LEVERS, changes_of
from sim.answers.searched import Searched, table_of
from sim.answers.statements.clock import Clock
from sim.answers.strategies import STEPS, Plan, plan_of, watching
from sim.answers.telling import search as telling
from sim.answers.words import Voice
from sim.ground.arrays import Runs
from sim.ground.errors import InputError
from sim.runs.constrained import ensemble
from sim.runs.settings import Settings
from sim.vocabulary.levers import levers
from sim.vocabulary.policy import Case
from sim.vocabulary.scenario import load, names

SEEDS = (1, 2, 3)
POPULATION, GENERATIONS = 16, 8
RETESTED = 8
"""Strategies of the front that are run on unseen members."""

UNSEEN_SEED = 7919
"""Added to the seed for members that no search has seen."""


def search(
    *,
    less: Iterable[str] = (),
    more: Iterable[str] = (),
    regret_less: Iterable[str] = (),
    regret_more: Iterable[str] = (),
    keep: Iterable[str] = (),
    over: Iterable[str] = (),
    stages: int = 1,
    under: Given | Iterable[Given] = "baseline",
    members: int = 64,
    unseen: int = 200,
    generations: int = GENERATIONS,
    seed: int = 1,
    weeks: int = 260,
    prior: bool = False,
    store: str = "",
    when: str = "",
    language: str = "en",
) -> Answer:
    """Return strategies of the coalition that no other one beats, tested on unseen members.

    Args:
        less: outcomes or claims of which less is wanted: the mean, or the share of members.
        more: outcomes or claims of which more is wanted; two aims or more in all.
        regret_less: outcomes of which less is wanted, judged by regret: how far a strategy stays
            behind the best shipped scenario or end of the range in the same future, at most in
            nine futures of ten.
        regret_more: the same where more is wanted.
        keep: claims with a bar that every strategy must meet.
        over: levers to search; every lever of the coalition that is a number by default.
        stages: 2 lets every lever change once, at a date that is searched too.
        under: the scenario that strategies start from; they act from the week after the record.
        members: that the search sees.
        unseen: members on which the front is tested.
        generations: of each of three searches.
        seed: of the ensemble.
        weeks: horizon.
        prior: use the prior, not the ensemble constrained by the record.
        store: file of evaluations: a search that was stopped goes on from it.
        when: a measure that the coalition sees: adaptive strategies, whose second setting is
            brought by a level of it, are searched beside static ones with a date.
        language: of what is said and drawn: en or zh.

    Raises:
        InputError: less than two aims, a lever that is none of the coalition's, a bound without a
            bar, or a horizon that ends before strategies act.

    Example:
        >>> import sim
        >>> found = sim.search(less=["dprk.hard_currency_usd", "coalition.cost"],
        ...     over=["designation_tempo"], members=4, unseen=4, generations=1, weeks=76,
        ...     prior=True)
        >>> len(found.table) >= 1
        True
    """
    how = Settings(members, seed, weeks, constrained=None if prior else ensemble())
    name, case = case_of(under)
    clock = Clock.of(case, weeks)
    aims = aims_of(clock, less, more, regret_less, regret_more)
    bounds, plan = bounds_of(clock, keep), plan_of(list(over), case, weeks, stages=stages)
    shipped = shipped_of(case)
    ends = [plan.case([place] * plan.size, case) for place in (0, STEPS)]
    judge = Judge((name, case), aims, bounds, how, [*shipped.values(), *ends])
    plans = [plan] if not when else [replace(plan, stages=2), watching(plan, when, case, how)]
    identity = [name, case_key(case), how.members, seed, weeks, prior, [a.key for a in aims],
                [bound.said.text for bound in bounds]]  # fmt: skip
    tried = []
    for one in plans:
        place = f"{store}.{one.kind}" if store and one.watched else store
        kept = Evaluations(place, [*identity, list(one.columns), one.watched])
        tried.append(Tried(one, _fronts(one, judge, kept, generations)))
    other = replace(judge, how=replace(how, members=unseen, seed=how.seed + UNSEEN_SEED))
    got = tested(tried, other, shipped)
    rests, voice = about(how, (name,)), Voice(language, "search")
    said = [*(aim.said for aim in aims), *(bound.said for bound in bounds)]
    notes = [note for one in said for note in one.notes]
    return Answer(
        "search", "; ".join(f"{'more' if a.more else 'less'} {a.key}" for a in aims),
        telling.sentences(got, rests, unseen, voice), table_of(got), tuple(notes), rests, got,
        title=telling.title(got, voice), language=language,
    )  # fmt: skip


class Tried(NamedTuple):
    """What the searches of one plan tried: places and costs of every strategy, search by search."""

    plan: Plan
    fronts: Sequence[tuple[np.ndarray, Runs]]


def _fronts(
    plan: Plan, judge: Judge, kept: Evaluations, generations: int
) -> list[tuple[np.ndarray, Runs]]:
    case, count, bounds = judge.of[1], len(judge.aims), len(judge.bounds)

    def cost_of(places: np.ndarray) -> Runs:
        return kept.of(places, lambda new: judge.costs([plan.case(row, case) for row in new]))

    return [run_search(cost_of, plan.size, count, s, generations, bounds) for s in SEEDS]


def case_key(case: Case) -> str:
    """Return what tells a case from another."""
    return repr((case.levers, case.assumptions, case.structure, case.events, case.rules))


def run_search(
    cost_of: Callable[[np.ndarray], Runs],
    inputs: int,
    aims: int,
    seed: int,
    generations: int,
    bounds: int = 0,
) -> tuple[np.ndarray, Runs]:
    """Return every strategy that one search tried, as places on the grid, and its costs.

    Args:
        cost_of: from places, shape (strategy, input), to costs and then what bounds lack, shape
            (strategy, aim + bound).
        inputs: of numbers that make a strategy.
        aims: number of aims.
        seed: of the search.
        generations: how many.
        bounds: number of bounds.
    """
    tools = _pymoo()
    problem = tools["Problem"](
        n_var=inputs, n_obj=aims, n_ieq_constr=bounds, xl=np.zeros(inputs), xu=np.ones(inputs)
    )
    algorithm = tools["NSGA2"](pop_size=POPULATION)
    algorithm.setup(problem, termination=("n_gen", generations), seed=seed, verbose=False)
    tried, costs = [], []
    while algorithm.has_next():
        asked = algorithm.ask()
        places = np.rint(np.asarray(asked.get("X"), dtype=float) * STEPS).astype(int)
        found = cost_of(places)
        known = {"F": found[:, :aims]} | ({"G": found[:, aims:]} if bounds else {})
        tools["Evaluator"]().eval(tools["StaticProblem"](problem, **known), asked)
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


def tested(tried: Sequence[Tried], judge: Judge, shipped: dict[str, Case]) -> Searched:
    """Return the front of each plan, run again on the members of a judge.

    Args:
        tried: what the searches of each plan tried.
        judge: with members that no search has seen.
        shipped: cases that are run beside them.

    Raises:
        InputError: no strategy that was tried meets every bound.
    """
    chosen = [_chosen(one, len(judge.aims), RETESTED) for one in tried]
    cases: dict[str, Case] = {}
    rows = []
    for one, (places, _) in zip(tried, chosen, strict=True):
        for i, place in enumerate(places):
            name = f"{'adaptive' if one.plan.watched else 'strategy'} {i + 1}"
            cases[name] = one.plan.case(place, judge.of[1])
            values = dict(zip(one.plan.columns, one.plan.settings(place), strict=True))
            rows.append({"strategy": name, "kind": one.plan.kind, **values})
    found = judge.costs([*cases.values(), *shipped.values()])
    return Searched(
        pd.DataFrame(rows), tuple(judge.aims), tuple(judge.bounds),
        np.concatenate([costs for _, costs in chosen]), found[: len(cases)],
        dict(zip(shipped, found[len(cases) :], strict=True)),
        sum(len(_merged(one)[0]) for one in tried), _volumes(tried[0], len(judge.aims)),
        tried[-1].plan.watched,
        {n: first_fired(c, judge.how) for n, c in cases.items() if n.startswith("adaptive")},
    )  # fmt: skip


def _merged(one: Tried) -> tuple[np.ndarray, Runs]:
    """Return the strategies that the searches of a plan tried, each once, with their costs."""
    every = np.concatenate([places for places, _ in one.fronts])
    places, first = np.unique(every, axis=0, return_index=True)
    return places, np.concatenate([costs for _, costs in one.fronts])[first]


def _chosen(one: Tried, aims: int, most: int) -> tuple[np.ndarray, Runs]:
    """Return strategies of the front of a plan that lie far apart, and their costs."""
    places, costs = _merged(one)
    allowed = np.flatnonzero((costs[:, aims:] <= 0.0).all(axis=1))
    if not allowed.size:
        raise InputError(
            f"search: none of {len(places)} strategies meets every --keep; ask for less, or search "
            "more levers or generations"
        )
    best = allowed[unbeaten(costs[allowed][:, :aims])]
    some = best[spread(costs[best][:, :aims], most)]
    return places[some], costs[some]


def _volumes(one: Tried, aims: int) -> tuple[float, ...]:
    """Return what each search alone beats, as a share of what the merged front beats."""
    costs = _merged(one)[1][:, :aims]
    ends = costs.max(axis=0), costs.min(axis=0)
    whole = hypervolume(costs, *ends) or 1.0
    return tuple(hypervolume(found[:, :aims], *ends) / whole for _, found in one.fronts)


def shipped_of(case: Case) -> dict[str, Case]:
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
