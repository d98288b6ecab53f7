"""The scorecard of scenarios by outcomes, and the dates of levers: what is drawn is what is so."""

import json
from datetime import date

import pytest

from sim.plots.compared import gap_at_end
from sim.plots.draw import day
from sim.plots.fonts import chinese
from sim.plots.lever_dates import lever_dates
from sim.plots.registry import COMPARE_FIGURES, MORE_FIGURES
from sim.plots.scorecard import MARKS, OUTCOMES, card_of, scorecard
from sim.runs.results import open_results
from sim.runs.runs import compare_scenarios, run_scenario
from sim.runs.settings import Settings
from sim.runs.verdicts import HIGHER, LOWER
from sim.vocabulary.axes import ACTORS
from sim.vocabulary.scenario import load

HOW = Settings(members=24, weeks=160)
NAMES = ("baseline", "maximum_pressure", "ceasefire")


@pytest.fixture(scope="module")
def three():
    return compare_scenarios([load(name) for name in NAMES], HOW)


def texts_of(figure):
    held = [text for ax in figure.axes for text in ax.texts] + list(figure.texts)
    return {t.get_gid(): t.get_text().replace("\n", " ") for t in held if t.get_gid()}


def test_every_cell_says_what_the_paired_band_carries(three):
    figure = scorecard(three)
    said = texts_of(figure)
    fills = {a.get_gid() for ax in figure.axes for a in ax.collections}
    for y, policy in enumerate(NAMES[1:]):
        for x in range(len(OUTCOMES) + len(ACTORS)):
            where = {} if x < len(OUTCOMES) else {"actor": ACTORS[x - len(OUTCOMES)]}
            name = "capability.index" if where else OUTCOMES[x]
            found = gap_at_end(three, name, policy, **where)
            cell = said[f"cell/{x}/{y}"]
            assert cell[0] == MARKS.get(found.verdict, "·")
            assert (f"fill/{x}/{y}" in fills) == (found.verdict in (HIGHER, LOWER))
            if found.verdict in (HIGHER, LOWER):
                assert (found.median > 0) == (cell[0] == "▲")
                assert ("+" in cell) == (found.median > 0)
                assert cell.endswith("%") == (found.percent is not None)


def test_the_title_of_a_scorecard_counts_directions_and_names_the_largest(three):
    card, said = card_of(three), texts_of(scorecard(three))
    assert f"largest of {len(card.directed)} changes with a direction, of 28" in said["title"]
    assert any(title in said["title"] for title in card.titles)
    alike = compare_scenarios([load("baseline"), load("baseline").changed(name="same")], HOW)
    assert texts_of(scorecard(alike))["title"].startswith("None of 14 differences")


def test_levers_are_drawn_at_the_weeks_and_values_of_the_files(three):
    figure = lever_dates(three)
    rows = {ax.get_gid().removeprefix("lever/"): ax for ax in figure.axes}
    set_by = {**load("maximum_pressure").policy.levers, **load("ceasefire").policy.levers}
    assert set(rows) == set(set_by)
    lines = {x.get_gid(): x for x in rows["designation_tempo"].lines}
    line = lines["path/designation_tempo/1"]
    assert line.get_ydata()[-1] == set_by["designation_tempo"][-1][1] == 4
    assert line.get_xdata()[-2] == day(date(2024, 11, 4))
    (mark,) = [x for x in rows["ceasefire_date"].lines if x.get_gid() == "date/2"]
    assert mark.get_xdata()[0] == day(date(2025, 6, 2))
    assert "Maximum pressure sets" in texts_of(figure)["title"]


def test_steps_are_kept_with_the_results_and_old_ones_have_none(three, tmp_path):
    three.write_store(tmp_path)
    kept = open_results(tmp_path)
    assert json.loads(kept.attrs["levers"])["ceasefire"] == {"ceasefire_date": [[0, 100.0]]}
    assert len(lever_dates(kept).axes) == len(lever_dates(three).axes)
    del kept.attrs["levers"]
    assert "no lever is set" in texts_of(lever_dates(kept))["title"]
    alone = run_scenario(load("baseline"), Settings(members=4, weeks=8))
    assert texts_of(lever_dates(alone))["title"] == "Baseline to the cut-off: no lever is set"


def test_a_comparison_draws_the_card_itself():
    assert "scorecard" in COMPARE_FIGURES
    assert "levers" in MORE_FIGURES


@pytest.mark.skipif(chinese() is None, reason="no Chinese font")
def test_both_speak_chinese(three):
    said = texts_of(scorecard(three, language="zh"))
    assert "此为最大者" in said["title"]
    labels = scorecard(three, language="zh").axes[0].get_yticklabels()
    assert labels[0].get_text() == "极限施压"
    assert texts_of(lever_dates(three, language="zh"))["title"].startswith("极限施压设定")
    assert "按公开记录筛选" in said["footer"] or "先验集合" in said["footer"]
