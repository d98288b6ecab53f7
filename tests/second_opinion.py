"""Run one member in the arrays code and in the scalar reference on the same luck."""

import random
from collections.abc import Callable
from typing import Any

import numpy as np
from mesa import DataCollector

from sim.ground.weeks import NEVER
from sim.model.draws import Block, Uniforms
from sim.model.members import Source, draw_choices, draw_values
from sim.model.rules import choose
from sim.model.world import World
from sim.vocabulary.adaptive import seen
from sim.vocabulary.levers import REGIMES, structures
from sim.vocabulary.measures import dimension, measures
from sim.vocabulary.policy import Case
from sim.vocabulary.scenario import load
from tests.reference.scalar import ScalarWorld
from tests.reference.scalar_draws import noise


def arrays(policy: Case, members: range, weeks: int, seed: int = 1) -> dict[str, np.ndarray]:
    """Return every measure by name with its selector, shape (week, member)."""
    block = Block(members)
    world = World([policy], block, Source.prior(seed, members), seed=seed, weeks=weeks)
    out: dict[str, list[np.ndarray]] = {}
    for _ in range(weeks):
        world.step()
        for name, measure in measures().items():
            value, of = world.value(name), measure.dimension
            if of:
                for label, row in zip(dimension(of), value, strict=True):
                    out.setdefault(f"{name}[{label}]", []).append(row)
            else:
                out.setdefault(name, []).append(np.broadcast_to(value, block.size))
    return {name: np.stack(rows) for name, rows in out.items()}


def scalar_world(policy: Case, member: int, weeks: int, seed: int = 1) -> ScalarWorld:
    """Build the scalar reference for one member: same assumptions, same luck, same dates."""
    del weeks
    return ScalarWorld(**scalar_inputs(policy, member, seed))


def scalar_inputs(policy: Case, member: int, seed: int = 1) -> dict[str, Any]:
    """Return the arguments of the scalar reference for one member."""
    members = range(member, member + 1)
    block, source = Block(members), Source.prior(seed, members)
    rules = choose([policy], block, draw_choices(source))
    values = draw_values(source, [policy], block, rules["reading"].codes)
    luck = Uniforms(seed, members)
    events = {
        name: (None if week == NEVER else list(week) if isinstance(week, tuple) else week)
        for name, week in vars(policy.events).items()
    }
    return {
        "params": {key: float(np.ravel(value)[0]) for key, value in values.items()},
        "luck": lambda point, week: float(luck(point, week)[0]),
        "levers": _levers(policy),
        "structure": {
            name: structures()[name].options[int(rule.codes[0])]
            for name, rule in rules.items()
            if name != "reading"
        },
        "events": events,
    }


def _levers(policy: Case) -> Callable[[int], dict[str, float | str | None]]:
    def at(week: int) -> dict[str, float | str | None]:
        now: dict[str, float | str | None] = {}
        for name, steps in policy.levers.items():
            past = [value for start, value in steps if start <= week]
            if past:
                now[name] = REGIMES[int(past[-1])] if name == "monitoring_regime" else past[-1]
        return now

    return at


def watching(policy: Case, member: int, seed: int = 1) -> ScalarWorld:
    """Build the scalar reference for one member whose levers follow adaptive rules.

    Written from the words of the rules: what is seen is the truth some weeks ago times noise of
    mean 1 whose spread is divided by information; a lever stays set once a rule has fired.
    """
    given = scalar_inputs(policy, member, seed)
    plain, fired = given["levers"], {}
    runs = [0] * len(policy.rules)
    world: ScalarWorld | None = None
    done: dict[int, dict[str, float | str | None]] = {}

    def at(week: int) -> dict[str, float | str | None]:
        if week in done or world is None:
            return done.get(week) or plain(week)
        for i, rule in enumerate(policy.rules):
            late, spread = seen()[rule.measure].late, seen()[rule.measure].noise
            bound = measures()[rule.measure].bound
            then = week - late if bound else week - 1 - late
            if then < 0:
                continue
            past = world.history.get(rule.measure, [])
            truth = past[then - 1] if bound and then else past[then] if not bound else None
            truth = world.opening[rule.measure] if truth is None else truth
            spread /= max(float(world.coalition.information), 0.01)
            told = truth * noise(spread, given["luck"](f"seen.{rule.measure}", week))
            beyond = told > rule.level if rule.above else told < rule.level
            runs[i] = runs[i] + 1 if beyond and week >= rule.start else 0
            if runs[i] >= rule.weeks:
                fired[i] = True
        now = dict(plain(week))
        now.update({r.lever: r.value for i, r in enumerate(policy.rules) if i in fired})
        done[week] = now
        return now

    given["levers"] = at
    world = ScalarWorld(**given)
    return world


class BatchWorld(ScalarWorld):
    """The scalar reference as Mesa's batch_run wants it: built from keywords."""

    def __init__(self, member: int = 0, seed: int | None = None) -> None:
        del seed
        # plain numbers, as one would write it: keyed luck would cost half of the scalar run
        numbers = random.Random(member)
        given = scalar_inputs(load("baseline").policy, member)
        super().__init__(**{**given, "luck": lambda _point, _week: numbers.random()})
        self.datacollector = DataCollector(
            {
                "fired": lambda model: model.history["russia.shells_fired"][-1],
                "index": lambda model: model.history["capability.index[dprk]"][-1],
            }
        )

    def step(self) -> None:
        """Advance one week and collect, as Mesa models do."""
        super().step()
        self.datacollector.collect(self)
