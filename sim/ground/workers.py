"""Dask: a local cluster or any scheduler, one code path."""

import os
import re
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from multiprocessing import current_process
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread, current_thread, main_thread
from typing import Any

from sim.ground.errors import InputError
from sim.ground.text import one_line

ANSWER_SECONDS = 10
"""A scheduler that does not answer within this time is given up."""

DEATHS = 100
"""Workers that may die under one task before the scheduler itself gives the task up."""

TRIM = "MALLOC_TRIM_THRESHOLD_"
"""What Dask sets so that workers give every freed page back at once. A step frees and takes the
same arrays again and again: with it, workers run at three fifths of their speed."""


MOST_WORKERS = 1024
"""Stated limit: more processes than any one machine has use for."""

GUARD = "call sim below 'if __name__ == \"__main__\":' in a script that is saved, or use workers=1"


def require_startable(workers: int) -> None:
    """Refuse, before anything starts, what worker processes cannot be started for.

    A worker begins by reading the script that started it: one without a guard would start workers
    in its workers, and one read from a pipe cannot be read again.
    """
    if workers > MOST_WORKERS:
        raise InputError(f"workers: {workers:.3g} are too many; at most {MOST_WORKERS}")
    if getattr(current_process(), "_inheriting", False):
        sys.stderr.write(f"sim: workers: cannot be started from within a worker; {GUARD}\n")
        sys.stderr.flush()
        os._exit(1)  # in the worker: its starter says what is wrong
    path = getattr(sys.modules.get("__main__"), "__file__", None)
    if path is not None and not Path(path).exists():
        raise InputError(f"workers: {one_line(path, 80)} cannot be read by a worker; {GUARD}")


@contextmanager
def local(workers: int) -> Iterator[Any]:
    """Yield a client of a local cluster of single-threaded worker processes.

    Whoever else is on the machine cannot join: certificates are made anew for each cluster.

    Raises:
        InputError: they cannot be started.
    """
    require_startable(workers)
    import dask
    from dask.distributed import Client, LocalCluster
    from distributed.security import Security

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
        ExitStack() as open_,
    ):
        with _one_line():
            cluster = LocalCluster(  # type: ignore[no-untyped-call]
                n_workers=workers, threads_per_worker=1, processes=True, silence_logs=50,
                dashboard_address=None, worker_dashboard_address=None,
                scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},  # any port that is free
                security=Security.temporary(),  # type: ignore[no-untyped-call]
            )  # fmt: skip
            open_.enter_context(cluster)
            alone = {"set_as_default": False}  # a start that fails leaves nothing set in Dask
            client = open_.enter_context(Client(cluster, **alone))  # type: ignore[no-untyped-call]
        heard()
        yield client


@contextmanager
def _one_line() -> Iterator[None]:
    """Say in one line why workers could not be started."""
    try:
        yield
    except Exception as error:  # noqa: BLE001  (Dask passes on whatever stopped a process)
        why = one_line(error, 120) or type(error).__name__
        raise InputError(f"workers: could not be started ({why}); {GUARD}") from None


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


ADDRESS = re.compile(r"(?:(?:tcp|tls|ws|wss|ucx)://)?(?:[\w.-]+|\[[0-9a-fA-F:.]+\]):([0-9]{1,5})")
MOST_PORT = 65535


def require_address(address: str) -> None:
    """Refuse at once what cannot be the address of a scheduler."""
    found = ADDRESS.fullmatch(address)
    if found is None or not 0 < int(found[1]) <= MOST_PORT:
        raise InputError(
            f"scheduler {one_line(address, 80)}: is no address; write it as tcp://host:8786"
        )


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
