"""What the second edition must show, measured: reach, the price of effort, Congress, lists, a ceasefire."""

import numpy as np
import pytest

from sim.runs.constrained import ensemble
from sim.runs.ensemble import Experiment, Piece, run_block
from sim.vocabulary.axes import CHANNELS
from sim.vocabulary.policy import Case
from sim.vocabulary.scenario import load
from tests.paired import baseline

pytestmark = pytest.mark.heavy
MEMBERS, WEEKS = 100, 200
WEIGHTS = (
    "arms_effort", "oil_task_force_effort", "maritime_inspection_effort", "crypto_seizure_effort",
    "labour_enforcement_effort", "finance_enforcement_effort", "procurement_effort",
)  # fmt: skip
KEEP = (
    "russia.shells_fired", "dprk.shells_arrived", "dprk.hard_currency_usd", "dprk.missiles_fired",
    "dprk.shells_shipped", "russia.shell_stock", "coalition.effort", "coalition.cost",
    "channel.facilitators",
)  # fmt: skip
STATES = ("us", "rok", "japan")


def held(values: dict[str, float], base: Case | None = None) -> Case:
    out = base or baseline()
    for name, value in values.items():
        out = out.setting(name, value)
    return out


def unlisted() -> Case:
    out = baseline()
    for state in STATES:
        out = out.fixing(f"{state}.designations", 1e-9)
    return out


CASES = {
    "baseline": baseline(),
    "doubled": held(dict.fromkeys(WEIGHTS, 2)),
    "sea": held({"maritime_inspection_effort": 4}),
    "banks": held({"finance_enforcement_effort": 3, "crypto_seizure_effort": 0}),
    "no mandate": held({"congressional_mandate": 0}),
    "full mandate": held({"congressional_mandate": 1}),
    "no lists": unlisted(),
    "ceasefire": held({"ceasefire_date": "2025-01-06"}),
    "rebuild": load("rebuild_after_ceasefire").policy,
    **{
        f"{reach}, tempo {tempo}": held({"designation_tempo": tempo}).choosing("arms_reach", reach)
        for reach in ("out_of_reach", "partial", "reachable")
        for tempo in (1, 4)
    },
}
CEASED = 79
"""Week of the ceasefire."""


@pytest.fixture(scope="module")
def shown():
    experiment = Experiment(tuple(CASES.values()), MEMBERS, 1, WEEKS, ensemble())
    got = run_block(experiment, Piece(range(len(CASES)), range(MEMBERS)), KEEP)
    assert not got.failures
    shaped = {k: v.reshape(*v.shape[:-1], len(CASES), MEMBERS) for k, v in got.values.items()}
    return lambda name, case: shaped[name][..., list(CASES).index(case), :].astype(float)


def moved(shown, name: str, case: str, than: str, weeks: slice) -> float:
    """Return the median over members of the relative change of a mean over weeks."""
    one, two = (shown(name, x)[weeks].mean(axis=0) for x in (case, than))
    return float(np.median(one / np.maximum(two, 1e-9) - 1.0))


def test_all_weights_doubled_are_all_weights_at_one_to_the_bit(shown):
    assert all(np.array_equal(shown(k, "doubled"), shown(k, "baseline")) for k in KEEP)


@pytest.mark.parametrize("allocation", ["sea", "banks"])
def test_an_allocation_costs_in_its_first_week_what_any_other_costs(shown, allocation):
    one, two = (shown("coalition.effort", case)[0].sum(axis=0) for case in (allocation, "baseline"))
    assert one == pytest.approx(two, rel=1e-7)  # stored in single precision


def test_a_full_mandate_costs_more_and_takes_hard_currency(shown):
    later = slice(104, WEEKS)
    assert moved(shown, "coalition.cost", "full mandate", "no mandate", later) > 0.1
    assert moved(shown, "dprk.hard_currency_usd", "full mandate", "no mandate", later) < -0.05


def test_a_year_without_lists_keeps_third_parties_in_and_hardly_touches_the_state_route(shown):
    last = slice(40, 52)
    by = {
        c: np.median(
            shown("channel.facilitators", "no lists")[last, i].mean(axis=0)
            / shown("channel.facilitators", "baseline")[last, i].mean(axis=0)
        )
        for i, c in enumerate(CHANNELS)
    }
    print(by)
    assert min(by["ship_to_ship"], by["coal"], by["procurement"]) > by["arms"]
    assert abs(by["oil_direct"] - 1.0) < abs(by["ship_to_ship"] - 1.0)


def test_tempo_reaches_arrivals_only_where_the_route_can_be_reached(shown):
    early = slice(52, 130)
    fall = {
        reach: moved(shown, "dprk.shells_arrived", f"{reach}, tempo 4", f"{reach}, tempo 1", early)
        for reach in ("out_of_reach", "partial", "reachable")
    }
    print(fall)
    assert abs(fall["out_of_reach"]) < 0.05
    assert fall["reachable"] < fall["partial"] < 0.0
    assert fall["reachable"] < -0.2


def test_missile_use_fades_after_a_ceasefire_and_stocks_are_rebuilt(shown):
    fired = shown("dprk.missiles_fired", "ceasefire")
    wartime = fired[CEASED - 20 : CEASED].mean()
    print(fired[CEASED + 91 : CEASED + 117].mean() / wartime)
    assert fired[CEASED + 91 : CEASED + 117].mean() < 0.15 * wartime
    stock = np.median(shown("russia.shell_stock", "rebuild"), axis=-1)
    assert stock[WEEKS - 1] > 1.5 * stock[CEASED]
