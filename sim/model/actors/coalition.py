"""What the three coalition states share: budgets, allocations, posture."""

from dataclasses import dataclass

import numpy as np
from mesa import Agent, Model

from sim.ground.arrays import Runs
from sim.model.mechanisms.enforcement import (
    EFFORT_RULES,
    EnforcementParams,
    Spent,
    Stakes,
    floored,
    marginal_cost,
    reallocate,
)
from sim.model.rules import Choice
from sim.vocabulary.axes import CHANNELS


@dataclass(frozen=True)
class StateParams:
    """Drawn assumptions, one field per registry entry ``<state>.<field>``; shape (run,)."""

    budget: Runs
    contribution: Runs
    public_value: Runs
    private_value: Runs
    efficiency: Runs
    posture: Runs
    posture_gain: Runs
    posture_adjustment: Runs
    designations: Runs
    attention_arms: Runs
    attention_oil_direct: Runs
    attention_ship_to_ship: Runs
    attention_coal: Runs
    attention_finance: Runs
    attention_labour: Runs
    attention_cyber: Runs
    attention_procurement: Runs

    def attention(self, runs: Runs) -> Runs:
        """Return opening shares of effort, shape (channel, run)."""
        rows = [np.broadcast_to(getattr(self, f"attention_{c}"), runs.shape) for c in CHANNELS]
        return np.stack(rows)


@dataclass(frozen=True)
class Partners:
    """What a state knows of the others at the opening; shape (run,).

    Attributes:
        budget: their opening budgets together, effort units/week.
        public: their public values together, effort units.
        coordination: opening coordination, which weighs their values in its own.
    """

    budget: Runs
    public: Runs
    coordination: Runs


class CoalitionState(Agent):
    """A state that enforces: carries its parameters and passes arrays to the rules."""

    name: str

    def __init__(
        self, model: Model, params: StateParams, shared: EnforcementParams, rule: Choice
    ) -> None:
        super().__init__(model)
        self.params, self._shared, self._rule = params, shared, rule
        runs = np.ones_like(params.budget)
        self._attention = params.attention(runs)
        self.opening_budget = params.budget * params.contribution
        self.opening_shares = floored(shared, self._attention)
        self._cost = runs
        self._partners = Partners(runs, runs, runs)

    def meet(self, partners: Partners) -> None:
        """Learn the partners' opening, and so the cost at which its own is the best reply."""
        p = self.params
        public = p.public_value + partners.coordination * partners.public
        self._cost = marginal_cost(self.opening_budget, partners.budget, public, p.private_value)
        self._partners = partners

    def spend(
        self, budget: Runs, others: Runs, coordination: Runs, violations: Runs, urge: Runs | float
    ) -> Runs:
        """Return the week's budget by the effort rule, effort units/week, shape (run,)."""
        p = self.params
        stakes = Stakes(
            budget=budget,
            opening=self.opening_budget,
            others=others,
            public=p.public_value + coordination * self._partners.public,
            private=p.private_value,
            cost=self._cost,
            violations=violations,
            speed=self._shared.budget_adjustment,
            urge=urge,
            unprovoked=self._shared.unprovoked_share,
        )
        out: Runs = self._rule(EFFORT_RULES, stakes)
        return out

    def allocate(self, shares: Runs, lure: Runs) -> Runs:
        """Return its shares of effort by channel, shape (channel, run)."""
        return reallocate(self._shared, shares, self._attention, lure)

    def spent(self, budget: Runs, shares: Runs) -> Spent:
        """Return what it puts on the channels."""
        return Spent(self.params.efficiency, budget, shares)

    def at_reference(self) -> Spent:
        """Return what it would put on the channels with its full opening budget."""
        return Spent(self.params.efficiency, self.params.budget, self.opening_shares)

    def expected_designations(self, spent: Runs, acting: Runs) -> Runs:
        """Return expected designations by channel, designations/week, shape (channel, run).

        Args:
            spent: its effort by channel before tempo, effort units/week, shape (channel, run).
            acting: what tempo, information, PRC and relief leave of it, shape (channel, run).
        """
        return self.params.designations * spent / self.params.budget * acting

    def usual_designations(self) -> Runs:
        """Return designations by channel at reference, designations/week, (channel, run)."""
        return self.params.designations * self.opening_shares
