"""The chain of one member: from an outcome back to the lever that made two paired runs differ."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

import sim
from sim.answers.member import explain_member
from sim.answers.telling.chain import key_words
from sim.answers.twins import BOOK, LEVER, NETWORK, VIEW, Key, Twin, inputs_that_differ
from sim.answers.words import Voice
from sim.cli.main import app
from sim.runs.settings import Settings
from sim.vocabulary.scenario import load

HOW = Settings(4, 1, 60, constrained=None)


@pytest.fixture(scope="module")
def told():
    tempo = load("baseline").changed(steps=[("2024-01-01", "designation_tempo", 4)], name="harder")
    return explain_member(
        "baseline", tempo, member=1, members=4, weeks=60, prior=True,
        measure="dprk.hard_currency_usd",
    )  # fmt: skip


def test_a_chain_ends_at_the_only_lever_that_differs(told):
    links = told.found
    assert links[0].target.measure == "dprk.hard_currency_usd"
    assert links[-1].cause == Key(LEVER, "designation_tempo")
    assert [link.week for link in links] == sorted((link.week for link in links), reverse=True)
    assert all(sentence.endswith(".") for sentence in told.sentences)
    assert "designation tempo" in told.sentences[-1]


def test_what_inputs_make_adds_up_with_what_is_left_over(told):
    for link in told.found:
        whole = sum(share for _, share in link.shares) + link.rest
        assert whole == pytest.approx(link.grown, rel=1e-9, abs=1e-9)
        assert abs(link.share) == max(abs(share) for _, share in link.shares)


def test_the_first_number_is_that_of_the_runs_themselves(told):
    link = told.found[0]
    stock = link.series[:, link.week + 1]
    np.testing.assert_allclose([link.before, link.after], stock, rtol=1e-6)


def test_a_week_lived_again_is_the_week_and_all_inputs_make_the_other_run():
    one = Twin.run(load("baseline").policy, 0, HOW)
    two = Twin.run(load("no_exchange").policy, 0, HOW)
    week = 40
    own = one.again(week, two, ()).value("dprk.hard_currency_usd")
    np.testing.assert_array_equal(own, one.state(week + 1, Key(BOOK, "money", "dprk")))
    every = inputs_that_differ(one, two, week)
    assert {key.kind for key in every} >= {VIEW, NETWORK, BOOK}
    other = one.again(week, two, every).value("dprk.hard_currency_usd")
    np.testing.assert_allclose(other, two.state(week + 1, Key(BOOK, "money", "dprk")), rtol=1e-12)


def test_most_inputs_have_a_name_in_both_languages():
    one = Twin.run(load("baseline").policy, 0, Settings(4, 1, 2, constrained=None))
    two = Twin.run(load("no_exchange").policy, 0, Settings(4, 1, 2, constrained=None))
    keys = inputs_that_differ(one, two, 1)
    chinese = [key_words(key, Voice("zh", "chain")) for key in keys]
    assert np.mean([any(ord(c) > 0x3000 for c in name) for name in chinese]) > 0.9


def test_the_command_tells_the_chain_and_refuses_what_it_cannot(tmp_path):
    words = ["explain", "baseline", "no_exchange", "--measure", "dprk.shells_arrived in 2024",
             "--members", "4", "--weeks", "80", "--prior", "--out", str(tmp_path)]  # fmt: skip
    done = CliRunner().invoke(app, [*words, "--member", "0", "--format", "json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["sentences"][0].startswith("In member 0 usable DPRK shells arriving differs most")
    assert sorted(p.suffix for p in tmp_path.iterdir()) == [".csv", ".png", ".svg"]
    with pytest.raises(sim.InputError, match="the members are 0 to 3"):
        CliRunner().invoke(app, [*words, "--member", "4"], catch_exceptions=False)
    words[4] = "total of dprk.shells_arrived in 2024"
    with pytest.raises(sim.InputError, match="one number of a week"):
        CliRunner().invoke(app, [*words, "--member", "0"], catch_exceptions=False)
