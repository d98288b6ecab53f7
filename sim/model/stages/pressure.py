"""Pressure of a week: banks, budgets, allocations, effort, the eight channels (M11-M13)."""

from typing import NamedTuple

import numpy as np

from sim.ground.arrays import EDGE, Runs, positive, ratio, total, unit_interval
from sim.model.actors.view import View
from sim.model.calendar import Week
from sim.model.draws import binomial, noise_of, poisson
from sim.model.mechanisms import banking
from sim.model.mechanisms.enforcement import (
    Conditions,
    EnforcementParams,
    acting,
    coordinate,
    effect,
    joint_effort,
    perceived_yield,
    weighted,
)
from sim.model.mechanisms.networks import (
    EVASION_RULES,
    Losses,
    Network,
    Pressure,
    counted,
    evade,
    felt,
    mean_number,
    movement,
    settle,
)
from sim.model.mechanisms.oversight import promise, redirect
from sim.model.rules import Choice
from sim.model.stages.politics import Politics
from sim.model.stages.scene import Cast, Scene, others
from sim.vocabulary.axes import (
    ARMS,
    CHANNELS,
    COAL,
    CYBER,
    FINANCE,
    LABOUR,
    OIL_DIRECT,
    PROCUREMENT,
    SHIP_TO_SHIP,
    STATES,
)

SIGHTINGS = tuple(f"obs.{channel}" for channel in CHANNELS)
DESIGNATED = tuple(f"designations.{channel}" for channel in CHANNELS)
MOST_DESIGNATIONS = 60
"""Cut of a weekly count of at most about twenty: never met in practice."""


class Coalition(NamedTuple):
    """What the coalition did this week.

    Attributes:
        believed_threat: secondary-sanctions threat that banks believe, shape (run,).
        squeeze: share by which it hampers what Russian industry buys abroad, shape (run,).
        friction: share by which it hampers Russian payments, shape (run,).
        complying: share of banks that comply, shape (run,).
        coordination: shape (run,).
        budgets: by state, each (run,).
        shares: by state, each (channel, run).
        yields: perceived yield by channel, shape (channel, run).
        enforcement: effort in effect by channel, shape (channel, run).
        listed: designations that facilitators feel, 1 at reference, shape (channel, run).
        designations: by channel, designations/week, shape (channel, run).
        expected: designations by state, designations/week, each (channel, run).
        effort: spent by state, shape (state, run).
        cost: of effort, threat, posture, publicity and offers, shape (run,).
    """

    believed_threat: Runs
    squeeze: Runs
    friction: Runs
    complying: Runs
    coordination: Runs
    budgets: tuple[Runs, ...]
    shares: tuple[Runs, ...]
    yields: Runs
    enforcement: Runs
    listed: Runs
    designations: Runs
    expected: tuple[Runs, ...]
    effort: Runs
    cost: Runs


def weights(now: Week, p: EnforcementParams) -> Runs:
    """Return the weight of each channel in the allocation of effort, shape (channel, run) (M12).

    The task force moves weight to oil; a weight does not fall under a floor.
    """
    x = now.levers
    oil = x.oil_task_force_effort * (1.0 + now.task_force * (p.task_force_oil_step - 1.0))
    rows: dict[int, Runs] = {
        ARMS: x.arms_effort,
        OIL_DIRECT: oil,
        SHIP_TO_SHIP: np.maximum(oil, x.maritime_inspection_effort),
        COAL: x.maritime_inspection_effort,
        FINANCE: x.finance_enforcement_effort,
        LABOUR: x.labour_enforcement_effort,
        CYBER: x.crypto_seizure_effort,
        PROCUREMENT: x.procurement_effort,
    }
    size = 0.0 * p.task_force_oil_step
    return np.stack([np.maximum(rows[c], p.weight_floor) + size for c in range(len(CHANNELS))])


def coalition(scene: Scene, seen: Politics) -> Coalition:
    """Set the threat, coordinate, spend, learn yields, allocate, enforce."""
    cast, _, opening, last, now = scene
    a = cast.assumed
    p, bank = a.enforcement, a.banking
    threat = _threat(scene, seen)
    rise = threat - bank.threat_before
    resolved = seen.session.resolved
    cooperating = banking.prc_cooperation(bank, rise, a.council.resolution_cooperation * resolved)
    target = now.levers.trilateral_coordination
    together = coordinate(p, last.coordination, target, seen.monitored, now.task_force)
    budgets = _budgets(scene, seen, together)
    lean = weights(now, p)
    work = _work(cast, budgets, now)
    yields = _learn_yields(cast, last, work, lean, seen.information, now.number)
    lure = np.exp(p.allocation_softmax * (yields - opening.yields))
    shares = tuple(s.allocate(old, lure) for s, old in zip(cast.states, last.shares, strict=True))
    shares = (_overseen(cast, last, seen, shares[0]), *shares[1:])
    spread = [weighted(x, lean) for x in shares]
    joint = joint_effort(
        p, [s.spent(b, x) for s, b, x in zip(cast.states, work, spread, strict=True)]
    )
    gain = 1.0 + bank.prc_effort_gain * (cooperating - bank.prc_cooperation)
    conditions = Conditions(
        tempo=now.levers.designation_tempo + 0.0 * gain,
        information=seen.information / a.monitoring.information,
        coordination=together - p.coordination,
        cooperation=np.maximum(p.cooperation_floor, gain),
        relief=seen.lifted,
    )
    left, parts = acting(conditions), zip(cast.states, work, spread, strict=True)
    expected = tuple(s.expected_designations(b * x, left) for s, b, x in parts)
    rate = expected[0] + expected[1] + expected[2]
    counts = poisson(cast.luck.rows(DESIGNATED, now.number), rate, MOST_DESIGNATIONS)
    effort = [b * now.levers.designation_tempo for b in work]
    return Coalition(
        believed_threat=threat,
        squeeze=banking.squeeze(bank, threat),
        friction=banking.friction(bank, threat),
        complying=banking.compliance(bank, threat),
        coordination=together,
        budgets=budgets,
        shares=shares,
        yields=yields,
        enforcement=effect(p, joint, opening.effort, conditions),
        listed=felt(a.networks, last.listed, counts, opening.designated),
        designations=counts,
        expected=expected,
        effort=np.stack(effort),
        cost=total(np.stack(effort)) + _price(scene, seen, threat),
    )


def _price(scene: Scene, seen: Politics, threat: Runs) -> Runs:
    """Return what threat, posture above the opening, findings and offers cost, shape (run,)."""
    cast, _, opening, last, _ = scene
    a, p = cast.assumed, cast.assumed.enforcement
    raised = total(positive(last.posture - opening.posture))
    return (
        a.banking.us_cost * threat * threat * a.us.budget
        + p.deterrence_price * raised
        + p.exposure_price * seen.published
        + p.offer_price * seen.offers
    )


def by_state(scene: Scene, done: Coalition) -> Runs:
    """Return the week's designations by state, designations/week, shape (state, run) (S2-S4).

    Facilitators do not ask who listed them: a channel's count is shared out among the states,
    in proportion to what was expected of them, only where somebody looks.
    """
    luck, week, left, out = scene.cast.luck, scene.now.number, done.designations, []
    for i, state in enumerate(STATES[:-1]):
        others = sum(done.expected[i + 1 :], start=done.expected[i])
        chance = np.minimum(ratio(done.expected[i], others), 1.0 - EDGE)
        points = tuple(f"designations.{state}.{channel}" for channel in CHANNELS)
        mine = binomial(luck.rows(points, week), left, chance)
        out.append(total(mine))
        left = left - mine
    return np.stack([*out, total(left)])


def _work(cast: Cast, budgets: tuple[Runs, ...], now: Week) -> tuple[Runs, ...]:
    """Return budgets with what the task force brings, before tempo, each (run,)."""
    share = cast.assumed.enforcement.task_force_budget
    return (cast.us.with_task_force(budgets[0], share, now.task_force), *budgets[1:])


def _threat(scene: Scene, seen: Politics) -> Runs:
    """Return the threat that banks believe: Congress moves its target and holds a floor (M16)."""
    cast, _, opening, last, now = scene
    p = cast.assumed.congress
    pressed = p.threat_response * (seen.mandate_lagged - opening.mandate)
    announced = unit_interval(now.levers.secondary_sanctions_threat + pressed)
    floor = p.threat_floor * seen.mandate_lagged
    return banking.believed_threat(cast.assumed.banking, last.believed_threat, announced, floor)


def _overseen(cast: Cast, last: View, seen: Politics, shares: Runs) -> Runs:
    """Return the US shares after an oversight event moved attention (M16)."""
    a = cast.assumed
    moved = a.congress.attention_shift * seen.oversight
    promising = promise(a.networks, cast.channels, last.network)
    return redirect(shares, a.enforcement.allocation_floor, moved, promising)


def _budgets(scene: Scene, seen: Politics, together: Runs) -> tuple[Runs, ...]:
    """Return the states' budgets; Congress moves the aim of the US and holds a floor (M16)."""
    cast, _, opening, last, _ = scene
    p = cast.assumed.congress
    urged = 1.0 + p.budget_response * (seen.mandate_lagged - opening.mandate)
    urges: tuple[Runs | float, ...] = (urged, 1.0, 1.0)
    spent = [
        state.spend(last.budgets[i], others(last.budgets, i), together, seen.violations, urges[i])
        for i, state in enumerate(cast.states)
    ]
    spent[0] = cast.us.held_up(spent[0], cast.assumed.congress, seen.mandate_lagged)
    return tuple(spent)


def _learn_yields(
    cast: Cast, last: View, work: tuple[Runs, ...], lean: Runs, information: Runs, week: int
) -> Runs:
    """Return yields after the week's sightings, which are noisier the less is known."""
    p = cast.assumed.enforcement
    spent = total(np.stack([b * weighted(x, lean) for b, x in zip(work, last.shares, strict=True)]))
    true = perceived_yield(cast.channels, last.network.loss, spent)
    blur = p.observation_error / np.maximum(information, p.information_floor)
    sighted = true * noise_of(cast.luck.scores(SIGHTINGS, week), blur)
    return last.yields + p.yield_learning * (sighted - last.yields)


def facilitate(scene: Scene, seen: Politics, done: Coalition) -> Network:
    """Let facilitators leave and enter, and find what is lost and displaced (M11)."""
    cast, _, _, last, now = scene
    a = cast.assumed
    pressure = Pressure(
        effort=done.enforcement,
        listed=done.listed,
        threat=positive(done.believed_threat - a.banking.threat_before),
        exposed=(seen.since_exposure < a.networks.exposure_memory).astype(np.float64),
        emboldened=last.emboldenment - a.provocation.emboldenment,
        resolved=a.council.resolution_listing * seen.session.resolved,
    )
    learning: Runs = cast.rules["evasion"](EVASION_RULES, a.networks)
    evasion = evade(a.networks, last.network, learning)
    moves = movement(a.networks, cast.channels, pressure, evasion)
    there = last.network.facilitators

    def mean() -> Runs:
        return mean_number(there, moves.enter, moves.leave)

    def count() -> Runs:
        return counted(a.networks, there, moves.enter, moves.leave, cast.luck, now.number)

    rule: Choice = cast.rules["facilitators"]
    number = rule((mean, count))
    lost = Losses(oil_direct=last.oil_lost * a.oil.price, cash=last.cash)
    return settle(a.networks, cast.channels, last.network, number, moves, lost)


def usability(cast: Cast, network: Network, done: Coalition, seen: Politics) -> Runs:
    """Return the worth of a dollar of cash that Russia pays, shape (run,) (M13)."""
    through = network.facilitators[FINANCE] * (1.0 - network.loss[FINANCE])
    bank = cast.assumed.banking
    return banking.usability(bank, through, done.complying, relative_openness(cast, seen))


def relative_openness(cast: Cast, seen: Politics) -> Runs:
    """Return Russian openness over its reference, cut from above, shape (run,)."""
    a = cast.assumed
    relative = seen.openness / a.diplomacy.reference_openness
    out: Runs = np.minimum(a.banking.openness_ceiling, relative)
    return out
