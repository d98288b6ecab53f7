"""Options that several verbs share, and what they mean. Imports nothing heavy."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from sim.cli import complete

if TYPE_CHECKING:
    from sim.model.members import Constrained
    from sim.runs.settings import Settings

ScenarioName = Annotated[
    str,
    typer.Argument(help="A scenario's name or a file's path.", autocompletion=complete.scenarios),
]
Members = Annotated[int, typer.Option(help="Size of the ensemble.")]
Seed = Annotated[int, typer.Option(help="Seed of the ensemble; the same seed, the same bits.")]
Weeks = Annotated[int, typer.Option(help="Horizon in weeks from 2023-07-03.")]
Set = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option(
        "--set",
        help="lever=value from week 0 on, or lever=value@date; may be given several times.",
        autocompletion=complete.settings,
    ),
]
Assume = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option(
        "--assume",
        help="key=value for all members, or key=low..high; may be given several times.",
        autocompletion=complete.assumptions,
    ),
]
Out = Annotated[Optional[Path], typer.Option(help="Folder for the results.")]  # noqa: UP045
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace an earlier result.")]
Workers = Annotated[int, typer.Option(help="Worker processes; 1 runs inline.")]
SeriesMembers = Annotated[
    int, typer.Option("--series-members", help="Members whose weekly series are kept.")
]
Prior = Annotated[
    bool, typer.Option("--prior", help="Use the prior, not the ensemble constrained by the record.")
]
Engine = Annotated[
    str,
    typer.Option(
        help="numpy or compiled; by default what repays. The same numbers to nine digits.",
        autocompletion=complete.engines,
    ),
]
NoCache = Annotated[
    bool, typer.Option("--no-cache", help="Keep no compiled kernels and use none that were kept.")
]
Lang = Annotated[str, typer.Option("--lang", help="Language of words and figures: en or zh.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask before a large job.")]


def settings(
    members: int, seed: int, weeks: int, workers: int, series_members: int, *, prior: bool
) -> "Settings":
    """Check the numbers of a run and put them together."""
    from sim.ground.errors import InputError
    from sim.runs.settings import Settings

    if workers < 1:
        raise InputError(f"--workers {workers}: at least 1")
    if series_members < 1:
        raise InputError(f"--series-members {series_members}: at least 1")
    return Settings(members, seed, weeks, workers, series_members, ensemble(prior=prior))


def ensemble(*, prior: bool) -> "Constrained | None":
    """Return the shipped constrained ensemble, or None for the prior or where none is shipped.

    An ensemble that no longer belongs to the assumptions or the record is said to be stale.
    """
    if prior:
        return None
    import sys

    from sim.runs import constrained

    note = constrained.stale()
    if note:
        sys.stderr.write(f"sim: {note}\n")
    return constrained.ensemble()


def verbs_of(context: typer.Context) -> Any:
    """Return the group of all verbs of the command line under which one of them is called."""
    return context.find_root().command
