"""What weights do to a capability index, and when a direction is not stated."""

import numpy as np
import pytest

from sim.model.mechanisms.capability import moved
from sim.runs.robustness import (
    Direction,
    directions,
    index_rows,
    indices,
    shifts,
    weights,
)
from sim.runs.runs import compare_scenarios
from sim.runs.settings import Settings
from sim.vocabulary.assumptions import registry
from sim.vocabulary.axes import ACTORS
from sim.vocabulary.components import scales
from sim.vocabulary.scenario import load
from tests.paired import baseline, record


def test_weights_are_dirichlet_around_equal_ones():
    drawn = weights("dprk", 4000)
    count = len(drawn)
    np.testing.assert_allclose(drawn.sum(axis=0), 1.0)
    np.testing.assert_allclose(drawn.mean(axis=1), 1 / count, rtol=0.05)
    spread = np.sqrt((1 / count) * (1 - 1 / count) / (5 * count + 1))
    np.testing.assert_allclose(drawn.std(axis=1), spread, rtol=0.05)


def test_the_bottleneck_bounds_the_geometric_index_which_bounds_the_arithmetic_one():
    parts = np.random.default_rng(0).uniform(0.02, 1.0, (7, 50))
    found = indices(parts)
    assert (found["bottleneck"] <= found["geometric"] + 1e-9).all()
    assert (found["geometric"] <= found["arithmetic"] + 1e-9).all()
    assert (found["arithmetic"] <= 100.0).all()


def test_a_direction_that_rests_on_weights_is_not_stated():
    assert Direction("us", "p", 1.0, 0.1, 0.1).stated == "up"
    assert Direction("us", "p", -1.0, 0.1, 0.2).stated == "down"
    assert "of weights" in Direction("us", "p", 1.0, 0.21, 0.0).stated
    assert "of goalposts" in Direction("us", "p", 1.0, 0.1, 0.21).stated
    assert Direction("us", "p", 0.0, 0.0, 0.0).stated == "no change"


@pytest.fixture(scope="module")
def results():
    keep = ("capability.scale", "capability.index", "trade.binding")
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


def test_goalposts_move_to_both_sides_and_log_ones_by_less():
    low, high = shifts(2000)
    entries = registry()
    for end in (low, high):
        for row, scale in zip(end, scales().values(), strict=True):
            far = entries[f"capability.{'log' if scale.log else 'lin'}_shift"].central
            assert np.abs(row).max() <= far
            assert row.min() < -0.9 * far < 0.9 * far < row.max()


def test_a_moved_goalpost_is_what_the_model_reads_with_it(results):
    one = baseline().fixing("capability.sustainable_fire_high", 80_000.0)
    values = record([baseline(), one], 4, 10, ("capability.scale",))["capability.scale"][-1]
    row = list(scales()).index("sustainable_fire")
    low, high = (
        registry()[f"capability.sustainable_fire_{end}"].central for end in ("low", "high")
    )
    further = np.log(80_000.0 / high) / np.log(high / low)
    np.testing.assert_allclose(moved(values[row, 0], 0.0, further), values[row, 1], rtol=1e-12)
