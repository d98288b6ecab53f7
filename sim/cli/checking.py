"""sim check: what a user wrote is read as a run would read it, and the model is tried on it."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from sim.cli.options import Lang

if TYPE_CHECKING:
    from sim.sweeps.designs.design import Design
    from sim.vocabulary.language import Words
    from sim.vocabulary.policy import Case

MEMBERS, WEEKS, SEED = 4, 2, 1
"""Of the short runs that a check makes: a ratio without a denominator fails in the first weeks."""

MOST_POLICIES = 32
"""Policies of a design that are tried, both ends of every axis among them."""

OF_DESIGNS = ("members", "axes", "sample", "save", "pictures", "constraints")
"""Keys of a file that make it a design and no scenario."""


def check(
    files: Annotated[
        Optional[list[Path]],  # noqa: UP045
        typer.Argument(help="Scenarios, designs (.toml), targets (.csv) or ensembles (.npz)."),
    ] = None,
    lang: Lang = "en",
) -> None:
    """Check the files given, or all that is shipped; each scenario and design is tried briefly."""
    from sim.cli.tables import paragraph
    from sim.vocabulary.language import words

    said = words(lang)
    if files:
        kinds = [_file(str(path)) for path in files]
        names = [said.say(f"checked.{kind}") for kind in sorted(set(kinds))]
        listed = said.say("checked.then").join(names)
        paragraph(said.say("checked.files", count=len(kinds), kinds=listed))
        return
    paragraph(_shipped(said))


def _file(name: str) -> str:
    """Check one file and return of which kind it is."""
    from sim.ground.files import toml_of
    from sim.runs.constrained import load as load_ensemble
    from sim.sweeps.designs.file import load_design
    from sim.vocabulary.evidence import load_targets
    from sim.vocabulary.scenario import load

    ending = Path(name).suffix
    if ending == ".csv":
        load_targets(Path(name))
        return "targets"
    if ending == ".npz":
        load_ensemble(Path(name))
        return "ensemble"
    if ending == ".toml" and set(OF_DESIGNS) & set(toml_of(Path(name), name)):
        design = load_design(name)
        _try(name, _some(design))
        return "design"
    _try(name, [load(name).policy])
    return "scenario"


def _some(design: "Design") -> "list[Case]":
    """Return policies of a design, spread over all and both ends of each axis among them."""
    count = len(design)
    step = max(1, count // MOST_POLICIES)
    ends = {0, count - 1}
    below = 1
    for axis in reversed(design.axes if design.kept is None else ()):
        ends.add((len(axis.values) - 1) * below)
        below *= len(axis.values)
    return [design.policies[number] for number in sorted({*range(0, count, step), *ends})]


def _try(place: str, policies: "Sequence[Case]") -> None:
    """Run policies for a few weeks; InputError names the first that cannot be run."""
    from sim.ground.errors import InputError
    from sim.ground.text import one_line
    from sim.runs.ensemble import Experiment
    from sim.sweeps.block import record
    from sim.vocabulary.measures import measures

    experiment = Experiment(policies, MEMBERS, SEED, WEEKS)
    every = tuple(measures())
    failed = [f for p in experiment.pieces() for f in record(experiment, p, every).failures]
    if failed:
        first = failed[0]
        raise InputError(
            f"{place}: the model cannot be run with it: {policies[first.policy].name}, week "
            f"{first.week}: {one_line(first.reason, 200)}"
        )


def _shipped(said: "Words") -> str:
    from sim.ground.files import shipped
    from sim.runs import constrained
    from sim.sweeps.designs.file import load_design
    from sim.sweeps.designs.file import names as designs
    from sim.vocabulary.assumptions import registry
    from sim.vocabulary.claims import claims
    from sim.vocabulary.evidence import check_evidence, load_targets
    from sim.vocabulary.scenario import load, names

    check_evidence(registry(), shipped())
    found = [load(name) for name in names()]
    _try("scenarios", [scenario.policy for scenario in found])
    for name in designs():
        load_design(name)
    known, targets = claims(), load_targets()
    constrained.ensemble()
    note = constrained.stale()
    return said.say(
        "checked.shipped",
        assumptions=len(registry()),
        scenarios=len(found),
        designs=len(designs()),
        targets=len(targets),
        claims=len(known),
        note=note or said.say("checked.ensemble_fits"),
    )
