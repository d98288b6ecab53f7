"""Which strategy of a sweep is the scenario's own: the coalition acts as it would without one."""

import pandas as pd

from sim.sweeps.designs.design import Design
from sim.vocabulary.levers import levers
from sim.vocabulary.policy import Case

SCENARIO = "scenario"


def own_strategy(design: Design, settings: pd.DataFrame) -> int | None:
    """Return the place of the strategy that sets every lever as the first scenario has it.

    Args:
        design: of the sweep.
        settings: of the strategies, one row each.

    Returns:
        Its row; None where no strategy does so, as where the scenario changes a lever by date.
    """
    own = {name: _own(design.bases[0], str(name)) for name in settings}
    for place, row in enumerate(settings.to_dict("records")):
        if all(row[name] == value for name, value in own.items()):
            return place
    return None


def _own(base: Case, name: str) -> object:
    """Return what a scenario sets; None where that changes by date or by rule."""
    if name == SCENARIO:
        return base.name
    if any(rule.lever == name for rule in base.rules):
        return None
    steps = base.levers.get(name)
    if steps is None:
        return levers()[name].pure
    return steps[0][1] if len(steps) == 1 and steps[0][0] == 0 else None
