"""Where a store lives: a local folder, or anything that fsspec has a name for."""

import errno
import os
import re
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from sim.ground.errors import InputError
from sim.ground.files import content_of
from sim.ground.text import one_line

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""Error numbers of a disk, a quota or a file limit that is exhausted."""

UNFINISHED = re.compile(r"\..+\.[0-9a-f]{32}")
"""Names of files that are being written, here and by zarr."""

MOST_BYTES = 10**10
"""Of one object of a store; a bound, so that nothing endless is read."""


class Location:
    """A folder by path or URL. Whatever is put appears whole or not at all."""

    def __init__(self, url: str) -> None:
        self.url = url.removeprefix("file://").rstrip("/") or "/"
        self.local = "://" not in self.url
        if self.url.startswith("memory:"):
            raise InputError(f"{self.url}: is gone with the process that wrote it; name a folder")

    @cached_property
    def _remote(self) -> tuple[Any, str]:
        from fsspec.core import url_to_fs

        try:
            filesystem, root = url_to_fs(self.url)
        except Exception as error:  # noqa: BLE001  (each kind of store fails in its own way)
            raise InputError(
                f"{self.url}: cannot be used as a location ({one_line(error, 200)})"
            ) from None
        return filesystem, str(root).rstrip("/")

    @contextmanager
    def _asked(self, path: str) -> Iterator[None]:
        """Turn what a remote store refuses, such as missing credentials, into one line."""
        try:
            yield
        except (FileNotFoundError, FileExistsError, InputError):
            raise
        except OSError as error:
            raise self.refusal(path, error) from error
        except Exception as error:  # noqa: BLE001  (libraries of stores have errors of their own)
            raise InputError(
                f"{self.url}: {path} cannot be reached ({one_line(error, 200)}); check the address "
                "and the credentials"
            ) from None

    def put(self, path: str, data: bytes) -> None:
        """Write one object; InputError where the disk is full or the folder refuses."""
        try:
            if self.local:
                self._put_local(Path(self.url) / path, data)
            else:
                filesystem, root = self._remote
                with self._asked(path):
                    filesystem.pipe_file(f"{root}/{path}", data)
        except OSError as error:
            raise self.refusal(path, error) from error

    def _put_local(self, path: Path, data: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
        try:
            fresh.write_bytes(data)
            fresh.replace(path)
        except BaseException:
            fresh.unlink(missing_ok=True)
            raise

    def refusal(self, path: str, error: OSError) -> InputError:
        """Return the line that a failed write deserves."""
        if error.errno in FULL:
            return InputError(
                f"{self.url}: the disk is full ({os.strerror(error.errno or 0)}) at {path}; what "
                "is done is kept, so make room and go on with --resume"
            )
        reason = error.strerror or str(error) or type(error).__name__
        return InputError(f"{self.url}: {path} cannot be written ({reason}); check the location")

    def get(self, path: str) -> bytes | None:
        """Return one object, or None if there is none."""
        try:
            if self.local:
                found = Path(self.url) / path
                return content_of(found, str(found), MOST_BYTES) if found.exists() else None
            filesystem, root = self._remote
            with self._asked(path):
                return bytes(filesystem.cat_file(f"{root}/{path}"))
        except FileNotFoundError:
            return None
        except OSError as error:
            reason = error.strerror or str(error) or type(error).__name__
            raise InputError(f"{self.url}: {path} cannot be read ({reason}); check it") from None

    def sizes(self, below: str) -> dict[str, int]:
        """Return bytes by path of every object below a folder."""
        if self.local:
            top = Path(self.url) / below
            return {
                str(Path(folder, name).relative_to(self.url)): os.lstat(Path(folder, name)).st_size
                for folder, _, names in os.walk(top)
                for name in names
            }
        filesystem, root = self._remote
        filesystem.invalidate_cache()  # workers have written since it was last listed
        with self._asked(below):
            found = filesystem.find(f"{root}/{below}", detail=True)
        return {path.removeprefix(f"{root}/"): int(one["size"]) for path, one in found.items()}

    def tidy(self) -> None:
        """Remove what a killed process had begun to write here: a hidden name ending in an id."""
        for path in self.sizes("") if self.local else ():
            if UNFINISHED.fullmatch(Path(path).name):
                (Path(self.url) / path).unlink(missing_ok=True)

    def clear(self) -> None:
        """Remove everything in it."""
        if self.local:
            shutil.rmtree(self.url, ignore_errors=True)
            return
        filesystem, root = self._remote
        with self._asked("the store"):
            if filesystem.exists(root):
                filesystem.rm(root, recursive=True)

    def create(self, path: str, data: bytes) -> bool:
        """Write a remote object unless it is there; return whether it was written."""
        filesystem, root = self._remote
        try:
            with self._asked(path):
                filesystem.pipe_file(f"{root}/{path}", data, mode="create")
        except FileExistsError:
            return False
        return True

    def remove(self, path: str) -> None:
        """Remove one object that is there."""
        if self.local:
            (Path(self.url) / path).unlink(missing_ok=True)
        else:
            filesystem, root = self._remote
            with self._asked(path):
                filesystem.rm_file(f"{root}/{path}")

    def mapping(self, path: str) -> Any:
        """Return what zarr opens: a local path, or a store over the same file system."""
        if self.local:
            return str(Path(self.url) / path)
        from zarr.storage import FsspecStore

        return FsspecStore.from_url(f"{self.url}/{path}")
