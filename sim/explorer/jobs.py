"""Jobs of the page in a few threads, so that the server answers while one runs."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sim.explorer.limits import JOBS, PATIENCE, WAITING
from sim.ground.errors import SimError

T = TypeVar("T")


class BusyError(SimError):
    """More is asked for than the machine can do; ask again."""


class Jobs:
    """A bounded queue before a fixed number of threads.

    Attributes:
        started: how many jobs began, for tests of what a drag costs.
    """

    def __init__(
        self, threads: int = JOBS, waiting: int = WAITING, patience: float = PATIENCE
    ) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="explore")
        self._most, self._patience, self._open = threads + waiting, patience, 0
        self.started = 0

    async def do(self, job: Callable[[], T]) -> T:
        """Return what a job returns.

        Raises:
            BusyError: too many jobs wait, or this one took longer than the server waits.
        """
        if self._open >= self._most:
            raise BusyError("busy: too many jobs wait; ask again in a moment")
        self._open += 1
        loop = asyncio.get_running_loop()
        future = loop.run_in_executor(self._pool, self._counted, job)
        future.add_done_callback(self._closed)
        try:
            return await asyncio.wait_for(asyncio.shield(future), self._patience)
        except TimeoutError:
            future.cancel()
            raise BusyError(
                f"busy: not done in {self._patience:g} s; ask for fewer members or weeks"
            ) from None

    def _counted(self, job: Callable[[], T]) -> T:
        self.started += 1
        return job()

    def _closed(self, future: "asyncio.Future[T]") -> None:
        self._open -= 1
        if not future.cancelled():
            future.exception()  # of a caller that has gone; taken, so that nothing is logged

    def close(self) -> None:
        """Let running jobs end and drop those that wait."""
        self._pool.shutdown(wait=False, cancel_futures=True)
