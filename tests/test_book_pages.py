"""Pages that the book makes from code and data: map, forms, formats, search, cover."""

import json
import re
import tomllib
from html import escape

import numpy as np
import pytest

from sim.book import chinese, cover, formats, forms, search, system_map, thumbnails
from sim.book.answers import questions
from sim.book.pages import Page, docs
from sim.book.pictures import file_of
from sim.ground.errors import InputError
from sim.vocabulary.axes import ACTORS, BUNDLES, CHANNELS
from sim.vocabulary.evidence import COLUMNS
from sim.vocabulary.levers import levers
from sim.vocabulary.measures import measures
from sim.vocabulary.scenario import names, parse


def test_the_map_shows_every_actor_channel_and_good_and_each_box_leads_somewhere():
    drawn = system_map.svg()
    for name in (*ACTORS, "council", "congress"):
        assert system_map.NAMES[name] in drawn
    for name in (*CHANNELS, *BUNDLES):
        assert name.replace("_", " ") in drawn
    assert drawn.count("<a href=") == len(system_map.boxes())


def test_goods_of_the_map_follow_the_ledgers():
    books = {book for book, _, _ in system_map.postings()}
    given, got = system_map.exchanged()
    assert set(given) <= books
    assert got == list(BUNDLES)


@pytest.mark.parametrize(
    "form", [f for rows in forms.forms().values() for f in rows], ids=lambda f: f.element
)
def test_a_form_is_computed_from_the_code_and_its_band_holds_the_median(form):
    low, middle, high = forms.curve(form)
    assert np.isfinite([low, middle, high]).all()
    assert (low <= middle).all()
    assert (middle <= high).all()
    assert np.ptp(middle) > 0, "a form that does not move with its argument shows nothing"


def test_a_form_of_an_argument_that_is_not_there_is_refused():
    row = {"element": "sim.model.mechanisms.banking:compliance", "x": "thread", "from": 0, "to": 1,
           "label": "x", "gives": "y"}  # fmt: skip
    with pytest.raises(InputError, match=r"takes no \['thread'\]"):
        forms._form("here", row)


def test_every_key_of_every_reader_has_words():
    told = formats.words()
    assert set(told) == set(formats.keys())


def test_a_key_without_words_stops_the_build(monkeypatch):
    more = {**formats.keys(), "scenario": (*formats.keys()["scenario"], "brand_new")}
    monkeypatch.setattr(formats, "keys", lambda: more)
    with pytest.raises(InputError, match="brand_new"):
        formats.words()


def test_every_column_of_targets_is_read():
    from pathlib import Path

    import sim.vocabulary.evidence as module

    text = Path(module.__file__).read_text(encoding="utf-8")
    for column in COLUMNS:
        assert len(re.findall(rf'"{column}"', text)) > 1, column


def test_the_worked_scenario_of_the_page_is_one():
    import tomllib

    made = parse(tomllib.loads(formats.words()["scenario"]["example"]))
    assert made.policy.levers["maritime_inspection_effort"][-1][1] == 3


def test_the_worked_design_of_the_page_is_one():
    import tomllib

    from sim.sweeps.designs.file import parse_design

    made = parse_design(tomllib.loads(formats.words()["design"]["example"]), "here")
    assert len(made) == 20


def test_search_holds_sections_without_markup():
    page = Page("p", "Title", "<p>one &amp; two</p><h2 id='a'>Part <b>A</b></h2><p>three</p>")
    script = search.index([page])
    rows = json.loads(script.removeprefix("window.SIM_INDEX=").rstrip(";\n"))
    assert rows == [["Title", "p.html", "one & two"], ["Title: Part A", "p.html#a", "three"]]


def test_a_page_cannot_close_the_script_of_the_index():
    page = Page("p", "T", "<p>&lt;/script&gt;</p>")
    assert "</script>" not in search.index([page])


def test_the_cover_counts_what_there_is_and_shows_no_picture_that_is_not_drawn():
    assert "<img" not in cover.page([]).body
    assert "<img" in cover.page([file_of(cover.PICTURE)]).body


def test_the_chinese_edition_names_every_scenario_lever_and_measure_in_chinese():
    top = chinese.page()
    assert {p.language for p in (top, *top.parts)} == {"zh-Hans"}
    bodies = {p.name: p.body for p in top.parts}
    for name, things in (
        ("zh-scenarios", names()), ("zh-levers", levers()), ("zh-measures", measures()),
    ):  # fmt: skip
        for thing in things:
            assert thing in bodies[name]
        cells = re.findall(r'<tr><td data-label="[^"]+">([^<]+)</td>', bodies[name])
        assert cells
        assert all(re.search(r"[\u4e00-\u9fff]", cell) for cell in cells)


def test_every_question_stands_in_chinese_with_its_commands(monkeypatch):
    from sim.book import chinese as edition

    body = edition.page().parts[1].body
    for name, lines in questions().items():
        assert f'id="{name.lower()}"' in body
        assert escape(lines[0]) in body
    monkeypatch.setattr(edition, "questions", lambda: {"Q99": ["sim run baseline"]})
    with pytest.raises(InputError, match="Q99"):
        edition.page()


def test_a_card_tells_what_is_kept_and_says_when_it_is_old(monkeypatch):
    curves = [[1.0, 2.0, 1.5], [2.0, 3.0, 2.5], [3.0, 4.0, 3.5]]
    told = {"en": ["Fire: 10 % lower"], "zh": ["火力：低10%"]}
    one = {"measure": "x", "says": told, "here": curves, "reference": curves}
    found = {"model": "another", "scenarios": {"ceasefire": one}}
    monkeypatch.setattr(thumbnails, "kept", lambda: found)
    card = thumbnails.card("ceasefire")
    assert card.count("<polygon") == 2
    assert "Fire: 10 % lower" in card
    assert "earlier state" in card
    assert "低10%" in thumbnails.card("ceasefire", "zh")
    monkeypatch.setattr(thumbnails, "model_state", lambda: "another")
    assert "earlier state" not in thumbnails.card("ceasefire")
    assert thumbnails.card("baseline") == ""


def test_the_worked_rule_of_the_page_is_one():
    written = tomllib.loads((docs() / "formats.toml").read_text(encoding="utf-8"))
    rule = tomllib.loads(written["scenario.rules"]["example"])
    assert parse({"extends": "baseline", **rule}).policy.rules[0].lever
