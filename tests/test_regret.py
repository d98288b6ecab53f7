"""Regret: strategies meet the same futures, and each is held against the best one there."""

import csv
from dataclasses import replace

import numpy as np
import pytest
from typer.testing import CliRunner

from sim.cli.main import app
from sim.designs.design import Picture
from sim.designs.file import parse_design
from sim.errors import InputError
from sim.plots.saving import save
from sim.plots.sweep_asked import LESS, REGRET, Asked
from sim.plots.sweep_files import figure
from sim.plots.sweep_regret import Side, Strategies, regret_panels
from sim.sweeps.reader import open_sweep
from sim.sweeps.regret import AT, Aim, regret
from sim.sweeps.runner import sweep
from sim.whence import origin, redraw
from tests.sweep_cases import BLOCK, TABLE, small

FIRED, US = Aim("russia.shells_fired"), Aim("capability.index", "actor=us", more=True)
DEMAND, TEMPO = "shells_demanded_per_day", "designation_tempo"


def swept(place, **more):
    sweep(small(**more), str(place), block_runs=BLOCK)
    return open_sweep(str(place))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("regret") / "store"
    swept(place)
    return place


@pytest.fixture(scope="module")
def found(folder):
    return open_sweep(str(folder))


def outcomes(found, place=None):
    """Return a measure by strategy (tempo) and future (demand, member)."""
    if place is None:
        values = found.runs["russia.shells_fired"].values.astype(float) / 10
    else:
        values = found.runs["capability.index"].values[..., place].astype(float)
    return values.reshape(2, 3, 12).transpose(1, 0, 2).reshape(3, 24)


def test_regret_is_the_gap_to_the_best_strategy_in_the_same_future(found):
    got, values = regret(found, [FIRED]), outcomes(found)
    behind = values - values.min(axis=0)
    np.testing.assert_allclose(got.regret[0], np.quantile(behind, AT, axis=1))
    np.testing.assert_allclose(got.typical[0], np.median(values, axis=1))
    assert got.names == (TEMPO,), "what Russia demands is no strategy of the coalition"
    assert got.settings[TEMPO].tolist() == [0, 1, 4]
    assert (got.futures, got.left_out) == (24, 0)
    assert (got.regret >= 0).all()
    assert got.regret.max() > 0


def test_more_turns_the_gap_round(found):
    values = outcomes(found, place=2)
    got = regret(found, [US])
    np.testing.assert_allclose(
        got.regret[0], np.quantile(values.max(axis=0) - values, AT, axis=1), rtol=1e-6
    )


def test_the_order_is_by_the_largest_regret_over_its_range(found):
    got = regret(found, [FIRED, US])
    spread = np.ptp(got.regret, axis=1, keepdims=True)
    share = (got.regret - got.regret.min(axis=1, keepdims=True)) / spread
    np.testing.assert_allclose(got.worst, share.max(axis=0))
    assert got.order.tolist() == np.argsort(share.max(axis=0), kind="stable").tolist()


def test_the_front_holds_what_no_other_beats():
    got = regret.__globals__["Regret"](
        (FIRED, US), (TEMPO,), None, np.asarray([[0.0, 1, 2, 2], [2.0, 1, 0, 1]]), None, 1, 0
    )
    assert got.front.tolist() == [True, True, True, False]


def test_a_future_in_which_one_run_failed_is_left_out_for_all(found, monkeypatch):
    spoilt = found.runs.load().copy(deep=True)
    spoilt["russia.shells_fired"][4, 5] = np.nan
    monkeypatch.setitem(found.__dict__, "runs", spoilt)
    got = regret(found, [FIRED])
    values = np.delete(outcomes(found), 12 + 5, axis=1)
    assert np.isfinite(values).all()
    np.testing.assert_allclose(got.regret[0], np.quantile(values - values.min(axis=0), AT, axis=1))
    assert (got.futures, got.left_out) == (23, 1)


def test_rows_of_coalition_levers_are_strategies(tmp_path):
    levers = [TEMPO, "labour_enforcement_effort"]
    sample = {"method": "latin_hypercube", "size": 5, "over": levers}
    got = regret(swept(tmp_path / "rows", axes={DEMAND: [6000, 14000]}, sample=sample), [FIRED])
    assert got.names == tuple(levers)
    assert (got.settings.shape, got.futures) == ((5, 2), 24)


def test_scenarios_are_strategies_where_only_the_coalition_differs(tmp_path):
    some = swept(tmp_path / "some", scenario=["baseline", "designation_surge"], axes={})
    assert regret(some, [FIRED]).settings["scenario"].tolist() == ["baseline", "designation_surge"]
    other = swept(tmp_path / "other", scenario=["baseline", "dprk_halts_exports"], axes={})
    with pytest.raises(InputError, match="one strategy only"):
        regret(other, [FIRED])


def test_rows_that_mix_strategy_and_future_are_refused(tmp_path):
    sample = {"method": "latin_hypercube", "size": 4, "over": [TEMPO, DEMAND]}
    mixed = swept(tmp_path / "mixed", axes={}, sample=sample)
    with pytest.raises(InputError, match="did not all meet the same settings of shells_demanded"):
        regret(mixed, [FIRED])


def test_what_cannot_be_regretted_is_one_line(found, tmp_path):
    quiet = swept(tmp_path / "quiet", weeks=2, save={**TABLE["save"], "values": False})
    for store, aim, said in (
        (quiet, FIRED, "only quantiles were kept"),
        (found, Aim("russia.shell"), "unknown saved measure"),
        (found, Aim("capability.index"), "add a selector"),
        (found, Aim.read("capability.index[actor=mars]", more=False), "unknown actor"),
    ):
        with pytest.raises(InputError, match=said) as caught:
            regret(store, [aim])
        assert "\n" not in str(caught.value)


def test_the_command_ranks_writes_and_draws(folder, found, tmp_path):
    words = ["regret", str(folder), "--less", str(FIRED), "--more", str(US), "--out", str(tmp_path)]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    got = regret(found, [FIRED, US])
    with (tmp_path / "regret.csv").open() as stream:
        rows = list(csv.DictReader(stream))
    assert [float(r[TEMPO]) for r in rows] == [got.settings[TEMPO][s] for s in got.order]
    assert [float(r["regret russia.shells_fired"]) for r in rows] == pytest.approx(
        got.regret[0][got.order].tolist()
    )
    assert [r["unbeaten"] for r in rows] == [str(got.front[s]) for s in got.order]
    for text in ("regret of 3 strategies", "more Capability index (us)", "24 futures"):
        assert text in " ".join(done.output.split()), text
    assert sorted(p.name for p in (tmp_path / "figures").iterdir()) == [
        "capability.index_us_regret.png", "russia.shells_fired_regret.png",
    ]  # fmt: skip


def test_the_figure_is_rebuilt_from_what_it_says(folder, tmp_path):
    words = ["plot", str(folder), "--measure", str(FIRED), "--regret", "less"]
    done = CliRunner().invoke(app, [*words, "--out", str(tmp_path)])
    assert done.exit_code == 0, done.output
    path = tmp_path / "russia.shells_fired_regret.png"
    assert origin(path).commands()[1] == " ".join(["sim", *words])
    again = tmp_path / "again.png"
    redraw(origin(path), again)
    assert again.read_bytes() == path.read_bytes()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("regret {}", "name a saved measure, one of capability.index"),
        ("regret {} --less russia.shells_fired --out {}/run.json", "cannot be written"),
        ("plot {} --regret less", "goes with --measure"),
        ("plot {} --regret least --measure russia.shells_fired", "unknown aim 'least'"),
        ("plot {} --regret less --measure russia.shells_fired --x designation_tempo", "goes with"),
        ("plot {} --regret more --measure russia.shells_fired --out {}/run.json", "be written"),
    ],
)
def test_bad_input_is_one_line(folder, line, said):
    with pytest.raises(InputError, match=said) as caught:
        CliRunner().invoke(app, [w.format(folder) for w in line.split()], catch_exceptions=False)
    assert "\n" not in str(caught.value)


def strategies(count=40, **more):
    said = {"measure": "Fire", "unit": "rounds/week", "more": False, "share": 0.9, "futures": 24}
    return Strategies(**{**said, "regret": np.arange(count) * 100.0, **more})


def test_the_figure_shows_every_strategy_over_every_lever():
    many = np.linspace(0.0, 4.0, 40)
    agreed = np.where(many < 0.15, 1.5 + many / 2, many)
    every = dict(zip("abcd", (many, many[::-1], agreed, many % 1), strict=True))
    sides = [Side(name, name, values) for name, values in every.items()]
    drawn = regret_panels(strategies(), sides, footer="who")
    assert [ax.get_gid() for ax in drawn.axes] == [f"regret/{n}" for n in "abcd"]
    for ax in drawn.axes:
        points = {line.get_gid().partition("/")[0]: line for line in ax.lines}
        assert {k: len(v.get_xdata()) for k, v in points.items()} == {"best": 2, "others": 38}
        assert ax.get_xlabel()
    said = {t.get_gid(): t.get_text().replace("\n", " ") for t in drawn.texts}
    assert said["title"] == (
        "Fire: the 2 least regretted of 40 strategies agree most on c, 1.5 to 1.6"
    )
    assert "less of “Fire”" in said["subtitle"]
    assert "90\u00a0%" in said["subtitle"] or "90 %" in said["subtitle"]
    assert "rounds a week" in drawn.axes[0].get_ylabel()
    assert said["footer"].endswith("who")


def test_few_levers_are_named_with_their_settings():
    named = Side("regime", "regime", np.asarray([0.0, 1, 2]), ("none", "msmt", "panel"))
    drawn = regret_panels(strategies(3, regret=np.asarray([5.0, 0, 9])), [named])
    said = {t.get_gid(): t.get_text().replace("\n", " ") for t in drawn.texts}
    assert said["title"].startswith("Fire: least regretted with regime msmt, at most 0 rounds")
    assert [t.get_text() for t in drawn.axes[0].get_xticklabels()] == ["none", "msmt", "panel"]


def test_a_dark_figure_and_named_settings_draw(tmp_path):
    made = parse_design(
        {**TABLE, "axes": {"monitoring_regime": ["none", "msmt"], TEMPO: [0, 4]}, "weeks": 3},
        "regime.toml",
        "regime",
    )
    sweep(made, str(tmp_path / "store"), block_runs=BLOCK)
    store = open_sweep(str(tmp_path / "store"))
    asked = Asked(Picture(FIRED.measure), REGRET, aim=LESS)
    drawn = figure(store, replace(asked, aim="more"))
    assert [ax.get_gid() for ax in drawn.axes] == [
        "regret/monitoring regime", "regret/designation tempo",
    ]  # fmt: skip
    assert len(save(drawn, tmp_path, "regret", {})) == 2
