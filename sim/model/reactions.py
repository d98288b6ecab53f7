"""How the coalition's levers follow what it sees: adaptive rules, week by week, as arrays.

A rule watches one measure as it is seen: some weeks late and with noise that grows as information
falls. Once it has lain beyond the level for the weeks asked, the lever is set, and stays set.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.ground.arrays import Flags, Runs
from sim.model.draws import Block, Luck, noise
from sim.vocabulary.adaptive import Rule, seen
from sim.vocabulary.measures import measures
from sim.vocabulary.policy import Case

LEAST_INFORMATION = 1e-2
"""Stated floor of information, so that noise stays finite where nothing is known."""

Value = Callable[[str], Runs]
"""What stands of a measure at the end of last week, shape (run,)."""


@dataclass
class Slot:
    """The rules of one place in the lists of all policies that watch and set the same things.

    Attributes:
        rule: of one of them: which measure, which side, which lever.
        level: by run, infinite where the policy has no such rule, shape (run,).
        weeks, value, start: by run.
        count: weeks in a row beyond the level so far.
        fired: whether the lever is set.
    """

    rule: Rule
    level: Runs
    weeks: Runs
    value: Runs
    start: Runs
    count: Runs
    fired: Flags


class Reactions:
    """The adaptive rules of a block's policies and what they have seen so far."""

    def __init__(self, policies: Sequence[Case], block: Block, luck: Luck) -> None:
        self._luck = luck
        self.slots = _slots(policies, block)
        self._past: dict[str, list[Runs]] = {slot.rule.measure: [] for slot in self.slots}

    def changed(
        self, week: int, value: Value, information: Runs
    ) -> Mapping[str, tuple[Flags, Runs]]:
        """Return by lever where it is set this week and to what, each of shape (run,).

        Args:
            week: that begins.
            value: of a measure at the end of last week.
            information: of the coalition then, 1 at reference, shape (run,).
        """
        shown = {name: self._shown(name, week, value, information) for name in self._past}
        out: dict[str, tuple[Flags, Runs]] = {}
        for slot in self.slots:
            _watch(slot, shown[slot.rule.measure], week)
            before = out.get(slot.rule.lever)
            if before is None:
                out[slot.rule.lever] = (slot.fired, slot.value)
            else:
                level = np.where(slot.fired, slot.value, before[1])
                out[slot.rule.lever] = (slot.fired | before[0], level)
        return out

    def _shown(self, name: str, week: int, value: Value, information: Runs) -> Runs | None:
        """Return what is seen of a measure this week; None before anything is known."""
        late, past = seen()[name].late, self._past[name]
        if week > 0 or measures()[name].bound:
            past.append(np.array(value(name), dtype=np.float64))
        if len(past) > late + 1:
            del past[: len(past) - late - 1]
        if len(past) <= late:
            return None
        spread = seen()[name].noise / np.maximum(information, LEAST_INFORMATION)
        return past[0] * noise(self._luck(point(name), week), spread)


def point(name: str) -> str:
    """Return the decision point of what is seen of a measure."""
    return f"seen.{name}"


def _watch(slot: Slot, shown: Runs | None, week: int) -> None:
    """Count the weeks beyond the level, and set the lever once they are enough."""
    if shown is None:
        return
    beyond = shown > slot.level if slot.rule.above else shown < slot.level
    slot.count = np.where(beyond & (week >= slot.start), slot.count + 1.0, 0.0)
    slot.fired = slot.fired | (slot.count >= slot.weeks)


def _slots(policies: Sequence[Case], block: Block) -> list[Slot]:
    """Return slots in the order of the rules: what later rules set goes before earlier ones."""
    order: dict[tuple[object, ...], dict[int, Rule]] = {}
    for place, case in enumerate(policies):
        for i, rule in enumerate(case.rules):
            key = (i, rule.measure, rule.above, rule.lever)
            order.setdefault(key, {})[place] = rule
    keys = sorted(order, key=lambda key: int(key[0]))  # type: ignore[call-overload]
    return [_slot(order[key], len(policies), block) for key in keys]


def _slot(rules: Mapping[int, Rule], count: int, block: Block) -> Slot:
    first = next(iter(rules.values()))
    never = np.inf if first.above else -np.inf

    def by_run(read: Callable[[Rule], float], otherwise: float) -> Runs:
        column = [read(rules[i]) if i in rules else otherwise for i in range(count)]
        return block.spread(np.asarray(column, dtype=np.float64))

    return Slot(
        first, by_run(lambda r: r.level, never), by_run(lambda r: r.weeks, np.inf),
        by_run(lambda r: r.value, 0.0), by_run(lambda r: r.start, 0.0),
        np.zeros(block.size), np.zeros(block.size, dtype=bool),
    )  # fmt: skip
