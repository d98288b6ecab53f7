"""What was written for an earlier edition of the model is refused, or read with a word, as it bears."""

import json

import pytest

import sim
from sim.ground.errors import InputError
from sim.sweeps.designs.file import load_design
from sim.sweeps.designs.file import names as designs
from sim.sweeps.job import sealed
from sim.sweeps.location import Location
from sim.sweeps.replay import replay
from sim.sweeps.store import Store
from sim.vocabulary.edition import EDITION, changed, require_meaning
from sim.vocabulary.levers import levers
from sim.vocabulary.scenario import load, names, parse
from tests.paired import baseline

OLD = """
title = "Mine"
question = "What?"
story = "So."
extends = "baseline"
"""
HOW = {
    "from week 0": "[levers]\n{lever} = 1\n",
    "on a date": '[[steps]]\ndate = 2025-01-06\nlever = "{lever}"\nvalue = 1\n',
}


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("lever", changed())
def test_a_scenario_file_that_sets_a_lever_of_old_meaning_is_refused_in_one_line(
    tmp_path, lever, how
):
    file = tmp_path / "mine.toml"
    file.write_text(OLD + HOW[how].format(lever=lever))
    with pytest.raises(InputError, match=f"{lever} changed its meaning in edition 2") as caught:
        load(str(file))
    assert "\n" not in str(caught.value)
    assert f"write edition = {EDITION}" in str(caught.value)
    file.write_text(f"edition = {EDITION}\n" + OLD + HOW[how].format(lever=lever))
    assert lever in load(str(file)).policy.levers


@pytest.mark.parametrize("axes", ["[axes]\n", '[sample]\nmethod = "list"\n[sample.values]\n'])
def test_a_design_file_that_varies_one_is_refused_too(tmp_path, axes):
    file = tmp_path / "mine.toml"
    save = '[save]\nmeasures = ["dprk.warheads"]\n'
    text = f"members = 4\nseed = 1\n{axes}designation_tempo = [0, 2]\n{save}"
    file.write_text(text)
    with pytest.raises(InputError, match="scales the coalition's whole work"):
        load_design(str(file))
    file.write_text(f"edition = {EDITION}\n{text}")
    assert len(load_design(str(file))) == 2


def test_a_file_without_an_edition_that_sets_nothing_of_the_kind_is_read(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(OLD + "[levers]\ntechnology_generosity = 2\n")
    assert "technology_generosity" in load(str(file)).policy.levers


@pytest.mark.parametrize("edition", ["3", "0", '"2"', "true", "1.5"])
def test_an_edition_that_cannot_be_known_is_refused(tmp_path, edition):
    file = tmp_path / "mine.toml"
    file.write_text(f"edition = {edition}\n{OLD}")
    with pytest.raises(InputError, match="is none of 1 to 2"):
        load(str(file))


def test_tables_from_python_are_of_this_edition():
    mine = parse({"extends": "baseline", "levers": {"designation_tempo": 2}})
    assert mine.policy.levers["designation_tempo"] == ((0, 2.0),)


def test_every_shipped_file_says_its_edition_and_levers_that_changed_exist():
    assert all(load(name) for name in names())
    assert all(load_design(name) for name in designs())
    assert set(changed()) <= set(levers())
    with pytest.raises(InputError, match="edition 2"):
        require_meaning("here", {}, ["crypto_seizure_effort"])
    assert baseline()


def test_a_store_of_an_earlier_edition_is_read_and_neither_resumed_nor_replayed(tmp_path, capsys):
    sizes = {"members": 4, "weeks": 8, "seed": 1, "prior": True}
    held = {"axes": {"technology_generosity": [1, 2]}, "measures": ["dprk.warheads"]}
    store = tmp_path / "store"
    sim.sweep("baseline", store, **held, **sizes)
    manifest = store / "manifest.json"
    found = json.loads(manifest.read_text())
    del found["edition"]
    manifest.write_bytes(sealed(found))
    Store.open(Location(str(store)))
    assert "made by edition 1 of the model (here 2)" in capsys.readouterr().err
    with pytest.raises(InputError, match="another edition of the model"):
        replay(str(store), 0, 0)
    with pytest.raises(InputError, match="another edition of the model"):
        sim.sweep("baseline", store, resume=True, **held, **sizes)
