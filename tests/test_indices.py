"""Sobol' bars and Morris' effects of designs that were laid out for them, from a store."""

import numpy as np
import pytest
from typer.testing import CliRunner

from sim.answers.sensitivity import sensitivity_in
from sim.cli.main import app
from sim.ground.errors import InputError
from sim.plots.asked import INDICES, Asked
from sim.plots.fonts import chinese
from sim.plots.request import usual
from sim.plots.sweep_files import draw, figure
from sim.sweeps.designs.design import Picture
from sim.sweeps.reader import open_sweep
from sim.sweeps.runner import sweep
from tests.sweep_cases import small

OVER = ["russia.shell_stock", "dprk.shell_stock", "enforcement.allocation_softmax"]
FIRED = Picture("russia.shells_fired")


def swept(tmp_path_factory, method, size, **more):
    table = {
        "axes": {}, "sample": {"method": method, "size": size, "over": OVER}, "members": 3,
        "save": {"measures": ["russia.shells_fired"]}, "weeks": 26,
    }  # fmt: skip
    place = tmp_path_factory.mktemp(method) / "store"
    sweep(small(**table, **more), str(place), block_runs=64)
    return open_sweep(str(place))


@pytest.fixture(scope="module")
def sobol(tmp_path_factory):
    return swept(tmp_path_factory, "saltelli", 16)


@pytest.fixture(scope="module")
def morris(tmp_path_factory):
    """Trajectories in each of two readings."""
    return swept(
        tmp_path_factory, "morris", 6, structure={"reading": ["heavier_fire", "slower_industry"]}
    )


def drawn(results, picture=FIRED, **more):
    return figure(results, Asked(picture, INDICES), **more)


def lines(made, panel):
    (ax,) = [ax for ax in made.axes if ax.get_gid() == panel]
    return {line.get_gid(): line for line in ax.lines if line.get_gid()}


def test_bars_stand_at_the_indices_that_the_rows_give(sobol):
    table = sensitivity_in(sobol, FIRED.measure).table.set_index("input")
    held = lines(drawn(sobol), "indices")
    for name in OVER:
        row = table.loc[name]
        assert held[f"first/{name}"].get_xdata()[0] == pytest.approx(100 * row["index"])
        assert held[f"total/{name}"].get_xdata()[0] == pytest.approx(100 * row["total"])
        np.testing.assert_allclose(
            held[f"interval/total/{name}"].get_xdata(),
            [100 * row["total_low"], 100 * row["total_high"]],
        )
    assert table["total"].idxmax() == "russia.shell_stock"
    labels = [text.get_text() for text in drawn(sobol).axes[0].get_yticklabels()]
    assert labels[-1] == "Russian usable shell stock at the start"


def test_effects_are_those_of_one_reading_in_rounds_a_day(morris):
    at = "structure.reading=slower_industry"
    mine = morris.inputs["structure.reading"].to_numpy() == "slower_industry"
    fired = morris.runs["russia.shells_fired"].to_numpy()[mine].mean(axis=1) / (26 * 7)
    answer = sensitivity_in(morris, FIRED.measure, at=at)
    sample = morris.design.sample
    place = OVER.index("russia.shell_stock")
    gaps = [
        abs((later - before) / (b[place] - a[place])) * 0.9
        for before, later, a, b in zip(
            fired, fired[1:], sample.rows, sample.rows[1:], strict=False
        )
        if np.flatnonzero(a != b).tolist() == [place]
    ]  # fmt: skip
    table = answer.table.set_index("input")
    assert len(gaps) == 6
    assert table.loc["russia.shell_stock", "index"] == pytest.approx(np.mean(gaps), rel=1e-3)
    assert answer.found.unit == "rounds/day"
    assert "rounds a day" in answer.title
    assert "of the variance" not in answer.text
    held = lines(drawn(morris, Picture(FIRED.measure, at=at)), "effects")
    assert (
        held["star/russia.shell_stock"].get_xdata()[0] == table.loc["russia.shell_stock", "index"]
    )


def test_dots_stand_at_mean_and_spread_and_the_largest_carry_numbers(morris):
    table = sensitivity_in(morris, FIRED.measure).table
    made = drawn(morris)
    held = lines(made, "morris")
    above = table[table["above_floor"]]
    np.testing.assert_allclose(held["counts"].get_xdata(), above["index"])
    np.testing.assert_allclose(held["counts"].get_ydata(), above["sigma"])
    numbers = [text.get_text() for text in made.axes[0].texts]
    assert numbers == [str(i + 1) for i in range(len(table))]
    assert len(above) >= 1
    assert (above["low"] > 0).all()


def test_samples_laid_out_for_indices_are_drawn_as_such_unasked(sobol, morris):
    assert [(one.kind, one.picture.measure) for one in usual(sobol)] == [(INDICES, FIRED.measure)]
    assert {one.kind for one in usual(morris)} == {INDICES}


def test_what_is_held_is_said_and_another_setting_is_another_file(morris, tmp_path):
    (first,) = draw(morris, [Asked(FIRED, INDICES)], tmp_path)
    at = Picture(FIRED.measure, at="structure.reading=slower_industry")
    (other,) = draw(morris, [Asked(at, INDICES)], tmp_path)
    assert first.name != other.name
    said = " ".join(text.get_text() for text in drawn(morris).texts).replace("\n", " ")
    assert "Held: reading heavier fire" in said


@pytest.mark.skipif(chinese() is None, reason="no Chinese font")
def test_both_figures_speak_chinese(sobol, morris):
    for results in (sobol, morris):
        said = " ".join(text.get_text() for text in drawn(results, language="zh").texts)
        assert "最取决于" in said
        assert "rests most" not in said


def test_the_command_refuses_what_an_index_cannot_take(sobol):
    words = ["plot", sobol.url, "--measure", FIRED.measure, "--kind", "indices", "--below", "1"]
    with pytest.raises(InputError, match="leave out --below"):
        CliRunner().invoke(app, words, catch_exceptions=False)
