"""sim report and sim whence: a briefing in one file, and where a figure comes from."""

from pathlib import Path
from typing import Annotated, Optional

import typer

from sim.cli import complete
from sim.cli.options import Assume, Lang, Members, Overwrite, Prior, Seed, Set, Weeks, settings

Out = Annotated[Optional[Path], typer.Option(help="File to write.")]  # noqa: UP045
Against = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option(
        help="Another scenario; differences are it minus the first.",
        autocompletion=complete.scenarios,
    ),
]


def report(
    results_or_scenario: Annotated[
        str,
        typer.Argument(
            help="A scenario's name or file, or a folder of 'sim run' or 'compare'.",
            autocompletion=complete.scenarios,
        ),
    ],
    against: Against = None,
    format_: Annotated[str, typer.Option("--format", help="html or pdf.")] = "html",
    lang: Annotated[str, typer.Option(help="en or zh.")] = "en",
    out: Out = None,
    members: Members = 1000,
    seed: Seed = 1,
    weeks: Weeks = 260,
    set_: Set = None,
    assume: Assume = None,
    *,
    prior: Prior = False,
    overwrite: Overwrite = False,
    interactive: Annotated[
        bool, typer.Option("--interactive", help="Write a page with interactive charts beside it.")
    ] = False,
) -> None:
    """Write a briefing: limits, question, answer, figures, inputs, assumptions, in one file."""
    from sim.cli.tables import paragraph
    from sim.ground.errors import unknown
    from sim.reports.build import FORMATS, beside, build, refuse, refuse_print
    from sim.reports.subject import subject
    from sim.vocabulary.language import LANGUAGES

    if format_ not in FORMATS:
        raise unknown("--format", "format", format_, FORMATS)
    if lang not in LANGUAGES:
        raise unknown("--lang", "language", lang, LANGUAGES)
    target = out or _default(results_or_scenario, against, format_, lang)
    refuse(target, overwrite=overwrite)
    if interactive:
        refuse(beside(target), overwrite=overwrite)
    refuse_print(format_, lang)
    how = settings(members, seed, weeks, 1, members, prior=prior)
    of = subject(results_or_scenario, against, how, tuple(set_ or ()), tuple(assume or ()))
    done = build(of, target, kind=format_, language=lang, interactive=interactive)
    for line in done.advice:
        typer.echo(f"sim: {line}", err=True)
    paragraph(f"Report: {done.path}" + (f" ({done.how})" if done.how else ""))
    if done.interactive:
        paragraph(f"Interactive: {done.interactive}")


def _default(given: str, against: str | None, kind: str, lang: str) -> Path:
    names = [Path(name).stem for name in (given, against) if name]
    tail = "" if lang == "en" else f"-{lang}"
    return Path("results") / f"report-{'-vs-'.join(names)}{tail}.{kind}"


def whence(
    figure: Annotated[Path, typer.Argument(help="A PNG, SVG or PDF that sim wrote.")],
    rebuild: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="Draw it again into this file and say whether it is the same."),
    ] = None,
    lang: Lang = "en",
    *,
    overwrite: Overwrite = False,
) -> None:
    """Say where a figure comes from and print the command that makes it again."""
    from sim.cli.tables import paragraph
    from sim.origins.whence import origin, redraw
    from sim.reports.build import refuse

    of = origin(figure)
    for line in of.lines(lang):
        typer.echo(line)
    if rebuild is not None:
        refuse(rebuild, overwrite=overwrite)
        paragraph(redraw(of, rebuild, lang))
