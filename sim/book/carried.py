"""What each claim's element moves when it is switched off, from the kept file, for the book."""

from collections.abc import Iterator
from html import escape

from sim.answers.response import AT
from sim.answers.switching_file import Carried, read_carried
from sim.book.answers import model_state
from sim.book.markup import link, markdown
from sim.book.pages import docs
from sim.ground.weeks import date_of
from sim.vocabulary.claims import claims

OLD = "Made by an earlier state of the model: 'make answers' makes it anew"


def kept_carried() -> Carried | None:
    """Return what is kept of the claims, or None where nothing was measured."""
    return read_carried(docs() / "answers" / "claims.json")


def cell(carried: Carried | None, name: str) -> str:
    """Return the cell of a claim as HTML: what is switched off, and what moves then."""
    if carried is None:
        return ""
    off = carried.off(name)
    quiet = f"<p class='quiet'>{escape(off)}</p>" if off else ""
    return f'<span class="long">{escape(carried.words(name))}</span>{quiet}'


def overview(carried: Carried | None) -> str:
    """Return what the page says above the table: how it is measured, and what moves nothing."""
    return "".join(_overview(carried)) if carried else ""


def _overview(carried: Carried) -> Iterator[str]:
    dates = " and ".join(date_of(week).isoformat() for week in AT)
    yield '<h2 id="moved">What moves without it</h2>'
    if carried.model != model_state():
        yield markdown(f"*{OLD}.*")
    yield (
        f"<p>Each element is switched off for {carried.moves.members} members and compared with "
        f"the same members as they were, by weeks {AT[0]} and {AT[1]} ({dates}). Looked at are "
        "shells fired, usable arrivals and provocations in all, energy cover, hard currency and "
        "warheads at the date (per cent) and the nine indices (points). What moves by less than "
        "1 % and a point is practically unchanged.</p>"
    )
    yield _listed("Carried in name, since nothing moves", carried, carried.in_name)
    yield _listed("No element", carried, tuple(carried.table.none))


def _listed(title: str, carried: Carried, names: tuple[str, ...]) -> str:
    rows = "".join(
        f"<li>{link(f'#{name}', name)} {escape(claims()[name].text)}: "
        f"<i>{escape(carried.words(name).partition(': ')[2])}</i></li>"
        for name in names
    )
    return f"<p>{title} ({len(names)}):</p><ul>{rows}</ul>"
