"""Figures of a hindcast, to files: predictions over reports, and what the record taught."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from matplotlib.figure import Figure

from sim.plots.hindcast_figures import hindcast_figure
from sim.plots.saving import save
from sim.plots.sweeps import prior_posterior
from sim.plots.theme import LIGHT, Theme
from sim.record.hindcast import Hindcast
from sim.record.posterior import before_and_after
from sim.runs import constrained
from sim.vocabulary.assumptions import registry
from sim.vocabulary.scenario import load

MOST_ROWS = 150
"""More targets than this make no readable figure; the table holds them all."""

SHOWN = 12
"""Assumptions in the figure of what the record taught."""


def figures(
    found: Hindcast, note: Mapping[str, object], *, theme: Theme = LIGHT
) -> dict[str, Callable[[], Figure]]:
    """Return what draws each figure of a hindcast, by name.

    Args:
        found: the hindcast.
        note: its provenance.
        theme: light or dark.
    """
    s = found.settings
    made = f"model {note['model_version']}, assumptions {note['assumptions_hash']}"
    footer = f"{s['members']} members, seed {s['seed']}, {made}"
    out: dict[str, Callable[[], Figure]] = {}
    if len(found.targets) <= MOST_ROWS:
        out["hindcast"] = partial(hindcast_figure, found, footer, theme=theme)
    if s["ensemble"] != "prior":
        out["learnt"] = partial(_learnt, made, theme)
    return out


def _learnt(made: str, theme: Theme) -> Figure:
    """Draw the assumptions that the record tells most of, before and after."""
    ensemble = constrained.load()
    before, after = before_and_after(load("baseline").policy, ensemble, SHOWN)
    labels = {key: registry()[key].name for key in before}
    units = {key: registry()[key].unit for key in before}
    m = ensemble.made
    footer = (
        f"{m['prior_members']:,} prior members, effective sample size "
        f"{float(m['effective_sample_size']):,.0f}, seed {m['seed']}, {made}"
    )
    return prior_posterior(before, after, labels=labels, units=units, footer=footer, theme=theme)


def draw(found: Hindcast, note: Mapping[str, object], folder: Path) -> list[Path]:
    """Draw every figure of a hindcast into a folder and return the files."""
    metadata = {key: str(value) for key, value in note.items() if key != "summary"}
    return [
        path
        for name, figure in figures(found, note).items()
        for path in save(figure(), folder, name, {**metadata, "figure": name})
    ]
