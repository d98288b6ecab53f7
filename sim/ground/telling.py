"""Objects that say what they have, where they are asked for what they have not."""

from typing import TYPE_CHECKING, Any

from sim.ground.errors import InputError, suggestion


class NoAttributeError(InputError, AttributeError):
    """A name that an object does not have; says which are near.

    Python is not told the name: from 3.12 on it would add what it takes for near.
    """

    def __init__(self, message: str) -> None:
        AttributeError.__init__(self, message, name=None)


class Telling:
    """An object of the public face: a wrong name, or brackets, give one line with what there is.

    Example:
        >>> class Found(Telling):
        ...     table = "rows"
        >>> Found().tabel
        Traceback (most recent call last):
        sim.ground.telling.NoAttributeError: Found has no 'tabel'; did you mean 'table'?
    """

    if not TYPE_CHECKING:  # a type checker is to see what there is, and nothing else

        def __getattr__(self, name: str) -> Any:
            """Say that there is no such name, or what went wrong inside a property."""
            if hasattr(type(self), name):
                return object.__getattribute__(self, name)
            raise NoAttributeError(f"{type(self).__name__} has no {name!r}{self._near(name)}")

        def __getitem__(self, key: object) -> Any:
            """Say that nothing is taken with brackets."""
            named = ", ".join(_public(self))
            raise InputError(f"{type(self).__name__}[...] holds nothing; it has {named}")

        def _near(self, name: str) -> str:
            return "" if name.startswith("_") else suggestion(name, _public(self))


def _public(of: object) -> list[str]:
    return [name for name in dir(of) if not name.startswith("_")]
