"""A week in parts: stretches that the processor's caches hold, each carried out for all chunks.

A week as one function is longer than the cache of instructions, and its numbers are more than
there are registers. A part is short enough for both; what another part reads stands in memory.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sim.compiled.graph import STATE
from sim.compiled.lower import BY_MEMBER, BY_SEGMENT, BY_WEEK, Plan

LEVELS = (BY_MEMBER, BY_SEGMENT, BY_WEEK)

COSTS = {
    "exp": 21, "log": 27, "ndtri": 10, "poisson": 10, "binomial": 10, "paretos": 10, "max": 3,
    "min": 3, "div": 2, "const": 0, "in": 0,
}  # fmt: skip
"""Instructions of an operation where it is not one."""

PART_COST = 400
"""Instructions of a part for one vector: it stays in the cache of instructions."""


@dataclass
class Part:
    """A stretch of nodes of one level.

    Attributes:
        nodes: that it computes, in order.
        states: row of the state -> node that it becomes once all are computed.
        outputs: place of the output -> node.
    """

    nodes: list[int] = field(default_factory=list)
    states: dict[int, int] = field(default_factory=dict)
    outputs: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Division:
    """All parts of a plan.

    Attributes:
        parts: by level.
        held: place in memory of each node that another part reads.
        places: how many places there are.
    """

    parts: dict[int, list[Part]]
    held: dict[int, int]
    places: int


def reads_of(plan: Plan, node: int) -> tuple[int, ...]:
    """Return the nodes that a node reads."""
    name, arguments = plan.operations[node]
    if name in ("const", "in"):
        return ()
    listed = arguments[:-1] if name in ("poisson", "paretos") else arguments
    return tuple(int(a) for a in listed)


def divided(plan: Plan) -> Division:
    """Divide a plan into parts of about the same length."""
    parts: dict[int, list[Part]] = {level: [Part()] for level in LEVELS}
    cost = dict.fromkeys(LEVELS, 0)
    for node in plan.order:
        name = plan.operations[node].name
        if name in ("const", "in"):
            continue
        level = max(plan.level[node], BY_MEMBER)
        if cost[level] >= PART_COST:
            parts[level].append(Part())
            cost[level] = 0
        parts[level][-1].nodes.append(node)
        cost[level] += COSTS.get(name, 1)
    weekly = parts[BY_WEEK]
    at = {node: i for i, part in enumerate(weekly) for node in part.nodes}
    for place, node in enumerate(plan.outputs):
        weekly[at.get(node, -1)].outputs[place] = node
    _place_states(plan, weekly, at)
    return _with_memory(plan, parts)


def _place_states(plan: Plan, weekly: list[Part], at: dict[int, int]) -> None:
    """Let each state change in the first part after which nobody reads what it was."""
    last: dict[int, int] = {}
    for i, part in enumerate(weekly):
        for node in [*part.outputs.values(), *(n for m in part.nodes for n in reads_of(plan, m))]:
            row = _state_row(plan, node)
            if row is not None:
                last[row] = i
    end = len(weekly) - 1
    for node in plan.states.values():  # a state that becomes another one: both change at the end
        row = _state_row(plan, node)
        if row is not None:
            last[row] = end
    for row, node in sorted(plan.states.items()):
        if _state_row(plan, node) == row:
            continue
        weekly[max(at.get(node, end), last.get(row, 0))].states[row] = node


def _state_row(plan: Plan, node: int) -> int | None:
    name, arguments = plan.operations[node]
    if name != "in" or arguments[0] != STATE:
        return None
    return plan.rows[STATE][int(arguments[1])]


def _with_memory(plan: Plan, parts: dict[int, list[Part]]) -> Division:
    held: dict[int, int] = {}
    count = 0
    last = _last_reads(plan, parts)
    for level in (BY_MEMBER, BY_SEGMENT):
        for part in parts[level]:
            for node in part.nodes:
                if node in last:
                    held[node] = count
                    count += 1
    free: list[int] = []
    ends: dict[int, list[int]] = {}
    for i, part in enumerate(parts[BY_WEEK]):
        for node in part.nodes:
            if node in last:
                held[node] = free.pop() if free else count
                count += held[node] == count
                ends.setdefault(last[node], []).append(held[node])
        free += ends.get(i, [])
    return Division(parts, held, count)


def _last_reads(plan: Plan, parts: dict[int, list[Part]]) -> dict[int, int]:
    """Return the last part of its level that reads a node of another part."""
    last: dict[int, int] = {}
    for level in LEVELS:
        for i, part in enumerate(parts[level]):
            own = set(part.nodes)
            for node in _read_by(plan, part):
                if node not in own and plan.operations[node].name not in ("const", "in"):
                    last[node] = i
    return last


def _read_by(plan: Plan, part: Part) -> Iterator[int]:
    for node in part.nodes:
        yield from reads_of(plan, node)
    yield from part.states.values()
    yield from part.outputs.values()
