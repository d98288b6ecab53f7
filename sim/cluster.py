"""Dask: a local cluster or any scheduler, one code path."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sim.errors import InputError

ANSWER_SECONDS = 10
"""A scheduler that does not answer within this time is given up."""


@contextmanager
def local(workers: int) -> Iterator[Any]:
    """Yield a client of a local cluster of single-threaded worker processes."""
    from dask.distributed import Client, LocalCluster

    with (
        warnings.catch_warnings(),
        LocalCluster(
            n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None,
            silence_logs=40,
        ) as cluster,
        Client(cluster) as client,
    ):  # fmt: skip
        yield client


@contextmanager
def remote(address: str) -> Iterator[Any]:
    """Yield a client of a running scheduler, or say what to check."""
    from dask.distributed import Client

    try:
        client = Client(address, timeout=ANSWER_SECONDS)
    except (OSError, TimeoutError, ValueError) as error:
        reason = type(error).__name__
        raise InputError(
            f"scheduler {address}: no answer in {ANSWER_SECONDS} s ({reason}); check that it runs, "
            "that the port is open, and that the address reads tcp://host:8786"
        ) from None
    try:
        yield client
    finally:
        client.close()
