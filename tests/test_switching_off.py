"""One mechanism at a time is switched off: what it drives moves, what stands before it does not."""

import numpy as np
import pytest

from tests.paired import baseline, record

MEMBERS, WEEKS = 16, 130

GIVEN = (
    "russia.shells_demanded", "russia.shells_other_imports", "dprk.frozen_funds_usd",
    "dprk.oil_prc_bbl", "diplomacy.meetings", "diplomacy.closeness", "dprk.troops_in_russia",
    "coalition.coordination",
)  # fmt: skip
"""What no other mechanism of the baseline reaches."""

OUTPUT = ("russia.shells_produced", "russia.shells_reported_output")

DRIVES = {
    "learning by use": (
        {
            "missiles.learning_by_use": 1e-12,
            "missiles.equipment_reliability_gain": 0,
            "technology.satellite_accuracy": 0,
        },
        ("dprk.missile_reliability", "exposure.forces", "capability.component", "dprk.emboldenment"),
    ),
    "displacement between channels": (
        {"networks.displacement_share": 0},
        ("channel.flow", "dprk.oil_direct_bbl", "dprk.cyber_stolen_usd", "dprk.hard_currency_usd"),
    ),
    "the arrears brake": (
        {"dprk.arrears_brake": 0},
        ("dprk.missiles_shipped", "russia.arrears_usd", "dprk.settled_usd"),
    ),
    "provocation by emboldenment": (
        {"provocation.emboldenment_response": 0},
        ("dprk.provocations", "exposure.forces", "council.proposals"),
    ),
    "priorities of the nuclear programme": (
        {"nuclear.threat_priority": 0, "nuclear.munitions_crowding": 0, "nuclear.illicit_priority": 0},
        ("dprk.warheads", "capability.component", "dprk.emboldenment"),
    ),
    "clustering of provocations": (
        {"provocation.branching": 0},
        ("dprk.provocations", "council.proposals", "exposure.forces"),
    ),
    "attention to the supply line": (
        {"russia.supply_line_weight": 0},
        ("dprk.shells_shipped", "russia.shell_stock", "dprk.shell_stock"),
    ),
    "entry of facilitators by margin": (
        {"networks.entry_elasticity": 0, "networks.entry_emboldenment": 0},
        ("channel.facilitators", "channel.flow", "dprk.coal_revenue_usd"),
    ),
    "pass-through of enforcement cost": (
        {"networks.cost_pass_through": 0},
        ("channel.facilitators", "dprk.hard_currency_usd"),
    ),
    "a reserve that follows threat": (
        {"dprk.reserve_threat_response": 0},
        ("trade.price_usd", "dprk.shells_shipped"),
    ),
    "ramp by Russian equipment": (
        {"dprk.equipment_ramp_gain": 0},
        ("dprk.shells_produced", "dprk.shell_stock"),
    ),
    "seizure of loot": (
        {"theft.seizure_hazard": 0},
        ("dprk.cyber_seized_usd", "dprk.hard_currency_usd"),
    ),
    "learning where effort yields": (
        {"enforcement.allocation_softmax": 0},
        ("channel.enforcement", "channel.loss_fraction"),
    ),
    "allied reply to threat": (
        {f"{state}.posture_gain": 0 for state in ("us", "rok", "japan")},
        ("coalition.posture", "dprk.threat_perception", "exposure.forces"),
    ),
    "posture by coordination": (
        {"posture.coordination_gain": 0},
        ("coalition.posture", "dprk.threat_perception"),
    ),
    "Russian openness": (
        {"diplomacy.openness_speed": 0},
        ("russia.openness", "finance.usability", "dprk.workers_in_russia"),
    ),
    "the shield of vetoes": (
        {"council.shield_update": 0},
        ("council.shield", "russia.openness", "dprk.emboldenment"),
    ),
    "retaliation in technology": (
        {"banking.retaliation": 0},
        ("dprk.settled_usd", "dprk.technology"),
    ),
    "designations": (
        {"us.designations": 0, "rok.designations": 0, "japan.designations": 0},
        ("coalition.designations", "channel.facilitators", "channel.flow", "dprk.hard_currency_usd"),
    ),
    "satellites": (
        {"technology.satellite_attempts": 0},
        (
            "dprk.satellite_attempts", "dprk.satellites", "dprk.missile_reliability",
            "exposure.forces",
        ),
    ),
    "what Congress moves": (
        {"congress.budget_response": 0, "congress.threat_response": 0},
        ("coalition.effort", "coalition.secondary_threat", "coalition.cost"),
    ),
    "food of workers": ({"dprk.food_elasticity": 0}, ("dprk.shells_produced",)),
    "plant of the nuclear programme": ({"nuclear.plant_response": 0}, ("dprk.fissile_bound",)),
    "memory of Congress": (
        {"congress.mandate_step": 0, "congress.exposure_gain": 0},
        ("congress.mandate", "coalition.monitoring", "coalition.secondary_threat"),
    ),
}  # fmt: skip

REPORTED_ONLY = {
    "cost of the threat": ({"banking.us_cost": 0}, {"coalition.cost"}),
    "visible arrears": (
        {"capability.visible_arrears": 0},
        {
            "capability.index", "capability.component", "capability.change",
            "capability.contribution", "capability.scale",
        },
    ),
    "civil output": ({"oil.civil_output_elasticity": 0}, {"dprk.civil_output"}),
}  # fmt: skip

EVERY = {**{k: v[0] for k, v in DRIVES.items()}, **{k: v[0] for k, v in REPORTED_ONLY.items()}}


def without(values: dict[str, float]):
    policy = baseline()
    for key, value in values.items():
        policy = policy.fixing(key, value)
    return policy


@pytest.fixture(scope="module")
def runs():
    """The baseline beside every policy that switches something off."""
    return record([baseline(), *map(without, EVERY.values())], MEMBERS, WEEKS).values


def changed(runs: dict, case: str) -> set[str]:
    column = 1 + list(EVERY).index(case)
    return {name for name, v in runs.items() if not np.array_equal(v[..., column, :], v[..., 0, :])}


@pytest.mark.parametrize("case", DRIVES)
def test_what_a_mechanism_drives_moves_when_it_is_switched_off(runs, case):
    assert set(DRIVES[case][1]) - changed(runs, case) == set()


@pytest.mark.parametrize("case", DRIVES)
def test_nothing_upstream_of_a_mechanism_moves_by_a_bit(runs, case):
    assert changed(runs, case) & set(GIVEN) == set()


@pytest.mark.parametrize("case", REPORTED_ONLY)
def test_what_is_only_reported_feeds_back_into_nothing(runs, case):
    assert changed(runs, case) == REPORTED_ONLY[case][1]


def test_finance_friction_reaches_russian_output_and_prices_but_not_what_is_given():
    off = record([baseline(), without({"banking.finance_friction": 0})], MEMBERS, WEEKS).values
    moved = {name for name, v in off.items() if not np.array_equal(v[..., 0, :], v[..., 1, :])}
    assert moved & set(GIVEN) == set()
    assert {*OUTPUT, "trade.price_usd", "dprk.settled_usd"} <= moved


def test_the_arrears_brake_does_nothing_before_arrears_pass_the_tolerance():
    policy = baseline().fixing("dprk.arrears_tolerance", 1e9)
    free = policy.fixing("dprk.arrears_brake", 0.0)
    got = record(
        [policy, free],
        MEMBERS,
        WEEKS,
        ["russia.arrears_usd", "dprk.missiles_shipped", "trade.price_usd"],
    )
    owed = got["russia.arrears_usd"][:-1, 0]
    first = np.where((owed > 1e9).any(axis=0), np.argmax(owed > 1e9, axis=0), WEEKS)
    assert (first < WEEKS).any()
    for name in ("dprk.missiles_shipped", "trade.price_usd"):
        for member, week in enumerate(first):
            pair = got[name][:week, :, member]
            assert np.array_equal(pair[:, 0], pair[:, 1]), (name, member)


def test_without_the_exchange_nothing_of_it_reaches_the_front():
    closed = baseline().choosing("exchange", "closed")
    got = record([baseline(), closed], MEMBERS, WEEKS).values
    moved = {name for name, v in got.items() if not np.array_equal(v[..., 0, :], v[..., 1, :])}
    assert {"dprk.shells_shipped", "russia.shells_fired", "diplomacy.meetings"} <= moved
    assert moved & {"russia.shells_demanded", "coalition.coordination"} == set()
