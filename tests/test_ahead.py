"""A call made ahead returns, raises and ends as if it were made here."""

import os
import signal
import time

import numpy as np
import pytest

from sim.ground.ahead import Ahead
from sim.ground.errors import InputError, RunError


def test_what_the_call_returns_comes_back_with_its_arrays():
    wide = np.arange(300_000, dtype=np.float32).reshape(3, -1)
    with Ahead(lambda: {"wide": wide * 2, "turned": wide.T, "words": ("a", 1)}) as begun:
        found = begun.result()
    np.testing.assert_array_equal(found["wide"], wide * 2)
    np.testing.assert_array_equal(found["turned"], wide.T)
    assert found["words"] == ("a", 1)
    found["wide"][0, 0] = 1.0  # arrays that come back can be written to


def test_two_calls_run_side_by_side_and_leave_this_process_alone():
    here = []

    def call() -> int:
        here.append(1)
        return os.getpid()

    with Ahead(call) as one, Ahead(call) as two:
        assert len({one.result(), two.result(), os.getpid()}) == 3
    assert here == []


def test_what_the_call_raises_is_raised_here():
    def refuse() -> None:
        raise InputError("members: 0 is too few; at least 1")

    with Ahead(refuse) as begun, pytest.raises(InputError, match="too few"):
        begun.result()
    with Ahead(lambda: 1 // 0) as begun, pytest.raises(ZeroDivisionError) as caught:
        begun.result()
    assert "1 // 0" in "".join(caught.value.__notes__)


def test_a_call_that_is_killed_is_said_to_be():
    with (
        Ahead(lambda: os.kill(os.getpid(), signal.SIGKILL)) as begun,
        pytest.raises(RunError, match="ended from outside"),
    ):
        begun.result()


def test_a_call_whose_result_nobody_took_is_ended():
    with Ahead(lambda: time.sleep(60)) as begun:
        child = begun._child
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def test_a_call_that_must_not_fork_is_made_here_when_asked_for():
    made = []
    with Ahead(lambda: made.append(os.getpid()), fork=False) as begun:
        assert made == []
        begun.result()
    assert made == [os.getpid()]
