"""Figures of sweeps: which commands make them, and how to draw them from their store again."""

import shlex
from collections.abc import Mapping
from functools import partial

from sim.ground.errors import InputError
from sim.origins.origin import Again, Origin
from sim.plots.asked import Asked
from sim.plots.request import command_of
from sim.plots.sweep_files import about, figure
from sim.plots.theme import LIGHT, THEMES
from sim.sweeps.reader import open_sweep

IDENTITY = ("design", "ensemble", "model", "assumptions_hash")
"""What a store must agree in with the one that a figure was drawn from."""


class OfSweep(Origin):
    """A figure of `sim sweep` or of `sim plot` on its store."""

    @staticmethod
    def made(metadata: Mapping[str, str]) -> bool:
        """Return whether a sweep made the figure with this metadata."""
        return "asked" in metadata

    @property
    def asked(self) -> Asked:
        """What the figure shows."""
        return Asked.read(self.metadata["asked"])

    def commands(self) -> list[str]:
        """Return the command of the sweep and that of the figure."""
        url, swept = self.metadata["results"], self.metadata.get("command", "")
        if shlex.split(swept)[:2] != ["sim", "sweep"]:
            swept = shlex.join(["sim", "sweep", self.metadata["name"], "--out", url])
        theme, language = (
            self.metadata.get("theme", LIGHT.name),
            self.metadata.get("language", "en"),
        )
        return [swept, command_of(self.asked, url, theme, language)]

    def about(self) -> str:
        """Return what the figure shows, in a line."""
        return f"the sweep in {self.metadata['results']}"

    def again(self) -> Again:
        """Open the store again; InputError if there is none or it is another."""
        url = self.metadata["results"]
        try:
            found = open_sweep(url)
        except InputError as error:
            raise InputError(f"{self.path}: {error}; its first command makes the store") from None
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
