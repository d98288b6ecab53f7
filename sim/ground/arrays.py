"""The one array convention: float64, run (one policy for one member) on the last axis."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import numpy as np
import numpy.typing as npt

Runs = npt.NDArray[np.float64]
"""Shape (..., run). Broadcasts against any other Runs without None-indexing."""

Flags = npt.NDArray[np.bool_]
"""Shape (run,), true where something holds."""

TINY = 1e-300
"""Stated tolerance: keeps a denominator off zero without moving any result."""

EDGE = 1e-12
"""Stated tolerance: uniforms are kept this far from 0 and 1 before a normal inverse."""


P = ParamSpec("P")
T = TypeVar("T")


def primitive(function: Callable[P, T]) -> Callable[P, T]:
    """Mark a function of arrays that a recording takes as one operation, by its name.

    For what no expression of arrays can say: loops whose length the numbers decide. Where an
    argument is a recording array, or a sequence that ends with one, it is asked to record.
    """

    @wraps(function)
    def called(*args: P.args, **named: P.kwargs) -> T:
        for argument in args:
            last = argument[-1] if isinstance(argument, (tuple, list)) and argument else argument
            record = getattr(last, "record_primitive", None)
            if record is not None:
                return record(function.__name__, *args, **named)  # type: ignore[no-any-return]
        return function(*args, **named)

    return called


def total(rows: Runs) -> Runs:
    """Add the rows of `rows`, shape (row, run), to shape (run,).

    Rows are added in their order whatever the number of runs. A reduction over a block of
    one run would be pairwise and differ in the last bit, so that case is written out.
    """
    if rows.shape[-1] > 1:
        summed: Runs = np.add.reduce(rows, axis=0)
        return summed
    out: Runs = rows[0]
    for row in rows[1:]:
        out = out + row
    return out


def mean(rows: Runs) -> Runs:
    """Average the rows of `rows`, shape (row, run), to shape (run,)."""
    return total(rows) / len(rows)


def product(rows: Runs) -> Runs:
    """Multiply the rows of `rows`, shape (row, run), to shape (run,), in their order."""
    out: Runs = rows[0].copy()
    for row in rows[1:]:
        out *= row
    return out


def positive(x: Runs) -> Runs:
    """Return x where it is above zero, else 0; shape kept."""
    out: Runs = np.maximum(x, 0.0)
    return out


def unit_interval(x: Runs) -> Runs:
    """Cut x to [0, 1]; shape kept."""
    out: Runs = x.clip(0.0, 1.0)
    return out


def logistic(x: Runs) -> Runs:
    """Return 1 / (1 + exp(-x)); shape kept."""
    out: Runs = 1.0 / (1.0 + np.exp(-x))
    return out


def logit(p: Runs) -> Runs:
    """Return ln(p / (1 - p)) for p inside (0, 1); shape kept."""
    out: Runs = np.log(p / (1.0 - p))
    return out


def ratio(above: Runs, below: Runs) -> Runs:
    """Divide two non-negative arrays; 0 / 0 is 0 (no flow, no share)."""
    out: Runs = above / np.maximum(below, TINY)
    return out


def power(base: Runs, exponent: Runs | float) -> Runs:
    """Raise a non-negative base to a positive power; `exponent` broadcasts to the base.

    By exp and log, which take two thirds of the time of the power function; 0 stays 0.
    """
    with np.errstate(divide="ignore"):
        out: Runs = np.log(base)
    out *= exponent
    np.exp(out, out=out)
    return out


@primitive
def lagged(history: Sequence[Runs], memory: Any) -> Runs:
    """Return the value `memory` weeks ago from a history whose latest value stands last.

    Args:
        history: values of past weeks, each (run,).
        memory: weeks, at least 1 and at most the length of the history; may differ by run.
    """
    if np.ndim(memory) == 0:
        return history[-int(memory)]
    rows = np.stack(list(history))
    back = np.clip(len(rows) - np.rint(memory).astype(int), 0, len(rows) - 1)
    out: Runs = np.take_along_axis(rows, back[np.newaxis], axis=0)[0]
    return out
