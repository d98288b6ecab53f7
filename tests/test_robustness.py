"""What weights do to a capability index, and when a direction is not stated."""

import numpy as np
import pytest

from sim.runs.robustness import Direction, directions, index_rows, indices, weights
from sim.runs.runs import compare_scenarios
from sim.runs.settings import Settings
from sim.vocabulary.axes import ACTORS
from sim.vocabulary.scenario import load


def test_weights_are_dirichlet_around_equal_ones():
    drawn = weights("dprk", 4000)
    count = len(drawn)
    np.testing.assert_allclose(drawn.sum(axis=0), 1.0)
    np.testing.assert_allclose(drawn.mean(axis=1), 1 / count, rtol=0.05)
    spread = np.sqrt((1 / count) * (1 - 1 / count) / (5 * count + 1))
    np.testing.assert_allclose(drawn.std(axis=1), spread, rtol=0.05)


def test_the_bottleneck_bounds_the_geometric_index_which_bounds_the_linear_one():
    parts = np.random.default_rng(0).uniform(20, 300, (7, 50))
    found = indices(parts, "dprk")
    assert (found["bottleneck"] <= found["geometric"] + 1e-9).all()
    assert (found["geometric"] <= found["linear"] + 1e-9).all()
    assert ((found["goalposts"] >= 0) & (found["goalposts"] <= 100)).all()


def test_a_direction_that_rests_on_weights_is_not_stated():
    assert Direction("us", "p", 1.0, 0.1).stated == "up"
    assert Direction("us", "p", -1.0, 0.1).stated == "down"
    assert "not stated" in Direction("us", "p", 1.0, 0.21).stated
    assert Direction("us", "p", 0.0, 0.0).stated == "no change"


@pytest.fixture(scope="module")
def results():
    keep = ("capability.component", "capability.index", "trade.binding")
    chosen = [load("baseline"), load("maximum_pressure")]
    return compare_scenarios(chosen, Settings(members=24, weeks=120, keep=keep, series_members=5))


def test_the_geometric_row_is_the_index_that_the_model_reports(results):
    rows = {(r[0], r[1], r[2]): r for r in index_rows(results)}
    last = str(results.bands["week_bound"].values[-1])[:10]
    found = results.bands["capability.index"].isel(week_bound=-1).sel(group="pooled")
    for actor in ACTORS:
        row = rows[f"baseline:{actor}", "geometric", last]
        expected = found.sel(policy="baseline", actor=actor, quantile=0.5)
        assert float(row[4]) == pytest.approx(float(expected), rel=1e-4)


def test_maximum_pressure_lowers_dprk_whatever_the_weights(results):
    found = {d.actor: d for d in directions(results)}
    assert found["dprk"].stated == "down"
    assert found["us"].stated == "up"
