"""The texts of the sources that assumptions, levers and reported figures cite."""

from functools import cache

from sim.ground.files import shipped, table_of

TEXTS = ("source_publisher", "source_title", "source_date", "url", "quote_or_note", "confidence")


@cache
def sources() -> dict[str, dict[str, str]]:
    """Return the texts of every source by its id."""
    table = table_of(shipped() / "evidence" / "evidence.csv")
    return {row["id"]: {name: row[name] for name in TEXTS} for row in table}
