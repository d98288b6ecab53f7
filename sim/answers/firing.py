"""When, and how often, adaptive rules fire: from recorded runs, by the rules themselves."""

import numpy as np

from sim.answers.futures import outcomes
from sim.answers.statements.monitor import NEVER, Paths
from sim.ground.arrays import Runs
from sim.model.draws import Block, Luck
from sim.model.reactions import Reactions
from sim.runs.settings import Settings
from sim.vocabulary.measures import measures
from sim.vocabulary.policy import Case

INFORMATION = "coalition.monitoring"


def first_fired(case: Case, how: Settings) -> Runs:
    """Return the week in which the first rule of a case fires, NEVER where none does, (member,).

    Args:
        case: with rules.
        how: members, seed, weeks; the same that its runs met.
    """
    watched = tuple(dict.fromkeys(rule.measure for rule in case.rules))
    keep = (*watched, INFORMATION)

    def taken(paths: Paths) -> Runs:
        return np.stack([_by_week(paths, name, how.weeks) for name in keep])

    found = outcomes([case], keep, taken, how).values[0]
    block = Block(range(how.members))
    reactions = Reactions([case], block, Luck(how.seed, block))
    memory = reactions.blank()
    out = np.full(how.members, NEVER)
    for week in range(how.weeks):
        values = dict(zip(keep, found[:, week], strict=True))
        noted = reactions.noted(memory, values.__getitem__)
        memory = reactions.heeded(noted, week, values[INFORMATION])
        fired = np.any(memory.fired, axis=0)
        out = np.where(fired & np.isinf(out), float(week), out)
    return out


def _by_week(paths: Paths, name: str, weeks: int) -> Runs:
    """Return what stands at the end of last week, by week, shape (week, member)."""
    own = np.asarray(paths.own[name], dtype=np.float64)
    if measures()[name].bound:
        return own[:weeks]
    return np.concatenate([np.zeros_like(own[:1]), own[: weeks - 1]])
