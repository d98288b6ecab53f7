"""What a report is about: results, the scenarios behind them, and the members' assumptions."""

import ast
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from sim import constrained
from sim.analysis.runs import Settings, compare_scenarios, run_scenario
from sim.assumptions import READINGS
from sim.draws import Block
from sim.errors import InputError
from sim.members import Source, draw_values
from sim.results import Results, open_results
from sim.scenario import Scenario, load

SERIES = 500
"""Members whose series a report keeps, for paired differences and rank correlations."""


@dataclass(frozen=True)
class Subject:
    """Results with the scenarios that made them, the reference first.

    Attributes:
        results: of `run` or `compare`.
        scenarios: in the order of the policies.
    """

    results: Results
    scenarios: tuple[Scenario, ...]

    @property
    def first(self) -> Scenario:
        """The scenario itself, which is the reference of a comparison."""
        return self.scenarios[0]

    @property
    def other(self) -> Scenario | None:
        """The scenario that it is held against, or None."""
        return self.scenarios[1] if len(self.scenarios) > 1 else None

    @property
    def asked(self) -> Scenario:
        """The scenario whose question the report answers."""
        return self.other or self.first

    @property
    def readings(self) -> np.ndarray:
        """Reading of each member whose series is kept, shape (member,)."""
        out: np.ndarray = self.results.series["reading"].sel(policy=self.asked.name).values
        return out.astype(str)


def scenarios_of(results: Results) -> tuple[Scenario, ...]:
    """Return the scenarios of saved results; InputError if one has changed or is gone."""
    found = []
    for name, digest in zip(
        listed(results.attrs["scenarios"]), listed(results.attrs["scenario_hashes"]), strict=True
    ):
        try:
            scenario = load(name)
        except InputError:
            raise InputError(
                f"{name}: the scenario of these results is not shipped with this version; "
                "give the scenario's file instead of the results"
            ) from None
        if scenario.digest != digest:
            raise InputError(
                f"{name}: the scenario is no longer what it was when these results were made, "
                "or levers were set by hand; give the scenario instead of the results"
            )
        found.append(scenario)
    return tuple(found)


def listed(value: Any) -> list[str]:
    """Return a list that may have been stored as text."""
    if isinstance(value, str):
        value = ast.literal_eval(value) if value.startswith("[") else [value]
    return [str(v) for v in value]


def is_results(given: str) -> bool:
    """Return whether an argument names a folder of results and no scenario."""
    path = Path(given)
    return path.is_dir() or path.suffix == ".zarr"


def subject(given: str, against: str | None, settings: Settings) -> Subject:
    """Return what to report on: run it, or open it.

    Args:
        given: a scenario's name or file, or a folder of `run` or `compare`.
        against: scenario that it is held against, or None.
        settings: of the runs, where there are any to make.
    """
    if is_results(given):
        opened = open_results(given)
        saved = scenarios_of(opened)
        if against is None:
            return Subject(opened, saved)
        return made((saved[0], load(against)), settings_of(opened, settings))
    chosen = (load(given), load(against)) if against else (load(given),)
    return made(chosen, settings)


def settings_of(results: Results, settings: Settings) -> Settings:
    """Return settings that give a result's own members again."""
    a = results.attrs
    table = constrained.ensemble() if a["ensemble"] == "constrained" else None
    return replace(
        settings, members=int(a["members"]), seed=int(a["seed"]), weeks=int(a["weeks"]),
        constrained=table,
    )  # fmt: skip


def made(chosen: tuple[Scenario, ...], settings: Settings) -> Subject:
    """Run one scenario, or several over the same members."""
    how = replace(settings, series_members=min(settings.members, SERIES))
    if len(chosen) > 1:
        return Subject(compare_scenarios(list(chosen), how), chosen)
    return Subject(run_scenario(chosen[0], how), chosen)


def assumption_values(of: Subject) -> dict[str, np.ndarray]:
    """Return the assumptions in which the members with series differ, key to (member,).

    They are those that the runs had: same seed, same members, same ensemble.
    """
    a = of.results.attrs
    readings = of.readings
    members = range(len(readings))
    table = constrained.ensemble() if a["ensemble"] == "constrained" else None
    if table is None:
        source = Source.prior(int(a["seed"]), members)
    else:
        source = Source.constrained(int(a["seed"]), members, table)
    codes = np.array([READINGS.index(r) for r in readings])
    values = draw_values(source, [of.asked.policy], Block(members, 1), codes)
    sampled = {k: np.broadcast_to(v, codes.shape) for k, v in values.items()}
    return {k: v for k, v in sampled.items() if np.ptp(v) > 0.0}
