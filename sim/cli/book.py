"""Verbs that explain the model: claims and book."""

import csv
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from sim.cli.options import Lang

if TYPE_CHECKING:
    from sim.vocabulary.claims import Claim

COLUMNS = (
    "claim_id", "claim", "type", "model_element", "code", "assumptions", "levers", "measures",
    "scenarios", "switched_off", "moves", "note",
)  # fmt: skip
IN_LIST = ("code", "assumptions", "scenarios", "switched_off", "moves")
"""Columns that the list of all claims shows."""
INDENT = " " * 5


def claims(
    *,
    as_csv: Annotated[bool, typer.Option("--csv", help="Write CSV to standard output.")] = False,
    claim: Annotated[Optional[str], typer.Option(help="One claim in full, e.g. S12.")] = None,  # noqa: UP045
    lang: Lang = "en",
) -> None:
    """List the claims of the seed text: what carries each, and what moves without it."""
    from sim.book.answers import model_state
    from sim.book.carried import OLD, kept_carried
    from sim.cli.tables import heading, paragraph
    from sim.vocabulary.claims import brief, element
    from sim.vocabulary.claims import claim as one
    from sim.vocabulary.claims import claims as every
    from sim.vocabulary.language import require_language

    require_language(lang)
    chosen = [one("--claim", claim)] if claim is not None else list(every().values())
    if lang != "en" and not as_csv:
        _said(chosen, lang, whole=claim is not None)
        return
    carried = kept_carried()
    rows = [
        [
            c.name, c.text, c.kind, c.model,
            " ".join(element(c.name, text).location for text in c.elements),
            " ".join(brief(c.assumptions)), " ".join(c.levers), " ".join(c.measures),
            " ".join(c.scenarios), carried.off(c.name) if carried else "",
            carried.words(c.name) if carried else "", c.note,
        ]
        for c in chosen
    ]  # fmt: skip
    if as_csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows)
        return
    if claim is not None:
        heading(f"{rows[0][0]}  {rows[0][1]}")
        for name, value in zip(COLUMNS[2:], rows[0][2:], strict=True):
            if value:
                paragraph(f"{name}: {value}")
        return
    for row in rows:
        _block(row)
    if carried:
        paragraph(carried.summary() + (f". {OLD}" if carried.model != model_state() else ""))
    paragraph(f"{len(rows)} claims; 'sim claims --claim S12' shows one in full")


def _said(chosen: "list[Claim]", language: str, *, whole: bool) -> None:
    from sim.cli.claims_words import say_claim, say_claims
    from sim.vocabulary.language import words

    if whole:
        say_claim(chosen[0], words(language))
    else:
        say_claims(chosen, words(language))


def _block(row: list[str]) -> None:
    """Print a claim with its code, assumptions and scenarios."""
    from textwrap import wrap

    from sim.cli.tables import width

    room = width() - len(INDENT)
    lines = wrap(f"{row[0].ljust(len(INDENT))}{row[1]}", width(), subsequent_indent=INDENT)
    for name in IN_LIST:
        words = f"{name.replace('_', ' ')}: {row[COLUMNS.index(name)] or 'none'}"
        lines += [INDENT + line for line in wrap(words, room, break_on_hyphens=False)]
    sys.stdout.write("\n".join(lines) + "\n\n")


def book(
    context: typer.Context,
    *,
    out: Annotated[Path, typer.Option(help="Folder for the book.")] = Path("docs/book"),
    lang: Lang = "en",
) -> None:
    """Build the model book: readable HTML pages from code and data, for use without a network."""
    from sim.book.build import build
    from sim.cli.options import verbs_of
    from sim.cli.tables import paragraph
    from sim.vocabulary.language import words

    said = words(lang)
    files = build(out, set(verbs_of(context).commands))
    paragraph(said.say("written.book", count=len(files) - 1, path=files[0]))
