"""The World: a Mesa model whose agents hold arrays over runs. One step is one week."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from mesa import Agent, Model

from sim.ground.arrays import Runs
from sim.ground.errors import InputError
from sim.ground.weeks import MOST_WEEKS
from sim.model.actors.assumed import gather
from sim.model.calendar import Calendar, Levers, Week
from sim.model.draws import Block, Luck
from sim.model.ledger import AuditError
from sim.model.mechanisms.capability import scores
from sim.model.members import Source, draw_choices, draw_values
from sim.model.reactions import Memory, Reactions
from sim.model.rules import choose
from sim.model.stages.capability import INDICES, Standing, standing
from sim.model.stages.exchange import exchange
from sim.model.stages.measures import FLOWS, STOCKS
from sim.model.stages.opening import open_books, open_values, open_view
from sim.model.stages.outcome import Outcome, next_view
from sim.model.stages.politics import politics
from sim.model.stages.pressure import coalition, facilitate
from sim.model.stages.programme import programme
from sim.model.stages.provocation_and_posture import react
from sim.model.stages.returns import returns
from sim.model.stages.scene import Scene, State, assemble
from sim.vocabulary.components import require_goalposts
from sim.vocabulary.policy import Case

HELD = (
    "rules", "calendar", "cast", "books", "view", "opening", "reactions", "memory", "_last",
    "_places",
)  # fmt: skip
"""What holds arrays of a World."""


class World(Model):
    """Actors, channels and ledgers for the runs of one block.

    The order of a week is that of the model documentation: within a step all actors decide
    from the same view of last week, then flows settle through the ledgers.

    Args:
        policies: laid side by side over the same members.
        block: members and number of policies.
        source: where a member's assumptions come from.
        seed: of the ensemble; keys all luck.
        weeks: how far the calendar must reach.

    Raises:
        InputError: a policy moves goalposts past each other.
    """

    def __init__(
        self,
        policies: Sequence[Case],
        block: Block,
        source: Source,
        *,
        seed: int,
        weeks: int = MOST_WEEKS,
    ) -> None:
        super().__init__(rng=seed)
        for policy in policies:
            require_goalposts(policy.name, policy.assumptions)
        self.block = block
        self.rules = choose(policies, block, draw_choices(source))
        values = draw_values(source, policies, block, self.rules["reading"].codes)
        self.calendar = Calendar(policies, block, values, weeks)
        luck, closed = Luck(seed, block), self.calendar.dated.closed
        self.cast = assemble(self, gather(values), self.rules, luck, closed, block.size)
        adaptive = any(policy.rules for policy in policies)
        self.reactions = Reactions(policies, block, luck) if adaptive else None
        self.books = open_books(self.cast)
        opening = open_values(self.cast, self.calendar, self.books)
        self.view = open_view(self.cast, self.calendar, self.books, opening)
        self._places: Standing | None = None
        self.opening = replace(opening, components=scores(self._standing().cut))
        self.failures: list[tuple[int, AuditError]] | None = None
        self._last: tuple[Scene, Outcome] | None = None
        self.memory = self._remembered()

    @classmethod
    def of(
        cls, policy: Case, member: int = 0, *, seed: int = 1, source: Source | None = None
    ) -> "World":
        """Return a World of one run, for a notebook, a debugger or Mesa's own tools."""
        members = range(member, member + 1)
        return cls([policy], Block(members), source or Source.prior(seed, members), seed=seed)

    @property
    def week(self) -> int:
        """Number of weeks that have passed."""
        return int(self.steps)

    def value(self, measure: str) -> Runs:
        """Return a measure as of the last step (stocks: also before it), shape (..., run)."""
        if measure in STOCKS:
            return STOCKS[measure](self.state())
        if measure in INDICES:
            return INDICES[measure](self._standing(), self.opening.components)
        if self._last is None:
            raise InputError(f"{measure}: a flow has no value before the first step")
        return FLOWS[measure](*self._last)

    def _remembered(self) -> Memory | None:
        """Return what adaptive rules know at the opening: what stands then, and no flow."""
        if self.reactions is None:
            return None
        blank = self.reactions.blank()
        none = np.zeros(self.block.size)
        return self.reactions.noted(blank, lambda n: self.value(n) if n in STOCKS else none)

    def state(self) -> State:
        """Return what stands at the end of the last step, or at the opening."""
        return State(self.cast, self.books, self.view)

    def _standing(self) -> Standing:
        """Return where all scales stand; computed at most once a week."""
        if self._places is None:
            self._places = standing(self.state())
        return self._places

    def step(self) -> None:
        """Advance one week."""
        now = self.calendar.at(self.week - 1, self.heed)
        self.advance(now)
        self._audit(now.number)

    def heed(self, levers: Levers, week: int) -> Levers:
        """Return the levers of a week as adaptive rules leave them; recorded like `advance`."""
        if self.reactions is None or self.memory is None:
            return levers
        self.memory = self.reactions.heeded(self.memory, week, self.view.information)
        changed = self.reactions.changed(self.memory)
        put = {n: np.where(hit, to, getattr(levers, n)) for n, (hit, to) in changed.items()}
        return replace(levers, **put)

    def advance(self, now: Week) -> None:
        """Let a week happen: nothing but operations on arrays, which `sim.compiled` records.

        It changes `books`, `view` and `memory`, which the next week begins with, and nothing else.
        """
        scene = Scene(self.cast, self.books, self.opening, self.view, now)
        seen = politics(scene)
        done = coalition(scene, seen)
        network = facilitate(scene, seen, done)
        traded = exchange(scene, seen, done, network)
        got = returns(scene, seen, done, network, traded)
        reached = programme(scene, seen, network, traded, got)
        mood = react(scene, seen, done, traded, reached)
        week = Outcome(seen, done, network, traded, got, reached, mood)
        self._last, self._places = (scene, week), None
        self.view = next_view(scene, week)
        if self.reactions is not None and self.memory is not None:
            self.memory = self.reactions.noted(self.memory, self.value)

    def _audit(self, week: int) -> None:
        """Check the books; a failure stops the run, or is kept where somebody collects them."""
        try:
            self.books.check(week)
        except AuditError as error:
            if self.failures is None:
                raise
            self.failures.append((week, error))

    def close(self) -> None:
        """Let go of the arrays, and of the counter by which Mesa keeps a finished model alive."""
        for agent in list(self.agents):
            agent.remove()
        getattr(Agent, "_ids", {}).pop(self, None)
        for name in HELD:
            self.__dict__.pop(name, None)
