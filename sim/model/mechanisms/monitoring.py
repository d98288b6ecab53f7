"""Monitoring: what the coalition knows, by who may look and what is published (M14)."""

from dataclasses import dataclass

import numpy as np

from sim.ground.arrays import Runs
from sim.ground.units import WEEKS_PER_YEAR
from sim.vocabulary.levers import REGIMES

NONE, MSMT, PANEL, BOTH = range(len(REGIMES))


@dataclass(frozen=True)
class MonitoringParams:
    """Drawn assumptions, one field per registry entry ``monitoring.<field>``; shape (run,)."""

    information: Runs
    panel_loss: Runs
    msmt_recovery: Runs
    adjustment_time: Runs
    exposures: Runs
    exposure_gain: Runs
    exposure_decay_time: Runs
    both_gain: Runs
    ceiling: Runs

    def mean_findings(self) -> Runs:
        """Return the information that public findings add in the long run, shape (run,)."""
        return self.exposure_gain * self.exposures / WEEKS_PER_YEAR * self.exposure_decay_time


def expose(p: MonitoringParams, level: Runs, published: Runs) -> Runs:
    """Return the information that public findings add, which fades, shape (run,)."""
    return level * (1.0 - 1.0 / p.exposure_decay_time) + p.exposure_gain * published


def regime_factor(p: MonitoringParams, regime: Runs) -> Runs:
    """Return information over its reference under a monitoring regime, shape (run,)."""
    lost = 1.0 - p.panel_loss
    recovered = 1.0 - (1.0 - p.msmt_recovery) * p.panel_loss
    factor = np.where(regime == NONE, lost, recovered)
    return np.where(regime == PANEL, 1.0, np.where(regime == BOTH, p.both_gain, factor))


def inform(p: MonitoringParams, level: Runs, regime: Runs, findings: Runs, reporting: Runs) -> Runs:
    """Return information after a week, in [0, ceiling], shape (run,) (M14).

    Args:
        p: assumptions.
        level: information last week, 1 at reference, shape (run,).
        regime: index of REGIMES, shape (run,).
        findings: information from public findings, shape (run,).
        reporting: gain from the reports that Congress asks for, shape (run,).
    """
    aim = p.information * regime_factor(p, regime) + reporting + findings
    moved = level + (aim - level) / p.adjustment_time
    out: Runs = np.clip(moved, 0.0, p.ceiling)
    return out
