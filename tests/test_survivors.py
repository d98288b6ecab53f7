"""Breaks that no other test noticed: small steps, no effort, a default that is never said."""

import csv
import tomllib
from types import SimpleNamespace

import numpy as np
import pytest

import sim
from sim.ground.files import shipped
from sim.model.mechanisms.theft import launder
from sim.model.stages.measures import breadth
from sim.model.stages.provocation_and_posture import force_of
from sim.record.posterior import Learnt, rows
from sim.reports.numbers import spread
from sim.runs.bands import by_group, quantiles
from sim.runs.constrained import folder_of
from sim.vocabulary.assumptions import _parse
from sim.vocabulary.language import words
from tests.paired import baseline, record

SMALL = {"members": 8, "weeks": 14, "prior": True}
EFFORT = "channel.enforcement"


@pytest.mark.parametrize("value", [0.5, 0.99, 1.01, 4.0])
def test_a_later_step_of_any_size_is_felt_in_its_week(value):
    session = sim.session("baseline", measures=[EFFORT], **SMALL)
    found = session.bands(steps=[("2023-09-04", "designation_tempo", value)])
    gap = np.abs(found.differences[EFFORT]).max(axis=(0, 2))
    assert np.flatnonzero(gap > 0)[0] == 9


def test_a_policy_without_any_effort_leaves_its_neighbour_alone():
    idle = sim.load("baseline").changed(levers={"designation_tempo": 0}, name="idle")
    keep = [EFFORT, "coalition.effort", "dprk.hard_currency_usd"]
    both = sim.compare("baseline", idle, keep=keep, **SMALL)
    alone = sim.run("baseline", keep=keep, **SMALL)
    for name in keep:
        mine = both.series[name].sel(policy="baseline").values
        np.testing.assert_array_equal(mine, alone.series[name].sel(policy="baseline").values)
        assert np.isfinite(both.series[name].values).all()


def test_an_assumption_is_drawn_on_its_own_unless_it_says_otherwise():
    table = tomllib.loads((shipped() / "assumptions" / "oil.toml").read_text("utf-8"))
    name, entry = next((k, v) for k, v in table.items() if "correlation" not in v)
    found = _parse("oil.toml", f"oil.{name}", entry)
    assert (found.correlation, found.correlated_with) == (0.0, None)


def test_a_channel_is_open_above_the_threshold_and_not_at_it():
    flow = np.array([[0.1, 0.3], [0.2, 0.2], [0.3, 0.1]])
    assert breadth(SimpleNamespace(flow=flow), np.array([0.2, 0.1])).tolist() == [1.0, 2.0]


def test_a_step_of_another_policy_than_the_first_is_felt_in_its_week():
    stepped = sim.load("baseline").changed(steps=[("2023-09-04", "designation_tempo", 3)]).policy
    found = record([baseline(), stepped], 4, 14, [EFFORT])[EFFORT]
    gap = np.abs(found[..., 1, :] - found[..., 0, :]).max(axis=(1, 2))
    assert np.flatnonzero(gap > 0)[0] == 9


def test_laundering_and_seizure_together_take_no_more_than_the_loot():
    rates = SimpleNamespace(laundering_rate=0.4, seizure_hazard=0.5)
    race = launder(rates, np.array([100.0, 100.0]), np.array([1.0, 10.0]))
    assert race.laundered.tolist() == [40.0, 40.0]
    assert race.seized.tolist() == [50.0, 60.0]


def test_a_dprk_that_makes_no_shells_has_not_lost_its_output():
    ones = np.ones(2)
    opening = np.array([0.0, 50.0])
    dprk = SimpleNamespace(shell_output=opening, shell_stock=opening)
    missiles = SimpleNamespace(stock=ones, reliability=ones)
    cast = SimpleNamespace(
        assumed=SimpleNamespace(
            dprk=dprk, missiles=missiles, nuclear=SimpleNamespace(warheads=ones)
        )
    )
    held = SimpleNamespace(stock=lambda _: 2.0 * opening)
    books = SimpleNamespace(shells=held, missiles=held)
    level = SimpleNamespace(technology=ones, reliability=ones, warheads=ones)
    force = force_of(cast, books, level, 3.0 * opening, level)
    assert force.shell_output.tolist() == [1.0, 3.0]
    assert force.shells.tolist() == [1.0, 2.0]


def test_what_was_learnt_is_told_as_shift_and_spread_of_the_prior_band():
    one = Learnt("oil.price", (10.0, 20.0, 50.0), (15.0, 30.0, 35.0), 0.4, 0.1)
    assert rows([one])[0][-4:] == ["0.250", "0.500", "0.400", "yes"]
    with (folder_of() / "assumptions.csv").open(encoding="utf-8") as file:
        table = list(csv.DictReader(file))
    assert len(table) > 100
    for row in table:
        low, middle, high = (float(row[f"prior_q{q}"]) for q in ("05", "50", "95"))
        after = [float(row[f"posterior_q{q}"]) for q in ("05", "50", "95")]
        width = (high - low) or 1.0
        assert float(row["shift"]) == pytest.approx((after[1] - middle) / width, abs=0.01)
        assert float(row["spread"]) == pytest.approx((after[2] - after[0]) / width, abs=0.01)


def test_an_end_of_a_band_that_is_nothing_beside_the_other_is_written_as_nil():
    assert spread(0.4, 9e6, words("en")) == "0 to 9.0 million"
    assert spread(-9e6, 0.4, words("en")).endswith(" to 0")


def test_quantiles_lie_between_members_and_a_reading_has_its_own():
    assert quantiles(np.array([0.0, 10.0, 20.0, 40.0]), (0.25, 0.5)).tolist() == [7.5, 15.0]
    reading = np.repeat([0, 1], 30)
    pooled, first, second = by_group(np.arange(60.0)[None, :], reading)[:3, 2, 0]
    assert (pooled, first, second) == (29.5, 14.5, 44.5)
