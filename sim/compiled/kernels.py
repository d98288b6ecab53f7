"""Kernels: LLVM text made into machine code."""

import ctypes
import hashlib
from collections.abc import Callable
from typing import Any

from sim.compiled.cache import opened


def lanes_here() -> int:
    """Return how many runs a vector carries on this processor: 8 or 4."""
    import llvmlite.binding as llvm

    features = llvm.get_host_cpu_features()
    return 8 if features.get("avx2") or features.get("avx512f") else 4


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
        kept = opened() if cache else None
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
