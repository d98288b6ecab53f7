"""Kernels: LLVM text made into machine code, kept in the user's cache folder.

A cached kernel is machine code that is read and run, so a folder is used only if it belongs to
the user and nobody else may enter it, and a file only if its content has the checksum that its
name gives. A file that is damaged is written anew.
"""

import ctypes
import hashlib
import os
import stat
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

OWNER_ONLY = 0o700
CHECKED = 64
"""Length of a checksum in a file's name."""


def lanes_here() -> int:
    """Return how many runs a vector carries on this processor: 8 or 4."""
    import llvmlite.binding as llvm

    features = llvm.get_host_cpu_features()
    return 8 if features.get("avx2") or features.get("avx512f") else 4


def cache_folder() -> Path:
    """Return where kernels are kept."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "sim" / "kernels"


def trusted(folder: Path) -> bool:
    """Return whether a folder is, or can be made, the user's alone."""
    if os.name != "posix":
        return False
    try:
        folder.mkdir(mode=OWNER_ONLY, parents=True, exist_ok=True)
        found = folder.lstat()
    except OSError:
        return False
    mine = stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid()
    return mine and stat.S_IMODE(found.st_mode) == OWNER_ONLY and os.access(folder, os.W_OK)


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
                    return content
                path.unlink()
        return None

    def write(self, key: str, content: bytes) -> None:
        """Keep content; a file is there whole or not at all."""
        name = f"{key}-{hashlib.sha256(content).hexdigest()}.o"
        with suppress(OSError):
            handle, made = tempfile.mkstemp(dir=self._folder, suffix=".part")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(content)
                Path(made).replace(self._folder / name)
            except OSError:
                Path(made).unlink(missing_ok=True)
                raise


class Kernel:
    """Machine code of a week with its two entries.

    Attributes:
        cached: whether it came from the cache.
    """

    def __init__(self, text: str, *, cache: bool) -> None:
        import llvmlite
        import llvmlite.binding as llvm

        llvm.initialize_native_target()
        llvm.initialize_native_asmprinter()
        name, features = llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten()
        machine = llvm.Target.from_default_triple().create_target_machine(
            cpu=name, features=features, opt=1, jit=True, codemodel="small", reloc="pic"
        )
        folder = cache_folder()
        kept = Cache(folder) if cache and trusted(folder) else None
        stamp = f"{text}\n{llvmlite.__version__}\n{name}\n{features}\n{machine.triple}"
        key = hashlib.sha256(stamp.encode()).hexdigest()
        content = kept.read(key) if kept else None
        self.cached = content is not None
        self._engine = self._linked(llvm, machine, text, content)
        if content is None and kept:
            kept.write(key, self._made[0])
        self.luck = self._entry("luck", 2, 3)
        self.run = self._entry("run", 8, 8)

    def _linked(self, llvm: Any, machine: Any, text: str, content: bytes | None) -> Any:
        self._made: list[bytes] = [] if content is None else [content]
        if content is None:
            module = llvm.parse_assembly(text)
            module.verify()
            # no passes of LLVM's optimiser: the graph has no common or dead parts left, and
            # they made a kernel that is no faster in twice the time
            self._made.append(machine.emit_object(module))
        engine = llvm.create_mcjit_compiler(
            llvm.parse_assembly(""),
            machine,
            use_lmm=True,  # code and numbers side by side, as the small code model needs it
        )
        engine.add_object_file(llvm.ObjectFileRef.from_data(self._made[0]))
        engine.finalize_object()
        return engine

    def _entry(self, name: str, pointers: int, numbers: int) -> Callable[..., None]:
        kinds = [ctypes.c_void_p] * pointers + [ctypes.c_longlong] * numbers
        return ctypes.CFUNCTYPE(None, *kinds)(self._engine.get_function_address(name))
