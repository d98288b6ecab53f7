"""The index of the book's search: one record a section, as a script that works from a file."""

import json
import re
from collections.abc import Iterable, Iterator
from html import unescape

from sim.book.pages import Page

FILE = "search-index.js"
SECTION = re.compile(r'(?=<h2 id="[^"]+">|<h2 id=\'[^\']+\'>)')
HEAD = re.compile(r"<h2 id=[\"']([^\"']+)[\"']>(.*?)</h2>", re.DOTALL)
ROW = re.compile(r'<span id="([^"]+)"')
MARKUP = re.compile(r"<(script|style|svg).*?</\1>|<[^>]+>", re.DOTALL)


def plain(html: str) -> str:
    """Return the words of a piece of HTML, one space between them."""
    return " ".join(unescape(MARKUP.sub(" ", html)).split())


def records(pages: Iterable[Page]) -> Iterator[tuple[str, str, str]]:
    """Return (title, address, text) of every section of every page."""
    for page in pages:
        for part in SECTION.split(page.body):
            head = HEAD.match(part)
            title = f"{page.title}: {plain(head[2])}" if head else page.title
            address = f"{page.file}#{head[1]}" if head else page.file
            text = plain(HEAD.sub("", part, count=1) if head else part)
            if text:
                yield title, address, text


def index(pages: Iterable[Page]) -> str:
    """Return the script that holds the index."""
    rows = json.dumps(list(records(pages)), ensure_ascii=False, separators=(",", ":"))
    safe = rows.replace("</", "<\\/")
    return f"window.SIM_INDEX={safe};\n"
