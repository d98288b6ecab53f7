"""Figures of a hindcast, to files: predictions over reports, and what the record taught."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from matplotlib.figure import Figure

from sim.plots.fonts import chinese
from sim.plots.hindcast_figures import hindcast_figure
from sim.plots.relabel import relabel
from sim.plots.saving import save
from sim.plots.sweeps import prior_posterior
from sim.plots.theme import LIGHT, Theme
from sim.record.hindcast import Hindcast
from sim.record.posterior import before_and_after
from sim.runs import constrained
from sim.vocabulary.assumptions import registry
from sim.vocabulary.language import english, words
from sim.vocabulary.scenario import load
from sim.vocabulary.wording import unit_words

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


def draw(
    found: Hindcast, note: Mapping[str, object], folder: Path, *, language: str = "en"
) -> list[Path]:
    """Draw every figure of a hindcast into a folder and return the files.

    Args:
        found: the hindcast.
        note: its provenance.
        folder: where to.
        language: en or zh; the name of a Chinese figure's file says so.
    """
    metadata = {key: str(value) for key, value in note.items() if key != "summary"}
    metadata |= {} if language == "en" else {"language": language}
    tail = "" if language == "en" else f"_{language}"
    return [
        path
        for name, figure in figures(found, note).items()
        for path in save(
            told(figure(), language), folder, name + tail, {**metadata, "figure": name}
        )
    ]


def told(figure: Figure, language: str) -> Figure:
    """Return a figure with its texts in a language, where the system has a font for it."""
    family = chinese()
    if language != "en" and family:
        relabel(figure, words(language), _names(language), family)
    return figure


def _names(language: str) -> dict[str, str]:
    """Return what assumptions, alone and with their unit, and measures are called."""
    said, known = words(language), {}
    for key, text in english("assumptions").items():
        name, unit = said.name("assumptions", key), registry()[key].unit
        known[text] = name
        known[f"{text} ({unit})"] = f"{name}（{unit_words(unit, language)}）"
    return known | {t: said.name("measures", key) for key, t in english("measures").items()}
