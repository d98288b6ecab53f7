"""Figures of a hindcast in Chinese: titles are findings, rows are named."""

import re

import pytest
from typer.testing import CliRunner

from sim.cli.main import app
from sim.ground.stamp import provenance
from sim.plots.fonts import chinese
from sim.plots.hindcast_files import figures, told
from sim.record.hindcast import hindcast
from sim.vocabulary.scenario import load

pytestmark = pytest.mark.skipif(chinese() is None, reason="no Chinese font")


def test_the_finding_and_every_row_are_chinese():
    found = hindcast(load("baseline"), members=24)
    english = figures(found, provenance())["hindcast"]()
    figure = told(figures(found, provenance())["hindcast"](), "zh")
    held = re.findall(r"(\d+) of (\d+)", english.texts[0].get_text())
    title = figure.texts[0].get_text()
    assert re.findall(r"(\d+)/(\d+)项", title) == held
    rows = [t.get_text() for t in figure.axes[0].texts if re.match(r"T\d+", t.get_text())]
    assert len(rows) == len(found.targets)
    left = [row for row in rows if re.search(r"[A-Za-z]{4}", row)]
    assert left == []


def test_an_unknown_language_is_refused_before_anything_runs(tmp_path):
    done = CliRunner().invoke(app, ["hindcast", "--lang", "xx", "--out", str(tmp_path / "h")])
    assert done.exit_code != 0
    assert not (tmp_path / "h").exists()
