"""What a mechanism adds is gone at its zero, to one part in a billion; what replaces has a limit."""

from dataclasses import replace

import numpy as np
import pytest

from sim.ground.weeks import NEVER
from sim.model.mechanisms.front import strike
from sim.model.mechanisms.shells import throttle
from sim.vocabulary.measures import measures
from sim.vocabulary.policy import Case
from tests.paired import baseline, record

MEMBERS, WEEKS = 8, 110


def resolute() -> Case:
    """Return the baseline with no veto, so that resolutions pass, which add nothing."""
    out = baseline()
    for key in ("resolution_cooperation", "resolution_listing", "prc_veto"):
        out = out.fixing(f"council.{key}", 0.0)
    return out.fixing("council.veto_intercept", -12.0)


def inert(*keys: str) -> Case:
    """Return the baseline with assumptions at zero."""
    out = baseline()
    for key in keys:
        out = out.fixing(key, 0.0)
    return out


SILENT = inert(
    "congress.budget_response", "congress.threat_response", "congress.report_gain",
    "congress.budget_floor", "congress.threat_floor",
)  # fmt: skip
BLIND = inert(
    "technology.satellite_reach", "technology.satellite_accuracy", "technology.air_reach",
    "technology.attempt_growth",
)  # fmt: skip
APART = {
    "a mandate that nothing answers moves nothing but itself": (
        ("congress.",),
        SILENT.setting("congressional_mandate", 0),
        SILENT.setting("congressional_mandate", 1),
    ),
    "satellites that see nothing are only counted": (
        ("dprk.satellite",),
        BLIND.fixing("technology.satellite_intercept", -9.0),
        BLIND.fixing("technology.satellite_intercept", 9.0),
    ),
    "food that feeds no output moves only what counts food": (
        ("dprk.food", "capability."),
        inert("dprk.food_elasticity").fixing("food.need", 2e5),
        inert("dprk.food_elasticity"),
    ),
}
"""What may differ, and the two policies."""

ZEROS = {
    "fire that swings by nothing is steady": (
        baseline().choosing("fire", "campaigns").fixing("front.fire_variation", 0.0),
        baseline().choosing("fire", "steady"),
    ),
    "evasion that learns nothing is unchanged": (
        baseline().choosing("evasion", "learns").fixing("networks.evasion_learning", 0.0),
        baseline().choosing("evasion", "unchanged"),
    ),
    "no strike a year is no campaign, whatever a strike destroys": (
        baseline().setting("depot_losses_per_year", 0),
        baseline().fixing("front.strike_size", 9e6),
    ),
    "a task force without a budget is as good as a budget of nothing": (
        baseline().fixing("enforcement.task_force_budget", 0.0),
        baseline().fixing("enforcement.task_force_budget", 1e-13),
    ),
    "no troops are no troops, by lever or by date": (
        baseline().setting("troops_in_russia", 0),
        replace(baseline(), events=replace(baseline().events, troops=NEVER)),
    ),
    "plant that answers nothing has no time in which to answer": (
        baseline().fixing("nuclear.plant_response", 0.0),
        baseline().fixing("nuclear.plant_response", 0.0).fixing("nuclear.plant_time", 9.0),
    ),
    "a resolution that adds nothing has nothing to fade": (
        resolute().fixing("council.resolution_memory", 9.0),
        resolute(),
    ),
    "an event that moves no attention leaves the shares alone": (
        baseline().fixing("congress.attention_shift", 0.0),
        baseline().fixing("congress.attention_shift", 1e-14),
    ),
    "a cap of nothing leaves the old rounds where they are": (
        baseline().fixing("russia.refurbishing_cap", 0.0).fixing("russia.old_stock_time", 9.0),
        baseline().fixing("russia.refurbishing_cap", 0.0),
    ),
    "a route that is reached as little as the distant one is the distant one": (
        baseline()
        .choosing("arms_reach", "partial")
        .fixing("arms.partial_interdictability", 0.02)
        .fixing("arms.open_listing_exposure", 0.1),
        baseline()
        .choosing("arms_reach", "out_of_reach")
        .fixing("arms.interdictability", 0.02)
        .fixing("arms.listing_exposure", 0.1),
    ),
}


@pytest.mark.parametrize("claim", ZEROS)
def test_at_zero(claim):
    got = record(ZEROS[claim], MEMBERS, WEEKS).values
    assert set(got) == set(measures())
    for name, values in got.items():
        one, two = values[..., 0, :], values[..., 1, :]
        assert np.allclose(one, two, rtol=1e-9, atol=1e-9 * np.abs(two).max()), name


@pytest.mark.parametrize("claim", APART)
def test_at_zero_only_what_counts_it_moves(claim):
    may, *pair = APART[claim]
    got = record(pair, MEMBERS, WEEKS).values
    moved = {n for n, v in got.items() if not np.allclose(v[..., 0, :], v[..., 1, :], rtol=1e-9)}
    assert moved
    assert all(name.startswith(may) for name in moved), moved


def test_own_lines_run_in_full_below_the_target_and_at_the_floor_far_above_it():
    capacity, time, least = (np.full(3, x) for x in (60e3, 26.0, 0.25))
    made = throttle(capacity, np.array([1e6, 5e6, 9e7]), np.full(3, 5e6), time, least)
    assert made == pytest.approx([60e3, 60e3, 15e3])


def test_a_strike_takes_no_more_than_lies_above_the_reserve_and_under_way():
    blow = strike(*(np.array([x]) for x in (4e6, 3e6, 5e5, 9e6)))
    assert (blow.stored[0], blow.in_transit[0]) == pytest.approx((1e6, 5e5))
    small = strike(*(np.array([x]) for x in (4e6, 3e6, 5e5, 1.5e5)))
    assert (small.stored[0], small.in_transit[0]) == pytest.approx((1e5, 5e4))


def test_shipments_do_not_jump_when_a_ceasefire_starts_rebuilding():
    calm = baseline().setting("ceasefire_date", "2025-01-06")
    got = record([calm], 60, 110, ["dprk.shells_shipped"])["dprk.shells_shipped"][:, 0]
    before, after = got[74:79].mean(axis=0), got[79:92].max(axis=0)
    traded = before > 0
    assert (after[traded] <= 1.1 * before[traded] + 5e3).mean() > 0.9
