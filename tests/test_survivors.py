"""Breaks that no other test noticed: small steps, no effort, a default that is never said."""

import tomllib
from types import SimpleNamespace

import numpy as np
import pytest

import sim
from sim.ground.files import shipped
from sim.model.mechanisms.networks import breadth
from sim.vocabulary.assumptions import _parse

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
