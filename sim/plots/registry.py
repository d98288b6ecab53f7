"""All figures by name: what `run` and `compare` draw."""

from collections.abc import Callable

from matplotlib.figure import Figure

from sim.plots.capability import capability
from sim.plots.differences import differences
from sim.plots.evidence import evidence
from sim.plots.returns import returns
from sim.plots.saving import metadata_of, save
from sim.plots.shells import shells

Draw = Callable[..., Figure]
"""A figure function: results in, figure out; keyword `theme`."""

RUN_FIGURES: dict[str, Draw] = {
    "shells": shells,
    "returns": returns,
    "capability": capability,
    "evidence": evidence,
}
COMPARE_FIGURES: dict[str, Draw] = {"differences": differences, **RUN_FIGURES}

__all__ = ["COMPARE_FIGURES", "RUN_FIGURES", "Draw", "metadata_of", "save"]
