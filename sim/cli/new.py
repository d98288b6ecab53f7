"""sim new: a commented scenario file to start from."""

from pathlib import Path
from typing import Annotated, Optional

import typer

from sim.cli import complete
from sim.cli.options import Lang, Overwrite

TEMPLATE = '''edition = {edition}                    # of the model that the file is written for
title = "{title}"
kind = "future"                # hindcast, counterfactual, future or extreme
question = "What would differ from {parent} if ...?"
story = """
What happens, to whom, and why it is worth asking."""
extends = "{parent}"{space}# all that is not set here is taken from it
# expect = "what you expect before you run it, measure by measure"

# Measures that answer the question, the first one first ('sim.measures()' in Python lists all).
headline = [{headline}]

# Levers from the first week on. Remove the sign # from what you set.
[levers]
{levers}
# Dated steps: a lever takes a value from the week of a date on.
# [[steps]]
# date = 2025-06-30
# lever = "designation_tempo"
# value = 2

# Numbers of the model itself; 'sim assumptions' lists all. A value, a factor, or a distribution.
# [assumptions]
# "dprk.shell_stock" = {{ scale = 0.5 }}

# Rules that could each be right: one, a list, or "sampled".
# [structure]
{structure}'''


def new(
    name: Annotated[str, typer.Argument(help="Name of the scenario; NAME.toml is written here.")],
    from_: Annotated[
        str,
        typer.Option(
            "--from", help="Scenario that it starts from.", autocompletion=complete.scenarios
        ),
    ] = "baseline",
    out: Annotated[Optional[Path], typer.Option(help="File to write.")] = None,  # noqa: UP045
    lang: Lang = "en",
    *,
    overwrite: Overwrite = False,
) -> None:
    """Write a commented scenario file that 'sim check' accepts; change it and run it."""
    from sim.ground.errors import InputError
    from sim.vocabulary.language import words
    from sim.vocabulary.scenario import load

    said = words(lang)
    stem = Path(name).stem if name.endswith(".toml") else name
    if not stem.isidentifier():
        raise InputError(f"new: {name!r} is no name; use letters, digits and _, as in my_scenario")
    path = out or Path(f"{stem}.toml")
    if path.exists() and not overwrite:
        raise InputError(f"{path}: is there already; add --overwrite or name another")
    text = template(stem, load(from_).name if not from_.endswith(".toml") else from_)
    from sim.ground.writing import write

    write(path, text)
    typer.echo(said.say("written.scenario", path=path))


def template(name: str, parent: str) -> str:
    """Return the text of a scenario file with every lever and rule in a comment."""
    from sim.vocabulary.edition import EDITION
    from sim.vocabulary.levers import structures
    from sim.vocabulary.scenario import load

    headline = ", ".join(f'"{measure}"' for measure in load(parent).headline)
    structure = "".join(
        f'# {s.name} = "{s.options[0]}"  # or {", ".join(s.options[1:])}\n'
        for s in structures().values()
    )
    title = name.replace("_", " ").capitalize()
    space = " " * max(2, 19 - len(parent))
    return TEMPLATE.format(
        edition=EDITION,
        title=title, parent=parent, space=space, headline=headline, levers=_levers(),
        structure=structure,
    )  # fmt: skip


def _levers() -> str:
    from sim.vocabulary.levers import REGIMES, levers

    lines = []
    for x in levers().values():
        unit = "" if x.unit == "1" else f" {x.unit}"
        kinds = "a date or 'never'" if x.unit == "date" else ", ".join(REGIMES)
        known = f"{x.low:g} to {x.high:g}{unit}" if x.quantity else kinds
        lines.append(f"# {x.name} =   # {known}; set by {x.set_by}: {x.meaning}\n")
    return "".join(lines)
