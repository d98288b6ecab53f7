"""Pages of the registry: assumptions, levers, measures and capability components."""

from collections import Counter
from collections.abc import Iterable
from html import escape

from sim.book.markup import code, details, figure, link, listed, markdown, symbol, table
from sim.book.pages import Page, written
from sim.book.source import claim_links, grade, place_of, span
from sim.ground.files import shipped, table_of
from sim.vocabulary.assumptions import Assumption, registry
from sim.vocabulary.claims import spans
from sim.vocabulary.components import OWNER, Scale, components, scales
from sim.vocabulary.levers import Lever, levers, structures
from sim.vocabulary.measures import dimension, measures

CLAIM_TEXT = 1


def claim_names(text: Iterable[str]) -> str:
    """Return claims, ranges written out, as links in their order."""
    return claim_links(sorted(spans(text), key=lambda name: int(name[CLAIM_TEXT:])))


def _assumption(e: Assumption) -> list[str]:
    sources = ", ".join(link(f"evidence.html#{row}", row) for row in e.evidence)
    label = f'<span id="{place_of(e.key)}" class="long">{escape(e.name)}<br>{code(e.key)}</span>'
    more = f"<p>{escape(e.basis)}</p>"
    more += f"<p>Evidence: {sources}</p>" if sources else ""
    more += f"<p>Claims: {claim_links(e.claims)}</p>" if e.claims else ""
    if e.lever:
        more += f"<p>Replaced by lever {link(f'levers.html#{e.lever}', code(e.lever))}</p>"
    if e.correlated_with:
        partner = link(f"#{place_of(e.correlated_with)}", code(e.correlated_with))
        more += f"<p>Drawn with {partner}, correlation {figure(e.correlation)}</p>"
    head = "judgement" if e.basis.startswith("judgement") else "sourced"
    head = "reference" if e.basis.startswith("reference") else head
    count = len(e.evidence)
    rows = f", {count} row{'s' if count > 1 else ''}" if count else ""
    unit = "" if e.unit == "1" else f" <span class='quiet'>{escape(e.unit)}</span>"
    return [
        symbol(e.symbol), label, e.owner, figure(e.central) + unit,
        span(e), e.role, grade(e.confidence), details(head + rows, more),
    ]  # fmt: skip


def assumptions() -> Page:
    """Return the page of every number that the model does not derive."""
    every = list(registry())
    low = [e for e in every if e.confidence == "low" and e.sampled]
    owners = Counter(e.owner for e in low)
    counts = Counter(e.confidence for e in every)
    front = [
        f"<b>{escape(owner)}</b>: "
        + ", ".join(link(f"#{place_of(e.key)}", symbol(e.symbol)) for e in low if e.owner == owner)
        for owner in owners
    ]
    summary = ", ".join(f"{counts[kind]} {kind}" for kind in ("high", "medium", "low", "reference"))
    columns = [
        "symbol", "name", "owner", "central", "drawn", "role", "confidence", "basis",
    ]  # fmt: skip
    body = (
        markdown(written("assumptions.md").text)
        + f"<p>{len(every)} entries: {summary}.</p>"
        + "<h2 id='low'>Drawn with low confidence</h2>"
        + f"<p>{len(low)} numbers that differ between members rest on judgement or a single weak "
        "source. They come first because they carry most of what the model concludes.</p>"
        + details("All of them, by owner", listed(front))
        + "<h2 id='all'>Every assumption</h2>"
        + table(
            columns,
            map(_assumption, every),
            filters=("owner", "role", "confidence"),
            hidden=("owner",),
            name="assumptions",
        )
    )
    return Page("assumptions", "Assumptions", body)


def _lever(x: Lever, claims: str) -> list[str]:
    low_high = "" if x.low != x.low else f"{figure(x.low)} to {figure(x.high)}"
    return [
        f'<span id="{x.name}" class="long">{code(x.name)}</span>', escape(x.meaning),
        escape(x.unit), low_high, escape(x.default), x.set_by, claims,
    ]  # fmt: skip


def lever_page() -> Page:
    """Return the page of levers, those of the coalition apart from all others."""
    rows = {r["lever"]: r["claims"] for r in table_of(shipped() / "vocabulary" / "levers.csv")}
    columns = ["lever", "meaning", "unit", "range", "default", "set by", "claims"]

    def of(*, coalition: bool) -> str:
        mine = [x for x in levers().values() if x.coalition == coalition]
        return table(columns, [_lever(x, claim_names(rows[x.name].split())) for x in mine])

    rules = [
        [code(s.name), code(option) + (" (default)" if i == 0 and s.name != "reading" else ""),
         escape(meaning), claim_links(s.claims)]
        for s in structures().values()
        for i, (option, meaning) in enumerate(zip(s.options, s.meanings, strict=True))
    ]  # fmt: skip
    body = (
        markdown(written("levers.md").text)
        + "<h2 id='coalition'>Levers of the coalition</h2>"
        + of(coalition=True)
        + "<h2 id='others'>Levers that nobody in the coalition controls</h2>"
        + "<p>They stand for choices of Russia and DPRK, or for the world outside. They are there "
        "to ask what would follow, and are never ranked with the levers above.</p>"
        + of(coalition=False)
        + "<h2 id='structure'>Structural choices</h2>"
        + "<p>Rules that could each be right. A scenario fixes one or has them drawn by member; "
        "the reading is drawn by default.</p>"
        + table(["choice", "option", "meaning", "claims"], rules)
    )
    return Page("levers", "Levers and structures", body)


def _values(name: str) -> str:
    """Return the values of a dimension; components have a table of their own."""
    return name if name in {"", "component"} else ", ".join(dimension(name))


def _posts(scale: Scale) -> tuple[str, str]:
    """Return both goalposts of a scale with their unit."""
    low, high = (registry()[f"{OWNER}.{name}"] for name in (scale.low, scale.high))
    return figure(low.central), f"{figure(high.central)} {'' if high.unit == '1' else high.unit}"


def measure_page() -> Page:
    """Return the page of measures and of the components of capability."""
    rows = [
        [
            f'<span id="{m.name}" class="long">{code(m.name)}</span>', escape(m.label), m.kind,
            escape(m.unit), _values(m.dimension), escape(m.definition),
        ]
        for m in measures().values()
    ]  # fmt: skip
    parts = [
        [
            code(c.name), c.actor, escape(c.label), escape(c.definition), claim_links(c.claims),
        ]
        for c in components().values()
    ]  # fmt: skip
    rulers = [
        [
            code(s.name), s.of, "log" if s.log else "linear", *_posts(s),
            " ".join(code(name) for name in s.measures), escape(s.definition),
        ]
        for s in scales().values()
    ]  # fmt: skip
    body = (
        markdown(written("measures.md").text)
        + table(["measure", "label", "kind", "unit", "dimension", "definition"], rows,
                filters=("kind",), name="measures")
        + "<h2 id='components'>Components of capability</h2>"
        + table(["", "actor", "component", "definition", "claims"], parts, filters=("actor",),
                name="components")
        + "<h2 id='scales'>Scales and their goalposts</h2>"
        + table(["scale", "of", "map", "low", "high", "measures", "definition"], rulers,
                name="scales")
    )  # fmt: skip
    return Page("measures", "Measures and capability", body)
