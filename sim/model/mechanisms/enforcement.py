"""Enforcement: budgets that free-ride, allocations that learn, effort on each channel (M12)."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from sim.ground.arrays import Runs, mean, positive, power, ratio, total, unit_interval
from sim.model.mechanisms.networks import Channels
from sim.vocabulary.axes import CHANNELS

DISCRIMINANT = 4.0
"""Factor of b² - 4ac, in the roots of a quadratic equation."""


@dataclass(frozen=True)
class EnforcementParams:
    """Drawn assumptions, one field per registry entry ``enforcement.<field>``; shape (run,)."""

    budget_adjustment: Runs
    ces_exponent: Runs
    allocation_softmax: Runs
    allocation_inertia: Runs
    yield_learning: Runs
    allocation_floor: Runs
    observation_error: Runs
    coordination_target: Runs
    coordination_speed: Runs
    coordination_decay: Runs
    monitoring_weight: Runs
    task_force_weight: Runs
    task_force_oil_step: Runs
    task_force_coordination_step: Runs
    weight_floor: Runs
    information_floor: Runs
    cooperation_floor: Runs
    task_force_budget: Runs
    deterrence_price: Runs
    exposure_price: Runs
    offer_price: Runs
    coordination_gain: Runs
    unprovoked_share: Runs

    @cached_property
    def coordination(self) -> Runs:
        """Coordination at rest while the Panel works, by the assumed target, shape (run,)."""
        held = np.minimum(1.0, self.monitoring_weight)
        fading = self.coordination_decay * (1.0 - held)
        pull = self.coordination_speed * self.coordination_target
        return ratio(pull, self.coordination_speed + fading)


def coordinate(
    p: EnforcementParams, level: Runs, target: Runs, monitored: Runs, task_force: Runs
) -> Runs:
    """Return trilateral coordination after a week, in [0, 1], shape (run,).

    It tends to its target and decays where no institution holds it (Drezner 2000).

    Args:
        p: assumptions.
        level: coordination last week, shape (run,).
        target: level it tends to, shape (run,).
        monitored: 1 where the Panel or the MSMT works, shape (run,).
        task_force: 1 from the week of the task force on, shape (run,).
    """
    held = np.minimum(1.0, p.monitoring_weight * monitored + p.task_force_weight * task_force)
    pull = target + p.task_force_coordination_step * task_force - level
    return unit_interval(
        level + p.coordination_speed * pull - p.coordination_decay * level * (1.0 - held)
    )


class Stakes(NamedTuple):
    """What one state's budget reads; all (run,).

    Attributes:
        budget: its budget last week, effort units/week.
        opening: its opening budget, effort units/week.
        others: the other states' budgets last week, effort units/week.
        public: public value to it, the others' share by coordination included.
        private: private value to it, effort units.
        cost: marginal cost at which the opening budget is the best reply.
        violations: visible violations, 0 to 1.
        speed: weekly share of the gap to the best reply that is closed.
        urge: factor that Congress puts on the best reply, 1 where it has no say.
        unprovoked: share of the opening budget that is spent without violations.
    """

    budget: Runs
    opening: Runs
    others: Runs
    public: Runs
    private: Runs
    cost: Runs
    violations: Runs
    speed: Runs
    urge: Runs | float
    unprovoked: Runs


def best_reply(others: Runs, public: Runs, private: Runs, cost: Runs) -> Runs:
    """Return the budget that maximises V ln(1 + others + b) + v ln(1 + b) - c b, b >= 0.

    The larger root of the first-order condition; with v = 0 this is Olson and Zeckhauser (1966).
    """
    around = 1.0 + others
    middle = cost * (around + 1.0) - public - private
    last = cost * around - public - private * around
    root = np.sqrt(positive(middle * middle - DISCRIMINANT * cost * last))
    return positive((root - middle) / (2 * cost))


def marginal_cost(opening: Runs, others: Runs, public: Runs, private: Runs) -> Runs:
    """Return the cost at which the opening budget is the best reply to the others' opening."""
    return public / (1.0 + opening + others) + private / (1.0 + opening)


def free_riding(s: Stakes) -> Runs:
    """Move the budget towards the best reply to what the others did last week."""
    reply = s.urge * best_reply(s.others, s.public, s.private, s.cost)
    return s.budget + s.speed * (reply - s.budget)


def fixed(s: Stakes) -> Runs:
    """Keep the opening budget."""
    return s.opening + 0.0 * s.budget


def proportional(s: Stakes) -> Runs:
    """Follow the visible violations: a share of the opening budget without any."""
    return s.opening * (s.violations + s.unprovoked)


EFFORT_RULES = (free_riding, fixed, proportional)


def perceived_yield(c: Channels, loss: Runs, spent: Runs) -> Runs:
    """Return what a unit of effort takes on each channel, over the mean channel, (channel, run).

    Where nothing is taken anywhere, no channel looks better than another.

    Args:
        c: assumptions by channel.
        loss: last week's loss shares, shape (channel, run).
        spent: effort put on the channel, effort units/week, shape (channel, run).
    """
    gained = c.value * loss / spent
    level = mean(gained)
    return np.where(level > 0.0, ratio(gained, level), 1.0)


def weighted(shares: Runs, weights: Runs) -> Runs:
    """Return shares of effort after the weights of a policy, which sum to one, (channel, run).

    Only the weights' ratios matter: all at two is all at one (M12).

    Args:
        shares: by channel before weights, shape (channel, run).
        weights: by channel, above zero, shape (channel, run).
    """
    leaning = shares * weights
    return leaning / total(leaning)


def reallocate(p: EnforcementParams, last: Runs, opening: Runs, lure: Runs) -> Runs:
    """Return one state's shares of effort by channel, shape (channel, run); they sum to one.

    Args:
        p: assumptions.
        last: its shares last week, shape (channel, run).
        opening: its opening shares before the floor, shape (channel, run).
        lure: exp of the softmax weight times the perceived gain since the opening.
    """
    drawn = opening * lure
    above_floor = 1.0 - len(CHANNELS) * p.allocation_floor
    aimed = drawn * (p.allocation_inertia * above_floor / total(drawn))
    return aimed + (1.0 - p.allocation_inertia) * last + p.allocation_inertia * p.allocation_floor


def floored(p: EnforcementParams, opening: Runs) -> Runs:
    """Return opening shares with the floor under each channel, shape (channel, run)."""
    return (1.0 - len(CHANNELS) * p.allocation_floor) * opening + p.allocation_floor


class Spent(NamedTuple):
    """One state's budget over the channels.

    Attributes:
        efficiency: of its effort, 1, shape (run,).
        budget: effort units/week, shape (run,).
        shares: by channel, shape (channel, run).
    """

    efficiency: Runs
    budget: Runs
    shares: Runs


def joint_effort(p: EnforcementParams, states: list[Spent]) -> Runs:
    """Return the states' joint effort by channel, constant elasticity, shape (channel, run).

    Counted in efforts of the first state, which are above zero: that spares one power a channel.
    """
    rho = p.ces_exponent
    first, *others = [(s.efficiency * s.budget) * s.shares for s in states]
    together = np.ones_like(first)
    for effort in others:
        together = together + power(effort / first, rho)
    return first * power(together, 1.0 / rho)


class Conditions(NamedTuple):
    """What turns joint effort into effect in a week; all (run,).

    Attributes:
        tempo: of the coalition's whole work, 1 at reference.
        information: information over its reference.
        coordination: coordination above its opening value.
        cooperation: factor of PRC cooperation on third-party channels.
        relief: accepted relief in force, 0 to 1.
    """

    tempo: Runs
    information: Runs
    coordination: Runs
    cooperation: Runs
    relief: Runs


def acting(now: Conditions) -> Runs:
    """Return what tempo, information, PRC and relief leave of work on a channel, (channel, run)."""
    known = now.tempo * now.information
    helped, kept = known * now.cooperation, 1.0 - now.relief
    rows = []
    for channel in range(len(CHANNELS)):
        work = helped if channel in THIRD_PARTY else known
        rows.append(work * kept if channel in RELIEVED else work)
    return np.stack(rows)


def effect(p: EnforcementParams, joint: Runs, reference: Runs, now: Conditions) -> Runs:
    """Return enforcement effort by channel, 1 at reference, shape (channel, run) (M12)."""
    return joint / reference * acting(now) * (1.0 + p.coordination_gain * now.coordination)


THIRD_PARTY = tuple(map(CHANNELS.index, ("ship_to_ship", "coal", "finance", "procurement")))
"""Channels that run through third parties whose ports and banks PRC can hold to account."""

RELIEVED = tuple(map(CHANNELS.index, ("oil_direct", "ship_to_ship", "coal", "finance", "labour")))
"""Channels on which an accepted off-ramp lifts sanctions."""
