"""Runs that are made for the page and kept while memory allows, so that nothing is run twice."""

import hashlib
import json
import os
import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from importlib.util import find_spec

import numpy as np

from sim.explorer.asked import State
from sim.ground.arrays import Runs
from sim.ground.errors import InputError, RunError
from sim.model.draws import Block
from sim.model.members import Constrained, Source, draw_values
from sim.runs.constrained import ensemble
from sim.runs.ensemble import Experiment, Piece, Recorded, run_block
from sim.vocabulary.measures import measures

KEPT_BYTES = 128_000_000
"""Most memory of kept runs; 200 members, 260 weeks and all measures take some 30 MB."""


@dataclass(frozen=True)
class Ran:
    """What the runs of one state recorded.

    Attributes:
        name: tells this state from any other.
        state: what was run.
        recorded: weekly values by measure, shape (time, ..., member).
    """

    name: str
    state: State
    recorded: Recorded

    @property
    def size(self) -> int:
        """Memory of its arrays, bytes."""
        return sum(values.nbytes for values in self.recorded.values.values())

    @cached_property
    def drawn(self) -> dict[str, Runs]:
        """The assumptions in which members differ, key to values, shape (member,)."""
        members = range(self.state.members)
        source = _source(self.state.seed, members, _table(self.state))
        case, codes = self.state.scenario.policy, self.recorded.reading.astype(int)
        values = draw_values(source, [case], Block(members, 1), codes)
        spread = {k: np.broadcast_to(v, codes.shape) for k, v in values.items()}
        return {k: v for k, v in spread.items() if np.ptp(v) > 0.0}

    @cached_property
    def rows(self) -> np.ndarray:
        """Number of each member's parameter row, shape (member,)."""
        source = _source(self.state.seed, range(self.state.members), _table(self.state))
        fixed = self.state.scenario.policy.structure["reading"]
        used = source.of(fixed[0] if len(fixed) == 1 else None).rows
        return np.arange(self.state.members) if used is None else np.asarray(used)


class Warm:
    """A process that stays warm: runs states and keeps the latest within a limit of memory."""

    def __init__(self, most: int = KEPT_BYTES, usual: tuple[str, ...] = ()) -> None:
        self._usual = usual
        self._kept: OrderedDict[str, Ran] = OrderedDict()
        self._lock, self._most = threading.Lock(), most

    def run(self, state: State, wanted: Iterable[str]) -> Ran:
        """Return the runs of a state with at least these measures.

        One of two sets is recorded, the usual one or all: each set is a kernel of its own, and
        to make one takes longer than twenty answers.

        Raises:
            InputError: a number is out of range.
            RunError: a run failed its audit or left its bounds.
        """
        name, asked = name_of(state), set(wanted)
        found = self.kept(name)
        if found is not None and asked <= set(found.recorded.values):
            return found
        keep = self._usual if asked <= set(self._usual) else tuple(measures())
        ran = Ran(name, state, _recorded(state, keep))
        self._keep(ran)
        return ran

    def kept(self, name: str) -> Ran | None:
        """Return kept runs by name, or None where they are gone."""
        with self._lock:
            if name in self._kept:
                self._kept.move_to_end(name)
            return self._kept.get(name)

    @property
    def size(self) -> int:
        """Memory of everything kept, bytes."""
        with self._lock:
            return sum(ran.size for ran in self._kept.values())

    def _keep(self, ran: Ran) -> None:
        with self._lock:
            self._kept[ran.name] = ran
            self._kept.move_to_end(ran.name)
            while len(self._kept) > 1 and sum(r.size for r in self._kept.values()) > self._most:
                self._kept.popitem(last=False)


def name_of(state: State) -> str:
    """Return a name that two states share only if their runs are the same."""
    case = asdict(replace(state.scenario.policy, name=""))
    sizes = (state.members, state.seed, state.weeks, state.prior)
    text = json.dumps([case, sizes], sort_keys=True, default=str)
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def _table(state: State) -> Constrained | None:
    return None if state.prior else ensemble()


def _source(seed: int, members: range, table: Constrained | None) -> Source:
    if table is None:
        return Source.prior(seed, members)
    return Source.constrained(seed, members, table)


def _engine() -> str:
    """Return the engine: a page asks all day, so that a kernel repays itself at once."""
    asked = os.environ.get("SIM_ENGINE", "")
    return asked or ("compiled" if find_spec("llvmlite") else "numpy")


def _experiment(state: State, engine: str) -> Experiment:
    case, table = state.scenario.policy, _table(state)
    return Experiment((case,), state.members, state.seed, state.weeks, table, engine=engine)


def _recorded(state: State, keep: tuple[str, ...]) -> Recorded:
    piece = Piece(range(1), range(state.members))
    try:
        found = run_block(_experiment(state, _engine()), piece, keep)
    except InputError:
        # what the recorder of the week does not know is run as it stands
        found = run_block(_experiment(state, "numpy"), piece, keep)
    if found.failures:
        first = found.failures[0]
        raise RunError(
            f"{len(found.failures)} run(s) failed; first: member {first.member}, week "
            f"{first.week}: {first.reason}"
        )
    return found
