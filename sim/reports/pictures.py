"""Figures inside a page: inline SVG whose text stays text, without a network."""

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.figure import Figure

from sim.plots.fonts import chinese, cover, drawable
from sim.plots.registry import COMPARE_FIGURES, RUN_FIGURES, Draw
from sim.plots.relabel import plain, relabel, translated
from sim.plots.text_width import WIDE
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
        bands: for paper, row of panels by row, so that a page may end between two; refer to `svg`.
        untranslated: texts that no table has in the language of the page.
    """

    name: str
    title: str
    subtitle: str
    source: str
    svg: str
    parts: str
    bands: str
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
    svg, views, bands = _svg(figure, name, parts, _kept(said["title"]))
    source = plain(said["footer"].split("\n")[0]) if words.language == "en" else ""
    return Picture(
        name, _kept(said["title"]), _kept(said["subtitle"]), source, svg, views, bands, tuple(left)
    )


BROKEN = re.compile(f"(?<=[{chr(WIDE)}-\uffff])\n|\n(?=[{chr(WIDE)}-\uffff])")
"""The end of a line before or after a letter as wide as it is high."""

CARD = "scorecard"
"""Has one row where a report holds two scenarios, which its table of outcomes tells better."""


def _kept(text: str) -> str:
    """Return a text on one line, a number kept together with its percent sign.

    A line that broke beside a Chinese letter had no space there.
    """
    return plain(BROKEN.sub("", text)).replace(" %", "\u00a0%")


def _text(figure: Figure, gid: str) -> str:
    return next((t.get_text() for t in figure.texts if t.get_gid() == gid), "")


def svg_text(figure: Figure) -> str:
    """Return a figure as SVG whose letters stay letters: they can be searched and copied."""
    stream = io.StringIO()
    cover(figure)
    with mpl.rc_context({**settings(LIGHT), "svg.fonttype": "none"}):
        figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    return stream.getvalue()


def _svg(figure: Figure, name: str, parts: list[Crop], title: str) -> tuple[str, str, str]:
    """Return a figure whole, its panels one by one, and its rows of panels."""
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
    shown = list(zip(parts, views, strict=True))
    rows = "".join(_row(name, box[2], edges, shown) for edges in rows_of(views))
    return f'{head} xmlns:xlink="http://www.w3.org/1999/xlink">{body}</svg>', small, rows


def rows_of(views: Sequence[tuple[float, float, float, float]]) -> list[tuple[float, float]]:
    """Return top and bottom of every row of parts: where nothing stands, a figure may be cut.

    Args:
        views: left, top, width and height of each part.

    Example:
        >>> rows_of([(0, 0, 9, 10), (20, 5, 9, 8), (0, 20, 9, 5)])
        [(0, 13), (20, 25)]
    """
    out: list[tuple[float, float]] = []
    for _, top, _, high in sorted(views, key=lambda view: view[1]):
        if out and top < out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], top + high))
        else:
            out.append((top, top + high))
    return out


def _row(
    name: str,
    width: float,
    edges: tuple[float, float],
    shown: Sequence[tuple[Crop, tuple[float, float, float, float]]],
) -> str:
    """Return a row over the width of the figure: every part between two heights, each once."""
    top, bottom = edges
    inside = [part for part, view in shown if top <= view[1] < bottom]
    uses = _uses(name, [artist for part in inside for artist in part.artists])
    view = _box((0.0, top, width, bottom - top))
    return f'<svg aria-hidden="true" viewBox="{view}">{uses}</svg>'


def _uses(name: str, artists: Sequence[Artist]) -> str:
    ids = dict.fromkeys(str(artist.get_gid()) for artist in artists)
    return "".join(f'<use href="#{name}-{gid}"/>' for gid in ids)


def _part(part: Crop, name: str, view: tuple[float, float, float, float]) -> str:
    uses = _uses(name, part.artists)
    style = f"width:min(100%,{view[2] * SIZE:.0f}px)"
    return (
        f'<svg class="{part.kind}" aria-hidden="true" style="{style}" viewBox="{_box(view)}">'
        f"{uses}</svg>"
    )


def _box(view: tuple[float, float, float, float]) -> str:
    return " ".join(f"{value:.1f}" for value in view)
