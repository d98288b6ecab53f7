"""Congress: a memory of violations that holds effort up and relief down.

Goal: see the sanctions policy that it wrote into law carried out.
Senses: last week's shipments and refined oil against their references, public findings.
Decides: whether to hold an oversight event, by a hazard that violations raise.
Adapts: its mandate grows with events and fades without; effects come a quarter later, but an
oversight event moves attention at once.
Ignores: who did what; it sees national totals, which the model does not blur for it.
"""

from dataclasses import dataclass

import numpy as np
from mesa import Agent, Model

from sim.ground.arrays import Runs, ratio, unit_interval
from sim.ground.units import WEEKS_PER_YEAR
from sim.ground.weeks import NEVER
from sim.model.draws import Luck


@dataclass(frozen=True)
class CongressParams:
    """Drawn assumptions, one field per registry entry ``congress.<field>``; shape (run,)."""

    exposure_gain: Runs
    oversight_hazard: Runs
    violation_response: Runs
    exposure_response: Runs
    mandate_step: Runs
    mandate_decay: Runs
    budget_floor: Runs
    budget_floor_response: Runs
    threat_floor: Runs
    report_gain: Runs
    relief_ceiling: Runs
    memory: Runs
    refined_scale: Runs
    budget_response: Runs
    threat_response: Runs
    attention_shift: Runs
    shell_weight: Runs
    relief_response: Runs


def violations(p: CongressParams, shipped: Runs, reference: Runs, refined: Runs, cap: Runs) -> Runs:
    """Return visible violations, 0 to 1, shape (run,) (M16).

    Args:
        p: assumptions.
        shipped: last week's shells, rounds/week, shape (run,).
        reference: shipments that count in full, rounds/week.
        refined: last week's refined oil, barrels/week, shape (run,).
        cap: UN cap on refined oil, barrels/year.
    """
    oil = np.minimum(1.0, refined / (p.refined_scale * cap / WEEKS_PER_YEAR))
    shells = np.minimum(1.0, shipped / reference)
    return p.shell_weight * shells + (1.0 - p.shell_weight) * oil


def mandate_at_rest(p: CongressParams, seen: Runs, findings: Runs, published: Runs) -> Runs:
    """Return the mandate that gains and decay hold steady, 1, shape (run,) (M16).

    Args:
        p: assumptions.
        seen: visible violations, 0 to 1, shape (run,).
        findings: information that public findings add, shape (run,).
        published: findings published a week, events/week, shape (run,).
    """
    gain = p.mandate_step * oversight_chance(p, seen, findings) + p.exposure_gain * published
    return ratio(gain, gain + p.mandate_decay)


def oversight_chance(p: CongressParams, seen: Runs, findings: Runs) -> Runs:
    """Return the chance of an oversight event in a week, shape (run,) (S15-S17)."""
    urge = np.exp(p.violation_response * seen + p.exposure_response * findings)
    out: Runs = 1.0 - np.exp(-p.oversight_hazard * urge)
    return out


def remember(p: CongressParams, mandate: Runs, event: Runs, published: Runs, level: Runs) -> Runs:
    """Return the mandate after a week, in [0, 1], shape (run,) (M16).

    Args:
        p: assumptions.
        mandate: last week, shape (run,).
        event: 1 where there was an oversight event, shape (run,).
        published: findings published this week, events/week, shape (run,).
        level: what a policy sets the mandate to; NEVER where it sets none, shape (run,).
    """
    gain = p.mandate_step * event + p.exposure_gain * published
    moved = mandate + gain * (1.0 - mandate) - p.mandate_decay * mandate
    return np.where(level < NEVER, level, unit_interval(moved))


class Congress(Agent):
    """Carries the parameters and passes arrays to the rules."""

    def __init__(self, model: Model, params: CongressParams) -> None:
        super().__init__(model)
        self.params = params

    def oversee(self, seen: Runs, findings: Runs, luck: Luck, week: int) -> Runs:
        """Return 1 where an oversight event takes place, shape (run,) (S15-S17)."""
        chance = oversight_chance(self.params, seen, findings)
        return (luck("oversight", week) < chance).astype(np.float64)
