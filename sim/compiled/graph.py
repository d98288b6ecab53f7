"""The week as a graph of operations on single numbers of one run.

A node is an integer: its place in `Graph.operations`. Equal operations on equal nodes are one
node, so that what the model says twice is computed once.
"""

import math
from typing import NamedTuple

COMPARISONS = ("lt", "le", "gt", "ge", "eq", "ne")
LOGICAL = ("and", "or", "xor", "not")
FLAGS = frozenset((*COMPARISONS, *LOGICAL))
"""Operations whose result is true or false."""

SYMMETRIC = frozenset(("add", "mul", "eq", "ne", "and", "or", "xor"))

MEMBER, STATE, WEEK, LUCK = "member", "state", "week", "luck"
KINDS = (MEMBER, STATE, WEEK, LUCK)
"""What an input belongs to: a run's assumptions, its state, the calendar, its luck."""


class Operation(NamedTuple):
    """One operation: its name and its arguments.

    Arguments are nodes; those of ``const`` are the number as text, those of ``in`` a kind and
    an index, and the last one of ``poisson`` and ``paretos`` is no node but a whole number.
    """

    name: str
    arguments: tuple[int | str, ...]


class Graph:
    """Operations in the order in which they were recorded; arguments stand before their use.

    Attributes:
        operations: by node.
        points: decision points of the luck, by index of the input: (kind of draw, point).
        lazy: decision points of draws that are made where they are needed, by number.
    """

    def __init__(self) -> None:
        self.operations: list[Operation] = []
        self.points: list[tuple[str, str]] = []
        self.lazy: list[tuple[str, ...]] = []
        self._known: dict[Operation, int] = {}

    def add(self, name: str, *arguments: int | str) -> int:
        """Return the node of an operation, a new one if there is none like it."""
        if name in SYMMETRIC and arguments[0] > arguments[1]:  # type: ignore[operator]
            arguments = (arguments[1], arguments[0])
        operation = Operation(name, arguments)
        if operation not in self._known:
            self._known[operation] = len(self.operations)
            self.operations.append(operation)
        return self._known[operation]

    def constant(self, value: float) -> int:
        """Return the node of a number; -0.0 and 0.0 are two."""
        return self.add("const", float(value).hex())

    def input(self, kind: str, index: int) -> int:
        """Return the node of an input."""
        return self.add("in", kind, index)

    def value_of(self, node: int) -> float | None:
        """Return the number of a constant node, or None."""
        name, arguments = self.operations[node]
        return float.fromhex(str(arguments[0])) if name == "const" else None

    def is_flag(self, node: int) -> bool:
        """Return whether a node is true or false."""
        return self.operations[node].name in FLAGS

    def number(self, node: int) -> int:
        """Return a node as a number: true is 1, false 0."""
        if not self.is_flag(node):
            return node
        return self.add("sel", node, self.constant(1.0), self.constant(0.0))

    def flag(self, node: int) -> int:
        """Return whether a node is not zero."""
        return node if self.is_flag(node) else self.add("ne", node, self.constant(0.0))

    def choose(self, condition: int, yes: int, no: int) -> int:
        """Return `yes` where a condition holds, else `no`; two flags give a flag."""
        if yes == no:
            return yes
        both = self.is_flag(yes) and self.is_flag(no)
        chosen = self.add("sel", self.flag(condition), self.number(yes), self.number(no))
        return self.flag(chosen) if both else chosen

    def nodes_of(self, node: int) -> tuple[int, ...]:
        """Return the nodes that a node reads."""
        name, arguments = self.operations[node]
        if name in ("const", "in"):
            return ()
        if name in ("poisson", "paretos"):
            arguments = arguments[:-1]
        return tuple(int(a) for a in arguments)


def power_of_two(value: float | None) -> bool:
    """Return whether a division by a number is exactly a product with its inverse."""
    return value is not None and math.isfinite(value) and abs(math.frexp(value)[0]) == 1.0 / 2
