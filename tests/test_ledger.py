"""Nothing moves without a source and a sink, and drift cannot hide."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.model.ledger import AuditError, Ledger

AMOUNT = st.floats(-1e3, 1e6, allow_nan=False)
ACCOUNTS = ("mine", "store", "shop")


def shells(store: float = 100.0, size: int = 2) -> Ledger:
    return Ledger.opening("shells [rounds]", ("mine",), {"store": store, "shop": 0.0}, size)


def test_what_leaves_one_account_enters_another():
    book = shells()
    moved = book.move("store", "shop", np.array([30.0, 10.0]))
    assert moved.tolist() == [30.0, 10.0]
    assert book.stock("store").tolist() == [70.0, 90.0]
    assert book.stock("shop").tolist() == [30.0, 10.0]


def test_a_stock_never_gives_more_than_it_holds():
    book = shells(store=5.0)
    assert book.move("store", "shop", np.array([9.0, 2.0])).tolist() == [5.0, 2.0]
    assert book.stock("store").tolist() == [0.0, 3.0]


def test_a_source_outside_the_model_gives_what_is_asked_and_goes_negative():
    book = shells()
    book.move("mine", "store", np.array([1e6, 0.0]))
    assert book.stock("mine").tolist() == [-1e6, 0.0]
    book.check(week=0)


def test_nothing_flows_backwards():
    book = shells()
    assert book.move("store", "shop", np.array([-4.0, 0.0])).tolist() == [0.0, 0.0]
    assert book.stock("store").tolist() == [100.0, 100.0]


def test_several_asks_on_one_stock_are_rationed_in_proportion():
    book = Ledger.opening("oil [barrels]", (), {"tank": 60.0, "a": 0.0, "b": 0.0}, 1)
    got = book.share_out("tank", {"a": np.array([90.0]), "b": np.array([30.0])})
    assert got["a"].tolist() == [45.0]
    assert got["b"].tolist() == [15.0]
    assert book.stock("tank") == pytest.approx([0.0], abs=1e-12)


def test_asks_below_the_stock_are_served_in_full():
    book = Ledger.opening("oil [barrels]", (), {"tank": 60.0, "a": 0.0, "b": 0.0}, 1)
    got = book.share_out("tank", {"a": np.array([9.0]), "b": np.array([0.0])})
    assert (got["a"][0], got["b"][0], book.stock("tank")[0]) == (9.0, 0.0, 51.0)


@pytest.mark.parametrize(
    "have",
    [
        0.0,
        1e6,
        1e9,
    ],
)
def test_nobody_asking_moves_nothing_whatever_the_size_of_the_stock(have):
    book = Ledger.opening("money [USD]", (), {"tank": have, "a": 0.0}, 1)
    assert book.share_out("tank", {"a": np.zeros(1)})["a"].tolist() == [0.0]
    assert book.stock("tank").tolist() == [have]


def test_a_stock_that_is_read_is_a_copy():
    book = shells()
    book.stock("store")[:] = 0.0
    assert book.stock("store").tolist() == [100.0, 100.0]


def test_a_flow_outside_the_ledger_is_caught_with_good_week_and_runs():
    book = shells(size=4)
    book.balance[1, [1, 3]] += 7.0
    with pytest.raises(AuditError) as caught:
        book.check(week=17)
    said = str(caught.value)
    assert "shells [rounds]" in said
    assert "week 17" in said
    assert "2 run(s), first 1" in said
    assert "7" in said
    assert caught.value.runs.tolist() == [1, 3]


def test_a_stock_that_is_no_number_is_caught():
    book = shells()
    book.balance[1, 0] = np.nan
    with pytest.raises(AuditError) as caught:
        book.check(week=0)
    assert caught.value.runs.tolist() == [0]


def test_a_negative_stock_is_caught():
    book = shells()
    book.balance[:, 0] += np.array([0.0, -150.0, 150.0])
    with pytest.raises(AuditError):
        book.check(week=0)


@given(
    flows=st.lists(
        st.tuples(st.sampled_from(ACCOUNTS), st.sampled_from(ACCOUNTS), AMOUNT), max_size=40
    ),
    store=st.floats(0, 1e6),
)
@settings(max_examples=150, deadline=None)
def test_no_sequence_of_moves_changes_the_total_or_overdraws_a_stock(flows, store):
    book = shells(store=store, size=1)
    for source, sink, asked in flows:
        moved = book.move(source, sink, np.array([asked]))
        assert 0.0 <= moved[0] <= max(asked, 0.0)
        assert book.stock("store")[0] >= 0.0
        assert book.stock("shop")[0] >= 0.0
    book.check(week=0)


@given(
    have=st.floats(0, 1e6),
    asks=st.lists(st.floats(0, 1e6), min_size=1, max_size=5),
)
@settings(max_examples=150, deadline=None)
def test_shares_sum_to_what_there_is_and_keep_the_proportions_of_the_asks(have, asks):
    names = [f"sink {i}" for i in range(len(asks))]
    book = Ledger.opening("oil [barrels]", (), {"tank": have, **dict.fromkeys(names, 0.0)}, 1)
    wanted = {name: np.array([ask]) for name, ask in zip(names, asks, strict=True)}
    got = np.array([served[0] for served in book.share_out("tank", wanted).values()])
    assert got.sum() == pytest.approx(min(have, sum(asks)), rel=1e-9, abs=1e-9)
    part = min(1.0, have / max(sum(asks), 1e-300))
    assert got == pytest.approx(np.array(asks) * part, rel=1e-9, abs=1e-9)
