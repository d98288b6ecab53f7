"""A session: one scenario over members that stay the same, asked again and again for bands."""

import json
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.ground.calls import checked
from sim.ground.errors import InputError, RunError
from sim.ground.fields import texts
from sim.ground.telling import Telling
from sim.ground.weeks import date_of
from sim.model.members import Constrained
from sim.runs.bands import Named, quantiles
from sim.runs.engines import settled
from sim.runs.ensemble import Experiment, Recorded, run_block, threads
from sim.runs.settings import Settings, require_feasible
from sim.vocabulary.axes import BINDING, FAN
from sim.vocabulary.measures import dimension, measure
from sim.vocabulary.measures import measures as all_measures
from sim.vocabulary.policy import Case
from sim.vocabulary.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

ASKS = 20
"""How often a session is asked, about: a kernel repays itself over that many answers."""

KEPT_ANSWERS = 32
"""Answers that are kept, so that a lever moved back costs nothing."""

COLUMNS = tuple(f"q{round(100 * q):02d}" for q in FAN)


@dataclass(frozen=True, eq=False)
class Bands(Telling):
    """Quantiles over members by week, and paired differences to the session's reference.

    Attributes:
        quantiles: rows 5, 25, 50, 75 and 95 % by measure, shape (quantile, time, ...), in the
            measure's unit; flows hold weeks, stocks week bounds.
        differences: the same of the differences to the reference, member by member.
        above: share of members above the reference, shape (time, ...).
        reference: quantiles of the reference itself.
        shares: of measures that are states, the share of members in each state, shape
            (state, time), instead of quantiles.
        reading: index of each member's reading, shape (member,).
        values: single members, shape (time, ..., member), where they were asked for.
        changed: what was set on top of the scenario, as ``name=value``.
    """

    quantiles: Named
    differences: Named
    above: Named
    reference: Named
    shares: Named
    reading: np.ndarray
    values: Named | None
    changed: tuple[str, ...]

    @property
    def measures(self) -> list[str]:
        """Names of the measures."""
        return list(self.quantiles)

    @checked
    def dates(self, name: str) -> list[str]:
        """Return the Mondays at which a measure stands, as text."""
        self._require(name)
        return [date_of(week).isoformat() for week in range(self.quantiles[name].shape[1])]

    @checked
    def table(self, name: str, *, differences: bool = False) -> "pd.DataFrame":
        """Return one measure by date, columns q05 to q95 (and its extra dimension)."""
        import pandas as pd

        extra = self._require(name)
        rows = (self.differences if differences else self.quantiles)[name]
        dates = pd.DatetimeIndex(self.dates(name), name="date")
        if not extra:
            return pd.DataFrame(rows.T, dates, COLUMNS)
        index = pd.MultiIndex.from_product([dates, dimension(extra)], names=["date", extra])
        return pd.DataFrame(rows.reshape(len(COLUMNS), -1).T, index, COLUMNS)

    @checked
    def to_dataframe(self) -> "pd.DataFrame":
        """Return all measures in one long table: measure, date, selector, q05 to q95."""
        import pandas as pd

        parts = []
        for name in self.quantiles:
            extra, part = self._require(name), self.table(name).reset_index()
            part.insert(0, "measure", name)
            selector = f"{extra}=" + part.pop(extra).astype(str) if extra else ""
            part.insert(2, "selector", selector)
            parts.append(part)
        return pd.concat(parts, ignore_index=True)

    def _require(self, name: str) -> str:
        return measure("bands", name, self.quantiles).dimension

    def _repr_html_(self) -> str:
        last = self.to_dataframe().groupby(["measure", "selector"], sort=False).tail(1)
        settings = ", ".join(self.changed) or "nothing changed"
        return f"<p>{len(self.reading)} members; {settings}</p>{last.to_html(index=False)}"


class Session(Telling):
    """Answers with bands over the same members; what stays the same is made once.

    Args:
        scenario: what is changed from call to call.
        members: size of the ensemble, seed, weeks: as for `sim.run`.
        measures: that are answered unless a call names others; all by default.
        against: the reference of differences; the scenario itself by default.
        constrained: the constrained ensemble, or None for the prior.
    """

    def __init__(
        self,
        scenario: Scenario,
        *,
        members: int = 200,
        seed: int = 1,
        weeks: int = 260,
        measures: Sequence[str] | None = None,
        against: Scenario | None = None,
        constrained: Constrained | None = None,
    ) -> None:
        self.scenario, self.against = scenario, against or scenario
        self._how = (members, seed, weeks, constrained)
        self._measures = _names(all_measures() if measures is None else measures)
        settings = Settings(members, seed, weeks, constrained=constrained, keep=self._measures)
        require_feasible("run", [scenario], settings)
        self._engine = settled("", ASKS * members * weeks)
        self._reference: Named = {}
        self._of_reference: Named = {}
        self._answers: OrderedDict[tuple[str, tuple[str, ...]], Bands] = OrderedDict()
        self._lock = Lock()

    def __getstate__(self) -> dict[str, Any]:
        """Return all but the lock, so that a session can be pickled and copied."""
        return {name: value for name, value in vars(self).items() if name != "_lock"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state, _lock=Lock())

    @checked
    def bands(
        self,
        *,
        levers: Mapping[str, Any] | None = None,
        steps: Any = None,
        assumptions: Mapping[str, Any] | None = None,
        structure: Mapping[str, Any] | None = None,
        measures: Sequence[str] | None = None,
        members: bool = False,
    ) -> Bands:
        """Return bands of the scenario with these settings on top.

        Args:
            levers: values by lever, from week 0 on.
            steps: dated ones, ``[(date, lever, value), ...]`` or ``{lever: {date: value}}``.
            assumptions: values by key, or ``{"scale": factor}``, or a distribution.
            structure: rules by structural choice.
            measures: to answer; those of the session by default.
            members: whether to give single members as well.

        Raises:
            InputError: a setting cannot be used.
            RunError: a run left its bounds or failed its audit.

        Example:
            >>> import sim
            >>> session = sim.session("baseline", members=8, weeks=20, prior=True)
            >>> found = session.bands(
            ...     levers={"designation_tempo": 2}, measures=["russia.shells_fired"]
            ... )
            >>> found.quantiles["russia.shells_fired"].shape
            (5, 20)
        """
        case = self.scenario.changed(
            levers=levers, steps=steps, assumptions=assumptions, structure=structure,
            place="session",
        )  # fmt: skip
        names = self._measures if measures is None else _names(measures)
        with self._lock:
            return self._answer(case, names, members=members)

    def _answer(self, scenario: Scenario, names: tuple[str, ...], *, members: bool) -> Bands:
        key = (_digest(scenario.policy), names)
        found = self._answers.get(key)
        if found is None or (members and found.values is None):  # noqa: PD011  no table
            reference = self._referred(names)
            values, reading = self._run(scenario.policy, names)
            found = self._bands(values, reference, reading, scenario.by_hand, members=members)
            self._answers[key] = found
        self._answers.move_to_end(key)
        while len(self._answers) > KEPT_ANSWERS:
            self._answers.popitem(last=False)
        return found

    def _referred(self, names: tuple[str, ...]) -> Named:
        missing = tuple(name for name in names if name not in self._reference)
        if missing:
            made = self._run(self.against.policy, missing)[0]
            self._reference |= made
            self._of_reference |= _each(quantiles, {n: made[n] for n in _counted(made)})
        return self._reference

    def _bands(
        self, values: Named, reference: Named, reading: np.ndarray, changed: tuple[str, ...], *,
        members: bool,
    ) -> Bands:  # fmt: skip
        counted = _counted(values)
        gaps = {name: values[name].astype(np.float64) - reference[name] for name in counted}
        return Bands(
            quantiles=_each(quantiles, {name: values[name] for name in counted}),
            differences=_each(quantiles, gaps),
            above={name: (gap > 0.0).mean(axis=-1) for name, gap in gaps.items()},
            reference={name: self._of_reference[name] for name in counted},
            shares={name: _shares(values[name]) for name in values if name not in counted},
            reading=reading,
            values=values if members else None,
            changed=changed,
        )

    def _run(self, case: Case, names: tuple[str, ...]) -> tuple[Named, np.ndarray]:
        experiment = Experiment((case,), *self._how, engine=self._engine)
        pieces = experiment.pieces()
        parts = [_fine(run_block(experiment, piece, names), case) for piece in pieces]
        recorded = [part.values for part in parts]  # noqa: PD011  no table
        values = {name: np.concatenate([each[name] for each in recorded], -1) for name in names}
        return values, np.concatenate([p.reading for p in parts])


def _names(given: Any) -> tuple[str, ...]:
    names = texts("measures", list(given) if isinstance(given, Mapping) else given)
    if not names:
        raise InputError("measures: names none; leave it out for all")
    for name in names:
        measure("measures", name)
    return names


def _digest(case: Case) -> str:
    return json.dumps(asdict(case), sort_keys=True, default=str)


def _fine(recorded: Recorded, case: Case) -> Recorded:
    if recorded.failures:
        first = recorded.failures[0]
        raise RunError(
            f"{len(recorded.failures)} run(s) failed; first: {case.name}, member {first.member}, "
            f"week {first.week}: {first.reason}"
        )
    return recorded


def _counted(values: Named) -> list[str]:
    """Return the measures that are numbers, not states."""
    return [name for name in values if all_measures()[name].kind != "state"]


def _each(reduce: Callable[[np.ndarray], np.ndarray], values: Mapping[str, np.ndarray]) -> Named:
    """Return each array reduced, on all processors: sorting keeps nobody else waiting."""
    with ThreadPoolExecutor(threads()) as pool:
        return dict(zip(values, pool.map(reduce, values.values()), strict=True))


def _shares(codes: np.ndarray) -> np.ndarray:
    return np.stack([(codes == code).mean(axis=-1) for code in range(len(BINDING))])
