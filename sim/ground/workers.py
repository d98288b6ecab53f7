"""Dask: a local cluster or any scheduler, one code path."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from queue import Empty, SimpleQueue
from threading import Thread, current_thread, main_thread
from typing import Any

from sim.ground.errors import InputError

ANSWER_SECONDS = 10
"""A scheduler that does not answer within this time is given up."""

DEATHS = 100
"""Workers that may die under one task before the scheduler itself gives the task up."""

TRIM = "MALLOC_TRIM_THRESHOLD_"
"""What Dask sets so that workers give every freed page back at once. A step frees and takes the
same arrays again and again: with it, workers run at three fifths of their speed."""


@contextmanager
def local(workers: int) -> Iterator[Any]:
    """Yield a client of a local cluster of single-threaded worker processes."""
    import dask
    from dask.distributed import Client, LocalCluster

    spawn = dask.config.get("distributed.nanny.pre-spawn-environ")
    settings = {
        "distributed.nanny.pre-spawn-environ": {k: v for k, v in spawn.items() if k != TRIM},
        "distributed.scheduler.allowed-failures": DEATHS,
        "distributed.worker.daemon": True,
        "distributed.admin.log-format": "%(message)s",
    }
    with (
        dask.config.set(settings),
        _deaf_children() as heard,
        LocalCluster(  # type: ignore[no-untyped-call]
            n_workers=workers, threads_per_worker=1, processes=True, silence_logs=50,
            dashboard_address="127.0.0.1:0", worker_dashboard_address=None,
        ) as cluster,
        Client(cluster) as client,  # type: ignore[no-untyped-call]
    ):  # fmt: skip
        heard()
        yield client


def _listen(handler: Any) -> None:
    signal.signal(signal.SIGINT, handler)


@contextmanager
def _deaf_children() -> Iterator[Callable[[], None]]:
    """Let processes that are started now ignore Ctrl-C: the parent alone ends a sweep.

    Yields what makes this process listen again.
    """
    if current_thread() is not main_thread():
        yield lambda: None
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield partial(_listen, before)
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def remote(address: str) -> Iterator[Any]:
    """Yield a client of a running scheduler that has workers, or say what to check."""
    client = _answering(address)
    try:
        _require_workers(client, address)
        yield client
    finally:
        client.close()


def _answering(address: str) -> Any:
    """Return a client, or give up in time; a port that takes the call and says nothing counts."""
    from dask.distributed import Client

    answers: SimpleQueue[Any] = SimpleQueue()

    def connect() -> None:
        try:
            limits = {"timeout": ANSWER_SECONDS, "set_as_default": False}
            answers.put(Client(address, **limits))  # type: ignore[no-untyped-call]
        except Exception as error:  # noqa: BLE001  whatever it is, there is no scheduler
            answers.put(error)

    Thread(target=connect, daemon=True).start()
    try:
        answer = answers.get(timeout=ANSWER_SECONDS)
    except Empty:
        answer = TimeoutError()
    if isinstance(answer, Exception):
        raise InputError(
            f"scheduler {address}: no answer in {ANSWER_SECONDS} s ({type(answer).__name__}); "
            "check that it runs, that the port is open, and that the address reads tcp://host:8786"
        )
    return answer


def _require_workers(client: Any, address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=ANSWER_SECONDS)
    except TimeoutError:
        raise InputError(
            f"scheduler {address}: has no workers after {ANSWER_SECONDS} s; start some with "
            f"'dask worker {address} --no-nanny --nthreads 1'"
        ) from None
