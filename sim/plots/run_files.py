"""Figures of a run or a comparison, from its results to files."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from matplotlib.figure import Figure

from sim.ground.errors import unknown
from sim.plots.compared import title_words
from sim.plots.fonts import chinese, drawable
from sim.plots.registry import COMPARE_FIGURES, MORE_FIGURES, RUN_FIGURES, Draw
from sim.plots.relabel import relabel
from sim.plots.saving import save
from sim.plots.theme import LIGHT, Theme
from sim.plots.wording import titles
from sim.runs.results import Results
from sim.vocabulary.language import words

LEFT_OUT = ("seconds", "levers", "titles_zh")
"""Notes of results that tell nothing of where a figure comes from."""


def own_figures(kind: str) -> Mapping[str, Draw]:
    """Return the figures that `sim run` or `sim compare` draws itself."""
    return RUN_FIGURES if kind == "run" else COMPARE_FIGURES


def chosen(results: Results, names: Sequence[str]) -> list[str]:
    """Return the figures asked for, or those that the verb itself does not draw if none are."""
    known = {**own_figures(results.kind), **MORE_FIGURES}
    for name in names:
        if name not in known:
            raise unknown("--figure", f"figure of a {results.kind}", name, known)
    return list(names or MORE_FIGURES)


def draw(
    results: Results,
    names: Sequence[str],
    folder: Path,
    *,
    theme: Theme = LIGHT,
    formats: Sequence[str] = ("png", "svg"),
    language: str = "en",
) -> list[Path]:
    """Draw figures by name into a folder and return the files.

    Args:
        results: of a run or a comparison.
        names: of the figures, each one that `chosen` knows.
        folder: made if there is none.
        theme: light or dark; the name of a dark figure's file says so.
        formats: of png, svg and pdf.
        language: en or zh; the name of a Chinese figure's file says so.
    """
    folder.mkdir(parents=True, exist_ok=True)
    known = {**own_figures(results.kind), **MORE_FIGURES}
    tail = ("" if theme is LIGHT else f"_{theme.name}") + (
        "" if language == "en" else f"_{language}"
    )
    out = []
    for name in names:
        metadata = {**figure_metadata(results), "figure": name, "theme": theme.name}
        metadata |= {} if language == "en" else {"language": language}
        made = spoken(known[name], results, theme=theme, language=language)
        out += save(made, folder, name + tail, metadata, formats=formats)
    return out


def spoken(draw: Draw, results: Results, *, theme: Theme = LIGHT, language: str = "en") -> Figure:
    """Return a figure with all its texts in a language, as far as its tables go."""
    figure = draw(results, theme=theme, language=drawable(language))
    family = chinese()
    if language != "en" and family:
        known = titles(results)
        relabel(
            figure,
            words(language),
            dict(zip(known.values(), title_words(results, language).values(), strict=True)),
            family,
        )
    return figure


def figure_metadata(results: Results) -> dict[str, str]:
    """Return the provenance that goes into a figure's file."""
    return {str(k): str(v) for k, v in results.attrs.items() if k not in LEFT_OUT}
