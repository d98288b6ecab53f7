"""UN Security Council: proposals after tests, Russian and PRC vetoes, the Panel's renewal.

Goal: none of its own; it aggregates the votes of its members.
Senses: last week's provocations, Russia's dependence on DPRK, its antagonism to the West.
Decides: whether a proposal is tabled, and whether a veto stops it.
Adapts: Russia's cover for DPRK (the shield) follows its recent votes.
Ignores: abstentions and texts; an adopted resolution binds PRC and carriers for about a year.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from mesa import Agent, Model

from sim.ground.arrays import Runs, logistic
from sim.model.actors.view import View
from sim.model.calendar import Week
from sim.model.draws import Luck, binomial


@dataclass(frozen=True)
class CouncilParams:
    """Drawn assumptions, one field per registry entry ``council.<field>``; shape (run,)."""

    test_share: Runs
    proposal_share: Runs
    veto_intercept: Runs
    veto_antagonism: Runs
    veto_dependence: Runs
    veto_non_proliferation: Runs
    antagonism: Runs
    non_proliferation: Runs
    prc_veto: Runs
    shield: Runs
    shield_update: Runs
    resolution_cooperation: Runs
    resolution_listing: Runs
    resolution_memory: Runs

    @cached_property
    def unmoved(self) -> Runs:
        """Log of the chance that one test calls for no proposal, shape (run,)."""
        out: Runs = np.log(1.0 - self.proposal_share)
        return out

    @cached_property
    def inclination(self) -> Runs:
        """Veto logit of a Russia that does not depend on DPRK, shape (run,)."""
        return (
            self.veto_intercept
            + self.veto_antagonism * self.antagonism
            - self.veto_non_proliferation * self.non_proliferation
        )


class Session(NamedTuple):
    """One week in the Council. Invariant: adopted + stopped by any veto = proposals.

    Attributes:
        proposals: tabled, the renewal of the Panel included.
        vetoes: of Russia.
        adopted: proposals that passed.
        resolved: sanctions resolutions of the past year, faded, the renewal left out.
        shield: Russian cover, 0 to 1.
    """

    proposals: Runs
    vetoes: Runs
    adopted: Runs
    resolved: Runs
    shield: Runs


def veto_chance(p: CouncilParams, dependence: Runs) -> Runs:
    """Return the chance of a Russian veto, shape (run,) (M15, S56-S59)."""
    return logistic(p.inclination + p.veto_dependence * dependence)


class Council(Agent):
    """Carries the parameters and passes arrays to the rules."""

    def __init__(self, model: Model, params: CouncilParams) -> None:
        super().__init__(model)
        self.params = params

    def meet(self, last: View, now: Week, luck: Luck) -> Session:
        """Table what last week's tests call for, or hold the dated vote; update the shield."""
        p, week = self.params, now.number
        tests = binomial(luck("test", week), last.provocations, p.test_share)
        called = 1.0 - np.exp(tests * p.unmoved)
        tabled = (luck("proposal", week) < called) * (1.0 - now.renewal)
        russian = tabled * (luck("veto_rus", week) < veto_chance(p, last.dependence))
        chinese = tabled * (luck("veto_prc", week) < p.prc_veto)
        renewal = now.renewal + 0.0 * tabled
        stopped = renewal * (1.0 - now.panel_kept)
        proposals, vetoes = tabled + renewal, russian + stopped
        passed = tabled * (1.0 - russian) * (1.0 - chinese)
        resolved = last.resolved * (1.0 - 1.0 / p.resolution_memory) + passed
        moved = last.shield + p.shield_update * (np.minimum(1.0, vetoes) - last.shield)
        shield = np.where(proposals > 0.0, moved, last.shield)
        return Session(proposals, vetoes, passed + renewal - stopped, resolved, shield)
