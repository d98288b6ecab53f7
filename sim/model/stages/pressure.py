"""Pressure of a week: banks, budgets, allocations, effort, the eight channels (M11-M13)."""

from typing import NamedTuple

import numpy as np

from sim.ground.arrays import Runs, positive, total
from sim.model.actors.view import View
from sim.model.calendar import Levers, Week
from sim.model.draws import noise_of, poisson
from sim.model.mechanisms import banking
from sim.model.mechanisms.enforcement import (
    Conditions,
    coordinate,
    effect,
    joint_effort,
    perceived_yield,
)
from sim.model.mechanisms.networks import (
    Losses,
    Network,
    Pressure,
    counted,
    mean_number,
    movement,
    settle,
)
from sim.model.rules import Choice
from sim.model.stages.politics import Politics
from sim.model.stages.scene import Cast, Scene, others
from sim.vocabulary.axes import (
    CHANNELS,
    COAL,
    CYBER,
    FINANCE,
    LABOUR,
    OIL_DIRECT,
    SHIP_TO_SHIP,
    STATES,
)

MEAN, COUNT = 0, 1
SIGHTINGS = tuple(f"obs.{channel}" for channel in CHANNELS)
DESIGNATED = tuple(f"designations.{state}" for state in STATES)
MOST_DESIGNATIONS = 60
"""Cut of a weekly count of at most about ten: never met in practice."""


class Coalition(NamedTuple):
    """What the coalition did this week.

    Attributes:
        believed_threat: secondary-sanctions threat that banks believe, shape (run,).
        friction: share by which it hampers Russian payments, shape (run,).
        complying: share of banks that comply, shape (run,).
        coordination: shape (run,).
        budgets: by state, each (run,).
        shares: by state, each (channel, run).
        yields: perceived yield by channel, shape (channel, run).
        tempo: product of the effort levers by channel, shape (channel, run).
        enforcement: effort in effect by channel, shape (channel, run).
        effort: spent by state, shape (state, run).
        cost: of effort and threat, shape (run,).
    """

    believed_threat: Runs
    friction: Runs
    complying: Runs
    coordination: Runs
    budgets: tuple[Runs, ...]
    shares: tuple[Runs, ...]
    yields: Runs
    tempo: Runs
    enforcement: Runs
    effort: Runs
    cost: Runs


def tempo(now: Week, size: int) -> Runs:
    """Return the product of the effort levers by channel, shape (channel, run)."""
    levers = now.levers
    out = np.ones((len(CHANNELS), size if _several(levers) else 1)) * levers.designation_tempo
    out[OIL_DIRECT] *= levers.oil_task_force_effort
    out[SHIP_TO_SHIP] *= levers.oil_task_force_effort * levers.maritime_inspection_effort
    out[COAL] *= levers.maritime_inspection_effort
    out[CYBER] *= levers.crypto_seizure_effort
    out[LABOUR] *= levers.labour_enforcement_effort
    out[FINANCE] *= levers.finance_enforcement_effort
    return out


def _several(levers: Levers) -> bool:
    """Return whether effort levers differ between the runs of a block."""
    efforts = (
        levers.designation_tempo,
        levers.oil_task_force_effort,
        levers.maritime_inspection_effort,
        levers.crypto_seizure_effort,
        levers.labour_enforcement_effort,
        levers.finance_enforcement_effort,
    )
    return any(np.ndim(effort) > 0 for effort in efforts)


def coalition(scene: Scene, seen: Politics) -> Coalition:
    """Set the threat, coordinate, spend, learn yields, allocate, enforce."""
    cast, _, opening, last, now = scene
    a = cast.assumed
    p, bank = a.enforcement, a.banking
    floor = a.congress.threat_floor * seen.mandate_lagged
    threat = banking.believed_threat(
        bank, last.believed_threat, now.levers.secondary_sanctions_threat, floor
    )
    rise = threat - bank.threat_before
    cooperating = banking.prc_cooperation(bank, rise)
    target = now.levers.trilateral_coordination
    together = coordinate(p, last.coordination, target, seen.monitored, now.task_force)
    budgets = _budgets(cast, last, seen, together)
    pull = tempo(now, cast.size)
    yields = _learn_yields(cast, last, budgets, pull, seen.information, now.number)
    lure = yields - opening.yields
    lure *= p.allocation_softmax
    np.exp(lure, out=lure)
    shares = tuple(s.allocate(old, lure) for s, old in zip(cast.states, last.shares, strict=True))
    joint = joint_effort(
        p, [s.spent(b, x) for s, b, x in zip(cast.states, budgets, shares, strict=True)]
    )
    gain = 1.0 + bank.prc_effort_gain * (cooperating - bank.prc_cooperation)
    conditions = Conditions(
        tempo=pull,
        information=seen.information / a.monitoring.information,
        coordination=together - p.coordination,
        cooperation=np.maximum(p.cooperation_floor, gain),
        task_force=now.task_force,
        relief=seen.lifted,
    )
    effort = [b * total(x * pull) for b, x in zip(budgets, shares, strict=True)]
    return Coalition(
        believed_threat=threat,
        friction=banking.friction(bank, threat),
        complying=banking.compliance(bank, threat),
        coordination=together,
        budgets=budgets,
        shares=shares,
        yields=yields,
        tempo=pull,
        enforcement=effect(p, joint, opening.effort, conditions),
        effort=np.stack(effort),
        cost=effort[0] + effort[1] + effort[2] + bank.us_cost * threat * threat * a.us.budget,
    )


def designations(cast: Cast, effort: Runs, week: int) -> Runs:
    """Return what each state designates this week; nothing else depends on it, (state, run)."""
    expected = [s.expected_designations(e) for s, e in zip(cast.states, effort, strict=True)]
    return poisson(cast.luck.rows(DESIGNATED, week), np.stack(expected), MOST_DESIGNATIONS)


def _budgets(cast: Cast, last: View, seen: Politics, together: Runs) -> tuple[Runs, ...]:
    spent = [
        state.spend(last.budgets[i], others(last.budgets, i), together, seen.violations)
        for i, state in enumerate(cast.states)
    ]
    spent[0] = cast.us.held_up(spent[0], cast.assumed.congress, seen.mandate_lagged)
    return tuple(spent)


def _learn_yields(
    cast: Cast, last: View, budgets: tuple[Runs, ...], pull: Runs, information: Runs, week: int
) -> Runs:
    """Return yields after the week's sightings, which are noisier the less is known."""
    p = cast.assumed.enforcement
    spent = last.shares[0] * budgets[0]
    for share, budget in zip(last.shares[1:], budgets[1:], strict=True):
        spent += share * budget
    true = perceived_yield(cast.channels, last.network.loss, spent, pull, p.tempo_floor)
    blur = p.observation_error / np.maximum(information, p.information_floor)
    sighted = noise_of(cast.luck.scores(SIGHTINGS, week), blur)
    sighted *= true
    sighted -= last.yields
    sighted *= p.yield_learning
    sighted += last.yields
    return sighted


def facilitate(scene: Scene, seen: Politics, done: Coalition) -> Network:
    """Let facilitators leave and enter, and find what is lost and displaced (M11)."""
    cast, _, _, last, now = scene
    a = cast.assumed
    pressure = Pressure(
        effort=done.enforcement,
        threat=positive(done.believed_threat - a.banking.threat_before),
        exposed=(seen.since_exposure < a.networks.exposure_memory).astype(np.float64),
        emboldened=last.emboldenment - a.provocation.emboldenment,
    )
    moves = movement(a.networks, cast.channels, pressure)
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
    return banking.usability(through, done.complying, relative_openness(cast, seen))


def relative_openness(cast: Cast, seen: Politics) -> Runs:
    """Return Russian openness over its reference, cut from above, shape (run,)."""
    a = cast.assumed
    relative = seen.openness / a.diplomacy.reference_openness
    out: Runs = np.minimum(a.banking.openness_ceiling, relative)
    return out
