"""One writer a store: a lock that names its owner and does not outlive it."""

import json
import os
import platform
import stat
import threading
import time
import uuid
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sim.ground.errors import InputError
from sim.sweeps.location import Location

NAME = "lock.json"
BEAT_SECONDS = 20.0
"""How often the owner of a lock on an object store says that it is alive."""

STALE_SECONDS = 120.0
"""A lock on an object store that was silent for so long is taken over."""


class Lock:
    """Hold the right to write into a store; InputError names the owner if there is one.

    On a local folder the operating system holds the lock and drops it when the process ends,
    however it ends. On an object store the lock is an object that its owner keeps fresh.
    """

    def __init__(self, location: Location) -> None:
        self._location = location
        self._token = uuid.uuid4().hex
        self._file: int | None = None
        self._over = threading.Event()
        self._beat: threading.Thread | None = None

    def __enter__(self) -> Self:
        if self._location.local:
            self._lock_file()
        else:
            self._lock_object()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            os.ftruncate(self._file, 0)
            os.close(self._file)
            self._file = None
            return
        self._over.set()
        if self._beat is not None:
            self._beat.join()
        self._location.put(NAME, b"{}")

    def _owner(self) -> bytes:
        now = time.time()
        owner = {
            "host": platform.node(), "pid": os.getpid(), "token": self._token, "alive": now,
            "since": time.strftime("%Y-%m-%d %H:%M", time.localtime(now)),
        }  # fmt: skip
        return json.dumps(owner).encode()

    def _lock_file(self) -> None:
        import fcntl

        path = Path(self._location.url) / NAME
        handle = _opened(path)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(handle)
            raise taken(self._location, owner_of(self._location)) from None
        os.ftruncate(handle, 0)
        os.write(handle, self._owner())
        self._file = handle

    def _lock_object(self) -> None:
        if not self._location.create(NAME, self._owner()):
            found = owner_of(self._location)
            if _alive(found):
                raise taken(self._location, found)
            self._location.put(NAME, self._owner())
            if owner_of(self._location).get("token") != self._token:
                raise taken(self._location, owner_of(self._location))
        self._beat = threading.Thread(target=self._keep_fresh, daemon=True)
        self._beat.start()

    def _keep_fresh(self) -> None:
        while not self._over.wait(BEAT_SECONDS):
            try:
                self._location.put(NAME, self._owner())
            except InputError:  # the next beat may get through; the writer itself will say so
                continue


def _opened(path: Path) -> int:
    """Open the file of a lock; what a link or a pipe of that name leads to is left alone."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK, 0o644)
    except OSError as error:
        raise InputError(f"{path}: is no lock of sim ({error.strerror}); remove it") from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise InputError(f"{path}: is no plain file; remove it")
    return handle


def owner_of(location: Location) -> dict[str, Any]:
    """Return who holds or held the lock, empty if nobody does."""
    try:
        found = json.loads(location.get(NAME) or b"{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _alive(owner: dict[str, Any]) -> bool:
    if not owner:
        return False
    if owner.get("host") == platform.node():
        try:
            os.kill(int(owner["pid"]), 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        except (KeyError, TypeError, ValueError, OverflowError):
            return False
    try:
        return time.time() - float(owner.get("alive", 0.0)) < STALE_SECONDS
    except (TypeError, ValueError):
        return False


def taken(location: Location, owner: dict[str, Any]) -> InputError:
    """Return the line for a store that somebody else is writing."""
    who = f"process {owner.get('pid', '?')} on {owner.get('host', '?')}"
    return InputError(
        f"{location.url}: is being written by {who} since {owner.get('since', '?')}; wait for it, "
        "stop it, or name another folder with --out"
    )


def refuse_if_held(location: Location) -> None:
    """Raise InputError if somebody is writing into the store."""
    if location.local and not (Path(location.url) / NAME).exists():
        return
    with Lock(location):
        pass
