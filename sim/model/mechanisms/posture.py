"""Allied posture by state, DPRK's threat perception, and the exposure of forces (M19)."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.ground.arrays import Runs, unit_interval


@dataclass(frozen=True)
class PostureParams:
    """Drawn assumptions, one field per registry entry ``posture.<field>``; shape (run,)."""

    dprk_adjustment: Runs
    dprk_gain: Runs
    coordination_gain: Runs
    threat: Runs
    stock_exponent: Runs
    reference_missiles: Runs
    reference_reliability: Runs
    reference_tempo: Runs
    reference_posture: Runs
    shelter: Runs
    emboldenment_weight: Runs


class Allies(NamedTuple):
    """How each state answers a threat, shape (state, run).

    Attributes:
        gain: posture per unit of threat.
        adjustment: share of the gap that is closed in a week, 1/week.
    """

    gain: Runs
    adjustment: Runs


def raise_posture(
    p: PostureParams, allies: Allies, posture: Runs, base: Runs, provoked: Runs, coordinated: Runs
) -> Runs:
    """Return the states' postures after a week, in [0, 1], shape (state, run) (M19).

    Args:
        p: assumptions that the states share.
        allies: gain and adjustment by state.
        posture: last week, shape (state, run).
        base: opening posture plus signalling, shape (state, run).
        provoked: threat above its opening value, shape (run,).
        coordinated: coordination above its opening value, shape (run,).
    """
    pull = base - posture + allies.gain * provoked
    return unit_interval(posture + allies.adjustment * pull + p.coordination_gain * coordinated)


def feel_threat(p: PostureParams, threat: Runs, raised: Runs) -> Runs:
    """Return DPRK's threat perception after a week, in [0, 1], shape (run,).

    With the allied reply this is Richardson's pair, stable while half the product of the two
    gains is below one.
    """
    pull = p.dprk_gain * raised - (threat - p.threat)
    return unit_interval(threat + p.dprk_adjustment * pull)


def mood(p: PostureParams, emboldenment: Runs, threat: Runs) -> Runs:
    """Return what allies answer, 0 to 1: how bold DPRK is and how threatened it feels, (run,)."""
    return p.emboldenment_weight * emboldenment + (1.0 - p.emboldenment_weight) * threat


def exposure(
    p: PostureParams,
    missiles: Runs,
    reliability: Runs,
    tempo: Runs,
    posture: Runs,
    reach: Runs | float = 1.0,
) -> Runs:
    """Return the exposure of US and allied forces over constants, relative, shape (run,) (S18).

    Args:
        p: assumptions.
        missiles: DPRK missile stock, missiles, shape (run,).
        reliability: share of missiles that work, 1, shape (run,).
        tempo: smoothed provocation rate, events/week, shape (run,).
        posture: mean allied posture, shape (run,).
        reach: factor of air-defence technology and satellites in orbit, 1, shape (run,).
    """
    shelter = (1.0 - p.shelter * posture) / (1.0 - p.shelter * p.reference_posture)
    stock = np.exp(p.stock_exponent * np.log(missiles / p.reference_missiles))
    working = reliability / p.reference_reliability
    out: Runs = stock * working * np.sqrt(tempo / p.reference_tempo) * shelter * reach
    return out
