"""Killed workers and killed parents: nothing is lost, and the bits are those of a quiet sweep."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from sim.sweeps.runner import Workers, sweep
from tests.sweep_cases import bits, small

BLOCK = 64
CALL = """
import sys
import time
sys.path.insert(0, {root!r})
from sim.ground.errors import StoppedError
from sim.sweeps.runner import Workers, sweep
from tests.test_sweep_kills import BLOCK, long
if __name__ == "__main__":
    try:
        sweep(long(), sys.argv[1], block_runs=BLOCK, workers=Workers(int(sys.argv[2])), resume=True,
              report=lambda p: (print(p.earlier + p.runs, flush=True), time.sleep(0.1 * (sys.argv[2] == "1"))))
    except StoppedError as error:
        print(error, flush=True)
        sys.exit(130)
"""


def long():
    return small(members=64, weeks=60, axes={"designation_tempo": [i / 8 for i in range(24)]})


@pytest.fixture(scope="module")
def quiet(tmp_path_factory):
    folder = tmp_path_factory.mktemp("quiet") / "a"
    sweep(long(), str(folder), block_runs=BLOCK)
    return bits(folder)


def started(folder, tmp_path, workers):
    script = tmp_path / "call.py"
    script.write_text(CALL.format(root=str(Path(__file__).parent.parent)))
    return subprocess.Popen(
        [sys.executable, str(script), str(folder), str(workers)], stdout=subprocess.PIPE, text=True
    )


def until(process, runs):
    for line in process.stdout:
        if line.strip().isdigit() and int(line) >= runs:
            return int(line)
    return -1


def ended(process):
    """Kill a process that the test started, and wait until its workers are gone as well."""
    children = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    process.communicate()
    _, alive = psutil.wait_procs(children, timeout=20)
    assert not alive


def records(folder):
    return len(list(Path(folder, "blocks").rglob("[0-9]*.json")))


@pytest.mark.heavy
def test_a_killed_worker_changes_nothing(quiet, tmp_path):
    killed = []

    def kill(progress):
        if progress.runs >= 4 * BLOCK and not killed:
            mine = psutil.Process().children(recursive=True)
            worker = next(c for c in mine if "spawn_main" in " ".join(c.cmdline()))
            killed.append(worker.pid)
            os.kill(worker.pid, signal.SIGKILL)

    finished = sweep(long(), str(tmp_path / "a"), block_runs=BLOCK, workers=Workers(2), report=kill)
    assert killed
    assert finished.failed == 0
    assert bits(tmp_path / "a") == quiet


@pytest.mark.heavy
def test_a_killed_parent_costs_at_most_a_block_a_worker(quiet, tmp_path):
    folder = tmp_path / "a"
    process = started(folder, tmp_path, 2)
    assert until(process, 6 * BLOCK) > 0
    ended(process)
    before = {p: p.stat().st_mtime_ns for p in Path(folder, "blocks").rglob("[0-9]*.json")}
    assert 6 <= len(before) < 24
    finished = sweep(long(), str(folder), block_runs=BLOCK, resume=True)
    assert finished.computed == (24 - len(before)) * BLOCK
    assert all(p.stat().st_mtime_ns == then for p, then in before.items())
    assert bits(folder) == quiet


@pytest.mark.heavy
def test_ctrl_c_stops_cleanly_and_resume_ends_it(quiet, tmp_path):
    folder = tmp_path / "a"
    process = started(folder, tmp_path, 1)
    assert until(process, 2 * BLOCK) > 0
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "--resume" in said
    sweep(long(), str(folder), block_runs=BLOCK, resume=True)
    assert bits(folder) == quiet


@pytest.mark.heavy
def test_twenty_kills_at_random_moments_lose_nothing(quiet, tmp_path):
    folder, chance, kept = tmp_path / "a", random.Random(4), 0
    for kill in range(20):
        process = started(folder, tmp_path, 1 + kill % 2)
        if chance.random() < 0.5:
            until(process, 0)
        time.sleep(chance.random() * 0.6)
        if process.poll() is None:
            ended(process)
        process.stdout.close()
        now = records(folder) if folder.exists() else 0
        assert now >= kept
        kept = now
    sweep(long(), str(folder), block_runs=BLOCK, resume=True)
    assert bits(folder) == quiet
