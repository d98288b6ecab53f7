"""Calls from Python: what cannot be understood is one clear InputError with a suggestion."""

import inspect
from collections.abc import Callable, Iterable
from functools import wraps
from types import NoneType
from typing import Any, ParamSpec, TypeVar, get_args

from sim.ground.errors import InputError, unknown
from sim.ground.fields import number, switch, text, texts, whole

P = ParamSpec("P")
T = TypeVar("T")
C = TypeVar("C")

CHECKS: dict[Any, Callable[[str, Any], Any]] = {
    int: whole, bool: switch, str: text, float: number, Iterable[str]: texts,
}  # fmt: skip
"""What is checked by its annotation alone; numbers of NumPy become plain ones."""


def checked(function: Callable[P, T], place: str = "") -> Callable[P, T]:
    """Return a function that refuses a wrong, missing or mistyped option with an InputError.

    The signature stays what it is, so that completion and help show the options.

    Args:
        function: what is called.
        place: what errors name first; the name of the function by default.
    """
    signature = inspect.signature(function)
    known = signature.parameters
    place = place or function.__name__

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
            check = _check_of(known[name], value)
            if check:
                bound.arguments[name] = check(f"{place}: {name}", value)
        return function(*bound.args, **bound.kwargs)

    return call


def constructed(cls: type[C]) -> type[C]:
    """Return a class whose constructor is checked as `checked` does it."""
    build = checked(vars(cls)["__init__"], cls.__name__)
    type.__setattr__(cls, "__init__", build)
    return cls


def _check_of(parameter: inspect.Parameter, value: Any) -> Callable[[str, Any], Any] | None:
    """Return what a value must pass; nothing where it may be left out and is."""
    if parameter.kind is inspect.Parameter.VAR_POSITIONAL:
        return None
    wanted = parameter.annotation
    kinds = get_args(wanted)
    if len(kinds) == 2 and NoneType in kinds:
        if value is None:
            return None
        wanted = kinds[0]
    return CHECKS.get(wanted)


def _shown(signature: inspect.Signature) -> str:
    return ", ".join(name for name in signature.parameters if name != "self")
