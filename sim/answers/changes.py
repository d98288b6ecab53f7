"""One input of a case set to a value: a lever from a week on, or an assumption for all members."""

from dataclasses import dataclass, replace

from sim.ground.errors import InputError, unknown
from sim.vocabulary.assumptions import registry
from sim.vocabulary.levers import levers
from sim.vocabulary.policy import Case


@dataclass(frozen=True)
class Input:
    """A lever or an assumption and the range in which it is tried.

    Attributes:
        name: of the lever, or the key of the assumption.
        low, high: of the range, in its unit.
        start: week from which a lever holds.
    """

    name: str
    low: float
    high: float
    start: int = 0

    @classmethod
    def of(
        cls, name: str, low: float | None = None, high: float | None = None, start: int = 0
    ) -> "Input":
        """Return an input with its own range where none is given; InputError if it has none."""
        if name in levers():
            known = levers()[name]
            if not known.quantity:
                raise InputError(f"{name}: takes names or dates, not numbers; name another lever")
            ends = (known.low if low is None else low, known.high if high is None else high)
            for end in ends:
                known.parse(name, end)
        elif name in registry().entries:
            span = registry()[name].span()
            ends = (span[0] if low is None else low, span[1] if high is None else high)
            if start:
                raise InputError(f"{name}: an assumption holds from the start; drop the date")
        else:
            raise unknown("--over", "lever or assumption", name, [*levers(), *registry().entries])
        if not ends[0] < ends[1]:
            raise InputError(
                f"{name}: the range {ends[0]:g} to {ends[1]:g} is empty; give --low and --high"
            )
        return cls(name, float(ends[0]), float(ends[1]), start)

    def at(self, case: Case, value: float) -> Case:
        """Return a case with the input at a value."""
        if self.name not in levers():
            return case.fixing(self.name, value)
        if not self.start:
            return case.setting(self.name, value)
        known = levers()[self.name]
        before = tuple(s for s in case.levers.get(self.name, ()) if s[0] < self.start)
        steps = (*before, (self.start, known.parse(self.name, value)))
        return replace(case, levers={**case.levers, self.name: steps})
