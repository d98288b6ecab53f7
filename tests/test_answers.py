"""Where something turns, effects, what verbs print, and differences split into changes."""

import json
from dataclasses import replace

import numpy as np
import pytest
from typer.testing import CliRunner

import sim
from sim.answers.parts import changes_of, with_changes
from sim.answers.shapley import orders_of, shares, subsets_of
from sim.answers.turning import first_turn
from sim.cli.main import app
from sim.ground.errors import InputError
from sim.vocabulary.scenario import load

SMALL = {"members": 8, "weeks": 20, "prior": True}
FIRED = "russia.shells_fired"


def test_members_at_which_a_line_turns_are_those_of_a_grid():
    """A statement that turns where a member's own number says: the grid finds each of them."""
    luck = np.random.default_rng(5)
    at = luck.random(50) * 6.0 - 1.0
    tried = np.linspace(0.0, 4.0, 65)
    holds = (tried[:, np.newaxis] >= at).astype(float)
    value, turns = first_turn(tried, holds)
    inside = (at > 0.0) & (at <= 4.0)
    assert np.abs(value[inside] - at[inside]).max() <= (tried[1] - tried[0]) / 2
    assert np.isnan(value[~inside]).all()
    assert set(turns[inside]) == {1}


def test_the_first_turn_is_that_of_the_grid():
    holds = np.asarray([[1.0, 0, 1, 0, 1], [1, 1, 1, 0, 0], [0, 1, 1, 0, 1]])
    value, turns = first_turn(np.asarray([0.0, 1.0, 2.0]), holds)
    np.testing.assert_array_equal(value, [1.5, 0.5, np.nan, np.nan, 0.5])
    assert turns.tolist() == [1, 1, 0, 0, 2]


def test_breakeven_agrees_with_a_grid():
    text, over = f"{FIRED} >= 9k rounds/day at 2023-10-02", "shells_demanded_per_day"
    got = sim.breakeven(text, over, **SMALL).found
    fine = np.linspace(4000, 20000, 65)
    near = [8000.0, 9000.0, 10000.0]
    shares = [
        sim.ask(text, under=[load("baseline").setting(over, v)], **SMALL).table["share"][0]
        for v in near
    ]
    turned = [float(np.mean((got.value <= v) | (got.first == 1))) for v in near]
    assert shares == pytest.approx(turned, abs=0.26), "up to the width of an interval"
    assert got.width == pytest.approx(fine[1] - fine[0])
    middle = got.value[np.isfinite(got.value)]
    assert middle.size
    assert ((middle > 4000) & (middle < 20000)).all()


def test_effects_are_paired_and_a_lever_without_cost_has_none_per_effort():
    got = sim.effect("dprk.hard_currency_usd", **SMALL).found
    row = got.names.index("designation_tempo")
    assert np.isfinite(got.change).all()
    assert (got.change[row] <= 0).mean() > 0.5
    free = np.abs(got.cost.mean(axis=1)) < 0.01 * got.effort
    assert np.isnan(got.per_effort[free]).all()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("breakeven 'how long russia.shells_fired > 3' --over designation_tempo", "write no question"),
        ("breakeven 'russia.shells_fired > 3 at 2023-08-07' --over nosuch", "unknown lever or assumption"),
        ("breakeven 'russia.shells_fired > 3 at 2023-08-07' --over ceasefire_date", "names or dates"),
        ("breakeven 'russia.shells_fired > 3 at 2023-08-07' --over designation_tempo --low 3 --high 2", "is empty"),
        ("breakeven 'russia.shells_fired > 3 at 2023-08-07' --over designation_tempo --high 9", "outside 0 to 4"),
        ("discover --when russia.shells_fired", "write a claim"),
        ("discover", "write a claim after --when, or --paths"),
        ("discover --paths 9", "from 2 to 8 kinds"),
        ("worth russia.shells_fired --among baseline", "at least two"),
        ("worth russia.shells_fird --among baseline --among no_exchange", "did you mean"),
        ("effect russia.shells_fired --format xml", "unknown format 'xml'"),
    ],
)  # fmt: skip
def test_bad_input_is_one_line(line, said):
    import shlex

    words = [*shlex.split(line), "--members", "8", "--weeks", "12"]
    with pytest.raises(InputError, match=said) as caught:
        CliRunner().invoke(app, words, catch_exceptions=False)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "line",
    [
        "breakeven 'russia.shells_fired >= 9k rounds/day at 2023-09-04' --over shells_demanded_per_day",
        "effect dprk.hard_currency_usd",
        "sensitivity dprk.warheads",
        "discover --when 'russia.shells_fired >= 9k rounds/day at 2023-09-04'",
        "discover --paths 2 --measure russia.shells_fired",
        "worth dprk.hard_currency_usd --among baseline --among oil_squeeze",
    ],
)
def test_each_verb_prints_json_writes_and_draws(line, tmp_path):
    import shlex

    words = [*shlex.split(line), "--members", "20", "--weeks", "12"]
    done = CliRunner().invoke(app, [*words, "--format", "json", "--out", str(tmp_path)])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert len(told["sentences"]) == 2
    assert all(sentence.endswith(".") for sentence in told["sentences"])
    assert sorted(p.suffix for p in tmp_path.iterdir()) == [".csv", ".png", ".svg"]


def test_shares_add_up_and_a_change_that_does_nothing_has_none():
    luck = np.random.default_rng(1)
    scale = luck.random((3, 7))

    def outcome(made):
        a, b = (scale[i] * (i in made) for i in (0, 1))
        return a + b + 5 * a * b

    for groups in ([0, 0, 0], [0, 0, 1], [0, 1, 2]):
        orders = orders_of(groups)
        values = {s: outcome(s) for s in subsets_of(orders)}
        got = shares(values, orders)
        np.testing.assert_allclose(got.sum(axis=0), outcome({0, 1, 2}), atol=1e-12)
        np.testing.assert_allclose(got[2], 0.0, atol=1e-12)
    many = orders_of([0, 0, 1, 1, 2, 2, 2])
    values = {s: np.asarray([float(len(s) ** 2)]) for s in subsets_of(many)}
    assert shares(values, many).sum() == pytest.approx(49.0)


@pytest.mark.parametrize("other", ["oil_squeeze", "maximum_pressure", "dprk_halts_exports"])
def test_all_changes_make_the_other_case(other):
    one, two = load("baseline").policy, load(other).policy
    changes = changes_of(one, two)
    made = with_changes(one, changes, range(len(changes)))
    assert replace(made, name="") == replace(two, name="")
    assert with_changes(one, changes, ()) == one


def test_the_split_of_a_scenario_adds_up_to_the_paired_difference():
    got = sim.explain("baseline", "maximum_pressure", measure="capability.index[dprk]", **SMALL)
    found = got.found
    np.testing.assert_allclose(
        found.share.sum(axis=0), found.after - found.before, rtol=0, atol=1e-9
    )
    if found.components is not None:
        gap = found.components.sum(axis=(0, 1)) - (found.after - found.before)
        assert np.abs(gap).max() < 1e-2, "up to the rounding of what is stored"
    with pytest.raises(InputError, match="do not differ"):
        changes_of(load("baseline").policy, load("baseline").policy)


def test_the_waterfall_runs_from_one_scenario_to_the_other(tmp_path):
    words = "explain baseline oil_squeeze --measure dprk.hard_currency_usd --members 8 --weeks 12"
    done = CliRunner().invoke(app, [*words.split(), "--format", "json", "--out", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert (
        "From “Baseline to the cut-off” to “Oil squeeze”" in json.loads(done.stdout)["sentences"][0]
    )
    assert len(list(tmp_path.glob("*.png"))) == 1
