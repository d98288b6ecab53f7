"""Notebooks: in step with their scripts, with stored outputs, and they run."""

import os
import re
import time
from pathlib import Path

import pytest

from sim.book.answers import model_state
from sim.book.notebooks import MARK

jupytext = pytest.importorskip("jupytext", reason="jupytext is not installed")
nbformat = pytest.importorskip("nbformat", reason="nbformat is not installed")

FOLDER = Path(__file__).resolve().parent.parent / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
MOST_SECONDS = 120


def read(path):
    return nbformat.read(path, as_version=4)


def test_there_are_eight_and_each_has_its_script():
    assert len(NOTEBOOKS) == 8
    assert [p.stem for p in NOTEBOOKS] == [p.stem for p in sorted(FOLDER.glob("*.py"))]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_and_its_script_say_the_same(path):
    script = jupytext.read(path.with_suffix(".py"))
    own = [(c.cell_type, c.source.strip()) for c in read(path).cells]
    assert [(c.cell_type, c.source.strip()) for c in script.cells] == own


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_outputs_are_stored_and_in_order(path):
    code = [c for c in read(path).cells if c.cell_type == "code"]
    assert [c.execution_count for c in code] == list(range(1, len(code) + 1))
    outputs = [o for c in code for o in c.outputs]
    assert any("image/png" in o.get("data", {}) for o in outputs)
    assert not [o for o in outputs if o.output_type == "error" or o.get("name") == "stderr"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_holds_no_logic_and_no_machine_path(path):
    source = "\n".join(c.source for c in read(path).cells if c.cell_type == "code")
    assert not re.search(r"^\s*(def|class|while) ", source, re.MULTILINE)
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"/(home|root|work|Users)/", text)


@pytest.mark.heavy
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_the_stored_pictures_are_of_the_model_that_ships(path):
    assert read(path).metadata[MARK] == model_state(), "run 'make notebooks'"


@pytest.mark.heavy
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_runs_from_top_to_bottom(path, monkeypatch):
    nbclient = pytest.importorskip("nbclient", reason="nbclient is not installed")
    monkeypatch.setitem(os.environ, "PYTHONWARNINGS", "ignore")
    began = time.perf_counter()
    nbclient.NotebookClient(
        read(path), timeout=MOST_SECONDS, kernel_name="python3",
        resources={"metadata": {"path": str(FOLDER)}},
    ).execute()  # fmt: skip
    assert time.perf_counter() - began < MOST_SECONDS
