"""Figures inside a page: inline SVG whose text stays text, without a network."""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

import matplotlib as mpl
from matplotlib.figure import Figure

from sim.plots.fonts import chinese, cover, drawable
from sim.plots.registry import COMPARE_FIGURES, RUN_FIGURES, Draw
from sim.plots.relabel import plain, relabel, translated
from sim.plots.theme import LIGHT, settings
from sim.reports.crops import POINTS, Crop, crops
from sim.reports.subject import Subject
from sim.vocabulary.language import Words, title_of

SIZE = 1.5
"""Screen pixels a point on a narrow screen, at most."""


@dataclass(frozen=True)
class Picture:
    """One figure as a page shows it.

    Attributes:
        name: of the figure function.
        title: a question or a finding.
        subtitle: what is shown.
        source: where its numbers come from.
        svg: for wide screens, complete.
        parts: for narrow screens, panel by panel; refer to the parts of `svg`.
        untranslated: texts that no table has in the language of the page.
    """

    name: str
    title: str
    subtitle: str
    source: str
    svg: str
    parts: str
    untranslated: tuple[str, ...] = ()


def figures(of: Subject) -> Mapping[str, Draw]:
    """Return the figures that suit a report, by name."""
    if of.other is None:
        return RUN_FIGURES
    return {name: draw for name, draw in COMPARE_FIGURES.items() if name != CARD}


def pictures(of: Subject, words: Words) -> list[Picture]:
    """Draw every figure of a report in its language."""
    return [picture(name, draw, of, words) for name, draw in figures(of).items()]


def picture(name: str, draw: Draw, of: Subject, words: Words) -> Picture:
    """Return one figure with its texts taken out into words and its panels cut apart.

    Words are in the report's language; what stays inside the picture needs a font for it.
    """
    inside = drawable(words.language)
    figure = draw(of.results, language=inside)
    told = figure if inside == words.language else draw(of.results, language=words.language)
    said = {gid: _text(told, gid) for gid in ("title", "subtitle", "footer")}
    for text in figure.texts:
        if text.get_gid() in said:
            text.set_visible(False)
    left: list[str] = []
    if words.language != "en":
        titles = {s.title: title_of(s, words.language) for s in of.scenarios}
        family = chinese()
        left = relabel(figure, words, titles, family) if family else []
        said["subtitle"] = (
            words.known("figure_subtitles", name)
            or translated(said["subtitle"], words.table.get("figure_text", {}), titles)
            or said["subtitle"]
        )
    parts = crops(figure)
    for number, artist in enumerate({id(a): a for p in parts for a in p.artists}.values()):
        artist.set_gid(f"part{number}")
    svg, views = _svg(figure, name, parts, said["title"])
    source = plain(said["footer"].split("\n")[0]) if words.language == "en" else ""
    return Picture(
        name, _kept(said["title"]), _kept(said["subtitle"]), source, svg, views, tuple(left)
    )


CARD = "scorecard"
"""Has one row where a report holds two scenarios, which its table of outcomes tells better."""


def _kept(text: str) -> str:
    """Return a text on one line, a number kept together with its percent sign."""
    return plain(text).replace(" %", "\u00a0%")


def _text(figure: Figure, gid: str) -> str:
    return next((t.get_text() for t in figure.texts if t.get_gid() == gid), "")


def svg_text(figure: Figure) -> str:
    """Return a figure as SVG whose letters stay letters: they can be searched and copied."""
    stream = io.StringIO()
    cover(figure)
    with mpl.rc_context({**settings(LIGHT), "svg.fonttype": "none"}):
        figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    return stream.getvalue()


def _svg(figure: Figure, name: str, parts: list[Crop], title: str) -> tuple[str, str]:
    text = svg_text(figure)
    body = text[text.index(">", text.index("<svg")) + 1 : text.rindex("</svg>")]
    body = re.sub(r"<metadata>.*?</metadata>|<!--.*?-->", "", body, flags=re.DOTALL)
    body = re.sub(r'(\bid=")', rf"\1{name}-", body)
    body = re.sub(r'((?:xlink:)?href="#|url\(#)', rf"\1{name}-", body)
    body = re.sub(r"\n\s*", "\n", body)
    height = float(figure.get_size_inches()[1])
    views = [part.view(height) for part in parts]
    whole = (
        min(v[0] for v in views),
        min(v[1] for v in views),
        max(v[0] + v[2] for v in views),
        max(v[1] + v[3] for v in views),
    )
    box = (0.0, whole[1], float(figure.get_size_inches()[0]) * POINTS, whole[3] - whole[1])
    head = f'<svg class="wide" role="img" aria-label="{escape(plain(title))}" viewBox="{_box(box)}"'
    small = "".join(_part(part, name, view) for part, view in zip(parts, views, strict=True))
    return f'{head} xmlns:xlink="http://www.w3.org/1999/xlink">{body}</svg>', small


def _part(part: Crop, name: str, view: tuple[float, float, float, float]) -> str:
    uses = "".join(f'<use href="#{name}-{artist.get_gid()}"/>' for artist in part.artists)
    style = f"width:min(100%,{view[2] * SIZE:.0f}px)"
    return (
        f'<svg class="{part.kind}" aria-hidden="true" style="{style}" viewBox="{_box(view)}">'
        f"{uses}</svg>"
    )


def _box(view: tuple[float, float, float, float]) -> str:
    return " ".join(f"{value:.1f}" for value in view)
