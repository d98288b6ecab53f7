"""The page of responses: what demand and enforcement do to the nine indices, from a kept file."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from sim.answers.response import AT, CELLS, DEMAND, EVERY, INDICES, MOVES, NIL, Responses
from sim.answers.response_file import COMMAND, Kept, read_kept
from sim.answers.standing import Standings
from sim.book.answers import model_state
from sim.book.markup import details, markdown, table
from sim.book.pages import Page, docs, written
from sim.book.pictures import LAZY, file_of, picture_of
from sim.ground.arrays import Runs
from sim.ground.errors import InputError, unknown
from sim.ground.files import toml_of
from sim.ground.weeks import date_of
from sim.plots.theme import THEMES, Theme
from sim.vocabulary.components import components, of_actor, scales

PLACE = "docs/responses.toml"
TITLE = "Capability: curves and responses"
FIGURE = "responses"
OLD = "*Made by an earlier state of the model: `make answers` makes it anew.*\n\n"
EVERYWHERE = ("all",)
LEAST = 0.0005
"""Shares below this read as nil."""


@dataclass(frozen=True)
class Reason:
    """Why a driver practically does not move an index.

    Attributes:
        index: as ``capability.index[rok]``.
        driver: the lever that is moved.
        groups: of members for which this is the reason; ``all`` for every group.
        why: one line, with the mechanism.
    """

    index: str
    driver: str
    groups: tuple[str, ...]
    why: str

    def meets(self, group: str, driver: str, index: str) -> bool:
        """Return whether it is the reason of a cell."""
        here = self.groups == EVERYWHERE or group in self.groups
        return here and (driver, index) == (self.driver, self.index)


def kept_path() -> Path:
    """Return where the responses are kept."""
    return docs() / "answers" / "responses.json"


def kept_responses() -> Kept | None:
    """Return the kept responses, or None where none were made."""
    return read_kept(kept_path())


def reasons() -> tuple[Reason, ...]:
    """Return the traced reasons of cells that are nil; InputError for an unknown index or lever."""
    known = [f"{measure}[{actor}]" for measure, actor in INDICES]
    out = []
    for row in toml_of(docs() / "responses.toml", PLACE)["nil"]:
        one = Reason(row["index"], row["driver"], tuple(row.get("groups", EVERYWHERE)), row["why"])
        if one.index not in known:
            raise unknown(PLACE, "index", one.index, known)
        if one.driver not in MOVES:
            raise unknown(PLACE, "driver", one.driver, MOVES)
        if "\n" in one.why or not one.why:
            raise InputError(f"{PLACE} {one.index} {one.driver}: say why in one line")
        out.append(one)
    return tuple(out)


def page() -> Page:
    """Return the page; without tables and figure where no responses are kept."""
    text = written("responses.md").text
    kept = kept_responses()
    if kept is None:
        return Page("responses", TITLE, markdown(text))
    note = "" if kept.model == model_state() else OLD
    body = [
        markdown(note + text),
        '<h2 id="curves">The curves of the baseline</h2>',
        *_curves(kept.standings),
        '<h2 id="response">Demand and enforcement</h2>',
        _picture(),
        '<h2 id="drivers">Moved from end to end</h2>',
        *_moves(kept.responses),
        '<h2 id="grid">The whole grid</h2>',
        *_grids(kept.responses),
        '<h2 id="clips">Scales at a goalpost</h2>',
        *_clips(kept.standings),
        '<h2 id="correlations">Components beside each other</h2>',
        *_correlations(kept.standings),
    ]
    files = {file_of(FIGURE, theme): drawn(kept.responses, theme) for theme in THEMES.values()}
    return Page("responses", TITLE, "\n".join(body), files=files)


def drawn(found: Responses, theme: Theme) -> bytes:
    """Return the figure as PNG."""
    from sim.ground.stamp import provenance
    from sim.plots.answers_response import response_figure
    from sim.plots.saving import save

    with tempfile.TemporaryDirectory() as place:
        made = response_figure(found, theme=theme)
        about = {**provenance(), "figure": FIGURE, "theme": theme.name}
        return save(made, Path(place), FIGURE, about, formats=("png",))[0].read_bytes()


def _curves(stood: Standings) -> Iterator[str]:
    """Yield levels at some dates, then what each curve says and why it bends."""
    yield (
        f"<p>Median and 5 to 95 % of {stood.members} members, 0 to 100; drawn week by week in the "
        '<a href="gallery.html#capability">gallery</a>.</p>'
    )
    rows = [
        [name, *(_level(stood.curves[:, d, i]) for d in range(len(stood.dates)))]
        for i, name in enumerate(_names())
    ]
    yield table(["index", *(date_of(week).isoformat() for week in stood.dates)], rows)
    yield markdown(written("curves.md").text)


def _level(span: Runs) -> str:
    low, middle, high = (round(float(x)) for x in span)
    return f"{middle} ({low} to {high})"


def _picture() -> str:
    words = "Change of every index over shells demanded a day, a line for each tempo"
    return (
        f'<figure id="responses"><figcaption>{words}, by {COMMAND}.</figcaption>'
        f'<a href="{file_of(FIGURE)}">{picture_of(FIGURE, words, LAZY)}</a></figure>'
    )


def _names() -> list[str]:
    return [f"{measure.split('.')[0]} {actor}" for measure, actor in INDICES]


def _group(name: str) -> str:
    return name.replace("_", " ")


def _moves(found: Responses) -> Iterator[str]:
    """Yield a table for every group: rows are indices, columns drivers by week."""
    why = {reason.why: number for number, reason in enumerate(_used(found), start=1)}
    dates = [date_of(week).isoformat() for week in AT]
    words = {DEMAND: "4,000 to 20,000 a day"}
    heads = ["index", *(f"{words.get(d, 'tempo 0 to 4')}, {date}" for d in MOVES for date in dates)]
    for group, size in found.sizes.items():
        rows = [_row(found, group, i, why) for i in range(len(INDICES))]
        shown = table(heads, rows)
        title = f"<b>{_group(group)}</b> ({size} members)"
        yield f"<p>{title}</p>{shown}" if group == EVERY else details(title, shown)
    lines = [f"<li>{escape(text)}</li>" for text in why]
    yield f'<p>Cells that are nil, and why:</p><ol id="nil">{"".join(lines)}</ol>'


def _used(found: Responses) -> list[Reason]:
    nil = found.nil()
    once = {r.why: r for r in reasons() if any(r.meets(*cell) for cell in nil)}
    return list(once.values())


def _row(found: Responses, group: str, i: int, why: dict[str, int]) -> list[str]:
    measure, actor = INDICES[i]
    cells = [_names()[i]]
    for d, driver in enumerate(MOVES):
        notes = [
            why[r.why] for r in reasons()
            if (group, driver, f"{measure}[{actor}]") in found.nil()
            and r.meets(group, driver, f"{measure}[{actor}]")
        ]  # fmt: skip
        mark = "".join(f'<sup><a href="#nil">{note}</a></sup>' for note in notes)
        cells += [_band(found.moves[group][:, d, w, i]) + mark for w in range(len(AT))]
    return cells


def _band(span: Runs) -> str:
    low, middle, high = (_points(float(x)) for x in span)
    return f"{middle} ({low} to {high})"


def _points(value: float) -> str:
    """Return points to a tenth, with their sign; nil without one."""
    text = f"{value:+.1f}".replace("-", "−")
    return "0" if text[1:] == "0.0" else text


def _grids(found: Responses) -> Iterator[str]:
    """Yield the medians of every cell by group and week."""
    yield (
        "<p>Medians over members of the paired change, points, against 12,000 shells a day at "
        f"tempo 1. A change of less than {NIL:g} point is practically none.</p>"
    )
    for group in found.sizes:
        for w, week in enumerate(AT):
            rows = [
                [f"{shells:,}", str(tempo), *map(_points, found.cells[group][1, c, w])]
                for c, (shells, tempo) in enumerate(CELLS)
            ]
            shown = table(["shells a day", "tempo", *_names()], rows)
            yield details(f"{_group(group)}, {date_of(week).isoformat()}", shown)


def _clips(stood: Standings) -> Iterator[str]:
    yield (
        f"<p>Share of member-weeks of the baseline in which a scale is cut ({stood.members} "
        f"members, {stood.weeks} weeks); scales that are never cut are left out.</p>"
    )
    rows = [
        [_owner(name), name.replace("_", " "), f"{stood.low[name]:.1%}", f"{stood.high[name]:.1%}"]
        for name in scales()
        if max(stood.low[name], stood.high[name]) >= LEAST
    ]
    yield table(["of", "scale", "at the low end", "at the high end"], rows)


def _owner(scale: str) -> str:
    of = scales()[scale].of
    return f"{of} {components()[of].label}" if of in components() else of


def _correlations(stood: Standings) -> Iterator[str]:
    yield (
        "<p>Correlations over members and weeks of the baseline: no two components of one actor "
        "may exceed .9.</p>"
    )
    for actor, each in stood.correlations.items():
        names = list(of_actor(actor))
        rows = [
            [f"{name} {components()[name].label}", *(f"{x:.2f}" for x in row)]
            for name, row in zip(names, each, strict=True)
        ]
        yield table([actor, *names], rows)
