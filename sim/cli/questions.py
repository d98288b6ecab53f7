"""sim answers: ask every question of the book anew and keep what was said with the model's hash."""

import io
import json
import re
import shlex
import time
from contextlib import redirect_stdout
from pathlib import Path
from typing import Annotated, Optional

import typer

from sim.cli.answering import FOLDER

ASKING = ("ask", "breakeven", "discover", "effect", "explain", "sensitivity", "worth")
"""Verbs that answer in two sentences; questions of other verbs keep their commands alone."""


def answers(
    out: Annotated[Path, typer.Option(help="File of the answers; figures go to --figures.")] = Path(
        "docs/answers/answers.json"
    ),
    figures: Annotated[Path, typer.Option(help="Folder for tables and figures.")] = FOLDER,
    only: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(help="A question such as Q7; may be given several times. Default: all."),
    ] = None,
    members: Annotated[int, typer.Option(help="Members, instead of each verb's own number.")] = 0,
) -> None:
    """Ask every question of the book anew and keep the answers with the hash of the model."""
    from sim.book.answers import model_state, questions
    from sim.ground.errors import unknown
    from sim.ground.writing import write

    found = {name: lines for name, lines in questions().items() if lines[0].split()[1] in ASKING}
    for name in only or []:
        if name not in found:
            raise unknown("--only", "question with one answer", name, found)
    kept = {}
    for name in only or found:
        began = time.perf_counter()
        told = _asked(found[name][0], figures, members)
        kept[name] = {
            "command": found[name][0], "sentences": told["sentences"], "about": told["about"],
            "seconds": round(time.perf_counter() - began, 1),
        }  # fmt: skip
        typer.echo(f"{name} ({kept[name]['seconds']} s): {' '.join(told['sentences'])}")
    text = json.dumps({"model": model_state(), "answers": kept}, indent=1, ensure_ascii=False)
    out.parent.mkdir(parents=True, exist_ok=True)
    write(out, text + "\n")
    if not only:
        _scenarios(out.parent / "scenarios.json", members)


def _scenarios(out: Path, members: int) -> None:
    """Compute what each scenario comes to and keep it beside the answers."""
    from sim.book.thumbnails import computed, text_of
    from sim.ground.writing import write

    began = time.perf_counter()
    write(out, text_of(computed(members) if members else computed()))
    typer.echo(f"scenarios ({time.perf_counter() - began:.1f} s): {out}")


def _asked(line: str, figures: Path, members: int) -> dict[str, list[str]]:
    """Return what a command line answers, as its JSON."""
    from sim.cli.main import app

    _, *words = shlex.split(line)
    more = ["--members", str(members)] if members else []
    stream = io.StringIO()
    with redirect_stdout(stream):
        command = typer.main.get_command(app)
        command.main(
            [*words, *more, "--format", "json", "--out", str(figures)], standalone_mode=False
        )
    found: dict[str, list[str]] = json.loads(re.sub(r"^[^{]*", "", stream.getvalue()))
    return found
