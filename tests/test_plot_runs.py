"""sim plot on what run and compare wrote: every figure by name, and where each comes from."""

import pytest
from typer.testing import CliRunner

from sim.cli.main import app
from sim.ground.errors import InputError
from sim.origins.whence import origin, redraw
from sim.plots.registry import COMPARE_FIGURES, MORE_FIGURES
from sim.plots.write import write_output
from sim.runs.runs import compare_scenarios, run_scenario
from sim.runs.settings import Settings
from sim.vocabulary.scenario import load


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Folders with the results of a run and of a comparison."""
    top = tmp_path_factory.mktemp("results")
    how = Settings(members=24, weeks=80)
    write_output(run_scenario(load("baseline"), how), top / "run", "run", overwrite=False)
    both = compare_scenarios([load("baseline"), load("oil_squeeze")], how)
    write_output(both, top / "both", "compare", overwrite=False)
    return top


def plot(*words: str) -> list[str]:
    done = CliRunner().invoke(app, ["plot", *map(str, words)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output.split()


@pytest.mark.heavy
def test_without_a_name_all_is_drawn_that_the_run_did_not_draw(place, tmp_path):
    made = plot(place / "run", "--out", tmp_path)
    names = {f"{name}.{kind}" for name in MORE_FIGURES for kind in ("png", "svg")}
    assert {path.name for path in tmp_path.iterdir()} == names
    assert len(made) == len(names)


def test_a_comparison_knows_its_own_figures_too(place, tmp_path):
    words = [word for name in COMPARE_FIGURES for word in ("--figure", name)]
    plot(place / "both", *words, "--format", "png", "--out", tmp_path)
    assert {path.stem for path in tmp_path.iterdir()} == set(COMPARE_FIGURES)


@pytest.mark.heavy
@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_a_dark_figure_says_so_and_is_rebuilt(place, tmp_path, kind):
    words = ["--figure", "channels", "--theme", "dark", "--format", kind, "--out", tmp_path]
    plot(place / "run", *words)
    path = tmp_path / f"channels_dark.{kind}"
    first, second, *_ = origin(path).lines()
    assert first.startswith("sim run baseline --members 24")
    assert second == "sim plot results/baseline --figure channels --theme dark"
    assert "bit for bit" in redraw(origin(path), tmp_path / f"again.{kind}")


def test_the_page_to_point_at_is_written(place, tmp_path):
    pytest.importorskip("plotly", reason="plotly is not installed")
    plot(place / "both", "--interactive", "--out", tmp_path)
    assert "Plotly.newPlot" in (tmp_path / "interactive.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", "--figure", "shels"], "did you mean 'shells'"),
        (["run", "--figure", "differences"], "unknown figure of a run"),
        (["run", "--measure", "russia.shells_fired"], "--measure: is for sweeps"),
        (["run", "--tornado"], "--kind: is for sweeps"),
        (["run", "--interactive", "--figure", "shells"], "leave out --figure"),
        (["nowhere"], "holds no sweep"),
    ],
)
def test_what_cannot_be_drawn_is_one_line_and_nothing_is_written(place, tmp_path, words, said):
    name, *more = words
    words = ["plot", str(place / name), *more, "--out", str(tmp_path / "none")]
    with pytest.raises(InputError, match=said) as caught:
        CliRunner().invoke(app, words, catch_exceptions=False)
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "none").exists()
