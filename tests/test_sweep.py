"""Sweeps: the same bits whoever computes them, in any order, and every run accounted for."""

import json
import os
import shutil
import subprocess
import sys
import time

import numpy as np
import pytest
import xarray as xr

from sim.ground.errors import InputError, StoppedError
from sim.runs.ensemble import Experiment, run_block
from sim.sweeps import block as block_module
from sim.sweeps import runner
from sim.sweeps.designs.design import Picture
from sim.sweeps.estimate import estimate
from sim.sweeps.export import export
from sim.sweeps.grids import completed, curves, maps
from sim.sweeps.job import Job
from sim.sweeps.reader import open_sweep
from sim.sweeps.reduce import histogram, one_number, quantiles, quantiles_of_histogram
from sim.sweeps.replay import replay
from sim.sweeps.runner import Workers, sweep
from tests.sweep_cases import BLOCK, bits, small


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sweep") / "inline"
    finished = sweep(small(), str(folder), block_runs=BLOCK)
    assert (finished.planned, finished.done, finished.failed) == (72, 72, 0)
    return folder


def test_any_order_of_blocks_gives_the_same_bits(done, tmp_path, monkeypatch):
    forward = runner.run_blocks
    monkeypatch.setattr(runner, "run_blocks", lambda s, w, *rest: forward(s, w[::-1], *rest))
    sweep(small(), str(tmp_path / "back"), block_runs=BLOCK)
    assert bits(tmp_path / "back") == bits(done)


def test_two_workers_give_the_same_bits_as_none(done, tmp_path):
    sweep(small(), str(tmp_path / "two"), block_runs=BLOCK, workers=Workers(2))
    assert bits(tmp_path / "two") == bits(done)


@pytest.mark.heavy
@pytest.mark.parametrize("count", [3, 4])
def test_any_number_of_workers_gives_the_same_bits(done, tmp_path, count):
    sweep(small(), str(tmp_path / "some"), block_runs=BLOCK, workers=Workers(count))
    assert bits(tmp_path / "some") == bits(done)


@pytest.fixture
def elsewhere(tmp_path):
    """Address of a scheduler with one worker, as a user starts them: in processes of their own."""
    known = tmp_path / "scheduler.json"
    words = ("scheduler --host 127.0.0.1 --port 0 --no-dashboard", "worker --no-nanny --nthreads 1")
    made = [
        subprocess.Popen(
            [sys.executable, "-m", "dask", *line.split(), "--scheduler-file", str(known)],
            cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        for line in words
    ]  # fmt: skip
    try:
        for _ in range(600):
            if known.exists() and known.read_text():
                break
            time.sleep(0.1)
        yield json.loads(known.read_text())["address"]
    finally:
        for process in reversed(made):
            process.terminate()
            process.wait()


@pytest.mark.heavy
def test_a_scheduler_elsewhere_gives_the_same_bits(done, tmp_path, elsewhere):
    where = Workers(1, elsewhere)
    sweep(small(), str(tmp_path / "away"), block_runs=BLOCK, workers=where)
    assert bits(tmp_path / "away") == bits(done)


def test_local_workers_keep_the_memory_that_a_step_frees():
    from sim.ground.workers import TRIM, local

    with local(1) as client:
        (found,) = client.run(os.environ.get, TRIM).values()
    assert found is None


def test_the_block_size_does_not_change_a_number(done, tmp_path):
    sweep(small(), str(tmp_path / "wide"), block_runs=4096)
    sweep(small(), str(tmp_path / "narrow"), block_runs=8)
    one = open_sweep(str(done)).runs.load()
    for other in ("wide", "narrow"):
        found = open_sweep(str(tmp_path / other))
        xr.testing.assert_identical(found.runs.load().drop_attrs(), one.drop_attrs())
        again = found.quantiles.load().drop_attrs()
        xr.testing.assert_identical(again, open_sweep(str(done)).quantiles.load().drop_attrs())


def test_numbers_are_those_of_the_ensemble(done):
    made = small()
    whole = Experiment(made.policies, made.members, made.seed, made.weeks, block_runs=4096)
    got = run_block(whole, next(whole.pieces()), ("russia.shells_fired", "capability.index"))
    fired = got.values["russia.shells_fired"].astype(float).sum(axis=0).reshape(6, 12)
    found = open_sweep(str(done))
    np.testing.assert_allclose(found.runs["russia.shells_fired"].values, fired, rtol=1e-6)
    index = got.values["capability.index"][-1]
    np.testing.assert_array_equal(
        found.runs["capability.index"].values, np.moveaxis(index.reshape(5, 6, 12), 0, -1)
    )
    series = got.values["russia.shells_fired"].reshape(10, 6, 12)[..., :3]
    np.testing.assert_array_equal(
        found.series["russia.shells_fired"].values, np.moveaxis(series, 0, -1)
    )
    middle = np.median(fired, axis=1)
    np.testing.assert_allclose(
        found.quantiles["russia.shells_fired"].sel(quantile=0.5).values, middle, rtol=1e-6
    )


@pytest.mark.parametrize(("policy", "member"), [(0, 0), (4, 11)])
def test_a_replayed_run_has_the_same_bits(done, policy, member):
    again = replay(str(done), policy, member)
    assert again.differ == ()
    assert set(again.stored) == {"capability.index", "russia.shells_fired", "trade.binding"}
    kept = open_sweep(str(done)).series["russia.shells_fired"]
    if member < 3:
        np.testing.assert_array_equal(
            kept.values[policy, member], again.recorded.values["russia.shells_fired"][:, 0]
        )


def test_a_run_that_is_not_there_cannot_be_replayed(done):
    with pytest.raises(InputError, match="outside 0 to 5"):
        replay(str(done), 6, 0)


def test_policies_that_span_blocks_have_exact_quantiles(tmp_path):
    made = small(members=40)
    sweep(made, str(tmp_path / "a"), block_runs=BLOCK)
    found = open_sweep(str(tmp_path / "a"))
    fired = found.runs["russia.shells_fired"].values.astype(float)
    expected = np.quantile(fired, found.design.save.quantiles, axis=1).T
    np.testing.assert_allclose(found.quantiles["russia.shells_fired"].values, expected, rtol=1e-6)


def test_histograms_give_quantiles_to_a_percent_without_single_runs(tmp_path):
    kept = {"measures": ["russia.shells_fired", "trade.pace"], "values": False}
    sweep(small(members=40, save=kept), str(tmp_path / "a"), block_runs=BLOCK)
    sweep(small(members=40), str(tmp_path / "b"), block_runs=BLOCK)
    rough = open_sweep(str(tmp_path / "a")).quantiles["russia.shells_fired"].values
    fired = open_sweep(str(tmp_path / "b")).runs["russia.shells_fired"].values
    at = open_sweep(str(tmp_path / "b")).design.save.quantiles
    exact = np.quantile(fired, at, axis=1, method="lower").T
    np.testing.assert_allclose(rough, exact, rtol=0.011)
    assert not (tmp_path / "a" / "results.zarr" / "russia.shells_fired").exists()


def test_histograms_may_be_added_and_know_signs_and_zero():
    values = np.array([[-5.0, 0.0, 3.0, 1e6, 2.0, np.nan]], dtype=np.float32)
    failed = np.array([False] * 5 + [True])
    whole = histogram(values, failed)
    parts = histogram(values[:, :2], failed[:2]) + histogram(values[:, 2:], failed[2:])
    np.testing.assert_array_equal(whole, parts)
    found = quantiles_of_histogram(whole, (0.0, 0.25, 0.5, 0.75, 1.0))[:, 0]
    np.testing.assert_allclose(found, [-5, 0, 2, 3, 1e6], rtol=0.011)


def test_quantiles_leave_out_failed_runs():
    values = np.array([[1.0, 2.0, np.nan, 3.0]], dtype=np.float32)
    failed = np.array([False, False, True, False])
    assert quantiles(values, failed, (0.0, 0.5, 1.0)).tolist() == [[1.0], [2.0], [3.0]]
    assert np.isnan(quantiles(values, np.ones(4, bool), (0.5,))).all()


def test_a_sum_of_one_run_is_that_of_many():
    stored = np.random.default_rng(0).random((260, 5, 37)).astype(np.float32)
    many = one_number("mean", stored)
    for run in (0, 36):
        one = one_number("mean", stored[..., run : run + 1])
        np.testing.assert_array_equal(one[..., 0], many[..., run])


def poisoned(monkeypatch):
    """Make one run of every block that holds policy 3, member 5 fail."""
    real = run_block

    def run(experiment, piece, keep):
        hit = 3 in piece.policies and 5 in piece.members
        if hit:
            raise OverflowError("cannot convert float infinity to integer")
        return real(experiment, piece, keep)

    monkeypatch.setattr(block_module, "run_block", run)


def test_a_run_that_cannot_be_computed_costs_that_run_only(done, tmp_path, monkeypatch):
    poisoned(monkeypatch)
    target = str(tmp_path / "a")
    finished = sweep(small(), target, block_runs=BLOCK)
    assert (finished.done, finished.failed) == (71, 1)
    assert (finished.first[0].policy, finished.first[0].member) == (3, 5)
    listed = (tmp_path / "a" / "failures.csv").read_text().splitlines()
    assert listed[1].startswith("3,5,0,OverflowError")
    clean = open_sweep(str(done)).runs.load()
    found = open_sweep(target).runs.load()
    for name in clean.data_vars:
        different = (clean[name] != found[name]).values.reshape(6, 12, -1).any(axis=-1)
        assert np.argwhere(different).tolist() == [[3, 5]]
    assert np.isfinite(open_sweep(target).quantiles["russia.shells_fired"].values).all()
    monkeypatch.undo()
    assert sweep(small(), target, block_runs=BLOCK, resume=True).failed == 0
    assert bits(tmp_path / "a") == bits(done)


def unchecked(monkeypatch):
    """Let values pass that a design is refused for, so that a run fails inside a block."""
    place = "sim.sweeps.designs.fields.fixed_value"
    monkeypatch.setattr(place, lambda _where, _key, value, _entries: float(value))


def test_an_absurd_assumption_costs_its_own_runs_only(tmp_path, monkeypatch):
    unchecked(monkeypatch)
    values = [2e6, -1e12, 3e6]
    made = small(axes={}, sample={"method": "list", "values": {"russia.shell_stock": values}})
    finished = sweep(made, str(tmp_path / "a"), block_runs=64)
    assert {f.policy for f in finished.first} == {1}
    assert {f.reason for f in finished.first} == {
        "shells [rounds]: a stock fell to -1e+12 in week 0"
    }
    assert finished.failed == 12
    healthy = open_sweep(str(tmp_path / "a")).runs["russia.shells_fired"].values[[0, 2]]
    assert np.isfinite(healthy).all()


@pytest.mark.heavy
def test_one_poisoned_run_in_ten_thousand_costs_that_run_only(tmp_path, monkeypatch):
    unchecked(monkeypatch)
    values = [2e6 + 100.0 * i for i in range(10_000)]
    values[7_777] = -1e12
    save = {"measures": ["russia.shells_fired"]}
    sample = {"method": "list", "values": {"russia.shell_stock": values}}
    made = small(axes={}, members=1, weeks=26, sample=sample, save=save)
    finished = sweep(made, str(tmp_path / "a"))
    assert (finished.planned, finished.done, finished.failed) == (10_000, 9_999, 1)
    values[7_777] = values[7_776]
    sample = {"method": "list", "values": {"russia.shell_stock": values}}
    sweep(small(axes={}, members=1, weeks=26, sample=sample, save=save), str(tmp_path / "b"))
    bad, good = (open_sweep(str(tmp_path / x)).runs["russia.shells_fired"].values for x in "ab")
    assert np.flatnonzero(bad[:, 0] != good[:, 0]).tolist() == [7_777]


def test_a_stopped_sweep_says_how_to_go_on_and_does(done, tmp_path):
    seen = []

    def stop(progress):
        seen.append(progress)
        if progress.runs >= 24:
            raise KeyboardInterrupt

    with pytest.raises(StoppedError, match=r"24 of 72 runs kept; go on .* --resume"):
        sweep(small(), str(tmp_path / "a"), block_runs=BLOCK, report=stop)
    with pytest.raises(InputError, match="unfinished sweep; add --resume"):
        sweep(small(), str(tmp_path / "a"), block_runs=BLOCK)
    finished = sweep(small(), str(tmp_path / "a"), block_runs=BLOCK, resume=True)
    assert finished.computed == 48
    assert bits(tmp_path / "a") == bits(done)


def test_a_scheduler_that_does_not_answer_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr("sim.ground.workers.ANSWER_SECONDS", 1)
    with pytest.raises(InputError, match="check that it runs"):
        sweep(small(), str(tmp_path / "a"), workers=Workers(1, "tcp://127.0.0.1:9"))


def test_the_estimate_counts_what_is_written(done):
    expected = estimate(Job(small(), block_runs=BLOCK))
    chunks = sum(p.stat().st_size for p in done.rglob("*") if p.is_file())
    assert expected.runs == 72
    assert not expected.large
    assert chunks < 2 * expected.bytes


def test_maps_and_curves_hold_the_medians(done):
    found = open_sweep(str(done))
    made = maps(found, completed(found, Picture("russia.shells_fired")))
    ((_, values),) = made.planes
    assert values.shape == (3, 2)
    fired = found.runs["russia.shells_fired"].values.astype(float) / 70
    np.testing.assert_allclose(values, np.median(fired, axis=1).reshape(2, 3).T, rtol=1e-6)
    made = curves(found, Picture("capability.index", "actor=dprk", "designation_tempo"))
    assert made.panels[0][1][0].shape == (5, 3)


@pytest.mark.parametrize("kind", ["netcdf", "parquet", "csv", "excel"])
def test_exports_hold_every_run(done, tmp_path, kind):
    import pandas as pd

    path = export(open_sweep(str(done)), kind, tmp_path)
    if kind == "netcdf":
        with xr.open_dataset(path) as found:
            assert found["russia.shells_fired"].shape == (6, 12)
        return
    read = {
        "parquet": pd.read_parquet,
        "csv": pd.read_csv,
        "excel": lambda p: pd.read_excel(p, sheet_name="runs"),
    }
    table = read[kind](path)
    assert len(table) == 72
    assert table["capability.index[actor=dprk]"].notna().all()


def test_what_a_killed_write_left_goes_with_the_next_resume(done, tmp_path):
    url = tmp_path / "store"
    shutil.copytree(done, url)
    left = url / "results.zarr" / "reading" / f".5.0.{32 * 'a'}"
    theirs = url / "results.zarr" / ".notes"
    for path in (left, theirs):
        path.write_bytes(b"half")
    sweep(small(), str(url), block_runs=BLOCK, resume=True)
    assert not left.exists()
    assert theirs.exists()
    theirs.unlink()
    assert bits(url) == bits(done)


def test_a_folder_in_which_a_killed_sweep_had_hardly_begun_is_taken(tmp_path):
    url = tmp_path / "store"
    url.mkdir()
    (url / f".run.json.{32 * 'a'}").write_bytes(b"half")
    sweep(small(), str(url), block_runs=BLOCK)
    assert open_sweep(str(url)).level("russia.shells_fired").size
    assert not [path for path in url.iterdir() if path.name.startswith(".")]
    other = tmp_path / "other"
    other.mkdir()
    (other / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match="other files"):
        sweep(small(), str(other), block_runs=BLOCK)
