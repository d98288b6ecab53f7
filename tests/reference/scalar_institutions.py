"""M15 Council, M16 Congress and M20 the tie between the two states with the off-ramp."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import mesa

from .scalar_calendar import WEEKS_PER_YEAR
from .scalar_draws import bernoulli, binomial, clip, logistic, logit, poisson, positive

if TYPE_CHECKING:
    from .scalar import ScalarWorld


class Council(mesa.Agent):
    """Votes on proposals; a Russian veto raises the shield."""

    def __init__(self, world: ScalarWorld) -> None:
        super().__init__(world)
        self.world = world
        self.shield = world.p["council.shield"]
        self.tests = 0
        self.proposals = 0
        self.vetoes = 0
        self.adopted = 0
        self.resolved = 0.0

    def vote(self) -> None:
        """Run M15: tests, at most one proposal a week, the votes, the shield."""
        w, p = self.world, self.world.p
        self.tests = binomial(w.dprk.provocations, p["council.test_share"], w.draw("test"))
        likely = 1.0 - (1.0 - p["council.proposal_share"]) ** self.tests
        dated = w.calendar.renewal_vote
        tabled = bernoulli(likely, w.draw("proposal")) or dated
        vetoed = tabled and self._russian_veto(dated)
        blocked = tabled and not dated and bernoulli(p["council.prc_veto"], w.draw("veto_prc"))
        if tabled:
            self.shield += p["council.shield_update"] * (float(vetoed) - self.shield)
        self.proposals = int(tabled)
        self.vetoes = int(vetoed)
        self.adopted = int(tabled and not vetoed and not blocked)
        self.resolved *= 1.0 - 1.0 / p["council.resolution_memory"]
        self.resolved += 0.0 if dated else self.adopted

    def _russian_veto(self, dated: bool) -> bool:
        """Return the Russian vote; the dated one is imposed unless the lever keeps the Panel."""
        w = self.world
        if dated:
            return not w.calendar.panel_kept
        return bernoulli(self.veto_probability(), w.draw("veto_rus"))

    def veto_probability(self) -> float:
        """Return the probability that Russia vetoes a proposal."""
        w, p = self.world, self.world.p
        return logistic(
            p["council.veto_intercept"]
            + p["council.veto_antagonism"] * p["council.antagonism"]
            + p["council.veto_dependence"] * w.russia.dependence
            - p["council.veto_non_proliferation"] * p["council.non_proliferation"]
        )


class Congress(mesa.Agent):
    """Holds the statutory mandate, which acts with a delay."""

    def __init__(self, world: ScalarWorld) -> None:
        super().__init__(world)
        self.world = world
        self.start = self._at_rest()
        self.mandate = self.start
        self.past: list[float] = []
        self.lagged = self.mandate
        self.violation = 0.0
        self.event = False

    @property
    def push(self) -> float:
        """Mandate that acts now, above its rest."""
        return self.lagged - self.start

    def _at_rest(self) -> float:
        """Return the mandate that gains and decay hold steady before the exchange."""
        p = self.world.p
        allowed = p["congress.refined_scale"] * p["oil.refined_cap"] / WEEKS_PER_YEAR
        drive = p["congress.violation_response"] * min(1.0, p["oil.ship_to_ship"] / allowed)
        drive *= 1.0 - p["congress.shell_weight"]
        drive += p["congress.exposure_response"] * self.world.coalition.exposure
        event = 1.0 - math.exp(-p["congress.oversight_hazard"] * math.exp(drive))
        gain = p["congress.mandate_step"] * event
        gain += p["congress.exposure_gain"] * p["monitoring.exposures"] / WEEKS_PER_YEAR
        return gain / (gain + p["congress.mandate_decay"])

    def recall(self) -> None:
        """Read the mandate at the end of the week 13 weeks ago; the start value before that."""
        week = self.world.week - int(self.world.p["congress.memory"])
        self.lagged = self.past[week] if week >= 0 else self.start

    def oversee(self) -> None:
        """Run M16: violations, oversight event, mandate."""
        w, p = self.world, self.world.p
        allowed = p["congress.refined_scale"] * p["oil.refined_cap"] / WEEKS_PER_YEAR
        shells = min(1.0, w.dprk.shipped / p["exchange.reference_shipments"])
        weight = p["congress.shell_weight"]
        oil = min(1.0, w.dprk.refined_oil / allowed)
        self.violation = weight * shells + (1.0 - weight) * oil
        drive = p["congress.violation_response"] * self.violation
        drive += p["congress.exposure_response"] * w.coalition.exposure
        hazard = p["congress.oversight_hazard"] * math.exp(drive)
        self.event = bernoulli(1.0 - math.exp(-hazard), w.draw("oversight"))
        gain = p["congress.mandate_step"] * float(self.event)
        gain += p["congress.exposure_gain"] * w.coalition.exposures
        decay = p["congress.mandate_decay"] * self.mandate
        new = self.mandate + gain * (1.0 - self.mandate) - decay
        self.mandate = w.calendar.number("congressional_mandate", clip(new, 0.0, 1.0))
        self.past.append(self.mandate)


class Tie:
    """M20: meetings, closeness, openness and the off-ramp."""

    def __init__(self, world: ScalarWorld) -> None:
        self.world = world
        p = world.p
        before = p["diplomacy.meetings"] * p["diplomacy.meetings_without_exchange"]
        gain = p["diplomacy.meeting_gain"] * before
        self.closeness = gain / (gain + p["diplomacy.closeness_decay"])
        self.openness = world.p["diplomacy.openness"]
        self.meetings = 0
        self.in_force = False
        self.offers = 0.0
        self.relief = 0.0

    @property
    def relief_in_force(self) -> float:
        """Accepted relief r_acc times neg."""
        return self.relief if self.in_force else 0.0

    @property
    def capacity(self) -> float:
        """Openness relative to the one at which capacities hold, capped."""
        return self.capacity_at(self.openness)

    def capacity_at(self, openness: float) -> float:
        """Return the relative openness, capped."""
        p = self.world.p
        return min(p["banking.openness_ceiling"], openness / p["diplomacy.reference_openness"])

    def meet(self) -> None:
        """Draw meetings and move closeness."""
        w, p = self.world, self.world.p
        rate = p["diplomacy.meetings"]
        if not w.calendar.opening > 0.0:
            rate *= p["diplomacy.meetings_without_exchange"]
        self.meetings = poisson(rate, w.draw("meeting"))
        gain = p["diplomacy.meeting_gain"] * self.meetings
        gain += p["diplomacy.summit_gain"] * float(w.calendar.summit)
        gain += p["troops.closeness_gain"] * w.dprk.troops / p["troops.reference"]
        decay = p["diplomacy.closeness_decay"] * self.closeness
        self.closeness = clip(self.closeness + gain * (1.0 - self.closeness) - decay, 0.0, 1.0)

    def open_up(self) -> None:
        """Move Russian openness to where dependence, shield, threat and information pull it."""
        w, p = self.world, self.world.p
        threat = w.coalition.threat - p["banking.threat_before"]
        information = w.coalition.information - p["monitoring.information"]
        target = logistic(
            logit(p["diplomacy.openness"])
            + p["diplomacy.openness_dependence"] * w.russia.dependence
            + p["diplomacy.openness_shield"] * (w.council.shield - p["council.shield"])
            - p["diplomacy.openness_threat"] * threat
            - p["diplomacy.openness_information"] * information
        )
        self.openness += p["diplomacy.openness_speed"] * (target - self.openness)

    def negotiate(self) -> None:
        """End an off-ramp in force, or else try to reach one."""
        w = self.world
        self.offers = 0.0
        if self.in_force:
            if bernoulli(1.0 / w.p["diplomacy.off_ramp_length"], w.draw("offramp_end")):
                self.in_force = False
                self.relief = 0.0
            return
        attempts = w.calendar.number("off_ramp_attempts_per_year", 0.0)
        likely = 1.0 - math.exp(-attempts / WEEKS_PER_YEAR)
        if not bernoulli(likely, w.draw("offramp_try")):
            return
        self.offers = 1.0
        offer = self.offer()
        if bernoulli(self.acceptance(offer), w.draw("offramp_acc")):
            self.in_force = True
            self.relief = offer

    def offer(self) -> float:
        """Return the relief on offer, under the ceiling of Congress."""
        w = self.world
        ceiling = w.p["congress.relief_ceiling"] * (
            1.0 - w.p["congress.relief_response"] * w.congress.lagged
        )
        return min(w.calendar.number("off_ramp_relief", 0.0), ceiling)

    def acceptance(self, offer: float) -> float:
        """Return the probability that DPRK accepts an offer."""
        w, p = self.world, self.world.p
        money_gap = positive(1.0 - w.treasury.reserves / p["treasury.hard_currency"])
        need = (1.0 - w.dprk.energy) + money_gap
        need += p["diplomacy.offer_hunger"] * positive(1.0 - w.dprk.food_cover)
        backing = self.closeness * w.russia.dependence
        boldness = w.dprk.emboldenment - p["provocation.emboldenment"]
        worth = min(1.0, offer / p["diplomacy.full_offer"])
        return worth * logistic(
            p["diplomacy.offer_intercept"]
            + p["diplomacy.offer_relief"] * offer * need
            - p["diplomacy.offer_backing"] * backing
            - p["diplomacy.offer_emboldenment"] * boldness
        )
