"""What the record says of each assumption: prior against posterior, and about which nothing."""

import math
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from scipy.stats import ks_2samp

from sim.ground.arrays import Runs
from sim.ground.files import table_of
from sim.model.draws import Block
from sim.model.members import Source, draw_choices, draw_values
from sim.model.rules import choose
from sim.record.calibration import Calibration, normalised
from sim.record.observation import groups
from sim.record.space_filling import codes, source
from sim.runs import constrained
from sim.runs.constrained import Ensemble
from sim.vocabulary.assumptions import READINGS, registry
from sim.vocabulary.axes import BAND
from sim.vocabulary.policy import Case

PRIOR_ROWS = 8192
SURE = 1.95
"""Critical value of the Kolmogorov distance at the 0.1 % level, times root 1/n + 1/m."""

COLUMNS = (
    "assumption", "name", "unit", "prior_q05", "prior_q50", "prior_q95", "posterior_q05",
    "posterior_q50", "posterior_q95", "shift", "spread", "distance", "informed",
)  # fmt: skip


@dataclass(frozen=True)
class Learnt:
    """One assumption before and after the record.

    Attributes:
        key: of the registry.
        prior, posterior: 5, 50 and 95 % of its value, over all readings.
        distance: largest gap between the two distribution functions.
        critical: gap that chance alone would pass once in a thousand.
    """

    key: str
    prior: tuple[float, float, float]
    posterior: tuple[float, float, float]
    distance: float
    critical: float

    @property
    def shift(self) -> float:
        """Shift of the median over the width of the prior 90 % band."""
        return (self.posterior[1] - self.prior[1]) / self._width

    @property
    def spread(self) -> float:
        """Width of the posterior 90 % band over that of the prior."""
        return (self.posterior[2] - self.posterior[0]) / self._width

    @property
    def informed(self) -> bool:
        """Whether the record says anything about it."""
        return self.distance > self.critical

    @property
    def _width(self) -> float:
        return (self.prior[2] - self.prior[0]) or 1.0


def learnt(policy: Case, ensemble: Ensemble) -> list[Learnt]:
    """Return every sampled assumption before and after, those that learnt most first.

    Args:
        policy: of the fit.
        ensemble: constrained.
    """
    before, after = _draws(policy, ensemble)
    sizes = 1 / float(ensemble.made["effective_sample_size"]) + 1 / PRIOR_ROWS
    out = [
        Learnt(
            entry.key,
            _band(before[entry.key]),
            _band(after[entry.key]),
            float(ks_2samp(before[entry.key], after[entry.key], method="asymp").statistic),
            SURE * math.sqrt(sizes),
        )
        for entry in registry()
        if entry.sampled
    ]
    return sorted(out, key=lambda each: (-each.distance, each.key))


def before_and_after(
    policy: Case, ensemble: Ensemble, most: int
) -> tuple[dict[str, Runs], dict[str, Runs]]:
    """Return draws of the assumptions that the record tells most of: prior, and constrained.

    Args:
        policy: of the fit.
        ensemble: the shipped one, whose table names them.
        most: how many.
    """
    table = table_of(constrained.folder_of() / "assumptions.csv")
    keys = [row["assumption"] for row in table if row["informed"] == "yes"][:most]
    before, after = _draws(policy, ensemble)
    return {key: before[key] for key in keys}, {key: after[key] for key in keys}


def _draws(policy: Case, ensemble: Ensemble) -> tuple[dict[str, Runs], dict[str, Runs]]:
    seed = int(ensemble.made["seed"])
    prior = source(seed, range(PRIOR_ROWS), codes(seed, range(PRIOR_ROWS)))
    rows = np.repeat(ensemble.codes, ensemble.counts, axis=0)
    return _values(policy, prior), _values(policy, source(seed, range(len(rows)), rows))


def _values(policy: Case, drawn: Source) -> dict[str, Runs]:
    assert drawn.rows is not None
    block = Block(range(len(drawn.rows)))
    rules = choose([policy], block, draw_choices(drawn))
    values = draw_values(drawn, [policy], block, rules["reading"].codes)
    return {key: np.broadcast_to(value, (block.size,)) for key, value in values.items()}


def _band(values: Runs) -> tuple[float, float, float]:
    low, middle, high = np.quantile(values, BAND).tolist()
    return low, middle, high


def rows(found: list[Learnt]) -> list[list[str]]:
    """Return the rows of the table, one an assumption."""
    return [
        [
            each.key, registry()[each.key].name, registry()[each.key].unit,
            *(f"{value:.4g}" for value in (*each.prior, *each.posterior)),
            f"{each.shift:.3f}", f"{each.spread:.3f}", f"{each.distance:.3f}",
            "yes" if each.informed else "no",
        ]
        for each in found
    ]  # fmt: skip


@dataclass(frozen=True)
class Witness:
    """What one family's reports of one measure say of the readings.

    Attributes:
        family, measure: of the reports.
        targets: their ids.
        without: posterior weights of the readings if these reports were left out.
        alone: weights of the readings from these reports only.
    """

    family: str
    measure: str
    targets: tuple[str, ...]
    without: tuple[float, ...]
    alone: tuple[float, ...]


def witnesses(found: Calibration) -> list[Witness]:
    """Return what each family and measure says of the readings, the most telling first.

    Priors of the readings are equal; history matching is kept in both columns' members.
    """
    logs, ids = found.weighed.logs, groups(found.targets)
    total = logs.sum(axis=0)
    keyed = sorted(enumerate(ids), key=lambda pair: pair[1].key[:2])
    out = []
    for (family, measure), pairs in groupby(keyed, key=lambda pair: pair[1].key[:2]):
        mine = list(pairs)
        part = logs[[i for i, _ in mine]].sum(axis=0)
        names = tuple(target.id for _, group in mine for target in group.targets)
        without = _shares(found, total - part)
        out.append(Witness(family, measure, names, without, _shares(found, part)))
    now = _shares(found, total)
    return sorted(out, key=lambda w: -max(abs(a - b) for a, b in zip(w.without, now, strict=True)))


def _shares(found: Calibration, logs: Runs) -> tuple[float, ...]:
    weight = normalised(logs, found.weighed.accepted, found.tempering)
    return tuple(
        round(float(weight[found.weighed.reading == code].sum()), 4)
        for code in range(len(READINGS))
    )
