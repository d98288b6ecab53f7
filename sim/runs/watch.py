"""Watch a long call from outside: how far it is, and a way to stop it."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event

from sim.ground.errors import InputError, StoppedError

Progress = Callable[[int, int], None]
"""Called with how many runs are done and how many there are to do."""

Cancel = Event | Callable[[], bool]
"""Set, or true, once the call should stop; asked after every block."""


@dataclass(frozen=True)
class Watch:
    """Who is told of progress, and who may stop the call.

    Attributes:
        progress: called after every block, or None.
        cancel: an event of `threading` or a function, or None.
    """

    progress: Progress | None = None
    cancel: Cancel | None = None

    def __post_init__(self) -> None:
        """Refuse what can be neither called nor asked."""
        for name, given in (("progress", self.progress), ("cancel", self.cancel)):
            if not (given is None or callable(given) or isinstance(given, Event)):
                raise InputError(f"{name}: {given!r} cannot be called; give a function")

    @property
    def wanted(self) -> bool:
        """Whether anybody watches."""
        return self.progress is not None or self.cancel is not None

    def tell(self, done: int, planned: int) -> None:
        """Say how far the call is; StoppedError if it should stop."""
        if self.progress is not None:
            self.progress(done, planned)
        if self.cancel is None or done >= planned:
            return
        if self.cancel.is_set() if isinstance(self.cancel, Event) else self.cancel():
            raise StoppedError(f"stopped after {done:,} of {planned:,} runs; nothing was kept")


UNWATCHED = Watch()
"""Nobody is told and nobody stops it."""
