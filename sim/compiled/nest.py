"""Walks through what a World holds: every array on the way is handed out, all else is kept.

The walk is the same whether it replaces arrays by recording ones or only collects them, so that
a kernel recorded from one block can be fed from any other whose signature is the same.
"""

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
from mesa import Agent

from sim.model.ledger import Ledger
from sim.model.rules import Choice

Leaf = Callable[[str, np.ndarray], Any]
"""Takes the path and the array, returns what stands in its place."""

SIZE = "cast.size"
"""Where a World says how many runs it has: what a kernel does not depend on."""

OF_MESA = ("model", "unique_id", "pos")
SIMPLE = (str, bytes, int, float, bool, frozenset, range, type(None))


class Walk:
    """One walk; the same object met twice is one object again.

    Attributes:
        signature: what was met beside arrays, in order; two nests with the same one differ in
            their numbers only.
        modules: of the objects that were met.
    """

    def __init__(self, leaf: Leaf, runs: int, options: dict[int, tuple[int, ...]]) -> None:
        self._leaf, self._runs, self._options = leaf, runs, options
        self._known: dict[int, tuple[Any, Any]] = {}
        self.signature: list[Any] = []
        self.modules: set[str] = set()

    def __call__(self, x: Any, path: str) -> Any:
        """Return a nest like `x` with its arrays replaced."""
        if isinstance(x, (np.ndarray, np.floating)):
            return self._array(np.asarray(x), path)
        if isinstance(x, (tuple, list)):
            return self._sequence(x, path)
        if isinstance(x, dict):
            return {key: self(value, f"{path}.{key}") for key, value in x.items()}
        if isinstance(x, (*SIMPLE, type)) or not hasattr(x, "__dict__"):
            self.signature.append((path, "" if path == SIZE else _said(x)))
            return x
        return self._object(x, path)

    def _array(self, x: np.ndarray, path: str) -> Any:
        if x.ndim and x.shape[-1] not in (1, self._runs):
            self.signature.append((path, x.shape, x.tobytes()))
            return x
        self.signature.append((path, x.shape[:-1], x.dtype == bool))
        return self._leaf(path, x)

    def _sequence(self, x: Any, path: str) -> Any:
        self.signature.append((path, type(x).__name__, len(x)))
        fields = getattr(x, "_fields", range(len(x)))
        values = [self(v, f"{path}.{name}") for name, v in zip(fields, x, strict=True)]
        return type(x)(*values) if hasattr(x, "_fields") else type(x)(values)

    def _object(self, x: Any, path: str) -> Any:
        if id(x) in self._known:
            return self._known[id(x)][1]
        made = object.__new__(type(x))
        self.modules.add(type(x).__module__)
        self._known[id(x)] = (x, made)
        self.signature.append((path, f"{type(x).__module__}.{type(x).__qualname__}"))
        for name, value in _attributes(x).items():
            made.__dict__[name] = self(value, f"{path}.{name}")
        if isinstance(x, Choice):
            made.__dict__["present"] = self._options.get(id(x), x.present)
            self.signature.append((path, made.present))
        return made


def _said(x: Any) -> str:
    """Return the same words for the same value in every process: a set has no order."""
    return repr(sorted(x, key=repr)) if isinstance(x, frozenset) else repr(x)


def _attributes(x: Any) -> dict[str, Any]:
    """Return what an object holds, without what it computed and cached."""
    held = dict(vars(x))
    if isinstance(x, Choice):
        del held["present"]
        return held
    if isinstance(x, Agent):
        return {name: value for name, value in held.items() if name not in OF_MESA}
    if isinstance(x, Ledger):
        del held["_opening"]
        return held
    if dataclasses.is_dataclass(x):
        return {f.name: held[f.name] for f in dataclasses.fields(x) if f.name in held}
    return held
