"""What the code of a week is: a hash of every function, class and number of its modules as loaded.

A kernel that is kept is used without recording the week again, so it must be known by what the
week does now: not by files, for a notebook or a test may have put another function in the place
of a mechanism, and an exporter may come from a module of its own.
"""

import hashlib
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, is_dataclass
from functools import cache
from pathlib import Path
from types import BuiltinFunctionType, CodeType, FunctionType, ModuleType
from typing import Any

ROOTS = ("sim.model", "sim.ground.arrays", "sim.ground.units", "sim.vocabulary.axes")
"""Packages and modules whose code makes a week; a World has loaded them all."""

PLAIN = (str, bytes, int, float, complex, bool, type(None), type(...), range)
OF_A_CLASS = (FunctionType, property, staticmethod, classmethod, *PLAIN)
FIELDS = ("__code__", "__defaults__", "__kwdefaults__", "__closure__")

_KNOWN: list["Loaded"] = []
"""The latest hash of each set of modules, and the objects that it was made of."""


@dataclass(frozen=True)
class Loaded:
    """Modules as they stood when they were hashed.

    Attributes:
        others: modules beside the model's.
        loaded: how many modules Python had loaded.
        spaces: what names stand for, of modules and their classes.
        held: those objects, lest another one takes the identity of one that is gone.
        found: the hash.
    """

    others: frozenset[str]
    loaded: int
    spaces: list[tuple[Mapping[str, Any], list[int]]]
    held: list[Any]
    found: str

    def same(self, others: frozenset[str]) -> bool:
        """Return whether nothing has been put in the place of anything since then."""
        return (
            self.others == others
            and self.loaded == len(sys.modules)
            and all(list(map(id, space.values())) == ids for space, ids in self.spaces)
            and all(f.__code__ is code for f, code in self.held if type(f) is FunctionType)
        )


def fingerprint(others: Iterable[str] = ()) -> str:
    """Return the hash of the code of a week.

    Args:
        others: modules outside the model whose objects are in it.
    """
    asked = frozenset(others)
    for known in _KNOWN:
        if known.same(asked):
            return known.found
    modules = list(_modules(asked))
    spaces = [space for module in modules for space in _spaces(module)]
    values = [value for space in spaces for value in space.values()]
    held = [(value, getattr(value, "__code__", None)) for value in values]
    found = _Hash().of(modules)
    ids = [(space, list(map(id, space.values()))) for space in spaces]
    _KNOWN[:] = [Loaded(asked, len(sys.modules), ids, held, found)]
    return found


def _modules(others: AbstractSet[str]) -> Iterator[ModuleType]:
    for name in sorted(sys.modules):
        own = any(name == root or name.startswith(f"{root}.") for root in ROOTS)
        if own or name in others:
            yield sys.modules[name]


def _spaces(module: ModuleType) -> Iterator[Mapping[str, Any]]:
    """Yield the names of a module and of its own classes."""
    yield vars(module)
    for value in list(vars(module).values()):
        if isinstance(value, type) and value.__module__ == module.__name__:
            yield vars(value)


class _Hash:
    """Hashes objects by what they are made of; each is visited once."""

    def __init__(self) -> None:
        self._seen: dict[int, tuple[int, Any]] = {}  # held, lest another takes its identity
        self._digest = hashlib.sha256()

    def of(self, modules: Iterable[ModuleType]) -> str:
        for module in modules:
            self._add(module.__name__)
            for name, value in sorted(vars(module).items()):
                if not name.startswith("__"):
                    self._add(name)
                    self._visit(value)
        return self._digest.hexdigest()

    def _add(self, text: str) -> None:
        self._digest.update(text.encode())
        self._digest.update(b"\0")

    def _visit(self, x: Any) -> None:
        if isinstance(x, PLAIN):
            self._add(repr(x))
            return
        if id(x) in self._seen:
            self._add(f"#{self._seen[id(x)][0]}")
            return
        self._seen[id(x)] = (len(self._seen), x)
        self._add(type(x).__name__)
        visit: Callable[[Any], None] = getattr(self, f"_{type(x).__name__}", self._other)
        visit(x)

    def _function(self, x: FunctionType) -> None:
        for name in FIELDS:
            self._visit(getattr(x, name))
        if hasattr(x, "__wrapped__"):
            self._visit(x.__wrapped__)

    def _code(self, x: CodeType) -> None:
        self._digest.update(x.co_code)
        for part in (x.co_consts, x.co_names, x.co_varnames, x.co_freevars):
            self._visit(part)

    def _cell(self, x: Any) -> None:
        try:
            self._visit(x.cell_contents)
        except ValueError:
            self._add("empty")

    def _tuple(self, x: Iterable[Any]) -> None:
        for item in x:
            self._visit(item)

    _list = _tuple

    def _frozenset(self, x: Iterable[Any]) -> None:
        for item in sorted(map(repr, x)):
            self._add(item)

    _set = _frozenset

    def _dict(self, x: dict[Any, Any]) -> None:
        for key, value in x.items():
            self._visit(key)
            self._visit(value)

    _mappingproxy = _dict

    def _type(self, x: type) -> None:
        self._add(f"{x.__module__}.{x.__qualname__}")
        for name, value in sorted(vars(x).items()):
            if isinstance(value, OF_A_CLASS):
                self._add(name)
                self._visit(value)

    _ABCMeta = _type

    def _property(self, x: property) -> None:
        self._visit(x.fget)

    def _staticmethod(self, x: Any) -> None:
        self._visit(x.__func__)

    _classmethod = _staticmethod

    def _ndarray(self, x: Any) -> None:
        self._add(f"{x.dtype}{x.shape}")
        self._digest.update(x.tobytes())

    def _other(self, x: Any) -> None:
        if isinstance(x, type):
            self._type(x)
        elif isinstance(x, BuiltinFunctionType | ModuleType):
            self._add(getattr(x, "__name__", ""))
        elif hasattr(x, "__wrapped__"):
            self._visit(x.__wrapped__)
        elif is_dataclass(x):
            self._dict(vars(x))
        else:
            self._add(f"{type(x).__module__}.{getattr(x, '__qualname__', '')}")


@cache
def recorder() -> str:
    """Return the hash of the files that make a kernel of a week."""
    out = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        out.update(path.read_bytes())
    return out.hexdigest()
