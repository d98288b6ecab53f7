"""The draws of a block's weeks: made by the kernel some weeks at a time, kept where they are few.

A session asks for the same members again with other levers: their luck is what it was.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock

import numpy as np

from sim.compiled.compiled import Week

SPAN = 260
"""Weeks of luck that are made at a time: a group's stay in the processor's last cache."""

MOST_KEPT = 160 * 2**20
"""Bytes of draws that are kept for the next call; older ones go first."""

MOST_OF_A_BLOCK = 64 * 2**20
"""Bytes of a block's draws beyond which they are made anew each time."""


@dataclass(frozen=True)
class Draws:
    """Makes the draws of one block.

    Attributes:
        week: whose kernel makes them.
        keys: of the decision points, (point, 2).
        members: of the block; weeks: of the horizon.
    """

    week: Week
    keys: np.ndarray
    members: int
    weeks: int

    @property
    def size(self) -> int:
        """Draws of a week and a run."""
        return max(len(self.week.facts.draws), 1)

    def room(self, chunks: int) -> np.ndarray | None:
        """Return where draws of a span are put, or None where each span has its own place."""
        if self.members * self.weeks * self.size * np.dtype(float).itemsize <= MOST_OF_A_BLOCK:
            return None
        return self._empty(chunks)

    def of(self, counters: tuple[int, ...], first: int, room: np.ndarray | None) -> np.ndarray:
        """Return the draws of chunks in a span of weeks, shape (chunk, week, draw, lane).

        Args:
            counters: of the chunks' first draws.
            first: week of the span.
            room: to put them; None: they are kept, and may have been made before.
        """
        if room is not None:
            return self._made(counters, first, room)
        key = (id(self.week.kernel), self.keys.tobytes(), counters, first, self.weeks)
        found = KEPT.get(key)
        if found is None:
            found = self._made(counters, first, self._empty(len(counters)))
            KEPT.put(key, self.week, found)
        return found

    def _empty(self, chunks: int) -> np.ndarray:
        return np.empty((chunks, min(SPAN, self.weeks), self.size, self.week.facts.lanes))

    def _made(self, counters: tuple[int, ...], first: int, room: np.ndarray) -> np.ndarray:
        weeks = min(SPAN, self.weeks - first)
        for draws, counter in zip(room, counters, strict=True):
            self.week.kernel.luck(draws.ctypes.data, self.keys.ctypes.data, counter, first, weeks)
        return room


@dataclass
class Kept:
    """Draws by what they depend on; the week is held, lest another takes its identity."""

    held: OrderedDict[object, tuple[Week, np.ndarray]] = field(default_factory=OrderedDict)
    size: int = 0
    lock: Lock = field(default_factory=Lock)

    def get(self, key: object) -> np.ndarray | None:
        """Return what is kept under a key."""
        with self.lock:
            if key not in self.held:
                return None
            self.held.move_to_end(key)
            return self.held[key][1]

    def put(self, key: object, week: Week, draws: np.ndarray) -> None:
        """Keep draws, and let the oldest go where there are too many."""
        with self.lock:
            if key in self.held:
                return
            self.held[key] = (week, draws)
            self.size += draws.nbytes
            while self.size > MOST_KEPT:
                self.size -= self.held.popitem(last=False)[1][1].nbytes


KEPT = Kept()
