"""Settings that the verbs run and compare share, and whether they can be met."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.ground.calls import constructed
from sim.ground.errors import InputError
from sim.ground.telling import Telling
from sim.model.members import Constrained, require_sizes
from sim.runs.watch import UNWATCHED, Watch
from sim.vocabulary.measures import dimension, measure, measures
from sim.vocabulary.scenario import Scenario

SERIES_MEMBERS = 256
MOST_BYTES = 4e9
"""Most memory of `run`, which keeps all measures of all members (150 kB a run of 260 weeks)."""


@constructed
@dataclass(frozen=True)
class Settings(Telling):
    """What the verbs run and compare share.

    Attributes:
        members: size of the ensemble.
        seed: of the ensemble.
        weeks: horizon.
        workers: 1 runs inline, more on a local cluster.
        series_members: how many members keep their weekly series.
        constrained: the constrained ensemble, or None for the prior.
        keep: measures to keep; all by default.
        watch: who is told of progress and may stop it.
    """

    members: int = 1000
    seed: int = 1
    weeks: int = 260
    workers: int = 1
    series_members: int = SERIES_MEMBERS
    constrained: Constrained | None = None
    keep: tuple[str, ...] = ()
    watch: Watch = UNWATCHED

    def __post_init__(self) -> None:
        for name in self.keep:
            measure("Settings: keep", name)

    @property
    def kept(self) -> tuple[str, ...]:
        """Names of the measures that are kept."""
        return self.keep or tuple(measures())


def require_feasible(kind: str, scenarios: Sequence[Scenario], settings: Settings) -> None:
    """Raise InputError if a run or comparison cannot be made as asked, before anything is loaded.

    Args:
        kind: "run" or "compare".
        scenarios: what is to be run.
        settings: how.
    """
    names = [s.name for s in scenarios]
    if kind == "compare" and len(names) < 2:
        raise InputError("compare: needs at least two scenarios")
    for twice in (s for s in scenarios if names.count(s.name) > 1):
        same = {s.digest for s in scenarios if s.name == twice.name} == {twice.digest}
        said = f"two scenarios that differ are both called {twice.name}; rename one"
        alike = "the same scenario twice; name different ones"
        raise InputError(f"compare: {alike if same else said}")
    require_sizes(settings.members, settings.seed, settings.weeks)
    kept = [measures()[name] for name in settings.kept]
    rows = sum(len(dimension(m.dimension)) if m.dimension else 1 for m in kept)
    numbers = len(names) * settings.members * settings.weeks * rows
    size = numbers * np.dtype(np.float32).itemsize
    if size > MOST_BYTES:
        raise InputError(
            f"members: {settings.members:.3g} members x {len(names)} scenario(s) x "
            f"{settings.weeks} weeks are too many for a run that keeps every series "
            f"({size / 1e9:.3g} GB, at most {MOST_BYTES / 1e9:.0f}); use 'sim sweep' for more"
        )
