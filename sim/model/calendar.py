"""The calendar of a block: dated events and levers, week by week, as arrays over runs.

What is dated is a table over all weeks and policies, made once. A week's row of it, with what
a member assumes where no lever is set, gives the week by pure functions of arrays, so that the
rows may come from NumPy or from a recording (`sim.compiled`) alike.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.ground.arrays import Flags, Runs, unit_interval
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
    ukrainian_fire_per_day: Runs
    depot_losses_per_year: Runs
    arms_effort: Runs
    procurement_effort: Runs
    troops_in_russia: Runs


@dataclass(frozen=True)
class Week:
    """What the calendar says of one week; (run,) or a number.

    Attributes:
        number: week of the model.
        levers: levers in effect.
        demand: shells that the front asks for in a mean week, rounds/week.
        ceasefire: whether one holds.
        strike: 1 in the week of the dated strike on a depot.
        opening: how far the exchange has opened, 0 to 1.
        summit: 1 in the week of a summit.
        after_summit: 1 from the week of the first summit on.
        renewal: 1 in the week of the vote on the Panel's renewal.
        panel_kept: 1 where a lever keeps the Panel, so that the renewal passes.
        task_force: 1 from the week of the task force on.
        exercise: 1 in weeks of large allied exercises.
        released: frozen funds released this week, USD.
        route_map: 1 in the week in which the map of the arms route is published.
    """

    number: int
    levers: Levers
    demand: Runs
    ceasefire: Flags
    strike: Runs
    opening: Runs
    summit: Runs
    after_summit: Runs
    renewal: Runs
    panel_kept: Runs
    task_force: Runs
    exercise: Runs
    released: Runs
    route_map: Runs


LEVER, GIVEN, BEFORE = "lever.", "given.", "before."
"""Beginnings of the names of table columns: a lever's value, 1 where one is given, last week's."""

FUNDS = "frozen_funds_released_usd"
SEGMENTS = ("bank_order", "panel_end", "msmt_launch", "troops")
"""Events that change what an unset lever stands at."""

Row = Mapping[str, Runs]
"""What the tables say of one week, by column; (run,) or a number."""


class Dated(NamedTuple):
    """What a member assumes about dates, and what levers are while unset; (run,) or a number.

    Attributes:
        unset: value of each unset lever by name, where it depends on no event.
        threat_before, threat_after: the threat before and after the bank order.
        fire_share: share of demand that a ceasefire leaves.
        troops: persons in Russia from their date on.
        opening_week, opening_ramp: of the exchange, weeks.
        closed: 1 where the exchange never opens.
    """

    unset: Mapping[str, Runs]
    threat_before: Runs
    threat_after: Runs
    fire_share: Runs
    troops: Runs
    opening_week: Runs
    opening_ramp: Runs
    closed: Runs


def levers_of(dated: Dated, row: Row) -> Levers:
    """Return the levers in effect: what a policy gives, else what the member assumes."""
    unset = {
        **dated.unset,
        "secondary_sanctions_threat": dated.threat_before
        + row["bank_order"] * (dated.threat_after - dated.threat_before),
        "monitoring_regime": row["msmt_launch"] + (1.0 - row["panel_end"]) * REGIMES.index("panel"),
        "troops_in_russia": row["troops"] * dated.troops,
    }
    return Levers(**{name: _lever(row, name, unset[name]) for name in levers()})


def _lever(row: Row, name: str, unset: Runs, when: str = "") -> Runs:
    value, given = row[when + LEVER + name], row[when + GIVEN + name]
    if np.ndim(given) == 0:
        return value if given else unset
    return np.where(given > 0.0, value, unset)


def week_of(dated: Dated, row: Row, now: Levers, number: int) -> Week:
    """Return what the calendar says of a week, given the levers in effect."""
    calm = now.ceasefire_date <= number
    share = np.where(calm, dated.fire_share, 1.0)
    opened = (number - dated.opening_week + 1.0) / dated.opening_ramp
    return Week(
        number=number,
        levers=now,
        demand=DAYS_PER_WEEK * now.shells_demanded_per_day * share,
        ceasefire=calm,
        strike=row["strike"],
        opening=unit_interval(opened) * (1.0 - dated.closed),
        summit=row["summit"] * (1.0 - dated.closed),
        after_summit=row["after_summit"],
        renewal=row["renewal"],
        panel_kept=row["panel_kept"],
        task_force=row["task_force"],
        exercise=row["exercise"],
        released=_released(dated, row),
        route_map=row["route_map"],
    )


def _released(dated: Dated, row: Row) -> Runs:
    """Return what is released this week: all at the date, or the rise of the lever after it."""
    unset = dated.unset[FUNDS]
    now = row["due"] * _lever(row, FUNDS, unset)
    before = row[BEFORE + "due"] * _lever(row, FUNDS, unset, BEFORE)
    out: Runs = np.maximum(now - before, 0.0)
    return out


class Calendar:
    """Levers and dated events of the policies of a block, laid over its members.

    Attributes:
        policies: of the block.
        tables: what is dated, by column, shape (week, policy).
        dated: what members assume.
    """

    def __init__(
        self, policies: Sequence[Case], block: Block, values: Mapping[str, Runs], weeks: int
    ) -> None:
        self.policies, self._block = policies, block
        self.tables = self._tables(weeks)
        self.dated = self._dated(values)
        self._starts = self._change_weeks()
        self._cached: tuple[int, Levers] | None = None
        self.opening_levers = self._levers(0)

    def _dated(self, values: Mapping[str, Runs]) -> Dated:
        replaced = {e.lever: e.key for e in registry() if e.lever}
        unset: dict[str, Runs] = {}
        for name, lever in levers().items():
            pure = np.float64(NEVER if lever.pure is None else lever.pure)
            unset[name] = values[replaced[name]] if name in replaced else pure  # type: ignore[assignment]
        closed = [p.structure["exchange"] == ("closed",) for p in self.policies]
        return Dated(
            unset=unset,
            threat_before=values["banking.threat_before"],
            threat_after=values["banking.threat_after"],
            fire_share=values["russia.ceasefire_fire_share"],
            troops=values["troops.deployed"],
            opening_week=values["exchange.opening_week"],
            opening_ramp=values["exchange.opening_ramp"],
            closed=self._per_policy(np.array(closed, dtype=np.float64)),
        )

    def _paths(self, name: str, weeks: int) -> np.ndarray:
        """Return the lever's value by week and policy; NaN while unset, shape (week, policy)."""
        out = np.full((weeks + 1, len(self.policies)), np.nan)
        for column, policy in zip(out.T, self.policies, strict=True):
            for week, value in policy.levers.get(name, ()):
                column[week:] = value
        return out

    def _tables(self, weeks: int) -> dict[str, np.ndarray]:
        """Return levers and dated events by week and policy; events are 0 or 1."""
        paths = {name: self._paths(name, weeks) for name in levers()}
        out = self._events(weeks, paths["monitoring_regime"])
        for name, path in paths.items():
            out[LEVER + name], out[GIVEN + name] = np.nan_to_num(path), ~np.isnan(path) * 1.0
        for name in ("due", LEVER + FUNDS, GIVEN + FUNDS):
            first = 0.0 * out[name][:1] if name == "due" else out[name][:1]
            out[BEFORE + name] = np.concatenate([first, out[name][:-1]])
        return out

    def _events(self, weeks: int, regime: np.ndarray) -> dict[str, np.ndarray]:
        week = np.arange(weeks + 1)[:, np.newaxis]
        events = [p.events for p in self.policies]
        first = [min(e.summits, default=NEVER) for e in events]
        tables = {
            "summit": np.stack([np.isin(week[:, 0], e.summits) for e in events], axis=1),
            "after_summit": week >= np.array(first),
            "renewal": week == np.array([e.renewal_vote for e in events]),
            "strike": week == np.array([e.depot_strike for e in events]),
            "route_map": week == np.array([e.route_map for e in events]),
            "panel_kept": REGIMES.index("panel") <= regime,
            "exercise": np.stack(
                [np.isin(week[:, 0] % WEEKS_OF_YEAR, e.exercise_weeks) for e in events], axis=1
            ),
            "due": week >= np.array([e.frozen_funds_release for e in events]),
        }
        for name in ("task_force", *SEGMENTS):
            tables[name] = week >= np.array([getattr(e, name) for e in events])
        return {name: table.astype(np.float64) for name, table in tables.items()}

    def _change_weeks(self) -> np.ndarray:
        """Return for each week the last one in which any lever changed."""
        columns = [t for name, t in self.tables.items() if is_lever(name)]
        changed = np.zeros(len(columns[0]), dtype=bool)
        for column in columns:
            changed[1:] |= (column[1:] != column[:-1]).any(axis=1)
        return np.maximum.accumulate(np.where(changed, np.arange(len(changed)), 0))

    def _per_policy(self, row: np.ndarray) -> Runs:
        """Lay one value a policy over members; a plain number where all agree."""
        if row.size == 1 or (row == row[0]).all():
            return row[0]  # type: ignore[no-any-return]
        return self._block.spread(row)

    def row(self, week: int) -> Row:
        """Return what the tables say of a week."""
        return {name: self._per_policy(table[week]) for name, table in self.tables.items()}

    def _levers(self, week: int) -> Levers:
        start = int(self._starts[week])
        if self._cached is None or self._cached[0] != start:
            self._cached = (start, levers_of(self.dated, self.row(start)))
        return self._cached[1]

    def at(self, week: int, heed: Callable[[Levers, int], Levers] | None = None) -> Week:
        """Return what the calendar says of a week; `heed` says what rules make of its levers."""
        columns = [name for name in self.tables if not is_lever(name)]
        columns += [LEVER + FUNDS, GIVEN + FUNDS]
        row = {name: self._per_policy(self.tables[name][week]) for name in columns}
        now = self._levers(week)
        if heed is not None:
            now = heed(now, week)
        return week_of(self.dated, row, now, week)


def is_lever(column: str) -> bool:
    """Return whether the levers in effect depend on a column: it changes at a few dates only."""
    return column.startswith((LEVER, GIVEN)) or column in SEGMENTS
