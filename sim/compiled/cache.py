"""Kernels kept from one process to the next, in the user's cache folder.

A kept kernel is machine code that is read and run, so a folder is used only if it belongs to
the user and nobody else may enter it, and a file only if its content has the checksum that its
name gives. A file that is damaged is written anew. None of that stops a run: it costs a word.
"""

import hashlib
import os
import stat
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from sim.ground.word import word

OWNER_ONLY = 0o700
CHECKED = 64
"""Length of a checksum in a file's name."""

LONG = 3600.0
"""Seconds after which nobody writes a kernel any more."""

MOST = 200
"""Kernels that are kept, some 20 MB: the one that was used longest ago makes room."""


def cache_folder() -> Path:
    """Return where kernels are kept."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "sim" / "kernels"


def trouble(folder: Path) -> str:
    """Return why a folder cannot be used, or "" where it is, or was just made, the user's alone."""
    if os.name != "posix":
        return "who may enter it cannot be told on this system"
    try:
        folder.mkdir(mode=OWNER_ONLY, parents=True, exist_ok=True)
        found = folder.lstat()
    except OSError as error:
        return f"{error.strerror or error}".lower()
    if not stat.S_ISDIR(found.st_mode):
        return "it is no folder of its own"
    if found.st_uid != os.geteuid():
        return "it belongs to another user"
    mode = stat.S_IMODE(found.st_mode)
    if mode != OWNER_ONLY:
        return f"its mode is {mode:04o} and must be {OWNER_ONLY:04o}"
    return "" if os.access(folder, os.W_OK) else "it cannot be written to"


def opened() -> "Cache | None":
    """Return the user's cache, or None and a word where it cannot be used."""
    folder = cache_folder()
    why = trouble(folder)
    if not why:
        return Cache(folder)
    word(
        f"{folder}: {why}; compiled kernels are made anew each time until it is mended or "
        "XDG_CACHE_HOME names another place"
    )
    return None


class Cache:
    """Machine code by key, in files ``<key>-<checksum>.o``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, key: str) -> bytes | None:
        """Return what is kept under a key, or None; a damaged file is removed."""
        for path in sorted(self._folder.glob(f"{key}-*.o")):
            with suppress(OSError):
                content = path.read_bytes()
                if hashlib.sha256(content).hexdigest() == path.stem[-CHECKED:]:
                    with suppress(OSError):
                        os.utime(path)
                    return content
                word(f"{path.name[:8]}...: a damaged kernel in {self._folder} is made anew")
                path.unlink()
        return None

    def write(self, key: str, content: bytes) -> None:
        """Keep content; a file is there whole or not at all."""
        name = f"{key}-{hashlib.sha256(content).hexdigest()}.o"
        try:
            handle, made = tempfile.mkstemp(dir=self._folder, suffix=".part")
        except OSError as error:
            word(f"{self._folder}: {error.strerror}; a compiled kernel was not kept")
            return
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(made).replace(self._folder / name)
            self._make_room()
        except OSError as error:
            Path(made).unlink(missing_ok=True)
            word(f"{self._folder}: {error.strerror}; a compiled kernel was not kept")

    def _make_room(self) -> None:
        """Remove what was used longest ago, and what a write that was killed left behind.

        Another process may do so as well, or be writing right now.
        """
        used, began = [], time.time()
        for path in self._folder.iterdir():
            with suppress(OSError):
                used.append((path.stat().st_mtime, path))
        kept = [(age, path) for age, path in used if path.suffix == ".o"]
        left = [path for age, path in used if path.suffix == ".part" and age < began - LONG]
        for path in [*(path for _, path in sorted(kept)[:-MOST]), *left]:
            path.unlink(missing_ok=True)
