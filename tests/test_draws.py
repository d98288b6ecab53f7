"""Luck depends on (seed, decision point, week, member) and on nothing else."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sim.model import members
from sim.model.draws import Block, Luck, Uniforms, binomial, noise, pareto_truncated, poisson
from sim.vocabulary.scenario import load

SEED = 20240506
EVEN = (np.arange(200_000) + 0.5) / 200_000
"""Midpoints of (0, 1): an inverse transform of these has the moments of its distribution."""


def whole(point: str = "meeting", week: int = 3, members: int = 64) -> np.ndarray:
    return Uniforms(SEED, range(members))(point, week)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 7, 13, 64])
def test_any_split_into_blocks_gives_the_same_draws(size):
    parts = [
        Uniforms(SEED, range(start, min(start + size, 64)))("meeting", 3)
        for start in range(0, 64, size)
    ]
    assert np.array_equal(np.concatenate(parts), whole())


@given(first=st.integers(0, 200), size=st.integers(1, 40), week=st.integers(0, 1040))
@settings(max_examples=60, deadline=None)
def test_a_block_may_start_at_any_member(first, size, week):
    here = Uniforms(SEED, range(first, first + size))("veto_rus", week)
    every = Uniforms(SEED, range(260))("veto_rus", week)
    assert np.array_equal(here, every[first : first + size])


def test_weeks_and_points_may_be_asked_in_any_order_and_repeatedly():
    forth, back = Uniforms(SEED, range(9)), Uniforms(SEED, range(9))
    asked = [(p, w) for p in ("test", "meeting", "obs.arms") for w in range(5)]
    one = {key: forth(*key) for key in asked}
    two = {key: back(*key) for key in reversed(asked)}
    assert all(np.array_equal(one[key], two[key]) for key in asked)
    assert np.array_equal(forth("test", 0), one["test", 0])


def test_a_new_decision_point_disturbs_no_other():
    plain, crowded = Uniforms(SEED, range(8)), Uniforms(SEED, range(8))
    crowded("a decision that nobody knew yet", 3)
    assert np.array_equal(plain("meeting", 3), crowded("meeting", 3))


def test_policies_of_a_block_meet_the_same_luck():
    block = Block(range(5, 12), policies=3)
    drawn = Luck(SEED, block)("provocation", 9).reshape(3, 7)
    alone = Luck(SEED, Block(range(5, 12)))("provocation", 9)
    assert block.size == 21
    assert all(np.array_equal(row, alone) for row in drawn)


def test_rows_stack_the_points_in_their_order_over_policies():
    luck = Luck(SEED, Block(range(4), policies=2))
    rows = luck.rows(("exit.arms", "exit.coal"), 2)
    assert rows.shape == (2, 8)
    assert np.array_equal(rows[1], luck("exit.coal", 2))


def test_a_block_spreads_policy_values_over_members_and_tiles_members_over_policies():
    block = Block(range(3), policies=2)
    assert block.spread(np.array([1.0, 2.0])).tolist() == [1, 1, 1, 2, 2, 2]
    assert block.tile(np.array([1.0, 2.0, 3.0])).tolist() == [1, 2, 3, 1, 2, 3]


@pytest.mark.parametrize(
    ("other", "name"),
    [
        (Uniforms(SEED + 1, range(64))("meeting", 3), "seed"),
        (Uniforms(SEED, range(64))("meeting", 4), "week"),
        (Uniforms(SEED, range(64))("meetings", 3), "point"),
        (Uniforms(SEED, range(1, 65))("meeting", 3), "member"),
        (Uniforms(SEED, range(64))("meeting"), "no week"),
    ],
)
def test_another_key_is_another_draw(other, name):
    assert not np.isclose(other, whole()).any(), name


def test_draws_are_uniform_and_uncorrelated_over_weeks_and_points():
    luck = Uniforms(SEED, range(2000))
    rows = np.stack([luck(p, w) for p in ("a", "b", "c") for w in range(10)])
    assert stats.kstest(rows.ravel(), "uniform").pvalue > 1e-3
    apart = np.corrcoef(rows)[~np.eye(len(rows), dtype=bool)]
    assert np.abs(apart).max() < 5 / np.sqrt(2000)


@pytest.mark.parametrize("rate", [1e-6, 0.01, 0.35, 1.0, 4.7, 12.0])
def test_poisson_is_the_inverse_distribution_function(rate):
    luck = EVEN[::37]
    ours = poisson(luck, np.full_like(luck, rate), most=60)
    assert np.array_equal(ours, stats.poisson.ppf(luck, rate))


def test_poisson_takes_another_rate_for_each_run_and_zero_gives_no_event():
    luck, rate = EVEN[::997], np.linspace(0.0, 9.0, len(EVEN[::997]))
    ours = poisson(luck, rate, most=60)
    assert np.array_equal(ours[1:], stats.poisson.ppf(luck, rate)[1:])
    assert ours[0] == 0.0


def test_poisson_counts_stop_at_the_limit():
    assert poisson(np.array([0.999999]), np.array([50.0]), most=8).tolist() == [8.0]


@pytest.mark.parametrize("chance", [0.0, 0.02, 0.4, 0.95])
@pytest.mark.parametrize("trials", [1.0, 3.0, 40.0])
def test_binomial_is_the_inverse_distribution_function(trials, chance):
    luck = EVEN[::37]
    ours = binomial(luck, np.full_like(luck, trials), np.full_like(luck, chance))
    assert np.array_equal(ours, stats.binom.ppf(luck, trials, chance))


def test_binomial_takes_other_trials_for_each_run_and_never_exceeds_them():
    luck = EVEN[::97]
    trials = np.arange(len(luck)) % 6.0
    ours = binomial(luck, trials, np.full_like(luck, 0.6))
    assert (ours <= trials).all()
    assert np.array_equal(ours[trials > 0], stats.binom.ppf(luck, trials, 0.6)[trials > 0])


@given(low=st.floats(0, 0.99), high=st.floats(0, 0.99), rate=st.floats(0, 8))
@settings(max_examples=100, deadline=None)
def test_more_luck_never_means_fewer_events(low, high, rate):
    pair = np.sort(np.array([low, high]))
    counts = poisson(pair, np.full(2, rate), most=60)
    assert counts[0] <= counts[1]


@pytest.mark.parametrize("spread", [0.1, 0.3, 1.5])
def test_noise_has_mean_one_and_the_spread_it_is_given(spread):
    drawn = noise(EVEN, np.full_like(EVEN, spread))
    assert drawn.mean() == pytest.approx(1.0, rel=2e-3)
    assert drawn.std() == pytest.approx(spread, rel=2e-2)


def test_noise_without_spread_is_one_and_stays_finite_at_the_edges():
    assert np.array_equal(noise(EVEN[:9], np.zeros(9)), np.ones(9))
    assert np.isfinite(noise(np.array([0.0, np.nextafter(1.0, 0.0)]), np.full(2, 2.0))).all()


def pareto_mean(low: float, high: float, tail: float) -> float:
    if tail == 1.0:
        return low * np.log(high / low) / (1.0 - low / high)
    kept = 1.0 - (low / high) ** tail
    return tail / (tail - 1.0) * (low - high * (low / high) ** tail) / kept


@pytest.mark.parametrize("tail", [0.7, 0.9, 1.0 - 1e-9, 1.0, 1.0 + 1e-9, 1.3])
def test_truncated_pareto_has_the_analytic_mean_also_at_tail_index_one(tail):
    low, high = 5e6, 9e8
    drawn = pareto_truncated(EVEN, np.float64(low), np.float64(high), np.float64(tail))
    near = 1.0 if abs(tail - 1.0) < 1e-6 else tail
    assert drawn.mean() == pytest.approx(pareto_mean(low, high, near), rel=1e-3)


@pytest.mark.parametrize("tail", [0.7, 1.0, 1.3])
def test_truncated_pareto_quantiles_invert_its_distribution_function(tail):
    low, high, at = 5e6, 9e8, np.array([0.01, 0.25, 0.5, 0.9, 0.999])
    size = pareto_truncated(at, np.full(5, low), np.full(5, high), np.full(5, tail))
    below = (1.0 - (low / size) ** tail) / (1.0 - (low / high) ** tail)
    assert below == pytest.approx(at, abs=1e-12)


@given(u=st.floats(0, 1, exclude_max=True), tail=st.floats(0.3, 3))
@settings(max_examples=100, deadline=None)
def test_truncated_pareto_stays_between_its_bounds(u, tail):
    size = pareto_truncated(np.array([u]), np.float64(2.0), np.float64(50.0), np.float64(tail))
    assert 2.0 * (1 - 1e-12) <= size[0] <= 50.0 * (1 + 1e-12)


def test_values_are_kept_for_the_next_world_whatever_other_threads_keep_meanwhile():
    members._KEPT.clear()
    policy, block, codes = load("baseline").policy, Block(range(6)), np.zeros(6)

    class Elsewhere:
        def __eq__(self, _):
            members._KEPT.append((None, None, {}))
            return False

        __hash__ = None

    ask = partial(members.draw_values, members.Source.prior(1, range(6)), [policy], block, codes)
    first = ask()
    members._KEPT.appendleft((Elsewhere(), None, {}))
    again = ask()
    assert all(again[key] is value for key, value in first.items())
    with pytest.raises(ValueError, match="read-only"):
        next(value for value in first.values() if np.ndim(value))[0] = 1.0
    other = members.draw_values(members.Source.prior(2, range(6)), [policy], block, codes)
    assert any(not np.array_equal(other[key], value) for key, value in first.items())
    members._KEPT.clear()
