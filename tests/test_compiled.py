"""The compiled week gives what NumPy gives, whatever the block, the threads and the order."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from sim.compiled import cache, compiled
from sim.compiled.elementary import UFUNCS, apply
from sim.compiled.engine import run_compiled
from sim.compiled.graph import Graph
from sim.compiled.inputs import Reading
from sim.compiled.nest import Walk
from sim.compiled.symbols import RecordingError, Traced
from sim.ground.errors import InputError
from sim.ground.files import shipped
from sim.model.mechanisms import shells
from sim.runs import engines
from sim.runs.ensemble import Experiment, Piece, run_block
from sim.sweeps import runner
from sim.sweeps.designs.given import design_of
from sim.sweeps.reader import open_sweep
from sim.sweeps.replay import replay
from sim.vocabulary.levers import structures
from sim.vocabulary.measures import measures
from sim.vocabulary.scenario import load, parse
from tests.sweep_cases import BLOCK, bits, small

ALL = tuple(measures())
SCENARIOS = sorted(p.stem for p in shipped().glob("*.toml"))


def experiment(names=("baseline",), members=8, weeks=60, **more) -> Experiment:
    cases = tuple(load(name).policy for name in names)
    runs = max(4, len(cases) * members)
    return Experiment(cases, members, 1, weeks, block_runs=runs, **more)


def both(of: Experiment, keep=ALL):
    piece = next(of.pieces())
    got = run_block(replace(of, engine="compiled"), piece, keep)
    assert got.engine == "compiled"
    return got, run_block(replace(of, engine="numpy"), piece, keep)


def size_of(values, across):
    """Return what differences are held against: a rest of a sum is known to its terms' digits."""
    largest = np.abs(values).max(axis=across, keepdims=True)
    return np.maximum(np.abs(values), 1e-6 * np.maximum(largest, 1.0))


def require_equal(got, wanted, tolerance=2e-7):
    """Stored numbers are float32: one unit in their last place is 1.2e-7."""
    for name, values in wanted.values.items():
        size = size_of(values, None)
        assert (np.abs(got.values[name] - values) <= tolerance * size).all(), name
    assert np.array_equal(got.reading, wanted.reading)


def test_several_scenarios_in_one_block_agree_with_numpy_in_every_measure():
    chosen = SCENARIOS[:: max(1, len(SCENARIOS) // 6)]
    require_equal(*both(experiment(chosen, members=5)))


@pytest.mark.heavy
@pytest.mark.parametrize("name", SCENARIOS)
def test_every_scenario_agrees_with_numpy_over_five_years(name):
    require_equal(*both(experiment((name,), members=64, weeks=260)))


def states_of_both(of: Experiment):
    """Return the state after all weeks by the compiled week and by NumPy, shape (row, run)."""
    piece = next(of.pieces())
    ends = []
    keep = ("russia.shells_fired",)
    run_compiled(of.world(piece), keep, of.weeks, of.seed, ends=ends, threads=2)
    world = of.world(piece)
    facts = compiled.compiled_week(world, Reading(world), keep).facts
    with np.errstate(all="ignore"):
        for _ in range(of.weeks):
            world.step()
    rows = [row for row in facts.states if row != facts.sound]
    chosen = [place for place, row in enumerate(facts.states) if row != facts.sound]
    return ends[0][chosen], Reading(world).states.matrix(rows, piece.size)


def every_structure() -> tuple:
    """Return the baseline once for every rule that a structural choice may take."""
    whole = load("baseline")
    rules = [(n, option) for n, choice in structures().items() for option in choice.options]
    return tuple(whole.changed(structure={n: option}).policy for n, option in rules)


@pytest.mark.heavy
def test_every_rule_of_every_structure_agrees_with_numpy_over_five_years():
    cases = every_structure()
    of = Experiment(cases, 16, 1, 260, block_runs=16 * len(cases))
    require_equal(*both(of))


@pytest.mark.heavy
def test_the_state_of_every_scenario_agrees_to_nine_digits_over_five_years():
    got, wanted = states_of_both(experiment(SCENARIOS, members=64, weeks=260))
    assert (np.abs(got - wanted) <= 1e-9 * size_of(wanted, 1)).all()


def test_the_state_agrees_to_nine_digits_under_several_scenarios():
    got, wanted = states_of_both(experiment(SCENARIOS[::8], members=5, weeks=40))
    assert (np.abs(got - wanted) <= 1e-9 * size_of(wanted, 1)).all()


def test_blocks_threads_and_first_members_change_no_bit(monkeypatch):
    of = experiment(("baseline", SCENARIOS[0]), members=23, engine="compiled")
    whole = run_block(of, Piece(range(2), range(23)), ALL)
    monkeypatch.setenv("SIM_THREADS", "1")
    part = run_block(of, Piece(range(1, 2), range(6, 17)), ALL)
    for name in ALL:
        assert np.array_equal(part.values[name], whole.values[name][..., 23 + 6 : 23 + 17]), name


def test_a_run_that_fails_is_told_of_as_numpy_does(monkeypatch):
    def leaking(*args):
        found = fire(*args)
        return found._replace(
            fired=found.fired - 1e-3 * found.fired * (found.cover < 30.0) * np.nan
        )

    fire = shells.fire
    monkeypatch.setattr(compiled, "KERNELS", {})
    monkeypatch.setattr("sim.model.actors.russia.fire", leaking)
    piece = next(experiment().pieces())
    got = run_block(experiment(engine="compiled"), piece, ALL)
    wanted = run_block(experiment(engine="numpy"), piece, ALL)
    assert got.engine == "numpy (a run failed)"
    assert wanted.failures
    assert got.failures == wanted.failures


def test_what_cannot_be_recorded_names_file_and_line_and_else_numpy_runs(monkeypatch):
    def sorting(*args):
        found = fire(*args)
        np.sort(np.stack([found.fired, found.cover]), axis=0)
        return found

    fire = shells.fire
    monkeypatch.setattr(compiled, "KERNELS", {})
    monkeypatch.setattr("sim.model.actors.russia.fire", sorting)
    of = experiment(members=9)
    with pytest.raises(
        InputError, match=r"test_compiled\.py:\d+: np\.sort cannot be compiled; .*numpy"
    ):
        run_block(replace(of, engine="compiled"), next(of.pieces()), ALL)
    monkeypatch.setattr("sim.runs.engines.WORTH_COMPILING", 0)
    assert "np.sort cannot be compiled" in run_block(of, next(of.pieces()), ALL).engine


def test_an_unknown_engine_is_refused():
    with pytest.raises(InputError, match="use numpy or compiled"):
        run_block(experiment(engine="fortran"), next(experiment().pieces()), ALL)


def test_a_cache_folder_that_others_may_enter_is_not_used(tmp_path):
    folder = tmp_path / "kernels"
    assert not cache.trouble(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    folder.chmod(0o755)
    assert "0755" in cache.trouble(folder)
    folder.chmod(0o500)
    assert "0500" in cache.trouble(folder)
    (tmp_path / "link").symlink_to(folder)
    assert "no folder" in cache.trouble(tmp_path / "link")
    (tmp_path / "file").write_text("")
    assert cache.trouble(tmp_path / "file")


def test_a_cache_that_cannot_be_used_costs_a_word(tmp_path, monkeypatch, capsys):
    (tmp_path / "sim").mkdir()
    (tmp_path / "sim" / "kernels").mkdir(mode=0o755)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache.opened() is None
    assert "0755" in capsys.readouterr().err


def test_a_full_cache_makes_room_for_the_newest(tmp_path, monkeypatch):
    monkeypatch.setattr(cache, "MOST", 3)
    kept = cache.Cache(tmp_path)
    for age, key in enumerate("cab"):
        kept.write(key, b"machine code")
        os.utime(next(tmp_path.glob(f"{key}-*")), (age, age))
    assert kept.read("c")
    for age in (0, cache.time.time()):
        (tmp_path / f"{age:.0f}.part").write_bytes(b"half")
        os.utime(tmp_path / f"{age:.0f}.part", (age, age))
    for key in "de":
        kept.write(key, b"machine code")
    kernels = {path.name[0] for path in tmp_path.glob("*.o")}
    assert kernels == set("cde")
    assert len(list(tmp_path.glob("*.part"))) == 1


def test_the_words_of_a_kernel_are_the_same_in_every_process():
    def told(x):
        walk = Walk(lambda _, array: array, 8, {})
        walk(x, "x")
        return walk.signature

    one, other = frozenset([0, 8, 16]), frozenset([16, 8, 0])
    assert repr(one) != repr(other)  # a set has the order of its making and of the process
    assert told(one) == told(other) != told(frozenset([0, 8]))
    of = experiment()
    reading = Reading(of.world(next(of.pieces())))
    assert not [words for words in reading.signature[:-1] if " at 0x" in words]


def test_a_damaged_kernel_is_noticed_and_written_anew(tmp_path, capsys):
    kept = cache.Cache(tmp_path)
    kept.write("key", b"machine code")
    assert kept.read("key") == b"machine code"
    (file,) = Path(tmp_path).glob("*.o")
    file.write_bytes(b"something else")
    assert kept.read("key") is None
    assert "damaged" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_many_writers_of_one_kernel_leave_one_whole_file(tmp_path):
    content = bytes(range(256)) * 400
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: cache.Cache(tmp_path).write("key", content), range(16)))
    assert len(list(tmp_path.iterdir())) == 1
    assert cache.Cache(tmp_path).read("key") == content


def test_a_store_keeps_its_engine_through_resume_and_replay(tmp_path, monkeypatch, capsys):
    design = design_of(
        {
            "axes": {"designation_tempo": [0, 2]}, "members": 8, "seed": 1, "weeks": 20,
            "save": {"measures": ["russia.shells_fired"]},
        },
        {},
    )  # fmt: skip
    url = str(tmp_path / "store")
    first = runner.sweep(design, url, engine="compiled", block_runs=8)
    assert first.engines == {"compiled": 2}
    (tmp_path / "store" / "blocks" / "0" / "1.json").unlink(missing_ok=True)
    for record in (tmp_path / "store").rglob("blocks/**/*.json"):
        record.unlink()
    again = runner.sweep(design, url, engine="numpy", resume=True, block_runs=8)
    assert again.engines == {"compiled": 2}
    assert "goes on with it" in capsys.readouterr().err
    monkeypatch.setenv("SIM_ENGINE", "numpy")
    found = replay(url, 1, 5)
    assert found.recorded.engine == "compiled"
    assert not found.differ
    assert replay(url, 1, 5, engine="numpy").recorded.engine == "numpy"
    assert "run again with numpy" in capsys.readouterr().err


def test_a_kept_kernel_is_used_without_recording_until_a_mechanism_changes(tmp_path, monkeypatch):
    def recorded(*_):
        raise RecordingError("recorded again")

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(compiled, "KERNELS", {})
    of = experiment(engine="compiled", members=5)
    piece, keep = next(of.pieces()), ("russia.shells_fired",)
    first = run_block(of, piece, keep)
    monkeypatch.setattr(compiled, "KERNELS", {})
    monkeypatch.setattr(compiled, "record_week", recorded)
    again = run_block(of, piece, keep)
    assert np.array_equal(again.values[keep[0]], first.values[keep[0]])
    other = experiment(engine="compiled", members=11, weeks=30)
    assert run_block(other, next(other.pieces()), keep).engine == "compiled"
    fire = shells.fire
    monkeypatch.setattr("sim.model.actors.russia.fire", partial(fire))
    with pytest.raises(InputError, match="recorded again"):
        run_block(of, piece, keep)


def test_what_a_run_keeps_changes_no_bit_of_it():
    of = experiment(members=8, engine="compiled")
    piece = next(of.pieces())
    every = run_block(of, piece, ALL)
    for name in ("russia.shells_fired", "capability.index"):
        few = run_block(of, piece, (name,))
        assert np.array_equal(few.values[name], every.values[name])


def test_an_engine_is_asked_for_within_a_command_only(monkeypatch):
    monkeypatch.setenv("SIM_ENGINE", "compiled")
    with engines.asking("numpy", cache=False):
        assert engines.chosen("") == "numpy"
        assert not engines.caching()
    assert engines.chosen("") == "compiled"
    assert engines.caching()
    with pytest.raises(InputError, match="--engine 'fortran': unknown"), engines.asking("fortran"):
        pass


def test_truth_and_single_runs_of_a_recording_are_refused():
    graph = Graph()
    runs = Traced(graph, np.array([graph.input("state", 0)]))
    for wrong in (
        lambda: bool(runs > 0.0),
        lambda: runs[0],
        lambda: np.asarray(runs),
        lambda: list(runs),
    ):
        with pytest.raises(RecordingError, match="cannot be compiled"):
            wrong()


def test_every_function_that_the_recorder_knows_is_one_of_numpy_or_scipy():
    from scipy import special

    for name in set(UFUNCS) - {"clip"}:
        found = getattr(np, name, None) or getattr(special, name, None)
        assert isinstance(found, np.ufunc), name
        graph = Graph()
        kind = "lt" if name.startswith(("bitwise", "invert")) else "add"
        node = graph.add(kind, graph.input("state", 0), graph.input("state", 1))
        assert apply(graph, name, *[node] * found.nin) >= 0


def test_adaptive_rules_are_part_of_the_compiled_week():
    seen = {"measure": "dprk.shells_shipped", "above": 20_000, "weeks": 2}
    noted = {"measure": "coalition.monitoring", "below": 0.95}
    given = [
        {**seen, "lever": "designation_tempo", "value": 4.0},
        {**noted, "lever": "maritime_inspection_effort", "value": 3.0},
        {**noted, "below": 0.8, "lever": "maritime_inspection_effort", "value": 1.0},
    ]
    ruled = parse({"extends": "baseline", "rules": given}, "ruled").policy
    cases = (ruled, load("baseline").policy)
    got, wanted = both(Experiment(cases, 6, 1, 70, block_runs=12))
    require_equal(got, wanted)
    cost = wanted.values["coalition.cost"]
    assert (np.abs(cost[:, :6] / cost[:, 6:] - 1.0).max(axis=0) > 0.1).all()


def test_few_members_meet_the_same_luck_the_second_time_and_other_members_their_own():
    of = experiment(members=9, weeks=30, engine="compiled")
    first, again = (run_block(of, Piece(range(1), range(9)), ALL) for _ in range(2))
    other = run_block(of, Piece(range(1), range(4, 9)), ALL)
    for name in ALL:
        assert np.array_equal(first.values[name], again.values[name])
        assert np.array_equal(first.values[name][..., 4:], other.values[name])
    seeded = run_block(replace(of, seed=2), Piece(range(1), range(9)), ALL)
    assert not np.array_equal(
        seeded.values["russia.shells_fired"], first.values["russia.shells_fired"]
    )


@pytest.mark.heavy
def test_workers_and_the_order_of_blocks_change_no_bit_of_a_compiled_sweep(tmp_path):
    here, there = (str(tmp_path / name) for name in ("here", "there"))
    runner.sweep(small(), here, block_runs=BLOCK, engine="compiled")
    runner.sweep(small(), there, block_runs=BLOCK, engine="compiled", workers=runner.Workers(2))
    assert bits(here) == bits(there)
    assert open_sweep(there).store.manifest["engine"] == "compiled"
