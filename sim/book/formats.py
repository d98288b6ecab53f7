"""The formats of files that a user writes: every key that a reader takes, with what it means.

The keys are the readers' own lists; their words stand in `docs/formats.toml`. A key without words,
or words without a key, stops the build.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sim.book.markup import anchor, code, markdown, table
from sim.book.pages import Page, docs, written
from sim.ground.errors import InputError
from sim.ground.files import toml_of
from sim.sweeps.designs import around, constraints, file, sample, save
from sim.vocabulary import adaptive, assumptions, case_file, evidence, scenario

PLACE = "docs/formats.toml"


def keys() -> dict[str, tuple[str, ...]]:
    """Return the keys of each part of each format, as the readers list them."""
    return {
        "scenario": tuple(scenario.KEYS),
        "scenario.steps": tuple(case_file.STEP_KEYS),
        "scenario.rules": tuple(adaptive.KEYS),
        "design": tuple(file.KEYS),
        "design.axes": tuple(file.AXIS_KEYS),
        "design.sample": tuple(sample.KEYS),
        "design.around": tuple(around.KEYS),
        "design.constraints": tuple(constraints.KEYS),
        "design.save": tuple(save.KEYS),
        "design.pictures": tuple(save.PICTURE_KEYS),
        "targets": tuple(evidence.COLUMNS),
        "assumptions": tuple(sorted(assumptions.FIELDS)),
    }


def needed() -> dict[str, tuple[str, ...]]:
    """Return the keys that a file must have, by part."""
    return {"targets": tuple(evidence.NEEDED), "scenario": ("title", "question", "story")}


def words() -> Mapping[str, Mapping[str, Any]]:
    """Return what is said of each part; InputError for a key without words, or the reverse."""
    told = toml_of(docs() / "formats.toml", PLACE)
    known = keys()
    _same(PLACE, "part", told, known)
    for part, names in known.items():
        _same(f"{PLACE} {part}", "key", told[part]["keys"], names)
    return told


def _same(place: str, what: str, told: Iterable[str], known: Iterable[str]) -> None:
    odd = sorted(set(told) ^ set(known))
    if odd:
        raise InputError(
            f"{place}: {what} {odd[0]!r} stands on one side only; readers know {known}"
        )


def page() -> Page:
    """Return the page of formats."""
    parts = [markdown(written("formats.md").text)]
    for part, told in words().items():
        must = needed().get(part, ())
        rows = [
            [code(key), "yes" if key in must else "", markdown(text)]
            for key, text in told["keys"].items()
        ]
        parts.append(f'<h2 id="{anchor(part)}">{told["title"]}</h2>')
        parts.append(markdown(told["note"]))
        parts.append(table(["key", "needed", "meaning"], rows))
        if told.get("example"):
            parts.append(markdown(f"```toml\n{told['example']}```\n"))
    return Page("formats", "Formats of files", "".join(parts))
