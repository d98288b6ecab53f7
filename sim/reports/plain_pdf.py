"""A PDF without a browser: question, answer, limits, key table and figures, by matplotlib."""

import io
from textwrap import wrap

import matplotlib as mpl
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure

from sim.plots.theme import LIGHT, settings
from sim.reports.answer import answer, paired
from sim.reports.outcomes import key_outcomes
from sim.reports.page import LIMITS, heading
from sim.reports.pictures import figures
from sim.reports.subject import Subject
from sim.vocabulary.language import Words, words

PAPER = (8.27, 11.69)
LINE, COLUMN = 0.0175, 96
SIZE = 9.0


def plain_pdf(of: Subject, names: list[str]) -> bytes:
    """Return a PDF with one page of text and one page a figure.

    Args:
        of: what to report on.
        names: of the figures.
    """
    stream = io.BytesIO()
    with mpl.rc_context(settings(LIGHT)), PdfPages(stream, metadata={"CreationDate": None}) as pdf:
        pdf.savefig(_front(of, words("en")))
        for name in names:
            pdf.savefig(figures(of)[name](of.results))
    return stream.getvalue()


def _front(of: Subject, text: Words) -> Figure:
    page = Figure(figsize=PAPER)
    y = 0.95
    blocks: list[tuple[str, list[str]]] = [
        (heading(of, text), []),
        (text.say("heads.limits"), [text.say(f"limits.{key}") for key in LIMITS]),
        (text.say("heads.question"), [of.asked.question]),
        (text.say("heads.answer"), answer(of, text)),
        (text.say("heads.table"), _rows(of, text)),
    ]
    for title, lines in blocks:
        y = _write(page, y - LINE / 2, title, bold=True)
        for line in lines:
            y = _write(page, y, line)
    return page


def _write(page: Figure, y: float, line: str, *, bold: bool = False) -> float:
    for piece in wrap(line, COLUMN):
        weight = "bold" if bold else "normal"
        page.text(0.08, y, piece, fontsize=SIZE, fontweight=weight, va="top")
        y -= LINE
    return y - LINE / 4


def _rows(of: Subject, text: Words) -> list[str]:
    lines = []
    for each in key_outcomes(of.asked, compared=of.other is not None):
        values = paired(of, each) if of.other else each.members(of.results, of.first.name)
        band, median = each.shown(values, text)
        unit = text.name("units", each.unit)
        lines.append(f"{each.label(text)}: {band} ({median}) {unit}")
    return lines
