"""Politics of a week: what is known, the Council, Congress, the tie, an off-ramp (M14-M16, M20)."""

from typing import NamedTuple

import numpy as np

from sim.ground.arrays import Runs, lagged, positive
from sim.ground.units import WEEKS_PER_YEAR
from sim.model.actors.congress import remember, violations
from sim.model.actors.council import Session
from sim.model.calendar import Week
from sim.model.draws import poisson
from sim.model.mechanisms.diplomacy import acceptance, approach, off_ramp, offered_relief, open_up
from sim.model.mechanisms.monitoring import NONE, expose, inform
from sim.model.mechanisms.troops import comradeship
from sim.model.stages.scene import Cast, Scene

MOST_EVENTS = 20
"""Cut of weekly counts of about one: never met in practice."""


class Politics(NamedTuple):
    """What politics decided this week; (run,)."""

    mandate_lagged: Runs
    published: Runs
    findings: Runs
    since_exposure: Runs
    information: Runs
    monitored: Runs
    session: Session
    violations: Runs
    oversight: Runs
    mandate: Runs
    meetings: Runs
    closeness: Runs
    openness: Runs
    offers: Runs
    in_force: Runs
    relief: Runs

    @property
    def lifted(self) -> Runs:
        """Share of sanctions lifted while an off-ramp is in force."""
        return self.relief * self.in_force


def politics(scene: Scene) -> Politics:
    """Monitor, vote, oversee, meet and offer, in this order."""
    cast, _, opening, last, now = scene
    a, luck, week = cast.assumed, cast.luck, now.number
    lag = lagged(last.mandates, a.congress.memory)
    rate = now.levers.public_exposure_per_year / WEEKS_PER_YEAR
    published = poisson(luck("exposure", week), rate, MOST_EVENTS) + now.route_map
    findings = expose(a.monitoring, last.findings, published)
    reporting = a.congress.report_gain * (lag - opening.mandate)
    regime = now.levers.monitoring_regime
    information = inform(a.monitoring, last.information, regime, findings, reporting)
    session = cast.council.meet(last, now, luck)
    seen = violations(
        a.congress, last.shipped, a.exchange.reference_shipments, last.refined, a.oil.refined_cap
    )
    oversight = cast.congress.oversee(seen, findings, luck, week)
    level = now.levers.congressional_mandate
    mandate = remember(a.congress, last.mandates[-1], oversight, published, level)
    meetings = _meet(cast, now)
    comrades = comradeship(a.troops, last.troops)
    closeness = approach(a.diplomacy, last.closeness, meetings, now.summit, comrades)
    openness = open_up(
        a.diplomacy,
        last.openness,
        last.dependence,
        session.shield - a.council.shield,
        last.believed_threat - a.banking.threat_before,
        information - a.monitoring.information,
    )
    offers, in_force, relief = _negotiate(scene, lag, closeness)
    return Politics(
        mandate_lagged=lag,
        published=published,
        findings=findings,
        since_exposure=np.where(published > 0.0, 0.0, last.since_exposure + 1.0),
        information=information,
        monitored=(regime != NONE) * np.ones(cast.size),
        session=session,
        violations=seen,
        oversight=oversight,
        mandate=mandate,
        meetings=meetings,
        closeness=closeness,
        openness=openness,
        offers=offers,
        in_force=in_force,
        relief=relief,
    )


def _meet(cast: Cast, now: Week) -> Runs:
    """Draw meetings: at the pace of before until the exchange opens (S24)."""
    p = cast.assumed.diplomacy
    rate = p.meetings * np.where(now.opening > 0.0, 1.0, p.meetings_without_exchange)
    return poisson(cast.luck("meeting", now.number), rate, MOST_EVENTS)


def _negotiate(scene: Scene, lag: Runs, closeness: Runs) -> tuple[Runs, Runs, Runs]:
    """Return offers made, whether an off-ramp is in force after the week, and its relief."""
    cast, books, _, last, now = scene
    attempts = now.levers.off_ramp_attempts_per_year
    if not np.any(attempts) and not last.in_force.any():
        return 0.0 * last.in_force, last.in_force, last.relief
    a, luck, week = cast.assumed, cast.luck, now.number
    withheld = a.congress.relief_response * lag
    relief = offered_relief(now.levers.off_ramp_relief, a.congress.relief_ceiling, withheld)
    poorer = positive(1.0 - books.money.stock("dprk") / a.treasury.hard_currency)
    chance = acceptance(
        a.diplomacy,
        relief,
        1.0 - last.energy + poorer + a.diplomacy.offer_hunger * positive(1.0 - last.food_cover),
        closeness * last.dependence,
        last.emboldenment - a.provocation.emboldenment,
    )
    try_rate = 1.0 - np.exp(-attempts / WEEKS_PER_YEAR)
    ends = (luck("offramp_end", week) < 1.0 / a.diplomacy.off_ramp_length).astype(np.float64)
    offered = (luck("offramp_try", week) < try_rate).astype(np.float64)
    accepted = (luck("offramp_acc", week) < chance).astype(np.float64)
    in_force, begins = off_ramp(last.in_force, ends, offered, accepted)
    made = (1.0 - last.in_force) * offered
    return made, in_force, np.where(begins > 0.0, relief, last.relief) * in_force
