"""Two implementations of the conceptual model agree on every measure, member and week."""

import numpy as np
import pytest

from sim.vocabulary.levers import structures
from sim.vocabulary.policy import Case
from sim.vocabulary.scenario import load, names
from tests.paired import baseline
from tests.second_opinion import arrays, scalar_world

RTOL = 1e-9
SCALED = ("capability.scale", "capability.change", "capability.contribution")


def disagreements(policy: Case, member: int, weeks: int) -> list[str]:
    """Return the measures on which the two differ, with size and week."""
    ours = arrays(policy, range(member, member + 1), weeks)
    other = scalar_world(policy, member, weeks)
    for _ in range(weeks):
        other.step()
    told = []
    for name, rows in ours.items():
        if name not in other.history:
            told.append(f"{name}: add it to tests/reference/scalar_measures.py")
            continue
        one, two = rows[:, 0], np.array(other.history[name], dtype=float)
        least = 1e-3 if name.startswith(SCALED) else 1e-6 * np.abs(two).max() + 1e-12
        gap = np.abs(one - two) / np.maximum(np.abs(two), least)  # a scale is of order one
        if not (gap <= RTOL).all():
            told.append(f"{name}: {gap.max():.2g} in week {int(gap.argmax())}")
    return told


OFTEN = ("maximum_pressure", "ceasefire", "off_ramp", "dprk_halts_exports", "no_monitoring")
HEAVY = pytest.mark.heavy


@pytest.mark.parametrize("member", [0, *(pytest.param(m, marks=HEAVY) for m in (1, 17, 4001))])
def test_they_agree_on_the_baseline_over_five_years(member):
    assert disagreements(baseline(), member, weeks=260) == []


def lengths():
    """Every scenario over five years is heavy; in short, those that use rules no other one uses."""
    short = [pytest.param(name, 104, id=name) for name in OFTEN]
    whole = [pytest.param(n, 260, id=n, marks=pytest.mark.heavy) for n in names()]
    return [*short, *whole]


@pytest.mark.parametrize(("name", "weeks"), lengths())
def test_they_agree_on_every_scenario(name, weeks):
    assert disagreements(load(name).policy, member=len(name), weeks=weeks) == []


ALTERNATIVES = [
    (name, option) for name, choice in structures().items() for option in choice.options
]


@pytest.mark.parametrize(("name", "option"), ALTERNATIVES)
def test_they_agree_under_every_rule(name, option):
    assert disagreements(baseline().choosing(name, option), member=5, weeks=60) == []


EXTREMES = {
    "all levers up": {
        "designation_tempo": 4, "oil_task_force_effort": 4, "maritime_inspection_effort": 4,
        "crypto_seizure_effort": 4, "labour_enforcement_effort": 4,
        "finance_enforcement_effort": 4, "secondary_sanctions_threat": 1,
        "trilateral_coordination": 1, "congressional_mandate": 1, "monitoring_regime": "both",
    },
    "hardly any effort": {"designation_tempo": 0.01, "secondary_sanctions_threat": 0},
    "no effort at all": {"designation_tempo": 0},
    "no effort but on shells": {
        "maritime_inspection_effort": 0, "oil_task_force_effort": 0, "crypto_seizure_effort": 0,
        "labour_enforcement_effort": 0, "finance_enforcement_effort": 0,
    },
    "nothing exported": {"dprk_export_willingness": 0},
    "off-ramp on offer": {"off_ramp_relief": 1, "off_ramp_attempts_per_year": 4},
    "ceasefire from the start": {"ceasefire_date": "2023-07-03"},
    "generous without limit": {"technology_generosity": 3, "settlement_rate": 0.05},
}  # fmt: skip


@pytest.mark.parametrize("name", EXTREMES)
def test_they_agree_at_the_ends_of_the_levers(name):
    policy = baseline()
    for lever, value in EXTREMES[name].items():
        policy = policy.setting(lever, value)
    assert disagreements(policy, member=9, weeks=130) == []


def test_they_agree_where_enforcement_takes_all_that_it_can():
    policy, member = baseline().setting("designation_tempo", 4), 23
    lost = arrays(policy, range(member, member + 1), 30)["channel.loss_fraction[procurement]"]
    assert lost.max() == 0.95  # the ceiling binds, or this shows nothing
    assert disagreements(policy, member, weeks=60) == []


def test_the_comparison_sees_a_difference_of_a_millionth():
    policy = baseline()
    key = "oil.price"
    nudged = policy.fixing(key, 100.0)
    one = arrays(nudged, range(1), 20)
    other = scalar_world(policy.fixing(key, 100.0 * (1 + 1e-6)), 0, 20)
    for _ in range(20):
        other.step()
    gap = np.abs(one["dprk.hard_currency_usd"][:, 0] / other.history["dprk.hard_currency_usd"] - 1)
    assert gap.max() > RTOL
