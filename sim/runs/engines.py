"""Which engine runs an experiment: asked for, kept from before, or chosen by what repays."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec

from sim.ground.errors import InputError

EITHER, NUMPY, COMPILED = "", "numpy", "compiled"

PREFERRED = "compiled, else numpy"
"""What a store keeps where nobody asked: the compiled week, and NumPy for what it cannot do."""

ENGINES = (EITHER, NUMPY, COMPILED, PREFERRED)

WORTH_COMPILING = 250_000
"""Run-weeks of an experiment from which on NumPy takes longer than a kernel takes to be made.

The size alone decides, not whether a kernel happens to be kept: the same command gives the same
bits the first time and the second.
"""

VARIABLE, NO_CACHE = "SIM_ENGINE", "SIM_NO_CACHE"
"""Variables of the environment, which worker processes inherit."""


def require(engine: str, place: str = "engine") -> str:
    """Return the name of an engine that may be asked for; InputError for another."""
    if engine not in (EITHER, NUMPY, COMPILED):
        raise InputError(f"{place} {engine!r}: unknown; use {NUMPY} or {COMPILED}")
    return engine


def chosen(engine: str) -> str:
    """Return the engine that is asked for, by an argument or the environment."""
    if engine in ENGINES[1:]:
        return engine
    return require(engine or os.environ.get(VARIABLE, EITHER))


def settled(engine: str, run_weeks: int) -> str:
    """Return the engine that a store is made with: as asked, else by what repays."""
    asked = chosen(engine)
    if asked:
        return asked
    repays = run_weeks >= WORTH_COMPILING and find_spec("llvmlite") is not None
    return PREFERRED if repays else NUMPY


def caching() -> bool:
    """Return whether kernels are kept from one process to the next."""
    return not os.environ.get(NO_CACHE)


@contextmanager
def asking(engine: str, *, cache: bool = True, place: str = "--engine") -> Iterator[None]:
    """Ask for an engine within a block, here and in the workers that are started inside.

    Args:
        engine: "numpy", "compiled", or "" for either.
        cache: whether kernels may be kept.
        place: what a refusal begins with.

    Raises:
        InputError: there is no such engine, or it is not installed.
    """
    if require(engine, place) == COMPILED and find_spec("llvmlite") is None:
        raise InputError(f"{place} {COMPILED}: needs llvmlite; pip install llvmlite")
    wanted = {VARIABLE: engine, NO_CACHE: "" if cache else "1"}
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update({name: value for name, value in wanted.items() if value})
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
