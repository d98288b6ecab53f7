"""Answers on truths that are known: boxes, indices, worth, and where something turns."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import sim
from sim.answers.designed import morris_of, sobol_of
from sim.answers.discovery import boxes_of
from sim.answers.front import unbeaten
from sim.answers.influence import given_data
from sim.answers.knowing import cross_fitted, in_sample, worth_of
from sim.answers.parts import changes_of, with_changes
from sim.answers.prim import find_box
from sim.answers.search import run_search
from sim.answers.sensitivity import of_cases
from sim.answers.shapley import orders_of, shares, subsets_of
from sim.answers.strategies import STEPS, plan_of
from sim.answers.turning import first_turn
from sim.cli.main import app
from sim.ground.errors import InputError
from sim.sweeps.designs.design import Sample
from sim.sweeps.designs.sampling import morris, saltelli
from sim.vocabulary.scenario import load

SMALL = {"members": 8, "weeks": 20, "prior": True}
FIRED = "russia.shells_fired"


def planted(seed, inputs, noise):
    luck = np.random.default_rng(seed)
    x = luck.random((1000, inputs))
    truth = (x[:, 0] < 0.5) & (x[:, 1] > 0.4) & (x[:, 2] < 0.6)
    seen = truth ^ (luck.random(1000) < noise)
    return pd.DataFrame(x, columns=[f"x{i}" for i in range(inputs)]), seen.astype(float), truth


def recovered(seeds, inputs, noise):
    """Return how often a false limit stands in the box, and coverage and density of the truth."""
    false, cover, pure = 0, [], []
    for seed in range(seeds):
        x, seen, truth = planted(seed, inputs, noise)
        box = find_box(x, seen).box
        inside = box.inside(x)
        false += bool(set(box.limits) - {"x0", "x1", "x2"})
        cover.append((inside & truth).sum() / truth.sum())
        pure.append(truth[inside].mean())
    return false, np.asarray(cover), np.asarray(pure)


def test_a_planted_box_is_found():
    false, cover, pure = recovered(4, 20, 0.1)
    assert false == 0
    assert cover.min() > 0.9
    assert pure.min() > 0.9


@pytest.mark.heavy
@pytest.mark.parametrize("inputs", [20, 250])
@pytest.mark.parametrize("noise", [0.0, 0.1])
def test_planted_boxes_are_found_in_a_hundred_samples(inputs, noise):
    false, cover, pure = recovered(100, inputs, noise)
    assert false <= 5
    assert np.mean(cover > 0.9) > 0.95
    assert np.mean(pure > 0.9) > 0.95


def test_planted_kinds_of_paths_are_found_with_what_brings_them():
    from sim.answers.grouping import kinds_of
    from sim.vocabulary.wording import scale_of

    luck = np.random.default_rng(4)
    x = pd.DataFrame(luck.random((300, 6)), columns=[f"x{i}" for i in range(6)])
    late = np.asarray(x["x2"] > 0.6)
    weeks = np.arange(104)[:, np.newaxis]
    weekly = 10.0 + luck.standard_normal((104, 300)) - 6.0 * late * (weeks > 50)
    got = kinds_of(weekly, x, 2, scale_of("russia.shells_fired"))
    assert (got.kind == late).all()
    assert got.share(0) > got.share(1)
    assert set(got.boxes[1].boxes[0].limits) == {"x2"}
    assert abs(got.boxes[1].boxes[0].limits["x2"].low - 0.6) < 0.02
    with pytest.raises(InputError, match="do not differ"):
        kinds_of(np.ones((52, 40)), x[:40], 2, scale_of("russia.shells_fired"))


@pytest.mark.heavy
def test_pure_noise_gives_no_box_in_nineteen_of_twenty_samples():
    found = 0
    for seed in range(40):
        luck = np.random.default_rng(seed)
        x = pd.DataFrame(luck.random((400, 20)), columns=[f"x{i}" for i in range(20)])
        found += bool(boxes_of("noise", x, (luck.random(400) < 0.3).astype(float)).boxes)
    assert found <= 4, "one in twenty, up to the luck of forty samples"


def test_pure_noise_gives_no_box():
    luck = np.random.default_rng(2)
    x = pd.DataFrame(luck.random((400, 10)), columns=[f"x{i}" for i in range(10)])
    got = boxes_of("noise", x, (luck.random(400) < 0.3).astype(float))
    assert got.boxes == ()


def test_a_box_of_a_rule_alone_is_drawn_as_rates_by_option():
    from sim.answers.answer import Answer
    from sim.answers.discovery import Discovery
    from sim.plots.answers_discover import discover_figure

    luck = np.random.default_rng(3)
    fire = pd.Categorical(np.asarray(["steady", "campaigns"])[luck.integers(2, size=400)])
    x = pd.DataFrame({"structure.fire": fire, "x": luck.random(400)})
    happens = (np.asarray(fire == "steady") & (luck.random(400) < 0.9)).astype(float)
    part = boxes_of("all members", x, happens)
    assert set(part.boxes[0].limits) == {"structure.fire"}
    found = Discovery((part,), x, happens, "")
    about = {"ensemble": "prior", "members": 400}
    told = Answer("discover", "q", ("One.", "Two."), pd.DataFrame(), about=about, found=found)
    made = discover_figure(told)
    bars = {b.get_gid(): b.get_width() for ax in made.axes for b in ax.patches if b.get_gid()}
    inside = happens[np.asarray(fire == "steady")]
    assert bars["rate/all members/steady"] == pytest.approx(100 * inside.mean())
    assert bars["rate/all members/campaigns"] == 0.0


def test_names_make_boxes_too():
    luck = np.random.default_rng(2)
    kind = pd.Categorical(np.asarray(["a", "b", "c"])[luck.integers(3, size=600)])
    x = pd.DataFrame({"kind": kind, "x": luck.random(600)})
    box = find_box(x, ((kind == "b") & (x["x"] > 0.5)).astype(float)).box
    assert set(box.limits) == {"kind", "x"}
    assert box.limits["kind"].among == ("b",)
    assert abs(box.limits["x"].low - 0.5) < 0.02


def ishigami(x):
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


FIRST, TOTAL = [0.314, 0.442, 0.0], [0.558, 0.442, 0.244]


def test_sobol_and_given_data_hold_what_ishigami_is():
    rows = saltelli(3, 512, 1)
    got = sobol_of(Sample("saltelli", ("a", "b", "c"), rows), ishigami(2 * np.pi * rows - np.pi))
    table = got.table.set_index("input")
    for name, first, total in zip("abc", FIRST, TOTAL, strict=True):
        assert table["low"][name] - 0.03 <= first <= table["high"][name] + 0.03
        assert table["total_low"][name] - 0.03 <= total <= table["total_high"][name] + 0.03
    luck = np.random.default_rng(1)
    x = luck.uniform(-np.pi, np.pi, (1000, 3))
    data = given_data(pd.DataFrame(x, columns=list("abc")), ishigami(x)).table.set_index("input")
    for name, first in zip("abc", FIRST, strict=True):
        assert data["low"][name] - 0.03 <= first <= data["high"][name] + 0.03
    assert not data["above_floor"]["c"]


WEIGHTS = np.asarray([0.0, 1.0, 4.5, 9.0])


def test_the_g_function_lies_inside_its_intervals():
    def g(x):
        return np.prod((np.abs(4 * x - 2) + WEIGHTS) / (1 + WEIGHTS), axis=1)

    alone = 1 / 3 / (1 + WEIGHTS) ** 2
    whole = np.prod(1 + alone) - 1
    first = alone / whole
    total = alone * np.prod(1 + alone) / (1 + alone) / whole
    names = tuple("abcd")
    rows = saltelli(4, 512, 1)
    got = sobol_of(Sample("saltelli", names, rows), g(rows)).table.set_index("input")
    x = np.random.default_rng(2).random((2000, 4))
    data = given_data(pd.DataFrame(x, columns=list(names)), g(x)).table.set_index("input")
    for name, one, all_in in zip(names, first, total, strict=True):
        assert got["low"][name] - 0.02 <= one <= got["high"][name] + 0.02
        assert got["total_low"][name] - 0.02 <= all_in <= got["total_high"][name] + 0.02
        assert data["low"][name] - 0.02 <= one <= data["high"][name] + 0.02


@pytest.mark.parametrize("levels", [2, 3, 7])
def test_on_a_grid_each_input_explains_what_it_does_in_any_order_of_rows(levels):
    """y = 2 a + b + noise of variance 1 over a crossed grid: shares of variance in closed form."""
    luck = np.random.default_rng(levels)
    steps = np.arange(levels, dtype=float)
    a, b, idle = (m.ravel() for m in np.meshgrid(steps, steps, steps, indexing="ij"))
    x = pd.DataFrame({"a": a, "b": b, "idle": idle}).loc[np.repeat(np.arange(levels**3), 200)]
    noise = luck.standard_normal(len(x))
    spread = steps.var()
    true = np.asarray([4.0 * spread, spread, 0.0]) / (5.0 * spread + 1.0)
    y = 2.0 * x["a"].to_numpy() + x["b"].to_numpy() + noise
    for order in (np.arange(len(x)), np.lexsort((x["a"], x["b"])), luck.permutation(len(x))):
        got = given_data(x.iloc[order].reset_index(drop=True), y[order])
        table = got.table.set_index("input").loc[["a", "b", "idle"]]
        np.testing.assert_allclose(table["index"], true, atol=0.03)
        for part in ("at_1/2", "at_1/4"):
            np.testing.assert_allclose(table[part], true, atol=0.1)
        assert table["above_floor"].tolist() == [True, True, False]


def test_a_lever_bears_no_load_and_a_weak_number_bears_more():
    luck = np.random.default_rng(5)
    keys = ["designation_tempo", "russia.fire_demand", "structure.fire"]
    x = pd.DataFrame(luck.random((500, 3)), columns=keys)
    table = given_data(x, x.sum(axis=1).to_numpy()).table.set_index("input")
    assert table["above_floor"].all()
    assert table["load"]["designation_tempo"] == 0.0
    assert table["load"]["structure.fire"] == pytest.approx(table["index"]["structure.fire"])


def test_members_of_a_sampled_row_do_not_lend_each_input_what_the_row_does():
    """y = 3 a + b + noise, 400 rows of 50 members: a explains .9 of what differs between rows."""
    luck = np.random.default_rng(4)
    x = pd.DataFrame(luck.random((400, 3)), columns=["a", "b", "idle"])
    y = (3 * x["a"] + x["b"]).to_numpy()[:, np.newaxis] + luck.standard_normal((400, 50))
    table = of_cases(x, y, sampled=True).table.set_index("input").loc[["a", "b", "idle"]]
    between = 10 / 12 + 1 / 50
    np.testing.assert_allclose(table["index"], np.asarray([9, 1, 0]) / 12 / between, atol=0.06)
    assert not table["above_floor"]["idle"]


def test_an_input_with_an_atom_is_not_told_by_the_order_of_its_ties():
    luck = np.random.default_rng(2)
    other = np.sort(luck.random(2000))
    x = pd.DataFrame({"clipped": np.maximum(luck.random(2000), 0.6), "other": other})
    got = given_data(x, other + 0.1 * luck.random(2000)).table.set_index("input")
    assert abs(got["index"]["clipped"]) < 0.05
    assert not got["above_floor"]["clipped"]


def test_a_failed_run_drops_its_base_row_and_no_index_becomes_zero():
    rows = saltelli(3, 64, 1)
    y = ishigami(2 * np.pi * rows - np.pi)
    y[7] = np.nan
    got = sobol_of(Sample("saltelli", ("a", "b", "c"), rows), y)
    assert got.dropped == 5
    assert got.table.set_index("input")["index"]["b"] > 0.2
    with pytest.raises(InputError, match="the outcome is 3 in every run"):
        sobol_of(Sample("saltelli", ("a", "b", "c"), rows), np.full(len(rows), 3.0))


def test_morris_ranks_a_linear_model():
    rows = morris(3, 20, 1)
    got = morris_of(Sample("morris", ("a", "b", "c"), rows), rows @ np.asarray([3.0, 1.0, 0.0]))
    assert list(got.table["input"]) == ["a", "b", "c"]
    np.testing.assert_allclose(got.table["sigma"], 0.0, atol=1e-9)


def linear(seed, count=2000):
    """Two strategies whose difference is normal in x: knowing x is worth .3989 times its spread."""
    luck = np.random.default_rng(seed)
    x, noise = luck.standard_normal(count), luck.standard_normal(count)
    return pd.DataFrame({"x": x, "idle": luck.standard_normal(count)}), np.stack(
        [np.zeros(count), x + noise]
    )


def test_the_worth_of_a_linear_case_is_found_and_an_idle_input_has_none():
    inputs, gains = linear(1)
    got = worth_of(inputs, gains, ["wait", "act"]).table.set_index("input")
    assert abs(got["in_sample"]["x"] - 0.3989) < 2.5 * got["error"]["x"]
    assert got["above_null"]["x"]
    assert not got["above_null"]["idle"]


@pytest.mark.heavy
def test_the_worth_is_within_two_errors_in_95_percent_of_samples():
    inside = idle = 0
    for seed in range(200):
        inputs, gains = linear(seed)
        got = worth_of(inputs, gains, ["wait", "act"]).table.set_index("input")
        inside += abs(got["in_sample"]["x"] - 0.3989) < 2 * got["error"]["x"]
        idle += not got["above_null"]["idle"]
    assert inside >= 190
    assert idle >= 190


def test_in_sample_lies_above_cross_fitted():
    inputs, gains = linear(3, 300)
    basis = np.stack([np.ones(300), inputs["x"], inputs["x"] ** 2, inputs["x"] ** 3], axis=1)
    assert in_sample(basis, gains) > cross_fitted(basis, gains)


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


def test_the_search_finds_a_known_front():
    def cost_of(places):
        x = places / STEPS
        return np.stack([x[:, 0], (1 - x[:, 0]) ** 2 + x[:, 1]], axis=1)

    places, costs = run_search(cost_of, 2, 2, 1, 25)
    front = places[unbeaten(costs)]
    assert front[:, 1].mean() <= 0.5, "the second input only costs"
    assert len(np.unique(front[:, 0])) > 12
    assert unbeaten(np.asarray([[0.0, 2.0], [1.0, 1.0], [1.0, 2.0]])).tolist() == [
        True,
        True,
        False,
    ]


@pytest.mark.heavy
def test_a_search_keeps_its_bounds_and_tells_regret_and_adaptive_strategies(tmp_path):
    asked = {"less": ["coalition.cost"], "regret_less": ["dprk.hard_currency_usd"],
             "over": ["designation_tempo", "finance_enforcement_effort"], "members": 4,
             "unseen": 4, "weeks": 80, "prior": True, "generations": 2}  # fmt: skip
    bar = "total of dprk.shells_arrived >= 0 rounds at 2024-12-30 in at least 50 % of members"
    got = sim.search(**asked, keep=[bar], when="dprk.shells_shipped").found
    assert set(got.settings["kind"]) == {"static", "adaptive"}
    assert got.kept(got.seen).all()
    assert (got.unseen[:, 1] >= 0).any(), "regret against the best of all futures"
    assert set(got.fired) == {name for name in got.names if name.startswith("adaptive")}
    assert all(len(weeks) == 4 for weeks in got.fired.values())
    none = bar.replace(">= 0", "< 0")
    with pytest.raises(InputError, match="meets every --keep"):
        sim.search(**asked, keep=[none])
    with pytest.raises(InputError, match="write a claim with its bar"):
        sim.search(**asked, keep=["dprk.warheads >= 3 at 2024-12-30"])
    with pytest.raises(InputError, match="measure that the coalition sees"):
        sim.search(**asked, when="dprk.energy_coverage")


def test_regret_is_the_gap_to_the_best_reference_in_the_same_future():
    from sim.answers.aims import Judge, aims_of
    from sim.answers.statements.clock import Clock
    from sim.runs.settings import Settings

    base = load("baseline").policy
    hard = base.setting("designation_tempo", 4)
    how = Settings(6, 1, 70, constrained=None)
    clock = Clock.of(base, 70)
    aims = aims_of(clock, ["dprk.hard_currency_usd"], [], ["dprk.hard_currency_usd"], [])
    judge = Judge(("baseline", base), aims, [], how, [base, hard])
    mean, regret = judge.costs([base, hard]).T
    text = "how much is dprk.hard_currency_usd at 2024-10-28"
    asked = {"members": 6, "weeks": 70, "prior": True}
    tempo = load("baseline").setting("designation_tempo", 4)
    one, two = (
        sim.ask(text, under=[case], **asked).found.cases[0].value for case in ("baseline", tempo)
    )
    best = np.minimum(one, two)
    np.testing.assert_allclose(mean, [one.mean(), two.mean()])
    np.testing.assert_allclose(regret, [np.quantile(x - best, 0.9) for x in (one, two)])


def test_every_lever_of_the_coalition_can_be_searched_from_end_to_end():
    case = load("baseline").policy
    plan = plan_of((), case, 200)
    assert len(plan.inputs) > 10
    for place, ends in ((0, "low"), (STEPS, "high")):
        row = [place] * plan.size
        assert plan.settings(row) == [getattr(one, ends) for one in plan.inputs]
        plan.case(row, case)


def test_a_search_goes_on_from_its_evaluations(tmp_path):
    file = tmp_path / "kept.json"
    asked = {"less": ["dprk.hard_currency_usd", "coalition.cost"], "over": ["designation_tempo"],
             "members": 4, "unseen": 4, "weeks": 76, "prior": True, "store": str(file)}  # fmt: skip
    first = sim.search(**asked, generations=1)
    known = json.loads(file.read_text(encoding="utf-8"))["evaluations"]
    second = sim.search(**asked, generations=1)
    assert json.loads(file.read_text(encoding="utf-8"))["evaluations"] == known
    pd.testing.assert_frame_equal(first.table, second.table)
    with pytest.raises(InputError, match="another search"):
        sim.search(**{**asked, "members": 5}, generations=1)
    with pytest.raises(InputError, match="two aims or more"):
        sim.search(less=["coalition.cost"])
    file.write_text("[]", encoding="utf-8")
    with pytest.raises(InputError, match="no file of evaluations"):
        sim.search(**asked, generations=1)
