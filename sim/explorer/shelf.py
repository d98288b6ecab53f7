"""The scenarios that may be asked for: the shipped ones and those named on the command line."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sim.ground.errors import InputError, unknown
from sim.vocabulary.scenario import Scenario, load, names


@dataclass(frozen=True)
class Shelf:
    """Scenarios by name. No request opens a file: what is not on the shelf does not exist.

    Attributes:
        first: name of the scenario that is shown first.
        reference: name of the one that it is held against.
        files: a user's own scenario files, as given on the command line.
    """

    first: str = "baseline"
    reference: str = "baseline"
    files: tuple[str, ...] = ()

    @classmethod
    def of(cls, scenario: str, against: str) -> "Shelf":
        """Return the shelf for a command line; InputError if a scenario or file is wrong."""
        given = [load(name) for name in (scenario, against)]
        own = [
            path for path, found in zip((scenario, against), given, strict=True)
            if path not in names() and found.name
        ]  # fmt: skip
        clash = [Path(path).stem for path in own if Path(path).stem in names()]
        if clash:
            raise InputError(f"{clash[0]}: a shipped scenario has this name; rename the file")
        return cls(given[0].name, given[1].name, tuple(dict.fromkeys(own)))

    @cached_property
    def scenarios(self) -> dict[str, Scenario]:
        """Return all scenarios by name, the user's own first."""
        own = [load(path) for path in self.files]
        return {s.name: s for s in [*own, *map(load, names())]}

    def scenario(self, place: str, name: object) -> Scenario:
        """Return a scenario by name; InputError with the nearest one if there is none."""
        if not isinstance(name, str) or name not in self.scenarios:
            raise unknown(place, "scenario", name, self.scenarios)
        return self.scenarios[name]

    def origin(self, name: str) -> str:
        """Return what a command line calls a scenario: its name, or its file's path."""
        return next((path for path in self.files if Path(path).stem == name), name)

    def also(self, others: Sequence[str]) -> "Shelf":
        """Return the shelf with further files."""
        return Shelf(self.first, self.reference, tuple(dict.fromkeys((*self.files, *others))))
