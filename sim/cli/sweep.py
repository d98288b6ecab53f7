"""sim sweep, replay: many runs, and one run of them again."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from sim.cli import complete
from sim.cli.options import Engine, NoCache, Overwrite, Prior, Yes

if TYPE_CHECKING:
    from sim.sweeps.finish import Finished

Target = Annotated[Optional[str], typer.Option("--out", help="Folder or URL for the results.")]  # noqa: UP045
Results = Annotated[str, typer.Argument(help="Folder or URL that sim sweep wrote.")]
Auto = Annotated[int, typer.Option("--workers", help="Worker processes; 0 chooses, 1 runs inline.")]
Scheduler = Annotated[str, typer.Option(help="Address of a Dask scheduler, tcp://host:8786.")]
Resume = Annotated[bool, typer.Option("--resume", help="Go on: missing, damaged, failed blocks.")]
Format = Annotated[str, typer.Option("--format", help="Also export: netcdf, parquet, csv, excel.")]
Folder = Annotated[Optional[Path], typer.Option("--out", help="Folder for what is written.")]  # noqa: UP045


def sweep(
    design: Annotated[
        str,
        typer.Argument(
            help="A design's name or a file's path.",
            autocompletion=complete.designs,
        ),
    ],
    out: Target = None,
    workers: Auto = 0,
    scheduler: Scheduler = "",
    format_: Format = "",
    engine: Engine = "",
    *,
    resume: Resume = False,
    overwrite: Overwrite = False,
    yes: Yes = False,
    prior: Prior = False,
    no_cache: NoCache = False,
) -> None:
    """Run a design: an estimate, a progress bar, a store, heat maps. Ctrl-C loses no block."""
    from sim.cli.options import ensemble
    from sim.cli.sweep_text import agree, ended, picked
    from sim.ground.errors import InputError
    from sim.runs.engines import asking
    from sim.sweeps.designs.file import load_design
    from sim.sweeps.estimate import estimate
    from sim.sweeps.export import FORMATS
    from sim.sweeps.job import Job
    from sim.sweeps.location import Location as Place
    from sim.sweeps.place import check

    if workers < 0:
        raise InputError(f"--workers {workers}: at least 0")
    if format_ and format_ not in FORMATS:
        raise InputError(f"--format {format_}: known are {', '.join(FORMATS)}")
    chosen = load_design(design)
    table = ensemble(prior=prior)
    url = out or f"results/{chosen.name}"
    again = overwrite or (out is None and not resume and _finished(url))
    check(Place(url), resume=resume, overwrite=again)
    with asking(engine, cache=not no_cache):
        expected = estimate(Job(chosen, table))
        where = picked(expected, workers, scheduler)
        if not agree(chosen, expected, where, yes=yes):
            typer.echo("nothing was run")
            return
        done = _run(
            chosen, url, constrained=table, workers=where, resume=resume, overwrite=again
        )  # fmt: skip
    ended(done, format_)


def _run(*args: Any, **named: Any) -> "Finished":
    """Run a sweep under a bar; Ctrl-C ends it with what is done."""
    from sim.cli.sweep_text import bar
    from sim.ground.errors import StoppedError
    from sim.sweeps.runner import sweep as run_sweep

    try:
        with bar() as report:
            return run_sweep(*args, report=report, **named)
    except StoppedError as error:
        typer.echo(f"sim: {error}", err=True)
        raise typer.Exit(130) from None


def _finished(url: str) -> bool:
    from sim.sweeps.location import Location as Place
    from sim.sweeps.place import FINISHED

    return Place(url).get(FINISHED) is not None


def replay(
    results: Results,
    policy: Annotated[int, typer.Option(help="Number of the policy.")],
    member: Annotated[int, typer.Option(help="Number of the member.")],
    out: Folder = None,
    engine: Engine = "",
    *,
    no_cache: NoCache = False,
) -> None:
    """Run one run of a sweep again with all its weeks, and hold it against the store."""
    from sim.cli.sweep_text import say_replay, write_series
    from sim.ground.errors import RunError
    from sim.runs.engines import asking
    from sim.sweeps.replay import replay as run_again

    with asking(engine, cache=not no_cache):
        again = run_again(results, policy, member, engine=engine)
    say_replay(again, policy, member)
    if out is not None:
        typer.echo(f"weeks of every measure: {write_series(again, out, policy, member)}")
    if again.differ:
        raise RunError(f"{results}: {', '.join(again.differ)} differ from the store")
