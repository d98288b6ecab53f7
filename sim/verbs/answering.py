"""The verbs that answer a question: each finds in its room, and gives its answer with a figure."""

from collections.abc import Callable
from functools import wraps
from importlib import import_module
from typing import TYPE_CHECKING, Any

from sim.ground.calls import checked
from sim.ground.fields import one_of, text

if TYPE_CHECKING:
    from sim.plots.shown_answers import Answer

VERBS = ("ask", "breakeven", "discover", "effect", "explain", "search", "sensitivity", "worth")


def _shown(find: Callable[..., Any]) -> "Callable[..., Answer]":
    """Return a verb whose answer can be drawn."""

    @checked
    @wraps(find)
    def verb(*args: Any, **options: Any) -> "Answer":
        from sim.plots.shown_answers import Answer
        from sim.vocabulary.language import LANGUAGES

        if "language" in options:
            place = f"{find.__name__}: language"
            one_of(place, "language", text(place, options["language"]), LANGUAGES)
        return Answer.of(find(*args, **options))

    return verb


def __getattr__(name: str) -> "Callable[..., Answer]":
    """Load a verb when it is first asked for."""
    if name not in VERBS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    verb = _shown(getattr(import_module(f"sim.answers.{name}"), name))
    globals()[name] = verb
    return verb
