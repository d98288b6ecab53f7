"""What a mechanism adds is gone at its zero, to one part in a billion; what replaces has a limit."""

import numpy as np
import pytest

from sim.model.mechanisms.front import strike
from sim.model.mechanisms.shells import throttle
from sim.vocabulary.measures import measures
from tests.paired import baseline, record

MEMBERS, WEEKS = 8, 110

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
