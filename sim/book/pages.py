"""Pages of the book: what a page is, its frame, and the folder of hand-written text."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from sim.ground.errors import InputError
from sim.ground.files import text_of

FENCE = "+++"
HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Page:
    """One page of the book.

    Attributes:
        name: of its file, without the ending.
        title: for heading and navigation.
        body: HTML.
        parts: pages that stand below it in the navigation.
        files: what it shows beside its text, by path.
        language: of its text, as HTML names it.
    """

    name: str
    title: str
    body: str
    parts: tuple["Page", ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)
    language: str = "en"

    @property
    def file(self) -> str:
        """Name of its file."""
        return f"{self.name}.html"


@dataclass(frozen=True)
class Written:
    """A hand-written page.

    Attributes:
        front: its front matter, empty where there is none.
        text: its Markdown.
    """

    text: str
    front: dict[str, Any] = field(default_factory=dict)


@cache
def docs() -> Path:
    """Return the folder of hand-written pages, in a checkout or inside an installed package."""
    package = HERE.parent
    for folder in (package / "shipped" / "docs", package.parent / "docs"):
        if (folder / "purpose.md").is_file():
            return folder
    raise InputError("book: the folder docs is missing; build the book in a checkout of sim")


def written(name: str) -> Written:
    """Read a hand-written page; front matter is TOML between two lines of ``+++``."""
    place = f"docs/{name}"
    text = text_of(docs() / name, place)
    if not text.startswith(FENCE):
        return Written(text)
    _, front, body = text.split(FENCE, 2)
    try:
        return Written(body.lstrip("\n"), tomllib.loads(front))
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{place}: front matter is not valid TOML: {error}") from None


def navigation(pages: Sequence[Page], here: Page) -> str:
    """Return the list of pages; the parts of a page show while one of them is read."""
    items = []
    for number, page in enumerate(pages, start=1):
        mark = ' aria-current="page"' if page is here else ""
        inside = here is page or here in page.parts
        below = "".join(_item(part, here) for part in page.parts) if inside else ""
        parts = f"<ul>{below}</ul>" if below else ""
        title = f"<span>{number}</span> {escape(page.title)}"
        items.append(f'<li><a href="{page.file}"{mark}>{title}</a>{parts}</li>')
    return f"<ol>{''.join(items)}</ol>"


def _item(part: Page, here: Page) -> str:
    mark = ' aria-current="page"' if part is here else ""
    return f'<li><a href="{part.file}"{mark}>{escape(part.title)}</a></li>'


def frame(page: Page, pages: Sequence[Page], footer: str) -> str:
    """Return a page as a whole HTML file."""
    order = [p for top in pages for p in (top, *top.parts)]
    at = order.index(page)
    around = []
    if at > 0:
        before = order[at - 1]
        around.append(f'<a rel="prev" href="{before.file}">← {escape(before.title)}</a>')
    if at + 1 < len(order):
        after = order[at + 1]
        around.append(f'<a rel="next" href="{after.file}">{escape(after.title)} →</a>')
    return f"""<!doctype html>
<html lang="{page.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(page.title)} · sim model book</title>
<link rel="stylesheet" href="style.css">
<script src="script.js" defer></script>
<script src="search.js" defer></script>
</head>
<body>
<a class="skip" href="#main">Skip to the text</a>
<nav aria-label="Book">
<input id="search" type="search" placeholder="Search the book ( / )" aria-label="Search the book">
<ul id="found" aria-live="polite" hidden></ul>
<details class="menu" open><summary>Model book</summary>
{navigation(pages, page)}
</details>
</nav>
<main id="main">
<h1>{escape(page.title)}</h1>
{page.body}
<p class="around">{"".join(around)}</p>
<footer>{escape(footer)}</footer>
</main>
</body>
</html>
"""
