"""Secondary sanctions: what banks believe, and how usable DPRK's money is (M13)."""

from dataclasses import dataclass

import numpy as np

from sim.ground.arrays import Runs, logistic, unit_interval


@dataclass(frozen=True)
class BankingParams:
    """Drawn assumptions, one field per registry entry ``banking.<field>``; shape (run,)."""

    finance_friction: Runs
    threat_before: Runs
    threat_after: Runs
    lag: Runs
    compliance_midpoint: Runs
    compliance_slope: Runs
    credibility: Runs
    us_cost: Runs
    retaliation: Runs
    prc_cooperation: Runs
    prc_cooperation_loss: Runs
    prc_effort_gain: Runs
    openness_ceiling: Runs
    compliance_loss: Runs
    openness_weight: Runs
    payment_share: Runs


def believed_threat(p: BankingParams, last: Runs, threat: Runs, floor: Runs) -> Runs:
    """Return the effective threat: banks follow the announced one with a lag, in [0, 1]."""
    return last + (np.maximum(threat, floor) - last) / p.lag


def compliance(p: BankingParams, threat: Runs) -> Runs:
    """Return the share of banks that comply, 1, shape (run,)."""
    return logistic((threat * p.credibility - p.compliance_midpoint) / p.compliance_slope)


def prc_cooperation(p: BankingParams, rise: Runs, resolved: Runs) -> Runs:
    """Return PRC enforcement cooperation, in [0, 1], shape (run,).

    Args:
        p: assumptions.
        rise: secondary-sanctions threat above its opening value, which lowers it, shape (run,).
        resolved: what resolutions of the last year add, 1, shape (run,).
    """
    return unit_interval(p.prc_cooperation - p.prc_cooperation_loss * rise + resolved)


def usability(p: BankingParams, flow: Runs, complying: Runs, openness: Runs) -> Runs:
    """Return the worth of a dollar of cash that Russia pays, in [0, 1], shape (run,).

    Args:
        p: assumptions.
        flow: facilitators of the finance channel times the share not lost, shape (run,).
        complying: share of banks that comply, shape (run,).
        openness: Russian openness over its reference, shape (run,).
    """
    open_enough = 1.0 + p.openness_weight * (openness - 1.0)
    return unit_interval(flow * (1.0 - p.compliance_loss * complying) * open_enough)


def squeeze(p: BankingParams, threat: Runs) -> Runs:
    """Return the share by which the squeeze hampers what industry buys abroad, 1, shape (run,)."""
    return p.finance_friction * threat


def friction(p: BankingParams, threat: Runs) -> Runs:
    """Return the share by which it hampers payments and other purchases, 1, shape (run,)."""
    return p.payment_share * squeeze(p, threat)
