"""Where a figure comes from: its own metadata rebuild it."""

import pytest

from sim.ground.errors import InputError
from sim.origins.metadata import given_by, listed
from sim.origins.whence import origin, redraw
from sim.plots.registry import COMPARE_FIGURES
from sim.plots.run_files import figure_metadata
from sim.plots.saving import save
from sim.reports.subject import subject
from sim.runs.runs import compare_scenarios
from sim.runs.settings import Settings
from sim.vocabulary.by_hand import set_by_hand
from sim.vocabulary.scenario import load

COMMAND = "sim compare baseline oil_squeeze --members 8 --seed 3 --set trilateral_coordination=0.7"


@pytest.fixture(scope="module")
def results():
    chosen = [
        set_by_hand(load(n), ("trilateral_coordination=0.7",)) for n in ("baseline", "oil_squeeze")
    ]
    found = compare_scenarios(chosen, Settings(members=8, seed=3, weeks=60))
    found.attrs["command"] = COMMAND
    return found


@pytest.fixture(scope="module")
def folder(results, tmp_path_factory):
    tmp_path = tmp_path_factory.mktemp("figures")
    metadata = figure_metadata(results)
    for name in ("differences", "shells"):
        save(
            COMPARE_FIGURES[name](results), tmp_path, name, metadata, formats=("png", "svg", "pdf")
        )
    return tmp_path


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_a_figure_is_rebuilt_bit_for_bit(folder, ending):
    out = folder / f"again.{ending}"
    said = redraw(origin(folder / f"differences.{ending}"), out)
    assert "bit for bit" in said
    assert out.read_bytes() == (folder / f"differences.{ending}").read_bytes()
    assert not list(folder.glob(".*"))


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_the_command_holds_all_that_is_needed(folder, ending):
    command = origin(folder / f"shells.{ending}").lines()[0]
    assert command == (
        "sim compare baseline oil_squeeze --members 8 --seed 3 --weeks 60 "
        "--set trilateral_coordination=0.7 --prior"
    )


def test_another_commit_is_said_and_not_hidden(folder, results):
    metadata = {**figure_metadata(results), "commit": "0123456789"}
    results.attrs["commit"], now = "0123456789", results.attrs["commit"]
    save(
        COMPARE_FIGURES["shells"](results),
        folder,
        "old",
        {**metadata, "figure": "shells"},
        formats=("png",),
    )
    results.attrs["commit"] = now
    said = redraw(origin(folder / "old.png"), folder / "new.png")
    assert "only its provenance differs (commit was 0123456789" in said
    assert "bit for bit" not in said


def test_a_file_without_provenance_is_refused(tmp_path):
    (tmp_path / "a.svg").write_text("<svg/>", encoding="utf-8")
    (tmp_path / "a.png").write_bytes(b"nothing")
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4")
    for name in ("a.svg", "a.png", "a.pdf"):
        with pytest.raises(InputError, match="no provenance"):
            origin(tmp_path / name)
    with pytest.raises(InputError, match="no such file"):
        origin(tmp_path / "b.png")
    with pytest.raises(InputError, match="is no PNG, SVG or PDF"):
        origin(tmp_path / "b.txt")


def test_a_changed_scenario_is_refused(folder, results):
    metadata = {**figure_metadata(results), "scenario_hashes": "['0', '0']"}
    save(COMPARE_FIGURES["shells"](results), folder, "changed", metadata, formats=("png",))
    with pytest.raises(InputError, match="no longer what it was"):
        redraw(origin(folder / "changed.png"), folder / "x.png")


def test_commands_and_lists_are_read_as_written():
    given = given_by(COMMAND)
    assert given.names == ["baseline", "oil_squeeze"]
    assert given.set == ["trilateral_coordination=0.7"]
    assert given_by("pytest -q").names == []
    assert listed("['a', 'b']") == listed('["a", "b"]') == ["a", "b"]


def test_a_report_on_results_with_levers_set_keeps_them(results, tmp_path):
    results.write_store(tmp_path)
    of = subject(str(tmp_path), None, Settings())
    assert of.levers == ("trilateral_coordination=0.7",)
    assert of.first.policy.levers["trilateral_coordination"] == ((0, 0.7),)
