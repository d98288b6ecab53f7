"""How the coalition's levers follow what it sees: adaptive rules, week by week, as arrays.

A rule watches one measure as it is seen: some weeks late and with noise that grows as information
falls. Once it has lain beyond the level for the weeks asked, the lever is set, and stays set.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.ground.arrays import Flags, Runs
from sim.model.draws import Block, Luck, noise_of
from sim.vocabulary.adaptive import Rule, seen
from sim.vocabulary.measures import measures
from sim.vocabulary.policy import Case

LEAST_INFORMATION = 1e-2
"""Stated floor of information, so that noise stays finite where nothing is known."""

Value = Callable[[str], Runs]
"""What stands of a measure at the end of a week, shape (run,)."""


@dataclass(frozen=True)
class Slot:
    """The rules of one place in the lists of all policies that watch and set the same things.

    Attributes:
        measure, above, lever: what all of them watch, on which side of a level, and set.
        level: by run, infinite where the policy has no such rule, shape (run,).
        weeks, value, start: by run.
    """

    measure: str
    above: bool
    lever: str
    level: Runs
    weeks: Runs
    value: Runs
    start: Runs


class Memory(NamedTuple):
    """What rules have seen so far and what came of it.

    Attributes:
        past: for each measure what stood at the end of as many weeks as it is seen late and one
            more, the latest last, (run,) each.
        beyond: for each slot weeks in a row beyond the level, shape (run,).
        fired: for each slot whether the lever is set, shape (run,).
    """

    past: tuple[tuple[Runs, ...], ...]
    beyond: tuple[Runs, ...]
    fired: tuple[Flags, ...]


class Reactions:
    """The adaptive rules of a block's policies."""

    def __init__(self, policies: Sequence[Case], block: Block, luck: Luck) -> None:
        self._luck, self._size = luck, block.size
        self.slots = _slots(policies, block)
        self.measures = tuple(dict.fromkeys(slot.measure for slot in self.slots))

    def blank(self) -> Memory:
        """Return the memory of those who have seen nothing."""
        none, never = np.zeros(self._size), np.zeros(self._size, dtype=bool)
        past = tuple((none,) * (seen()[name].late + 1) for name in self.measures)
        return Memory(past, (none,) * len(self.slots), (never,) * len(self.slots))

    def noted(self, memory: Memory, value: Value) -> Memory:
        """Return the memory after a week, given what stands of each measure at its end."""
        pairs = zip(self.measures, memory.past, strict=True)
        past = tuple((*before[1:], 1.0 * value(name)) for name, before in pairs)
        return memory._replace(past=past)

    def heeded(self, memory: Memory, week: int, information: Runs) -> Memory:
        """Return the memory after the looks of a week that begins: what is counted, what is set.

        Args:
            memory: in which last week is noted.
            week: that begins.
            information: of the coalition, 1 at reference, shape (run,).
        """
        shown = {
            name: self._shown(name, past[0], week, information)
            for name, past in zip(self.measures, memory.past, strict=True)
        }
        count, fired = [], []
        for slot, before, already in zip(self.slots, memory.beyond, memory.fired, strict=True):
            looked = shown[slot.measure]
            beyond = looked > slot.level if slot.above else looked < slot.level
            known = (week >= slot.start) & (week >= first_known(slot.measure))
            count.append(np.where(beyond & known, before + 1.0, 0.0))
            fired.append(already | (count[-1] >= slot.weeks))
        return memory._replace(beyond=tuple(count), fired=tuple(fired))

    def changed(self, memory: Memory) -> Mapping[str, tuple[Flags, Runs]]:
        """Return by lever where it is set and to what, (run,) each; the later rule goes before."""
        out: dict[str, tuple[Flags, Runs]] = {}
        for slot, fired in zip(self.slots, memory.fired, strict=True):
            hit, level = fired, slot.value
            if slot.lever in out:
                before, value = out[slot.lever]
                hit, level = fired | before, np.where(fired, slot.value, value)
            out[slot.lever] = (hit, level)
        return out

    def _shown(self, name: str, truth: Runs, week: int, information: Runs) -> Runs:
        spread = seen()[name].noise / np.maximum(information, LEAST_INFORMATION)
        out: Runs = truth * noise_of(self._luck.scores((point(name),), week)[0], spread)
        return out


def first_known(name: str) -> int:
    """Return the first week in which something is seen of a measure; a flow ends a week first."""
    return seen()[name].late + (0 if measures()[name].bound else 1)


def point(name: str) -> str:
    """Return the decision point of what is seen of a measure."""
    return f"seen.{name}"


def _slots(policies: Sequence[Case], block: Block) -> tuple[Slot, ...]:
    """Return slots in the order of the rules: what later rules set goes before earlier ones."""
    order: dict[tuple[object, ...], dict[int, Rule]] = {}
    for place, case in enumerate(policies):
        for i, rule in enumerate(case.rules):
            key = (i, rule.measure, rule.above, rule.lever)
            order.setdefault(key, {})[place] = rule
    keys = sorted(order, key=lambda key: int(key[0]))  # type: ignore[call-overload]
    return tuple(_slot(order[key], len(policies), block) for key in keys)


def _slot(rules: Mapping[int, Rule], count: int, block: Block) -> Slot:
    first = next(iter(rules.values()))
    never = np.inf if first.above else -np.inf

    def by_run(read: Callable[[Rule], float], otherwise: float) -> Runs:
        column = [read(rules[i]) if i in rules else otherwise for i in range(count)]
        return block.spread(np.asarray(column, dtype=np.float64))

    return Slot(
        first.measure, first.above, first.lever,
        by_run(lambda r: r.level, never), by_run(lambda r: r.weeks, np.inf),
        by_run(lambda r: r.value, 0.0), by_run(lambda r: r.start, 0.0),
    )  # fmt: skip
