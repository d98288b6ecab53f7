"""sim sweep, replay: many runs, and one run of them again."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from sim.cli import complete
from sim.cli.options import Assume, Engine, Lang, NoCache, Overwrite, Prior, Set, Yes

if TYPE_CHECKING:
    from sim.sweeps.designs.design import Design
    from sim.sweeps.designs.made import Over
    from sim.sweeps.finish import Finished

Target = Annotated[Optional[str], typer.Option("--out", help="Folder or URL for the results.")]  # noqa: UP045
Results = Annotated[str, typer.Argument(help="Folder or URL that sim sweep wrote.")]
Auto = Annotated[int, typer.Option("--workers", help="Worker processes; 0 chooses, 1 runs inline.")]
Scheduler = Annotated[str, typer.Option(help="Address of a Dask scheduler, tcp://host:8786.")]
Resume = Annotated[bool, typer.Option("--resume", help="Go on: missing, damaged, failed blocks.")]
Format = Annotated[str, typer.Option("--format", help="Also export: netcdf, parquet, csv, excel.")]
Folder = Annotated[Optional[Path], typer.Option("--out", help="Folder for what is written.")]  # noqa: UP045
Texts = Optional[list[str]]  # noqa: UP045
Axes = Annotated[
    Texts,
    typer.Option(
        "--axis",
        help="name=0,1,4 or name=4000..20000/5, @DATE behind it to begin there; several cross.",
        autocompletion=complete.settings,
    ),
]
Rules = Annotated[
    Texts, typer.Option("--structure", help="name=all or name=rule,rule: rules to cross.")
]
Kept = Annotated[
    Texts,
    typer.Option("--measure", help="What is kept of each run.", autocompletion=complete.measures),
]
Dates = Annotated[
    Texts, typer.Option("--date", help="When it is kept: a date, yearly or quarterly.")
]
Begin = Annotated[str, typer.Option("--from", help="Date from which levers on axes are set.")]
Number = Optional[int]  # noqa: UP045


def sweep(
    design: Annotated[
        str,
        typer.Argument(
            help="A design's name or file; a scenario's with --axis.",
            autocompletion=complete.designs,
        ),
    ],
    axis: Axes = None,
    structure: Rules = None,
    set_: Set = None,
    assume: Assume = None,
    measure: Kept = None,
    date: Dates = None,
    from_: Begin = "",
    members: Annotated[Number, typer.Option(help="Size of the ensemble.")] = None,
    seed: Annotated[Number, typer.Option(help="Seed of the ensemble.")] = None,
    weeks: Annotated[Number, typer.Option(help="Horizon in weeks from 2023-07-03.")] = None,
    out: Target = None,
    workers: Auto = 0,
    scheduler: Scheduler = "",
    format_: Format = "",
    engine: Engine = "",
    lang: Lang = "en",
    *,
    resume: Resume = False,
    overwrite: Overwrite = False,
    yes: Yes = False,
    prior: Prior = False,
    no_cache: NoCache = False,
) -> None:
    """Run a design: an estimate, a progress bar, a store, figures. Ctrl-C loses no block."""
    from sim.cli.options import ensemble
    from sim.cli.sweep_text import agree, ended, picked, say_design
    from sim.ground.errors import InputError
    from sim.runs.engines import asking
    from sim.sweeps.designs.made import Over
    from sim.sweeps.estimate import estimate
    from sim.sweeps.export import FORMATS
    from sim.sweeps.job import Job
    from sim.sweeps.location import Location as Place
    from sim.sweeps.place import check, refuse_other
    from sim.vocabulary.language import require_language, words

    require_language(lang)
    if workers < 0:
        raise InputError(f"--workers {workers}: at least 0")
    if format_ and format_ not in FORMATS:
        raise InputError(f"--format {format_}: known are {', '.join(FORMATS)}")
    over = Over(
        axis or (), structure or (), set_ or (), assume or (), measure or (), date or (), from_,
        members, seed, weeks,
    )  # fmt: skip
    chosen, text = _chosen(design, over)
    table = ensemble(prior=prior)
    url = out or f"results/{chosen.name}"
    finished = out is None and not resume and not overwrite and _finished(url)
    if finished:
        refuse_other(Place(url), chosen)
    again = overwrite or finished
    check(Place(url), resume=resume, overwrite=again)
    say_design(text, lang)
    with asking(engine, cache=not no_cache):
        expected = estimate(Job(chosen, table))
        where = picked(expected, workers, scheduler)
        if not agree(chosen, expected, where, yes=yes, language=lang):
            typer.echo(words(lang).say("sweeping.nothing"))
            return
        done = _run(
            chosen, url, constrained=table, workers=where, resume=resume, overwrite=again,
            text=text, language=lang,
        )  # fmt: skip
    ended(done, format_, lang)


def _run(*args: Any, language: str, **named: Any) -> "Finished":
    """Run a sweep under a bar; Ctrl-C ends it with what is done."""
    from sim.cli.sweep_text import bar
    from sim.ground.errors import StoppedError
    from sim.sweeps.runner import sweep as run_sweep

    try:
        with bar(language) as report:
            return run_sweep(*args, report=report, **named)
    except StoppedError as error:
        typer.echo(f"sim: {error}", err=True)
        raise typer.Exit(130) from None


def _chosen(name: str, over: "Over") -> "tuple[Design, str]":
    """Return the design that is asked for, and its text where no file holds it."""
    from dataclasses import replace

    from sim.ground.errors import InputError
    from sim.sweeps.designs.file import load_design
    from sim.sweeps.designs.given import design_of
    from sim.sweeps.designs.made import design_over, is_design, laid_over
    from sim.vocabulary.scenario import names

    if over.axes or over.structure:
        if is_design(name):
            raise InputError(
                f"{name}: is a design, whose axes stand in its file; --axis and --structure go "
                "with a scenario"
            )
        return design_over(name, over)
    if name in names():
        raise InputError(
            f"{name}: is a scenario; add --axis, as in --axis designation_tempo=0,1,4, or name a "
            "design"
        )
    for option, given in (("--measure", over.measures), ("--date", over.dates),
                          ("--from", over.from_date), ("--seed", over.seed is not None),
                          ("--weeks", over.weeks is not None)):  # fmt: skip
        if given:
            raise InputError(f"{option}: goes with --axis; a design says it in its file")
    made = design_of(load_design(name), laid_over(over))
    if over.members is not None and over.members < 1:
        raise InputError(f"--members {over.members}: at least 1")
    return replace(made, members=over.members or made.members), ""


def _finished(url: str) -> bool:
    from sim.sweeps.location import Location as Place
    from sim.sweeps.store import FINISHED

    return Place(url).get(FINISHED) is not None


def replay(
    results: Results,
    policy: Annotated[int, typer.Option(help="Number of the policy.")],
    member: Annotated[int, typer.Option(help="Number of the member.")],
    out: Folder = None,
    engine: Engine = "",
    lang: Lang = "en",
    *,
    no_cache: NoCache = False,
) -> None:
    """Run one run of a sweep again with all its weeks, and hold it against the store."""
    from sim.cli.sweep_text import say_replay, write_series
    from sim.ground.errors import RunError
    from sim.runs.engines import asking
    from sim.sweeps.replay import replay as run_again
    from sim.vocabulary.language import require_language, words

    require_language(lang)
    with asking(engine, cache=not no_cache):
        again = run_again(results, policy, member, engine=engine)
    say_replay(again, policy, member, lang)
    if out is not None:
        written = write_series(again, out, policy, member)
        typer.echo(words(lang).say("sweeping.weeks", path=written))
    if again.differ:
        raise RunError(f"{results}: {', '.join(again.differ)} differ from the store")
