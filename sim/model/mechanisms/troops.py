"""DPRK troops in Russia: persons, pay to the state, and what they do for the tie (M10, M20)."""

from dataclasses import dataclass

from sim.ground.arrays import Runs


@dataclass(frozen=True)
class TroopParams:
    """Drawn assumptions, one field per registry entry ``troops.<field>``; shape (run,)."""

    deployed: Runs
    deployment_time: Runs
    weekly_pay: Runs
    closeness_gain: Runs
    reference: Runs


def deploy(p: TroopParams, there: Runs, wanted: Runs) -> Runs:
    """Return persons in Russia after a week; they come and go with a lag, shape (run,)."""
    return there + (wanted - there) / p.deployment_time


def pay(p: TroopParams, there: Runs) -> Runs:
    """Return what Russia pays the state for them, USD/week, shape (run,) (C121)."""
    return there * p.weekly_pay


def comradeship(p: TroopParams, there: Runs) -> Runs:
    """Return what they add to the closeness of the tie in a week, 1, shape (run,)."""
    return p.closeness_gain * there / p.reference
