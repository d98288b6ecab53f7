"""Calls from Python: what cannot be understood is one clear InputError with a suggestion."""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from sim.ground.errors import InputError, unknown
from sim.ground.fields import switch, text, whole

P = ParamSpec("P")
T = TypeVar("T")

CHECKS: dict[Any, Callable[[str, Any], Any]] = {int: whole, bool: switch, str: text}
"""What is checked by its annotation alone; numbers of NumPy become plain ones."""


def checked(function: Callable[P, T]) -> Callable[P, T]:
    """Return a function that refuses a wrong, missing or mistyped option with an InputError.

    The signature stays what it is, so that completion and help show the options.
    """
    signature = inspect.signature(function)
    known = signature.parameters
    place = function.__name__

    @wraps(function)
    def call(*args: P.args, **options: P.kwargs) -> T:
        for name in options:
            if name not in known:
                raise unknown(place, "option", name, [n for n in known if n != "self"])
        try:
            bound = signature.bind(*args, **options)
        except TypeError as error:
            raise InputError(f"{place}: {error}; it takes {_shown(signature)}") from None
        for name, value in bound.arguments.items():
            check = CHECKS.get(known[name].annotation)
            if check and known[name].kind is not inspect.Parameter.VAR_POSITIONAL:
                bound.arguments[name] = check(f"{place}: {name}", value)
        return function(*bound.args, **bound.kwargs)

    return call


def _shown(signature: inspect.Signature) -> str:
    return ", ".join(name for name in signature.parameters if name != "self")
