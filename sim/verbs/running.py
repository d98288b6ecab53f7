"""Run, compare, ask for bands, and open what was run."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.ground.calls import checked
from sim.ground.folders import usable
from sim.runs.constrained import ensemble
from sim.runs.engines import asking
from sim.runs.session import Session
from sim.runs.settings import SERIES_MEMBERS
from sim.runs.watch import Cancel, Progress, Watch
from sim.verbs.given import Given, Settable, scenario_of, settings_of

if TYPE_CHECKING:
    from sim.plots.shown import Results


@checked
def run(
    scenario: Given,
    *,
    levers: Settable = None,
    steps: Any = None,
    assumptions: Settable = None,
    structure: Settable = None,
    members: int = 1000,
    seed: int = 1,
    weeks: int = 260,
    workers: int = 1,
    keep: Sequence[str] = (),
    series_members: int = SERIES_MEMBERS,
    prior: bool = False,
    engine: str = "",
    progress: Progress | None = None,
    cancel: Cancel | None = None,
) -> "Results":
    """Run a scenario and return its Results.

    Args:
        scenario: name, path or Scenario.
        levers: values to set from week 0 on.
        steps: dated ones, ``[(date, lever, value), ...]`` or ``{lever: {date: value}}``.
        assumptions: values by key, ``{"scale": factor}``, or a distribution.
        structure: rules by structural choice, or "sampled".
        members: size of the ensemble.
        seed: of the ensemble; the same seed, the same bits.
        weeks: horizon from 2023-07-03.
        workers: processes; 1 runs inline.
        keep: measures to keep; all by default.
        series_members: members whose weekly series are kept.
        prior: use the prior instead of the constrained ensemble.
        engine: "numpy" or "compiled" (the same numbers to the digits stored); by default what
            is faster for so many runs.
        progress: called with runs done and runs planned after every block.
        cancel: an event of `threading`, or a function that becomes true, to stop.

    Raises:
        InputError: something named or set cannot be used; says what to do.
        RunError: a run left its bounds or failed its audit.
        StoppedError: `cancel` was set.

    Example:
        >>> import sim
        >>> steps = [("2023-09-04", "designation_tempo", 2)]
        >>> sim.run("baseline", steps=steps, members=8, weeks=20).attrs["set"]
        ['designation_tempo=2@2023-09-04']
    """
    from sim.plots.shown import Results
    from sim.runs.runs import run_scenario

    given = {"levers": levers, "steps": steps, "assumptions": assumptions, "structure": structure}
    chosen = scenario_of("run", scenario, given)
    sizes = (members, seed, weeks, workers, series_members)
    how = settings_of("run", *sizes, keep, Watch(progress, cancel), prior=prior)
    with asking(engine, place="run: engine"):
        return Results.of(run_scenario(chosen, how))


@checked
def compare(
    *scenarios: Given,
    levers: Settable = None,
    steps: Any = None,
    assumptions: Settable = None,
    structure: Settable = None,
    members: int = 1000,
    seed: int = 1,
    weeks: int = 260,
    workers: int = 1,
    keep: Sequence[str] = (),
    series_members: int = SERIES_MEMBERS,
    prior: bool = False,
    engine: str = "",
    progress: Progress | None = None,
    cancel: Cancel | None = None,
) -> "Results":
    """Compare scenarios over the same members; the first is the reference.

    Args:
        *scenarios: names, paths or Scenarios.
        levers, steps, assumptions, structure: set in all of them, as for `run`.
        members, seed, weeks, workers, keep, series_members, prior, engine: as for `run`.
        progress, cancel: as for `run`.

    Example:
        >>> import sim
        >>> found = sim.compare("baseline", "oil_squeeze", members=8, weeks=20)
        >>> found.plot().axes[0].get_title() is not None
        True
    """
    from sim.plots.shown import Results
    from sim.runs.runs import compare_scenarios

    given = {"levers": levers, "steps": steps, "assumptions": assumptions, "structure": structure}
    chosen = [scenario_of("compare", one, given) for one in scenarios]
    sizes = (members, seed, weeks, workers, series_members)
    how = settings_of("compare", *sizes, keep, Watch(progress, cancel), prior=prior)
    with asking(engine, place="compare: engine"):
        return Results.of(compare_scenarios(chosen, how))


@checked
def session(
    scenario: Given = "baseline",
    *,
    members: int = 200,
    seed: int = 1,
    weeks: int = 260,
    measures: Sequence[str] | None = None,
    against: Given | None = None,
    prior: bool = False,
    engine: str = "",
) -> Session:
    """Return a session, which answers with bands for levers and steps, call after call.

    What stays the same between calls is kept: members, their luck, the reference.

    Args:
        scenario: what is changed from call to call.
        members, seed, weeks: as for `run`.
        measures: that are answered unless a call names others; all by default.
        against: the reference of differences; the scenario itself by default.
        prior: use the prior instead of the constrained ensemble.
        engine: as for `run`.

    Example:
        >>> import sim
        >>> ask = sim.session("baseline", members=8, weeks=20, measures=["russia.shells_fired"])
        >>> list(ask.bands(levers={"designation_tempo": 2}).table("russia.shells_fired").columns)
        ['q05', 'q25', 'q50', 'q75', 'q95']
    """
    with asking(engine, place="session: engine"):
        return Session(
            scenario_of("session", scenario),
            members=members,
            seed=seed,
            weeks=weeks,
            measures=measures,
            against=None if against is None else scenario_of("session: against", against),
            constrained=None if prior else ensemble(),
        )


@checked
def open_results(path: str | Path) -> "Results":
    """Open what `run` or `compare` wrote; InputError if there is nothing or it is damaged.

    Plain xarray reads the same numbers: `xr.open_zarr("results/baseline/results.zarr")` are the
    weekly series of the first members; with ``group=`` also ``"bands"`` (quantiles over all
    members, dims policy, group, quantile, time), ``"cumulative"`` (the same of flows summed up from
    week 0), ``"shares"`` (of members in which each limit binds), ``"ends"`` (positions on the
    capability scales) and, of a comparison, ``"differences"`` (paired). It checks nothing; this
    does: every checksum, and that no array is anything but plain numbers and texts, before it
    decodes one.

    Example:
        >>> import sim, tempfile
        >>> folder = tempfile.mkdtemp()
        >>> _ = sim.run("baseline", members=8, weeks=20).save(f"{folder}/mine")
        >>> sim.open_results(f"{folder}/mine").policies
        ['baseline']
    """
    from sim.plots.shown import Results
    from sim.runs import results

    return Results.of(results.open_results(usable("open_results: path", path)))
