"""Sweep a design, open a sweep, rank its strategies."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.ground.calls import checked
from sim.ground.errors import InputError
from sim.ground.fields import texts
from sim.ground.folders import usable
from sim.runs.constrained import ensemble
from sim.runs.engines import asking
from sim.runs.watch import Cancel, Progress, Watch
from sim.verbs.given import Settable

if TYPE_CHECKING:
    from sim.answers.regret import Regret
    from sim.plots.shown_sweep import SweepResults
    from sim.sweeps.designs.design import Design


@checked
def sweep(
    design: "str | Path | Mapping[str, Any] | Design",
    out: str | Path | None = None,
    *,
    levers: Settable = None,
    steps: Any = None,
    assumptions: Settable = None,
    structure: Settable = None,
    axes: Settable = None,
    measures: Sequence[str] = (),
    dates: str | Sequence[str] = "yearly",
    from_date: Any = None,
    members: int = 200,
    seed: int = 1,
    weeks: int = 260,
    workers: int = 1,
    scheduler: str = "",
    prior: bool = False,
    engine: str = "",
    resume: bool = False,
    overwrite: bool = False,
    progress: Progress | None = None,
    cancel: Cancel | None = None,
) -> "SweepResults":
    """Run a design into a store and return it opened.

    Args:
        design: a design's name, a file's path, a table with the keys of a design file, or a
            Design; with `axes` a scenario's name or path.
        out: folder or URL of the store; by default a temporary folder, which goes with the result.
        levers, steps, assumptions, structure: set in all of its scenarios, as for `run`.
        axes: lists of values or ranges by lever or assumption, as a design file writes them; a
            mapping with "values" and "from_date" begins on a date.
        measures, dates, from_date, members, seed, weeks: with `axes`: what is kept and when, the
            first day on which levers are set, and the size of the ensemble.
        workers: 1 runs inline, more on a local cluster.
        scheduler: address of a running Dask scheduler, instead of workers.
        prior: use the prior instead of the constrained ensemble.
        engine: as for `run`.
        resume: run only what an earlier, stopped sweep left.
        overwrite: replace an earlier sweep.
        progress, cancel: as for `run`; what is done stays in the store.

    Example:
        >>> import sim
        >>> axes = {"designation_tempo": [0, 2], "dprk_export_willingness": [0.5, 1]}
        >>> save = {"measures": ["russia.shells_fired"]}
        >>> found = sim.sweep({"axes": axes, "members": 4, "seed": 1, "weeks": 20, "save": save})
        >>> len(found.table())
        4
        >>> kept = {"measures": ["russia.shells_fired"], "members": 4, "weeks": 20}
        >>> len(sim.sweep("baseline", axes={"designation_tempo": [0, 2]}, **kept).design)
        2
    """
    from tempfile import mkdtemp

    from sim.plots.shown_sweep import SweepResults
    from sim.sweeps import runner
    from sim.sweeps.designs.given import design_of, over_scenario
    from sim.sweeps.reader import open_sweep as opened

    given = {"levers": levers, "steps": steps, "assumptions": assumptions, "structure": structure}
    if axes is not None:
        sizes = {"members": members, "seed": seed, "weeks": weeks, "from_date": from_date}
        design = over_scenario(
            design, axes, tuple(texts("sweep: measures", measures)), dates, sizes
        )
    else:
        said = (measures, dates, from_date, members, seed, weeks)
        _refuse_unread(said)
    chosen = design_of(design, given)
    if workers < 1:
        raise InputError(f"sweep: workers: {workers} is too few; at least 1")
    url = f"{mkdtemp(prefix='sim-')}/{chosen.name}" if out is None else usable("sweep: out", out)
    watch = Watch(progress, cancel)
    with asking(engine, place="sweep: engine"):
        runner.sweep(
            chosen,
            url,
            constrained=None if prior else ensemble(),
            workers=runner.Workers(workers, scheduler),
            resume=resume,
            overwrite=overwrite,
            report=lambda p: watch.tell(p.earlier + p.runs, p.earlier + p.planned),
        )
    return SweepResults.of(opened(url), temporary=out is None)


WITH_AXES = {
    "measures": (), "dates": "yearly", "from_date": None, "members": 200, "seed": 1, "weeks": 260,
}  # fmt: skip
"""What `sweep` reads with `axes` alone, since a design says it itself, by default."""


def _refuse_unread(said: Sequence[Any]) -> None:
    for (name, default), value in zip(WITH_AXES.items(), said, strict=True):
        if type(value) is not type(default) or value != default:
            raise InputError(f"sweep: {name}: goes with axes; a design says it itself")


@checked
def open_sweep(url: str | Path) -> "SweepResults":
    """Open the store of a sweep; InputError if there is none or it is damaged."""
    from sim.plots.shown_sweep import SweepResults
    from sim.sweeps.reader import open_sweep as opened

    return SweepResults.of(opened(usable("open_sweep: url", url)))


@checked
def regret(
    results: "str | Path | SweepResults",
    *,
    less: str | Sequence[str] = (),
    more: str | Sequence[str] = (),
) -> "Regret":
    """Rank the coalition's strategies in a sweep by how far they stay behind the best one.

    Args:
        results: of a sweep, or where its store lies.
        less: saved measures of which less is better, as ``capability.index[actor=dprk]``.
        more: those of which more is better.

    Example:
        >>> import sim
        >>> save = {"measures": ["russia.shells_fired"]}
        >>> design = {"axes": {"designation_tempo": [0, 2]}, "members": 4, "seed": 1, "save": save}
        >>> found = sim.regret(sim.sweep({**design, "weeks": 20}), less="russia.shells_fired")
        >>> len(found.table())
        2
    """
    from sim.answers.regret import Aim
    from sim.answers.regret import regret as ranked

    found = open_sweep(results) if isinstance(results, str | Path) else results
    if not hasattr(found, "design"):
        raise InputError(f"regret: results: {results!r} is no sweep; see sim.sweep")
    sides = ((False, texts("regret: less", less)), (True, texts("regret: more", more)))
    aims = [Aim.read(text, more=side) for side, given in sides for text in given]
    if not aims:
        known = ", ".join(saved.variable for saved in found.design.save.variables)
        raise InputError(f"regret: less or more: name a saved measure, one of {known}")
    return ranked(found, aims)
