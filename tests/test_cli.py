"""The command line as a user meets it: good input works, bad input is one line and exit 2."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from sim.cli.main import main

ROOT = Path(__file__).resolve().parent.parent
HEAD = 'title = "t"\nquestion = "q"\nstory = "s"\nextends = "baseline"\n'


def call(*words: str, capsys=None, monkeypatch=None) -> int:
    monkeypatch.setattr(sys, "argv", ["sim", *words])
    with pytest.raises(SystemExit) as stop:
        main()
    return int(stop.value.code or 0)


@pytest.fixture
def sim(capsys, monkeypatch, tmp_path):
    """Call the command line in an empty folder; returns (exit code, output, errors)."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> tuple[int, str, str]:
        code = call(*words, monkeypatch=monkeypatch)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


BAD_FILES = {
    "empty": "",
    "not toml": "title = ",
    "unknown key": HEAD + "colour = 1\n",
    "unknown lever": HEAD + "[levers]\ndesignation_temp = 2\n",
    "out of range": HEAD + "[levers]\ndesignation_tempo = 9\n",
    "wrong unit": HEAD + '[levers]\nshells_demanded_per_day = "10000 rounds/week"\n',
    "not a number": HEAD + "[levers]\ndesignation_tempo = nan\n",
    "infinite": HEAD + "[levers]\ndesignation_tempo = inf\n",
    "text for a number": HEAD + '[levers]\ndesignation_tempo = "much"\n',
    "true for a number": HEAD + "[levers]\ndesignation_tempo = true\n",
    "date before the start": HEAD
    + '[[steps]]\ndate = 2022-01-01\nlever = "designation_tempo"\nvalue = 2\n',
    "date as text": HEAD + '[[steps]]\ndate = "soon"\nlever = "designation_tempo"\nvalue = 2\n',
    "step without value": HEAD + '[[steps]]\ndate = 2024-11-04\nlever = "designation_tempo"\n',
    "unknown assumption": HEAD + '[assumptions]\n"dprk.shell_stok" = 1\n',
    "assumption nan": HEAD + '[assumptions]\n"dprk.shell_stock" = nan\n',
    "low above high": HEAD
    + '[assumptions]\n"dprk.shell_stock" = { kind = "uniform", low = 2, high = 1 }\n',
    "unknown distribution": HEAD
    + '[assumptions]\n"dprk.shell_stock" = { kind = "normal", low = 2, high = 1 }\n',
    "unknown structure": HEAD + '[structure]\norder = "sterman"\n',
    "unknown rule": HEAD + '[structure]\norders = "stermann"\n',
    "unknown event": HEAD + "[events]\nsumits = [2023-09-13]\n",
    "unknown regime": HEAD + '[levers]\nmonitoring_regime = "pannel"\n',
    "contradiction": HEAD
    + '[levers]\nmonitoring_regime = "panel"\n[events]\npanel_end = 2024-04-30\n',
    "override never read": HEAD
    + '[levers]\nsettlement_rate = 0.01\n[assumptions]\n"settlement.rate" = 0.02\n',
    "no title": 'question = "q"\nstory = "s"\n',
    "extends a number": 'title = "t"\nquestion = "q"\nstory = "s"\nextends = 3\n',
    "extends nothing known": 'title = "t"\nquestion = "q"\nstory = "s"\nextends = "basline"\n',
    "extends itself": 'title = "t"\nquestion = "q"\nstory = "s"\nextends = "bad.toml"\n',
    "too large": "# " + "x" * 10_000_000,
}


@pytest.mark.parametrize("what", BAD_FILES)
def test_a_bad_scenario_file_is_one_line_and_exit_2(what, sim, tmp_path):
    (tmp_path / "bad.toml").write_text(BAD_FILES[what], encoding="utf-8")
    began = time.process_time()
    code, out, err = sim("run", "bad.toml", "--members", "4", "--weeks", "2", "--prior")
    assert code == 2
    assert not out
    assert err.count("\n") == 1
    assert err.startswith("sim: bad.toml")
    assert time.process_time() - began < 2
    assert [p.name for p in tmp_path.iterdir()] == ["bad.toml"]


BAD_WORDS = {
    "unknown scenario": (("run", "basline"), "did you mean 'baseline'"),
    "unknown lever": (("run", "baseline", "--set", "designation_temp=2"), "did you mean"),
    "lever out of range": (("run", "baseline", "--set", "designation_tempo=9"), "outside 0 to 4"),
    "lever nan": (("run", "baseline", "--set", "designation_tempo=nan"), "not a finite number"),
    "lever inf": (("run", "baseline", "--set", "designation_tempo=inf"), "not a finite number"),
    "lever text": (("run", "baseline", "--set", "designation_tempo=much"), "not a number"),
    "wrong unit": (
        ("run", "baseline", "--set", "shells_demanded_per_day=10000 rounds/week"),
        "rounds/day",
    ),
    "set without value": (("run", "baseline", "--set", "designation_tempo"), "lever=value"),
    "no members": (("run", "baseline", "--members", "0"), "members: 0"),
    "negative members": (("run", "baseline", "--members", "-1"), "members: -1"),
    "endless members": (("run", "baseline", "--members", "1000000000000"), "too many"),
    "no weeks": (("run", "baseline", "--weeks", "0"), "weeks: 0"),
    "negative seed": (("run", "baseline", "--seed", "-3"), "seed: -3"),
    "no workers": (("run", "baseline", "--workers", "0"), "--workers 0"),
    "members as text": (("run", "baseline", "--members", "many"), "--members"),
    "a folder for a scenario": (("run", "."), "folder"),
    "a missing file": (("run", "nothing.toml"), "cannot be read"),
    "unwritable folder": (("run", "baseline", "--out", "/proc/nothing"), "cannot be written"),
    "unknown verb": (("rnu", "baseline"), "did you mean"),
    "unknown option": (("run", "baseline", "--membrs", "3"), "--membrs"),
    "compare one": (("compare", "baseline"), "at least two"),
    "compare twice the same": (("compare", "baseline", "baseline"), "twice"),
    "unknown owner": (("assumptions", "--owner", "dprkk"), "did you mean 'dprk'"),
    "unknown role": (("assumptions", "--role", "leverr"), "did you mean 'lever'"),
    "show nothing": (("show",), "name a scenario"),
    "check a missing file": (("check", "nothing.toml"), "cannot be read"),
}


@pytest.mark.parametrize("what", BAD_WORDS)
def test_bad_words_are_one_line_and_exit_2(what, sim, tmp_path):
    words, expected = BAD_WORDS[what]
    began = time.process_time()
    code, _, err = sim(*words)
    assert code == 2
    assert err.count("\n") == 1
    assert expected.lower() in err.lower()
    assert time.process_time() - began < 2
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_other_files_is_never_touched(sim, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    words = ("run", "baseline", "--members", "4", "--weeks", "2", "--out", "mine", "--overwrite")
    code, _, err = sim(*words)
    assert code == 2
    assert "other files" in err
    assert [p.name for p in (tmp_path / "mine").iterdir()] == ["letter.txt"]


@pytest.mark.heavy
def test_an_earlier_result_is_replaced_only_with_overwrite(sim, tmp_path):
    words = ("run", "baseline", "--members", "4", "--weeks", "3", "--out", "r", "--prior")
    assert sim(*words)[0] == 0
    first = (tmp_path / "r" / "summary.csv").read_bytes()
    code, _, err = sim(*words)
    assert code == 2
    assert "--overwrite" in err
    assert sim(*words, "--seed", "2", "--overwrite")[0] == 0
    assert (tmp_path / "r" / "summary.csv").read_bytes() != first


def test_run_writes_all_that_is_promised_and_says_where(sim, tmp_path):
    code, out, _ = sim("run", "baseline", "--members", "8", "--weeks", "30", "--prior")
    folder = tmp_path / "results" / "baseline"
    assert code == 0
    assert {p.name for p in folder.iterdir()} == {
        "results.zarr", "summary.csv", "capability.csv", "figures", "run.json", "written.json",
    }  # fmt: skip
    note = json.loads((folder / "run.json").read_text())
    assert note["verb"] == "run"
    assert note["seed"] == 1
    assert note["assumptions_hash"]
    assert "Question:" in out
    assert "Limits:" in out
    assert "results/baseline" in out
    assert "NaN" not in out
    figures = {p.suffix for p in (folder / "figures").iterdir()}
    assert figures == {".png", ".svg"}


@pytest.mark.heavy
def test_the_same_seed_gives_the_same_summary(sim, tmp_path):
    for name in ("a", "b"):
        words = ("run", "baseline", "--members", "12", "--weeks", "40", "--seed", "7")
        assert sim(*words, "--out", name)[0] == 0
    read = [(tmp_path / name / "summary.csv").read_bytes() for name in ("a", "b")]
    assert read[0] == read[1]


@pytest.mark.heavy
def test_two_workers_run_in_a_process_that_has_used_dask_before(sim):
    from sim.ground.workers import local

    with local(1) as client:  # an answer large enough for a thread of Dask's to read it
        assert client.submit(np.zeros, 4_000_000).result().size == 4_000_000
    words = ("run", "baseline", "--members", "600", "--weeks", "60", "--seed", "7")
    assert sim(*words, "--workers", "2")[0] == 0


@pytest.mark.heavy
def test_two_workers_give_the_same_summary(sim, tmp_path):
    for name, workers in (("a", "1"), ("b", "2")):
        words = ("run", "baseline", "--members", "101", "--weeks", "30", "--seed", "7")
        assert sim(*words, "--workers", workers, "--out", name)[0] == 0
    read = [(tmp_path / name / "summary.csv").read_bytes() for name in ("a", "b")]
    assert read[0] == read[1]


def test_compare_says_who_gains_and_in_how_many_members(sim, tmp_path):
    words = ("baseline", "dprk_halts_exports", "--members", "40", "--weeks", "104", "--prior")
    code, out, _ = sim("compare", *words)
    assert code == 0
    folder = tmp_path / "results" / "baseline-vs-dprk_halts_exports"
    lines = (folder / "compare.csv").read_text().splitlines()
    assert lines[0] == "measure,selector,date,policy,q05,q50,q95,share_above_zero"
    fired = [x.split(",") for x in lines if x.startswith("russia.shells_fired,cumulative,")]
    assert float(fired[-1][5]) <= 0
    assert float(fired[-1][7]) <= 0.05
    assert "What differs: levers.dprk_export_willingness from 2025-01-13 = 0" in out


def test_a_lever_on_the_command_line_counts(sim, tmp_path):
    words = ("run", "baseline", "--members", "4", "--weeks", "2", "--out", "r")
    demanded = []
    for place, asked in (("r", 6000), ("s", 12000)):
        rate = f"shells_demanded_per_day={asked}"
        assert sim(*words[:-1], place, "--set", rate)[0] == 0
        rows = (tmp_path / place / "summary.csv").read_text().splitlines()
        row = next(row for row in rows if row.startswith("russia.shells_demanded,,"))
        demanded.append([float(cell) for cell in row.split(",")[3:8]])
    assert demanded[1] == pytest.approx([2 * x for x in demanded[0]], rel=1e-4)


def test_listing_verbs_answer(sim):
    for words in (("scenarios",), ("show", "oil_squeeze"), ("show", "--levers"), ("check",)):
        code, out, err = sim(*words)
        assert (code, err) == (0, "")
        assert out
    code, out, _ = sim("assumptions", "--csv", "--owner", "dprk")
    assert code == 0
    assert out.splitlines()[0].startswith("key,name,symbol,unit")
    assert all(line.startswith("dprk.") for line in out.splitlines()[1:])


@pytest.mark.heavy
def test_the_installed_command_works_from_any_folder(tmp_path):
    target = tmp_path / "venv"
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
    wheels = tmp_path / "wheels"
    subprocess.run([*pip, "wheel", "--no-deps", "-w", str(wheels), str(ROOT)], check=True)
    wheel = next(wheels.glob("sim-*.whl"))
    subprocess.run([*pip, "install", "--no-deps", "--target", str(target), str(wheel)], check=True)
    code = "from sim.cli.main import main; import sys; sys.argv[0] = 'sim'; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "show", "baseline"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(target)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Question:" in done.stdout


def test_import_sim_is_instant_and_help_loads_nothing_heavy():
    code = "import sys, sim, sim.cli.main; print([m for m in ('mesa', 'numpy', 'xarray') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
