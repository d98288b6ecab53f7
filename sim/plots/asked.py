"""What may be asked of a sweep: one figure."""

import json
from dataclasses import asdict, dataclass

from sim.sweeps.designs.design import Picture

MAP, SHARE, CURVES, PAIRS, TORNADO, REGRET = "map", "share", "curves", "pairs", "tornado", "regret"
STRUCTURES, DATES = "structures", "dates"
INDICES, TRADEOFF = "indices", "tradeoff"
LESS, MORE = "less", "more"


@dataclass(frozen=True)
class Asked:
    """One figure of a sweep, as `sim plot` is asked for it.

    Attributes:
        picture: what over which axes, and what is held.
        kind: a key of `sim.plots.sweep_kinds.KINDS`.
        against: for differences, the setting that they are differences to.
        aim: for regret, whether less or more of the measure is better.
        aims: for a trade-off, both: ``less=coalition.cost;more=capability.index[actor=us]``.
    """

    picture: Picture
    kind: str = MAP
    against: str = ""
    aim: str = ""
    aims: str = ""

    @classmethod
    def read(cls, text: str) -> "Asked":
        """Return what `written` wrote."""
        found = json.loads(text)
        return cls(Picture(**found.pop("picture")), **found)

    def written(self) -> str:
        """Return it as text that `read` reads."""
        return json.dumps(asdict(self))
