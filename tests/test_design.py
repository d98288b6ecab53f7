"""Designs: what a file asks for is what is run, and what cannot be run is one line."""

import numpy as np
import pytest

from sim.ground.errors import InputError
from sim.sweeps.designs.around import combined
from sim.sweeps.designs.file import load_design, names, parse_design
from sim.sweeps.designs.sampling import LAYOUTS, count
from sim.sweeps.designs.serial import digest, from_json, to_json
from sim.vocabulary.assumptions import registry
from sim.vocabulary.levers import structures
from sim.vocabulary.scenario import load

SMALL = {
    "scenario": "baseline", "members": 4, "seed": 3, "weeks": 8,
    "axes": {"shells_demanded_per_day": [6000, 14000], "designation_tempo": [0, 1, 4]},
}  # fmt: skip


def design(**more):
    return parse_design({**SMALL, **more}, "d.toml", "d")


def one_line(**more):
    with pytest.raises(InputError) as caught:
        design(**more)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_runs_are_axes_times_rows_times_structures_times_scenarios():
    made = design(
        scenario=["baseline", "oil_squeeze"],
        sample={
            "method": "sobol",
            "size": 8,
            "over": ["arms.interdictability", "dprk.shell_stock"],
        },
        structure={"reading": ["heavier_fire", "slower_industry"]},
    )
    assert len(made) == 2 * 3 * 8 * 2 * 2
    assert set(made.coordinates(np.arange(3))) == {
        "scenario", "structure.reading", "shells_demanded_per_day", "designation_tempo", "row",
        "arms.interdictability", "dprk.shell_stock",
    }  # fmt: skip


def test_every_policy_is_what_its_coordinates_say():
    made = design(
        sample={"method": "sobol", "size": 4, "over": ["arms.interdictability", "rok_leverage"]},
        structure={"reading": "all"},
    )
    found = made.coordinates(np.arange(len(made)))
    for i in range(len(made)):
        policy = made.policy(i)
        assert policy.levers["designation_tempo"] == ((0, found["designation_tempo"][i]),)
        assert policy.levers["rok_leverage"] == ((0, found["rok_leverage"][i]),)
        assert (
            policy.assumptions["arms.interdictability"].value == found["arms.interdictability"][i]
        )
        assert policy.structure["reading"] == (found["structure.reading"][i],)


def test_a_sampled_row_fixes_the_quantile_of_its_reading():
    made = design(
        axes={},
        sample={"method": "sobol", "size": 4, "over": ["russia.fire_demand"]},
        structure={"reading": "all"},
    )
    u = made.sample.rows[:, 0]
    found = made.coordinates(np.arange(len(made)))["russia.fire_demand"].reshape(3, 4)
    for code in range(3):
        expected = registry()["russia.fire_demand"].values(u, np.full(4, code))
        np.testing.assert_array_equal(found[code], expected)


@pytest.mark.parametrize("method", sorted(LAYOUTS))
def test_every_layout_has_the_rows_that_were_counted_and_the_same_for_a_seed(method):
    rows = LAYOUTS[method](3, 4, 0)
    assert rows.shape == (count(method, 3, 4), 3)
    fine = rows[~np.isnan(rows)]
    assert (fine >= 0).all()
    assert (fine <= 1).all()
    np.testing.assert_array_equal(rows, LAYOUTS[method](3, 4, 0))


def test_one_at_a_time_fixes_one_input_a_row_and_none_in_the_first():
    made = design(axes={}, sample={"method": "one_at_a_time", "size": 2, "over": "all"})
    fixed = (~np.isnan(made.sample.rows)).sum(axis=1)
    assert fixed[0] == 0
    assert (fixed[1:] == 1).all()
    assert made.policy(0).assumptions == made.bases[0].assumptions


def test_effort_allocations_are_weights_at_one_tempo():
    made = load_design("effort_allocations")
    assert all("designation_tempo" not in made.policy(i).levers for i in range(0, 500, 50))
    assert made.sample.rows.min() >= 0
    assert made.sample.rows.max() <= 4
    assert len(made) == 500


def test_limits_leave_out_policies():
    made = design(
        constraints={
            "cap": {"sum": ["designation_tempo", "shells_demanded_per_day"], "at_most": 6001}
        }
    )
    assert len(made) == 2
    assert made.policy(1).levers["designation_tempo"] == ((0, 1.0),)


@pytest.mark.parametrize("name", names())
def test_shipped_designs_load_and_survive_the_store(name):
    made = load_design(name)
    arrays = {}
    if made.sample is not None:
        arrays["rows"] = made.sample.rows
    if made.kept is not None:
        arrays["kept"] = made.kept
    again = from_json(to_json(made), arrays)
    assert digest(again) == digest(made)
    assert again.policy(len(made) - 1) == made.policy(len(made) - 1)


RULES = {"reading": ["sampled", "heavier_fire", "restocking"], "orders": "all", "export": "all"}


def test_rules_around_a_default_are_changed_one_at_a_time_and_a_fraction_beside():
    made = design(structure=RULES, around={"fraction": 0})
    places = np.stack(made.places(np.arange(len(made)))[1:4], axis=1)
    rows = np.unique(places, axis=0)
    assert len(rows) == 1 + 2 + 2 + 2
    assert ((rows > 0).sum(axis=1) <= 1).all()
    assert len(made) == 6 * len(rows)
    more = design(structure=RULES, around={"fraction": 9})
    drawn = np.unique(np.stack(more.places(np.arange(len(more)))[1:4], axis=1), axis=0)
    assert {tuple(row) for row in rows.tolist()} < {tuple(row) for row in drawn.tolist()}
    assert len(drawn) <= len(rows) + 9
    again = design(structure=RULES, around={"fraction": 9})
    assert np.array_equal(more.kept, again.kept)


def test_in_a_fraction_every_option_stands_equally_often():
    rows = combined((3, 2, 4), 12, seed=7)[-12:]
    for column, many in enumerate((3, 2, 4)):
        assert np.bincount(rows[:, column]).tolist() == [12 // many] * many


def test_a_sampled_option_draws_what_the_scenario_draws():
    made = design(structure=RULES, around={"fraction": 0})
    assert made.policy(0).structure == load("baseline").policy.structure
    found = made.coordinates(np.arange(len(made)))["structure.reading"]
    heavier = int(np.flatnonzero(found == "heavier_fire")[0])
    assert made.policy(heavier).structure["reading"] == ("heavier_fire",)


def test_the_shipped_structures_are_every_rule_alone_and_a_fraction():
    made = load_design("structures")
    places = np.stack(made.places(np.arange(len(made)))[1:11], axis=1)
    rows = np.unique(places, axis=0)
    assert dict(made.structures).keys() == structures().keys()
    alone = sum(len(options) - 1 for _, options in made.structures)
    assert ((rows > 0).sum(axis=1) <= 1).sum() == 1 + alone
    assert len(rows) == 1 + alone + 32


def test_the_reference_sweep_is_a_hundred_thousand_runs():
    made = load_design("reference")
    assert len(made) * made.members == 100_000


SAMPLE = {"method": "sobol", "size": 4, "over": ["arms.interdictability"]}
BAD = {
    "10,000,000,000 policies": {"axes": {n: {"from": 0, "to": 1, "steps": 10**5} for n in ("rok_leverage", "off_ramp_relief")}},
    "are more than 1e+10 runs": {"members": 4 * 10**11},
    "outside 4000 to 20000": {"axes": {"shells_demanded_per_day": [1]}},
    "did you mean 'designation_tempo'": {"axes": {"designation_temp": [1]}},
    "the axis is empty": {"axes": {"designation_tempo": []}},
    "stands twice": {"axes": {"designation_tempo": [1, 1]}},
    "[axes] and in [sample]": {"sample": {**SAMPLE, "over": ["designation_tempo"]}},
    "did you mean 'russia.shells_fired'": {"save": {"measures": ["russia.shell_fired"]}},
    "unknown reduction": {"save": {"measures": ["russia.shells_fired:middle"]}},
    "unknown key 'axis'": {"axis": {}},
    "did you mean 'sobol'": {"sample": {**SAMPLE, "method": "sobo"}},
    "did you mean 'arms.interdictability'": {"sample": {**SAMPLE, "over": ["arms.interdictabilty"]}},
    "has no quantiles": {"sample": {**SAMPLE, "over": ["russia.ceasefire_fire_share"]}},
    "depends on the reading": {"sample": {**SAMPLE, "over": ["russia.new_output_share"]}},
    "lever shells_demanded_per_day replaces it": {"sample": {**SAMPLE, "over": ["russia.fire_demand"]}, "structure": {"reading": "all"}},
    "contradicts structure.export": {"axes": {"dprk_export_willingness": [0, 1]}, "structure": {"export": "all"}},
    "whole number": {"structure": RULES, "around": {"fraction": "all"}},
    "did you mean 'fraction'": {"structure": RULES, "around": {"fractions": 3}},
    "two structures or more": {"around": {"fraction": 3}},
    "unknown rule": {"structure": {"reading": ["heavy"]}},
    "outside what the sum can be": {"sample": {**SAMPLE, "over": ["rok_leverage", "off_ramp_relief"]}, "constraints": {"c": {"sum": ["rok_leverage", "off_ramp_relief"], "equals": 9}}},
    "no policy meets": {"constraints": {"c": {"sum": ["designation_tempo", "shells_demanded_per_day"], "at_most": 1}}},
    "must rise": {"save": {"quantiles": [0.5, 0.1]}},
    "outside 1 to": {"weeks": 10**6},
    "at least 1": {"members": 0},
    "unknown scenario": {"scenario": "basline"},
    "of one length": {"sample": {"method": "list", "values": {"rok_leverage": [0, 1], "off_ramp_relief": [0]}}},
}  # fmt: skip


@pytest.mark.parametrize("said", sorted(BAD))
def test_a_bad_design_is_one_line(said):
    assert said in one_line(**BAD[said])
