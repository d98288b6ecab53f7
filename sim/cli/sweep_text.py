"""What a sweep says, in each language: its estimate, its progress, how it ended."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from sim.ground.errors import InputError, RunError
from sim.ground.folders import writing
from sim.ground.ledger import put
from sim.ground.weeks import date_of
from sim.ground.writing import csv_text
from sim.plots.request import usual
from sim.plots.sweep_files import draw
from sim.sweeps.designs.design import Design
from sim.sweeps.estimate import INLINE_SECONDS, Estimate
from sim.sweeps.export import export
from sim.sweeps.finish import FAILURES, Finished
from sim.sweeps.place import DESIGN
from sim.sweeps.reader import open_sweep
from sim.sweeps.replay import Replayed
from sim.sweeps.runner import Progress, Workers
from sim.sweeps.titles import title_of
from sim.vocabulary.language import Words, words
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


def agree(
    design: Design, expected: Estimate, where: Workers, *, yes: bool, language: str = "en"
) -> bool:
    """Say what a sweep will take and ask if it is large; return whether to go on."""
    e, text = expected, words(language)
    at = text.say("sweeping.workers", count=where.count)
    about = text.say("sweeping.about", span=span(e.seconds(where.count), language))
    if where.scheduler:
        at, about = text.say("sweeping.scheduler", address=where.scheduler), ""
    typer.echo(title_of(design, language))
    said = text.say(
        "sweeping.estimate", policies=f"{e.policies:,}", members=f"{design.members:,}",
        runs=f"{e.runs:,}", weeks=design.weeks, blocks=f"{e.blocks:,}", at=at, about=about,
        disk=size(e.bytes), memory=size(e.worker_bytes),
    )  # fmt: skip
    typer.echo(said)
    if yes or not e.large:
        return True
    if not sys.stdin.isatty():
        raise InputError("this is a large sweep; add --yes to start it without a question")
    return typer.confirm(text.say("sweeping.confirm"))


def say_design(told: str, language: str = "en") -> None:
    """Print a design that was made from a command line, as its file will hold it."""
    if told:
        typer.echo(f"{words(language).say('sweeping.kept', name=DESIGN)}\n{told}")


def span(seconds: float, language: str = "en") -> str:
    """Return a duration as people say it."""
    key, shown = "days", f"{seconds / DAY:.1f}"
    if seconds < 2 * MINUTE:
        key, shown = "seconds", f"{seconds:.0f}"
    elif seconds < 2 * HOUR:
        key, shown = "minutes", f"{seconds / MINUTE:.0f}"
    elif seconds < 2 * DAY:
        key, shown = "hours", f"{seconds / HOUR:.1f}"
    return words(language).say(f"sweeping.{key}", size=shown)


def size(count: float) -> str:
    """Return a number of bytes as people say it."""
    for unit in ("B", "kB", "MB", "GB"):
        if count < 1000:
            return f"{count:.3g} {unit}"
        count /= 1000
    return f"{count:.3g} TB"


@contextmanager
def bar(language: str = "en") -> Iterator[Callable[[Progress], None]]:
    """Show a progress bar with rate and remaining time; yield what updates it."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
    )  # fmt: skip
    with Bar(*columns, console=Console(stderr=True)) as shown:
        what = words(language).say("sweeping.runs")
        task, began = shown.add_task(what, total=None, rate=""), time.perf_counter()

        def report(now: Progress) -> None:
            rate = _rate(now, time.perf_counter() - began, language)
            shown.update(task, total=now.planned, completed=now.runs, rate=rate)

        yield report


def _rate(now: Progress, passed: float, language: str) -> str:
    speed = now.runs / max(passed, 1e-9)
    left = span((now.planned - now.runs) / speed, language) if speed else "?"
    key = "sweeping.rate_failed" if now.failed else "sweeping.rate"
    return words(language).say(key, speed=f"{speed:,.0f}", left=left, failed=f"{now.failed:,}")


def ended(done: Finished, kind: str, language: str = "en") -> None:
    """Say how a sweep ended, draw its pictures; RunError if runs failed."""
    text, rate = words(language), f"{done.computed / done.seconds:,.0f}" if done.computed else ""
    said = text.say(
        "sweeping.done", done=f"{done.done:,}", planned=f"{done.planned:,}",
        failed=f"{done.failed:,}", span=span(done.seconds, language), url=done.url,
        speed=text.say("sweeping.speed", speed=rate) if rate else "",
    )  # fmt: skip
    typer.echo(said)
    found = open_sweep(done.url)
    folder = Path(done.url) if "://" not in done.url else Path("results") / found.design.name
    for path in draw(found, usual(found), folder / "figures", language=language):
        typer.echo(str(path))
    if kind:
        typer.echo(str(export(found, kind, folder)))
    if done.failed:
        _say_failed(done, text)


def _say_failed(done: Finished, text: Words) -> None:
    for f in done.first:
        said = {"policy": f.policy, "member": f.member, "week": f.week, "reason": f.reason}
        typer.echo(text.say("sweeping.failed", **said))
    raise RunError(
        f"{done.failed:,} of {done.planned:,} runs failed and are left out; all are listed in "
        f"{done.url}/{FAILURES}, and --resume tries them again"
    )


def say_replay(again: Replayed, policy: int, member: int, language: str = "en") -> None:
    """Print what a run came to and whether it is the one in the store."""
    text = words(language)
    typer.echo(text.say("sweeping.replayed", policy=policy, member=member))
    for name, values in again.again.items():
        shown = text.comma.join(f"{v:.6g}" for v in values.ravel())
        key = "same" if name in again.stored else "alone"
        key = "differs" if name in again.differ else key
        label = text.known("measures", name.split("@")[0].split(":")[0]) or name
        typer.echo(text.say(f"sweeping.{key}", label=label, name=name, values=shown))
    if again.failure is not None:
        week, reason = again.failure.week, again.failure.reason
        typer.echo(text.say("sweeping.replay_failed", week=week, reason=reason))


def write_series(again: Replayed, folder: Path, policy: int, member: int) -> Path:
    """Write the weeks of every measure of a replayed run; return the file."""
    path = folder / f"policy-{policy}-member-{member}.csv"
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        put(path, csv_text(("measure", "selector", "date", "value", "unit"), _weeks(again)))
    return path


def _weeks(again: Replayed) -> Iterator[tuple[str, ...]]:
    for name, stored in again.recorded.values.items():
        m = measures()[name]
        labels = [f"{m.dimension}={v}" for v in dimension(m.dimension)] if m.dimension else [""]
        rows = stored[..., 0].reshape(len(stored), -1)
        for week, row in enumerate(rows):
            for label, value in zip(labels, row, strict=True):
                yield name, label, date_of(week).isoformat(), f"{value:.9g}", m.unit
