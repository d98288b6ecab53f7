"""The evidence as claims: who published which figure, about what, and how far it was checked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from sim.ground.errors import InputError, unknown
from sim.ground.files import shipped
from sim.vocabulary.evidence import Target
from sim.vocabulary.figure_rows import check_order, day, number, rows

CHECKED = ("yes", "partial", "no")
GRADES = ("A", "B", "C")


@dataclass(frozen=True)
class PublishedFigure:
    """One published claim: somebody said a number. Empty numbers are NaN; it may be wrong."""

    id: str
    topic: str
    quantity: str
    actor: str
    period_start: str
    period_end: str
    low: float
    central: float
    high: float
    unit: str
    source_publisher: str
    source_title: str
    source_date: str
    url: str
    checked: str
    quote_or_note: str
    confidence: str
    mechanism: str


COLUMNS = tuple(field.name for field in fields(PublishedFigure))


def load_evidence(path: Path | None = None) -> list[PublishedFigure]:
    """Read and check evidence.csv; InputError names file and line."""
    file = path or shipped() / "evidence" / "evidence.csv"
    claims: dict[str, PublishedFigure] = {}
    for place, row in rows(file, COLUMNS):
        claim = _claim(place, row)
        if claim.id in claims:
            raise InputError(f"{place}: id {claim.id!r} stands twice; give each row its own")
        claims[claim.id] = claim
    return list(claims.values())


def _claim(place: str, row: Mapping[str, str]) -> PublishedFigure:
    if row["checked"] not in CHECKED:
        raise unknown(place, "value of checked", row["checked"], CHECKED)
    if row["confidence"] not in GRADES:
        raise unknown(place, "confidence", row["confidence"], GRADES)
    start, end = (day(place, name, row[name]) for name in ("period_start", "period_end"))
    check_order(place, start, end, "period_start", "period_end")
    low, central, high = (number(place, name, row[name]) for name in ("low", "central", "high"))
    texts = {name: row[name] for name in COLUMNS if name not in {"low", "central", "high"}}
    return PublishedFigure(low=low, central=central, high=high, **texts)


def choose(
    claims: Iterable[PublishedFigure],
    targets: Iterable[Target],
    *,
    topic: str = "",
    actor: str = "",
    family: str = "",
    measure: str = "",
) -> list[PublishedFigure]:
    """Return the claims that match; texts match anywhere and in any case.

    Args:
        claims: all of them.
        targets: link claims to a source family and a measure.
        topic: part of the topic or of the mechanism.
        actor: part of the actor's name.
        family: part of the family of a target that uses the claim.
        measure: part of the measure of a target that uses the claim.
    """
    used: dict[str, list[Target]] = {}
    for target in targets:
        for name in target.evidence.split("+"):
            used.setdefault(name, []).append(target)

    def linked(claim: PublishedFigure) -> bool:
        return any(
            family in target.family and measure in target.measure
            for target in used.get(claim.id, [])
        )

    return [
        claim
        for claim in claims
        if topic.lower() in f"{claim.topic} {claim.mechanism}".lower()
        and actor.lower() in claim.actor.lower()
        and (not (family or measure) or linked(claim))
    ]


def unmatched(
    claims: Iterable[PublishedFigure], targets: Iterable[Target], asked: Mapping[str, str]
) -> InputError:
    """Return the error for a choice that no claim meets, with what comes near.

    Args:
        claims: all of them.
        targets: that link claims to a source family and a measure.
        asked: what `choose` was asked for.
    """
    every, aims = list(claims), list(targets)
    known = {
        "topic": {word for c in every for word in (c.topic, *c.topic.split("_"))},
        "actor": {c.actor for c in every},
        "family": {target.family for target in aims},
        "measure": {target.measure for target in aims},
    }
    for name, value in asked.items():
        if value and not choose(every, aims, **{name: value}):
            return unknown(f"--{name}", name, value, known[name])
    return InputError("evidence: no claim meets all that is asked; ask for less at once")
