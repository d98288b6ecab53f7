"""Every lever does something, every scenario differs from the baseline, and all stay in bounds."""

import numpy as np
import pytest

from sim.runs.ensemble import Experiment, run_block
from sim.vocabulary.assumptions import READINGS
from sim.vocabulary.levers import levers
from sim.vocabulary.measures import measures
from sim.vocabulary.scenario import load, names
from tests.paired import baseline, record

MEMBERS, WEEKS = 64, 260

MOVES = {
    "shells_demanded_per_day": (19_000, "russia.shells_demanded"),
    "russian_ramp_rate": (0.06, "russia.shells_produced"),
    "russian_output_ceiling": (95_000, "russia.shells_produced"),
    "other_suppliers": (20_000, "russia.shells_other_imports"),
    "dprk_export_willingness": (0, "dprk.shells_shipped"),
    "dprk_war_reserve": (7e6, "trade.price_usd"),
    "technology_generosity": (3, "dprk.technology"),
    "settlement_rate": (0.05, "russia.arrears_usd"),
    "frozen_funds_released_usd": (30e6, "dprk.frozen_funds_usd"),
    "designation_tempo": (4, "channel.facilitators"),
    "oil_task_force_effort": (4, "dprk.oil_ship_to_ship_bbl"),
    "maritime_inspection_effort": (4, "dprk.coal_revenue_usd"),
    "crypto_seizure_effort": (4, "dprk.cyber_seized_usd"),
    "labour_enforcement_effort": (4, "dprk.workers_in_russia"),
    "finance_enforcement_effort": (4, "finance.usability"),
    "secondary_sanctions_threat": (1, "coalition.secondary_threat"),
    "monitoring_regime": ("both", "coalition.monitoring"),
    "trilateral_coordination": (1, "coalition.coordination"),
    "deterrence_signalling": (0.4, "coalition.posture"),
    "public_exposure_per_year": (12, "coalition.monitoring"),
    "congressional_mandate": (1, "congress.mandate"),
    "off_ramp_relief": (1, "diplomacy.off_ramp"),
    "off_ramp_attempts_per_year": (4, "diplomacy.off_ramp"),
    "rok_leverage": (1, "dprk.settled_usd"),
    "prc_cooperation": (1.5, "dprk.oil_prc_bbl"),
    "ceasefire_date": ("2024-01-01", "russia.shells_fired"),
    "ukrainian_fire_per_day": (20_000, "front.fire_ratio"),
    "arms_effort": (4, "channel.loss_fraction"),
    "procurement_effort": (4, "channel.loss_fraction"),
    "troops_in_russia": (30_000, "dprk.troops_in_russia"),
    "depot_losses_per_year": (6, "russia.shells_destroyed"),
}
"""A value at an end of the range, and the measure that must move for most members."""

TOGETHER = {
    "off_ramp_relief": {"off_ramp_attempts_per_year": 4},
    "off_ramp_attempts_per_year": {"off_ramp_relief": 0.5},
}
"""Levers that need another one: an offer is a relief and an attempt."""

FEW = {"off_ramp_relief", "off_ramp_attempts_per_year"}
"""An offer must also be accepted."""


def sides(name: str):
    base = baseline()
    for other, value in TOGETHER.get(name, {}).items():
        base = base.setting(other, value)
    return base, base.setting(name, MOVES[name][0])


@pytest.fixture(scope="module")
def pulled():
    return record([side for name in MOVES for side in sides(name)], 24, 130).values


def members_moved(values: np.ndarray, one: int, other: int) -> np.ndarray:
    """Return which members differ between two policies in any week or row."""
    gap = values[..., one, :] != values[..., other, :]
    return gap.reshape(-1, gap.shape[-1]).any(axis=0)


def test_every_lever_is_tried():
    assert set(MOVES) == set(levers())


@pytest.mark.parametrize("name", MOVES, ids=lambda n: f"{n} moves {MOVES[n][1]}")
def test_a_lever_moves_the_measure_that_it_is_named_for(pulled, name):
    i = 2 * list(MOVES).index(name)
    share = members_moved(pulled[MOVES[name][1]], i, i + 1).mean()
    moved = [m for m, v in pulled.items() if members_moved(v, i, i + 1).any()]
    print(
        f"{name}: {len(moved)} of {len(pulled)} measures, {MOVES[name][1]} in {share:.0%} of members"
    )
    assert share > (0.3 if name in FEW else 0.9)


@pytest.fixture(scope="module")
def stored():
    """All shipped scenarios side by side as they are stored, with failures listed."""
    policies = tuple(load(name).policy for name in names())
    experiment = Experiment(policies, MEMBERS, seed=1, weeks=WEEKS, block_runs=4096)
    pieces = list(experiment.pieces())
    assert len(pieces) == 1
    return run_block(experiment, pieces[0], tuple(measures()))


def of_policies(values: np.ndarray) -> np.ndarray:
    return values.reshape(*values.shape[:-1], len(names()), MEMBERS)


OFFERS = ("off_ramp", "off_ramp_non_proliferation")


def share_that_differs(stored, name: str) -> float:
    column = names().index(name)
    moved = [members_moved(of_policies(v), 0, column) for v in stored.values.values()]
    return float(np.any(moved, axis=0).mean())


@pytest.mark.parametrize("name", [n for n in names() if n != "baseline"])
def test_a_scenario_differs_from_the_baseline_in_nearly_every_member(stored, name):
    assert share_that_differs(stored, name) > 0.95


@pytest.mark.parametrize("name", OFFERS)
def test_an_off_ramp_is_accepted_at_least_once_in_most_members(stored, name):
    column = names().index(name)
    moved = members_moved(of_policies(stored.values["diplomacy.off_ramp"]), 0, column)
    assert moved.mean() > 0.6


@pytest.mark.parametrize("name", names())
def test_all_stored_values_of_a_scenario_are_finite_and_within_bounds(stored, name):
    column = names().index(name)
    assert [f for f in stored.failures if f.policy == column] == []
    for measure, values in stored.values.items():
        mine, m = of_policies(values)[..., column, :], measures()[measure]
        slack = 1e-5 * max(abs(m.low), abs(m.high), 1.0) if np.isfinite(m.low + m.high) else 1e-5
        assert np.isfinite(mine).all(), measure
        assert mine.min() >= m.low - slack, measure
        assert mine.max() <= m.high + slack, measure


def test_scenarios_about_the_future_leave_the_past_as_it_was(stored):
    for name in names():
        scenario = load(name)
        if scenario.kind != "future" or name == "ceasefire" or scenario.policy.assumptions:
            continue
        first = min(w for steps in scenario.policy.levers.values() for w, _ in steps)
        column = names().index(name)
        for measure, values in stored.values.items():
            early = of_policies(values)[: first + measures()[measure].bound]
            assert np.array_equal(early[..., column, :], early[..., 0, :]), (name, measure)


def test_members_of_all_readings_take_part_and_every_scenario_meets_the_same_ones(stored):
    reading = of_policies(stored.reading)
    assert set(reading[0]) == set(range(len(READINGS)))
    assert (reading == reading[0]).all()
