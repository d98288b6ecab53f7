"""sim plot: pictures of what a run, a comparison or a sweep found; nothing is run."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from sim.cli import complete

if TYPE_CHECKING:
    from sim.plots.request import Asked
    from sim.sweeps.designs.design import Picture
    from sim.sweeps.reader import SweepResults

Folder = Annotated[Optional[Path], typer.Option(help="Folder for what is written.")]  # noqa: UP045
Side = Annotated[str, typer.Option(help="Sweeps: an axis; the first free one by default.")]
Names = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option(
        "--figure",
        help="Runs, comparisons: a figure's name; may be given several times. "
        "By default those that the run itself does not draw.",
    ),
]
Formats = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option("--format", help="png, svg or pdf; may be given several times."),
]
THEMES, FORMATS, AIMS = ("light", "dark"), ("png", "svg", "pdf"), ("less", "more")
LANGUAGES = ("en", "zh")


def plot(
    results: Annotated[
        str, typer.Argument(help="Folder that sim run, compare or sweep wrote; a sweep's URL.")
    ],
    figure: Names = None,
    theme: Annotated[str, typer.Option(help="light or dark.")] = "light",
    format_: Formats = None,
    measure: Annotated[
        str,
        typer.Option(
            help="Sweeps: a saved measure; the design's pictures without.",
            autocompletion=complete.measures,
        ),
    ] = "",
    select: Annotated[str, typer.Option(help="As actor=dprk, for measures that need one.")] = "",
    x: Side = "",
    y: Side = "",
    panel: Side = "",
    below: Annotated[Optional[float], typer.Option(help="Break-even level of a map.")] = None,  # noqa: UP045
    against: Annotated[
        str, typer.Option(help="As designation_tempo=1: differences to it, member by member.")
    ] = "",
    regret: Annotated[
        str, typer.Option(help="less or more of --measure is wanted: who stays behind the best.")
    ] = "",
    out: Folder = None,
    lang: Annotated[str, typer.Option(help="en or zh, of figures of runs and comparisons.")] = "en",
    *,
    curves: Annotated[bool, typer.Option("--curves", help="Bands over --x instead.")] = False,
    tornado: Annotated[
        bool, typer.Option("--tornado", help="What each input does alone, of a sweep of such.")
    ] = False,
    interactive: Annotated[
        bool, typer.Option("--interactive", help="A page with charts to point at instead.")
    ] = False,
) -> None:
    """Draw figures of a run, a comparison or a sweep; nothing is run."""
    from sim.ground.errors import InputError, unknown
    from sim.ground.folders import kind_of
    from sim.ground.ledger import note
    from sim.sweeps.designs.design import Picture

    if theme not in THEMES:
        raise unknown("--theme", "theme", theme, THEMES)
    for ending in format_ or ():
        if ending not in FORMATS:
            raise unknown("--format", "format", ending, FORMATS)
    if regret not in ("", *AIMS):
        raise unknown("--regret", "aim", regret, AIMS)
    picture = Picture(measure, select, x, y, panel, below)
    special = [
        name
        for name, given in (
            ("--measure", picture != Picture("")), ("--against", against), ("--curves", curves),
            ("--tornado", tornado), ("--regret", regret),
        )
        if given
    ]  # fmt: skip
    if lang not in LANGUAGES:
        raise unknown("--lang", "language", lang, LANGUAGES)
    look = _Look(theme, tuple(format_ or ()), lang, interactive=interactive)
    if kind_of(Path(results)) in {"run", "compare"}:
        if special:
            raise InputError(f"{special[0]}: is for sweeps; {results} holds runs, use --figure")
        made = _of_run(results, figure or [], out, look)
    else:
        if figure:
            raise InputError(
                f"--figure {figure[0]}: is for runs and comparisons; a sweep takes --measure, "
                "--curves, --against, --tornado or --regret"
            )
        made = _of_sweep(results, _Wanted(picture, against, regret, special), out, look)
    if Path(results).is_dir():
        note(Path(results), map(Path, made))
    typer.echo("\n".join(str(path) for path in made))


@dataclass(frozen=True)
class _Look:
    """How figures are written: theme, formats and language, or as one page to point at."""

    theme: str
    formats: tuple[str, ...]
    language: str
    interactive: bool


@dataclass(frozen=True)
class _Wanted:
    """What is asked of a sweep, and which of the special options were given."""

    picture: "Picture"
    against: str
    regret: str
    special: list[str]


def _of_run(results: str, names: list[str], out: Path | None, look: _Look) -> list[Path]:
    from sim.ground.errors import InputError
    from sim.ground.folders import writing
    from sim.plots.run_files import chosen, draw
    from sim.plots.theme import THEMES as KNOWN
    from sim.runs.results import open_results

    found = open_results(results)
    folder = out or Path(results) / "figures"
    if look.interactive:
        from sim.reports.interactive import interactive_page

        if names:
            raise InputError("--interactive: is one page of fan charts; leave out --figure")
        return [_page(interactive_page(found, look.language), folder)]
    formats, figures = look.formats or ("png", "svg"), chosen(found, names)
    with writing(folder):
        return draw(
            found, figures, folder, theme=KNOWN[look.theme], formats=formats, language=look.language
        )


def _of_sweep(results: str, wanted: _Wanted, out: Path | None, look: _Look) -> list[Path]:
    from sim.ground.errors import InputError
    from sim.ground.folders import writing
    from sim.plots.sweep_files import draw
    from sim.plots.theme import THEMES as KNOWN
    from sim.sweeps.reader import open_sweep

    found = open_sweep(results)
    folder = out or Path(results) / "figures"
    if "://" in str(folder) or ("://" in results and out is None):
        raise InputError(f"{results}: name a local folder for the figures with --out")
    asked = _asked(found, wanted)
    if look.interactive:
        from sim.reports.interactive import sweep_page

        return [_page(sweep_page(found, asked), folder)]
    formats = look.formats or ("png",)
    with writing(folder):
        return draw(found, asked, folder, theme=KNOWN[look.theme], formats=formats)


def _asked(found: "SweepResults", wanted: _Wanted) -> "list[Asked]":
    """Return what a command line asks for; InputError for options that do not go together."""
    from sim.ground.errors import InputError
    from sim.plots.request import PAIRS, REGRET, TORNADO, Asked, suited, usual
    from sim.sweeps.designs.design import Picture

    picture, special, against = wanted.picture, wanted.special, wanted.against
    if not special:
        asked = usual(found)
        if not asked:
            raise InputError(
                f"{found.url}: the sweep has no axes to draw over; sweep again with "
                "--format csv for a table"
            )
        return asked
    if not picture.measure:
        raise InputError(f"{special[-1]}: goes with --measure, which names what is shown")
    if "--against" in special:
        if picture.y or picture.below is not None or len(special) > 2:
            raise InputError(f"--against {against}: goes with --measure, --select, --x and --panel")
        return [Asked(picture, PAIRS, against)]
    if "--regret" in special:
        if picture != Picture(picture.measure, picture.selector) or len(special) > 2:
            raise InputError("--regret: goes with --measure and --select")
        return [Asked(picture, REGRET, aim=wanted.regret)]
    if "--tornado" in special:
        if picture != Picture(picture.measure, picture.selector) or "--curves" in special:
            raise InputError("--tornado: goes with --measure and --select")
        return [Asked(picture, TORNADO)]
    return [suited(found, picture, curves="--curves" in special)]


def _page(text: str, folder: Path) -> Path:
    from sim.ground.folders import writing

    path = folder / "interactive.html"
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return path
