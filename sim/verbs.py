"""The verbs of the command line as functions of the same names."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.runs.constrained import ensemble
from sim.runs.results import Results
from sim.runs.runs import compare_scenarios, run_scenario
from sim.runs.settings import Settings
from sim.vocabulary.scenario import Scenario, load

if TYPE_CHECKING:
    from sim.record.hindcast import Hindcast
    from sim.sweeps.designs.design import Design
    from sim.sweeps.reader import SweepResults


def load_scenario(name: str) -> Scenario:
    """Return a shipped scenario by name, or a file's by path; InputError if it is wrong."""
    return load(name)


def _scenario(given: str | Scenario, levers: dict[str, Any] | None) -> Scenario:
    scenario = load(given) if isinstance(given, str) else given
    for name, value in (levers or {}).items():
        scenario = scenario.setting(name, value, place="levers")
    return scenario


def _settings(*, prior: bool, options: dict[str, Any]) -> Settings:
    return Settings(constrained=None if prior else ensemble(), **options)


def run(
    scenario: str | Scenario,
    *,
    levers: dict[str, Any] | None = None,
    prior: bool = False,
    **options: Any,
) -> Results:
    """Run a scenario and return its Results.

    Args:
        scenario: name, path or Scenario.
        levers: values to set from week 0 on.
        prior: use the prior instead of the constrained ensemble.
        **options: fields of Settings: members, seed, weeks, workers, series_members, keep.
    """
    return run_scenario(_scenario(scenario, levers), _settings(prior=prior, options=options))


def compare(
    *scenarios: str | Scenario,
    levers: dict[str, Any] | None = None,
    prior: bool = False,
    **options: Any,
) -> Results:
    """Compare scenarios over the same members; the first is the reference.

    Args:
        *scenarios: names, paths or Scenarios.
        levers: values to set in all of them.
        prior: use the prior instead of the constrained ensemble.
        **options: as for `run`.
    """
    chosen = [_scenario(s, levers) for s in scenarios]
    return compare_scenarios(chosen, _settings(prior=prior, options=options))


def sweep(
    design: "str | Design",
    out: str,
    *,
    workers: int = 1,
    scheduler: str = "",
    prior: bool = False,
    resume: bool = False,
    overwrite: bool = False,
) -> "SweepResults":
    """Run a design into a store and return it opened.

    Args:
        design: a design's name, a file's path, or a Design.
        out: folder or URL of the store.
        workers: 1 runs inline, more on a local cluster.
        scheduler: address of a running Dask scheduler, instead of workers.
        prior: use the prior instead of the constrained ensemble.
        resume: run only what an earlier, stopped sweep left.
        overwrite: replace an earlier sweep.
    """
    from sim.sweeps.designs.file import load_design
    from sim.sweeps.runner import Workers
    from sim.sweeps.runner import sweep as run_design

    chosen = load_design(design) if isinstance(design, str) else design
    run_design(
        chosen,
        out,
        constrained=None if prior else ensemble(),
        workers=Workers(workers, scheduler),
        resume=resume,
        overwrite=overwrite,
    )
    return open_sweep(out)


def open_sweep(url: str) -> "SweepResults":
    """Open the store of a sweep; InputError if there is none or it is damaged."""
    from sim.sweeps.reader import open_sweep as opened

    return opened(url)


def hindcast(
    scenario: str | Scenario = "baseline",
    *,
    targets: str | Path | None = None,
    prior: bool = False,
    **options: Any,
) -> "Hindcast":
    """Hold a scenario against reported figures and return what was found.

    Args:
        scenario: name, path or Scenario.
        targets: a file of reported figures; the shipped ones by default.
        prior: use the prior instead of the constrained ensemble.
        **options: members, seed and workers.
    """
    from sim.record.hindcast import hindcast as held
    from sim.vocabulary.evidence import load_targets

    chosen = load(scenario) if isinstance(scenario, str) else scenario
    asked = load_targets(Path(targets) if targets else None)
    return held(chosen, asked, constrained=None if prior else ensemble(), **options)
