"""sim sweep, replay: many runs, and one run of them again."""

from pathlib import Path
from typing import Annotated, Optional

import typer

from sim.cli import complete
from sim.cli.options import Overwrite, Prior, Yes

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
    *,
    resume: Resume = False,
    overwrite: Overwrite = False,
    yes: Yes = False,
    prior: Prior = False,
) -> None:
    """Run a design: an estimate, a progress bar, a store, heat maps. Ctrl-C loses no block."""
    from sim.cli.options import ensemble
    from sim.cli.sweep_text import agree, bar, ended, picked
    from sim.ground.errors import InputError, StoppedError
    from sim.sweeps.designs.file import load_design
    from sim.sweeps.estimate import estimate
    from sim.sweeps.export import FORMATS
    from sim.sweeps.job import Job
    from sim.sweeps.location import Location as Place
    from sim.sweeps.place import check
    from sim.sweeps.runner import sweep as run_sweep

    if workers < 0:
        raise InputError(f"--workers {workers}: at least 0")
    if format_ and format_ not in FORMATS:
        raise InputError(f"--format {format_}: known are {', '.join(FORMATS)}")
    chosen = load_design(design)
    table = ensemble(prior=prior)
    url = out or f"results/{chosen.name}"
    again = overwrite or (out is None and not resume and _finished(url))
    check(Place(url), resume=resume, overwrite=again)
    expected = estimate(Job(chosen, table))
    where = picked(expected, workers, scheduler)
    if not agree(chosen, expected, where, yes=yes):
        typer.echo("nothing was run")
        return
    try:
        with bar() as report:
            done = run_sweep(
                chosen, url, constrained=table, workers=where, resume=resume,
                overwrite=again, report=report,
            )  # fmt: skip
    except StoppedError as error:
        typer.echo(f"sim: {error}", err=True)
        raise typer.Exit(130) from None
    ended(done, format_)


def _finished(url: str) -> bool:
    from sim.sweeps.location import Location as Place
    from sim.sweeps.place import FINISHED

    return Place(url).get(FINISHED) is not None


def replay(
    results: Results,
    policy: Annotated[int, typer.Option(help="Number of the policy.")],
    member: Annotated[int, typer.Option(help="Number of the member.")],
    out: Folder = None,
) -> None:
    """Run one run of a sweep again with all its weeks, and hold it against the store."""
    from sim.cli.sweep_text import say_replay, write_series
    from sim.ground.errors import RunError
    from sim.sweeps.replay import replay as run_again

    again = run_again(results, policy, member)
    say_replay(again, policy, member)
    if out is not None:
        typer.echo(f"weeks of every measure: {write_series(again, out, policy, member)}")
    if again.differ:
        raise RunError(f"{results}: {', '.join(again.differ)} differ from the store")
