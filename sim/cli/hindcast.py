"""sim hindcast, sim constrain and sim evidence: the model held against the record."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from sim.cli.options import (
    Engine,
    Lang,
    Members,
    NoCache,
    Out,
    Overwrite,
    Prior,
    ScenarioName,
    Seed,
    Workers,
)

if TYPE_CHECKING:
    from sim.model.members import Constrained
    from sim.vocabulary.evidence import Target

Targets = Annotated[
    Optional[Path],  # noqa: UP045
    typer.Option(help="A file of targets of your own; see scenarios/evidence/README.md."),
]


def hindcast(
    scenario: ScenarioName = ("baseline"),
    targets: Targets = None,
    members: Members = 1000,
    seed: Seed = 1,
    out: Out = None,
    workers: Workers = 1,
    engine: Engine = "",
    lang: Lang = "en",
    *,
    prior: Prior = False,
    overwrite: Overwrite = False,
    no_cache: NoCache = False,
) -> None:
    """Hold a scenario against reported figures: a table, draws and a figure in one folder."""
    from sim.cli.hindcast_text import say_hindcast
    from sim.ground.errors import InputError
    from sim.ground.folders import check_folder
    from sim.plots.hindcast_output import write_hindcast
    from sim.record.hindcast import hindcast as held
    from sim.runs.engines import asking
    from sim.vocabulary.evidence import load_targets
    from sim.vocabulary.language import require_language, title_of
    from sim.vocabulary.scenario import load

    require_language(lang)
    chosen, asked = load(scenario), load_targets(targets)
    if workers < 1:
        raise InputError(f"--workers {workers}: at least 1")
    folder = out or Path("results") / f"hindcast-{chosen.name}"
    replace = overwrite or out is None
    check_folder(folder, "hindcast", overwrite=replace)
    table = None if prior else _table()
    with asking(engine, cache=not no_cache):
        found = held(chosen, asked, members=members, seed=seed, constrained=table, workers=workers)
    given = str(targets or "shipped")
    write_hindcast(found, folder, overwrite=replace, source=scenario, targets=given, language=lang)
    say_hindcast(found, folder, lang, title_of(chosen, lang))


def _table() -> "Constrained | None":
    from sim.runs.constrained import ensemble, stale

    note = stale()
    if note:
        sys.stderr.write(f"sim: {note}\n")
    return ensemble()


def constrain(
    targets: Targets = None,
    members: Annotated[int, typer.Option(help="Size of the prior.")] = 2**18,
    rows: Annotated[int, typer.Option(help="Size of the constrained ensemble.")] = 2048,
    seed: Seed = 1,
    workers: Workers = 2,
    out: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option(help="Folder for the files; scenarios/ensembles is the shipped one."),
    ] = None,
    engine: Engine = "",
    lang: Lang = "en",
    *,
    no_cache: NoCache = False,
) -> None:
    """Rebuild the constrained ensemble from the prior and the fit rows of the record."""
    import time

    from sim.cli.hindcast_text import say_constrained
    from sim.ground.errors import InputError
    from sim.plots.hindcast_output import check_ensemble_folder, write_ensemble
    from sim.record.calibration import constrain as fitted
    from sim.record.posterior import learnt, witnesses
    from sim.runs.engines import asking
    from sim.vocabulary.evidence import load_targets
    from sim.vocabulary.language import require_language
    from sim.vocabulary.scenario import load

    require_language(lang)
    if workers < 1:
        raise InputError(f"--workers {workers}: at least 1")
    began, baseline, asked = time.perf_counter(), load("baseline"), load_targets(targets)
    folder = out or Path("results") / "constrained"
    check_ensemble_folder(folder)
    with asking(engine, cache=not no_cache):
        found = fitted(
            baseline.policy, asked, members=members, rows=rows, seed=seed, workers=workers,
            progress=_progress,
        )  # fmt: skip
        told = learnt(baseline.policy, found.ensemble)
    heard = witnesses(found)
    score = write_ensemble(found, told, heard, folder, baseline, asked)
    say_constrained(found, told, heard, score, folder, time.perf_counter() - began, lang)


def _progress(done: int, whole: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{done} of {whole} blocks{chr(10) if done == whole else ''}")
        sys.stderr.flush()


def evidence(
    topic: Annotated[str, typer.Option(help="Part of a topic, e.g. transfer.")] = "",
    actor: Annotated[str, typer.Option(help="Part of an actor's name.")] = "",
    family: Annotated[str, typer.Option(help="Source family of a target, e.g. rok.")] = "",
    measure: Annotated[str, typer.Option(help="Measure of a target, e.g. shells_shipped.")] = "",
    lang: Lang = "en",
    *,
    csv: Annotated[bool, typer.Option("--csv", help="Print the rows as CSV.")] = False,
) -> None:
    """List the published claims behind the model, and the targets made from them."""
    from sim.cli.hindcast_text import say_evidence
    from sim.record.published import choose, load_evidence, unmatched
    from sim.vocabulary.evidence import load_targets
    from sim.vocabulary.language import require_language

    require_language(lang)
    every, targets = load_evidence(), load_targets()
    asked = {"topic": topic, "actor": actor, "family": family, "measure": measure}
    found = choose(every, targets, **asked)
    if not found:
        raise unmatched(every, targets, asked)
    mine = [target for target in targets if _made_of(target, {claim.id for claim in found})]
    say_evidence(found, mine, as_csv=csv, language=lang)


def _made_of(target: "Target", ids: set[str]) -> bool:
    return bool(ids & set(target.evidence.split("+")))
