"""Figures of sweeps: which commands make them, and how to draw them from their store again."""

from collections.abc import Mapping
from dataclasses import asdict
from functools import partial

from sim.ground.errors import InputError
from sim.ground.files import exists
from sim.ground.text import shell
from sim.origins.metadata import argument, refuse_far, swept_by
from sim.origins.origin import Again, Origin
from sim.plots.asked import Asked
from sim.plots.request import command_of
from sim.plots.sweep_files import about, figure
from sim.plots.sweep_kinds import KINDS
from sim.plots.theme import LIGHT, THEMES
from sim.sweeps.job import MANIFEST
from sim.sweeps.reader import open_sweep
from sim.vocabulary.language import Words

IDENTITY = ("design", "ensemble", "model", "assumptions_hash")
"""What a store must agree in with the one that a figure was drawn from."""


class OfSweep(Origin):
    """A figure of `sim sweep` or of `sim plot` on its store."""

    needed = ("asked", "results", "name", *IDENTITY)

    @staticmethod
    def made(metadata: Mapping[str, str]) -> bool:
        """Return whether a sweep made the figure with this metadata."""
        return "asked" in metadata

    @property
    def asked(self) -> Asked:
        """What the figure shows."""
        try:
            found = Asked.read(self.metadata["asked"])
            texts = [v for v in asdict(found.picture).values() if not isinstance(v, float | int)]
            if {type(t) for t in (*texts, found.against, found.aim)} <= {str, type(None)}:
                KINDS[found.kind]
                return found
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            pass
        raise InputError(f"{self.path}: its provenance is damaged (asked); draw it again")

    def require(self) -> None:
        """Raise InputError unless the metadata says what it must."""
        super().require()
        assert self.asked

    def commands(self) -> list[str]:
        """Return the command of the sweep and that of the figure."""
        url = argument(self.metadata["results"])
        given = swept_by(self.metadata.get("command", ""))
        swept = shell(["sim", "sweep", *(given or [argument(self.metadata["name"])]), "--out", url])
        theme, language = (
            self.metadata.get("theme", LIGHT.name),
            self.metadata.get("language", "en"),
        )
        return [swept, command_of(self.asked, url, theme, language)]

    def _place(self) -> str:
        """Return the store that the figure lies in, or the one it names, if that is near."""
        for folder in self.path.resolve().parents[:2]:
            if exists(folder / MANIFEST):
                return str(folder)
        refuse_far(self.metadata["results"], (), str(self.path))
        return self.metadata["results"]

    def about(self, words: Words) -> str:
        """Return what the figure shows, in a line."""
        return words.say("whence.sweep", place=self.metadata["results"])

    def again(self) -> Again:
        """Open the store again; InputError if there is none or it is another."""
        url = self._place()
        try:
            found = open_sweep(url)
        except InputError:  # what is wrong may quote what a stranger has named
            raise InputError(
                f"{self.path}: its store {url} is gone or cannot be opened; the first command of "
                "'sim whence' makes it"
            ) from None
        manifest = found.store.manifest
        other = [k for k in IDENTITY if str(manifest.get(k)) != self.metadata.get(k)]
        if other:
            raise InputError(
                f"{self.path}: the store in {url} is another (its {other[0]} differs); the first "
                "command of 'sim whence' makes the one it was drawn from"
            )
        theme = THEMES.get(self.metadata.get("theme", "light"), THEMES["light"])
        language = self.metadata.get("language", "en")
        draw = partial(figure, found, self.asked, theme=theme, language=language)
        told = {} if language == "en" else {"language": language}
        return Again(draw, draw, {**about(found, self.asked), "theme": theme.name, **told})
