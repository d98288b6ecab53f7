"""What a sweep says: its estimate, its progress, how it ended."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from sim.ground.errors import InputError, RunError
from sim.ground.folders import writing
from sim.ground.weeks import date_of
from sim.ground.writing import write_csv
from sim.plots.request import usual
from sim.plots.sweep_files import draw
from sim.sweeps.designs.design import Design
from sim.sweeps.estimate import INLINE_SECONDS, Estimate
from sim.sweeps.export import export
from sim.sweeps.finish import FAILURES, Finished
from sim.sweeps.reader import open_sweep
from sim.sweeps.replay import Replayed
from sim.sweeps.runner import DESIGN, Progress, Workers
from sim.vocabulary.measures import dimension, measures

MINUTE, HOUR, DAY = 60, 3600, 86400


def picked(expected: Estimate, workers: int, scheduler: str) -> Workers:
    """Return where the blocks run: inline if that is over before workers would start."""
    if scheduler:
        return Workers(workers, scheduler)
    if workers:
        return Workers(workers)
    short = expected.seconds(1) < INLINE_SECONDS
    return Workers(1 if short else min(os.cpu_count() or 1, expected.blocks))


def agree(design: Design, expected: Estimate, where: Workers, *, yes: bool) -> bool:
    """Say what a sweep will take and ask if it is large; return whether to go on."""
    e = expected
    at = f"on {where.scheduler}" if where.scheduler else f"with {where.count} worker(s)"
    spread = "" if where.scheduler else f", about {span(e.seconds(where.count))}"
    typer.echo(f"{design.title}")
    typer.echo(
        f"{e.policies:,} policies x {design.members:,} members = {e.runs:,} runs of {design.weeks} "
        f"weeks in {e.blocks:,} blocks {at}{spread}, {size(e.bytes)} on disk, "
        f"{size(e.worker_bytes)} of memory a worker"
    )
    if yes or not e.large:
        return True
    if not sys.stdin.isatty():
        raise InputError("this is a large sweep; add --yes to start it without a question")
    return typer.confirm("Start it?")


def say_design(text: str) -> None:
    """Print a design that was made from a command line, as its file will hold it."""
    if text:
        typer.echo(f"# the design, kept as {DESIGN}\n{text}")


def span(seconds: float) -> str:
    """Return a duration as people say it."""
    if seconds < 2 * MINUTE:
        return f"{seconds:.0f} s"
    if seconds < 2 * HOUR:
        return f"{seconds / MINUTE:.0f} min"
    return f"{seconds / HOUR:.1f} h" if seconds < 2 * DAY else f"{seconds / DAY:.1f} days"


def size(count: float) -> str:
    """Return a number of bytes as people say it."""
    for unit in ("B", "kB", "MB", "GB"):
        if count < 1000:
            return f"{count:.3g} {unit}"
        count /= 1000
    return f"{count:.3g} TB"


@contextmanager
def bar() -> Iterator[Callable[[Progress], None]]:
    """Show a progress bar with rate and remaining time; yield what updates it."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
    )  # fmt: skip
    with Bar(*columns, console=Console(stderr=True)) as shown:
        task, began = shown.add_task("runs", total=None, rate=""), time.perf_counter()

        def report(now: Progress) -> None:
            passed = time.perf_counter() - began
            speed = now.runs / max(passed, 1e-9)
            left = span((now.planned - now.runs) / speed) if speed else "?"
            rate = f"{speed:,.0f} runs/s, {left} left"
            rate += f", {now.failed:,} failed" if now.failed else ""
            shown.update(task, total=now.planned, completed=now.runs, rate=rate)

        yield report


def ended(done: Finished, kind: str) -> None:
    """Say how a sweep ended, draw its pictures; RunError if runs failed."""
    speed = f", {done.computed / done.seconds:,.0f} runs/s" if done.computed else ""
    typer.echo(
        f"{done.done:,} of {done.planned:,} runs done, {done.failed:,} failed, in "
        f"{span(done.seconds)}{speed}: {done.url}"
    )
    found = open_sweep(done.url)
    folder = Path(done.url) if "://" not in done.url else Path("results") / found.design.name
    for path in draw(found, usual(found), folder / "figures"):
        typer.echo(str(path))
    if kind:
        typer.echo(str(export(found, kind, folder)))
    if done.failed:
        for f in done.first:
            typer.echo(f"failed: policy {f.policy}, member {f.member}, week {f.week}: {f.reason}")
        raise RunError(
            f"{done.failed:,} of {done.planned:,} runs failed and are left out; all are listed in "
            f"{done.url}/{FAILURES}, and --resume tries them again"
        )


def say_replay(again: Replayed, policy: int, member: int) -> None:
    """Print what a run came to and whether it is the one in the store."""
    typer.echo(f"policy {policy}, member {member}")
    for name, values in again.again.items():
        shown = ", ".join(f"{v:.6g}" for v in values.ravel())
        same = (
            ""
            if name not in again.stored
            else "  differs"
            if name in again.differ
            else "  same bits"
        )
        typer.echo(f"  {name}: {shown}{same}")
    if again.failure is not None:
        typer.echo(f"  failed in week {again.failure.week}: {again.failure.reason}")


def write_series(again: Replayed, folder: Path, policy: int, member: int) -> Path:
    """Write the weeks of every measure of a replayed run; return the file."""
    path = folder / f"policy-{policy}-member-{member}.csv"
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        write_csv(path, ("measure", "selector", "date", "value", "unit"), _weeks(again))
    return path


def _weeks(again: Replayed) -> Iterator[tuple[str, ...]]:
    for name, stored in again.recorded.values.items():
        m = measures()[name]
        labels = [f"{m.dimension}={v}" for v in dimension(m.dimension)] if m.dimension else [""]
        rows = stored[..., 0].reshape(len(stored), -1)
        for week, row in enumerate(rows):
            for label, value in zip(labels, row, strict=True):
                yield name, label, date_of(week).isoformat(), f"{value:.9g}", m.unit
