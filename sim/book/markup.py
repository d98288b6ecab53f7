"""HTML from Markdown, formulas, tables and numbers. Nothing here knows the model."""

import importlib
import re
from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from typing import Any

from sim.book.formula import formula
from sim.ground.errors import InputError

MATH = re.compile(
    r"(?P<code>```.*?```|`[^`\n]+`)|\$\$(?P<block>.+?)\$\$|\$(?P<inline>[^$\n]+?)\$", re.DOTALL
)
"""Formulas outside code: ``$$...$$`` as a block, ``$...$`` in a line."""

HOLDER = "QZFORMULA{}QZ"
THOUSAND, SMALL = 1e4, 1e-3


@cache
def _parser() -> Any:
    try:
        markdown = importlib.import_module("markdown_it")
    except ModuleNotFoundError:
        raise InputError(
            "book: pages need markdown-it-py; install it with pip install markdown-it-py"
        ) from None
    return markdown.MarkdownIt("commonmark", {"html": False}).enable("table")


def markdown(text: str) -> str:
    """Return Markdown as HTML, formulas drawn."""
    drawn: list[str] = []

    def hold(found: re.Match[str]) -> str:
        if found["code"]:
            return found["code"]
        block = found["block"] is not None
        drawn.append(formula(found["block"] if block else found["inline"], block=block))
        holder = HOLDER.format(len(drawn) - 1)
        return f"\n\n{holder}\n\n" if block else holder

    html = str(_parser().render(MATH.sub(hold, text)))
    for i, made in enumerate(drawn):
        holder = HOLDER.format(i)
        html = html.replace(f"<p>{holder}</p>", made).replace(holder, made)
    return _anchored(
        html.replace("<table>", '<div class="scroll"><table>').replace("</table>", "</table></div>")
    )


def _anchored(html: str) -> str:
    def named(found: re.Match[str]) -> str:
        level, inner = found[1], found[2]
        return f'<h{level} id="{anchor(re.sub("<[^>]+>", "", inner))}">{inner}</h{level}>'

    return re.sub(r"<h([23])>(.*?)</h\1>", named, html)


def anchor(text: str) -> str:
    """Return a name for a place in a page."""
    return re.sub(r"[^a-z0-9\u3400-\u9fff]+", "-", text.lower()).strip("-")


def symbol(text: str) -> str:
    """Return a symbol such as ``P_R^max`` with its index and exponent."""
    base, _, high = text.partition("^")
    head, _, low = base.partition("_")
    out = f"<i>{escape(head)}</i>"
    if low:
        out += f"<sub>{escape(low)}</sub>"
    return out + (f"<sup>{escape(high)}</sup>" if high else "")


def figure(value: float) -> str:
    """Return a number as a reader writes it."""
    if value != value:  # noqa: PLR0124  (NaN is not itself)
        return ""
    if value == 0.0:
        return "0"
    if value == round(value) and abs(value) < THOUSAND**3:
        return f"{int(value):,}"
    if abs(value) >= THOUSAND or abs(value) < SMALL:
        return f"{value:.3g}"
    return f"{value:.4g}"


def table(
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    filters: Sequence[str] = (),
    hidden: Sequence[str] = (),
    name: str = "",
) -> str:
    """Return a table of cells that are HTML already.

    Args:
        columns: headings.
        rows: cells.
        filters: columns that get a list to choose from; with any, the table can be searched.
        hidden: columns that only the filters use.
        name: of the table, for the search field; searched even without filters.
    """
    marks = [" hidden" if column in hidden else "" for column in columns]
    body = "".join(
        "<tr>" + "".join(_cell(*parts) for parts in zip(marks, columns, row, strict=True)) + "</tr>"
        for row in rows
    )
    heads = zip(marks, columns, strict=True)
    head = "".join(f"<th{mark}>{escape(column)}</th>" for mark, column in heads)
    made = f'<table class="cards"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    made = f'<div class="scroll">{made}</div>'
    if not filters and not name:
        return made
    chosen = " ".join(str(columns.index(column)) for column in filters)
    return (
        f'<div class="filterable" data-name="{escape(name)}" data-columns="{chosen}">{made}</div>'
    )


def _cell(mark: str, column: str, cell: str) -> str:
    """Return a cell that knows its heading, for screens too narrow for columns."""
    return f'<td{mark} data-label="{escape(column)}">{cell}</td>'


def details(summary: str, body: str, name: str = "") -> str:
    """Return a part that opens on a click; both arguments are HTML."""
    mark = f' id="{name}"' if name else ""
    return f"<details{mark}><summary>{summary}</summary>{body}</details>"


def code(text: str) -> str:
    """Return text in the type of code."""
    return f"<code>{escape(text)}</code>"


def link(address: str, text: str) -> str:
    """Return a link; the text is HTML."""
    return f'<a href="{escape(address)}">{text}</a>'


def listed(items: Iterable[str]) -> str:
    """Return a bullet list of HTML items."""
    return "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"


def paragraphs(text: str) -> str:
    """Return plain text as paragraphs, with ``names`` in the type of code."""
    parts = []
    for part in re.split(r"\n\s*\n", text.strip()):
        safe = re.sub(r"``?([^`]+)``?", r"<code>\1</code>", escape(part))
        parts.append(f"<p>{safe}</p>")
    return "".join(parts)
