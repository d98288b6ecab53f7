"""The verbs of the command line as functions of the same names."""

from typing import Any

from sim.analysis.runs import Settings, compare_scenarios, run_scenario
from sim.constrained import shipped_ensemble
from sim.results import Results
from sim.scenario import Scenario, load


def load_scenario(name: str) -> Scenario:
    """Return a shipped scenario by name, or a file's by path; InputError if it is wrong."""
    return load(name)


def _scenario(given: str | Scenario, levers: dict[str, Any] | None) -> Scenario:
    from dataclasses import replace

    scenario = load(given) if isinstance(given, str) else given
    policy = scenario.policy
    for name, value in (levers or {}).items():
        policy = policy.setting(name, value, place="levers")
    return replace(scenario, policy=policy)


def _settings(*, prior: bool, options: dict[str, Any]) -> Settings:
    return Settings(constrained=None if prior else shipped_ensemble(), **options)


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
