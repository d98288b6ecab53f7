"""sim answers: ask every question of the book anew and keep what was said with the model's hash."""

import io
import json
import re
import shlex
import tempfile
import time
from collections.abc import Mapping
from contextlib import chdir, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from sim.cli.answering import FOLDER
from sim.cli.options import Lang

if TYPE_CHECKING:
    from sim.vocabulary.language import Words

MEMBERED = ("ask", "breakeven", "discover", "effect", "explain", "search", "worth")
"""Verbs whose members --members sets; `sensitivity` too, where it draws a sample of its own."""

RESPONSES, CLAIMS = "responses", "claims"
"""What two tables are called among the questions: demand and enforcement, claims switched off."""

MEMBERS = 400
"""Members of these tables where none are asked for."""


def answers(
    context: typer.Context,
    out: Annotated[Path, typer.Option(help="File of the answers; figures go to --figures.")] = Path(
        "docs/answers/answers.json"
    ),
    figures: Annotated[Path, typer.Option(help="Folder for tables and figures.")] = FOLDER,
    only: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(
            help="A question such as Q7, responses or claims; several times. Default: all."
        ),
    ] = None,
    members: Annotated[int, typer.Option(help="Members, instead of each verb's own number.")] = 0,
    lang: Lang = "en",
) -> None:
    """Ask every question of the book anew and keep the answers with the hash of the model."""
    from sim.book.answers import model_state, questions
    from sim.cli.options import verbs_of
    from sim.ground.errors import unknown
    from sim.ground.writing import write
    from sim.vocabulary.language import words

    verbs, said = verbs_of(context), words(lang)
    found = questions()
    for name in only or []:
        if name not in (*found, RESPONSES, CLAIMS):
            raise unknown("--only", "question with one answer", name, (*found, RESPONSES, CLAIMS))
    if not only or RESPONSES in only:
        _respond(out.with_name(f"{RESPONSES}.json"), figures, members, said)
    if not only or CLAIMS in only:
        _switch_off(out.with_name(f"{CLAIMS}.json"), members, said)
    kept = _still(out) if only else {}
    for name in (one for one in only or found if one in found):
        told = _answered(verbs, found[name], figures.resolve(), members)
        kept[name] = {"command": found[name][-1], **told}
        typer.echo(said.say("written.in_time", name=name, **_spoken(told, lang)))
        ordered = {n: kept[n] for n in found if n in kept}
        text = json.dumps(
            {"model": model_state(), "answers": ordered}, indent=1, ensure_ascii=False
        )
        out.parent.mkdir(parents=True, exist_ok=True)
        write(out, text + "\n")
    if not only:
        _scenarios(out.parent / "scenarios.json", members, said)


def _spoken(told: Mapping[str, Any], language: str) -> dict[str, str]:
    """Return the seconds of a question and its sentences in a language."""
    sentences = told.get(language, told)["sentences"]
    between = "" if language == "zh" else " "
    return {"seconds": told["seconds"], "path": between.join(sentences)}


def _still(out: Path) -> dict[str, Any]:
    """Return the answers that a file keeps of this very state of the model."""
    from sim.book.answers import model_state

    try:
        found = json.loads(out.read_text(encoding="utf-8"))
        same = found["model"] == model_state()
        return dict(found["answers"]) if same else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _scenarios(out: Path, members: int, said: "Words") -> None:
    """Compute what each scenario comes to and keep it beside the answers."""
    from sim.book.thumbnails import computed, text_of
    from sim.ground.writing import write

    began = time.perf_counter()
    write(out, text_of(computed(members) if members else computed()))
    seconds = f"{time.perf_counter() - began:.1f}"
    typer.echo(said.say("written.in_time", name="scenarios", seconds=seconds, path=out))


def _answered(verbs: Any, lines: list[str], figures: Path, members: int) -> dict[str, Any]:
    """Carry out the commands of a question in a folder of their own; return what was said.

    It is said in every language; the seconds are those of the first.
    """
    from sim.vocabulary.language import LANGUAGES

    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        began = time.perf_counter()
        for line in lines[:-1]:
            _run(verbs, shlex.split(line)[1:])
        found = _asked(verbs, lines[-1], members, ["--out", str(figures)])
        out = {name: found[name] for name in ("title", "sentences", "about")}
        out |= {"seconds": round(time.perf_counter() - began, 1), "best": _best(found)}
        for language in LANGUAGES[1:]:
            other = _asked(verbs, lines[-1], members, ["--out", language, "--lang", language])
            out[language] = {name: other[name] for name in ("title", "sentences")}
    return out


def _best(told: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the best strategies of a search; [] for other verbs."""
    from sim.book.strategies import best

    return best(told["table"]) if told["verb"] == "search" else []


def _asked(verbs: Any, line: str, members: int, more: list[str]) -> dict[str, Any]:
    """Carry out a command and return its JSON; a search goes on from what was evaluated before."""
    _, verb, *words = shlex.split(line)
    sized = verb in MEMBERED or (verb == "sensitivity" and "--in" not in words)
    size = ["--members", str(members)] if members and sized else []
    store = ["--store", "evaluations"] if verb == "search" and "--store" not in words else []
    text = _run(verbs, [verb, *words, *size, *store, "--format", "json", *more])
    found: dict[str, Any] = json.loads(re.sub(r"^[^{]*", "", text))
    return found


def _run(verbs: Any, words: list[str]) -> str:
    """Carry out one command and return what it printed."""
    stream = io.StringIO()
    with redirect_stdout(stream):
        verbs.main(words, standalone_mode=False)
    return stream.getvalue()


def _respond(path: Path, figures: Path, members: int, said: "Words") -> None:
    """Make the table of responses anew, with its figure, and keep it beside the answers."""
    from sim.answers.response import responses
    from sim.answers.response_file import Kept, text_of
    from sim.answers.standing import standings
    from sim.book.answers import model_state
    from sim.ground.writing import write
    from sim.plots.answers_response import response_figure
    from sim.plots.saving import save

    size = members or MEMBERS
    kept = Kept(model_state(), responses(members=size), standings(members=size))
    path.parent.mkdir(parents=True, exist_ok=True)
    write(path, text_of(kept))
    figures.mkdir(parents=True, exist_ok=True)
    save(response_figure(kept.responses), figures, RESPONSES, {"model": kept.model})
    typer.echo(said.say("written.with_figure", name=RESPONSES, path=path, folder=figures))


def _switch_off(path: Path, members: int, said: "Words") -> None:
    """Measure anew what each claim's element moves and keep it beside the answers."""
    from sim.answers.switching import switched
    from sim.answers.switching_file import read_carried, text_of
    from sim.book.answers import model_state
    from sim.ground.writing import write
    from sim.vocabulary.switches import switches

    moves = switched(switches().measured, members=members or MEMBERS)
    path.parent.mkdir(parents=True, exist_ok=True)
    write(path, text_of(model_state(), moves))
    kept = read_carried(path)
    summary = f". {kept.summary()}" if kept and said.language == "en" else ""
    typer.echo(said.say("written.table", name=CLAIMS, path=path) + summary)
