"""What the verbs that answer share: options, and how an answer is printed, written and drawn."""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.answers.answer import Answer
    from sim.runs.settings import Settings

TEXT, JSON = "text", "json"
FOLDER = Path("results") / "answers"
LONGEST_NAME = 60
SHOWN_ROWS = 14

Under = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option("--under", help="A scenario; may be given several times. Default: baseline."),
]
Format = Annotated[str, typer.Option("--format", help="text, or json on standard output.")]
Out = Annotated[Path, typer.Option(help="Folder for the table and the figure.")]
Lang = Annotated[str, typer.Option("--lang", help="Language of words and figure: en or zh.")]
By = Annotated[
    str, typer.Option(help="Group members by reading, reach, structure, or one structure.")
]


def settings_of(members: int, seed: int, weeks: int, *, prior: bool) -> "Settings":
    """Return the settings of an answer; sizes are checked before anything is loaded."""
    from sim.cli.options import settings
    from sim.model.members import require_sizes

    require_sizes(members, seed, weeks)
    return settings(members, seed, weeks, 1, 1, prior=prior)


def check_format(form: str, lang: str = "en") -> None:
    """Raise InputError unless format and language are known."""
    from sim.ground.errors import unknown
    from sim.vocabulary.language import LANGUAGES

    if lang not in LANGUAGES:
        raise unknown("--lang", "language", lang, LANGUAGES)

    if form not in {TEXT, JSON}:
        raise unknown("--format", "format", form, (TEXT, JSON))


def deliver(
    answer: "Answer",
    draw: "Callable[..., Figure]",
    form: str,
    out: Path,
    *,
    name: str = "",
) -> None:
    """Print an answer, write its table, draw its figure.

    Args:
        answer: to be told.
        draw: makes its figure.
        form: text or json; json goes to standard output alone.
        out: folder for table and figure.
        name: of the files; from the question where empty.
    """
    paths = write(answer, draw, out, name or slug(f"{answer.verb} {answer.question}"))
    if form == JSON:
        typer.echo(answer.to_json())
        return
    say(answer)
    typer.echo("\n".join(map(str, paths)))


def write(answer: "Answer", draw: "Callable[..., Figure]", out: Path, name: str) -> list[Path]:
    """Write the table and the figure of an answer; return the files."""
    from sim.ground.errors import InputError
    from sim.ground.folders import writing
    from sim.ground.ledger import begin, put
    from sim.ground.stamp import provenance
    from sim.ground.writing import frame_text
    from sim.plots.fonts import ADVICE, chinese
    from sim.plots.saving import save

    if answer.language == "zh" and chinese() is None:
        raise InputError(ADVICE)
    notes = {**{k: str(v) for k, v in answer.about.items()}, **provenance()}
    with writing(out):
        if not out.exists():
            out.mkdir(parents=True)
            begin(out)
        table = out / f"{name}.csv"
        put(table, frame_text(answer.table))
        notes |= {"figure": name, "question": answer.question, "title": answer.title}
        figure = draw(answer, language=answer.language)
        drawn = save(figure, out, name, notes)
    return [table, *drawn]


def say(answer: "Answer") -> None:
    """Print the sentences, the notes, and the table where it is short."""
    from sim.cli.tables import paragraph, table

    paragraph(answer.text)
    for note in answer.notes:
        paragraph(f"({note})")
    shown = answer.table.head(SHOWN_ROWS)
    if len(shown):
        rows = [[_cell(v) for v in row] for row in shown.itertuples(index=False)]
        table([str(c) for c in shown.columns], rows)
    if len(answer.table) > SHOWN_ROWS:
        paragraph(f"{len(answer.table) - SHOWN_ROWS} further rows stand in the file.")


def _cell(value: object) -> str:
    from sim.cli.tables import shown

    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return str(value) if isinstance(value, int) else shown(float(value))


def slug(text: str) -> str:
    """Return a text as the name of a file."""
    name = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    if len(name) <= LONGEST_NAME:
        return name
    mark = hashlib.blake2b(text.encode(), digest_size=3).hexdigest()
    return f"{name[:LONGEST_NAME].strip('-')}-{mark}"
