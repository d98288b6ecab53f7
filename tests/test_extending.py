"""The worked example of the guide: a further exporter of shells, by one file, one file, one line."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "docs" / "extending"
EMPTY = "NAMES: tuple[str, ...] = ()"
NAMED = 'NAMES: tuple[str, ...] = ("exporter",)'

LAWS = """
import json
from dataclasses import replace
import numpy as np
from sim.runs.ensemble import Experiment, Piece, run_block
from sim.vocabulary.measures import measures
from sim.vocabulary.scenario import load
from sim.model.world import World

threat = load("baseline").policy.setting("secondary_sanctions_threat", 1.0)
runs = Experiment((load("baseline").policy, threat), members=16, seed=3, weeks=110)
whole = run_block(runs, next(runs.pieces()), list(measures()))
part = run_block(runs, Piece(range(1), range(4, 12)), ["russia.shell_stock", "russia.shells_fired"])
other = run_block(replace(runs, engine="compiled"), next(runs.pieces()), list(measures()))
def apart(name):
    a, b = (x.values[name].astype(float) for x in (whole, other))
    return float((abs(a - b) / np.maximum(abs(a), 1e-6 * max(abs(a).max(), 1.0))).max())
world = World.of(load("baseline").policy, member=2, seed=3)
for _ in range(80):
    world.step()
book = world.books.shells
def total(name, runs):
    return whole.values[name][..., runs].sum(axis=0).tolist()
base, threatened = slice(0, 16), slice(16, 32)
print(json.dumps({
    "failures": [f.reason for f in whole.failures],
    "same": all(np.array_equal(part.values[n], whole.values[n][..., 4:12]) for n in part.values),
    "engine": other.engine,
    "apart": max(map(apart, measures())),
    "accounts": list(book.accounts),
    "imports": total("russia.shells_other_imports", base),
    "threatened": total("russia.shells_other_imports", threatened),
    "before": whole.values["russia.shells_other_imports"][:70, base].sum(axis=0).tolist(),
    "arrived": total("dprk.shells_arrived", base),
    "stock": whole.values["russia.shell_stock"][-1, base].tolist(),
    "balance": float(abs(book.balance.sum(axis=0) - book._opening).max() / abs(book.balance).sum()),
}))
"""


def run_laws(root: Path) -> dict:
    done = subprocess.run(
        [sys.executable, "-c", LAWS],
        capture_output=True,
        text=True,
        check=False,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def without_and_with(tmp_path_factory):
    root = tmp_path_factory.mktemp("extended")
    skip = shutil.ignore_patterns("__pycache__", "evidence.csv")
    for folder in ("sim", "scenarios"):
        shutil.copytree(ROOT / folder, root / folder, ignore=skip)
    before = run_laws(root)
    shutil.copy(EXAMPLE / "exporter.toml", root / "scenarios" / "assumptions")
    shutil.copy(EXAMPLE / "exporter.py", root / "sim" / "model" / "actors")
    listed = root / "sim" / "model" / "actors" / "suppliers.py"
    text = listed.read_text(encoding="utf-8")
    assert text.count(EMPTY) == 1
    listed.write_text(text.replace(EMPTY, NAMED), encoding="utf-8")
    return before, run_laws(root)


@pytest.mark.heavy
def test_the_shared_laws_hold_with_a_further_supplier(without_and_with):
    _, extended = without_and_with
    assert extended["failures"] == []
    assert extended["balance"] < 1e-12
    assert "exporter" in extended["accounts"]


def test_blocks_do_not_change_results_with_a_further_supplier(without_and_with):
    assert without_and_with[1]["same"]


def test_the_week_with_a_further_supplier_is_compiled_untouched(without_and_with):
    for found in without_and_with:
        assert found["engine"] == "compiled"
        assert found["apart"] < 2e-7


def test_russian_arrivals_rise_in_every_member(without_and_with):
    before, extended = without_and_with
    assert all(b < e for b, e in zip(before["imports"], extended["imports"], strict=True))
    assert all(b <= e + 1.0 for b, e in zip(before["stock"], extended["stock"], strict=True))


def test_nothing_changes_before_its_first_week(without_and_with):
    before, extended = without_and_with
    assert before["before"] == extended["before"]


def test_a_further_supplier_never_raises_what_dprk_sells(without_and_with):
    before, extended = without_and_with
    more = [e > 1.001 * b for b, e in zip(before["arrived"], extended["arrived"], strict=True)]
    assert sum(more) <= 1  # the arrears brake may bend a single member


def test_a_threat_to_banks_makes_the_exporter_deliver_less(without_and_with):
    before, extended = without_and_with
    calm = sum(extended["imports"]) - sum(before["imports"])
    threatened = sum(extended["threatened"]) - sum(before["threatened"])
    assert 0.0 < threatened < calm


def test_every_number_of_the_example_is_read_and_every_field_has_an_entry():
    import ast
    import tomllib

    with (EXAMPLE / "exporter.toml").open("rb") as stream:
        entries = set(tomllib.load(stream))
    tree = ast.parse((EXAMPLE / "exporter.py").read_text(encoding="utf-8"))
    params = next(n for n in tree.body if isinstance(n, ast.ClassDef) and n.name.endswith("Params"))
    assert entries == {n.target.id for n in params.body if isinstance(n, ast.AnnAssign)}
