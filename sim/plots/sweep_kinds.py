"""Every kind of figure of a sweep: what it takes, and what draws it. A new one is a line here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from matplotlib.figure import Figure

from sim.plots.asked import CURVES, MAP, PAIRS, REGRET, STRUCTURES, TORNADO
from sim.plots.sweep_draws import curves, pairs, plain_map, regret_of, swings_of
from sim.plots.sweep_structures import structure_dots


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


KINDS: Mapping[str, Kind] = {
    MAP: Kind(plain_map, ("x", "y", "panel", "below", "at")),
    CURVES: Kind(curves, ("x", "panel", "at"), "--curves"),
    PAIRS: Kind(pairs, ("x", "panel", "at", "against")),
    TORNADO: Kind(swings_of, (), "--tornado"),
    REGRET: Kind(regret_of, ("regret",)),
    STRUCTURES: Kind(structure_dots, ("x", "at", "against"), "--kind structures", ("en", "zh")),
}
