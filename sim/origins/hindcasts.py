"""Figures of hindcasts: which command makes them, and how to draw them again."""

from collections.abc import Mapping
from pathlib import Path

from sim.ground.errors import InputError, unknown
from sim.ground.stamp import provenance
from sim.ground.text import shell
from sim.origins.metadata import argument, refuse_far
from sim.origins.origin import Again, Origin
from sim.plots.hindcast_files import figures
from sim.plots.theme import THEMES
from sim.record.hindcast import hindcast
from sim.runs import constrained
from sim.vocabulary.evidence import load_targets
from sim.vocabulary.language import Words
from sim.vocabulary.scenario import load
from sim.vocabulary.scenario import names as scenario_names

SHIPPED = "shipped"


class OfHindcast(Origin):
    """A figure of `sim hindcast`."""

    needed = ("source", "scenario", "targets", "members", "seed", "ensemble")
    numbers = ("members", "seed")

    @staticmethod
    def made(metadata: Mapping[str, str]) -> bool:
        """Return whether a hindcast made the figure with this metadata."""
        return metadata.get("verb") == "hindcast"

    def commands(self) -> list[str]:
        """Return the command of the hindcast."""
        m = self.metadata
        words = [
            "sim",
            "hindcast",
            argument(m["source"]),
            "--members",
            m["members"],
            "--seed",
            m["seed"],
        ]
        if m["targets"] != SHIPPED:
            words += ["--targets", m["targets"]]
        if m["ensemble"] == "prior":
            words.append("--prior")
        return [shell(words)]

    def about(self, words: Words) -> str:
        """Return what the figure shows, in a line."""
        shown = self.stated(words, "targets", "members", "ensemble", "seed")
        return words.say("whence.hindcast", name=self.metadata["scenario"], **shown)

    def again(self) -> Again:
        """Hold the scenario against the record again."""
        m = self.metadata
        refuse_far(m["source"], scenario_names(), str(self.path))
        refuse_far(m["targets"], (SHIPPED,), str(self.path))
        targets = None if m["targets"] == SHIPPED else Path(m["targets"])
        try:
            chosen, asked = load(m["source"]), load_targets(targets)
        except InputError:
            raise InputError(f"{self.path}: its scenario or targets cannot be read") from None
        found = hindcast(
            chosen, asked, members=int(m["members"]),
            seed=int(m["seed"]),
            constrained=None if m["ensemble"] == "prior" else constrained.ensemble(),
        )  # fmt: skip
        theme = THEMES.get(m.get("theme", "light"), THEMES["light"])
        now = {**m, **provenance(), "command": m.get("command", "")}
        drawn, stated = figures(found, now, theme=theme), figures(found, m, theme=theme)
        if self.figure not in drawn:
            raise unknown(str(self.path), "figure", self.figure, drawn)
        return Again(drawn[self.figure], stated[self.figure], now)
