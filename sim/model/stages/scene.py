"""Who and what a week is made of: actors, assumptions, ledgers, luck, opening values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from mesa import Model

from sim.ground.arrays import Runs
from sim.model.actors.assumed import Assumed, channels
from sim.model.actors.coalition import CoalitionState, Partners
from sim.model.actors.congress import Congress
from sim.model.actors.council import Council
from sim.model.actors.dprk import Dprk
from sim.model.actors.japan import Japan
from sim.model.actors.rok import RepublicOfKorea
from sim.model.actors.russia import Russia
from sim.model.actors.suppliers import Supplier, suppliers
from sim.model.actors.us import UnitedStates
from sim.model.actors.view import View
from sim.model.calendar import Week
from sim.model.draws import Luck
from sim.model.ledger import Ledger
from sim.model.mechanisms.networks import Channels
from sim.model.mechanisms.shells import PipelineParams
from sim.model.rules import Choice


@dataclass(frozen=True)
class Ledgers:
    """Double-entry books of shells, gun barrels, missiles, oil, money and arrears."""

    shells: Ledger
    barrels: Ledger
    missiles: Ledger
    oil: Ledger
    money: Ledger
    arrears: Ledger

    def check(self, week: int) -> None:
        """Audit every book."""
        for book in (
            self.shells,
            self.barrels,
            self.missiles,
            self.oil,
            self.money,
            self.arrears,
        ):
            book.check(week)


@dataclass(frozen=True)
class Opening:
    """Values at the opening that later weeks are compared with; (run,) unless said.

    Attributes:
        demand: opening fire demand, rounds/week.
        energy: energy cover.
        food: food cover.
        yields: perceived yield by channel, shape (channel, run).
        effort: joint effort by channel at full opening budgets, shape (channel, run).
        designated: designations at reference by channel, designations/week, shape (channel, run).
        posture: by state, shape (state, run).
        mean_posture: mean over states.
        mandate: of Congress, at rest.
        tempo: long-run provocation rate, events/week.
        usability: worth of a dollar of cash.
        absorption: ability to use given technology.
        technology: level by area, shape (area, run).
        threat_mood: mean of emboldenment and perceived threat.
        components: capability components, 0 to 1, shape (component, run).
    """

    demand: Runs
    energy: Runs
    food: Runs
    yields: Runs
    effort: Runs
    designated: Runs
    posture: Runs
    mean_posture: Runs
    mandate: Runs
    tempo: Runs
    usability: Runs
    absorption: Runs
    technology: Runs
    threat_mood: Runs
    components: Runs


@dataclass(frozen=True)
class Cast:
    """Actors, assumptions and books that every stage of a week may use."""

    assumed: Assumed
    channels: Channels
    pipeline: PipelineParams
    costs: Runs
    worth: Runs
    russia: Russia
    dprk: Dprk
    us: UnitedStates
    rok: RepublicOfKorea
    japan: Japan
    congress: Congress
    council: Council
    suppliers: tuple[Supplier, ...]
    rules: Mapping[str, Choice]
    luck: Luck
    closed: Runs
    size: int

    @property
    def states(self) -> tuple[CoalitionState, CoalitionState, CoalitionState]:
        """The three coalition states in the order of STATES."""
        return (self.us, self.rok, self.japan)


class State(NamedTuple):
    """What stands at a week bound: the cast, the books, and what all actors may know."""

    cast: Cast
    books: Ledgers
    view: View


class Scene(NamedTuple):
    """What every stage of one week may read: the cast, the books, last week's view, the date."""

    cast: Cast
    books: Ledgers
    opening: Opening
    last: View
    now: Week


def assemble(
    model: Model, a: Assumed, rules: Mapping[str, Choice], luck: Luck, closed: Runs, size: int
) -> Cast:
    """Create the actors of a World; the coalition states learn of one another."""
    shared, effort = a.enforcement, rules["effort"]
    cast = Cast(
        assumed=a,
        channels=channels(a, size, rules["arms_reach"]),
        pipeline=PipelineParams(
            a.exchange.refurbishment_share, a.exchange.refurbishment_time, a.exchange.transit_time
        ),
        costs=a.settlement.costs(),
        worth=a.settlement.worth(),
        russia=Russia(model, a.russia, rules["orders"]),
        dprk=Dprk(model, a.dprk, rules["export"]),
        us=UnitedStates(model, a.us, shared, effort),
        rok=RepublicOfKorea(model, a.rok, shared, effort),
        japan=Japan(model, a.japan, shared, effort),
        congress=Congress(model, a.congress),
        council=Council(model, a.council),
        suppliers=tuple(kind(model, a.suppliers[kind.name]) for kind in suppliers()),
        rules=rules,
        luck=luck,
        closed=closed,
        size=size,
    )
    for state in cast.states:
        partners = [other for other in cast.states if other is not state]
        state.meet(
            Partners(
                budget=partners[0].opening_budget + partners[1].opening_budget,
                public=partners[0].params.public_value + partners[1].params.public_value,
                coordination=shared.coordination,
            )
        )
    return cast


def others(budgets: tuple[Runs, ...], mine: int) -> Runs:
    """Return the sum of the other states' budgets, shape (run,)."""
    first, *rest = (budget for i, budget in enumerate(budgets) if i != mine)
    return sum(rest, start=first)
