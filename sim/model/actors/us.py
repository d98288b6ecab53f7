"""United States: leads enforcement towards what Congress presses for, and threatens banks.

Goal: keep sanctions effective and deter, at a cost that Congress bears.
Senses: partners' budgets of last week, channel yields through noise, visible violations.
Decides: its budget by the effort rule, its allocation, the secondary-sanctions threat (lever).
Adapts: shifts effort to channels that yield; Congress moves the aim of its budget, turns its
attention after an event, and holds a floor.
Ignores: what its pressure does to third parties' willingness, until they act.
"""

import numpy as np

from sim.ground.arrays import Runs
from sim.model.actors.coalition import CoalitionState
from sim.model.actors.congress import CongressParams


def budget_floor(p: CongressParams, opening: Runs, mandate: Runs) -> Runs:
    """Return the least that the US spends, effort units/week, shape (run,) (M16, S7)."""
    return p.budget_floor * opening * (1.0 + p.budget_floor_response * mandate)


class UnitedStates(CoalitionState):
    """The state whose budget Congress holds up and whose banks threaten others."""

    name = "us"

    def with_task_force(self, budget: Runs, share: Runs, task_force: Runs) -> Runs:
        """Return its budget with what the oil task force brings, effort units/week, (run,)."""
        out: Runs = budget + task_force * share * self.params.budget
        return out

    def held_up(self, budget: Runs, congress: CongressParams, mandate: Runs) -> Runs:
        """Return its budget with the floor of Congress under it."""
        out: Runs = np.maximum(budget, budget_floor(congress, self.opening_budget, mandate))
        return out
