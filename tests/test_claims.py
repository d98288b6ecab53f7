"""Every claim of the seed text is carried by code that exists, and the trace says where."""

import csv
import io
import re

import pytest
import typer
from typer.testing import CliRunner

from sim.cli import book
from sim.ground.errors import InputError
from sim.ground.files import shipped, table_of
from sim.vocabulary.claims import brief, claim, claims, element, keys_of, spans
from sim.vocabulary.scenario import load, names

ALL = [f"S{n}" for n in range(1, 68)]


@pytest.fixture
def app():
    made = typer.Typer()
    made.command()(book.claims)
    made.command()(book.book)
    return made


def test_the_trace_holds_sixty_seven_claims_in_order():
    assert list(claims()) == ALL


@pytest.mark.parametrize("name", ALL)
def test_a_claim_has_elements_and_every_one_exists(name):
    one = claims()[name]
    assert one.elements
    for text in one.elements:
        found = element(name, text)
        assert found.line > 1 or ":" not in found.text


@pytest.mark.parametrize("name", ALL)
def test_a_claim_shows_in_a_measure_and_meets_a_scenario(name):
    one = claims()[name]
    assert one.measures
    assert one.scenarios
    assert one.assumptions


def test_context_claims_say_so():
    for name in ("S1", "S6", "S22", "S27", "S49", "S57", "S65", "S67"):
        assert claims()[name].note, name


def test_figures_of_the_text_share_the_element_of_what_they_show():
    for figure, shown in (("S27", "S19"), ("S67", "S60")):
        assert set(claims()[figure].elements) & set(claims()[shown].elements)


def test_a_missing_element_is_refused_with_the_nearest_name():
    with pytest.raises(
        InputError, match=r"did you mean 'sim\.model\.mechanisms\.provocation:embolden'"
    ):
        element("S9", "sim.model.mechanisms.provocation:emboldenn")
    with pytest.raises(InputError, match="does not exist"):
        element("S9", "sim.model.mechanisms.unheard:of")
    with pytest.raises(InputError, match="is not in sim"):
        element("S9", "os:remove")


def test_elements_point_at_their_definition():
    found = element("S43", "sim.model.mechanisms.shells:fire")
    assert found.location.startswith("sim/model/mechanisms/shells.py:")
    source = (shipped().parent / found.path).read_text(encoding="utf-8").splitlines()
    assert source[found.line - 1].startswith("def fire(")


def test_keys_of_owners_and_single_assumptions_resolve():
    assert keys_of("here", ["theft.*"])[0].startswith("theft.")
    with pytest.raises(InputError, match="unknown owner"):
        keys_of("here", ["thefts.*"])
    with pytest.raises(InputError, match="unknown assumption"):
        keys_of("here", ["theft.incident_count"])


def test_complete_owners_are_written_short():
    assert brief(keys_of("here", ["theft.*", "oil.price"])) == ["oil.price", "theft.*"]


def test_ranges_of_claims_are_written_out():
    assert spans(["S29", "S35-S37"]) == {"S29", "S35", "S36", "S37"}


def test_what_a_scenario_says_of_itself_is_in_the_trace():
    for scenario in map(load, names()):
        for name in scenario.claims:
            assert scenario.name in claim(scenario.name, name).scenarios


def test_the_table_names_no_claim_twice():
    rows = [row["claim_id"] for row in table_of(shipped() / "vocabulary" / "claims.csv")]
    assert len(rows) == len(set(rows))


def test_the_verb_lists_all_claims_with_code_and_scenarios(app):
    out = CliRunner().invoke(app, ["claims"]).output
    assert all(re.search(rf"^{name} ", out, re.MULTILINE) for name in ALL)
    assert "sim/model/mechanisms/shells.py:" in out


def test_the_verb_writes_csv_and_shows_one_claim(app):
    rows = list(csv.DictReader(io.StringIO(CliRunner().invoke(app, ["claims", "--csv"]).output)))
    assert [row["claim_id"] for row in rows] == ALL
    assert all(row["code"] and row["scenarios"] for row in rows)
    one = CliRunner().invoke(app, ["claims", "--claim", "S12"]).output
    assert "S12" in one
    assert "sim/model/mechanisms/posture.py" in one


def test_an_unknown_claim_is_refused(app):
    result = CliRunner().invoke(app, ["claims", "--claim", "S99"])
    assert isinstance(result.exception, InputError)
