"""From what was recorded to what is computed: dead work out, fixed work once."""

from collections import Counter
from dataclasses import dataclass

from sim.compiled.graph import KINDS, LUCK, MEMBER, STATE, WEEK, Operation
from sim.compiled.week import Recorded
from sim.model.calendar import is_lever

FIXED, BY_MEMBER, BY_SEGMENT, BY_WEEK = range(4)
"""How often a node is computed: never, once a run, when a lever changes, every week."""

ROUNDED = frozenset(("floor", "ceil", "trunc", "rint", "mod", "lt", "le", "gt", "ge", "eq", "ne"))
"""Operations that a last bit may turn: what they read keeps its division."""


@dataclass(frozen=True)
class Plan:
    """What a kernel computes.

    Attributes:
        operations: by node.
        order: nodes that are needed, arguments before their use.
        level: how often each node is computed, by node.
        rows: by kind, index of the input -> its row in what the kernel reads.
        states: row of the state -> node after the week.
        outputs: nodes that are recorded, in the order of the measures.
        recorded: what this was made from.
    """

    operations: list[Operation]
    order: list[int]
    level: dict[int, int]
    rows: dict[str, dict[int, int]]
    states: dict[int, int]
    outputs: list[int]
    recorded: Recorded


def plan_of(recorded: Recorded) -> Plan:
    """Return the plan of a recorded week."""
    outputs = [node for nodes in recorded.measures.values() for node in nodes]
    graph = recorded.graph
    live = _live(recorded, outputs)
    level: dict[int, int] = {}
    for node in live:
        name, _ = graph.operations[node]
        below = [level[n] for n in graph.nodes_of(node)]
        level[node] = _own_level(recorded, node) if name in ("in", "const") else max(below)
        if name == "paretos":
            level[node] = BY_WEEK
    rows: dict[str, dict[int, int]] = {kind: {} for kind in KINDS}
    for node in live:
        name, arguments = graph.operations[node]
        if name == "in":
            kind = str(arguments[0])
            rows[kind].setdefault(int(arguments[1]), len(rows[kind]))
    states = {row: recorded.states[i] for i, row in rows[STATE].items()}
    operations, order = _with_inverses(recorded, live, level)
    return Plan(operations, order, level, rows, states, outputs, recorded)


def _live(recorded: Recorded, outputs: list[int]) -> list[int]:
    """Return the nodes that outputs and the audit need, states that they read included."""
    graph = recorded.graph
    todo, live = [*outputs, recorded.states[-1]], set()
    while todo:
        node = todo.pop()
        if node in live:
            continue
        live.add(node)
        todo.extend(graph.nodes_of(node))
        name, arguments = graph.operations[node]
        if name == "in" and arguments[0] == STATE:
            todo.append(recorded.states[int(arguments[1])])
    return sorted(live)


def _own_level(recorded: Recorded, node: int) -> int:
    name, arguments = recorded.graph.operations[node]
    if name == "const":
        return FIXED
    kind, index = arguments
    if kind == WEEK:
        return BY_SEGMENT if is_lever(recorded.columns[int(index)]) else BY_WEEK
    return {MEMBER: BY_MEMBER, STATE: BY_WEEK, LUCK: BY_WEEK}[str(kind)]


def _with_inverses(
    recorded: Recorded, live: list[int], level: dict[int, int]
) -> tuple[list[Operation], list[int]]:
    """Turn divisions by what is fixed, or divides often, into products with its inverse.

    What the week itself does must not depend on the measures that are recorded: a run is the
    same to the last bit whatever is kept of it.
    """
    operations = list(recorded.graph.operations)
    own = range(recorded.own)
    exact = {
        n for node in own if operations[node].name in ROUNDED
        for n in recorded.graph.nodes_of(node)
    }  # fmt: skip
    exact |= {
        n for node in live if node not in own and operations[node].name in ROUNDED
        for n in recorded.graph.nodes_of(node) if n not in own
    }  # fmt: skip
    one = recorded.graph.constant(1.0)
    operations = list(recorded.graph.operations)
    level.setdefault(one, FIXED)
    uses = Counter(
        int(operations[node].arguments[1]) for node in own
        if operations[node].name == "div" and node not in exact
    )  # fmt: skip
    divisors = {
        node: int(operations[node].arguments[1]) for node in live
        if operations[node].name == "div" and level[node] == BY_WEEK and node not in exact
    }  # fmt: skip
    inverses: dict[int, int] = {}
    order: list[int] = []
    for node in live:
        by = divisors.get(node, -1)
        if by >= 0 and (level[by] in (BY_MEMBER, BY_SEGMENT) or uses[by] > 1):
            if by not in inverses:
                operations.append(Operation("div", (one, by)))
                inverses[by] = len(operations) - 1
                level[inverses[by]] = level[by]
                order.append(inverses[by])
            operations[node] = Operation("mul", (operations[node].arguments[0], inverses[by]))
        order.append(node)
    return operations, order
