"""Every claim is switched off by itself: what moves is measured, kept with its model and shown."""

import csv
import io
import tomllib
from html import escape
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import sim
from sim.answers.switching import IN_PER_CENT, LEAST, LOOKED, Moves, switched
from sim.answers.switching_file import Carried, changed, read_carried, text_of
from sim.book import carried as page_of
from sim.book.traces import claim_page
from sim.cli.main import app
from sim.ground.errors import InputError
from sim.vocabulary import switches as table_of
from sim.vocabulary.claims import claims
from sim.vocabulary.switches import switch, switches
from tests.paired import record

MEMBERS, WEEKS = 8, 26
FEW = ("S31", "S44", "S45", "S57")


@pytest.fixture(scope="module")
def few():
    measured = switches().measured
    return switched({n: measured[n] for n in FEW}, members=MEMBERS, weeks=WEEKS, prior=True)


@pytest.fixture(scope="module")
def shipped():
    found = page_of.kept_carried()
    assert found is not None
    return found


def test_every_claim_is_switched_off_or_says_why_not():
    table = switches()
    told = {*table.measured, *table.none, *table.reported}
    assert told == set(claims())
    assert len(table.measured) + len(table.none) + len(table.reported) == len(claims())


@pytest.mark.parametrize("name", switches().measured)
def test_a_switch_changes_the_case_and_nothing_else_than_it_says(name):
    one = switches().measured[name]
    assert one.on != one.without
    assert one.on.rules == one.without.rules
    assert one.off


def test_what_no_claim_names_has_no_element_in_front_of_it():
    for name, why in {**switches().none, **switches().reported}.items():
        assert why
        assert claims()[name].note, name


def test_changes_are_those_of_paired_runs(few):
    names = (
        "russia.shells_fired",
        "dprk.hard_currency_usd",
        "capability.index",
        "dprk.provocations",
    )
    one = switches().measured["S45"]
    runs = record([one.on, one.without], MEMBERS, WEEKS, names)
    fired, money, index, seen = (runs[name] for name in names)
    told = few.values["S45"]
    for place, at in enumerate((WEEKS // 2, WEEKS)):
        on, off = (fired[:at, i].sum(axis=0) for i in (0, 1))
        expected = 100 * np.median(off / on - 1)
        assert told[LOOKED.index("russia.shells_fired"), place] == pytest.approx(expected, abs=1e-3)
        expected = 100 * np.median(money[at, 1] / money[at, 0] - 1)
        assert told[LOOKED.index("dprk.hard_currency_usd"), place] == pytest.approx(
            expected, abs=1e-3
        )
        expected = np.median(index[at, :, 1] - index[at, :, 0], axis=-1)
        np.testing.assert_allclose(told[IN_PER_CENT : IN_PER_CENT + 5, place], expected, atol=1e-3)
        on, off = (seen[:at, i].sum(axis=0) for i in (0, 1))
        expected = 100 * (off - on).mean() / on.mean()
        assert told[LOOKED.index("dprk.provocations"), place] == pytest.approx(expected, abs=1e-3)


def test_without_orders_nothing_arrives_and_without_oil_energy_falls(few):
    assert few.values["S45"][LOOKED.index("dprk.shells_arrived"), -1] == pytest.approx(-100.0)
    assert few.values["S31"][LOOKED.index("dprk.energy_coverage"), -1] < -LEAST
    assert few.moved("S45")[0] == LOOKED.index("dprk.shells_arrived")


def test_a_claim_that_moves_less_than_the_least_is_carried_in_name():
    still, moving = np.full((len(LOOKED), 2), 0.9 * LEAST), np.full((len(LOOKED), 2), -1.1 * LEAST)
    values = dict.fromkeys(switches().measured, moving)
    found = Carried("abc", Moves(5, {**values, "S7": still}), switches())
    assert found.in_name == ("S7", "S49")
    assert found.words("S7").startswith("carried in name")
    assert found.words("S2").startswith("fire -1.1 / -1.1 %")
    assert f"{len(values)} claims move" not in found.summary()
    assert f"{len(values) - 1} claims move" in found.summary()


def test_a_movement_is_told_with_its_unit():
    values = np.arange(2 * len(LOOKED), dtype=float).reshape(-1, 2)
    assert changed(values, 0) == "fire +0.0 / +1.0 %"
    assert changed(values, LOOKED.index("exposure.index[us]")) == "exposure us +24.0 / +25.0"


def test_a_kept_file_gives_back_what_was_found(tmp_path, shipped):
    path = tmp_path / "claims.json"
    path.write_text(text_of("abc", shipped.moves), encoding="utf-8")
    back = read_carried(path)
    assert back is not None
    assert back.model == "abc"
    for name, values in shipped.moves.values.items():
        np.testing.assert_array_equal(back.moves.values[name], values)
    assert read_carried(tmp_path / "none.json") is None


@pytest.mark.parametrize(
    "change", ["", "{", "[]", '{"claims": []}', ("S44", "S99"), ("130", "131")]
)
def test_a_damaged_file_or_one_of_other_claims_is_one_line(tmp_path, shipped, change):
    text = text_of("abc", shipped.moves)
    path = tmp_path / "claims.json"
    path.write_text(text.replace(*change) if isinstance(change, tuple) else change, "utf-8")
    with pytest.raises(InputError, match=r"claims.json: is no file .* sim answers") as told:
        read_carried(path)
    assert "\n" not in str(told.value)


def test_what_is_shipped_says_why_wherever_nothing_moves_and_only_there(shipped):
    for name, one in shipped.table.measured.items():
        own = name not in shipped.table.shared
        assert bool(one.why) == (name in shipped.in_name) or not own, name


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"off": "x"}, "switches nothing off"),
        ({"off": "x", "levers": {"designation_temp": 0}}, "designation_tempo"),
        ({"off": "x", "assumptions": {"oil.direct_ca": 0}}, "oil.direct_cap"),
        ({"off": "x", "unde": "y", "levers": {"designation_tempo": 0}}, "under"),
        ({"off": 1, "levers": {"designation_tempo": 0}}, "is not text"),
    ],
)
def test_a_switch_that_cannot_be_is_one_line(given, words):
    with pytest.raises(InputError, match=words) as told:
        switch("here", "S1", given)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("name", "row", "words"),
    [
        ("S7", {"off": "x", "none": "y"}, "exactly one of"),
        ("S7", {"like": "S99"}, "unknown claim"),
        ("S7", {"off": "x", "under": "oil_squeeze", "levers": {"designation_tempo": 0}}, "of the claim"),
        ("S99", {"none": "x"}, "holds other claims"),
    ],
)  # fmt: skip
def test_a_row_that_does_not_fit_its_claim_is_one_line(monkeypatch, name, row, words):
    known = table_of.toml_of(table_of.shipped() / table_of.PLACE, table_of.PLACE)
    monkeypatch.setattr(table_of, "toml_of", lambda *_: {**known, name: row})
    with pytest.raises(InputError, match=words) as told:
        switches.__wrapped__()
    assert "\n" not in str(told.value)


def test_every_change_of_the_edition_can_be_taken_out():
    place = Path(__file__).parent.parent / "benchmarks" / "changes.toml"
    given = tomllib.loads(place.read_text(encoding="utf-8"))
    assert list(given) == [f"B{n}" for n in range(1, 19)]
    for name, row in given.items():
        one = switch(name, name, row)
        assert one.on != one.without, name


def test_what_both_cases_hold_is_no_difference_between_them():
    held = {"structure": {"evasion": "learns"}}
    one = switch("here", "B17", {"off": "x", "held": held, "structure": {"evasion": "unchanged"}})
    assert one.on.structure["evasion"] == ("learns",)
    assert one.without.structure["evasion"] == ("unchanged",)
    other = switch("here", "B3", {"off": "x", "held": held, "events": {"troops": "never"}})
    assert other.on.structure == other.without.structure


def test_the_page_and_the_table_tell_what_moves(shipped):
    body = claim_page().body
    for name in (*shipped.in_name, *shipped.table.none):
        assert f"#{name}" in body
    for name in claims():
        assert escape(shipped.words(name)) in body, name
    frame = sim.claims()
    assert frame.loc["S45", "moves"] == shipped.words("S45")


def test_the_verb_tells_what_moves_in_the_list_and_as_csv(shipped):
    told = CliRunner().invoke(app, ["claims"])
    assert told.exit_code == 0, told.output
    assert f"carried in name ({len(shipped.in_name)})" in " ".join(told.output.split())
    rows = list(csv.DictReader(io.StringIO(CliRunner().invoke(app, ["claims", "--csv"]).output)))
    assert [row["moves"] for row in rows] == [shipped.words(row["claim_id"]) for row in rows]


@pytest.mark.heavy
def test_the_command_keeps_what_moves_with_the_model(tmp_path):
    out = str(tmp_path / "answers.json")
    told = CliRunner().invoke(app, ["answers", "--only", "claims", "--members", "4", "--out", out])
    assert told.exit_code == 0, told.output
    found = read_carried(tmp_path / "claims.json")
    assert found is not None
    assert found.moves.members == 4
    assert found.model == page_of.model_state()
