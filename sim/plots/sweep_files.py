"""Figures of a sweep, from what is asked to files."""

from collections.abc import Sequence
from pathlib import Path

from matplotlib.figure import Figure
from matplotlib.text import Text

from sim.ground.errors import InputError
from sim.plots.asked import Asked
from sim.plots.fonts import chinese, drawable
from sim.plots.request import name_of
from sim.plots.saving import save
from sim.plots.sweep_kinds import KINDS
from sim.plots.theme import LIGHT, Theme
from sim.sweeps.reader import SweepResults


def draw(
    results: SweepResults,
    asked: Sequence[Asked],
    folder: Path,
    *,
    theme: Theme = LIGHT,
    formats: Sequence[str] = ("png",),
    language: str = "en",
) -> list[Path]:
    """Draw figures of a sweep into a folder and return the files."""
    out = []
    for one in asked:
        metadata = {**about(results, one), "theme": theme.name}
        metadata |= {} if language == "en" else {"language": language}
        made = figure(results, one, theme=theme, language=language)
        folder.mkdir(parents=True, exist_ok=True)
        tails = [
            "" if theme is LIGHT else f"_{theme.name}",
            "" if language == "en" else f"_{language}",
        ]
        out += save(made, folder, name_of(results, one) + "".join(tails), metadata, formats=formats)
    return out


def figure(
    results: SweepResults, asked: Asked, *, theme: Theme = LIGHT, language: str = "en"
) -> Figure:
    """Return one figure of a sweep; in Chinese where the system has a font for it."""
    kind = KINDS[asked.kind]
    if language not in kind.languages:
        raise InputError(f"--lang {language}: figures of kind {asked.kind} are in English only")
    family = chinese() if language != "en" else None
    said = {"language": drawable(language)} if len(kind.languages) > 1 else {}
    made = kind.draw(results, asked, theme=theme, **said)
    if family:
        for text in made.findobj(Text):
            assert isinstance(text, Text)
            text.set_fontfamily(["DejaVu Sans", family])
    return made


def about(results: SweepResults, asked: Asked) -> dict[str, str]:
    """Return the provenance that goes into a figure's file."""
    manifest = {k: str(v) for k, v in results.store.manifest.items() if isinstance(v, str | int)}
    return {
        **manifest,
        "name": results.design.name,
        "results": results.url,
        "asked": asked.written(),
        "figure": name_of(results, asked),
    }
