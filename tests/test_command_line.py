"""What the command line offers before anything is run: version, suggestions, completion, new."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.cli.new import template
from sim.ground.stamp import model_version
from sim.vocabulary.levers import levers, structures
from sim.vocabulary.scenario import load, names


def sim(*words, cwd=None, **more):
    code = "import sys; sys.argv[0] = 'sim'; from sim.cli.main import command; command()"
    path = os.pathsep.join([str(Path.cwd()), os.environ.get("PYTHONPATH", "")])
    return subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, check=False, cwd=cwd,
        env={**os.environ, "PYTHONPATH": path, **more},
    )  # fmt: skip


def test_the_version_is_said():
    assert f"sim {model_version()}" in sim("--version").stdout


NEAR = {
    "lever": (("run", "baseline", "--set", "designation_temp=1"), "did you mean 'designation_t"),
    "far lever": (("run", "baseline", "--set", "nosuch=1"), "nearest are"),
    "option": (("run", "baseline", "--member", "6"), "did you mean --members"),
    "verb": (("rn", "baseline"), "Did you mean 'run'"),
    "scenario": (("run", "baselin"), "did you mean 'baseline'"),
    "topic": (("evidence", "--topic", "tranfers"), "did you mean 'transfer'"),
    "design": (("sweep", "toranado"), "did you mean 'tornado'"),
}


@pytest.mark.parametrize("what", NEAR)
def test_a_wrong_name_gets_a_suggestion(what):
    words, said = NEAR[what]
    found = sim(*words)
    assert found.returncode == 2
    assert said in found.stderr
    assert found.stderr.count("\n") == 1


@pytest.mark.heavy
def test_shells_complete_scenarios_levers_designs_and_measures():
    def bash(line, at):
        return sim(_SIM_COMPLETE="complete_bash", COMP_WORDS=line, COMP_CWORD=str(at)).stdout

    assert bash("sim run oil", 2).split() == ["oil_squeeze"]
    assert bash("sim compare baseline oil", 3).split() == ["oil_squeeze"]
    assert bash("sim run baseline --set designation", 4).split() == ["designation_tempo="]
    assert bash("sim sweep torn", 2).split() == ["tornado"]
    assert "russia.shells_fired" in bash("sim regret x --less russia.", 4).split()
    zsh = sim(_SIM_COMPLETE="complete_zsh", _TYPER_COMPLETE_ARGS="sim run oil").stdout
    assert "oil_squeeze" in zsh


@pytest.mark.parametrize("parent", names())
def test_a_new_scenario_is_accepted_and_is_its_parent_until_it_is_changed(parent, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(template("mine", parent), encoding="utf-8")
    found = load(str(path))
    assert found.policy.levers == load(parent).policy.levers
    assert found.headline == load(parent).headline


def test_every_lever_and_rule_of_a_new_scenario_can_be_uncommented(tmp_path):
    lines = template("mine", "baseline").splitlines()
    for lever in levers():
        assert sum(line.startswith(f"# {lever} =") for line in lines) == 1
    for structure in structures():
        assert sum(line.startswith(f"# {structure} =") for line in lines) == 1


def test_a_file_in_the_way_of_a_new_scenario_stays(tmp_path):
    assert sim("new", "mine", cwd=tmp_path).returncode == 0
    (tmp_path / "mine.toml").write_text("mine")
    found = sim("new", "mine", cwd=tmp_path)
    assert (found.returncode, (tmp_path / "mine.toml").read_text()) == (2, "mine")
    assert "--overwrite" in found.stderr
    assert sim("new", "a/b", cwd=tmp_path).returncode == 2
