"""An origin: what is known of where a figure comes from, whatever verb drew it."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from matplotlib.figure import Figure

from sim.ground.errors import InputError
from sim.ground.text import one_line, shell
from sim.origins.metadata import changes
from sim.vocabulary.language import Words, words

NUMBER = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True)
class Again:
    """A figure whose numbers have been had again.

    Attributes:
        draw: draws it as the code does now.
        draw_as_stated: the same, with the version and commit that the old file states.
        metadata: what a file of it would carry now.
    """

    draw: Callable[[], Figure]
    draw_as_stated: Callable[[], Figure]
    metadata: Mapping[str, str]


@dataclass(frozen=True)
class Origin(ABC):
    """Where a figure comes from.

    Attributes:
        path: the file.
        figure: name of the figure.
        metadata: everything that the file carries.
    """

    path: Path
    figure: str
    metadata: Mapping[str, str]

    needed: ClassVar[tuple[str, ...]] = ()
    """What the metadata must say."""

    numbers: ClassVar[tuple[str, ...]] = ()
    """What of it is a whole number."""

    def require(self) -> None:
        """Raise InputError unless the metadata says what it must."""
        missing = [name for name in self.needed if not self.metadata.get(name)]
        if missing:
            raise InputError(
                f"{self.path}: its provenance lacks {', '.join(sorted(missing))}; name a figure "
                "written by this version of sim"
            )
        for name in self.numbers:
            if not NUMBER.fullmatch(self.metadata[name]):
                raise InputError(f"{self.path}: its provenance is damaged ({name} is no number)")

    @abstractmethod
    def commands(self) -> list[str]:
        """Return the command lines that make the figure, in their order."""

    @abstractmethod
    def about(self, words: Words) -> str:
        """Return what the figure shows, in a line."""

    def stated(self, words: Words, *names: str) -> dict[str, str]:
        """Return what the metadata says, the ensemble in words."""
        out = {name: self.metadata[name] for name in names}
        ensemble = out.get("ensemble", "")
        return {**out, "ensemble": words.known("ensembles", ensemble) or ensemble}

    @abstractmethod
    def again(self) -> Again:
        """Have its numbers again; InputError if that cannot be."""

    def lines(self, language: str = "en") -> list[str]:
        """Return what a reader wants to know, the commands first."""
        m, said = self.metadata, words(language)
        made = {"version": m.get("model_version"), "commit": m.get("commit")}
        figure = said.say("whence.figure", figure=self.figure, about=self.about(said), **made)
        other = [said.say("whence.differs", change=line) for line in changes(m, said)]
        file, ending = shell([self.path]), self.path.suffix
        return [
            *self.commands(),
            one_line(figure),
            said.say("whence.alone", file=file, ending=ending),
            *(one_line(line) for line in other),
        ]
