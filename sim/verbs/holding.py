"""Hold a scenario against the record, and write a briefing on it."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.ground.calls import checked
from sim.ground.errors import InputError
from sim.ground.fields import one_of
from sim.ground.folders import usable
from sim.runs.constrained import ensemble
from sim.runs.watch import Watch
from sim.verbs.given import Given, Settable, scenario_of, settings_of

if TYPE_CHECKING:
    from sim.plots.shown_hindcast import Hindcast


@checked
def hindcast(
    scenario: Given = "baseline",
    *,
    targets: str | Path | None = None,
    levers: Settable = None,
    steps: Any = None,
    assumptions: Settable = None,
    structure: Settable = None,
    members: int = 1000,
    seed: int = 1,
    workers: int = 1,
    prior: bool = False,
) -> "Hindcast":
    """Hold a scenario against reported figures and return what was found.

    Args:
        scenario: name, path or Scenario.
        targets: a file of reported figures; the shipped ones by default.
        levers, steps, assumptions, structure: as for `run`.
        members, seed, workers: as for `run`.
        prior: use the prior instead of the constrained ensemble.

    Example:
        >>> import sim
        >>> found = sim.hindcast(members=16)
        >>> sorted(set(found.uses))
        ['check', 'fit', 'other']
    """
    from sim.plots.shown_hindcast import Hindcast
    from sim.record.hindcast import hindcast as held
    from sim.vocabulary.evidence import load_targets

    given = {"levers": levers, "steps": steps, "assumptions": assumptions, "structure": structure}
    chosen = scenario_of("hindcast", scenario, given)
    asked = load_targets(None if targets is None else Path(usable("hindcast: targets", targets)))
    if workers < 1:
        raise InputError(f"hindcast: workers: {workers} is too few; at least 1")
    table = None if prior else ensemble()
    found = held(chosen, asked, members=members, seed=seed, constrained=table, workers=workers)
    return Hindcast.of(found)


@checked
def report(
    scenario: Given,
    out: str | Path,
    *,
    against: Given | None = None,
    levers: Settable = None,
    steps: Any = None,
    assumptions: Settable = None,
    structure: Settable = None,
    members: int = 1000,
    seed: int = 1,
    weeks: int = 260,
    format: str = "html",
    language: str = "en",
    prior: bool = False,
    interactive: bool = False,
    overwrite: bool = False,
) -> Path:
    """Write a briefing on a scenario into one file and return its path.

    Args:
        scenario: name, path or Scenario.
        out: file to write.
        against: another scenario; differences are it minus the first.
        levers, steps, assumptions, structure: set in both, as for `run`.
        members, seed, weeks, prior: as for `run`.
        format: html or pdf.
        language: en or zh.
        interactive: whether to write a page with interactive charts beside it.
        overwrite: whether an earlier file may be replaced.

    Example:
        >>> import sim, tempfile
        >>> folder = tempfile.mkdtemp()
        >>> sim.report("baseline", f"{folder}/briefing.html", members=20, weeks=80).name
        'briefing.html'
    """
    from sim.reports.build import FORMATS, build, refuse
    from sim.reports.subject import SERIES, Subject
    from sim.runs.runs import compare_scenarios, run_scenario
    from sim.vocabulary.language import LANGUAGES

    one_of("report: format", "format", format, FORMATS)
    one_of("report: language", "language", language, LANGUAGES)
    target = Path(usable("report: out", out))
    refuse(target, overwrite=overwrite)
    given = {"levers": levers, "steps": steps, "assumptions": assumptions, "structure": structure}
    named = [scenario] if against is None else [scenario, against]
    chosen = [scenario_of("report", one, given) for one in named]
    sizes = (members, seed, weeks, 1, min(members, SERIES))
    how = settings_of("report", *sizes, (), Watch(), prior=prior)
    found = compare_scenarios(chosen, how) if against is not None else run_scenario(chosen[0], how)
    names = tuple(str(g) if isinstance(g, str | Path) else g.name for g in named)
    of = Subject(found, tuple(chosen), names, chosen[0].by_hand)
    return build(of, target, kind=format, language=language, interactive=interactive).path
