"""Sweeps without a file and with dates: what is asked for is what runs, no more and no less."""

import tomllib
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from sim.cli.main import app
from sim.ground.errors import InputError
from sim.ground.weeks import date_of
from sim.sweeps.designs.design import Axis
from sim.sweeps.designs.file import parse_design
from sim.sweeps.designs.made import Over, design_over
from sim.sweeps.outcome import statistic
from sim.sweeps.reader import open_sweep
from sim.sweeps.runner import DESIGN, sweep
from sim.vocabulary.by_hand import set_by_hand
from sim.vocabulary.scenario import load

DEMAND, TEMPO = "shells_demanded_per_day", "designation_tempo"
WORDS = ["sweep", "baseline", "--axis", f"{DEMAND}=4000..20000/3", "--axis", f"{TEMPO}=4,0",
         "--members", "8", "--weeks", "12", "--measure", "russia.shells_fired", "--measure",
         "russia.shell_stock", "--date", "2023-08-16"]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("asked") / "store"
    done = CliRunner().invoke(app, [*WORDS, "--out", str(place), "--format", "csv"])
    assert done.exit_code == 0, done.output
    assert f"kept as {DESIGN}" in done.output
    return place


def test_the_design_is_kept_and_makes_the_same_sweep(folder):
    kept = parse_design(tomllib.loads((folder / DESIGN).read_text()), "kept")
    made = open_sweep(str(folder)).design
    assert kept.axes[0] == Axis(DEMAND, (4000.0, 12000.0, 20000.0), lever=True)
    assert (kept.axes, kept.save, len(kept)) == (made.axes, made.save, 6)


def test_a_measure_at_a_date_is_that_of_its_week(folder):
    found = open_sweep(str(folder))
    whole = replace(found.design, save=replace(found.design.save, series_members=8))
    place = folder.parent / "series"
    sweep(whole, str(place), constrained=found.store.job.constrained)
    series = open_sweep(str(place)).series
    week = 6
    assert date_of(week).isoformat() == "2023-08-14"
    for name, at in (("russia.shells_fired", week), ("russia.shell_stock", week + 1)):
        held = found.runs[f"{name}@2023-08-14"].to_numpy()
        np.testing.assert_array_equal(held, series[name].to_numpy()[..., at])


def test_every_column_says_statistic_period_and_unit(folder):
    told = pd.read_csv(folder / "columns.csv").set_index("column")
    fired = told.loc["russia.shells_fired@2023-08-14"]
    assert (fired["statistic"], fired["to"], fired["unit"]) == ("end", "2023-08-21", "rounds/week")
    whole = told.loc["russia.shells_fired"]
    assert (whole["statistic"], whole["from"], whole["to"]) == ("total", "2023-07-03", "2023-09-25")
    table = open_sweep(str(folder))
    assert {"statistic", "from", "to", "unit"} <= set(export_table(table).columns)


def export_table(found):
    from sim.sweeps.export import quantile_table

    return quantile_table(found)


def test_a_statistic_is_told_with_its_date_in_both_languages(folder):
    design = open_sweep(str(folder)).design
    said = {v.variable: statistic(design, v) for v in design.save.variables}
    assert said["russia.shells_fired"] == "on average over 3 July 2023 to 25 September 2023"
    assert said["russia.shells_fired@2023-08-14"] == "in the week of 14 August 2023"
    assert "2023年8月21日" in statistic(design, design.save.variables[-1], "zh")


DATED = {"scenario": "baseline", "members": 4, "seed": 1, "weeks": 120}


def levers(**axes):
    table = {**DATED, "steps": [{"date": "2024-01-01", "lever": TEMPO, "value": 2},
                                {"date": "2025-01-06", "lever": TEMPO, "value": 1.5},
                                {"date": "2024-01-01", "lever": "oil_task_force_effort", "value": 2}],
             "axes": axes}  # fmt: skip
    return parse_design(table, "here").policy(1).levers


def test_an_axis_from_a_date_leaves_what_was_before_and_other_levers():
    made = levers(**{TEMPO: {"values": [0, 4], "from_date": "2024-07-01"}})
    assert made[TEMPO] == ((26, 2.0), (52, 4.0))
    assert made["oil_task_force_effort"] == ((26, 2.0),)
    assert levers(**{TEMPO: [0, 4]})[TEMPO] == ((0, 4.0),)


def test_a_date_for_all_axes_moves_levers_and_no_assumption():
    table = {**DATED, "from_date": "2024-07-01",
             "axes": {TEMPO: [0, 4], "russia.ramp_rate": [0.01, 0.02]}}  # fmt: skip
    made = parse_design(table, "here")
    assert [axis.week for axis in made.axes] == [52, 0]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"axes": {TEMPO: {"values": [0], "from_date": "2031-01-06"}}}, "after the runs end"),
        ({"axes": {TEMPO: {"values": [0], "from_date": "never"}}}, "'never' is no date"),
        ({"axes": {TEMPO: {"values": 0}}}, "is no list"),
        ({"axes": {"russia.ramp_rate": {"values": [0.01], "from_date": "2024-07-01"}}}, "levers"),
        ({"axes": {TEMPO: {"value": [0]}}}, "or values"),
        ({"save": {"measures": ["russia.shells_fired"], "dates": "monthly"}}, "unknown word"),
        ({"save": {"measures": ["russia.shells_fired@2031-01-06"]}}, "after the runs end"),
        ({"steps": [{"date": "2024-01-01", "lever": "tempo", "value": 2}]}, "unknown lever"),
    ],
)
def test_what_cannot_be_dated_is_one_line(more, said):
    with pytest.raises(InputError, match=said) as caught:
        parse_design({**DATED, **more}, "here")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("over", "said"),
    [
        ({"axes": [TEMPO]}, "write name=0,1,4"),
        ({"axes": [f"{TEMPO}=0..4"]}, "first..last/count"),
        ({"axes": [f"{TEMPO}=0..4/x"]}, "first..last/count"),
        ({"axes": [f"{TEMPO}=0,4@"]}, "begin on a date"),
        ({"axes": [f"{TEMPO}=0", f"{TEMPO}=1"]}, "stands twice"),
        ({"axes": ["tempo=0,1"]}, "unknown lever"),
        ({"axes": [f"{TEMPO}=0,90"]}, "outside"),
        ({"axes": [f"{TEMPO}=0,1"], "assumed": ["russia.ramp_rate=a..b"]}, "is no number"),
        ({"axes": [f"{TEMPO}=0,1"], "assumed": ["russia.ramp_rate=2..1"]}, "low <= "),
        ({"axes": [f"{TEMPO}=0,1"], "settings": ["oil_task_force_effort=1@soon"]}, "is not a date"),
        ({"structure": ["fire"]}, "write name=all"),
    ],
)
def test_a_design_that_cannot_be_read_is_one_line(over, said):
    with pytest.raises(InputError, match=said) as caught:
        design_over("baseline", Over(**over))
    assert "\n" not in str(caught.value)


def test_a_scenario_needs_an_axis_and_a_design_takes_none(tmp_path):
    for words, said in (
        (["sweep", "baseline"], "is a scenario; add --axis"),
        (["sweep", "factorial", "--axis", f"{TEMPO}=0,1"], "is a design"),
        (["sweep", "factorial", "--date", "yearly"], "goes with --axis"),
    ):
        with pytest.raises(InputError, match=said):
            CliRunner().invoke(app, [*words, "--out", str(tmp_path / "x")], catch_exceptions=False)


def test_settings_by_hand_may_be_dated_and_assumptions_may_be_ranges():
    made = set_by_hand(load("baseline"), [f"{TEMPO}=2@2025-06-30"], ["russia.ramp_rate=0.01..0.02"])
    assert made.policy.levers[TEMPO] == ((104, 2.0),)
    bounds = made.policy.assumptions["russia.ramp_rate"].distribution.bounds
    assert bounds == {"low": 0.01, "high": 0.02}
    assert made.by_hand[0] == f"{TEMPO}=2@2025-06-30"
    for text in (f"{TEMPO}=2@", "=2", f"{TEMPO}=", f"{TEMPO}=2@2025-13-01"):
        with pytest.raises(InputError):
            set_by_hand(load("baseline"), [text])
    with pytest.raises(InputError, match="is negative"):
        set_by_hand(load("baseline"), (), ["russia.ramp_rate=-1..1"])
