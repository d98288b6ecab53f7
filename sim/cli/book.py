"""Verbs that explain the model: claims and book."""

import csv
import sys
from pathlib import Path
from typing import Annotated, Optional

import typer

COLUMNS = (
    "claim_id", "claim", "type", "model_element", "code", "assumptions", "levers", "measures",
    "scenarios", "note",
)  # fmt: skip


def claims(
    *,
    as_csv: Annotated[bool, typer.Option("--csv", help="Write CSV to standard output.")] = False,
    claim: Annotated[Optional[str], typer.Option(help="One claim in full, e.g. S12.")] = None,  # noqa: UP045
) -> None:
    """List the claims of the seed text with code, assumptions and scenarios that carry them."""
    from sim.claims import brief, element
    from sim.claims import claim as one
    from sim.claims import claims as every
    from sim.cli.tables import heading, paragraph, table

    chosen = [one("--claim", claim)] if claim is not None else list(every().values())
    rows = [
        [
            c.name, c.text, c.kind, c.model,
            " ".join(element(c.name, text).location for text in c.elements),
            " ".join(brief(c.assumptions)), " ".join(c.levers), " ".join(c.measures),
            " ".join(c.scenarios), c.note,
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
    shown = [
        [row[0], row[1], row[4].replace(" ", "\n"), _few(row[5]), _few(row[8])] for row in rows
    ]
    table(["", "claim", "code", "assumptions", "scenarios"], shown)
    paragraph(f"{len(rows)} claims; 'sim claims --claim S12' shows one in full")


def _few(words: str) -> str:
    """Return the first words of a long list and how many are left."""
    most = 4
    every = words.split()
    more = f"\n+ {len(every) - most}" if len(every) > most else ""
    return "\n".join(every[:most]) + more


def book(
    *,
    out: Annotated[Path, typer.Option(help="Folder for the book.")] = Path("docs/book"),
) -> None:
    """Build the model book: readable HTML pages from code and data, for use without a network."""
    from sim.book.build import build
    from sim.cli.tables import paragraph

    files = build(out)
    paragraph(f"{len(files) - 1} pages; open {files[0]}")
