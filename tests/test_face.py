"""The Python face: every public name can be called, and what is wrong is one clear line."""

import doctest
import importlib
import inspect
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from matplotlib.figure import Figure

import sim
from tests.test_floors import MODULES

SMALL = {"members": 8, "weeks": 20, "prior": True}
KEEP = ["russia.shells_fired", "capability.index"]


@pytest.fixture(scope="module")
def found():
    return sim.run("baseline", **SMALL)


@pytest.mark.heavy
def test_every_public_name_has_an_example_and_each_example_holds():
    for module in MODULES:
        importlib.import_module(module)  # a folder must never hide a function of the same name
    for name in sim.__all__:
        thing = getattr(sim, name)
        assert callable(thing), f"sim.{name} is {thing!r}"
        if inspect.isfunction(thing):
            tests = doctest.DocTestFinder(recurse=False).find(thing, name)
            assert tests[0].examples or name == "open_sweep", f"sim.{name} shows no example"
            runner = doctest.DocTestRunner(verbose=False)
            said: list[str] = []
            for test in tests:
                runner.run(test, out=said.append)
            assert not said, "".join(said)


@pytest.mark.parametrize(
    "module",
    [m for m, path in MODULES.items() if ">>>" in path.read_text() and ".verbs." not in m],
)
def test_examples_in_docstrings_hold(module):
    failed, tried = doctest.testmod(importlib.import_module(module))
    assert tried
    assert not failed


WRONG = {
    "option": (lambda: sim.run("baseline", member=60), "did you mean 'members'"),
    "no scenario": (sim.run, "scenario"),
    "scenario": (lambda: sim.run("baselin"), "did you mean 'baseline'"),
    "type of scenario": (lambda: sim.run(5), "5 is no scenario"),
    "too many": (lambda: sim.run("baseline", 60), "too many positional"),
    "lever": (
        lambda: sim.run("baseline", levers={"designation_temp": 1}),
        "did you mean 'designation_tempo'",
    ),
    "lever's range": (
        lambda: sim.run("baseline", levers={"designation_tempo": 9}),
        "outside 0 to 4",
    ),
    "lever's unit": (
        lambda: sim.run("baseline", levers={"shells_demanded_per_day": "9000 tonnes"}),
        "unit 'tonnes'",
    ),
    "lever's type": (lambda: sim.run("baseline", levers={"designation_tempo": None}), "None"),
    "levers": (lambda: sim.run("baseline", levers=[1, 2]), "must be a table"),
    "date": (
        lambda: sim.run("baseline", steps=[("2024-13-04", "designation_tempo", 1)]),
        "not a date",
    ),
    "no date": (
        lambda: sim.run("baseline", steps=[(pd.NaT, "designation_tempo", 1)]),
        "not a date",
    ),
    "step": (lambda: sim.run("baseline", steps=[("2024-11-04", 1)]), "no step"),
    "steps": (lambda: sim.run("baseline", steps=5), "no list"),
    "step's lever": (
        lambda: sim.run("baseline", steps={"designation_temp": {"2024-11-04": 1}}),
        "did you mean 'designation_tempo'",
    ),
    "assumption": (
        lambda: sim.run("baseline", assumptions={"dprk.shell_stok": 1}),
        "unknown assumption",
    ),
    "rule": (lambda: sim.run("baseline", structure={"reading": "heavyfire"}), "did you mean"),
    "members' type": (lambda: sim.run("baseline", members="60"), "not a whole number"),
    "members' part": (lambda: sim.run("baseline", members=60.5), "not a whole number"),
    "members": (lambda: sim.run("baseline", members=0), "too few"),
    "workers": (lambda: sim.run("baseline", workers=0), "too few"),
    "switch": (lambda: sim.run("baseline", prior="yes"), "not true or false"),
    "keep": (lambda: sim.run("baseline", keep=["russia.shels_fired"]), "did you mean"),
    "one to compare": (lambda: sim.compare("baseline"), "at least two"),
    "twice": (lambda: sim.compare("baseline", "baseline"), "twice"),
    "session's measure": (lambda: sim.session(measures=["nosuch"]), "unknown measure"),
    "session's option": (lambda: sim.session().bands(lever={}), "did you mean 'levers'"),
    "design": (lambda: sim.sweep(5), "no design"),
    "design's key": (lambda: sim.sweep({"axis": {}}), "did you mean 'axes'"),
    "store": (lambda: sim.open_sweep("nowhere"), "nowhere"),
    "results": (lambda: sim.open_results("nowhere"), "sim run"),
    "path": (lambda: sim.open_results(5), "no path"),
    "targets": (lambda: sim.hindcast(targets="nowhere.csv"), "nowhere.csv"),
    "format": (lambda: sim.report("baseline", "x.html", format="doc"), "unknown format"),
    "table": (lambda: sim.parse({"extend": "baseline"}), "did you mean 'extends'"),
    "no table": (lambda: sim.parse([1]), "must be a table"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_one_line_with_what_to_do(what):
    call, said = WRONG[what]
    with pytest.raises(sim.InputError) as caught:
        call()
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_results_refuse_a_wrong_figure_table_and_measure(found):
    for call, said in (
        (lambda: found.plot("shels"), "did you mean 'shells'"),
        (lambda: found.plot("shells", theme="drak"), "did you mean 'dark'"),
        (lambda: found.table("differences"), "unknown table"),
        (lambda: found.to_dataframe("russia.shels_fired"), "did you mean"),
        (lambda: found.save("x", overwite=True), "did you mean 'overwrite'"),
        (lambda: sim.run("baseline", keep=KEEP, **SMALL).plot("returns"), "not kept"),
    ):
        with pytest.raises(sim.InputError, match=said):
            call()


def test_a_dated_step_is_felt_from_its_week_on_and_stands_in_the_results():
    step = [("2023-09-04", "designation_tempo", 4)]
    compared = sim.compare(
        "baseline", sim.load("baseline").changed(steps=step, name="harder"), **SMALL
    )
    gap = compared.differences["coalition.designations"].sel(policy="harder", quantile=0.5)
    moved = np.flatnonzero(np.abs(gap.values).max(axis=-1) > 0)
    assert moved[0] == 9
    assert sim.run("baseline", steps=step, **SMALL).attrs["set"] == [
        "designation_tempo=4@2023-09-04"
    ]


SAME_STEPS = {
    "rows": [("2023-09-04", "designation_tempo", 2)],
    "tables": [{"date": "2023-09-04", "lever": "designation_tempo", "value": 2}],
    "by lever": {"designation_tempo": {"2023-09-04": 2}},
    "by date": {"2023-09-04": {"designation_tempo": 2}},
    "numpy": [(np.datetime64("2023-09-04"), "designation_tempo", np.float32(2))],
    "pandas": pd.DataFrame(
        {"date": pd.to_datetime(["2023-09-04"]), "lever": "designation_tempo", "value": [2]}
    ),
    "series": {"designation_tempo": pd.Series([2], pd.to_datetime(["2023-09-04"]))},
}


@pytest.mark.parametrize("form", SAME_STEPS)
def test_steps_are_taken_in_every_form(form):
    changed = sim.load("baseline").changed(steps=SAME_STEPS[form])
    assert changed.policy.levers["designation_tempo"] == ((9, 2.0),)


def test_numbers_of_numpy_and_pandas_are_taken():
    levers = pd.Series({"designation_tempo": 2})
    sizes = {"members": np.int64(8), "weeks": np.int32(20), "seed": np.uint8(1)}
    one = sim.run("baseline", levers=levers, prior=np.True_, keep=np.array(KEEP), **sizes)
    two = sim.run("baseline", levers={"designation_tempo": 2}, keep=KEEP, **SMALL)
    assert one.bands.identical(two.bands)


def test_a_table_gives_the_scenario_that_a_file_gives(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(
        'edition = 2\ntitle = "x"\nquestion = "?"\nstory = "s"\nextends = "baseline"\n'
        "[levers]\ndesignation_tempo = 2\n[assumptions]\n'dprk.shell_stock' = {scale = 2}\n"
    )
    table = {
        "extends": "baseline",
        "levers": {"designation_tempo": 2},
        "assumptions": {"dprk.shell_stock": {"scale": 2}},
    }
    assert sim.parse(table, "mine").policy == sim.load(file).policy


def test_figures_touch_no_disk(found, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert isinstance(found.plot("shells", theme="dark"), Figure)
    assert list(tmp_path.iterdir()) == []
    assert "<table" in found._repr_html_()


def test_tables_hold_dates_and_numbers(found):
    table, long = found.table(), found.to_dataframe(KEEP)
    assert table["date"].dtype.kind == "M"
    assert table["q50"].dtype.kind == "f"
    assert set(long["measure"]) == set(KEEP)
    row = long[(long["measure"] == KEEP[0]) & (long["group"] == "pooled")].iloc[3]
    band = found.bands[KEEP[0]].sel(policy="baseline", group="pooled")
    assert row["q95"] == pytest.approx(float(band.sel(quantile=0.95)[3]))


def test_what_is_saved_opens_again(found, tmp_path):
    opened = sim.open_results(found.save(tmp_path / "mine"))
    assert opened.table().equals(found.table())
    with pytest.raises(sim.InputError, match="overwrite"):
        found.save(tmp_path / "mine")


def test_progress_is_told_and_a_call_can_be_stopped(tmp_path):
    told: list[tuple[int, int]] = []
    sim.run("baseline", progress=lambda *far: told.append(far), keep=KEEP, **SMALL)
    assert told == [(0, 8), (8, 8)]
    stop = threading.Event()
    stop.set()
    for call in (
        lambda: sim.run("baseline", cancel=stop, keep=KEEP, **SMALL),
        lambda: sim.sweep(
            {"axes": {"designation_tempo": [0, 1]}, "members": 4, "seed": 1, "weeks": 5},
            tmp_path / "s",
            cancel=lambda: True,
        ),
    ):
        with pytest.raises(sim.StoppedError):
            call()
    design = {"axes": {"designation_tempo": [0, 1]}, "members": 4, "seed": 1, "weeks": 5}
    assert len(sim.sweep(design, tmp_path / "s", resume=True).to_dataframe()) == 8


def test_a_sweep_takes_steps_and_draws_without_a_file():
    design = {
        "axes": {"shells_demanded_per_day": [6000, 12000], "designation_tempo": [0, 2]},
        "members": 4,
        "seed": 1,
        "weeks": 30,
        "save": {"measures": ["russia.shells_fired"]},
    }
    plain = sim.sweep(design)
    stepped = sim.sweep(design, steps=[("2023-09-04", "dprk_export_willingness", 0)])
    name = "russia.shells_fired"
    assert stepped.level(name).mean() < plain.level(name).mean()
    assert isinstance(plain.plot(name), Figure)
    for call, said in (
        (lambda: plain.plot("russia.shells_fird"), "did you mean"),
        (lambda: plain.plot(name, x="designation_temp"), "did you mean"),
        (lambda: plain.plot(name, kind="mapp"), "did you mean 'map'"),
    ):
        with pytest.raises(sim.InputError, match=said):
            call()


def test_import_is_instant_and_completion_shows_all_options():
    code = "import sys, sim; print('numpy' in sys.modules, *dir(sim))"
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path.cwd()
    ).stdout.split()
    assert out[0] == "False"
    assert out[1:] == sorted(sim.__all__)
    assert {"levers", "steps", "assumptions", "structure", "members", "keep"} <= set(
        inspect.signature(sim.run).parameters
    )


@pytest.mark.heavy
def test_what_is_saved_reads_back_the_same(found, tmp_path):
    found.save(tmp_path / "kept")
    again = sim.open_results(tmp_path / "kept")
    for name in ("series", "bands", "cumulative", "shares", "ends"):
        kept, read = getattr(found, name), getattr(again, name).load()
        xr.testing.assert_equal(kept, read)
        assert all(kept[n].attrs == read[n].attrs for n in kept.variables)
        assert {n: v.dtype.kind for n, v in kept.variables.items()} == {
            n: v.dtype.kind for n, v in read.variables.items()
        }
    assert again.attrs == found.attrs


def test_an_engine_is_asked_for_and_named_and_a_wrong_one_is_refused():
    sizes = {"members": 8, "weeks": 20, "keep": ["russia.shells_fired"]}
    found = {e: sim.run("baseline", engine=e, **sizes) for e in ("numpy", "compiled")}
    assert {e: r.attrs["engine"] for e, r in found.items()} == {e: e for e in found}
    one, two = (r.to_dataframe()["q50"].to_numpy() for r in found.values())
    np.testing.assert_allclose(one, two, rtol=1e-5)
    for call in (sim.run, sim.compare, sim.sweep, sim.session):
        with pytest.raises(sim.InputError, match="use numpy or compiled"):
            call(
                "baseline",
                engine="fast",
                **({"axes": {"designation_tempo": [0, 1]}} if call is sim.sweep else {}),
            )
