"""The page of the actors, from the five lines that open each actor's file."""

import importlib
import inspect
from html import escape

from sim.book.markup import code, link, listed, markdown, table
from sim.book.pages import Page, written
from sim.book.source import first_line
from sim.model.actors.assumed import owners

ACTORS = ("russia", "dprk", "us", "rok", "japan", "congress", "council")
LINES = ("Goal", "Senses", "Decides", "Adapts", "Ignores")


def five_lines(text: str) -> dict[str, str]:
    """Return the ODD+D lines of a docstring by their first word."""
    out: dict[str, str] = {}
    last = ""
    for line in text.splitlines():
        head, colon, rest = line.partition(": ")
        if colon and head in LINES:
            last = head
            out[head] = rest.strip()
        elif last and line.strip():
            out[last] += " " + line.strip()
    return out


def body() -> str:
    """Return every actor: its five lines, its decisions, its assumptions."""
    parts = []
    for name in ACTORS:
        module = importlib.import_module(f"sim.model.actors.{name}")
        text = inspect.getdoc(module) or ""
        lines = five_lines(text)
        parts.append(f'<h2 id="{name}">{escape(text.partition(".")[0])}</h2>')
        parts.append(table(["", ""], [[f"<b>{k}</b>", escape(lines.get(k, ""))] for k in LINES]))
        done = [f"{code(label)}: {escape(first_line(thing))}" for label, thing in decisions(module)]
        kind = owners().get(name)
        count = len(kind.__dataclass_fields__) if kind else 0
        if done:
            parts.append(listed(done))
        note = f"{count} assumptions under {code(name)} in "
        parts.append(f"<p class='quiet'>{note}{link('assumptions.html', 'the registry')}.</p>")
    return "".join(parts)


def decisions(module: object) -> list[tuple[str, object]]:
    """Return the decision rules of an actor's file: functions, and public methods of its agent."""
    out: list[tuple[str, object]] = []
    here = getattr(module, "__name__", "")
    for label, thing in vars(module).items():
        if inspect.isfunction(thing) and thing.__module__ == here:
            out.append((label, thing))
        if inspect.isclass(thing) and thing.__module__ == here and not label.endswith("Params"):
            out += [
                (f"{label}.{method}", made)
                for method, made in vars(thing).items()
                if inspect.isfunction(made) and not method.startswith("_")
            ]
    return out


def page() -> Page:
    """Return the page of the actors."""
    return Page("actors", "Actors", markdown(written("actors.md").text) + body())
