"""The pages of the mechanisms: hand-written equations beside what the code says and reads."""

from dataclasses import dataclass
from html import escape

from sim.book import forms
from sim.book.markup import code, link, listed, markdown
from sim.book.pages import Page, docs, written
from sim.book.source import (
    block,
    claim_links,
    claims_of,
    code_link,
    elements,
    levers_of,
    read_by,
    symbols,
)
from sim.ground.errors import InputError
from sim.vocabulary.claims import Element, keys_of
from sim.vocabulary.measures import measure

FRONT = {"id", "title", "elements", "measures", "assumptions"}


@dataclass(frozen=True)
class Mechanism:
    """One submodel as the book shows it.

    Attributes:
        name: M1 to M21.
        title: for readers.
        elements: the code that carries it.
        measures: in which it shows.
        assumptions: registry keys that it reads through other code, as ``owner.*`` or keys.
        text: Markdown.
    """

    name: str
    title: str
    elements: tuple[Element, ...]
    measures: tuple[str, ...]
    assumptions: tuple[str, ...]
    text: str

    @property
    def keys(self) -> tuple[str, ...]:
        """Every assumption that its code reads or its page names, in registry order."""
        read = {entry.key for entry in read_by(self.elements)}
        named = keys_of(f"docs/mechanisms {self.name}", self.assumptions)
        return keys_of(self.name, [*read, *named])


def mechanisms() -> list[Mechanism]:
    """Read all mechanism pages; InputError for code, measures or assumptions that do not exist."""
    out = []
    for path in sorted((docs() / "mechanisms").glob("M*.md")):
        place = f"docs/mechanisms/{path.name}"
        page = written(f"mechanisms/{path.name}")
        if not set(page.front) <= FRONT or not {"id", "title", "elements"} <= set(page.front):
            raise InputError(f"{place}: front matter needs id, title, elements; may have {FRONT}")
        front = page.front
        for name in front.get("measures", []):
            measure(place, name)
        keys_of(place, front.get("assumptions", []))
        out.append(
            Mechanism(
                name=front["id"],
                title=front["title"],
                elements=tuple(elements(place, front["elements"])),
                measures=tuple(front.get("measures", [])),
                assumptions=tuple(front.get("assumptions", [])),
                text=page.text,
            )
        )
    return out


def page_of(one: Mechanism) -> Page:
    """Return the page of one mechanism."""
    from sim.vocabulary.assumptions import registry

    texts = [e.text for e in one.elements]
    plots = forms.pictures(one.name)
    levers = [link(f"levers.html#{name}", code(name)) for name in levers_of(one.elements)]
    shown = [link(f"measures.html#{name}", code(name)) for name in one.measures]
    parts = [
        markdown(one.text),
        forms.shown(one.name),
        "<h2 id='code'>Code</h2>",
        *(block(e) for e in one.elements),
        "<h2 id='assumptions'>Assumptions it reads</h2>",
        "<p class='quiet'>Found in the code above. Follow a key for its evidence.</p>",
        symbols(registry()[key] for key in one.keys),
        "<h2 id='seen'>Where it shows</h2>",
        f"<p>Measures: {', '.join(shown) or 'none of its own'}.</p>",
        f"<p>Levers read here: {', '.join(levers) or 'none directly'}.</p>",
        f"<p>Claims carried: {claim_links(claims_of(texts)) or 'none by itself'}.</p>",
    ]
    title = f"{one.name} {one.title}"
    return Page(one.name.lower(), title, "".join(parts), files=plots)


def overview(every: list[Mechanism]) -> Page:
    """Return the page that leads to the mechanisms."""
    parts = tuple(page_of(one) for one in every)
    items = []
    for one, part in zip(every, parts, strict=True):
        names = ", ".join(code_link(e.text) for e in one.elements[:3])
        more = " and more" if len(one.elements) > 3 else ""
        purpose = one.text.strip().split("\n\n")[0].replace("\n", " ")
        items.append(
            f"{link(part.file, escape(part.title))}: {markdown(purpose)[3:-5]} "
            f"<span class='quiet'>{names}{more}</span>"
        )
    intro = markdown(written("mechanisms.md").text)
    return Page("mechanisms", "Mechanisms", intro + listed(items), parts)
