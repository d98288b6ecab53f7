"""Killed at any moment a verb leaves the earlier result or the new one; the next one mends it."""

import os
import random
import signal
import time
from pathlib import Path

import pytest
from dask import threaded

from sim.cli import main as command_line
from sim.ground.errors import InputError
from sim.ground.writing import OLD, PART
from sim.runs.constrained import load as load_ensemble
from sim.runs.constrained import require_pair
from sim.runs.results import open_results
from sim.sweeps.reader import open_sweep

pytestmark = [pytest.mark.heavy, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
RANDOM_KILLS = 5
WORST_KILLS = 5
"""Of each verb: at random moments, and as a file or folder is put in its place."""

DESIGN = """edition = 2
members = 24
seed = 3
weeks = 8
[axes]
designation_tempo = {{from = 0, to = 4, steps = {steps}}}
[save]
measures = ["russia.shells_fired"]
"""
RUN = ("run", "baseline", "--members", "8", "--weeks", "12", "--prior", "--out", "out")
COMPARE = ("compare", "baseline", "oil_squeeze", *RUN[2:])
SWEEP = ("sweep", "d.toml", "--yes", "--workers", "1", "--prior", "--out", "out")
EXPORT = (*SWEEP, "--resume", "--format", "csv")
PLOT = ("plot", "out", "--figure", "shells", "--figure", "evidence", "--out", "figures")
HINDCAST = ("hindcast", "baseline", "--members", "12", "--prior", "--out", "out", "--overwrite")
CONSTRAIN = ("constrain", "--members", "2048", "--rows", "32", "--workers", "1", "--out", "out")


def run_is_whole():
    return len(open_results("out").bands.data_vars) > 50


def sweep_is_whole():
    return open_sweep("out").level("russia.shells_fired").shape == (5,)


def table_is_whole():
    lines = Path("out/runs.csv").read_text().splitlines()
    return sweep_is_whole() and len(lines) == 1 + 5 * 24 and lines[-1].count(",") > 1


def figures_are_whole():
    found = [p for p in Path("figures").glob("*.*") if not p.name.startswith(".")]  # no leftover
    ends = {".png": b"IEND\xaeB`\x82", ".svg": b"</svg>\n"}
    return len(found) == 4 and all(p.read_bytes().endswith(ends[p.suffix]) for p in found)


def hindcast_is_whole():
    names = ("hindcast.csv", "draws.csv", "biases.csv", "run.json", "written.json")
    return all((Path("out") / name).stat().st_size for name in names)


def ensemble_is_whole():
    one, other = (
        load_ensemble(Path("out") / f"{name}.npz") for name in ("constrained", "readings")
    )
    require_pair(one, other, Path("out"))
    return True


VERBS = {
    "run": ((), (*RUN, "--overwrite"), run_is_whole),
    "compare": ((), (*COMPARE, "--overwrite"), run_is_whole),
    "sweep": ((), (*SWEEP, "--resume"), sweep_is_whole),
    "export": ((SWEEP,), EXPORT, table_is_whole),
    "plot": ((RUN,), PLOT, figures_are_whole),
    "hindcast": ((), HINDCAST, hindcast_is_whole),
    "constrain": ((), CONSTRAIN, ensemble_is_whole),
}


def started(words, log, die_at=0):
    """Start a verb in a child that may kill itself as it puts its n-th file in its place."""
    child = os.fork()
    if child:
        return child
    try:
        with Path(log).open("w") as stream:
            os.dup2(stream.fileno(), 1)
            os.dup2(stream.fileno(), 2)
        threaded.default_pool = None  # threads of the parent are none of the child's
        threaded.pools.clear()
        _armed(die_at)
        command_line.sys.argv = ["sim", *words]
        command_line.main()
    except SystemExit as end:
        os._exit(int(end.code or 0))
    os._exit(70)


def _armed(die_at):
    """Let the process kill itself after its n-th rename."""
    left = [die_at]
    for name in ("rename", "replace"):
        original = getattr(Path, name)

        def put(path, target, original=original):
            out = original(path, target)
            left[0] -= 1
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)
            return out

        setattr(Path, name, put)


def ended(child):
    _, status = os.waitpid(child, 0)
    return os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0


def whole_or_refused(whole):
    """Whether what is there is whole; half a result must be refused, not read."""
    try:
        assert whole()
    except (InputError, FileNotFoundError):
        return False
    return True


def leftovers():
    return [p for p in Path().rglob(".*") if p.name.endswith((f".{PART}", f".{OLD}"))]


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "d.toml").write_text(DESIGN.format(steps=5))
    return tmp_path


@pytest.mark.parametrize("verb", VERBS)
def test_a_killed_verb_leaves_what_was_or_what_will_be(verb, place):
    before, words, whole = VERBS[verb]
    for earlier in before:
        assert ended(started(earlier, place / "log"))
    began = time.monotonic()
    assert ended(started(words, place / "log")), (place / "log").read_text()
    length = time.monotonic() - began
    assert whole()
    random_, kept, killed = random.Random(7), verb not in ("sweep", "plot", "export"), 0
    moments = [("random", random_.uniform(0.05, 0.98)) for _ in range(RANDOM_KILLS)]
    for kind, when in [*moments, *(("worst", n) for n in range(1, WORST_KILLS + 1))]:
        if verb == "sweep":
            ended(
                started(
                    (*SWEEP, "--overwrite"),
                    place / "log",
                    die_at=0 if kind == "random" else 3 * when,
                )
            )
        child = started(words, place / "log", die_at=when if kind == "worst" else 0)
        if kind == "random":
            time.sleep(when * length)
            os.kill(child, signal.SIGKILL)
        killed += not ended(child)
        fine = whole_or_refused(whole)
        there = Path("out").exists()
        assert ended(started(words, place / "log")), (place / "log").read_text()
        said = (place / "log").read_text()
        assert whole(), f"{verb} {kind} {when}"
        assert not leftovers(), f"{verb} {kind} {when}: {leftovers()}"
        assert fine or not kept or not there or "sim:" in said, f"{verb} {kind} {when}: {said}"
    assert killed >= WORST_KILLS - 2
