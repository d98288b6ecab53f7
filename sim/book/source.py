"""Code in the book: where an element is, what it says of itself, and its source."""

import inspect
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from sim.book.markup import anchor, code, details, figure, link, paragraphs, symbol, table
from sim.book.syntax import reads
from sim.vocabulary.assumptions import Assumption, registry
from sim.vocabulary.claims import Element, claims, element


def place_of(text: str) -> str:
    """Return the name under which an element stands on the page of code."""
    return anchor(text.replace(".", "-").replace(":", "-"))


def code_link(text: str) -> str:
    """Return a link to an element on the page of code, named by its last part."""
    name = text.partition(":")[2] or text.rpartition(".")[2]
    return link(f"code.html#{place_of(text)}", code(name))


def docstring(thing: Any) -> str:
    """Return what a thing says of itself, or nothing."""
    if inspect.isfunction(thing) or inspect.isclass(thing) or inspect.ismodule(thing):
        return inspect.getdoc(thing) or ""
    return ""


def first_line(thing: Any) -> str:
    """Return the first sentence of a docstring."""
    return docstring(thing).partition("\n")[0]


def source_of(found: Element) -> str:
    """Return the source of a function or class, or the lines that set a constant."""
    thing = found.thing
    if inspect.isfunction(thing) or inspect.isclass(thing):
        return inspect.getsource(thing)
    return f"{found.text.partition(':')[2]} = {thing!r}" if not inspect.ismodule(thing) else ""


def block(found: Element, name: str = "") -> str:
    """Return an element with docstring and source, which opens on a click."""
    head = f"{code(found.text)} <span class='quiet'>{escape(found.location)}</span>"
    summary = f"{head}<br>{escape(first_line(found.thing))}"
    text = source_of(found)
    return details(summary, f"<pre><code>{escape(text)}</code></pre>", name)


def elements(place: str, texts: Iterable[str]) -> list[Element]:
    """Find all elements; InputError names the place of one that does not exist."""
    return [element(place, text) for text in texts]


def read_by(found: Sequence[Element]) -> list[Assumption]:
    """Return the assumptions that some elements read, in registry order."""
    keys: set[str] = set()
    for one in found:
        holder = _class_of(one)
        keys |= reads(one.thing, holder)[0]
    return [entry for entry in registry() if entry.key in keys]


def levers_of(found: Sequence[Element]) -> list[str]:
    """Return the levers that some elements read."""
    names: set[str] = set()
    for one in found:
        names |= reads(one.thing, _class_of(one))[1]
    return sorted(names)


def _class_of(found: Element) -> Any:
    module, _, path = found.text.partition(":")
    return element(module, f"{module}:{path.rpartition('.')[0]}").thing if "." in path else None


def symbols(entries: Iterable[Assumption]) -> str:
    """Return the table of symbols of a page."""
    rows = [
        [
            symbol(e.symbol),
            escape(e.name),
            link(f"assumptions.html#{place_of(e.key)}", code(e.key)),
            escape(e.unit),
            figure(e.central),
            span(e),
            grade(e.confidence),
        ]
        for e in entries
    ]
    return table(["symbol", "what", "key", "unit", "central", "drawn", "confidence"], rows)


def span(entry: Assumption) -> str:
    """Return the drawn range of an assumption with the kind of its distribution."""
    if entry.readings:
        return "<br>".join(
            f"{escape(name)}: {figure(central)}"
            + (f"; {_ends(*d.span(central))} {d.kind}" if d.kind != "fixed" else "")
            for name, (central, d) in entry.readings.items()
        )
    if entry.distribution.kind == "fixed":
        return "fixed"
    return f"{_ends(*entry.span())} {entry.distribution.kind}"


def _ends(low: float, high: float) -> str:
    return f"{figure(low)} to {figure(high)}"


def grade(confidence: str) -> str:
    """Return a confidence with its colour."""
    return f'<span class="{confidence}">{confidence}</span>'


def claims_of(texts: Iterable[str]) -> list[str]:
    """Return the claims that some elements carry."""
    mine = set(texts)
    return [claim.name for claim in claims().values() if mine & set(claim.elements)]


def claim_links(names: Iterable[str]) -> str:
    """Return claims as links to the trace."""
    return ", ".join(link(f"claims.html#{name}", name) for name in names)


def page_of_code(texts: Iterable[str]) -> str:
    """Return the page of every element that the book or the trace names, by module."""
    found = [element("book", text) for text in dict.fromkeys(texts)]
    modules: dict[str, list[Element]] = {}
    for one in sorted(found, key=lambda e: (e.path, e.line)):
        modules.setdefault(one.text.partition(":")[0], []).append(one)
    parts = ["<p>What mechanisms and the trace of claims name, as it stands in the code.</p>"]
    for module, here in modules.items():
        inside = inspect.getmodule(here[0].thing) if inspect.isfunction(here[0].thing) else None
        about = paragraphs(docstring(inside)) if inside and inside.__name__ == module else ""
        parts.append(f'<h2 id="{place_of(module)}">{escape(module)}</h2>{about}')
        parts += [block(one, place_of(one.text)) for one in here]
    return "".join(parts)
