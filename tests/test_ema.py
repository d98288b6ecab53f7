"""The bridge to EMA Workbench: tables both ways, and runs in blocks; skipped without it."""

import importlib.util

import numpy as np
import pandas as pd
import pytest

import sim
from sim.answers.discovery import boxes_of
from sim.answers.ema import Bridge, from_ema, to_ema
from sim.runs.settings import Settings
from sim.vocabulary.scenario import load

HERE = importlib.util.find_spec("ema_workbench") is not None
HOW = Settings(4, 1, 30, constrained=None)
KEY, LEVER = "russia.fire_demand", "designation_tempo"


@pytest.fixture
def bridge():
    return Bridge(
        "baseline", scalars={"funds": "dprk.hard_currency_usd at 2024-01-22"},
        series={"fired": "russia.shells_fired"}, over=[KEY], levers=[LEVER],
        structures=["fire"], how=HOW,
    )  # fmt: skip


def test_tables_go_there_and_back():
    inputs = pd.DataFrame({"a.b": [1, 2], "structure.fire": pd.Categorical(["x", "y"])})
    experiments, found = to_ema(inputs, {"a.c": np.arange(2.0)})
    assert experiments["a__b"].dtype == float
    assert set(found) == {"a__c"}
    back = from_ema(experiments)
    assert list(back) == ["a.b", "structure.fire"]
    assert back["a.b"].tolist() == [1.0, 2.0]


def test_experiments_run_in_blocks_as_they_do_alone(bridge):
    asked = [
        {"russia__fire_demand": 9000.0, LEVER: 1.0, "structure__fire": "steady"},
        {"russia__fire_demand": 14000.0, LEVER: 3.0, "structure__fire": "campaigns"},
    ]
    together = bridge.run(asked)
    for i, one in enumerate(asked):
        alone = bridge.run_one(**one)
        np.testing.assert_allclose(alone["funds"], together["funds"][i])
        np.testing.assert_allclose(alone["fired"], together["fired"][i])
    assert together["fired"].shape == (2, 30)
    case = load("baseline").changed(
        levers={LEVER: 3.0}, assumptions={KEY: 14000.0}, structure={"fire": "campaigns"}
    )
    told = sim.ask("how much is dprk.hard_currency_usd at 2024-01-22", under=[case], members=4,
                   weeks=30, prior=True)  # fmt: skip
    assert told.found.cases[0].value.mean() == pytest.approx(together["funds"][1])


@pytest.mark.skipif(HERE, reason="EMA Workbench is installed")
def test_without_the_workbench_one_line_says_so(bridge):
    with pytest.raises(sim.InputError, match="not installed"):
        bridge.model()


@pytest.mark.skipif(not HERE, reason="needs EMA Workbench")
@pytest.mark.filterwarnings("ignore")
def test_the_workbench_runs_the_model_and_its_results_come_back(bridge):
    model = bridge.model()
    with bridge.evaluator(model) as evaluator:
        experiments, found = evaluator.perform_experiments(scenarios=30, policies=2)
    assert found["funds"].shape == (60,)
    assert found["fired"].shape == (60, 30)
    inputs = from_ema(experiments)
    assert {KEY, LEVER, "structure.fire", "policy"} <= set(inputs)
    got = boxes_of("all", inputs, (found["fired"].mean(axis=1) < 7 * 9000).astype(float))
    assert got.members == 60
