"""Question 8: is emboldenment distinguishable from clustering in a record of provocations?

On simulated records the truth is known. Half of them come from a world without clustering
(branching 0), half from a world without a response to emboldenment; everything else is drawn
from the ensemble. An observer who even knows the path of emboldenment fits both explanations
by maximum likelihood, and knows that half of the records are of each kind: he names the half with
the higher likelihood ratio. What he gets right bounds what anybody can learn from counts.
"""

from dataclasses import dataclass

import numpy as np

from sim.ground.arrays import Runs
from sim.model.members import Constrained
from sim.runs.ensemble import Experiment, run_block
from sim.vocabulary.axes import FAN
from sim.vocabulary.scenario import load

WEEKS = 130
EVENTS, LEVEL = "dprk.provocations", "dprk.emboldenment"
RESPONSE, BRANCHING = "provocation.emboldenment_response", "provocation.branching"
RATES = np.geomspace(0.05, 1.5, 24)
RESPONSES = np.linspace(0.0, 3.0, 13)
BRANCHINGS = np.linspace(0.0, 0.8, 13)
DECAYS = (0.4, 0.55, 0.7, 0.8, 0.9)
ENOUGH = 0.8
"""Share of records named rightly from which two explanations count as distinguishable."""


@dataclass(frozen=True)
class Verdict:
    """What the observer achieves.

    Attributes:
        records: simulated records of each kind.
        right: share named rightly; a coin gets a half.
        area: chance that a record of emboldenment speaks more for it than one of clustering.
        rise: 5, 25, 50, 75, 95 % of emboldenment's rise over the record.
    """

    records: int
    right: float
    area: float
    rise: tuple[float, ...]

    @property
    def answer(self) -> str:
        """The answer in words."""
        can = "is" if self.right >= ENOUGH else "is not"
        return (
            f"Emboldenment {can} distinguishable from clustering in {WEEKS} weeks: an observer who "
            f"knows its path names {self.right:.0%} of {2 * self.records} simulated records "
            f"rightly (a coin: 50%), area under the curve {self.area:.2f}."
        )


def distinguish(
    *, records: int = 400, seed: int = 1, constrained: Constrained | None = None
) -> Verdict:
    """Answer question 8 on simulated records.

    Args:
        records: of each kind.
        seed: of members and luck.
        constrained: the constrained ensemble, or None for the prior.
    """
    policy = load("baseline").policy
    favour, rises = [], []
    for fixed in (BRANCHING, RESPONSE):
        experiment = Experiment((policy.fixing(fixed, 0.0),), records, seed, WEEKS, constrained)
        parts = [run_block(experiment, p, (EVENTS, LEVEL)).values for p in experiment.pieces()]
        events = np.concatenate([p[EVENTS] for p in parts], axis=1).astype(np.float64)
        level = np.concatenate([p[LEVEL] for p in parts], axis=1).astype(np.float64)
        level = level[1:] - level[0]
        favour.append(_emboldened(events, level) - _clustered(events))
        rises.append(level[-1])
    emboldened, clustered = favour
    cut = float(np.median(np.concatenate(favour)))
    right = ((emboldened > cut).mean() + (clustered <= cut).mean()) / 2
    area = (emboldened[:, None] > clustered).mean() + (emboldened[:, None] == clustered).mean() / 2
    rise = tuple(float(q) for q in np.quantile(rises[0], FAN))
    return Verdict(records, float(right), float(area), rise)


def _emboldened(events: Runs, level: Runs) -> Runs:
    """Return the best log likelihood of a rate that follows emboldenment, shape (record,)."""
    best = np.full(events.shape[1], -np.inf)
    total = events.sum(axis=0)
    for response in RESPONSES:
        drive = response * level
        linear, weight = (events * drive).sum(axis=0), np.exp(drive).sum(axis=0)
        for rate in RATES:
            best = np.maximum(best, total * np.log(rate) + linear - rate * weight)
    return best


def _clustered(events: Runs) -> Runs:
    """Return the best log likelihood of events that trigger events, shape (record,)."""
    best = np.full(events.shape[1], -np.inf)
    for decay in DECAYS:
        memory = np.zeros_like(events)
        for week in range(1, len(events)):
            memory[week] = decay * memory[week - 1] + (1.0 - decay) * events[week - 1]
        for branching in BRANCHINGS:
            for rate in RATES:
                expected = rate + branching * memory
                best = np.maximum(best, (events * np.log(expected) - expected).sum(axis=0))
    return best
