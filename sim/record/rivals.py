"""Rival rules: how far each moves the statistics of the fit, and what the record says of it.

The first is the ground for the model's discrepancy.
"""

from collections.abc import Sequence

import numpy as np

from sim.record.calibration import weigh_prior
from sim.record.hindcast import statistics
from sim.record.targets import plan
from sim.runs.ensemble import Experiment
from sim.vocabulary.evidence import FIT, Target
from sim.vocabulary.policy import Case

RIVALS = (
    ("orders", "fixed_share"),
    ("bargaining", "rubinstein"),
    ("bargaining", "fixed_price"),
    ("bargaining", "take_it_or_leave_it"),
    ("effort", "fixed"),
    ("effort", "proportional"),
    ("export", "full"),
    ("facilitators", "count"),
)
MOST = 2.0
"""Log ratios are cut here, so that a member in which trade stops does not decide the mean."""


def rival_spread(
    policy: Case, targets: Sequence[Target], *, members: int = 1024, seed: int = 1
) -> tuple[float, dict[str, float]]:
    """Return the root mean square log change of the statistics under rival rules.

    Args:
        policy: the baseline; each rival rule replaces one of its rules.
        targets: levels and ratios are used.
        members: of the prior.
        seed: of members and luck, the same for all rules.

    Returns:
        Over all targets and rules, and by target.
    """
    mine = [target for target in targets if target.kind in {"level", "ratio"}]

    def values(rule: Case) -> np.ndarray:
        return statistics(Experiment((rule,), members, seed, plan(mine).weeks), mine)[0]

    default = values(policy)
    squares = np.zeros(len(mine))
    for name, option in RIVALS:
        other = values(policy.choosing(name, option))
        some = (default > 0.0) & (other > 0.0)
        change = np.log(np.where(some, other, 1.0) / np.where(some, default, 1.0))
        change = np.clip(change, -MOST, MOST)
        squares += (change**2).sum(axis=1) / np.maximum(some.sum(axis=1), 1)
    squares /= len(RIVALS)
    each = {target.id: float(s) for target, s in zip(mine, np.sqrt(squares), strict=True)}
    return float(np.sqrt(squares.mean())), each


def rule_evidence(
    policy: Case, targets: Sequence[Target], *, members: int = 2**14, seed: int = 1
) -> dict[str, float]:
    """Return how much likelier the record is under each rival rule than under the default.

    The mean likelihood over the prior (a Bayes factor); near 1 the record says nothing, below a
    tenth it speaks against the rule. The ensemble keeps the default rules all the same: a
    scenario may choose others.

    Args:
        policy: the baseline.
        targets: those with use = fit count.
        members: of the prior, a power of two.
        seed: of points and luck, the same for all rules.
    """
    of = plan([target for target in targets if target.use == FIT])

    def likelihood(rule: Case) -> float:
        weighed = weigh_prior(rule, of, members, seed, 1)
        logs = weighed.logs.sum(axis=0)
        return float(np.where(weighed.accepted, np.exp(logs), 0.0).mean())

    default = likelihood(policy)
    return {
        f"{name}={option}": likelihood(policy.choosing(name, option)) / default
        for name, option in RIVALS
    }
