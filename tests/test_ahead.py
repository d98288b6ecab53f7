"""A call made ahead gives what it would give here, errors too, and nobody waits for it in vain."""

from threading import Event, get_ident

import pytest

from sim.ground.ahead import Ahead
from sim.ground.errors import InputError


def test_the_result_is_that_of_the_call_and_comes_from_another_thread():
    with Ahead(get_ident) as begun:
        assert begun.result() != get_ident()
    with Ahead(get_ident, apart=False) as here:
        assert here.result() == get_ident()


def test_both_sides_go_on_at_once():
    ours, theirs = Event(), Event()
    with Ahead(lambda: (theirs.set(), ours.wait(10))[1]) as begun:
        assert theirs.wait(10)
        ours.set()
        assert begun.result()


def test_what_the_call_raises_is_raised_where_the_result_is_asked_for():
    def refuse():
        raise InputError("x: no")

    with Ahead(refuse) as begun, pytest.raises(InputError, match="x: no"):
        begun.result()


def test_a_call_that_nobody_asks_for_is_not_waited_for():
    stop, ended = Event(), Event()

    def wait():
        stop.wait(600)
        ended.set()

    with pytest.raises(ValueError, match="ours"), Ahead(wait):
        raise ValueError("ours")
    assert not ended.is_set()
    stop.set()
