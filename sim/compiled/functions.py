"""What a recording array does with NumPy's functions, its own methods, and the primitives."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from sim.compiled.graph import LUCK, Graph
from sim.compiled.symbols import RUNS, Traced, combine, lift, refuse, where

UNIFORM, SCORE = "uniform", "score"
"""Kinds of draws."""

BRANCHES = 2
"""Values of a choice: where a condition holds, and where it does not."""


def _traced(graph: Graph, x: Any) -> Traced:
    return x if isinstance(x, Traced) else Traced(graph, lift(graph, x))


def _joined(join: Callable[..., np.ndarray]) -> Callable[..., Traced]:
    def joined(graph: Graph, parts: Sequence[Any], axis: int = 0, **_: Any) -> Traced:
        first = max((part.ndim for part in parts if isinstance(part, Traced)), default=1)
        if axis not in (0, -first - 1):
            raise refuse(f"joining along axis {axis}", "join rows along the first axis")
        nodes = [lift(graph, part) for part in parts]
        if join is np.stack:
            nodes = list(np.broadcast_arrays(*nodes))
        return Traced(graph, join(nodes, axis=0))

    return joined


def _vstack(graph: Graph, parts: Sequence[Any], **_: Any) -> Traced:
    return Traced(graph, np.concatenate([np.atleast_2d(lift(graph, p)) for p in parts]))


def _filled(value: float) -> Callable[..., Traced]:
    def filled(graph: Graph, x: Any, *_: Any, **__: Any) -> Traced:
        node = graph.constant(value)
        return Traced(graph, np.full(lift(graph, x).shape, node, dtype=np.int64))

    return filled


def _full_like(graph: Graph, x: Any, value: Any, **_: Any) -> Traced:
    nodes = np.broadcast_to(lift(graph, value), lift(graph, x).shape)
    return Traced(graph, nodes.copy())


def _broadcast_to(graph: Graph, x: Any, shape: Any, **_: Any) -> Traced:
    whole = tuple(np.atleast_1d(shape))
    if whole[-1] != RUNS:
        raise refuse(f"runs broadcast to {whole}", "keep the runs on the last axis")
    return Traced(graph, np.broadcast_to(lift(graph, x), (*whole[:-1], 1)).copy())


def _clip(graph: Graph, x: Any, *bounds: Any, out: Any = None, **named: Any) -> Any:
    low = bounds[0] if bounds else named.get("min", named.get("a_min"))
    high = bounds[1] if len(bounds) > 1 else named.get("max", named.get("a_max"))
    made = x if low is None else combine(graph, "maximum", x, low)
    made = made if high is None else combine(graph, "minimum", made, high)
    if isinstance(out, Traced):
        out.nodes[...] = made.nodes
        return out
    return made


def _where(_: Graph, condition: Any, *values: Any) -> Traced:
    if len(values) != BRANCHES:
        raise refuse("np.where without values", "use np.where(condition, yes, no)")
    return where(condition, *values)


def _select(graph: Graph, conditions: Any, choices: Any, default: Any = 0.0) -> Traced:
    out = _traced(graph, default)
    for condition, choice in zip(reversed(conditions), reversed(choices), strict=True):
        out = where(_traced(graph, condition), choice, out)
    return out


def _reduction(name: str) -> Callable[..., Any]:
    def reduced(_: Graph, x: Any, axis: Any = None, **named: Any) -> Any:
        if axis is None:
            raise refuse(f"np.{name} over all runs", "give axis=0")
        axis = axis + x.ndim if axis < 0 else axis
        return getattr(np, name).reduce(x, axis=axis, keepdims=named.get("keepdims", False))

    return reduced


def _mean(graph: Graph, x: Any, axis: Any = None, **named: Any) -> Any:
    return _reduction("add")(graph, x, axis, **named) / len(x)


def _extreme_place(name: str) -> Callable[..., Traced]:
    def place(graph: Graph, x: Any, axis: Any = None) -> Traced:
        if axis != 0:
            raise refuse("a place among all runs", "give axis=0")
        best, at = x[0], _traced(graph, np.zeros(1))
        for i in range(1, len(x)):
            better = combine(graph, name, x[i], best)
            best, at = where(better, x[i], best), where(better, float(i), at)
        return at

    return place


def _cumulated(name: str) -> Callable[..., Traced]:
    def cumulated(graph: Graph, x: Any, axis: Any = None, **_: Any) -> Traced:
        if axis != 0:
            raise refuse("a running sum over runs", "give axis=0")
        rows = [x[0]]
        for row in x.nodes[1:]:
            rows.append(combine(graph, name, rows[-1], Traced(graph, row)))
        return Traced(graph, np.stack([r.nodes for r in rows]))

    return cumulated


def _matmul(graph: Graph, weights: Any, x: Any) -> Traced:
    if isinstance(weights, Traced) or not isinstance(x, Traced):
        raise refuse("a product of matrices of runs", "write the sum of products")
    rows = np.atleast_2d(np.asarray(weights, dtype=np.float64))
    made = [np.add.reduce(row[:, np.newaxis] * x, axis=0) for row in rows]
    return made[0] if np.ndim(weights) == 1 else Traced(graph, np.stack([m.nodes for m in made]))


def _mixed(answer: bool) -> Callable[..., Any]:
    """Return what `any` and `all` say: over rows a record, over runs that the block is mixed."""

    def asked(_: Graph, x: Any, axis: Any = None, **__: Any) -> Any:
        if axis == 0 and x.ndim > 1:
            return (np.logical_or if answer else np.logical_and).reduce(x, axis=0)
        return answer

    return asked


def _ufunc(name: str) -> Callable[..., Any]:
    return lambda graph, *args: combine(graph, name, *args)


def _nan_to_num(graph: Graph, x: Any, *, nan: float = 0.0, **_: Any) -> Traced:
    largest = np.finfo(np.float64).max
    filled = where(combine(graph, "isnan", x), nan, x)
    return combine(graph, "clip", filled, -largest, largest)


def _copy(graph: Graph, x: Any, *_: Any, **__: Any) -> Traced:
    return Traced(graph, x.nodes.copy())


def _astype(graph: Graph, x: Traced, kind: Any, **_: Any) -> Traced:
    dtype = np.dtype(kind)
    if dtype.kind in "iu":
        return combine(graph, "trunc", x)
    return combine(graph, "not_equal", x, 0.0) if dtype.kind == "b" else combine(
        graph, "positive", x
    )  # fmt: skip


def _isclose(graph: Graph, a: Any, b: Any, rtol: float = 1e-5, atol: float = 1e-8, **_: Any) -> Any:
    return combine(graph, "absolute", np.subtract(a, b)) <= atol + rtol * np.abs(b)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "where": _where,
    "select": _select,
    "stack": _joined(np.stack),
    "concatenate": _joined(np.concatenate),
    "vstack": _vstack,
    "clip": _clip,
    "broadcast_to": _broadcast_to,
    "broadcast_arrays": lambda graph, *xs: tuple(
        Traced(graph, a.copy()) for a in np.broadcast_arrays(*(lift(graph, x) for x in xs))
    ),
    "zeros_like": _filled(0.0),
    "empty_like": _filled(0.0),
    "ones_like": _filled(1.0),
    "full_like": _full_like,
    "copy": _copy,
    "shape": lambda _, x: x.shape,
    "ndim": lambda _, x: x.ndim,
    "size": lambda _, x: x.size,
    "atleast_1d": lambda graph, x: Traced(graph, np.atleast_1d(x.nodes)),
    "atleast_2d": lambda graph, x: Traced(graph, np.atleast_2d(x.nodes)),
    "any": _mixed(answer=True),
    "all": _mixed(answer=False),
    "sum": _reduction("add"),
    "prod": _reduction("multiply"),
    "max": _reduction("maximum"),
    "min": _reduction("minimum"),
    "amax": _reduction("maximum"),
    "amin": _reduction("minimum"),
    "mean": _mean,
    "argmax": _extreme_place("greater"),
    "argmin": _extreme_place("less"),
    "cumsum": _cumulated("add"),
    "cumprod": _cumulated("multiply"),
    "dot": _matmul,
    "nan_to_num": _nan_to_num,
    "isclose": _isclose,
    "round": _ufunc("rint"),
    "around": _ufunc("rint"),
}
"""NumPy's functions of arrays, by name; each takes the graph first."""

METHODS: dict[str, Callable[..., Any]] = {
    **{
        name: FUNCTIONS[name]
        for name in ("clip", "sum", "prod", "max", "min", "mean", "argmax", "argmin", "cumsum")
    },
    **{name: FUNCTIONS[name] for name in ("copy", "any", "all", "dot")},
    "astype": _astype,
}
"""Methods of arrays, by name."""


def _primitive(graph: Graph, name: str, *inputs: Any, number: int | None = None) -> Traced:
    lifted = np.broadcast_arrays(*(lift(graph, x) for x in inputs))
    nodes = np.empty(lifted[0].shape, dtype=np.int64)
    last = () if number is None else (number,)
    for place in np.ndindex(nodes.shape):
        nodes[place] = graph.add(name, *(graph.number(int(x[place])) for x in lifted), *last)
    return Traced(graph, nodes)


def _lagged(graph: Graph, history: Sequence[Any], memory: Any) -> Traced:
    """Return the value so many weeks ago, as `sim.ground.arrays.lagged` takes it."""
    count = float(len(history))
    back = np.clip(count - np.rint(_traced(graph, memory)), 0.0, count - 1.0)
    out = _traced(graph, history[0])
    for i, past in enumerate(history[1:], 1):
        out = where(back == float(i), past, out)
    return out


def _paretos(
    graph: Graph, count: Any, low: Any, high: Any, tail: Any, _: Any, points: Any, __: Any
) -> Traced:
    graph.lazy.append(tuple(points))
    return _primitive(graph, "paretos", count, low, high, tail, number=len(graph.lazy) - 1)


PRIMITIVES: dict[str, Callable[..., Traced]] = {
    "poisson": lambda graph, luck, rate, most: _primitive(
        graph, "poisson", luck, rate, number=int(most)
    ),
    "binomial": lambda graph, *inputs: _primitive(graph, "binomial", *inputs),
    "lagged": _lagged,
    "sum_of_paretos": _paretos,
}
"""Functions marked by `sim.ground.arrays.primitive`, by name."""


class TracedLuck:
    """Stands for `sim.model.draws.Luck`: every decision point asked becomes an input."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    def __call__(self, point: str, _: Any) -> Traced:
        """Return the draw of a point, shape (run,)."""
        return self._rows(UNIFORM, (point,))[0]

    def rows(self, points: Sequence[str], _: Any) -> Traced:
        """Return one row a point."""
        return self._rows(UNIFORM, points)

    def scores(self, points: Sequence[str], _: Any) -> Traced:
        """Return normal scores, one row a point."""
        return self._rows(SCORE, points)

    def _rows(self, kind: str, points: Sequence[str]) -> Traced:
        known = self._graph.points
        nodes = []
        for point in points:
            if (kind, point) not in known:
                known.append((kind, point))
            nodes.append(self._graph.input(LUCK, known.index((kind, point))))
        return Traced(self._graph, np.array(nodes, dtype=np.int64)[:, np.newaxis])
