"""sim plot: pictures of what a run, a comparison or a sweep found; nothing is run."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from sim.cli import complete

if TYPE_CHECKING:
    from sim.plots.request import Wanted

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
Aims = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option(
        help="Sweeps: one of two aims of a trade-off, as 'capability.index[actor=us]'.",
        autocompletion=complete.measures,
    ),
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
    kind: Annotated[
        str,
        typer.Option(
            help="Sweeps: map, share, curves, dates, pairs, tornado, indices, structures, regret "
            "or tradeoff.",
            autocompletion=complete.kinds,
        ),
    ] = "",
    at: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(help="Sweeps: AXIS=VALUE or structure.NAME=RULE at which others are held."),
    ] = None,
    less: Aims = None,
    more: Aims = None,
    out: Folder = None,
    lang: Annotated[str, typer.Option(help="en or zh.")] = "en",
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
    from sim.answers.regret import Aim
    from sim.ground.errors import InputError, unknown
    from sim.ground.folders import kind_of
    from sim.plots.asked import CURVES, TORNADO
    from sim.plots.request import Wanted
    from sim.sweeps.designs.design import Picture

    if theme not in THEMES:
        raise unknown("--theme", "theme", theme, THEMES)
    for ending in format_ or ():
        if ending not in FORMATS:
            raise unknown("--format", "format", ending, FORMATS)
    if regret not in ("", *AIMS):
        raise unknown("--regret", "aim", regret, AIMS)
    picture = Picture(measure, select, x, y, panel, below, ",".join(at or ()))
    asked_kind = kind or (TORNADO if tornado else CURVES if curves else "")
    aims = tuple(
        Aim.read(text, more=wish) for wish, texts in ((False, less), (True, more))
        for text in texts or ()
    )  # fmt: skip
    wanted = Wanted(picture, asked_kind, against, regret, aims)
    if lang not in LANGUAGES:
        raise unknown("--lang", "language", lang, LANGUAGES)
    look = _Look(theme, tuple(format_ or ()), lang, interactive=interactive)
    if kind_of(Path(results)) in {"run", "compare"}:
        if wanted != Wanted(Picture("")):
            named = next(iter(wanted.given), "measure" if measure else "less" if aims else "kind")
            raise InputError(f"--{named}: is for sweeps; {results} holds runs, use --figure")
        made = _of_run(results, figure or [], out, look)
    else:
        if figure:
            raise InputError(
                f"--figure {figure[0]}: is for runs and comparisons; a sweep takes --measure, "
                "--kind, --curves, --against, --tornado or --regret"
            )
        made = _of_sweep(results, wanted, out, look)
    typer.echo("\n".join(str(path) for path in made))


@dataclass(frozen=True)
class _Look:
    """How figures are written: theme, formats and language, or as one page to point at."""

    theme: str
    formats: tuple[str, ...]
    language: str
    interactive: bool


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


def _of_sweep(results: str, wanted: "Wanted", out: Path | None, look: _Look) -> list[Path]:
    from sim.ground.errors import InputError
    from sim.ground.folders import writing
    from sim.plots.request import requested
    from sim.plots.sweep_files import draw
    from sim.plots.theme import THEMES as KNOWN
    from sim.sweeps.reader import open_sweep

    found = open_sweep(results)
    folder = out or Path(results) / "figures"
    if "://" in str(folder) or ("://" in results and out is None):
        raise InputError(f"{results}: name a local folder for the figures with --out")
    asked = requested(found, wanted)
    if look.interactive:
        from sim.reports.interactive import sweep_page

        return [_page(sweep_page(found, asked), folder)]
    formats = look.formats or ("png",)
    with writing(folder):
        return draw(
            found, asked, folder, theme=KNOWN[look.theme], formats=formats, language=look.language
        )


def _page(text: str, folder: Path) -> Path:
    from sim.ground.folders import writing
    from sim.ground.ledger import put

    path = folder / "interactive.html"
    with writing(folder):
        put(path, text)
    return path
