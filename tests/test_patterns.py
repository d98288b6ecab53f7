"""Nine patterns of the record (section 6.2): how many prior members show each, and seven of nine.

The floors are set below what 300 prior members show, far enough that another draw of members
does not cross them and near enough that a lost mechanism does.
"""

import numpy as np
import pytest

from tests.paired import baseline, record

MEMBERS, WEEKS = 300, 260
SUMMIT, OIL_DOCUMENTED, CUT_OFF = 10, 35, 70
YEAR_2024 = slice(26, 78)
QUARTERS = 20
KEEP = (
    "dprk.shells_shipped", "dprk.shells_arrived", "russia.shells_produced",
    "russia.shells_other_imports", "dprk.settled_usd", "dprk.contract_value_usd",
    "dprk.oil_direct_bbl", "dprk.missile_reliability", "dprk.provocations",
    "dprk.cyber_stolen_usd", "channel.facilitators", "channel.flow", "council.vetoes",
)  # fmt: skip


def jump_after_the_summit(v: dict) -> np.ndarray:
    """PA1: twice as much is shipped in the ten weeks from the summit on as before it."""
    sent = v["dprk.shells_shipped"]
    return sent[SUMMIT : SUMMIT + 10].mean(axis=0) > 2 * sent[:SUMMIT].mean(axis=0)


def share_of_new_supply(v: dict) -> np.ndarray:
    """PA2: DPRK gives .3 to .6 of new Russian supply in 2024 (T032, T033)."""
    arrived = v["dprk.shells_arrived"][YEAR_2024].sum(axis=0)
    rest = v["russia.shells_produced"] + v["russia.shells_other_imports"]
    share = arrived / (arrived + rest[YEAR_2024].sum(axis=0))
    return (share >= 0.3) & (share <= 0.6)


def payment_gap(v: dict) -> np.ndarray:
    """PA3: cash and oil, which are what is identified, are below .3 of the contract value."""
    seen = v["dprk.settled_usd"][:CUT_OFF, :2].sum(axis=(0, 1))
    return seen < 0.3 * v["dprk.contract_value_usd"][:CUT_OFF].sum(axis=0)


def oil_follows_shells(v: dict) -> np.ndarray:
    """PA4: direct oil reaches half its later rate a quarter or more after shells a tenth."""
    oil, sent = v["dprk.oil_direct_bbl"], v["dprk.shells_shipped"]
    flowing = np.argmax(oil > oil[OIL_DOCUMENTED : OIL_DOCUMENTED + 25].mean(axis=0) / 2, axis=0)
    return flowing - np.argmax(sent > sent.max(axis=0) / 10, axis=0) >= 13


def learning_by_use(v: dict) -> np.ndarray:
    """PA5: missiles are more reliable at the cut-off than at first use."""
    reliability = v["dprk.missile_reliability"]
    return reliability[CUT_OFF] > reliability[24] + 0.01


def clustered_provocations(v: dict) -> np.ndarray:
    """PA6: the variance of quarterly counts exceeds one and a half times their mean."""
    counts = v["dprk.provocations"].reshape(QUARTERS, WEEKS // QUARTERS, -1).sum(axis=1)
    return counts.var(axis=0, ddof=1) > 1.5 * counts.mean(axis=0)


def heavy_tailed_theft(v: dict) -> np.ndarray:
    """PA7: in most years the three largest weeks make more than half of the sum."""
    years = v["dprk.cyber_stolen_usd"].reshape(5, 52, -1)
    largest = np.sort(years, axis=1)[:, -3:].sum(axis=1)
    return (largest > years.sum(axis=1) / 2).sum(axis=0) >= 3


def flows_outlast_designations(v: dict) -> np.ndarray:
    """PA8: over the second half half of the facilitators of every channel and of the flow stay."""
    left = v["channel.facilitators"][WEEKS // 2 :].mean(axis=0).min(axis=0)
    flow = v["channel.flow"][WEEKS // 2 :].mean(axis=(0, 1))
    return (left > 0.5) & (flow > 0.5)


def veto_follows_dependence(v: dict) -> np.ndarray:
    """PA9: the first Russian veto comes after the first usable shells."""
    vetoed, came = v["council.vetoes"] > 0, v["dprk.shells_arrived"] > 0
    return (
        vetoed.any(axis=0)
        & came.any(axis=0)
        & (np.argmax(vetoed, axis=0) > np.argmax(came, axis=0))
    )


PATTERNS = {
    jump_after_the_summit: 0.85,
    share_of_new_supply: 0.60,
    payment_gap: 0.95,
    oil_follows_shells: 0.90,
    learning_by_use: 0.97,
    clustered_provocations: 0.65,
    heavy_tailed_theft: 0.55,
    flows_outlast_designations: 0.90,
    veto_follows_dependence: 0.88,
}
SEVEN_OF_NINE = 0.85


@pytest.fixture(scope="module")
def shown():
    recorded = record([baseline()], MEMBERS, WEEKS, KEEP)
    values = {name: v[..., 0, :] for name, v in recorded.values.items()}
    return {pattern: pattern(values) for pattern in PATTERNS}


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda p: p.__name__)
def test_most_prior_members_show_the_pattern(shown, pattern):
    found = shown[pattern].mean()
    print(f"{pattern.__name__}: {found:.3f}")
    assert found > PATTERNS[pattern]


def test_most_prior_members_show_seven_of_the_nine_patterns(shown):
    found = (sum(hit.astype(int) for hit in shown.values()) >= 7).mean()
    print(f"seven of nine: {found:.3f}")
    assert found > SEVEN_OF_NINE


def test_the_patterns_vanish_where_their_cause_is_switched_off():
    still = (
        baseline()
        .fixing("provocation.branching", 0.0)
        .fixing("provocation.emboldenment_response", 0.0)
    )
    early = baseline().fixing("oil.early_share", 1.0).fixing("settlement.rate", 1.0)
    unlearnt = (
        baseline()
        .fixing("missiles.learning_by_use", 1e-9)
        .fixing("missiles.equipment_reliability_gain", 0.0)
        .fixing("technology.satellite_accuracy", 0.0)
    )
    closed = baseline().choosing("exchange", "closed")
    got = record([still, early, unlearnt, closed], 100, WEEKS, KEEP).values
    of = [{name: v[..., i, :] for name, v in got.items()} for i in range(4)]
    assert clustered_provocations(of[0]).mean() < 0.15
    assert oil_follows_shells(of[1]).mean() < 0.15
    assert learning_by_use(of[2]).mean() == 0
    assert jump_after_the_summit(of[3]).mean() == 0
    assert veto_follows_dependence(of[3]).mean() == 0
