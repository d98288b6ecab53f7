"""Small pieces of HTML."""

from collections.abc import Iterable, Sequence
from html import escape


def element(name: str, inside: str, **attributes: str) -> str:
    """Return an element around markup that is already safe."""
    given = "".join(
        f' {k.rstrip("_").replace("_", "-")}="{escape(v)}"' for k, v in attributes.items() if v
    )
    return f"<{name}{given}>{inside}</{name}>"


def text(name: str, inside: str, **attributes: str) -> str:
    """Return an element around plain text."""
    return element(name, escape(inside), **attributes)


def section(key: str, heading: str, inside: str) -> str:
    """Return a section with its heading."""
    return element("section", text("h2", heading) + inside, id=key)


def bullets(lines: Iterable[str], kind: str = "ul") -> str:
    """Return a list of plain texts."""
    return element(kind, "".join(text("li", line) for line in lines))


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], kind: str = "") -> str:
    """Return a table of plain texts; on a narrow screen every row becomes a card.

    Args:
        columns: headings.
        rows: cells, the first names the row.
        kind: class.
    """
    head = element("tr", "".join(text("th", c, scope="col") for c in columns))
    lines = []
    for row in rows:
        first = text("th", row[0], scope="row")
        cells = zip(columns[1:], row[1:], strict=True)
        rest = "".join(text("td", value, data_label=label) for label, value in cells)
        lines.append(element("tr", first + rest))
    body = element("thead", head) + element("tbody", "".join(lines))
    return element("table", body, class_=kind)
