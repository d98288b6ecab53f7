"""A session answers with what run and compare find, and keeps what stays the same."""

import numpy as np
import pytest

import sim
from sim.runs import session as module

NAMES = ["russia.shells_fired", "capability.index", "dprk.shells_arrived", "trade.binding"]
SIZES = {"members": 16, "weeks": 30, "seed": 3}
LEVERS = {"shells_demanded_per_day": 14000}


@pytest.fixture(scope="module")
def session():
    return sim.session("baseline", measures=NAMES, **SIZES)


def test_bands_and_differences_are_those_of_compare(session):
    found = session.bands(levers=LEVERS)
    harder = sim.load("baseline").changed(levers=LEVERS, name="harder")
    compared = sim.compare("baseline", harder, keep=NAMES, **SIZES)
    for name in NAMES[:3]:
        mine = compared.bands[name].sel(policy="harder", group="pooled")
        np.testing.assert_array_equal(found.quantiles[name].astype(np.float32), mine)
        gap = compared.differences[name].sel(policy="harder")
        rows = found.differences[name][[0, 2, 4]].astype(np.float32)
        np.testing.assert_array_equal(rows, gap)
        above = compared.differences[f"{name}:above"].sel(policy="harder")
        np.testing.assert_array_equal(found.above[name].astype(np.float32), above)


def test_nothing_changed_is_no_difference(session):
    found = session.bands()
    assert all((gap == 0).all() for gap in found.differences.values())


def test_the_reference_is_run_once_and_an_answer_is_kept(session, monkeypatch):
    session.bands(levers={"designation_tempo": 2}, measures=NAMES[:1])
    ran = []
    real = module.run_block
    monkeypatch.setattr(module, "run_block", lambda *a: ran.append(a) or real(*a))
    session.bands(levers={"designation_tempo": 3}, measures=NAMES[:1])
    assert len(ran) == 1
    session.bands(levers={"designation_tempo": 2}, measures=NAMES[:1])
    assert len(ran) == 1


def test_members_are_given_on_request(session):
    plain = session.bands(steps={"designation_tempo": {"2023-09-04": 2}})
    full = session.bands(steps={"designation_tempo": {"2023-09-04": 2}}, members=True)
    assert plain.values is None
    assert full.values[NAMES[0]].shape == (30, 16)
    median = np.median(full.values[NAMES[0]], axis=-1)
    np.testing.assert_allclose(median, full.quantiles[NAMES[0]][2], rtol=1e-6)
    assert full.reading.shape == (16,)
    assert full.shares["trade.binding"].sum(axis=0) == pytest.approx(1.0)


def test_another_reference_and_tables(session):
    against = sim.session("baseline", against="oil_squeeze", measures=NAMES[:2], **SIZES)
    found = against.bands()
    assert found.to_dataframe()["measure"].unique().tolist() == NAMES[:2]
    table = found.table("capability.index", differences=True)
    assert list(table.index.names) == ["date", "actor"]
    with pytest.raises(sim.InputError, match="did you mean"):
        found.table("capability.indx")
    assert "<table" in found._repr_html_()


def test_it_goes_through_no_provenance(session, monkeypatch):
    monkeypatch.setattr("sim.ground.stamp.provenance", lambda: 1 / 0)
    session.bands(levers={"designation_tempo": 1.7}, measures=NAMES[:1])
