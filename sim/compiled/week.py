"""One week of a World, recorded: `World.advance` is run once on recording arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.compiled.graph import STATE, WEEK, Graph
from sim.compiled.inputs import STATES, Reading, state_nodes
from sim.compiled.symbols import RecordingError, Traced, lift
from sim.model.calendar import levers_of, week_of
from sim.model.world import World

NUMBER = "number"
"""Column of the week's number, beside those of the calendar's tables."""


@dataclass(frozen=True)
class Recorded:
    """What one week does to one run.

    Attributes:
        graph: of operations.
        columns: of the calendar, by index of the input.
        states: node of each state after the week, by index of the input; the last one is 1
            while no audit failed.
        measures: nodes of each measure, by name.
        own: how many operations are the week's own; those after them belong to measures.
    """

    graph: Graph
    columns: tuple[str, ...]
    states: tuple[int, ...]
    measures: dict[str, tuple[int, ...]]
    own: int


def record_week(world: World, keep: Sequence[str]) -> Recorded:
    """Record a week and the measures after it.

    Raises:
        RecordingError: something in a mechanism cannot be followed.
    """
    graph = Graph()
    reading = Reading(world, graph)
    twin = reading.twin
    model: Any = object.__new__(World)
    vars(model).update(
        cast=twin["cast"], opening=twin["opening"], books=twin["books"], view=twin["view"],
        reactions=twin["reactions"], memory=twin["memory"], _last=None, _places=None, failures=None,
    )  # fmt: skip
    columns = (*world.calendar.tables, NUMBER)
    row = {name: _one(graph, graph.input(WEEK, i)) for i, name in enumerate(columns)}
    with np.errstate(all="ignore"):
        levers = model.heed(levers_of(twin["dated"], row), row[NUMBER])
        model.advance(week_of(twin["dated"], row, levers, row[NUMBER]))
        after = state_nodes(graph, {name: getattr(model, name) for name in STATES})
        sound = np.logical_and.reduce(np.stack([b.sound() for b in vars(model.books).values()]))
        own = len(graph.operations)
        measures = {name: lift(graph, model.value(name)).reshape(-1) for name in keep}
    if len(after) != reading.states.count:
        raise RecordingError("the state after a week has another shape than before it")
    whole = graph.input(STATE, reading.states.count)
    kept = graph.choose(int(sound.nodes[0]), whole, graph.constant(0.0))
    numbers = {name: tuple(graph.number(int(n)) for n in nodes) for name, nodes in measures.items()}
    return Recorded(graph, columns, (*after, kept), numbers, own)


def _one(graph: Graph, node: int) -> Any:
    return Traced(graph, np.array([node], dtype=np.int64))
