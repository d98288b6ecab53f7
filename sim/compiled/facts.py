"""What an engine must know of a kernel to feed it: enough to use a kept one without its plan."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from sim.compiled.graph import LUCK, MEMBER, STATE, WEEK
from sim.compiled.lower import Plan


@dataclass(frozen=True)
class Facts:
    """The shape of a kernel.

    Attributes:
        lanes: runs of a chunk.
        held: vectors of memory of a chunk.
        members, states: indices of the inputs that it reads, in order.
        sound: index of the state that stays 1 while no audit failed.
        columns: of the calendar, in order.
        draws: decision points whose luck is made each week, in order.
        late: decision points whose luck is made where it is needed, after those.
        rows: of each measure, by name.
    """

    lanes: int
    held: int
    members: tuple[int, ...]
    states: tuple[int, ...]
    sound: int
    columns: tuple[str, ...]
    draws: tuple[str, ...]
    late: tuple[str, ...]
    rows: dict[str, int]

    @property
    def outputs(self) -> int:
        """Rows of all measures."""
        return sum(self.rows.values())

    @classmethod
    def of(cls, plan: Plan, lanes: int, held: int) -> "Facts":
        """Return the facts of a plan."""
        recorded, graph = plan.recorded, plan.recorded.graph
        return cls(
            lanes=lanes,
            held=held,
            members=tuple(plan.rows[MEMBER]),
            states=tuple(plan.rows[STATE]),
            sound=len(recorded.states) - 1,
            columns=tuple(recorded.columns[i] for i in plan.rows[WEEK]),
            draws=tuple(graph.points[i][1] for i in plan.rows[LUCK]),
            late=tuple(point for lazy in graph.lazy for point in lazy),
            rows={name: len(nodes) for name, nodes in recorded.measures.items()},
        )

    @classmethod
    def read(cls, text: bytes) -> "Facts":
        """Return facts from what `written` gives."""
        table: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in json.loads(text).items()
        }
        return cls(**table)

    def written(self) -> bytes:
        """Return the facts as one line."""
        return json.dumps(asdict(self)).encode()
