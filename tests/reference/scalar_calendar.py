"""Step 1: what date and levers fix in a week.

A lever that is not set leaves the parameter or the dated rule.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from .scalar_draws import clip

Levers = Callable[[int], Mapping[str, "float | str | None"]]

DAYS_PER_WEEK: Final = 7.0
WEEKS_PER_YEAR: Final = 52

DEFAULT_EVENTS: Final[Mapping[str, int | list[int] | None]] = {
    "summits": [10, 50],
    "frozen_funds_release": 31,
    "task_force": 38,
    "renewal_vote": 38,
    "panel_end": 43,
    "bank_order": 24,
    "msmt_launch": 67,
    "depot_strike": 63,
    "route_map": 14,
    "troops": 66,
    "exercise_weeks": [6, 7, 36, 37],
}

DEFAULT_STRUCTURE: Final[Mapping[str, str]] = {
    "orders": "sterman",
    "bargaining": "nash",
    "effort": "free_riding",
    "export": "reserve_rule",
    "facilitators": "mean",
    "exchange": "open",
    "fire": "campaigns",
    "arms_reach": "out_of_reach",
    "evasion": "learns",
}

#: Which levers weigh a channel in the allocation of effort; the larger one counts.
WEIGHT_LEVERS: Final[Mapping[str, tuple[str, ...]]] = {
    "arms": ("arms_effort",),
    "oil_direct": ("oil_task_force_effort",),
    "ship_to_ship": ("oil_task_force_effort", "maritime_inspection_effort"),
    "coal": ("maritime_inspection_effort",),
    "finance": ("finance_enforcement_effort",),
    "labour": ("labour_enforcement_effort",),
    "cyber": ("crypto_seizure_effort",),
    "procurement": ("procurement_effort",),
}


def _weeks(event: int | list[int] | None) -> list[int]:
    """Return an event as a list of weeks; none is an empty list."""
    if event is None:
        return []
    return [event] if isinstance(event, int) else list(event)


class Calendar:
    """Everything that is fixed from outside in the week it has been turned to."""

    def __init__(
        self,
        params: Mapping[str, float],
        levers: Levers | None,
        structure: Mapping[str, str] | None,
        events: Mapping[str, int | list[int] | None] | None,
    ) -> None:
        self.params = params
        self.levers: Levers = levers or (lambda week: {})
        self.structure = {**DEFAULT_STRUCTURE, **(structure or {})}
        self.events = {**DEFAULT_EVENTS, **(events or {})}
        self.exchange_on = self.structure["exchange"] == "open"
        self.turn(0)

    def turn(self, week: int) -> None:
        """Go to a week and read its levers once."""
        self.week = week
        self.chosen = {k: v for k, v in self.levers(week).items() if v is not None}

    def number(self, lever: str, otherwise: float) -> float:
        """Return the lever if it is set, else the value that holds without it."""
        return float(self.chosen.get(lever, otherwise))

    def parameter(self, lever: str, key: str) -> float:
        """Return the lever if it is set, else the sampled parameter."""
        return self.number(lever, self.params[key])

    def since(self, event: str) -> bool:
        """Return True from the first week of an event on."""
        weeks = _weeks(self.events[event])
        return bool(weeks) and self.week >= min(weeks)

    @property
    def full_demand(self) -> float:
        """Demanded fire without a ceasefire, rounds a week."""
        return DAYS_PER_WEEK * self.parameter("shells_demanded_per_day", "russia.fire_demand")

    @property
    def ceasefire(self) -> bool:
        """Whether a ceasefire holds."""
        date = self.chosen.get("ceasefire_date")
        return date is not None and self.week >= float(date)

    @property
    def strike(self) -> bool:
        """Whether this is the week of the dated strike on a depot."""
        return self.week in _weeks(self.events["depot_strike"])

    @property
    def route_map(self) -> bool:
        """Whether the map of the arms route is published this week."""
        return self.week in _weeks(self.events["route_map"])

    @property
    def troops(self) -> float:
        """Persons that DPRK means to have in Russia; none where the exchange never opens."""
        there = self.params["troops.deployed"] if self.since("troops") else 0.0
        return self.number("troops_in_russia", there) if self.exchange_on else 0.0

    @property
    def demand(self) -> float:
        """Demanded fire D in a mean week, rounds a week."""
        if self.ceasefire:
            return self.full_demand * self.params["russia.ceasefire_fire_share"]
        return self.full_demand

    @property
    def opening(self) -> float:
        """How far the exchange is open, 0..1."""
        if not self.exchange_on:
            return 0.0
        p = self.params
        return clip(
            (self.week - p["exchange.opening_week"] + 1.0) / p["exchange.opening_ramp"], 0.0, 1.0
        )

    @property
    def summit(self) -> bool:
        """Whether leaders meet this week; never while the exchange is switched off."""
        return self.exchange_on and self.week in _weeks(self.events["summits"])

    @property
    def space_share(self) -> float:
        """Share of delivered technology that goes to space, nil before the first summit."""
        after_summit = self.exchange_on and self.since("summits")
        return self.params["technology.space_share"] if after_summit else 0.0

    @property
    def panel(self) -> bool:
        """Whether the Panel works."""
        regime = self.chosen.get("monitoring_regime")
        if regime is None:
            return not self.since("panel_end")
        return regime in ("panel", "both")

    @property
    def msmt(self) -> bool:
        """Whether the monitoring team works."""
        regime = self.chosen.get("monitoring_regime")
        if regime is None:
            return self.since("msmt_launch")
        return regime in ("msmt", "both")

    @property
    def panel_kept(self) -> bool:
        """Whether the lever (not the dates) keeps the Panel."""
        return self.chosen.get("monitoring_regime") in ("panel", "both")

    @property
    def renewal_vote(self) -> bool:
        """Whether the dated vote on the Panel takes place this week."""
        return self.week in _weeks(self.events["renewal_vote"])

    @property
    def task_force(self) -> bool:
        """Whether the oil task force works (edtf)."""
        return self.since("task_force")

    @property
    def exercise(self) -> bool:
        """Whether allied exercises run this week of the year."""
        return self.week % WEEKS_PER_YEAR in _weeks(self.events["exercise_weeks"])

    @property
    def threat(self) -> float:
        """Announced threat to third-country banks, z."""
        key = "threat_after" if self.since("bank_order") else "threat_before"
        return self.parameter("secondary_sanctions_threat", f"banking.{key}")

    @property
    def funds_released(self) -> float:
        """Frozen money that should have been released by this week, USD."""
        if not self.since("frozen_funds_release"):
            return 0.0
        due = self.parameter("frozen_funds_released_usd", "treasury.frozen_funds_released")
        return min(due, self.params["treasury.frozen_funds"])

    @property
    def early_oil(self) -> float:
        """Share of the direct oil cap in use, o(t)."""
        late = self.week >= self.params["oil.first_direct_week"]
        return 1.0 if late else self.params["oil.early_share"]

    @property
    def prc(self) -> float:
        """Multiplier on PRC trade and crude, pi_T."""
        return self.parameter("prc_cooperation", "treasury.prc_trade")

    @property
    def tempo(self) -> float:
        """Factor on the coalition's whole work."""
        return self.number("designation_tempo", 1.0)

    def weight(self, channel: str) -> float:
        """Return L_k: the larger lever on a channel; the task force adds to the one on oil."""
        found = []
        for lever in WEIGHT_LEVERS[channel]:
            weight = self.number(lever, 1.0)
            if lever == "oil_task_force_effort" and self.task_force:
                weight *= self.params["enforcement.task_force_oil_step"]
            found.append(weight)
        return max(*found, self.params["enforcement.weight_floor"])
