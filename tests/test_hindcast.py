import csv
import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from sim.cli import hindcast as verbs
from sim.ground.errors import InputError
from sim.plots.evidence import PANELS, evidence
from sim.plots.in_print import in_print
from sim.record.hindcast import OTHERS, hindcast, use_of
from sim.record.hindcast_tables import COLUMNS, biases, rows, summary
from sim.record.observation import groups
from sim.record.predicted import draw_bias
from sim.record.scores import crps, orderings, persistence, score
from sim.record.targets import plan, statistic, window_weeks
from sim.runs.constrained import ensemble
from sim.runs.runs import run_scenario
from sim.runs.settings import Settings
from sim.vocabulary.evidence import load_targets
from sim.vocabulary.scenario import load

RUNS = 5
SHARE = "russia.dprk_share_of_supply"
TARGETS = {t.id: t for t in load_targets()}


def target(name="T019", **changes):
    return replace(TARGETS[name], **changes)


def weekly(weeks, extra=()):
    """Week k holds k + 1 in every run, plus the run's number."""
    ramp = np.arange(1.0, weeks + 1).reshape(-1, *[1] * (len(extra) + 1))
    return (ramp + np.zeros((weeks, *extra, RUNS)) + np.arange(RUNS)).astype(np.float32)


def test_part_weeks_count_pro_rata():
    first, parts = window_weeks((date(2023, 7, 5), date(2023, 7, 18)))
    assert first == 0
    np.testing.assert_allclose(parts, [5 / 7, 1.0, 2 / 7])


def test_sum_mean_and_mean_per_day_by_hand():
    values = {"dprk.shells_shipped": weekly(4)}
    window = {"measure": "dprk.shells_shipped", "start": date(2023, 7, 5), "end": date(2023, 7, 18)}
    by_hand = 5 / 7 * 1 + 2 + 2 / 7 * 3 + 2 * np.arange(RUNS)
    np.testing.assert_allclose(statistic(target(**window), values), by_hand)
    np.testing.assert_allclose(statistic(target(**window, statistic="mean"), values), by_hand / 2)
    per_day = statistic(target(**window, statistic="mean_per_day"), values)
    np.testing.assert_allclose(per_day, by_hand / 14)


def test_end_is_the_bound_that_closes_the_week_and_initial_the_opening():
    values = {"dprk.shell_stock": weekly(5), "dprk.shells_produced": weekly(5)}
    of_stock = target("T040", measure="dprk.shell_stock", statistic="end", end=date(2023, 7, 10))
    assert statistic(of_stock, values)[0] == 3.0  # week 1 closes at bound 2
    assert statistic(target("T040"), values)[0] == 1.0
    assert statistic(target("T039"), values)[0] == 2.5  # mean of weeks 0 to 3


def test_mean_of_a_stock_takes_the_closing_bounds():
    values = {"dprk.missile_reliability": weekly(4)}
    one = target("T038", start=date(2023, 7, 3), end=date(2023, 7, 16))
    assert statistic(one, values)[0] == 2.5


def test_a_ratio_compares_two_windows_and_a_share_two_measures():
    values = {
        "russia.shells_fired": weekly(5),
        "dprk.shells_arrived": weekly(5),
        "dprk.shells_shipped": 4 * weekly(5),
    }
    change = target(
        "T004",
        start=date(2023, 7, 17),
        end=date(2023, 7, 23),
        selector="base=2023-07-03/2023-07-09",
    )
    assert statistic(change, values)[0] == 3.0
    share = target("T034", start=date(2023, 7, 3), end=date(2023, 7, 23))
    np.testing.assert_allclose(statistic(share, values), 0.25)


def test_the_share_of_supply_is_sum_over_sum_not_a_mean_of_shares():
    arrived = np.array([[0.0], [90.0]], dtype=np.float32)
    made = np.array([[10.0], [70.0]], dtype=np.float32)
    values = {
        "dprk.shells_arrived": arrived,
        "russia.shells_produced": made,
        "russia.shells_other_imports": 0 * made + 5,
    }
    one = target("T032", start=date(2023, 7, 3), end=date(2023, 7, 16))
    np.testing.assert_allclose(statistic(one, values), 90 / 180)
    assert SHARE not in plan([one]).measures


def test_a_window_before_the_model_is_met_by_the_mean_rate_of_the_record():
    values = {"dprk.provocations": np.full((71, RUNS), 0.35, dtype=np.float32)}
    np.testing.assert_allclose(statistic(TARGETS["T054"], values), 0.35 * 1787 / 7, rtol=1e-6)
    assert plan([TARGETS["T054"]]).weeks == 71


def test_selectors_pick_and_flows_without_one_add_up():
    values = {"coalition.designations": weekly(3, (3,)) * np.array([1, 10, 100])[None, :, None]}
    one = target("T058", start=date(2023, 7, 3), end=date(2023, 7, 9))
    assert statistic(one, values)[0] == 1.0
    assert statistic(replace(one, selector="state=rok"), values)[0] == 10.0
    assert statistic(replace(one, selector=""), values)[0] == 111.0


def test_a_share_of_nothing_is_nothing():
    nothing = np.zeros((3, RUNS), dtype=np.float32)
    values = {"dprk.shells_arrived": weekly(3), "dprk.shells_shipped": nothing}
    one = target("T034", start=date(2023, 7, 3), end=date(2023, 7, 23))
    assert (statistic(one, values) == 0.0).all()


def test_the_horizon_reaches_windows_after_the_cut_off():
    late = target(start=date(2027, 1, 1), end=date(2027, 6, 30))
    assert plan([late]).weeks == (date(2027, 6, 30) - date(2023, 7, 3)).days // 7 + 1
    with pytest.raises(InputError, match="beyond"):
        assert plan([target("T004", selector="base=2099-01-01/2099-02-01")]).weeks


def test_crps_is_the_integral_of_the_squared_gap_of_distribution_functions():
    x = np.random.default_rng(1).normal(0.3, 1.2, 60)
    grid = np.linspace(-8, 8, 200_001)
    below = (x[:, None] <= grid[None, ::50]).mean(axis=0)
    gap = (below - (grid[::50] >= 0.0)) ** 2
    assert crps(x) == pytest.approx(float(gap.sum() * (grid[50] - grid[0])), rel=2e-3)
    assert crps(np.zeros(10)) == 0.0


def test_bands_of_50_and_90_percent_and_floors():
    reports = np.linspace(1.0, 2.0, 101)
    one = target(low=1.0, central=1.1, high=1.2)
    assert (score(one, reports).inside50, score(one, reports).inside90) == (False, True)
    floor = replace(one, low=1.96, central=np.nan, high=np.nan)
    assert (score(floor, reports).inside90, np.isnan(score(floor, reports).crps)) == (False, True)
    assert score(replace(floor, low=1.9), reports).inside90


def test_persistence_continues_the_last_window_of_the_family():
    fit = [t for t in TARGETS.values() if t.use == "fit"]
    check = TARGETS["T030"]
    days = (check.end - date(2023, 8, 1)).days + 1
    assert persistence(check, fit) == pytest.approx(6700 / 210 * days)
    assert persistence(TARGETS["T010"], fit) == 1.0
    assert np.isnan(persistence(TARGETS["T042"], fit))


def test_orderings_leave_out_what_holds_by_construction():
    mine = [TARGETS[name] for name in ("T001", "T002", "T026", "T027", "T005")]
    truth = np.array([[1.0, 1.0], [2.0, 0.5], [1, 1], [2, 2], [1.5, 0.5]])
    found = {(o.lower, o.higher): o.share for o in orderings(mine, truth)}
    assert found == {("before", "T005"): 0.5, ("T001", "T002"): 0.5}


def test_a_bias_follows_its_prior_or_the_chances_of_its_grid():
    (group,) = groups([TARGETS["T001"]])
    luck = (np.arange(4000) + 0.5) / 4000
    free = draw_bias(group, luck)
    assert np.median(free) == pytest.approx(np.sqrt(1.5 * 7), rel=1e-3)
    chance = np.zeros((len(group.factors), 4000))
    chance[3] = 1.0
    told = draw_bias(group, luck, chance)
    assert np.log(told).std() < 0.02
    assert np.median(told) == pytest.approx(group.factors[3], rel=1e-3)


@pytest.fixture(scope="module")
def found():
    return hindcast(load("baseline"), members=64)


def test_a_hindcast_scores_every_target_once(found):
    table = list(rows(found))
    assert [row[0] for row in table] == list(TARGETS)
    assert all(len(row) == len(COLUMNS) for row in table)
    told = summary(found)
    assert (told["fit"]["scored"], told["fit"]["bounds"], told["check"]["scored"]) == (49, 4, 6)
    assert {use_of(t) for t in found.targets} == {"fit", "check", OTHERS}
    assert len(biases(found)) == len({t.group for t in found.targets if t.bias[0] < t.bias[1]})


def test_a_target_is_the_same_whatever_stands_beside_it(found):
    alone = hindcast(load("baseline"), [TARGETS["T030"]], members=64)
    at = list(TARGETS).index("T030")
    np.testing.assert_array_equal(alone.truth[0], found.truth[at])
    np.testing.assert_array_equal(alone.reports[0], found.reports[at])


def test_the_figure_of_evidence_draws_what_the_hindcast_predicts(found):
    totals = {
        t.id: found.scores[i]
        for i, t in enumerate(found.targets)
        if t.measure in PANELS and t.statistic == "sum"
    }
    weeks = found.settings["weeks"]
    run = run_scenario(load("baseline"), Settings(64, weeks=weeks, keep=tuple(PANELS)))
    told = in_print(run, "baseline", totals)
    assert told.keys() == totals.keys()
    for name, each in totals.items():
        np.testing.assert_allclose(told[name].band, each.band, rtol=1e-5)
    parts = {a.get_gid(): a for a in evidence(run).findobj() if a.get_gid()}
    for name, each in totals.items():
        bar = parts[f"printed/{name}"]
        np.testing.assert_allclose([bar.get_y(), bar.get_height()],
                                   [each.band[0], each.band[4] - each.band[0]], rtol=1e-4)  # fmt: skip
    central = [name for name in totals if TARGETS[name].kind != "floor"]
    inside = sum(totals[name].inside90 for name in central)
    assert f"{inside} of {len(central)} central" in " ".join(parts["subtitle"].get_text().split())
    few = run_scenario(load("baseline"), Settings(19, weeks=weeks, keep=tuple(PANELS)))
    assert in_print(few, "baseline", totals) == {}


def test_biases_in_the_figure_are_as_the_record_narrows_them(found):
    table = ensemble()
    one = hindcast(load("baseline"), members=64, constrained=table)
    how = Settings(64, weeks=one.settings["weeks"], keep=tuple(PANELS), constrained=table)
    told = in_print(run_scenario(load("baseline"), how), "baseline", ["T021", "T023", "T028"])
    for name, each in told.items():
        expected = one.scores[list(TARGETS).index(name)]
        np.testing.assert_allclose(each.band, expected.band, rtol=1e-5)


def test_members_stay_what_they_are_when_the_ensemble_grows(found):
    more = hindcast(load("baseline"), [TARGETS["T019"]], members=80)
    np.testing.assert_array_equal(more.reports[0][:64], found.reports[list(TARGETS).index("T019")])


OWN = """target_id,measure,selector,statistic,start,end,low,central,high,unit,scale,family,bias_factor,use,mood
A1,dprk.shells_shipped,,sum,2023-08-01,2025-06-30,3e6,5e6,9e6,rounds,log,mine,0.8-1.3,out of sample,good
A2,russia.shells_fired,,mean_per_day,2025-01-01,2025-12-31,8000,12000,20000,rounds/day,log,mine,1,own,
A3,dprk.warheads,,end,2026-01-01,2026-01-01,40,60,80,count,log,other,0.8-1.5,own,
A4,russia.dprk_share_of_supply,,share,2025-01-01,2026-12-31,0.2,0.4,0.6,1,linear,mine,1,own,
A5,dprk.missiles_fired,,sum,2024-01-01,2026-12-31,100,,,missiles,log,mine,1,own,
A6,coalition.designations,state=us,sum,2025-01-01,2025-12-31,10,30,60,designations,log,mine,1,own,
A7,dprk.shells_shipped,base=2024-01-01/2024-06-30,ratio_to_prev,2025-01-01,2025-06-30,0.5,1,2,1,log,mine,1,own,
A8,dprk.provocations,,sum,2019-01-01,2019-12-31,10,20,40,events,log,mine,1,own,
A9,dprk.satellite_attempts,,sum,2025-01-01,2026-12-31,2,2,2,events,linear,mine,1,own,
A10,dprk.containers_shipped,,mean,2027-01-04,2027-03-28,50,150,300,containers/week,log,rok_official,0.6-1.5,own,
"""


@pytest.fixture
def app():
    made = typer.Typer()
    made.command()(verbs.hindcast)
    made.command()(verbs.evidence)
    return made


@pytest.mark.heavy
def test_ten_lines_of_ones_own_with_dates_to_2027(tmp_path, app):
    (tmp_path / "mine.csv").write_text(OWN, encoding="utf-8")
    out = tmp_path / "out"
    words = [
        "hindcast",
        "--targets",
        str(tmp_path / "mine.csv"),
        "--members",
        "48",
        "--out",
        str(out),
    ]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output
    with (out / "draws.csv").open(encoding="utf-8") as stream:
        drawn = list(csv.DictReader(stream))
    assert set(drawn[0]) == {"target_id", "member", "value"}
    assert len(drawn) == 480
    assert {row["target_id"] for row in drawn} == {f"A{i}" for i in range(1, 11)}
    assert all(np.isfinite(float(row["value"])) for row in drawn)
    note = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert (note["verb"], note["summary"]["other"]["scored"]) == ("hindcast", 9)
    assert {p.name for p in out.iterdir()} >= {
        "hindcast.csv",
        "hindcast.png",
        "hindcast.svg",
        "biases.csv",
    }
    again = CliRunner().invoke(app, words)
    assert isinstance(again.exception, InputError)
    assert "--overwrite" in str(again.exception)


def test_the_verb_evidence_lists_filters_and_prints_csv(app):
    result = CliRunner().invoke(app, ["evidence", "--measure", "containers", "--family", "rok"])
    assert "C072" in result.output
    assert "T028" in result.output
    assert "C029" not in result.output
    with pytest.raises(InputError, match="unknown topic 'transfers'; did you mean 'transfer'"):
        CliRunner().invoke(app, ["evidence", "--topic", "transfers"], catch_exceptions=False)
    result = CliRunner().invoke(app, ["evidence", "--topic", "crypto", "--csv"])
    assert result.output.splitlines()[0].startswith("id,topic,quantity")
    nothing = CliRunner().invoke(app, ["evidence", "--actor", "Atlantis"])
    assert isinstance(nothing.exception, InputError)
