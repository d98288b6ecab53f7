"""A call made ahead: in a forked process, while this one goes on with something else."""

import os
import pickle
import signal
import sys
import traceback
import warnings
from collections.abc import Callable
from io import BufferedReader
from struct import Struct
from typing import BinaryIO, Generic, Self, TypeVar, cast

from sim.ground.errors import RunError, SimError

T = TypeVar("T")

SIZE = Struct("<Q")
CAN_FORK = hasattr(os, "fork") and sys.platform != "darwin"


class Ahead(Generic[T]):
    """One call in a process of its own; `result` waits for what it returns.

    The process starts from all that is loaded here, so nothing is sent to it. What it returns or
    raises comes back by pickle, large arrays as they lie in memory. Leaving the `with` block ends
    a call whose result nobody took. Where the system cannot fork, the call is made here, when its
    result is asked for.

    Args:
        call: takes nothing; what it changes in memory stays in its process.
        fork: False makes the call here in any case, as one must that uses threads which this
            process has already started, such as Dask's: a forked process has none of them.
    """

    def __init__(self, call: Callable[[], T], *, fork: bool = True) -> None:
        self._call, self._child, self._apart = call, 0, fork and CAN_FORK
        if self._apart:
            self._fork()

    def _fork(self) -> None:
        read, write = os.pipe()
        with warnings.catch_warnings():
            # other threads of this process hold nothing that the call needs
            warnings.simplefilter("ignore", DeprecationWarning)
            self._child = os.fork()
        if self._child:
            os.close(write)
            self._stream = os.fdopen(read, "rb")
            return
        code = 1
        try:
            os.close(read)
            with os.fdopen(write, "wb") as stream:
                _send(stream, self._answer())
            code = 0
        finally:  # whatever happens, this process never returns into its parent's code
            sys.stderr.flush()
            os._exit(code)

    def _answer(self) -> tuple[bool, object]:
        try:
            return True, self._call()
        except SimError as error:
            return False, error
        except Exception as error:  # noqa: BLE001  raised again where the result is asked for
            error.add_note(traceback.format_exc())
            return False, error

    def result(self) -> T:
        """Return what the call returned, or raise what it raised."""
        if not self._apart:
            return self._call()
        try:
            fine, found = cast("tuple[bool, object]", _receive(self._stream))
        except EOFError:
            raise RunError("a process of this command was ended from outside; try again") from None
        finally:
            self._end()
        if not fine:
            raise cast("Exception", found)
        return cast("T", found)

    def _end(self) -> None:
        self._stream.close()
        os.waitpid(self._child, 0)
        self._child = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._child:
            os.kill(self._child, signal.SIGKILL)
            self._end()


def _send(stream: BinaryIO, value: object) -> None:
    """Write a value: the sizes of its parts, then each part, arrays without a copy of their own."""
    arrays: list[pickle.PickleBuffer] = []
    head = pickle.dumps(value, protocol=5, buffer_callback=arrays.append)
    parts: list[bytes | memoryview] = [head, *(array.raw() for array in arrays)]
    stream.write(SIZE.pack(len(parts)))
    stream.writelines(SIZE.pack(memoryview(part).nbytes) for part in parts)
    stream.writelines(parts)


def _receive(stream: BufferedReader) -> object:
    """Read a value that `_send` wrote; EOFError if it ends too early."""
    count = _number(stream)
    parts = [bytearray(_number(stream)) for _ in range(count)]
    for part in parts:
        if stream.readinto(part) != len(part):
            raise EOFError
    head, *arrays = parts
    return pickle.loads(head, buffers=arrays)  # noqa: S301  (from a process of our own)


def _number(stream: BufferedReader) -> int:
    read = stream.read(SIZE.size)
    if len(read) != SIZE.size:
        raise EOFError
    return int(SIZE.unpack(read)[0])
