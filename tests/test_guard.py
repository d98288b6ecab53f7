"""A store made by another model is refused: the guard covers every file that decides a number."""

import shutil
import subprocess
import sys
from pathlib import Path

import sim
from sim.ground.files import shipped
from sim.sweeps.job import deciding, hash_of, model_hash

SIM = Path(sim.__file__).parent

RUN = """
import sys
from sim.runs.ensemble import Experiment, run_block
from sim.sweeps import reduce
from sim.vocabulary.levers import structures
from sim.vocabulary.policy import Case
case = Case("own", structure={n: s.options[:1] for n, s in structures().items()})
e = Experiment((case,), 2, 1, 3)
run_block(e, next(iter(e.pieces())), ["russia.shells_fired"])
print(*[m.__file__ for n, m in sys.modules.items() if n.startswith("sim.")], sep="\\n")
"""


def test_a_byte_in_any_file_that_decides_a_number_changes_the_guard(tmp_path):
    code = shutil.copytree(SIM, tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    data = shutil.copytree(shipped(), tmp_path / "scenarios")
    files = deciding(code, data)
    before = hash_of(files)
    assert before == model_hash()
    for path in files:
        content = path.read_bytes()
        path.write_bytes(content + b"#")
        assert hash_of(deciding(code, data)) != before, f"a byte in {path.name} is not seen"
        path.write_bytes(content)
    assert hash_of(deciding(code, data)) == before


def test_what_a_run_loads_is_guarded():
    out = subprocess.run([sys.executable, "-c", RUN], capture_output=True, text=True, check=True)
    loaded = {Path(line).resolve() for line in out.stdout.splitlines()}
    empty = {path for path in loaded if not path.read_bytes().strip()}
    guarded = {path.resolve() for path in deciding()}
    assert loaded - empty - guarded == set()


def test_the_rules_and_their_tables_are_among_what_is_guarded():
    names = {path.name for path in deciding()}
    assert {"shells.py", "world.py", "draws.py", "calendar.py", "arrays.py"} <= names
    assert {"components.csv", "structures.csv", "levers.csv"} <= names
    assert not {"theme.py", "main.py", "results.py"} & names
