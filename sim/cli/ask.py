"""sim ask: in which share of members a statement holds, when first, and on what it rests."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.answering import FOLDER, JSON, TEXT, By, Format, Lang, Out, Under
from sim.cli.options import Members, Prior, Seed, Weeks

if TYPE_CHECKING:
    from sim.answers.statements.files import Kept
    from sim.runs.settings import Settings

Given = Annotated[
    str,
    typer.Argument(help="As 'russia.shells_fired >= 10k rounds/day throughout 2025', in quotes."),
]
NOT_MET = 1
"""Exit code where a statement of --all does not meet its bar."""


def ask(
    statement: Given = "",
    *,
    under: Under = None,
    every: Annotated[
        bool, typer.Option("--all", help="Check every kept statement; exit code 1 if one fails.")
    ] = False,
    statements: Annotated[
        str, typer.Option(help="With --all: a file or folder of statements instead of the shipped.")
    ] = "",
    store: Annotated[
        str, typer.Option("--in", help="Ask a folder of results instead of running anything.")
    ] = "",
    rerun: Annotated[
        bool, typer.Option("--rerun", help="With --in: run again what the folder does not hold.")
    ] = False,
    by: By = "reading",
    members: Members = 1000,
    seed: Seed = 1,
    weeks: Weeks = 260,
    prior: Prior = False,
    form: Format = TEXT,
    lang: Lang = "en",
    out: Out = FOLDER,
) -> None:
    """Ask a statement: the share of members in which it holds, when first, on what it rests."""
    from sim.answers.ask import ask_of
    from sim.answers.asking import cases_of
    from sim.cli.answering import check_format, deliver, settings_of
    from sim.ground.errors import InputError
    from sim.plots.answers_ask import ask_figure

    check_format(form, lang)
    if every == bool(statement):
        raise InputError("ask: write one statement in quotes, or --all for the kept ones")
    if every:
        how = settings_of(members, seed, weeks, prior=prior)
        _check_all(statements, how, form)
        return
    if store:
        from sim.answers.stores import ask_store

        answer = ask_store(statement, store, by=by, rerun=rerun, language=lang)
    else:
        how = settings_of(members, seed, weeks, prior=prior)
        answer = ask_of(statement, cases_of(under or ["baseline"]), how, by, lang)
    deliver(answer, ask_figure, form, out)


def _check_all(place: str, how: "Settings", form: str) -> None:
    """Print every kept statement with its share and its bar; exit with 1 if one is not met."""
    import json

    from sim.answers.statements.files import load_all
    from sim.cli.tables import paragraph, table

    kept = load_all(Path(place) if place else None)
    rows = [_checked(one, how) for one in kept]
    failed = [str(row["name"]) for row in rows if row["met"] is False]
    if form == JSON:
        typer.echo(json.dumps(rows, indent=1, ensure_ascii=False))
    else:
        columns = ["name", "share", "bar", "met", "statement"]
        table(columns, [[str(row[c]) for c in columns] for row in rows])
        said = f"not met: {', '.join(failed)}" if failed else "every bar is met"
        paragraph(f"{len(rows)} statements on {how.members:,} members; {said}")
    if failed:
        raise typer.Exit(NOT_MET)


def _checked(one: "Kept", how: "Settings") -> dict[str, object]:
    from sim.answers.ask import ask_of
    from sim.answers.asking import cases_of
    from sim.answers.statements.terms import Claim
    from sim.ground.errors import InputError

    try:
        answer = ask_of(one.statement, cases_of(one.under), how)
    except InputError as error:
        raise InputError(f"{one.name}: {error}") from None
    if not isinstance(answer.found.statement.said, Claim):
        raise InputError(
            f"{one.name}: a kept statement is a claim, not a question; drop 'when' or 'how'"
        )
    shares = [case.share().share for case in answer.found.cases]
    met = [one.met(share) for share in shares]
    own = answer.met
    fails = own is False or False in met
    passes = own is True or True in met
    low, high = one.at_least, one.at_most
    bar = " ".join(
        [
            *([] if low is None else [f"at least {low:.0%}"]),
            *([] if high is None else [f"at most {high:.0%}"]),
        ]
    )
    return {
        "name": one.name, "share": " ".join(f"{s:.1%}" for s in shares),
        "bar": bar or ("in the statement" if own is not None else "none"),
        "met": False if fails else True if passes else None, "statement": one.statement,
    }  # fmt: skip
