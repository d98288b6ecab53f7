"""The search for strategies: a known front, its bounds, and going on from a file."""

import json

import numpy as np
import pandas as pd
import pytest

import sim
from sim.answers.front import unbeaten
from sim.answers.search import run_search
from sim.answers.strategies import STEPS, plan_of
from sim.ground.errors import InputError
from sim.vocabulary.scenario import load

SMALL = {"members": 8, "weeks": 20, "prior": True}
FIRED = "russia.shells_fired"


def test_the_search_finds_a_known_front():
    def cost_of(places):
        x = places / STEPS
        return np.stack([x[:, 0], (1 - x[:, 0]) ** 2 + x[:, 1]], axis=1)

    places, costs = run_search(cost_of, 2, 2, 1, 25)
    front = places[unbeaten(costs)]
    assert front[:, 1].mean() <= 0.5, "the second input only costs"
    assert len(np.unique(front[:, 0])) > 12
    assert unbeaten(np.asarray([[0.0, 2.0], [1.0, 1.0], [1.0, 2.0]])).tolist() == [
        True,
        True,
        False,
    ]


@pytest.mark.heavy
def test_a_search_keeps_its_bounds_and_tells_regret_and_adaptive_strategies(tmp_path):
    asked = {"less": ["coalition.cost"], "regret_less": ["dprk.hard_currency_usd"],
             "over": ["designation_tempo", "finance_enforcement_effort"], "members": 4,
             "unseen": 4, "weeks": 80, "prior": True, "generations": 2}  # fmt: skip
    bar = "total of dprk.shells_arrived >= 0 rounds at 2024-12-30 in at least 50 % of members"
    got = sim.search(**asked, keep=[bar], when="dprk.shells_shipped").found
    assert set(got.settings["kind"]) == {"static", "adaptive"}
    assert got.kept(got.seen).all()
    assert (got.unseen[:, 1] >= 0).any(), "regret against the best of all futures"
    assert set(got.fired) == {name for name in got.names if name.startswith("adaptive")}
    assert all(len(weeks) == 4 for weeks in got.fired.values())
    none = bar.replace(">= 0", "< 0")
    with pytest.raises(InputError, match="meets every --keep"):
        sim.search(**asked, keep=[none])
    with pytest.raises(InputError, match="write a claim with its bar"):
        sim.search(**asked, keep=["dprk.warheads >= 3 at 2024-12-30"])
    with pytest.raises(InputError, match="measure that the coalition sees"):
        sim.search(**asked, when="dprk.energy_coverage")


def test_regret_is_the_gap_to_the_best_reference_in_the_same_future():
    from sim.answers.aims import Judge, aims_of
    from sim.answers.statements.clock import Clock
    from sim.runs.settings import Settings

    base = load("baseline").policy
    hard = base.setting("designation_tempo", 4)
    how = Settings(6, 1, 70, constrained=None)
    clock = Clock.of(base, 70)
    aims = aims_of(clock, ["dprk.hard_currency_usd"], [], ["dprk.hard_currency_usd"], [])
    judge = Judge(("baseline", base), aims, [], how, [base, hard])
    mean, regret = judge.costs([base, hard]).T
    text = "how much is dprk.hard_currency_usd at 2024-10-28"
    asked = {"members": 6, "weeks": 70, "prior": True}
    tempo = load("baseline").setting("designation_tempo", 4)
    one, two = (
        sim.ask(text, under=[case], **asked).found.cases[0].value for case in ("baseline", tempo)
    )
    best = np.minimum(one, two)
    np.testing.assert_allclose(mean, [one.mean(), two.mean()])
    np.testing.assert_allclose(regret, [np.quantile(x - best, 0.9) for x in (one, two)])


def test_every_lever_of_the_coalition_can_be_searched_from_end_to_end():
    case = load("baseline").policy
    plan = plan_of((), case, 200)
    assert len(plan.inputs) > 10
    for place, ends in ((0, "low"), (STEPS, "high")):
        row = [place] * plan.size
        assert plan.settings(row) == [getattr(one, ends) for one in plan.inputs]
        plan.case(row, case)


def test_a_search_goes_on_from_its_evaluations(tmp_path):
    file = tmp_path / "kept.json"
    asked = {"less": ["dprk.hard_currency_usd", "coalition.cost"], "over": ["designation_tempo"],
             "members": 4, "unseen": 4, "weeks": 76, "prior": True, "store": str(file)}  # fmt: skip
    first = sim.search(**asked, generations=1)
    known = json.loads(file.read_text(encoding="utf-8"))["evaluations"]
    second = sim.search(**asked, generations=1)
    assert json.loads(file.read_text(encoding="utf-8"))["evaluations"] == known
    pd.testing.assert_frame_equal(first.table, second.table)
    with pytest.raises(InputError, match="another search"):
        sim.search(**{**asked, "members": 5}, generations=1)
    with pytest.raises(InputError, match="two aims or more"):
        sim.search(less=["coalition.cost"])
    file.write_text("[]", encoding="utf-8")
    with pytest.raises(InputError, match="no file of evaluations"):
        sim.search(**asked, generations=1)
