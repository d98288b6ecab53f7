"""What a report is about: results, the scenarios behind them, and the members' assumptions."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from sim.ground.errors import InputError
from sim.ground.files import exists
from sim.model.draws import Block
from sim.model.members import Source, draw_values
from sim.origins.metadata import given_by, listed
from sim.origins.runs import scenarios_of
from sim.runs import constrained
from sim.runs.results import Results, open_results
from sim.runs.runs import compare_scenarios, run_scenario
from sim.runs.settings import Settings
from sim.vocabulary.assumptions import READINGS
from sim.vocabulary.by_hand import set_by_hand
from sim.vocabulary.lineage import is_own
from sim.vocabulary.scenario import Scenario, load

MOST = 2
"""Scenarios that a report sets side by side."""

Hand = tuple[tuple[str, ...], tuple[str, ...]]
"""What is set by hand: levers, and assumptions."""

SERIES = 500
"""Members whose series a report keeps, for paired differences and rank correlations."""


@dataclass(frozen=True)
class Subject:
    """Results with the scenarios that made them, the reference first.

    Attributes:
        results: of `run` or `compare`.
        scenarios: in the order of the policies.
        names: of the scenarios as a command line takes them, names or files.
        levers: set by hand in all of them, as ``lever=value``.
        assumed: of assumptions, as ``key=value`` or ``key=low..high``.
    """

    results: Results
    scenarios: tuple[Scenario, ...]
    names: tuple[str, ...]
    levers: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()

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


def is_results(given: str) -> bool:
    """Return whether an argument names a folder of results and no scenario."""
    path = Path(given)
    return (exists(path) and path.is_dir()) or path.suffix == ".zarr"


def subject(
    given: str,
    against: str | None,
    settings: Settings,
    levers: tuple[str, ...] = (),
    assumed: tuple[str, ...] = (),
) -> Subject:
    """Return what to report on: run it, or open it.

    Args:
        given: a scenario's name or file, or a folder of `run` or `compare`.
        against: scenario that it is held against, or None.
        settings: of the runs, where there are any to make.
        levers: set in all scenarios, as ``lever=value``.
        assumed: assumptions set in all of them, as ``key=value`` or ``key=low..high``.
    """
    if not is_results(given):
        return _made_of(given, against, settings, (levers, assumed))
    _refuse_others(given)
    if levers or assumed:
        option = "--set" if levers else "--assume"
        raise InputError(f"{option}: {given} holds results already; name a scenario instead")
    opened = open_results(given)
    command = given_by(str(opened.attrs["command"]))
    known = listed(str(opened.attrs["scenarios"]))
    named = tuple(command.names if len(command.names) == len(known) else known)
    if against is None:
        if len(known) > MOST:
            raise InputError(
                f"{given}: holds {len(known)} scenarios, and a report sets one against one; say "
                f"which: sim report {known[0]} --against {known[1]}"
            )
        saved = tuple(scenarios_of(opened.attrs, given))
        return Subject(opened, saved, named, tuple(command.set), tuple(command.assume))
    hand = (tuple(command.set), tuple(command.assume))
    return made((named[0], against), settings_of(opened, settings), hand)


def _made_of(given: str, against: str | None, settings: Settings, hand: Hand) -> Subject:
    """Run a scenario; one of a user's own is held against its parent unless told otherwise."""
    mine = load(given)
    if against is not None:
        return made((given, against), settings, hand)
    if is_own(mine) and mine.parent is not None:
        names = (mine.extends or mine.parent.name, given)
        return of_scenarios((mine.parent, mine), names, settings, hand)
    return made((given,), settings, hand)


def _refuse_others(given: str) -> None:
    """Refuse a folder that holds something else than a run or a comparison, in one line."""
    folder = Path(given)
    if not exists(folder):
        raise InputError(f"{given}: is not there; name a scenario or a folder of 'sim run'")
    if (folder / "manifest.json").is_file():
        raise InputError(
            f"{given}: is a sweep, and a report is about one scenario or two; draw it with "
            f"'sim plot {given}', or answer from it with 'sim sensitivity MEASURE --in {given}'"
        )
    own = sorted(folder.glob("*.toml"))
    if own and not (folder / "results.zarr").exists() and folder.suffix != ".zarr":
        raise InputError(
            f"{given}: is a folder of scenario files; name one of them: sim report {own[0]}"
        )


def settings_of(results: Results, settings: Settings) -> Settings:
    """Return settings that give a result's own members again."""
    a = results.attrs
    table = constrained.ensemble() if a["ensemble"] == "constrained" else None
    return replace(
        settings, members=int(a["members"]), seed=int(a["seed"]), weeks=int(a["weeks"]),
        constrained=table,
    )  # fmt: skip


def made(names: tuple[str, ...], settings: Settings, hand: Hand) -> Subject:
    """Run one scenario, or several over the same members."""
    return of_scenarios(tuple(load(name) for name in names), names, settings, hand)


def of_scenarios(
    scenarios: tuple[Scenario, ...],
    names: tuple[str, ...],
    settings: Settings,
    hand: Hand,
) -> Subject:
    """Run scenarios that are loaded already, over the same members."""
    chosen = tuple(set_by_hand(each, *hand) for each in scenarios)
    how = replace(settings, series_members=min(settings.members, SERIES))
    if len(chosen) > 1:
        return Subject(compare_scenarios(list(chosen), how), chosen, names, *hand)
    return Subject(run_scenario(chosen[0], how), chosen, names, *hand)


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
