"""The table of responses: paired, kept with its model, drawn, and every nil cell explained."""

from html import escape

import numpy as np
import pytest
from typer.testing import CliRunner

from sim.answers.response import CELLS, EVERY, INDICES, MOVES, NIL, REFERENCE, Responses, responses
from sim.answers.response_file import Kept, read_kept, text_of
from sim.answers.standing import standings
from sim.book import responses as page_of
from sim.book.answers import model_state
from sim.cli.main import app
from sim.ground.errors import InputError
from sim.plots.answers_response import response_figure
from sim.vocabulary.axes import ACTORS
from sim.vocabulary.components import components, of_actor, scales
from sim.vocabulary.levers import structures
from sim.vocabulary.scenario import load
from tests.capability_laws import nine, runs

MEMBERS, WEEKS = 8, 4


@pytest.fixture(scope="module")
def kept():
    found = responses(members=MEMBERS, weeks=WEEKS)
    return Kept("abc", found, standings(members=MEMBERS, weeks=WEEKS))


def test_the_reference_cell_is_nil_and_others_are_not(kept):
    every = kept.responses.cells[EVERY]
    assert (every[:, CELLS.index(REFERENCE)] == 0.0).all()
    assert np.abs(every[1]).max() > 0.0


def test_cells_are_paired_differences_over_the_same_members(kept):
    base = load("baseline").policy
    cases = [
        base.setting("shells_demanded_per_day", shells).setting("designation_tempo", tempo)
        for shells, tempo in (REFERENCE, (20_000, 4))
    ]
    values = nine(
        runs(cases, ("capability.index", "exposure.index"), MEMBERS, WEEKS, engine="numpy")
    )
    change = np.median(values[WEEKS][:, 1] - values[WEEKS][:, 0], axis=-1)
    found = kept.responses.cells[EVERY][1, CELLS.index((20_000, 4)), -1]
    np.testing.assert_allclose(found, change, atol=1e-4)


def test_every_reading_and_every_reach_is_looked_at_by_itself(kept):
    held = [*structures()["reading"].options, *structures()["arms_reach"].options]
    assert list(kept.responses.sizes) == [EVERY, *held]
    assert [kept.responses.sizes[name] for name in held] == [MEMBERS // 2] * len(held)
    arrivals = [kept.responses.cells[name][1] for name in held]
    assert not np.array_equal(arrivals[0], arrivals[1])


def made(moved: float) -> Responses:
    size = (3, len(MOVES), 2, len(INDICES))
    return Responses({EVERY: 5}, {}, {EVERY: np.full(size, moved)})


def test_a_cell_is_nil_below_a_point_at_both_dates():
    assert len(made(0.9 * NIL).nil()) == len(MOVES) * len(INDICES)
    assert made(1.1 * NIL).nil() == []
    later = made(0.0)
    later.moves[EVERY][1, 0, -1, 0] = -2.0
    assert len(later.nil()) == len(MOVES) * len(INDICES) - 1


def test_a_kept_file_gives_back_what_was_found(kept, tmp_path):
    path = tmp_path / "responses.json"
    path.write_text(text_of(kept), encoding="utf-8")
    back = read_kept(path)
    assert back is not None
    assert back.model == "abc"
    assert back.responses.sizes == kept.responses.sizes
    for group, found in kept.responses.cells.items():
        np.testing.assert_allclose(back.responses.cells[group], found, atol=0.0051)
    assert read_kept(tmp_path / "none.json") is None


@pytest.mark.parametrize("change", ["", "{", "[]", '{"model": "x"}', None])
def test_a_damaged_file_or_one_of_another_grid_is_one_line_with_the_command(kept, tmp_path, change):
    path = tmp_path / "responses.json"
    text = text_of(kept).replace("20000", "30000") if change is None else change
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"responses.json: is no file .* sim answers") as told:
        read_kept(path)
    assert "\n" not in str(told.value)


def test_standings_are_those_of_the_runs(kept):
    keep = ("capability.scale", "capability.component")
    values = runs([load("baseline").policy], keep, MEMBERS, WEEKS, engine="numpy")
    places, parts = (values[name][..., 0, :] for name in keep)
    for i, name in enumerate(scales()):
        assert kept.standings.high[name] == pytest.approx((places[:, i] >= 1.0).mean())
    names = list(components())
    for actor in ACTORS:
        mine = parts[:, [names.index(name) for name in of_actor(actor)]]
        flat = mine.transpose(1, 0, 2).reshape(mine.shape[1], -1)
        moving = flat.std(axis=1) > 1e-6
        found = kept.standings.correlations[actor][np.ix_(moving, moving)]
        np.testing.assert_allclose(found, np.corrcoef(flat[moving]), atol=1e-4)


def test_the_figure_has_a_panel_for_each_index(kept):
    figure = response_figure(kept.responses)
    panels = [ax.get_gid() for ax in figure.axes]
    assert len(panels) == len(set(panels)) == len(INDICES)
    assert all(len(ax.lines) > 1 for ax in figure.axes)


def test_what_is_shipped_explains_every_cell_that_is_nil():
    shipped = page_of.kept_responses()
    assert shipped is not None
    reasons = page_of.reasons()
    cells = shipped.responses.nil()
    assert [cell for cell in cells if not any(r.meets(*cell) for r in reasons)] == []


def test_every_reason_stands_for_a_nil_cell_and_for_none_that_moves_much():
    shipped = page_of.kept_responses()
    assert shipped is not None
    drivers, names = list(MOVES), [f"{measure}[{actor}]" for measure, actor in INDICES]
    for reason in page_of.reasons():
        at = drivers.index(reason.driver), slice(None), names.index(reason.index)
        sizes = {
            group: np.abs(moved[1][at]).max()
            for group, moved in shipped.responses.moves.items()
            if reason.meets(group, reason.driver, reason.index)
        }
        assert min(sizes.values()) < 2 * NIL, reason
        assert any(reason.meets(*cell) for cell in shipped.responses.nil()), reason


def test_the_page_shows_tables_figure_and_reasons():
    page = page_of.page()
    assert set(page.files) == {"figures/responses.png", "figures/responses_dark.png"}
    assert all(picture.startswith(b"\x89PNG") for picture in page.files.values())
    for words in ("Moved from end to end", "The whole grid", "at a goalpost", "beside each other"):
        assert words in page.body
    for reason in page_of.reasons():
        assert escape(reason.why) in page.body


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"index": "capability.index[roc]"}, "capability.index\\[rok\\]"),
        ({"driver": "designation_temp"}, "designation_tempo"),
        ({"why": "one\ntwo"}, "in one line"),
    ],
)
def test_a_reason_for_an_unknown_cell_is_one_line(monkeypatch, row, words):
    known = {"index": "capability.index[rok]", "driver": "designation_tempo", "why": "so"}
    monkeypatch.setattr(page_of, "toml_of", lambda *_: {"nil": [{**known, **row}]})
    with pytest.raises(InputError, match=words):
        page_of.reasons()


def test_a_question_that_is_none_is_told_with_the_name_of_the_table():
    told = CliRunner().invoke(app, ["answers", "--only", "respones"])
    assert isinstance(told.exception, InputError)
    assert "did you mean 'responses'" in str(told.exception)


@pytest.mark.heavy
def test_the_command_keeps_the_table_with_the_model_and_draws_it(tmp_path):
    words = ["answers", "--only", "responses", "--members", "4"]
    place = ["--out", str(tmp_path / "answers.json"), "--figures", str(tmp_path / "figures")]
    told = CliRunner().invoke(app, [*words, *place])
    assert told.exit_code == 0, told.output
    found = read_kept(tmp_path / "responses.json")
    assert found is not None
    assert found.model == model_state()
    assert found.responses.sizes[EVERY] == 4
    assert not (tmp_path / "answers.json").exists()
    assert (tmp_path / "figures" / "responses.png").is_file()
