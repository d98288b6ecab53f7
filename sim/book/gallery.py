"""The gallery: every figure with the line that draws it, pictured from a small ensemble."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from html import escape
from pathlib import Path

from matplotlib.figure import Figure

from sim.book.markup import anchor, code
from sim.book.pages import Page, docs
from sim.book.pictures import LAZY, file_of, picture_of
from sim.ground.errors import InputError
from sim.ground.files import shipped, toml_of
from sim.ground.stamp import provenance
from sim.plots.asked import (
    INDICES,
    LESS,
    PAIRS,
    REGRET,
    STRUCTURES,
    TORNADO,
    TRADEOFF,
    Asked,
)
from sim.plots.hindcast_files import figures as hindcast_figures
from sim.plots.registry import COMPARE_FIGURES, MORE_FIGURES, RUN_FIGURES, Draw
from sim.plots.request import suited, usual
from sim.plots.run_files import figure_metadata
from sim.plots.saving import save
from sim.plots.sweep_files import figure
from sim.plots.theme import THEMES, Theme
from sim.record.hindcast import Hindcast, hindcast
from sim.runs import constrained
from sim.runs.runs import compare_scenarios, run_scenario
from sim.runs.settings import Settings
from sim.sweeps.designs.design import Design, Picture
from sim.sweeps.designs.file import load_design, parse_design
from sim.sweeps.reader import SweepResults, open_sweep
from sim.sweeps.runner import sweep
from sim.vocabulary.scenario import load

PLACE = "docs/gallery.toml"
MEMBERS = 300
"""Members of the ensembles that are drawn here; sweeps have FEWER times fewer."""

FEWER = 40
INTRODUCTION = (
    "Every figure that sim draws, with the line that draws it. The pictures on this page were "
    "drawn from {:,} members when the book was built (sweeps from fewer), so that their bands are "
    "rougher than those of the full ensemble. <code>--theme dark</code> and <code>--format pdf"
    "</code> of <code>sim plot</code> draw them for other uses, and <code>sim whence FILE</code> "
    "says of any of them where it comes from."
)
READING = "heavier_fire"
RIVALS = ("maximum_pressure", "dprk_halts_exports", "ceasefire")
FIRED, ARRIVED = "russia.shells_fired", "dprk.shells_arrived"
DEMAND, WILLING = "shells_demanded_per_day", "dprk_export_willingness"


@dataclass(frozen=True)
class Exhibit:
    """A figure: its name, what to look for, and the line that draws it."""

    name: str
    words: str
    command: str


@dataclass(frozen=True)
class Group:
    """Figures that stand together."""

    title: str
    note: str
    figures: tuple[Exhibit, ...]


def groups() -> tuple[Group, ...]:
    """Return all figures in their groups; InputError if the file leaves one out."""
    table = toml_of(docs() / "gallery.toml", PLACE)
    made = tuple(
        Group(g["title"], g["note"], tuple(Exhibit(**f) for f in g["figures"]))
        for g in table["groups"]
    )
    named = [exhibit.name for group in made for exhibit in group.figures]
    known = {*COMPARE_FIGURES, *MORE_FIGURES, *SWEPT, "hindcast", "learnt"}
    if set(named) != known or len(named) != len(known):
        odd = ", ".join(sorted(set(named) ^ known)) or "a figure twice"
        raise InputError(f"{PLACE}: {odd}; it must name every figure once")
    return made


def pages_beside() -> list[Exhibit]:
    """Return what else can be drawn: whole pages."""
    table = toml_of(docs() / "gallery.toml", PLACE)
    return [Exhibit("", page["words"], page["command"]) for page in table["pages"]]


SWEPT: Mapping[str, tuple[str, Callable[[SweepResults], Asked]]] = {
    "heat_map": ("reference", lambda found: usual(found)[0]),
    "response_curves": (
        "reference",
        lambda found: suited(found, Picture(FIRED, x=DEMAND, y=WILLING), curves=True),
    ),
    "paired_differences": (
        "reference",
        lambda _: Asked(Picture(ARRIVED), PAIRS, "designation_tempo=1"),
    ),
    "tornado": ("tornado", lambda _: Asked(Picture(ARRIVED), TORNADO)),
    "structures": ("structures", lambda _: Asked(Picture(ARRIVED), STRUCTURES)),
    "sobol": ("sobol_top", lambda _: Asked(Picture(ARRIVED), INDICES)),
    "morris": ("morris", lambda _: Asked(Picture(FIRED), INDICES)),
    "tradeoff": (
        "effort_allocations",
        lambda _: Asked(Picture(ARRIVED), TRADEOFF, aims=f"less={ARRIVED};less=coalition.cost"),
    ),
    "regret": ("effort_allocations", lambda _: Asked(Picture(ARRIVED), REGRET, aim=LESS)),
}
"""The design of each figure of a sweep, and what it shows here."""


ROWS = {"sobol_top": 64, "morris": 4}
"""Base rows and trajectories of samples that are cut for the gallery."""


def _cut(name: str, members: int) -> Design:
    """Return a shipped design with few members, and a sample for indices with few rows."""
    if name not in ROWS:
        return replace(load_design(name), members=members)
    path = shipped() / "designs" / f"{name}.toml"
    table = {**toml_of(path, path.name), "members": 2, "structure": {"reading": READING}}
    table["sample"] = {**table["sample"], "size": ROWS[name]}
    return parse_design(table, path.name, name)


def page(members: int = MEMBERS) -> Page:
    """Return the gallery; without pictures if there are no members to draw."""
    pictures = drawn(members) if members else {}
    parts = [f"<p>{INTRODUCTION.format(members)}</p>"]
    for group in groups():
        parts.append(f'<h2 id="{anchor(group.title)}">{escape(group.title)}</h2>')
        parts.append(f"<p>{escape(group.note)}</p>")
        parts += [_shown(exhibit, pictures) for exhibit in group.figures]
    parts.append('<h2 id="pages">Whole pages</h2><ul>')
    parts += [f"<li>{escape(p.words)}: {code(p.command)}</li>" for p in pages_beside()]
    return Page("gallery", "Gallery", "\n".join([*parts, "</ul>"]), files=pictures)


def _shown(exhibit: Exhibit, pictures: Mapping[str, bytes]) -> str:
    file = file_of(exhibit.name)
    words = escape(exhibit.words)
    picture = f'<a href="{file}">{picture_of(exhibit.name, words, LAZY)}</a>'
    return (
        f'<figure id="{exhibit.name}"><figcaption><b>{escape(exhibit.name)}</b> {words}<br>'
        f"{code(exhibit.command)}</figcaption>{picture if file in pictures else ''}</figure>"
    )


def drawn(members: int) -> dict[str, bytes]:
    """Draw every figure in both themes from so many members; return PNG files by their place."""
    out = {}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for name, draw, about in _figures(members, folder):
            for theme in THEMES.values():
                path = Path(file_of(name, theme))
                more = {**about, "figure": name, "theme": theme.name}
                save(draw(theme=theme), folder, path.stem, more, formats=("png",))
                out[str(path.as_posix())] = (folder / path.name).read_bytes()
    return out


def _figures(members: int, folder: Path) -> Iterator[tuple[str, Draw, Mapping[str, str]]]:
    table, baseline = constrained.ensemble(), load("baseline")
    how = Settings(members=members, constrained=table)
    one = run_scenario(baseline, how)
    for name, draw in {**RUN_FIGURES, **MORE_FIGURES}.items():
        if name != "levers":
            yield name, partial(draw, one), figure_metadata(one)
    both = compare_scenarios([baseline, *map(load, RIVALS)], how)
    pair = compare_scenarios([baseline, load(RIVALS[0])], how)
    yield "differences", partial(COMPARE_FIGURES["differences"], pair), figure_metadata(pair)
    yield "scorecard", partial(COMPARE_FIGURES["scorecard"], both), figure_metadata(both)
    yield "levers", partial(MORE_FIGURES["levers"], both), figure_metadata(both)
    for name, (design, asked) in SWEPT.items():
        if not (folder / design).exists():
            sweep(_cut(design, max(2, members // FEWER)), str(folder / design), constrained=table)
        found = open_sweep(str(folder / design))
        yield name, partial(figure, found, asked(found)), provenance()
    held = hindcast(baseline, members=members, constrained=table)
    for name in hindcast_figures(held, provenance()):
        yield name, partial(_of_hindcast, held, name), provenance()


def _of_hindcast(held: Hindcast, name: str, theme: Theme) -> Figure:
    return hindcast_figures(held, provenance(), theme=theme)[name]()
