"""What NumPy's functions of numbers are made of: one builder a ufunc, on nodes of a graph.

To teach the recorder a function, add a line to `UFUNCS`. Formulas keep NaN and the values at
the edges as NumPy has them.
"""

import math
from collections.abc import Callable
from functools import partial
from typing import Any

from sim.compiled.graph import COMPARISONS, Graph, power_of_two

Builder = Callable[..., int]
"""Takes the graph and one node an argument, returns the node of the result."""

THIRD = 1.0 / (2.0 + 1.0)


def _plain(name: str, graph: Graph, *nodes: int) -> int:
    return graph.add(name, *(graph.number(n) for n in nodes))


def _logical(name: str, graph: Graph, *nodes: int) -> int:
    return graph.add(name, *(graph.flag(n) for n in nodes))


def _add(graph: Graph, a: int, b: int) -> int:
    if graph.is_flag(a) and graph.is_flag(b):
        return graph.add("or", a, b)
    return _plain("add", graph, a, b)


def _mul(graph: Graph, a: int, b: int) -> int:
    if graph.is_flag(a) and graph.is_flag(b):
        return graph.add("and", a, b)
    for one, other in ((a, b), (b, a)):
        if graph.value_of(one) == 1.0:
            return graph.number(other)
    return _plain("mul", graph, a, b)


def _div(graph: Graph, a: int, b: int) -> int:
    by = graph.value_of(b)
    if by is not None and power_of_two(by):
        return _mul(graph, a, graph.constant(1.0 / by))
    return _plain("div", graph, a, b)


def _constants(graph: Graph, *values: float) -> tuple[int, ...]:
    return tuple(graph.constant(v) for v in values)


def _bitwise(name: str, graph: Graph, *nodes: int) -> int:
    if not all(graph.is_flag(n) for n in nodes):
        raise TypeError("bits of numbers that are neither true nor false")
    return graph.add(name, *nodes)


def _ignoring_nan(name: str, graph: Graph, a: int, b: int) -> int:
    kept = graph.choose(_is_nan(graph, b), a, _plain(name, graph, a, b))
    return graph.choose(_is_nan(graph, a), b, kept)


def _is_nan(graph: Graph, a: int) -> int:
    return _plain("ne", graph, a, a)


def _is_finite(graph: Graph, a: int) -> int:
    return _plain("lt", graph, _plain("abs", graph, a), graph.constant(math.inf))


def _is_infinite(graph: Graph, a: int) -> int:
    return _plain("eq", graph, _plain("abs", graph, a), graph.constant(math.inf))


def _sign(graph: Graph, a: int) -> int:
    zero, one, minus = _constants(graph, 0.0, 1.0, -1.0)
    below = graph.choose(_plain("lt", graph, a, zero), minus, graph.number(a))
    return graph.choose(_plain("gt", graph, a, zero), one, below)


def power(graph: Graph, base: int, exponent: int) -> int:
    """Return a power with NumPy's values for negative bases, zeros and whole exponents."""
    base, exponent = graph.number(base), graph.number(exponent)
    known = graph.value_of(exponent)
    shortcuts: dict[float, Callable[[], int]] = {
        1.0: lambda: base,
        2.0: lambda: _mul(graph, base, base),
        1.0 / 2: lambda: _plain("sqrt", graph, base),
        -1.0: lambda: _div(graph, graph.constant(1.0), base),
    }
    if known in shortcuts:
        return shortcuts[known]()
    zero, one, nan, half = _constants(graph, 0.0, 1.0, math.nan, 1.0 / 2)
    size = _plain("exp", graph, _mul(graph, exponent, _log_of_size(graph, base)))
    halved = _mul(graph, exponent, half)
    whole = _plain("eq", graph, exponent, _plain("floor", graph, exponent))
    odd = _plain("ne", graph, halved, _plain("floor", graph, halved))
    signed = graph.choose(odd, _plain("neg", graph, size), size)
    negative = graph.choose(whole, signed, nan)
    out = graph.choose(_plain("lt", graph, base, zero), negative, size)
    to_nothing = graph.add("or", *(
        _plain("eq", graph, n, v) for n, v in ((exponent, zero), (base, one))
    ))  # fmt: skip
    return graph.choose(to_nothing, one, out)


def _log_of_size(graph: Graph, a: int) -> int:
    return _plain("log", graph, _plain("abs", graph, a))


def _cbrt(graph: Graph, a: int) -> int:
    a = graph.number(a)
    size = _plain("exp", graph, _mul(graph, _log_of_size(graph, a), graph.constant(THIRD)))
    negative = _plain("lt", graph, a, graph.constant(0.0))
    return graph.choose(negative, _plain("neg", graph, size), size)


def _log_over(by: float, graph: Graph, a: int) -> int:
    return _mul(graph, _plain("log", graph, a), graph.constant(1.0 / math.log(by)))


def _exp_over(base: float, graph: Graph, a: int) -> int:
    return _plain("exp", graph, _mul(graph, a, graph.constant(math.log(base))))


def _expm1(graph: Graph, a: int) -> int:
    """Return exp(a) - 1 without loss near zero (Kahan)."""
    one = graph.constant(1.0)
    grown = _plain("exp", graph, a)
    gain = _plain("sub", graph, grown, one)
    exact = _div(graph, _mul(graph, gain, a), _plain("log", graph, grown))
    small = _plain("lt", graph, _plain("abs", graph, a), one)
    inside = graph.choose(_plain("eq", graph, grown, one), graph.number(a), exact)
    return graph.choose(small, inside, gain)


def _log1p(graph: Graph, a: int) -> int:
    """Return log(1 + a) without loss near zero (Kahan)."""
    one = graph.constant(1.0)
    moved = _add(graph, one, a)
    gain = _plain("sub", graph, moved, one)
    log = _plain("log", graph, moved)
    exact = _div(graph, _mul(graph, log, a), gain)
    small = _plain("lt", graph, _plain("abs", graph, a), one)
    inside = graph.choose(_plain("eq", graph, moved, one), graph.number(a), exact)
    return graph.choose(small, inside, log)


def _tanh(graph: Graph, a: int) -> int:
    two, one = _constants(graph, 2.0, 1.0)
    size = _plain("abs", graph, a)
    gain = _expm1(graph, _mul(graph, two, size))
    risen = _plain("sub", graph, one, _div(graph, two, _add(graph, gain, two)))
    slow = _div(graph, gain, _add(graph, gain, two))
    value = graph.choose(_plain("lt", graph, size, one), slow, risen)
    return graph.choose(
        _plain("lt", graph, a, graph.constant(0.0)), _plain("neg", graph, value), value
    )


def _hyperbolic(sign: float, graph: Graph, a: int) -> int:
    up = _plain("exp", graph, a)
    down = _mul(graph, graph.constant(sign), _plain("exp", graph, _plain("neg", graph, a)))
    return _mul(graph, graph.constant(1.0 / 2), _add(graph, up, down))


def _hypot(graph: Graph, a: int, b: int) -> int:
    return _plain("sqrt", graph, _add(graph, _mul(graph, a, a), _mul(graph, b, b)))


def _logaddexp(graph: Graph, a: int, b: int) -> int:
    gap = _plain("neg", graph, _plain("abs", graph, _plain("sub", graph, a, b)))
    return _add(graph, _plain("max", graph, a, b), _log1p(graph, _plain("exp", graph, gap)))


def _heaviside(graph: Graph, a: int, at_zero: int) -> int:
    zero, one = _constants(graph, 0.0, 1.0)
    risen = graph.choose(_plain("gt", graph, a, zero), one, graph.number(a))
    fallen = graph.choose(_plain("lt", graph, a, zero), zero, risen)
    return graph.choose(_plain("eq", graph, a, zero), graph.number(at_zero), fallen)


def _floor_divide(graph: Graph, a: int, b: int) -> int:
    rest = _plain("mod", graph, a, b)
    return _plain("rint", graph, _div(graph, _plain("sub", graph, a, rest), b))


def _clip(graph: Graph, a: int, low: int, high: int) -> int:
    return _plain("min", graph, _plain("max", graph, a, low), high)


def _ndtri(graph: Graph, a: int) -> int:
    zero, one, up, down, nan = _constants(graph, 0.0, 1.0, math.inf, -math.inf, math.nan)
    out = graph.choose(_plain("eq", graph, a, zero), down, _plain("ndtri", graph, a))
    out = graph.choose(_plain("eq", graph, a, one), up, out)
    outside = graph.add("or", _plain("lt", graph, a, zero), _plain("gt", graph, a, one))
    return graph.choose(outside, nan, out)


def _expit(graph: Graph, a: int) -> int:
    one = graph.constant(1.0)
    return _div(graph, one, _add(graph, one, _plain("exp", graph, _plain("neg", graph, a))))


_NAMES: dict[str, str] = {
    "subtract": "sub", "negative": "neg", "maximum": "max", "minimum": "min", "exp": "exp",
    "log": "log", "sqrt": "sqrt", "rint": "rint", "floor": "floor", "ceil": "ceil",
    "trunc": "trunc", "absolute": "abs", "fabs": "abs", "remainder": "mod", "less": "lt",
    "less_equal": "le", "greater": "gt", "greater_equal": "ge", "equal": "eq", "not_equal": "ne",
}  # fmt: skip
assert set(COMPARISONS) <= set(_NAMES.values())

UFUNCS: dict[str, Builder] = {
    **{name: partial(_plain, operation) for name, operation in _NAMES.items()},
    **{f"logical_{name}": partial(_logical, name) for name in ("and", "or", "xor", "not")},
    **{f"bitwise_{name}": partial(_bitwise, name) for name in ("and", "or", "xor")},
    "add": _add,
    "multiply": _mul,
    "divide": _div,
    "true_divide": _div,
    "invert": partial(_bitwise, "not"),
    "positive": lambda graph, a: graph.number(a),
    "fmax": partial(_ignoring_nan, "max"),
    "fmin": partial(_ignoring_nan, "min"),
    "isnan": _is_nan,
    "isfinite": _is_finite,
    "isinf": _is_infinite,
    "square": lambda graph, a: _mul(graph, a, a),
    "reciprocal": lambda graph, a: _div(graph, graph.constant(1.0), a),
    "sign": _sign,
    "power": power,
    "float_power": power,
    "cbrt": _cbrt,
    "exp2": partial(_exp_over, 2.0),
    "expm1": _expm1,
    "log1p": _log1p,
    "log2": partial(_log_over, 2.0),
    "log10": partial(_log_over, 2.0 * (2.0 + 2.0 + 1.0)),
    "tanh": _tanh,
    "sinh": partial(_hyperbolic, -1.0),
    "cosh": partial(_hyperbolic, 1.0),
    "hypot": _hypot,
    "logaddexp": _logaddexp,
    "heaviside": _heaviside,
    "floor_divide": _floor_divide,
    "clip": _clip,
    "ndtri": _ndtri,
    "expit": _expit,
}
"""By the name of the ufunc, SciPy's inverse normal and logistic among them."""


def apply(graph: Graph, name: str, *nodes: Any) -> int:
    """Return the node of a ufunc of nodes; KeyError if it is not known."""
    return UFUNCS[name](graph, *(int(n) for n in nodes))
