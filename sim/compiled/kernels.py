"""Kernels: LLVM text made into machine code, and machine code made into functions."""

import ctypes
from collections.abc import Callable
from functools import cache
from typing import Any


@cache
def lanes_here() -> int:
    """Return how many runs a vector carries on this processor: 8 or 4."""
    import llvmlite.binding as llvm

    features = llvm.get_host_cpu_features()
    return 8 if features.get("avx2") or features.get("avx512f") else 4


@cache
def host() -> tuple[str, str, str]:
    """Return what machine code depends on beside its text: llvmlite and the processor."""
    import llvmlite
    import llvmlite.binding as llvm

    features = llvm.get_host_cpu_features().flatten()
    return llvmlite.__version__, llvm.get_host_cpu_name(), features


def machine_code(text: str) -> bytes:
    """Return the object file of LLVM text for this processor."""
    import llvmlite.binding as llvm

    machine = _machine()
    module = llvm.parse_assembly(text)
    module.verify()
    # no passes of LLVM's optimiser: the graph has no common or dead parts left, and they made a
    # kernel that is no faster in twice the time
    return bytes(machine.emit_object(module))


def _machine() -> Any:
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    _, name, features = host()
    return llvm.Target.from_default_triple().create_target_machine(
        cpu=name, features=features, opt=1, jit=True, codemodel="small", reloc="pic"
    )


class Kernel:
    """Machine code of a week with its two entries, `luck` and `run`.

    Args:
        content: an object file of `machine_code`.
    """

    def __init__(self, content: bytes) -> None:
        import llvmlite.binding as llvm

        self._engine = llvm.create_mcjit_compiler(
            llvm.parse_assembly(""),
            _machine(),
            use_lmm=True,  # code and numbers side by side, as the small code model needs it
        )
        self._engine.add_object_file(llvm.ObjectFileRef.from_data(content))
        self._engine.finalize_object()
        self.luck = self._entry("luck", 2, 3)
        self.run = self._entry("run", 8, 8)

    def _entry(self, name: str, pointers: int, numbers: int) -> Callable[..., None]:
        kinds = [ctypes.c_void_p] * pointers + [ctypes.c_longlong] * numbers
        return ctypes.CFUNCTYPE(None, *kinds)(self._engine.get_function_address(name))
