"""Every kind of figure of a sweep: what it takes, and what draws it. A new one is a line here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from matplotlib.figure import Figure

from sim.plots.asked import (
    CURVES,
    DATES,
    INDICES,
    MAP,
    PAIRS,
    REGRET,
    SHARE,
    STRUCTURES,
    TORNADO,
    TRADEOFF,
)
from sim.plots.sweep_curves import dated, response
from sim.plots.sweep_draws import pairs, regret_of
from sim.plots.sweep_indices import indices
from sim.plots.sweep_maps import median_map, share_map
from sim.plots.sweep_structures import structure_dots
from sim.plots.sweep_tornado import tornado
from sim.plots.sweep_tradeoff import tradeoff


@dataclass(frozen=True)
class Kind:
    """One kind of figure.

    Attributes:
        draw: from results and what is asked to a figure; keywords `theme` and, where it has more
            than one language, `language`.
        takes: options beside the measure and its selector, as `sim plot` names them.
        flag: what the command line says to get it, where its options do not say it.
        languages: in which it can be drawn.
    """

    draw: Callable[..., Figure]
    takes: tuple[str, ...] = ()
    flag: str = ""
    languages: tuple[str, ...] = ("en",)


BOTH = ("en", "zh")
SIDES = ("x", "y", "panel", "at")

KINDS: Mapping[str, Kind] = {
    MAP: Kind(median_map, ("x", "y", "panel", "below", "at"), "--kind map", BOTH),
    SHARE: Kind(share_map, ("x", "y", "panel", "below", "at"), "--kind share", BOTH),
    CURVES: Kind(response, SIDES, "--curves", BOTH),
    DATES: Kind(dated, ("x", "panel", "at"), "--kind dates", BOTH),
    PAIRS: Kind(pairs, ("x", "panel", "at", "against"), languages=BOTH),
    TORNADO: Kind(tornado, ("at",), "--tornado", BOTH),
    INDICES: Kind(indices, ("at",), "--kind indices", BOTH),
    REGRET: Kind(regret_of, ("regret",), languages=BOTH),
    TRADEOFF: Kind(tradeoff, ("less", "more"), "--kind tradeoff", BOTH),
    STRUCTURES: Kind(structure_dots, ("x", "at", "against"), "--kind structures", BOTH),
}
