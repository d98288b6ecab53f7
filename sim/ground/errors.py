"""What is said when something cannot be done: one line, where, what, and what to do."""

from collections.abc import Iterable
from difflib import get_close_matches

LONGEST_NAME = 100
"""Characters beyond which a name is no slip of the pen."""


class SimError(Exception):
    """A failure that a user can understand and act on."""


class InputError(SimError):
    """Input that cannot be used as it stands; the command line exits with code 2."""


class RunError(SimError):
    """A run left its bounds or failed its audit; names policy, member, week and reason."""


class StoppedError(SimError):
    """The user stopped a long call; says what is kept."""


def suggestion(name: str, known: Iterable[str]) -> str:
    """Return "; did you mean ...?" for the nearest known name, or the known or nearest ones.

    Example:
        >>> suggestion("membres", ["members", "seed"])
        "; did you mean 'members'?"
    """
    names = sorted(known)
    near = get_close_matches(name, names, n=1, cutoff=0.6) if len(name) <= LONGEST_NAME else []
    if near:
        return f"; did you mean {near[0]!r}?"
    few = 12
    if len(names) <= few:
        return f"; known are {', '.join(names)}"
    nearest = get_close_matches(name, names, n=3, cutoff=0.0)
    return f"; nearest are {', '.join(nearest)}" if nearest else ""


def unknown(
    place: str, kind: str, name: object, known: Iterable[str], hint: str = ""
) -> InputError:
    """Build the error for a name that does not exist."""
    tail = suggestion(str(name), known)
    more = f" ({hint})" if hint and "did you mean" not in tail else ""
    return InputError(f"{place}: unknown {kind} {str(name)!r}{tail}{more}")
