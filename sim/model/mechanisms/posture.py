"""Allied posture, DPRK's threat perception, and the exposure of forces (M19)."""

from dataclasses import dataclass

import numpy as np

from sim.ground.arrays import Runs, unit_interval


@dataclass(frozen=True)
class PostureParams:
    """Drawn assumptions, one field per registry entry ``posture.<field>``; shape (run,)."""

    allied_adjustment: Runs
    allied_gain: Runs
    dprk_adjustment: Runs
    dprk_gain: Runs
    coordination_gain: Runs
    threat: Runs
    stock_exponent: Runs


def raise_posture(
    p: PostureParams, posture: Runs, base: Runs, provoked: Runs, coordinated: Runs
) -> Runs:
    """Return one state's posture after a week, in [0, 1], shape (run,) (M19).

    Args:
        p: assumptions.
        posture: last week, shape (run,).
        base: opening posture plus signalling, shape (run,).
        provoked: threat above its opening value, shape (run,).
        coordinated: coordination above its opening value, shape (run,).
    """
    pull = base - posture + p.allied_gain * provoked
    return unit_interval(posture + p.allied_adjustment * pull + p.coordination_gain * coordinated)


def feel_threat(p: PostureParams, threat: Runs, raised: Runs) -> Runs:
    """Return DPRK's threat perception after a week, in [0, 1], shape (run,).

    With the allied reply this is Richardson's pair, stable while half the product of the two
    gains is below one.
    """
    pull = p.dprk_gain * raised - (threat - p.threat)
    return unit_interval(threat + p.dprk_adjustment * pull)


def exposure(
    p: PostureParams, missiles: Runs, reliability: Runs, tempo: Runs, posture: Runs, opening: Runs
) -> Runs:
    """Return the exposure of US and allied forces, index, 1 at the reference date (S18).

    Args:
        p: assumptions.
        missiles: DPRK missile stock over its opening value, shape (run,).
        reliability: missile reliability over its opening value, shape (run,).
        tempo: smoothed provocation rate over its opening value, shape (run,).
        posture: mean allied posture, shape (run,).
        opening: its opening value, shape (run,).
    """
    shelter = (1.0 - posture / 2) / (1.0 - opening / 2)
    out: Runs = np.exp(p.stock_exponent * np.log(missiles)) * reliability * np.sqrt(tempo) * shelter
    return out
