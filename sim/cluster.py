"""Dask: a local cluster or any scheduler, one code path."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sim.errors import InputError

ANSWER_SECONDS = 10
"""A scheduler that does not answer within this time is given up."""

DEATHS = 100
"""Workers that may die under one task before the scheduler itself gives the task up."""


@contextmanager
def local(workers: int) -> Iterator[Any]:
    """Yield a client of a local cluster of single-threaded worker processes."""
    import dask
    from dask.distributed import Client, LocalCluster

    settings = {
        "distributed.scheduler.allowed-failures": DEATHS,
        "distributed.worker.daemon": True,
        "distributed.admin.log-format": "%(message)s",
    }
    with (
        dask.config.set(settings),
        LocalCluster(
            n_workers=workers, threads_per_worker=1, processes=True, silence_logs=50,
            dashboard_address="127.0.0.1:0", worker_dashboard_address=None,
        ) as cluster,
        Client(cluster) as client,
    ):  # fmt: skip
        yield client


@contextmanager
def remote(address: str) -> Iterator[Any]:
    """Yield a client of a running scheduler that has workers, or say what to check."""
    import dask
    from dask.distributed import Client

    settings = {"distributed.comm.timeouts.connect": f"{ANSWER_SECONDS}s"}
    try:
        with dask.config.set(settings):
            client = Client(address, timeout=ANSWER_SECONDS)
    except (OSError, TimeoutError, ValueError) as error:
        reason = type(error).__name__
        raise InputError(
            f"scheduler {address}: no answer in {ANSWER_SECONDS} s ({reason}); check that it runs, "
            "that the port is open, and that the address reads tcp://host:8786"
        ) from None
    try:
        _require_workers(client, address)
        yield client
    finally:
        client.close()


def _require_workers(client: Any, address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=ANSWER_SECONDS)
    except TimeoutError:
        raise InputError(
            f"scheduler {address}: has no workers after {ANSWER_SECONDS} s; start some with "
            f"'dask worker {address}'"
        ) from None
