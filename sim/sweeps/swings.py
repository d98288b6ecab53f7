"""What each input does alone, in a sweep whose rows fix one input at a time."""

from dataclasses import dataclass

import numpy as np

from sim.ground.arrays import Runs
from sim.ground.errors import InputError
from sim.runs.bands import quantiles
from sim.runs.levels import Level
from sim.sweeps.designs.design import Picture
from sim.sweeps.outcome import Outcome, outcome
from sim.sweeps.reader import SweepResults
from sim.sweeps.sides import Held, hold
from sim.vocabulary.axes import BAND

METHOD = "one_at_a_time"


@dataclass(frozen=True)
class Swing:
    """What one input does alone.

    Attributes:
        name: of the input.
        low: quantiles 5, 50, 95 % of the paired difference with the input at the low end of its
            range, in the unit that people read, shape (3,).
        high: the same at the high end.
    """

    name: str
    low: Runs
    high: Runs

    @property
    def size(self) -> float:
        """Width between the medians of both ends."""
        found = abs(float(self.high[1] - self.low[1]))
        return found if np.isfinite(found) else 0.0


@dataclass(frozen=True)
class Swings:
    """All inputs, the widest first, beside the level with nothing fixed."""

    of: Outcome
    level: Level
    inputs: tuple[Swing, ...]
    held: Held


def swings(results: SweepResults, picture: Picture, language: str = "en") -> Swings:
    """Return paired differences between each input at an end of its range and nothing fixed.

    Raises:
        InputError: the rows of the sweep fix more than one input at a time, or it keeps no runs.
    """
    sample = results.design.sample
    if sample is None or sample.method != METHOD:
        raise InputError(
            f"{results.url}: its rows do not fix one input at a time; sweep a design "
            'with method = "one_at_a_time" in [sample], such as tornado'
        )
    of = outcome(results, picture.measure, picture.selector)
    held = hold(results, [], picture.at)
    values, row = of.values, results.inputs["row"].to_numpy()
    by_row = [values[held.mine & (row == place)].ravel() for place in range(len(sample.rows))]
    each = (len(by_row) - 1) // len(sample.names)
    made = [
        Swing(
            name,
            _gap(by_row[0], by_row[1 + place * each]),
            _gap(by_row[0], by_row[(place + 1) * each]),
        )
        for place, name in enumerate(sample.names)
    ]
    ranked = sorted(made, key=lambda swing: -swing.size)
    return Swings(of, of.level(by_row[0], language), tuple(ranked), held)


def _gap(reference: Runs, other: Runs) -> Runs:
    gap = other - reference
    fine = gap[np.isfinite(gap)]
    if not len(fine):
        return np.full(len(BAND), np.nan)
    return quantiles(fine, BAND)
