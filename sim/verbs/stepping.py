"""A World to step by hand, with Mesa's own tools or a debugger; checked as every call is."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sim.ground.arrays import Runs
from sim.ground.calls import checked_as, constructed
from sim.ground.errors import InputError
from sim.ground.telling import NoAttributeError, Telling
from sim.ground.weeks import MOST_WEEKS
from sim.model import world
from sim.model.draws import Block
from sim.model.members import Source, require_sizes
from sim.runs.ensemble import MOST_RUNS
from sim.verbs.given import Given, scenario_of
from sim.vocabulary import measures
from sim.vocabulary.policy import Case


@constructed
class World(Telling, world.World):
    """A model of Mesa that holds the runs of one block; one step is one week.

    `World.of` makes one of a single run. What `value` gives has the shape (..., run).

    Args:
        policies: scenarios or their policies, laid side by side over the same members.
        block: members and number of policies.
        source: where a member's assumptions come from.
        seed: of the ensemble.
        weeks: how far it can be stepped.

    Raises:
        InputError: what is given cannot be stepped.

    Example:
        >>> import sim
        >>> world = sim.World.of("baseline", member=7)
        >>> world.step()
        >>> world.week, world.value("russia.shells_fired").shape
        (1, (1,))
    """

    def __init__(
        self,
        policies: Sequence[Given | Case],
        block: Block,
        source: Source,
        *,
        seed: int,
        weeks: int = MOST_WEEKS,
    ) -> None:
        if not isinstance(policies, list | tuple) or not policies:
            raise InputError("World: policies: give a list of scenarios, as [sim.load(NAME)]")
        chosen = [_case("World: policies", one) for one in policies]
        _require_alike(chosen, block, source)
        require_sizes(len(block.members), seed, weeks)
        self.horizon = weeks
        super().__init__(chosen, block, source, seed=seed, weeks=weeks)

    @classmethod
    @checked_as("World.of")
    def of(
        cls, policy: Given | Case, member: int = 0, *, seed: int = 1, source: Source | None = None
    ) -> "World":
        """Return a World of one run.

        Args:
            policy: a scenario: its name, a file's path, a Scenario or its policy.
            member: of the ensemble.
            seed: of the ensemble.
            source: where its assumptions come from; the prior by default.
        """
        if not 0 <= member < MOST_RUNS:
            raise InputError(f"World.of: member: {member} is outside 0 to {MOST_RUNS:.0e}")
        require_sizes(1, seed, MOST_WEEKS)
        case, members = _case("World.of: policy", policy), range(member, member + 1)
        own = Source.prior(seed, members) if source is None else source
        return cls([case], Block(members), own, seed=seed)

    @checked_as("World.value")
    def value(self, measure: str) -> Runs:
        """Return a measure as of the last step (stocks: also before it), shape (..., run)."""
        measures.measure("World.value", measure)
        return super().value(measure)

    def step(self) -> None:
        """Advance one week; InputError where the horizon is reached, or the World is closed."""
        if self.week > self.horizon:
            raise InputError(f"World: its {self.horizon} weeks are over; at most {MOST_WEEKS}")
        super().step()

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """Say that a closed World holds nothing, or that there is no such name."""
            if name in world.HELD:
                raise NoAttributeError("World: is closed and holds nothing; make another")
            return super().__getattr__(name)


def _case(place: str, given: Any) -> Case:
    return given if isinstance(given, Case) else scenario_of(place, given).policy


def _require_alike(policies: Sequence[Case], block: Block, source: Source) -> None:
    """Refuse parts that do not fit each other."""
    if not isinstance(block.members, range):
        raise InputError(f"World: block: {block.members!r} is no range of members")
    if block.policies != len(policies):
        raise InputError(f"World: block: is of {block.policies} policies, not {len(policies)}")
    held, wanted = len(source.quantile("structure.reading")), len(block.members)
    if held != wanted:
        raise InputError(f"World: source: holds {held} members, the block {wanted}")
