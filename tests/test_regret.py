"""Regret: strategies meet the same futures, and each is held against the best one there."""

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from sim.answers.own_strategy import own_strategy
from sim.answers.regret import AT, Aim, Regret, regret
from sim.cli.main import app
from sim.ground.errors import InputError
from sim.origins.whence import origin, redraw
from sim.plots.asked import LESS, REGRET, TRADEOFF, Asked
from sim.plots.fonts import chinese
from sim.plots.saving import save
from sim.plots.sweep_files import figure
from sim.plots.sweep_regret import Side, Strategies, regret_panels
from sim.plots.theme import DARK
from sim.sweeps.designs.design import Picture
from sim.sweeps.designs.file import parse_design
from sim.sweeps.reader import open_sweep
from sim.sweeps.runner import sweep
from sim.vocabulary.levers import levers
from sim.vocabulary.scenario import load
from sim.vocabulary.wording import number, percent
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
        values = found.runs["russia.shells_fired"].to_numpy().astype(float) / 10
    else:
        values = found.runs["capability.index"].to_numpy()[..., place].astype(float)
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
    got = ranked([[0.0, 1, 2, 2], [2.0, 1, 0, 1]])
    assert got.front.tolist() == [True, True, True, False]


def ranked(rows):
    """Return regret rows with nothing else known."""
    rows = np.asarray(rows)
    aims = (FIRED, US)[: len(rows)]
    settings = pd.DataFrame({TEMPO: np.arange(rows.shape[1]) * 1.0})
    return Regret(aims, (TEMPO,), (), settings, rows, rows + 100, np.zeros(rows.shape[1]), 24, 0)


def test_strategies_that_tie_share_a_rank():
    got = ranked([[3.0, 0, 0, 5]])
    assert got.rank.tolist() == [3, 1, 1, 4]
    assert got.order.tolist() == [1, 2, 0, 3]
    alike = ranked([[2.0, 2.0], [1.0, 4.0]])
    assert alike.worst.tolist() == [0, 1], "an aim on which all are alike decides nothing"


def test_the_first_place_is_as_sure_as_the_members_are(found, monkeypatch):
    values = np.zeros((6, 12))
    values[0::3], values[1::3] = 1.0, np.where(np.arange(12) < 6, 0.0, 2.0)
    values[2::3] = 2.0
    told = found.runs.load().copy(deep=True)
    told["russia.shells_fired"][:] = values * 10
    monkeypatch.setitem(found.__dict__, "runs", told)
    got = regret(found, [FIRED])
    assert got.first.sum() >= 1
    assert got.first[2] == 0, "what is behind in every member never leads"
    told["russia.shells_fired"][:] = np.repeat([[10.0], [0.0], [20.0]] * 2, 12, axis=1)
    assert regret(found, [FIRED]).first.tolist() == [0, 1, 0]


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


@pytest.mark.parametrize("other", ["no_exchange", "panel_sunset_clause", "deterrence_heavy"])
def test_a_scenario_that_changes_more_than_coalition_levers_is_a_future(tmp_path, other):
    base, changed = load("baseline").policy, load(other).policy
    place = tmp_path / "store"
    got = regret(swept(place, scenario=["baseline", other], axes={TEMPO: [0, 4]}), [FIRED])
    alone = {n for n in changed.levers if changed.levers[n] != base.levers.get(n)}
    parts = ("assumptions", "structure", "events")
    more = any(getattr(base, part) != getattr(changed, part) for part in parts)
    assert ("scenario" in got.others) is (more or any(not levers()[n].coalition for n in alone))
    assert ("scenario" in got.names) is not ("scenario" in got.others)


def test_rows_that_mix_strategy_and_future_are_refused(tmp_path):
    sample = {"method": "latin_hypercube", "size": 4, "over": [TEMPO, DEMAND]}
    mixed = swept(tmp_path / "mixed", axes={}, sample=sample)
    with pytest.raises(InputError, match="did not all meet the same settings of shells_demanded"):
        regret(mixed, [FIRED])


def test_rows_that_leave_a_lever_open_or_stand_twice_are_refused(tmp_path):
    alone = {"method": "one_at_a_time", "size": 2, "over": [TEMPO, "crypto_seizure_effort"]}
    with pytest.raises(InputError, match=f"leave {TEMPO} as the scenario has it"):
        regret(swept(tmp_path / "open", axes={}, sample=alone), [FIRED])
    listed = {"method": "list", "values": {TEMPO: [0, 1, 1]}}
    with pytest.raises(InputError, match="the same settings stand in it twice"):
        regret(swept(tmp_path / "twice", axes={}, sample=listed), [FIRED])


def test_a_store_in_which_every_future_failed_says_so(found, monkeypatch):
    spoilt = found.runs.load().copy(deep=True)
    spoilt["russia.shells_fired"][0] = spoilt["russia.shells_fired"][4] = np.nan
    monkeypatch.setitem(found.__dict__, "runs", spoilt)
    with pytest.raises(InputError, match="in every future one of the strategies failed"):
        regret(found, [FIRED])


def test_what_cannot_be_regretted_is_one_line(found, tmp_path):
    quiet = swept(tmp_path / "quiet", weeks=2, save={**TABLE["save"], "values": False})
    for store, aim, said in (
        (quiet, FIRED, "only quantiles were kept"),
        (found, Aim("russia.shell"), "unknown saved measure"),
        (found, Aim("capability.index"), "add a selector"),
        (found, Aim.read("capability.index[actor=mars]", more=False), "unknown actor"),
        (found, FIRED, "named twice"),
    ):
        with pytest.raises(InputError, match=said) as caught:
            regret(store, [aim, replace(aim, more=True)] if said == "named twice" else [aim])
        assert "\n" not in str(caught.value)


def test_the_command_ranks_writes_and_draws(folder, found, tmp_path):
    words = ["regret", str(folder), "--less", str(FIRED), "--more", str(US), "--out", str(tmp_path)]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    got = regret(found, [FIRED, US])
    with (tmp_path / "regret.csv").open() as stream:
        rows = list(csv.DictReader(stream))
    assert [float(r[TEMPO]) for r in rows] == [got.settings[TEMPO][s] for s in got.order]
    assert [float(r["regret of less russia.shells_fired"]) for r in rows] == pytest.approx(
        got.regret[0][got.order].tolist()
    )
    assert [r["unbeaten"] for r in rows] == [str(got.front[s]) for s in got.order]
    said = " ".join(done.output.split()).replace("\u00a0", " ")
    for text in (
        "regret of 3 strategies", "Wanted: less shells fired on average over 3 July 2023 to",
        "(rounds a day); more capability index: United States on 11 September 2023 (points)",
        "90 % of 24 futures", "differ in their member and in shells demanded per day",
        "With so few futures",
    ):  # fmt: skip
        assert text in said, text
    lines = []
    for s in got.order:
        sizes = zip(got.regret[:, s], got.typical[:, s], (7, 1), strict=True)
        cells = " ".join(f"{number(r / days)} ({number(m / days)})" for r, m, days in sizes)
        star = "*" if got.front[s] else ""
        tempo = f"designation tempo {number(got.settings[TEMPO][s])}"
        own = " (as the scenario has it)" if s == got.own else ""
        lines.append(f"{got.rank[s]}{star} {cells} {percent(got.first[s])} {tempo}{own}")
    assert " ".join(lines).replace("\u00a0", " ") in said
    assert sorted(p.name for p in (tmp_path / "figures").iterdir()) == [
        "capability.index_us_regret_more.png", "russia.shells_fired_regret_less.png",
        "russia.shells_fired_tradeoff_capability.index_us.png",
    ]  # fmt: skip


def test_the_figure_is_rebuilt_from_what_it_says(folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path.parent)
    words = ["plot", str(folder), "--measure", str(FIRED), "--regret", "less"]
    done = CliRunner().invoke(app, [*words, "--out", str(tmp_path)])
    assert done.exit_code == 0, done.output
    path = tmp_path / "russia.shells_fired_regret_less.png"
    assert origin(path).commands()[1] == " ".join(["sim", *words])
    again = tmp_path / "again.png"
    redraw(origin(path), again)
    assert again.read_bytes() == path.read_bytes()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("regret {}", "name a saved measure, one of capability.index"),
        ("regret {} --less russia.shells_fired --out {}/run.json", "cannot be written"),
        ("regret s3://bucket/store --less russia.shells_fired", "name a local folder"),
        ("regret {} --less russia.shells_fired --out s3://bucket/x", "name a local folder"),
        ("regret {} --less capability.index[actor=us", "the bracket is not closed"),
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
        "Fire: the 2 least regretted of 40 strategies agree most on c, 1.5 to 1.55"
    )
    assert "less of “Fire”" in said["subtitle"]
    assert "90\u00a0%" in said["subtitle"] or "90 %" in said["subtitle"]
    assert "rounds a week" in drawn.axes[0].get_ylabel()
    assert said["footer"].endswith("who")


def test_the_scenarios_own_strategy_has_a_row_and_a_mark(found, folder, tmp_path):
    got = regret(found, [FIRED])
    own = got.own
    assert got.settings[TEMPO].iloc[own] == 1
    line = ["regret", str(folder), "--less", FIRED.measure, "--out", str(tmp_path / "own")]
    told = CliRunner().invoke(app, line, catch_exceptions=False).stdout.splitlines()
    (row,) = [one for one in told if "(as the scenario has it)" in one]
    assert row.split()[0] == str(got.rank[own])
    assert "designation tempo 1 " in row
    drawn = figure(found, Asked(Picture(FIRED.measure), REGRET, aim=LESS))
    (mark,) = [x for x in drawn.axes[0].lines if x.get_gid() == f"own/{drawn_name(drawn)}"]
    assert mark.get_xdata()[0] == 1
    assert mark.get_ydata()[0] == pytest.approx(got.regret[0][own] / 7)
    pair = "less=russia.shells_fired;more=capability.index[actor=us]"
    both = figure(found, Asked(Picture(FIRED.measure), TRADEOFF, aims=pair))
    (dot,) = [x for x in both.axes[0].lines if x.get_gid() == "own"]
    assert dot.get_xdata() == pytest.approx([got.typical[0][own] / 7])


def drawn_name(drawn):
    return drawn.axes[0].get_gid().partition("/")[2]


def test_a_dated_lever_or_one_off_the_grid_has_no_own_strategy(tmp_path):
    off = regret(swept(tmp_path / "off", axes={TEMPO: [0, 2]}), [FIRED])
    assert off.own is None
    some = swept(tmp_path / "some", scenario=["baseline", "designation_surge"], axes={})
    assert regret(some, [FIRED]).own == 0
    surge = swept(tmp_path / "surge", scenario="designation_surge", axes={})
    dated = own_strategy(surge.design, pd.DataFrame({TEMPO: [1.0, 2.0, 3.0, 4.0]}))
    assert len(surge.design.bases[0].levers[TEMPO]) > 0
    assert dated is None


def test_few_levers_are_named_with_their_settings():
    named = Side("regime", "regime", np.asarray([0.0, 1, 2]), ("none", "msmt", "panel"))
    drawn = regret_panels(strategies(3, regret=np.asarray([5.0, 0, 9])), [named])
    said = {t.get_gid(): t.get_text().replace("\n", " ") for t in drawn.texts}
    assert said["title"].startswith("Fire: least regretted with regime msmt, at most 0 rounds")
    assert [t.get_text() for t in drawn.axes[0].get_xticklabels()] == ["none", "msmt", "panel"]
    shown_at = {line.get_gid(): line.get_xdata().tolist() for line in drawn.axes[0].lines}
    assert shown_at == {"best/regime": [1.0], "others/regime": [0.0, 2.0]}


def test_all_that_tie_with_the_best_are_marked():
    sides = [Side(n, n, np.arange(40.0) % k) for n, k in (("a", 2), ("b", 4), ("c", 8))]
    level = np.where(np.arange(40) % 4 == 1, 0.0, 7.0)
    drawn = regret_panels(strategies(regret=level), sides)
    marked = next(x for x in drawn.axes[0].lines if x.get_gid() == "best/a")
    assert len(marked.get_xdata()) == 10
    said = {t.get_gid(): t.get_text().replace("\n", " ") for t in drawn.texts}
    assert said["title"] == ("Fire: the 10 least regretted of 40 strategies agree most on a, 1")
    alike = regret_panels(strategies(regret=np.zeros(40)), sides)
    assert "no strategy is regretted more" in next(
        t.get_text() for t in alike.texts if t.get_gid() == "title"
    )


def test_a_dark_figure_and_named_settings_draw(tmp_path):
    made = parse_design(
        {**TABLE, "axes": {"monitoring_regime": ["none", "msmt"], TEMPO: [0, 4]}, "weeks": 3},
        "regime.toml",
        "regime",
    )
    sweep(made, str(tmp_path / "store"), block_runs=BLOCK)
    store = open_sweep(str(tmp_path / "store"))
    asked = Asked(Picture(FIRED.measure), REGRET, aim=LESS)
    drawn = figure(store, replace(asked, aim="more"), theme=DARK)
    assert drawn.get_facecolor() != (1.0, 1.0, 1.0, 1.0)
    places = {x for line in drawn.axes[0].lines for x in line.get_xdata()}
    assert places == {0.0, 1.0}
    assert [ax.get_gid() for ax in drawn.axes] == [
        "regret/monitoring regime", "regret/designation tempo",
    ]  # fmt: skip
    assert len(save(drawn, tmp_path, "regret", {})) == 2


AIMS = f"less={FIRED};more={US}"


def test_a_trade_off_shows_medians_and_marks_what_no_strategy_beats(found):
    got = regret(found, [FIRED, US])
    drawn = figure(found, Asked(Picture(FIRED.measure), TRADEOFF, aims=AIMS))
    (ax,) = drawn.axes
    dots = {line.get_gid(): line.get_xydata() for line in ax.lines}
    at = np.stack([got.typical[0] / 7, got.typical[1]]).T
    shown_at = np.concatenate([dots["unbeaten"], dots["others"]])
    np.testing.assert_allclose(sorted(shown_at.tolist()), sorted(at.tolist()), rtol=1e-6)
    for x, y in dots["others"]:
        assert any(a <= x and b >= y and (a < x or b > y) for a, b in at)
    for x, y in dots["unbeaten"]:
        assert not any(a <= x and b >= y and (a < x or b > y) for a, b in at)
    np.testing.assert_allclose(dots["least"][0], at[got.order[0]])
    said = {t.get_gid(): t.get_text().replace("\n", " ") for t in drawn.texts}
    assert said["title"].startswith("3 strategies take shells fired from ")
    assert f"no other one beats {len(dots['unbeaten'])} of them" in said["title"]
    assert "less of shells fired on average over" in said["subtitle"]
    assert "more of capability index: United States on 11 September 2023" in said["subtitle"]


def test_a_trade_off_is_asked_for_by_two_aims_and_drawn_again(folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path.parent)
    line = ["plot", str(folder), "--less", str(FIRED), "--more", str(US), "--out", str(tmp_path)]
    done = CliRunner().invoke(app, line, catch_exceptions=False)
    path = Path(done.output.strip())
    assert path.name == "russia.shells_fired_tradeoff_capability.index_us.png"
    drawn = next(x for x in origin(path).lines() if " plot " in x)
    assert f"--less {FIRED} --more '{US}' --kind tradeoff" in drawn
    assert "bit for bit" in redraw(origin(path), tmp_path / "again.png")
    for more, said in ((["--measure", str(FIRED)], "leave out --measure"),
                       (["--more", "capability.index[actor=rok]"], "takes two aims")):  # fmt: skip
        with pytest.raises(InputError, match=said):
            CliRunner().invoke(app, [*line, *more], catch_exceptions=False)
    with pytest.raises(InputError, match="takes two aims"):
        CliRunner().invoke(app, ["plot", str(folder), "--kind", "tradeoff"], catch_exceptions=False)


@pytest.mark.skipif(chinese() is None, reason="no Chinese font")
def test_regret_and_trade_off_speak_chinese(found):
    asked = [
        Asked(Picture(FIRED.measure), REGRET, aim=LESS),
        Asked(Picture(FIRED.measure), TRADEOFF, aims=AIMS),
    ]
    for one, told in zip(asked, ("遗憾最小", "未被其他策略超越"), strict=True):
        said = {t.get_gid(): t.get_text() for t in figure(found, one, language="zh").texts}
        assert told in said["title"].replace("\n", "")
        assert "Under these" not in said["subtitle"]
