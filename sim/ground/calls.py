"""Calls from Python: what cannot be understood is one clear InputError with a suggestion."""

import inspect
from collections.abc import Callable, Iterable, Mapping
from functools import partial, wraps
from types import NoneType
from typing import Any, ParamSpec, TypeVar, get_args

from sim.ground.errors import InputError, unknown
from sim.ground.fields import number, switch, text, texts
from sim.ground.fields import whole as any_whole
from sim.ground.text import one_line

P = ParamSpec("P")
T = TypeVar("T")
C = TypeVar("C")

OWN = ("self", "cls")
"""Parameters that nobody gives."""

LONGEST = 400
"""Characters of what is said of a call: whatever was given is told in one line."""

LARGEST = 10**100
"""No size or seed is meant to be larger."""


def whole(place: str, value: Any) -> int:
    """Return a whole number that arithmetic can do with, or say what is wrong with it."""
    found = any_whole(place, value)
    if abs(found) > LARGEST:
        raise InputError(f"{place}: is too large; at most {LARGEST:.0e}")
    return found


CHECKS: dict[Any, Callable[[str, Any], Any]] = {
    int: whole, bool: switch, str: text, float: number,
    Iterable[str]: texts, tuple[str, ...]: texts,
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
        try:
            return understood(*args, **options)
        except InputError as error:
            said = one_line(error, LONGEST)
            if said == str(error):
                raise
            raise type(error)(said) from None

    def understood(*args: P.args, **options: P.kwargs) -> T:
        for name in options:
            if name not in known:
                raise unknown(place, "option", name, [n for n in known if n not in OWN])
        try:
            bound = signature.bind(*args, **options)
        except TypeError as error:
            raise InputError(f"{place}: {error}; it takes {_shown(signature)}") from None
        for name, value in bound.arguments.items():
            _require_names(f"{place}: {name}", value)
            check = _check_of(known[name], value)
            if check:
                bound.arguments[name] = check(f"{place}: {name}", value)
        return function(*bound.args, **bound.kwargs)

    return call


def checked_as(place: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Return `checked` for a function whose errors name a place of its own first."""
    return lambda function: checked(function, place)


def comparable(value: Any) -> Any:
    """Return values with the text of what cannot be compared to a name, as pandas' NA, instead.

    Example:
        >>> import pandas as pd
        >>> comparable({"reading": [pd.NA, 1]})
        {'reading': ['<NA>', 1]}
    """
    if isinstance(value, Mapping):
        return {key: comparable(each) for key, each in value.items()}
    if isinstance(value, list):
        return [comparable(each) for each in value]
    try:
        bool(value == "")
    except (TypeError, ValueError):
        return str(value)
    return value


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
    if inspect.isclass(wanted) and wanted.__module__.partition(".")[0] == __package__.split(".")[0]:
        return partial(_instance, wanted)
    return CHECKS.get(wanted)


def _instance(wanted: type, place: str, value: Any) -> Any:
    if not isinstance(value, wanted):
        raise InputError(f"{place}: {value!r} is no {wanted.__name__}")
    return value


def _require_names(place: str, value: Any) -> None:
    """Refuse keys of several parts, wherever they stand: a table of names has none."""
    if isinstance(value, list | tuple):
        for each in value:
            _require_names(place, each)
    elif isinstance(value, Mapping):
        for key, each in value.items():
            if isinstance(key, tuple):
                raise InputError(f"{place}: {key!r} is a key of several parts; write one name")
            _require_names(place, each)
    labels = getattr(value, "columns", getattr(value, "index", None))
    if getattr(labels, "nlevels", 1) > 1:
        raise InputError(f"{place}: its labels have several levels; give a table with one")


def _shown(signature: inspect.Signature) -> str:
    return ", ".join(name for name in signature.parameters if name not in OWN)
