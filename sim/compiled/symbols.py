"""A recording array: NumPy's functions of it leave operations in a graph instead of numbers.

It looks like an array of `RUNS` runs and stands for any number of them: runs never meet inside
the model, so that one node a row says it all. Where Python asks whether *any* or *all* runs
fulfil something, the answer is that of a block in which some do and some do not: a block may be
mixed, so the model must give every run its due on that path.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np

from sim.compiled.elementary import UFUNCS, apply
from sim.compiled.graph import Graph
from sim.ground.errors import InputError

RUNS = 9973
"""Number of runs that a recording array pretends to have: a prime that no axis is likely to be."""

HERE = Path(__file__).parent
NUMPY = Path(np.__file__).parent


class RecordingError(InputError):
    """Something in a mechanism that a recording cannot follow; names file and line."""


def refuse(what: str, remedy: str) -> RecordingError:
    """Return the error for what cannot be recorded, with the place in the mechanism."""
    return RecordingError(f"{_place()}: {what} cannot be compiled; {remedy}, or use --engine numpy")


def _place() -> str:
    frame: FrameType | None = sys._getframe(2)  # noqa: SLF001  the only way to name the caller
    while frame is not None:
        path = Path(frame.f_code.co_filename)
        if not any(path.is_relative_to(p) for p in (HERE, NUMPY)) and path.suffix == ".py":
            return f"{path}:{frame.f_lineno}"
        frame = frame.f_back
    return "the model"


class Traced(np.lib.mixins.NDArrayOperatorsMixin):
    """Nodes by row, shape (..., 1), that pass for an array of shape (..., RUNS)."""

    __array_priority__ = 1000.0

    def __init__(self, graph: Graph, nodes: np.ndarray) -> None:
        self.graph, self.nodes = graph, nodes

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape with the runs that it pretends to have."""
        return (*self.nodes.shape[:-1], RUNS)

    @property
    def ndim(self) -> int:
        """Number of axes."""
        return self.nodes.ndim

    @property
    def size(self) -> int:
        """Number of values that it pretends to have."""
        return int(self.nodes.size) * RUNS

    @property
    def dtype(self) -> np.dtype[Any]:
        """Whether it holds flags or numbers."""
        flags = self.nodes.size and self.graph.is_flag(int(self.nodes.flat[0]))
        return np.dtype(bool) if flags else np.dtype(np.float64)

    def __len__(self) -> int:
        return self.shape[0]

    def __iter__(self) -> Iterator["Traced"]:
        if self.ndim == 1:
            raise refuse("a loop over runs", "write it with np.where")
        return (self[i] for i in range(len(self.nodes)))

    def __getitem__(self, index: Any) -> "Traced":
        return Traced(self.graph, self.nodes[self._rows(index)])

    def __setitem__(self, index: Any, value: Any) -> None:
        if isinstance(index, Traced):
            self.nodes[...] = where(index, value, self).nodes
            return
        self.nodes[self._rows(index)] = lift(self.graph, value)

    def _rows(self, index: Any) -> Any:
        """Return an index of rows, or refuse one that picks runs."""
        parts = index if isinstance(index, tuple) else (index,)
        if any(isinstance(part, Traced) for part in parts):
            raise refuse("picking runs by their values", "write it with np.where")
        picked = np.broadcast_to(np.empty(1), self.shape)[index]
        if picked.ndim == 0 or picked.shape[-1] != RUNS:
            raise refuse("picking single runs", "write it for all runs at once")
        return index

    def __bool__(self) -> bool:
        raise refuse("the truth of an array over runs", "write it with np.where")

    def __float__(self) -> float:
        raise refuse("one number of an array over runs", "keep it an array")

    __int__ = __index__ = __float__

    def __array__(self, *_: Any, **__: Any) -> np.ndarray:
        raise refuse("np.asarray or np.array of runs", "leave it out or use np.stack")

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **named: Any) -> Any:
        """Record a ufunc, its reduction over rows, and results written in place."""
        if method == "reduce":
            return _reduced(ufunc.__name__, inputs[0], **named)
        if ufunc.__name__ == "matmul":
            return self.__array_function__(np.dot, (), inputs, {})
        if method != "__call__" or ufunc.__name__ not in UFUNCS:
            dot = "" if method == "__call__" else f".{method}"
            raise refuse(
                f"np.{ufunc.__name__}{dot}",
                "write it with others or add it to sim/compiled/elementary.py",
            )
        made = combine(self.graph, ufunc.__name__, *inputs)
        return _written(made, named.get("out"), named.get("where", True))

    def __array_function__(self, func: Any, _: Any, args: Any, named: Any) -> Any:
        """Record a function of arrays."""
        from sim.compiled.functions import FUNCTIONS

        if func.__name__ not in FUNCTIONS:
            raise refuse(
                f"np.{func.__name__}",
                "write it with others or add it to sim/compiled/functions.py",
            )
        return FUNCTIONS[func.__name__](self.graph, *args, **named)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        from sim.compiled.functions import METHODS

        if name not in METHODS:
            raise refuse(
                f"the method {name} of an array over runs",
                "use a function of NumPy or add it to sim/compiled/functions.py",
            )
        return lambda *args, **named: METHODS[name](self.graph, self, *args, **named)

    def record_primitive(self, name: str, *args: Any) -> Any:
        """Record a function that is marked as a primitive."""
        from sim.compiled.functions import PRIMITIVES

        if name not in PRIMITIVES:
            raise refuse(f"the primitive {name}", "teach it to sim/compiled")
        return PRIMITIVES[name](self.graph, *args)


def lift(graph: Graph, x: Any) -> np.ndarray:
    """Return the nodes of a value, shape (..., 1): of a recording, a number or an array."""
    if isinstance(x, Traced):
        return x.nodes
    if isinstance(x, (list, tuple)):
        return np.stack([lift(graph, row) for row in x])
    values = np.asarray(x)
    if values.ndim and values.shape[-1] == RUNS:
        if not (values == values[..., :1]).all():
            raise refuse("an array whose runs differ without reason", "derive it from runs")
        values = values[..., :1]
    elif values.ndim and values.shape[-1] != 1:
        raise refuse(f"an array of shape {values.shape} among runs", "give it a last axis of one")
    flags = values.dtype == bool
    nodes = [graph.constant(v) for v in values.reshape(-1)]
    if flags:
        nodes = [graph.flag(n) for n in nodes]
    return np.array(nodes, dtype=np.int64).reshape(values.shape or (1,))


def combine(graph: Graph, name: str, *inputs: Any) -> Traced:
    """Return a ufunc of values, row by row."""
    lifted = np.broadcast_arrays(*(lift(graph, x) for x in inputs))
    nodes = np.empty(lifted[0].shape, dtype=np.int64)
    try:
        for place in np.ndindex(nodes.shape):
            nodes[place] = apply(graph, name, *(x[place] for x in lifted))
    except TypeError as error:
        raise refuse(f"np.{name} ({error})", "use flags or numbers") from None
    return Traced(graph, nodes)


def where(condition: Any, yes: Any, no: Any) -> Traced:
    """Return `yes` where a condition holds, else `no`, row by row."""
    graph = next(x.graph for x in (condition, yes, no) if isinstance(x, Traced))
    lifted = np.broadcast_arrays(*(lift(graph, x) for x in (condition, yes, no)))
    nodes = np.empty(lifted[0].shape, dtype=np.int64)
    for place in np.ndindex(nodes.shape):
        nodes[place] = graph.choose(*(int(x[place]) for x in lifted))
    return Traced(graph, nodes)


def _written(made: Traced, out: Any, wanted: Any) -> Traced:
    """Return a result, written into `out` where that is asked."""
    target = out[0] if isinstance(out, tuple) else out
    if wanted is not True:
        if target is None:
            raise refuse("where= without out=", "use np.where")
        made = where(wanted, made, target)
    if target is None:
        return made
    if not isinstance(target, Traced):
        raise refuse("a result written into an array without runs", "make a new array")
    target.nodes[...] = made.nodes
    return target


def _reduced(name: str, x: Any, *, axis: Any = 0, **named: Any) -> Traced:
    if name not in UFUNCS or axis not in (0, (0,)) or x.ndim == 1:
        raise refuse(f"np.{name}.reduce over axis {axis}", "reduce over the first axis only")
    keep = named.get("keepdims", False)
    graph = x.graph
    rows = [Traced(graph, row) for row in x.nodes]
    total = rows[0]
    if name in ("add", "multiply"):
        total = combine(graph, "positive", total)
    for row in rows[1:]:
        total = combine(graph, name, total, row)
    return Traced(graph, total.nodes[np.newaxis]) if keep else total
