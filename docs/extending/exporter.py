"""Another exporter: a state that sells shells to Russia and minds its banks.

Goal: earn from a war next door without losing access to dollars.
Senses: the threat of secondary sanctions that banks believed last week.
Decides: how many shells it delivers.
Adapts: delivers less as the threat grows.
Ignores: what Russia needs, what DPRK sells, and the price.
"""

from dataclasses import dataclass

from sim.ground.arrays import Runs
from sim.model.actors.suppliers import Supplier
from sim.model.actors.view import View
from sim.model.calendar import Week


@dataclass(frozen=True)
class ExporterParams:
    """Drawn assumptions, one field per registry entry ``exporter.<field>``; shape (run,)."""

    deliveries: Runs
    first_week: Runs
    caution: Runs


def deliver(p: ExporterParams, threat: Runs, week: int) -> Runs:
    """Return what reaches Russia in a week, rounds/week, shape (run,).

    Args:
        p: assumptions.
        threat: secondary-sanctions threat that banks believe, 0 to 1, shape (run,).
        week: week of the model.
    """
    return p.deliveries * (1.0 - p.caution * threat) * (week >= p.first_week)


class Exporter(Supplier):
    """Carries the parameters and passes arrays to the rule."""

    name = "exporter"
    params_class = ExporterParams
    params: ExporterParams

    def deliver(self, last: View, now: Week) -> Runs:
        """Return what it delivers this week, rounds/week, shape (run,)."""
        return deliver(self.params, last.believed_threat, now.number)


SUPPLIER = Exporter
