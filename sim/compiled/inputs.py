"""What a kernel reads: the arrays of a block in the order in which the recording met them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any

import numpy as np

from sim.compiled.functions import TracedLuck
from sim.compiled.graph import MEMBER, STATE, Graph
from sim.compiled.nest import Walk
from sim.compiled.symbols import RUNS, Traced, lift
from sim.model.ledger import Ledger
from sim.model.world import World
from sim.vocabulary.levers import structures

STATES = ("books", "view", "memory")
"""What a week changes of a World."""


@dataclass
class Arrays:
    """Arrays of one kind, each with the place of its first row among the inputs.

    Attributes:
        kind: of the inputs.
        found: arrays, (..., run) or a number.
        first: index of the input of the first row, by array.
        count: rows in all.
    """

    kind: str
    found: list[np.ndarray] = field(default_factory=list)
    first: list[int] = field(default_factory=list)
    count: int = 0
    shared: dict[int, int] = field(default_factory=dict)

    def add(self, x: np.ndarray) -> int:
        """Take note of an array and return the index of its first row."""
        once = self.kind == MEMBER
        if once and id(x) in self.shared:
            return self.shared[id(x)]
        place = self.count
        self.shared[id(x)] = place
        self.found.append(x)
        self.first.append(place)
        self.count += prod(x.shape[:-1])
        return place

    def matrix(self, wanted: Sequence[int], runs: int) -> np.ndarray:
        """Return the rows that are needed, one value a run, shape (row, run)."""
        rows = {index: place for place, index in enumerate(wanted)}
        out = np.empty((len(rows), runs))
        for x, first in zip(self.found, self.first, strict=True):
            if x.ndim <= 1:
                if first in rows:
                    out[rows[first]] = x
                continue
            for i, row in enumerate(x.reshape(-1, x.shape[-1])):
                if first + i in rows:
                    out[rows[first + i]] = row
        return out


class Reading:
    """One walk over a World: what a kernel needs of it, recorded or only collected.

    Attributes:
        members: arrays that stay what they are.
        states: arrays that a week changes.
        signature: equal for blocks that one kernel fits.
    """

    def __init__(self, world: World, graph: Graph | None = None) -> None:
        self.members, self.states = Arrays(MEMBER), Arrays(STATE)
        self._graph, self._world = graph, world
        self._walks = {
            kind: Walk(self._leaf_of(arrays), world.cast.size, _options(world))
            for kind, arrays in ((MEMBER, self.members), (STATE, self.states))
        }
        self.twin = self._read(world)

    @property
    def signature(self) -> tuple[Any, ...]:
        """What was met beside numbers."""
        parts = [repr(item) for walk in self._walks.values() for item in walk.signature]
        return (*parts, tuple(self.members.first))

    @property
    def modules(self) -> set[str]:
        """Modules of the objects that were met."""
        return set().union(*(walk.modules for walk in self._walks.values()))

    def _leaf_of(self, arrays: Arrays) -> Any:
        def leaf(_: str, x: np.ndarray) -> Any:
            first = arrays.add(x)
            if self._graph is None:
                return x
            graph = self._graph
            count = prod(x.shape[:-1])
            nodes = [graph.input(arrays.kind, first + i) for i in range(count)]
            if x.dtype == bool:
                nodes = [graph.flag(n) for n in nodes]
            shape = (*x.shape[:-1], 1) if x.ndim else (1,)
            return Traced(graph, np.array(nodes, dtype=np.int64).reshape(shape))

        return leaf

    def _read(self, world: World) -> dict[str, Any]:
        member, state = self._walks[MEMBER], self._walks[STATE]
        luck = world.cast.luck
        member._known[id(luck)] = (luck, _luck(self._graph))  # noqa: SLF001  its stand-in
        out = {
            "cast": member(world.cast, "cast"),
            "opening": member(world.opening, "opening"),
            "dated": member(world.calendar.dated, "dated"),
            "reactions": member(world.reactions, "reactions"),
        }
        for name in STATES:
            out[name] = state(getattr(world, name), name)
        for name, book in vars(world.books).items():
            first = member(book._opening, f"opening of {name}")  # noqa: SLF001  for the audit
            vars(out["books"])[name].__dict__["_opening"] = first
        if self._graph is not None:
            vars(out["cast"])["size"] = RUNS
        return out


def _luck(graph: Graph | None) -> Any:
    return None if graph is None else TracedLuck(graph)


def _options(world: World) -> dict[int, tuple[int, ...]]:
    """Return for each structural choice all rules that any member may take under its cases."""
    out = {}
    for name, choice in world.rules.items():
        known = structures()[name].options
        cases = world.calendar.policies
        allowed = {known.index(option) for case in cases for option in case.structure[name]}
        out[id(choice)] = tuple(sorted({*choice.present, *allowed}))
    return out


def state_nodes(graph: Graph, twin: dict[str, Any]) -> list[int]:
    """Return the nodes of a state in the order in which its inputs stand."""
    found: list[int] = []

    def flatten(x: Any) -> None:
        if isinstance(x, (Traced, np.ndarray, np.floating)):
            found.extend(graph.number(int(n)) for n in lift(graph, x).reshape(-1))
        elif isinstance(x, Ledger):
            flatten(x.balance)
        elif isinstance(x, (tuple, list)):
            for value in x:
                flatten(value)
        elif hasattr(x, "__dict__"):
            for value in vars(x).values():
                flatten(value)

    for name in STATES:
        flatten(twin[name])
    return found
