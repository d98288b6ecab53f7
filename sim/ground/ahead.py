"""A call made ahead: in a thread, while this one goes on with something else."""

from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread
from typing import Generic, Self, TypeVar

T = TypeVar("T")


class Ahead(Generic[T]):
    """One call in a thread of its own; `result` waits for what it returns.

    Loading libraries, compiled weeks, sorting and writing let other threads go on. Nobody waits
    for a call whose result is not taken: its thread ends with the process.

    Args:
        call: takes nothing.
        apart: False makes the call here, when its result is asked for.

    Example:
        >>> with Ahead(lambda: 6 * 7) as begun:
        ...     begun.result()
        42
    """

    def __init__(self, call: Callable[[], T], *, apart: bool = True) -> None:
        self._call, self._apart = call, apart
        self._answers: SimpleQueue[tuple[T | None, BaseException | None]] = SimpleQueue()
        if apart:
            Thread(target=self._answer, daemon=True).start()

    def _answer(self) -> None:
        try:
            self._answers.put((self._call(), None))
        except BaseException as error:  # noqa: BLE001  raised again where the result is asked for
            self._answers.put((None, error))

    def result(self) -> T:
        """Return what the call returned, or raise what it raised."""
        if not self._apart:
            return self._call()
        found, error = self._answers.get()
        if error is not None:
            raise error
        return found  # type: ignore[return-value]  # there is no error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Leave a call that nobody asked for to end with the process."""
