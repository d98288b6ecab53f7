"""The calendar of a block: dated events and levers, week by week, as arrays over runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.ground.arrays import Runs, unit_interval
from sim.ground.units import DAYS_PER_WEEK
from sim.ground.weeks import NEVER
from sim.model.draws import Block
from sim.vocabulary.assumptions import registry
from sim.vocabulary.levers import REGIMES, levers
from sim.vocabulary.policy import Case

WEEKS_OF_YEAR = 52


@dataclass(frozen=True)
class Levers:
    """Levers in effect in a week; unset ones hold the member's assumption. (run,) or a number."""

    shells_demanded_per_day: Runs
    russian_ramp_rate: Runs
    russian_output_ceiling: Runs
    other_suppliers: Runs
    dprk_export_willingness: Runs
    dprk_war_reserve: Runs
    technology_generosity: Runs
    settlement_rate: Runs
    frozen_funds_released_usd: Runs
    designation_tempo: Runs
    oil_task_force_effort: Runs
    maritime_inspection_effort: Runs
    crypto_seizure_effort: Runs
    labour_enforcement_effort: Runs
    finance_enforcement_effort: Runs
    secondary_sanctions_threat: Runs
    monitoring_regime: Runs
    trilateral_coordination: Runs
    deterrence_signalling: Runs
    public_exposure_per_year: Runs
    congressional_mandate: Runs
    off_ramp_relief: Runs
    off_ramp_attempts_per_year: Runs
    rok_leverage: Runs
    prc_cooperation: Runs
    ceasefire_date: Runs


@dataclass(frozen=True)
class Week:
    """What the calendar says of one week; (run,) or a number.

    Attributes:
        number: week of the model.
        levers: levers in effect.
        demand: shells that the front asks for, rounds/week.
        opening: how far the exchange has opened, 0 to 1.
        summit: 1 in the week of a summit.
        after_summit: 1 from the week of the first summit on.
        renewal: 1 in the week of the vote on the Panel's renewal.
        panel_kept: 1 where a lever keeps the Panel, so that the renewal passes.
        task_force: 1 from the week of the task force on.
        exercise: 1 in weeks of large allied exercises.
        released: frozen funds released this week, USD.
        mandate_floor: floor of the mandate.
    """

    number: int
    levers: Levers
    demand: Runs
    opening: Runs
    summit: Runs
    after_summit: Runs
    renewal: Runs
    panel_kept: Runs
    task_force: Runs
    exercise: Runs
    released: Runs
    mandate_floor: Runs


class Calendar:
    """Levers and dated events of the policies of a block, laid over its members."""

    def __init__(
        self, policies: Sequence[Case], block: Block, values: Mapping[str, Runs], weeks: int
    ) -> None:
        self._policies, self._block, self._values = policies, block, values
        self._replaced = {e.lever: e.key for e in registry() if e.lever}
        self._paths = {name: self._path(name, weeks) for name in levers()}
        self._events = self._tables(weeks)
        self._closed = self._per_policy([p.structure["exchange"] == ("closed",) for p in policies])
        self._starts = self._change_weeks(weeks)
        self._cached: tuple[int, Levers] | None = None
        self.opening_levers = self._levers(0)

    def _path(self, name: str, weeks: int) -> np.ndarray:
        """Return the lever's value by policy and week; NaN while unset, shape (policy, week)."""
        out = np.full((len(self._policies), weeks + 1), np.nan)
        for row, policy in zip(out, self._policies, strict=True):
            for week, value in policy.levers.get(name, ()):
                row[week:] = value
        return out

    def _change_weeks(self, weeks: int) -> list[int]:
        starts = {0}
        for path in self._paths.values():
            changed = ~np.isclose(path[:, 1:], path[:, :-1], rtol=0.0, atol=0.0, equal_nan=True)
            starts |= {int(week) + 1 for week in np.flatnonzero(changed.any(axis=0))}
        for policy in self._policies:
            events = policy.events
            starts |= {events.bank_order, events.panel_end, events.msmt_launch}
        return sorted(start for start in starts if start <= weeks)

    def _tables(self, weeks: int) -> dict[str, np.ndarray]:
        """Return dated events as 0 or 1 by week and policy."""
        week = np.arange(weeks + 1)[:, np.newaxis]
        events = [p.events for p in self._policies]
        first = [min(e.summits, default=NEVER) for e in events]
        kept = REGIMES.index("panel") <= self._paths["monitoring_regime"].T
        tables = {
            "summit": np.stack([np.isin(week[:, 0], e.summits) for e in events], axis=1),
            "after_summit": week >= np.array(first),
            "renewal": week == np.array([e.renewal_vote for e in events]),
            "panel_kept": kept,
            "exercise": np.stack(
                [np.isin(week[:, 0] % WEEKS_OF_YEAR, e.exercise_weeks) for e in events], axis=1
            ),
        }
        for name in ("task_force", "bank_order", "panel_end", "msmt_launch"):
            tables[name] = week >= np.array([getattr(e, name) for e in events])
        due = week >= np.array([e.frozen_funds_release for e in events])
        return {name: table.astype(np.float64) for name, table in {**tables, "due": due}.items()}

    def _event(self, name: str, week: int) -> Runs:
        return self._per_policy(self._events[name][week])

    def _per_policy(self, values: Sequence[float] | np.ndarray) -> Runs:
        """Lay one value a policy over members; a plain number where all agree."""
        row = np.asarray(values, dtype=np.float64)
        if row.size == 1 or (row == row[0]).all():
            return row[0]  # type: ignore[no-any-return]
        return self._block.spread(row)

    def _lever(self, name: str, week: int, unset: Runs) -> Runs:
        path = self._paths[name][:, week]
        if np.isnan(path).all():
            return unset
        value = self._per_policy(np.nan_to_num(path))
        given = self._per_policy(~np.isnan(path)) > 0.0
        return value if np.all(given) else np.where(given, value, unset)

    def _unset(self, name: str, week: int) -> Runs:
        if name == "secondary_sanctions_threat":
            later = self._event("bank_order", week)
            before, after = (self._values[f"banking.threat_{x}"] for x in ("before", "after"))
            return before + later * (after - before)
        if name == "monitoring_regime":
            panel = 1.0 - self._event("panel_end", week)
            return self._event("msmt_launch", week) + panel * REGIMES.index("panel")
        if name in self._replaced:
            return self._values[self._replaced[name]]
        pure = levers()[name].pure
        return np.float64(NEVER if pure is None else pure)  # type: ignore[return-value]

    def _levers(self, week: int) -> Levers:
        start = max(s for s in self._starts if s <= week)
        if self._cached is None or self._cached[0] != start:
            every = {name: self._lever(name, week, self._unset(name, week)) for name in levers()}
            self._cached = (start, Levers(**every))
        return self._cached[1]

    def at(self, week: int) -> Week:
        """Return what the calendar says of a week."""
        now, values = self._levers(week), self._values
        calm = now.ceasefire_date <= week
        share = np.where(calm, values["russia.ceasefire_fire_share"], 1.0)
        opened = (week - values["exchange.opening_week"] + 1.0) / values["exchange.opening_ramp"]
        return Week(
            number=week,
            levers=now,
            demand=DAYS_PER_WEEK * now.shells_demanded_per_day * share,
            opening=unit_interval(opened) * (1.0 - self._closed),
            summit=self._event("summit", week) * (1.0 - self._closed),
            after_summit=self._event("after_summit", week),
            renewal=self._event("renewal", week),
            panel_kept=self._event("panel_kept", week),
            task_force=self._event("task_force", week),
            exercise=self._event("exercise", week),
            released=self._released(week),
            mandate_floor=now.congressional_mandate,
        )

    @property
    def closed(self) -> Runs:
        """1 where the exchange never opens."""
        return self._closed

    def _released(self, week: int) -> Runs:
        """Return what is released this week: all at the date, or the rise of the lever after it."""
        path, due = self._paths["frozen_funds_released_usd"], self._events["due"]
        before = due[week - 1] if week else 0.0 * due[week]
        steady = np.array_equal(path[:, week], path[:, max(week - 1, 0)], equal_nan=True)
        if steady and np.array_equal(before, due[week]):
            return np.float64(0.0)  # type: ignore[return-value]
        value = self._values[self._replaced["frozen_funds_released_usd"]]
        now = self._per_policy(due[week]) * self._lever("frozen_funds_released_usd", week, value)
        if not week:
            return now
        past = self._lever("frozen_funds_released_usd", week - 1, value)
        out: Runs = np.maximum(now - self._per_policy(before) * past, 0.0)
        return out
