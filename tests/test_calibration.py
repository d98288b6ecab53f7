import json
import math
import subprocess
import sys
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scipy import integrate, stats

from sim.ground.errors import InputError
from sim.model.draws import Block
from sim.model.members import Source, draw_choices, draw_values
from sim.model.rules import choose
from sim.record import calibration as cal
from sim.record import observation as obs
from sim.record.emboldenment import distinguish
from sim.record.hindcast import statistics
from sim.record.posterior import PRIOR_ROWS, learnt, witnesses
from sim.record.readings import HEADLINES, by_reading
from sim.record.rivals import rival_spread, rule_evidence
from sim.record.space_filling import (
    SpaceFilling,
    codes,
    codes_at,
    quantiles,
    sampled_keys,
    source,
)
from sim.runs import constrained
from sim.vocabulary.assumptions import READINGS, registry
from sim.vocabulary.evidence import load_targets
from sim.vocabulary.scenario import load

TARGETS = {t.id: t for t in load_targets()}
FIT = [t for t in TARGETS.values() if t.use == "fit"]
ONE = TARGETS["T026"]


@pytest.fixture(scope="module")
def small():
    return cal.constrain(load("baseline").policy, TARGETS.values(), members=1024, rows=64)


# the observation model


def total(targets, truth, discrepancy, weight=None):
    """Return the log likelihood of all targets with every bias integrated out, shape (run,)."""
    weight = obs.weights(targets) if weight is None else weight
    each = [obs.group_log_likelihood(g, truth, weight, discrepancy) for g in obs.groups(targets)]
    return sum(obs.log_mean(logs) for logs in each)


@pytest.mark.parametrize("name", ["T019", "T032", "T018", "T003"])
def test_a_report_has_a_density_and_its_noise_is_drawn_from_it(name):
    target = TARGETS[name]
    off = obs.noise(target, (np.arange(20_000) + 0.5) / 20_000, 0.1)
    below, above = obs.spreads(target, 0.1)

    def density(x):
        spread = below if x < 0 else above
        return 2 / (below + above) / math.sqrt(2 * math.pi) * math.exp(-0.5 * (x / spread) ** 2)

    for at in np.quantile(off, [0.05, 0.3, 0.5, 0.7, 0.95]):
        parts = [(-20 * below, min(at, 0.0)), (0.0, max(at, 0.0))]
        share = sum(integrate.quad(density, *part)[0] for part in parts)
        assert share == pytest.approx((off <= at).mean(), abs=2e-3)
    truth = target.central * np.exp(0.1) if target.scale == "log" else target.central + 0.05
    told = obs.log_likelihood(target, np.array([truth]), 1.0, 0.1)[0]
    assert told == pytest.approx(
        math.log(density(float(obs.error(target, np.array([truth]), target.central)[0])))
    )


def test_the_band_of_a_report_is_its_5_to_95_percent_range():
    below, above = obs.spreads(ONE, 0.0)
    assert ONE.central * math.exp(-obs.Z95 * below) == pytest.approx(ONE.low)
    assert ONE.central * math.exp(obs.Z95 * above) == pytest.approx(ONE.high)


def test_a_bias_is_integrated_out_as_quadrature_does_it():
    truth = np.array([1700.0, 2500.0, 3500.0])
    mine = [
        TARGETS["T026"],
        replace(TARGETS["T026"], id="b", central=2600.0, low=2300.0, high=3000.0),
    ]
    told = total(mine, np.stack([truth, truth]), 0.1)
    low, high = np.log(mine[0].bias)
    for x, log in zip(truth, told, strict=True):

        def likelihood(b, x=x):
            return math.exp(
                sum(obs.log_likelihood(t, np.array([x]), math.exp(b), 0.1)[0] / 2 for t in mine)
            )

        whole = integrate.quad(likelihood, low, high)[0] / (high - low)
        assert log == pytest.approx(math.log(whole), abs=5e-3)


def test_one_unit_of_weight_for_each_family_and_measure():
    weight = obs.weights(FIT)
    keys = {(t.family, t.measure) for t in FIT}
    assert weight.sum() == pytest.approx(len(keys))


def test_a_floor_counts_only_a_shortfall_and_a_count_is_likeliest_at_itself():
    floor = TARGETS["T036"]
    told = obs.log_likelihood(floor, np.array([20.0, 39.0, 40.0, 400.0]), 1.0, 0.2)
    assert told[0] < told[1] < told[2] == told[3] == 0.0
    count = obs.log_likelihood(TARGETS["T055"], np.arange(12.0), 1.0, 0.2)
    assert count.argmax() in (2, 3)
    chances = [
        np.exp(
            obs.log_likelihood(
                replace(TARGETS["T055"], low=k, central=k, high=k), np.array([3.0]), 1.0, 0.2
            )
        )[0]
        for k in range(200)
    ]
    assert sum(chances) == pytest.approx(1.0)


def test_implausibility_is_zero_where_some_bias_meets_the_report():
    truth = np.array([ONE.central / 1.5, ONE.central / 0.6, ONE.central / 3.0, ONE.central * 5])
    told = obs.implausibility([ONE], truth[None, :], 0.2)[0]
    assert told[0] == told[1] == pytest.approx(0.0, abs=1e-12)
    below, above = obs.spreads(ONE, 0.2)
    assert told[2] == pytest.approx(math.log(2) / below)
    assert told[3] == pytest.approx(math.log(3) / above)


# weights


def test_importance_weights_find_the_conjugate_posterior():
    target = replace(
        ONE, low=1000 * math.exp(-0.3), central=1000.0, high=1000 * math.exp(0.3), bias_text="1"
    )
    u = (np.arange(200_000) + 0.5) / 200_000
    truth = 800 * np.exp(0.5 * stats.norm.ppf(u))
    logs = total([target], truth[None, :], 0.2)
    weight = cal.normalised(logs, np.ones(len(u), dtype=bool))
    noise = (0.3 / obs.Z95) ** 2 + 0.2**2
    gain = 0.25 / (0.25 + noise)
    mean = (weight * np.log(truth)).sum()
    spread = math.sqrt((weight * (np.log(truth) - mean) ** 2).sum())
    assert mean == pytest.approx(math.log(800) + gain * math.log(1000 / 800), abs=1e-4)
    assert spread == pytest.approx(math.sqrt(0.25 * (1 - gain)), rel=1e-3)


def test_tempering_leaves_enough_members_and_no_more_than_needed():
    logs = -np.linspace(0, 400, 10_000)
    every = np.ones(len(logs), dtype=bool)
    power = cal.temper(logs, every)
    assert cal.effective(cal.normalised(logs, every, power)) == pytest.approx(
        cal.LEAST_EFFECTIVE, rel=1e-3
    )
    assert cal.temper(logs / 100, every) == 1.0


def test_resampling_gives_every_member_its_share_to_one_row():
    weight = np.array([0.5, 0.0, 0.3, 0.2])
    counts = np.bincount(cal.resample(weight, 101, 0.37), minlength=4)
    assert (np.abs(counts - 101 * weight) <= 1).all()


# the prior


def test_points_fill_every_margin_and_depend_on_nothing_else():
    points = quantiles(codes(3, range(1024)))
    assert points.shape == (1024, len(sampled_keys()))
    counts = [np.histogram(column, bins=64, range=(0, 1))[0] for column in points.T]
    assert np.max(np.abs(np.array(counts) - 16)) <= 1
    np.testing.assert_array_equal(codes(3, range(100, 110)), codes(3, range(1024))[100:110])
    np.testing.assert_array_equal(
        codes_at(3, [0, 1, 7, 1000]), codes(3, range(1024))[[0, 1, 7, 1000]]
    )


def test_a_block_of_the_prior_changes_no_member():
    policy = load("baseline").policy
    whole, _ = statistics(
        SpaceFilling((policy,), 64, 1, 10), [TARGETS["T040"], TARGETS["T012"]][:1]
    )
    parts, _ = statistics(SpaceFilling((policy,), 64, 1, 10, block_runs=16), [TARGETS["T040"]])
    np.testing.assert_array_equal(whole, parts)


# the fit


def test_the_same_command_gives_the_same_bytes_and_check_rows_change_nothing(small, tmp_path):
    def shaken(t):
        if t.use == "fit":
            return replace(t, note="reworded", evidence="C001")
        return replace(t, central=10 * t.central, high=20 * t.high, end=date(2024, 8, 30))

    other = [shaken(t) for t in reversed(TARGETS.values())]
    other = sorted(other, key=lambda t: t.id)
    again = cal.constrain(load("baseline").policy, other, members=1024, rows=64)
    small.ensemble.save(tmp_path / "a.npz")
    again.ensemble.save(tmp_path / "b.npz")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_the_order_of_targets_moves_weights_only_by_rounding(small):
    other = cal.constrain(
        load("baseline").policy, list(TARGETS.values())[::-1], members=1024, rows=64
    )
    np.testing.assert_allclose(other.weights, small.weights, rtol=1e-9, atol=1e-15)


def test_a_changed_fit_row_changes_the_fit(small):
    other = [
        replace(t, central=1.3 * t.central, low=1.3 * t.low, high=1.3 * t.high)
        if t.use == "fit" and t.measure == "dprk.containers_shipped"
        else t
        for t in TARGETS.values()
    ]
    found = cal.constrain(load("baseline").policy, other, members=1024, rows=64)
    assert found.ensemble.made["fit_targets_hash"] != small.ensemble.made["fit_targets_hash"]
    assert not np.allclose(found.weights, small.weights)


def test_a_record_without_fit_rows_or_members_is_refused():
    policy = load("baseline").policy
    with pytest.raises(InputError, match="no row has use = fit"):
        cal.constrain(policy, [TARGETS["T010"]], members=1024)
    with pytest.raises(InputError, match="powers of two from 1024 on"):
        cal.constrain(policy, FIT, members=10)
    wild = [
        replace(t, central=1e3 * t.central, low=1e3 * t.low, high=1e3 * t.high)
        if t.id == "T051"
        else t
        for t in FIT
    ]
    with pytest.raises(InputError, match="leaves no member"):
        cal.constrain(policy, wild, members=1024)


def test_an_ensemble_survives_its_file(small, tmp_path):
    small.ensemble.save(tmp_path / "e.npz")
    back = constrained.load(tmp_path / "e.npz")
    assert back.made == small.ensemble.made
    assert back.table.quantiles.shape == (64, len(sampled_keys()))
    assert ((back.table.quantiles > 0) & (back.table.quantiles < 1)).all()
    assert constrained.stale(back) is None


def test_a_stale_or_damaged_ensemble_says_so_in_one_line(small, tmp_path):
    old = replace(small.ensemble, made={**small.ensemble.made, "assumptions_hash": "0"})
    told = constrained.stale(old)
    assert "other assumptions" in told
    assert "sim constrain" in told
    old = replace(small.ensemble, made={**small.ensemble.made, "fit_targets_hash": "0"})
    assert "other fit targets" in constrained.stale(old)
    bad = tmp_path / "bad.npz"
    bad.write_bytes(b"PK nothing")
    for path in (bad, tmp_path / "none.npz"):
        with pytest.raises(InputError, match="rebuild it"):
            constrained.load(path)


def test_the_shipped_ensemble_fits_this_model():
    made = constrained.load()
    assert constrained.stale(made) is None
    assert made.keys == sampled_keys()
    assert made.made["effective_sample_size"] >= 300
    assert len(made.table.quantiles) >= 1000
    assert sum(made.made["reading_weights"].values()) == pytest.approx(1.0, abs=1e-3)
    score = json.loads(constrained.score_path().read_text(encoding="utf-8"))
    assert 0.8 <= score["fit"]["coverage90"] <= 1.0
    assert score["check"]["coverage90"] >= 0.75
    assert score["shells_band_factor"] <= 4.0
    assert score["check"]["crps"] < score["check"]["prior_crps"]
    assert score["check"]["crps_there"] < score["check"]["persistence_crps"]
    assert "90\u00a0%" in constrained.badge()


def test_a_row_of_the_shipped_ensemble_is_the_member_that_was_weighed(small):
    policy = load("baseline").policy
    row = small.ensemble.codes[0]
    index = int(np.flatnonzero((codes(1, range(1024)) == row).all(axis=1))[0])
    of = [TARGETS["T040"], TARGETS["T052"]]
    at_prior = statistics(SpaceFilling((policy,), 1024, 1, 4), of)[0][:, index]
    table = replace(small.ensemble, codes=row[None, :], counts=np.array([1], dtype=np.uint16)).table
    from sim.runs.ensemble import Experiment

    shipped = statistics(Experiment((policy,), 4, 9, 4, table), of)[0][:, 0]
    np.testing.assert_array_equal(shipped, at_prior)


def test_what_was_learnt_names_every_sampled_assumption(small):
    found = learnt(load("baseline").policy, small.ensemble)
    assert {each.key for each in found} == {e.key for e in registry() if e.sampled}
    assert [each.distance for each in found] == sorted(
        (each.distance for each in found), reverse=True
    )


def test_leaving_a_witness_out_changes_the_readings(small):
    found = witnesses(small)
    assert {name for w in found for name in w.targets} == {t.id for t in FIT}
    assert all(sum(w.without) == pytest.approx(1, abs=1e-3) for w in found)


def test_question_8_has_an_answer():
    verdict = distinguish(records=100)
    assert 0.5 < verdict.right < 1.0
    assert 0.5 < verdict.area < 1.0
    assert "distinguishable" in verdict.answer


# simulation-based calibration


def ranks(truths, logs_of, draws):
    """Return the posterior share of draws below each true value, (truth, parameter)."""
    every = np.ones(len(draws), dtype=bool)
    out = []
    for i, (truth, own) in enumerate(truths):
        weight = cal.normalised(logs_of(i, truth), every)
        out.append(((draws < own) * weight[:, None]).sum(axis=0))
    return np.array(out)


def test_ranks_of_synthetic_truths_are_uniform_on_a_small_model():
    luck = np.random.default_rng(5)
    mine = [
        replace(ONE, bias_text="0.6-1.5"),
        replace(ONE, id="b", bias_text="0.6-1.5"),
        replace(ONE, id="c", family="x", bias_text="1"),
    ]
    draws = 2000 * np.exp(0.5 * luck.standard_normal(4000))
    truths = []
    for own in 2000 * np.exp(0.5 * luck.standard_normal(300)):
        truths.append((synthetic(mine, np.full(3, own), luck), np.array([own])))

    def logs(_, reported):
        return total(reported, np.tile(draws, (3, 1)), 0.2, np.ones(3))

    found = ranks(truths, logs, draws[:, None])
    assert stats.kstest(found[:, 0], "uniform").pvalue > 0.01


def synthetic(targets, truth, luck):
    """Return targets whose reports are drawn from the observation model."""
    bias = {
        group.key: math.exp(luck.uniform(*np.log(group.targets[0].bias)))
        for group in obs.groups(targets)
    }
    made = []
    for target, value in zip(targets, truth, strict=True):
        central = target.central
        if target.scale == "log":
            off = obs.noise(target, luck.random(1), 0.2)[0]
            central = max(value * bias[target.group], 1e-9) * math.exp(-off)
            factor = central / target.central
            made.append(
                replace(target, low=factor * target.low, central=central, high=factor * target.high)
            )
    return made


@pytest.mark.heavy
def test_ranks_of_synthetic_truths_are_uniform_on_the_model():
    policy = load("baseline").policy
    mine = [TARGETS[name] for name in ("T007", "T014", "T022", "T028", "T035", "T048")]
    keys = (
        "russia.fire_demand",
        "dprk.shell_stock",
        "exchange.rounds_per_container",
        "missiles.later_rate",
        "theft.incidents",
    )
    truth, _ = statistics(SpaceFilling((policy,), 2**14, 1, 71), mine)
    other, _ = statistics(SpaceFilling((policy,), 256, 2, 71), mine)

    def values(seed, members):
        drawn = source(seed, range(members), codes(seed, range(members)))
        block = Block(range(members))
        reading = choose([policy], block, draw_choices(drawn))["reading"].codes
        found = draw_values(drawn, [policy], block, reading)
        return np.stack(
            [*(found[key] for key in keys), reading + drawn.quantile("structure.reading")], axis=1
        )

    luck = np.random.default_rng(7)
    own = values(2, 256)
    truths = [(synthetic(mine, other[:, i], luck), own[i]) for i in range(256)]

    def logs(_, reported):
        return total(reported, truth, 0.2, np.ones(len(mine)))

    found = ranks(truths, logs, values(1, 2**14))
    for column in found.T:
        assert stats.kstest(column, "uniform").pvalue > 0.001


@pytest.mark.heavy
def test_rebuilding_gives_the_shipped_files_again(tmp_path):
    code = "from sim.cli.hindcast import constrain; from pathlib import Path; import sys; constrain(targets=None, members=2**18, rows=2048, seed=1, workers=2, out=Path(sys.argv[1]))"
    subprocess.run(
        [sys.executable, "-c", f"if __name__ == '__main__':\n    {code}", str(tmp_path)],
        check=True,
        timeout=600,
    )
    for path in constrained.folder_of().iterdir():
        if path.suffix in {".npz", ".csv", ".json"}:
            assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


@pytest.mark.heavy
def test_the_discrepancy_is_what_rival_rules_move():
    spread, _ = rival_spread(load("baseline").policy, FIT)
    assert spread == pytest.approx(cal.DISCREPANCY, rel=0.1)


@pytest.mark.heavy
def test_the_record_speaks_against_a_standing_share_of_orders_and_is_silent_on_effort():
    told = rule_evidence(load("baseline").policy, FIT, members=2**13)
    assert told["orders=fixed_share"] < 0.05
    assert 0.3 < told["effort=fixed"] < 3.0


@pytest.mark.heavy
def test_headlines_are_answered_for_every_reading():
    asked = [HEADLINES[0], next(h for h in HEADLINES if h.question.startswith("Q7"))]
    found = by_reading(
        constrained.load(constrained.path_of("readings.npz")), members=32, headlines=asked
    )
    assert all(set(answer.bands) == set(READINGS) for answer in found)
    assert found[1].bands["slower_industry"][1] < found[1].bands["restocking"][1] <= 0.0
    assert found[1].disagree


def test_prior_rows_are_powers_of_two_so_that_points_stay_balanced():
    assert math.log2(cal.MEMBERS).is_integer()
    assert math.log2(PRIOR_ROWS).is_integer()
    assert len(READINGS) == 3
    assert Source.prior(1, range(4)).table is None


def test_a_bias_may_differ_in_a_reading():
    one = replace(ONE, bias_text="0.5-0.9; slower_industry x 1.5")
    reading = np.array([READINGS.index("heavier_fire"), READINGS.index("slower_industry")])
    truth = np.array([[1000.0, 1000.0]])
    assert obs.shown([one], truth, reading).tolist() == [[1000.0, 1500.0]]
    with pytest.raises(InputError, match="did you mean 'slower_industry'"):
        replace(ONE, bias_text="0.5-0.9; slower_industri x 1.5").by_reading  # noqa: B018
