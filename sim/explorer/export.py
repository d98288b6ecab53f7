"""What a page gives away: a scenario file, the command line and the Python of the same numbers."""

import shlex
import tomllib
from collections.abc import Mapping
from datetime import date
from typing import Any

import tomli_w

from sim.explorer.asked import SECTIONS, State, state_of
from sim.explorer.shelf import Shelf
from sim.ground.errors import InputError
from sim.vocabulary.case_file import SECTIONS as FILE_SECTIONS
from sim.vocabulary.edition import EDITION, levers_set, require_meaning
from sim.vocabulary.levers import lever
from sim.vocabulary.scenario import KEYS

NAME = "explored"
FILE = f"{NAME}.toml"


def scenario_toml(state: State, shelf: Shelf) -> str:
    """Return a scenario file that `sim check` accepts and that gives the state's own numbers."""
    of = state.scenario
    table: dict[str, Any] = {
        "edition": EDITION,
        "title": f"{of.title}, explored",
        "question": of.question,
        "story": f"Set by hand on top of the scenario {of.name}.",
        "extends": shelf.origin(of.name),
        **{name: given for name, given in state.moved.items() if name != "steps"},
    }
    if state.moved.get("steps"):
        table["steps"] = [_dated(step) for step in state.moved["steps"]]
    how = f"members {state.members}, seed {state.seed}, weeks {state.weeks}"
    return f"# {how}{', prior ensemble' if state.prior else ''}\n{tomli_w.dumps(table)}"


def _dated(step: Mapping[str, Any]) -> dict[str, Any]:
    return {**step, "date": date.fromisoformat(str(step["date"]))}


def command(state: State, shelf: Shelf) -> str:
    """Return the line for a shell; dated steps and assumptions go through the scenario file."""
    sizes = f"--members {state.members} --seed {state.seed} --weeks {state.weeks}"
    prior = " --prior" if state.prior else ""
    if set(state.moved) <= {"levers"}:
        pairs = [f"--set {shlex.quote(f'{n}={v}')}" for n, v in _levers(state).items()]
        name = shlex.quote(shelf.origin(state.scenario.name))
        return " ".join(["sim run", name, *pairs, sizes]) + prior
    return f"sim run {FILE} {sizes}{prior}"


def python(state: State, shelf: Shelf) -> str:
    """Return the lines of Python that give the same numbers."""
    given = [repr(shelf.origin(state.scenario.name))]
    for name, value in state.moved.items():
        if name == "steps":
            value = [(s["date"], s["lever"], s["value"]) for s in value]  # noqa: PLW2901
        given.append(f"{name}={value!r}")
    given += [f"{name}={getattr(state, name)}" for name in ("members", "seed", "weeks")]
    if state.prior:
        given.append("prior=True")
    return f"import sim\n\nresults = sim.run({', '.join(given)})\nresults.bands\n"


def _levers(state: State) -> dict[str, str]:
    found = state.scenario.policy.levers
    return {
        name: lever("levers", name).show(found[name][0][1])
        for name in state.moved.get("levers", {})
    }


def exported(state: State, shelf: Shelf) -> dict[str, str]:
    """Return everything that is given away, by kind."""
    return {
        "toml": scenario_toml(state, shelf),
        "file": FILE,
        "command": command(state, shelf),
        "python": python(state, shelf),
    }


def opened(text: object, shelf: Shelf) -> dict[str, Any]:
    """Return the state that a scenario file describes; InputError if it is wrong.

    The file may extend what is on the shelf; it is never looked for on the disk.
    """
    if not isinstance(text, str):
        raise InputError("toml: must be the text of a scenario file")
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError(f"toml: not valid TOML: {str(error).splitlines()[0]}") from None
    unread = [k for k in table if k in FILE_SECTIONS and k not in SECTIONS]
    if unread:
        raise InputError(
            f"toml: [{unread[0]}] cannot be set here; name the file on the command line"
        )
    wrong = [k for k in table if k not in KEYS]
    if wrong:
        raise InputError(f"toml: unknown key {wrong[0]!r}")
    require_meaning("toml", table, levers_set(table))
    parent = table.get("extends", "baseline")
    names = {shelf.origin(name): name for name in shelf.scenarios}
    state = {"scenario": names.get(parent, parent)} | {
        name: _plain(table[name]) for name in SECTIONS if name in table
    }
    state_of(state, shelf, "toml")
    return state


def _plain(given: Any) -> Any:
    """Return a TOML value as JSON has it: dates as text."""
    if isinstance(given, Mapping):
        return {name: _plain(value) for name, value in given.items()}
    if isinstance(given, list):
        return [_plain(value) for value in given]
    return given.isoformat()[:10] if isinstance(given, date) else given
