"""Indices of sensitivity and the worth of evidence, on functions whose truth is known."""

import numpy as np
import pandas as pd
import pytest

from sim.answers.designed import morris_of, sobol_of
from sim.answers.influence import given_data
from sim.answers.knowing import cross_fitted, in_sample, worth_of
from sim.answers.sensitivity import of_cases
from sim.ground.errors import InputError
from sim.sweeps.designs.design import Sample
from sim.sweeps.designs.sampling import morris, saltelli

SMALL = {"members": 8, "weeks": 20, "prior": True}
FIRED = "russia.shells_fired"


def ishigami(x):
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


FIRST, TOTAL = [0.314, 0.442, 0.0], [0.558, 0.442, 0.244]


def test_sobol_and_given_data_hold_what_ishigami_is():
    rows = saltelli(3, 512, 1)
    got = sobol_of(Sample("saltelli", ("a", "b", "c"), rows), ishigami(2 * np.pi * rows - np.pi))
    table = got.table.set_index("input")
    for name, first, total in zip("abc", FIRST, TOTAL, strict=True):
        assert table["low"][name] - 0.03 <= first <= table["high"][name] + 0.03
        assert table["total_low"][name] - 0.03 <= total <= table["total_high"][name] + 0.03
    luck = np.random.default_rng(1)
    x = luck.uniform(-np.pi, np.pi, (1000, 3))
    data = given_data(pd.DataFrame(x, columns=list("abc")), ishigami(x)).table.set_index("input")
    for name, first in zip("abc", FIRST, strict=True):
        assert data["low"][name] - 0.03 <= first <= data["high"][name] + 0.03
    assert not data["above_floor"]["c"]


WEIGHTS = np.asarray([0.0, 1.0, 4.5, 9.0])


def test_the_g_function_lies_inside_its_intervals():
    def g(x):
        return np.prod((np.abs(4 * x - 2) + WEIGHTS) / (1 + WEIGHTS), axis=1)

    alone = 1 / 3 / (1 + WEIGHTS) ** 2
    whole = np.prod(1 + alone) - 1
    first = alone / whole
    total = alone * np.prod(1 + alone) / (1 + alone) / whole
    names = tuple("abcd")
    rows = saltelli(4, 512, 1)
    got = sobol_of(Sample("saltelli", names, rows), g(rows)).table.set_index("input")
    x = np.random.default_rng(2).random((2000, 4))
    data = given_data(pd.DataFrame(x, columns=list(names)), g(x)).table.set_index("input")
    for name, one, all_in in zip(names, first, total, strict=True):
        assert got["low"][name] - 0.02 <= one <= got["high"][name] + 0.02
        assert got["total_low"][name] - 0.02 <= all_in <= got["total_high"][name] + 0.02
        assert data["low"][name] - 0.02 <= one <= data["high"][name] + 0.02


@pytest.mark.parametrize("levels", [2, 3, 7])
def test_on_a_grid_each_input_explains_what_it_does_in_any_order_of_rows(levels):
    """y = 2 a + b + noise of variance 1 over a crossed grid: shares of variance in closed form."""
    luck = np.random.default_rng(levels)
    steps = np.arange(levels, dtype=float)
    a, b, idle = (m.ravel() for m in np.meshgrid(steps, steps, steps, indexing="ij"))
    x = pd.DataFrame({"a": a, "b": b, "idle": idle}).loc[np.repeat(np.arange(levels**3), 200)]
    noise = luck.standard_normal(len(x))
    spread = steps.var()
    true = np.asarray([4.0 * spread, spread, 0.0]) / (5.0 * spread + 1.0)
    y = 2.0 * x["a"].to_numpy() + x["b"].to_numpy() + noise
    for order in (np.arange(len(x)), np.lexsort((x["a"], x["b"])), luck.permutation(len(x))):
        got = given_data(x.iloc[order].reset_index(drop=True), y[order])
        table = got.table.set_index("input").loc[["a", "b", "idle"]]
        np.testing.assert_allclose(table["index"], true, atol=0.03)
        for part in ("at_1/2", "at_1/4"):
            np.testing.assert_allclose(table[part], true, atol=0.1)
        assert table["above_floor"].tolist() == [True, True, False]


def test_a_lever_bears_no_load_and_a_weak_number_bears_more():
    luck = np.random.default_rng(5)
    keys = ["designation_tempo", "russia.fire_demand", "structure.fire"]
    x = pd.DataFrame(luck.random((500, 3)), columns=keys)
    table = given_data(x, x.sum(axis=1).to_numpy()).table.set_index("input")
    assert table["above_floor"].all()
    assert table["load"]["designation_tempo"] == 0.0
    assert table["load"]["structure.fire"] == pytest.approx(table["index"]["structure.fire"])


def test_members_of_a_sampled_row_do_not_lend_each_input_what_the_row_does():
    """y = 3 a + b + noise, 400 rows of 50 members: a explains .9 of what differs between rows."""
    luck = np.random.default_rng(4)
    x = pd.DataFrame(luck.random((400, 3)), columns=["a", "b", "idle"])
    y = (3 * x["a"] + x["b"]).to_numpy()[:, np.newaxis] + luck.standard_normal((400, 50))
    table = of_cases(x, y, sampled=True).table.set_index("input").loc[["a", "b", "idle"]]
    between = 10 / 12 + 1 / 50
    np.testing.assert_allclose(table["index"], np.asarray([9, 1, 0]) / 12 / between, atol=0.06)
    assert not table["above_floor"]["idle"]


def test_an_input_with_an_atom_is_not_told_by_the_order_of_its_ties():
    luck = np.random.default_rng(2)
    other = np.sort(luck.random(2000))
    x = pd.DataFrame({"clipped": np.maximum(luck.random(2000), 0.6), "other": other})
    got = given_data(x, other + 0.1 * luck.random(2000)).table.set_index("input")
    assert abs(got["index"]["clipped"]) < 0.05
    assert not got["above_floor"]["clipped"]


def test_a_failed_run_drops_its_base_row_and_no_index_becomes_zero():
    rows = saltelli(3, 64, 1)
    y = ishigami(2 * np.pi * rows - np.pi)
    y[7] = np.nan
    got = sobol_of(Sample("saltelli", ("a", "b", "c"), rows), y)
    assert got.dropped == 5
    assert got.table.set_index("input")["index"]["b"] > 0.2
    with pytest.raises(InputError, match="the outcome is 3 in every run"):
        sobol_of(Sample("saltelli", ("a", "b", "c"), rows), np.full(len(rows), 3.0))


def test_morris_ranks_a_linear_model():
    rows = morris(3, 20, 1)
    got = morris_of(Sample("morris", ("a", "b", "c"), rows), rows @ np.asarray([3.0, 1.0, 0.0]))
    assert list(got.table["input"]) == ["a", "b", "c"]
    np.testing.assert_allclose(got.table["sigma"], 0.0, atol=1e-9)


def linear(seed, count=2000):
    """Two strategies whose difference is normal in x: knowing x is worth .3989 times its spread."""
    luck = np.random.default_rng(seed)
    x, noise = luck.standard_normal(count), luck.standard_normal(count)
    return pd.DataFrame({"x": x, "idle": luck.standard_normal(count)}), np.stack(
        [np.zeros(count), x + noise]
    )


def test_the_worth_of_a_linear_case_is_found_and_an_idle_input_has_none():
    inputs, gains = linear(1)
    got = worth_of(inputs, gains, ["wait", "act"]).table.set_index("input")
    assert abs(got["in_sample"]["x"] - 0.3989) < 2.5 * got["error"]["x"]
    assert got["above_null"]["x"]
    assert not got["above_null"]["idle"]


@pytest.mark.heavy
def test_the_worth_is_within_two_errors_in_95_percent_of_samples():
    inside = idle = 0
    for seed in range(200):
        inputs, gains = linear(seed)
        got = worth_of(inputs, gains, ["wait", "act"]).table.set_index("input")
        inside += abs(got["in_sample"]["x"] - 0.3989) < 2 * got["error"]["x"]
        idle += not got["above_null"]["idle"]
    assert inside >= 190
    assert idle >= 190


def test_in_sample_lies_above_cross_fitted():
    inputs, gains = linear(3, 300)
    basis = np.stack([np.ones(300), inputs["x"], inputs["x"] ** 2, inputs["x"] ** 3], axis=1)
    assert in_sample(basis, gains) > cross_fitted(basis, gains)
