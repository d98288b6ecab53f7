"""All figures by name: what `run` and `compare` draw."""

from collections.abc import Callable

from matplotlib.figure import Figure

from sim.plots.attribution import attribution
from sim.plots.capability import capability
from sim.plots.channels import channels
from sim.plots.components import components
from sim.plots.differences import differences
from sim.plots.evidence import evidence
from sim.plots.flows import sources_and_uses
from sim.plots.lever_dates import lever_dates
from sim.plots.networks import programmes
from sim.plots.provocations import provocations
from sim.plots.returns import returns
from sim.plots.sankey import supply_legs
from sim.plots.scorecard import scorecard
from sim.plots.shells import shells
from sim.plots.timeline import events_figure

Draw = Callable[..., Figure]
"""A figure function: results in, figure out; keywords `theme` and `language`."""

RUN_FIGURES: dict[str, Draw] = {
    "shells": shells,
    "returns": returns,
    "capability": capability,
    "evidence": evidence,
}
COMPARE_FIGURES: dict[str, Draw] = {
    "differences": differences,
    "scorecard": scorecard,
    **RUN_FIGURES,
}
MORE_FIGURES: dict[str, Draw] = {
    "attribution": attribution,
    "components": components,
    "sources_and_uses": sources_and_uses,
    "supply_legs": supply_legs,
    "channels": channels,
    "provocations": provocations,
    "programmes": programmes,
    "levers": lever_dates,
    "events": events_figure,
}
"""Figures on request, of a run or a comparison."""
