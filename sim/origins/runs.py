"""Figures of runs and comparisons: which command makes them, and how to draw them again."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from sim.ground.errors import InputError, unknown
from sim.ground.text import one_line, shell
from sim.origins.metadata import argument, given_by, listed, refuse_far
from sim.origins.origin import Again, Origin
from sim.plots.registry import COMPARE_FIGURES, MORE_FIGURES, RUN_FIGURES
from sim.plots.run_files import figure_metadata, spoken
from sim.plots.theme import THEMES
from sim.runs import constrained
from sim.runs.runs import compare_scenarios, run_scenario
from sim.runs.settings import SERIES_MEMBERS, Settings
from sim.vocabulary.by_hand import set_by_hand
from sim.vocabulary.language import Words
from sim.vocabulary.scenario import Scenario, load
from sim.vocabulary.scenario import names as scenario_names


class OfRun(Origin):
    """A figure of `sim run`, `sim compare` or `sim plot` on what they wrote."""

    needed = ("scenarios", "members", "seed", "weeks", "ensemble")
    numbers = ("members", "seed", "weeks")

    @property
    def scenarios(self) -> list[str]:
        """Names of the scenarios, the reference first."""
        return listed(self.metadata.get("scenarios", ""))

    def command(self) -> str:
        """Return the command line that makes the figure's results and the figure with them."""
        given = given_by(self.metadata.get("command", ""))
        m = self.metadata
        names = given.names if len(given.names) == len(self.scenarios) else self.scenarios
        verb = "compare" if len(names) > 1 else "run"
        words = ["sim", verb, *map(argument, names)]
        words += ["--members", m["members"], "--seed", m["seed"], "--weeks", m["weeks"]]
        if given.series_members != SERIES_MEMBERS:
            words += ["--series-members", str(given.series_members)]
        settings, assumed = by_hand(m)
        for option, pairs in (("--set", settings), ("--assume", assumed)):
            words += [word for pair in pairs for word in (option, pair)]
        if m["ensemble"] == "prior":
            words.append("--prior")
        return shell(words)

    def commands(self) -> list[str]:
        """Return the command of the results and, if they do not draw it, that of the figure."""
        first = self.command()
        spoken_else = self.metadata.get("language", "en") != "en"
        if not spoken_else and self.figure in (
            COMPARE_FIGURES if len(self.scenarios) > 1 else RUN_FIGURES
        ):
            return [first]
        folder = "results/" + "-vs-".join(Path(name).stem for name in self.scenarios)
        theme = self.metadata.get("theme", "light")
        drawn = ["sim", "plot", folder, "--figure", self.figure]
        language = self.metadata.get("language", "en")
        look = ["--theme", theme] if theme != "light" else []
        look += ["--lang", language] if language != "en" else []
        return [first, shell([*drawn, *look])]

    def about(self, words: Words) -> str:
        """Return what the figure shows, in a line."""
        shown = self.stated(words, "members", "ensemble", "seed", "weeks")
        return words.say("whence.run", names=", ".join(self.scenarios), **shown)

    def again(self) -> Again:
        """Run again what the figure shows; InputError if it can no longer be had."""
        known, m = {**RUN_FIGURES, **COMPARE_FIGURES, **MORE_FIGURES}, self.metadata
        for name in given_by(m.get("command", "")).names or self.scenarios:
            refuse_far(name, scenario_names(), str(self.path))
        chosen = scenarios_of(m, str(self.path))
        if self.figure not in known:
            raise unknown(str(self.path), "figure", self.figure, known)
        draw = known[self.figure]
        table = constrained.ensemble() if m["ensemble"] == "constrained" else None
        how = Settings(
            members=int(m["members"]), seed=int(m["seed"]), weeks=int(m["weeks"]),
            constrained=table, series_members=given_by(m.get("command", "")).series_members,
        )  # fmt: skip
        found = compare_scenarios(chosen, how) if len(chosen) > 1 else run_scenario(chosen[0], how)
        theme = THEMES.get(m.get("theme", "light"), THEMES["light"])
        language = m.get("language", "en")
        stated = {key: m[key] for key in ("model_version", "commit") if key in m}
        old = replace(found, attrs={**found.attrs, **stated})
        return Again(
            partial(spoken, draw, found, theme=theme, language=language),
            partial(spoken, draw, old, theme=theme, language=language),
            {
                **figure_metadata(found),
                "figure": self.figure,
                "theme": theme.name,
                **({} if language == "en" else {"language": language}),
            },
        )


def by_hand(metadata: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """Return what was set on top of the scenarios, levers and assumptions, as options say it."""
    given = given_by(str(metadata.get("command", "")))
    if given.names:
        return list(given.set), list(given.assume)
    pairs = [p for p in listed(str(metadata.get("set", "[]"))) if "=" in p]
    assumed = [pair for pair in pairs if "." in pair.partition("=")[0]]
    return [pair for pair in pairs if pair not in assumed], assumed


def scenarios_of(metadata: Mapping[str, Any], place: str) -> list[Scenario]:
    """Return the scenarios that provenance names; InputError if one has changed or is gone."""
    given, names = given_by(str(metadata.get("command", ""))), listed(str(metadata["scenarios"]))
    sources = given.names if len(given.names) == len(names) else names
    chosen = []
    hashes = listed(str(metadata.get("scenario_hashes", "")))
    if len(hashes) != len(sources):
        raise InputError(f"{place}: its provenance is damaged (scenario_hashes); run it again")
    for name, was in zip(sources, hashes, strict=True):
        try:
            scenario = set_by_hand(load(name), *by_hand(metadata))
        except InputError:  # what is wrong may quote the file, which a stranger has named
            raise InputError(
                f"{place}: its scenario {one_line(name, 80)} is gone or cannot be read; give the "
                "scenario itself"
            ) from None
        if scenario.digest != was:
            commit = one_line(metadata.get("commit"), 40)
            raise InputError(
                f"{place}: scenario {scenario.name} is no longer what it was; check out commit "
                f"{commit} or give the scenario itself"
            )
        chosen.append(scenario)
    return chosen
