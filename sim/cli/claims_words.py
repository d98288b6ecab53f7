"""The list of claims in another language than English: each with what moves without it."""

from sim.answers.response import AT
from sim.answers.switching import IN_PER_CENT, LOOKED
from sim.answers.switching_file import SHOWN, Carried
from sim.book.answers import model_state
from sim.book.carried import kept_carried
from sim.cli.tables import folded, heading, lines, paragraph, width
from sim.vocabulary.claims import Claim, brief, element
from sim.vocabulary.language import Words

INDENT = " " * 5


def say_claims(chosen: list[Claim], text: Words) -> None:
    """Print claims, each with its code, assumptions, scenarios and what moves without it."""
    carried = kept_carried()
    for claim in chosen:
        _block(claim, carried, text)
    if carried:
        old = text.say("claims_list.old") if carried.model != model_state() else ""
        paragraph(_summary(carried, text) + old)
    paragraph(text.say("claims_list.count", count=len(chosen)))


def say_claim(claim: Claim, text: Words) -> None:
    """Print one claim with all that the language has words for."""
    heading(f"{claim.name}  {text.name('claims', claim.name)}")
    kinds = [text.known("claim_kinds", kind) or kind for kind in claim.kind.split(", ")]
    rows = [
        ("type", text.comma.join(kinds)),
        ("levers", text.comma.join(text.name("levers", name) for name in claim.levers)),
        ("measures", text.comma.join(text.name("measures", name) for name in claim.measures)),
        *_rows(claim, kept_carried(), text),
    ]
    for name, value in rows:
        if value:
            paragraph(_line(name, value, text))


def _line(name: str, value: str, text: Words) -> str:
    return text.say("claims_list.line", name=text.say(f"claims_list.{name}"), value=value)


def _rows(claim: Claim, carried: Carried | None, text: Words) -> list[tuple[str, str]]:
    return [
        ("code", " ".join(element(claim.name, each).location for each in claim.elements)),
        ("assumptions", " ".join(brief(claim.assumptions))),
        ("scenarios", " ".join(claim.scenarios)),
        ("switched_off", _off(claim.name, carried, text) if carried else ""),
        ("moves", _moves(claim.name, carried, text) if carried else ""),
    ]


def _block(claim: Claim, carried: Carried | None, text: Words) -> None:
    none, room = text.say("claims_list.none"), width() - len(INDENT)
    first, *rest = folded(text.name("claims", claim.name), room)
    lines(claim.name.ljust(len(INDENT)) + first, *(INDENT + line for line in rest))
    for name, value in _rows(claim, carried, text):
        lines(*(INDENT + line for line in folded(_line(name, value or none, text), room)))
    lines("")


def _off(name: str, carried: Carried, text: Words) -> str:
    """Return what is missing when the element of a claim is switched off; "" if none."""
    one = carried.table.measured.get(name)
    if one is None:
        return ""
    off = text.say(f"switched_off.{name}")
    if one.under == "baseline":
        return off
    scenario = text.name("scenario_titles", one.under)
    return text.say("claims_list.under", off=off, scenario=scenario)


def _moves(name: str, carried: Carried, text: Words) -> str:
    """Return what the element of a claim moves, or why it moves nothing."""
    kind = ""
    if name in carried.table.none:
        kind = "nothing"
    elif name in carried.table.reported:
        kind = "reported"
    elif not carried.moves.moved(name):
        kind = "in_name"
    if kind:
        return text.say(f"claims_list.{kind}", why=text.say(f"nothing_moves.{name}"))
    places = carried.moves.moved(name)[:SHOWN]
    return text.comma.join(_changed(name, place, carried, text) for place in places)


def _changed(claim: str, place: int, carried: Carried, text: Words) -> str:
    measure, _, actor = LOOKED[place].removesuffix("]").partition("[")
    name = text.name("measures", measure)
    if actor:
        kind = "exposed" if measure.startswith("exposure") else "actor"
        name = text.say("claims_list.index", actor=text.name(kind, actor), index=name)
    first, last = (f"{x:+.1f}" for x in carried.moves.values[claim][place])
    unit = "%" if place < IN_PER_CENT else ""
    return text.say("claims_list.change", name=name, first=first, last=last, unit=unit)


def _summary(carried: Carried, text: Words) -> str:
    table, still = carried.table, carried.in_name
    moving = len(table.measured) + len(table.reported) - len(still)
    return text.say(
        "claims_list.summary", moving=moving, early=AT[0], late=AT[1], still=len(still),
        members=carried.moves.members, names=text.comma.join(still), empty=len(table.none),
        without=text.comma.join(table.none),
    )  # fmt: skip
