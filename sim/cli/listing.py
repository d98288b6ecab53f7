"""Verbs that only read: scenarios, show, assumptions."""

import csv
import sys
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from sim.cli.options import Lang, ScenarioName

if TYPE_CHECKING:
    from sim.vocabulary.assumptions import Assumption
    from sim.vocabulary.scenario import Scenario

ROLES = "uncertainty, lever or constant"
CONFIDENCE = "high, medium, low or reference"


def scenarios(lang: Lang = "en") -> None:
    """List the scenarios with their questions."""
    from sim.cli.tables import table
    from sim.vocabulary.language import question_of, title_of, words
    from sim.vocabulary.scenario import load, names

    text = words(lang)
    every = sorted((load(name) for name in names()), key=lambda s: _order(s.id))
    rows = []
    for s in every:
        asked = text.say("listing.asks", title=title_of(s, lang), question=question_of(s, lang))
        rows.append([s.id, s.name, text.known("scenario_kinds", s.kind) or s.kind, asked])
    table([text.say(f"listing.{key}") for key in ("id", "scenario", "kind", "question")], rows)


def _order(label: str) -> tuple[int, str]:
    """Sort SC2 before SC10 and SC20a before SC20b."""
    digits = "".join(c for c in label if c.isdigit())
    return (int(digits or 0), label)


def show(
    name: ScenarioName = "",
    lang: Lang = "en",
    *,
    levers: Annotated[bool, typer.Option("--levers", help="List the levers instead.")] = False,
) -> None:
    """Show a scenario: story, question, and what differs from its parent."""
    from sim.ground.errors import InputError
    from sim.vocabulary.language import require_language
    from sim.vocabulary.scenario import load

    require_language(lang)
    if levers:
        _levers(lang)
        return
    if not name:
        raise InputError("show: name a scenario, or --levers; see 'sim scenarios'")
    _scenario(load(name), lang)


def _levers(language: str) -> None:
    from sim.cli.listing_words import lever_row
    from sim.cli.tables import table
    from sim.vocabulary.language import words
    from sim.vocabulary.levers import levers

    text = words(language)
    keys = ("lever", "set_by", "unit", "range", "default", "meaning")
    every = sorted(levers().values(), key=lambda x: (not x.coalition, x.set_by))
    table([text.say(f"listing.{key}") for key in keys], [lever_row(x, text) for x in every])


def _scenario(s: "Scenario", language: str) -> None:
    from sim.cli.listing_words import settings
    from sim.cli.tables import heading, paragraph, table
    from sim.vocabulary.language import question_of, title_of, words
    from sim.vocabulary.lineage import is_own

    text = words(language)
    kind = text.known("scenario_kinds", s.kind) or s.kind
    heading(text.say("listing.heading", id=s.id, title=title_of(s, language), kind=kind))
    paragraph(text.say("printed.question", question=question_of(s, language)))
    own = language == "en" or is_own(s)
    paragraph(s.story if own else text.say(f"scenario_stories.{s.name}"))
    if s.expect:
        expect = s.expect if own else text.say(f"scenario_expectations.{s.name}")
        paragraph(text.say("listing.expect", text=expect))
    parent = s.extends or ""
    if s.parent is not None and language != "en":
        parent = title_of(s.parent, language)
    differs = text.say(f"listing.{'differs' if parent else 'alone'}", parent=parent)
    table([differs, text.say("listing.value")], settings(s, text))
    if s.claims:
        paragraph(text.say("listing.claims", names=text.comma.join(s.claims)))


def assumptions(
    *,
    as_csv: Annotated[bool, typer.Option("--csv", help="Write CSV to standard output.")] = False,
    owner: Annotated[Optional[str], typer.Option(help="An actor, channel or subject.")] = None,  # noqa: UP045
    role: Annotated[Optional[str], typer.Option(help=ROLES)] = None,  # noqa: UP045
    confidence: Annotated[Optional[str], typer.Option(help=CONFIDENCE)] = None,  # noqa: UP045
    lang: Lang = "en",
) -> None:
    """List every number that the model does not derive, with its provenance."""
    from sim.cli.tables import paragraph, table
    from sim.ground.errors import unknown
    from sim.vocabulary.assumptions import CONFIDENCE as GRADES
    from sim.vocabulary.assumptions import ROLES as KINDS
    from sim.vocabulary.assumptions import registry
    from sim.vocabulary.language import require_language

    require_language(lang)
    every = list(registry())
    chosen = every
    for place, given, known, of in (
        ("--owner", owner, {e.owner for e in every}, "owner"),
        ("--role", role, set(KINDS), "role"),
        ("--confidence", confidence, set(GRADES), "confidence"),
    ):
        if given is not None and given not in known:
            raise unknown(place, of, given, known)
        if given is not None:
            chosen = [e for e in chosen if getattr(e, of) == given]
    columns = [
        "key", "name", "symbol", "unit", "role", "central", "low", "high", "kind", "confidence",
        "lever", "evidence", "claims", "basis",
    ]  # fmt: skip
    rows = []
    for e in chosen:
        low, high = e.span()
        kind = "by reading" if e.readings else e.distribution.kind
        rows.append(
            [e.key, e.name, e.symbol, e.unit, e.role, f"{e.central:g}", f"{low:g}", f"{high:g}",
             kind, e.confidence, e.lever or "", " ".join(e.evidence), " ".join(e.claims), e.basis]
        )  # fmt: skip
    if as_csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
        return
    if lang != "en":
        _assumptions(chosen, len(every), lang)
        return
    shown = [0, 2, 3, 4, 5, 6, 7, 9, 13]
    table([columns[i] for i in shown], [[row[i] for i in shown] for row in rows])
    paragraph(f"{len(chosen)} of {len(every)} assumptions")


def _assumptions(chosen: "list[Assumption]", every: int, language: str) -> None:
    from sim.cli.listing_words import assumption_row
    from sim.cli.tables import paragraph, table
    from sim.vocabulary.language import words

    text = words(language)
    keys = ("key", "symbol", "unit", "role", "central", "low", "high", "confidence", "basis")
    columns = [text.say(f"listing.{key}") for key in keys]
    table(columns, [assumption_row(entry, text) for entry in chosen])
    paragraph(text.say("listing.assumptions", count=len(chosen), every=every))
