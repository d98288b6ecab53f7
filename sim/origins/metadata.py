"""What a figure says of itself: the metadata in its file, and command lines in that metadata."""

import argparse
import ast
import json
import shlex
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sim.ground.errors import InputError
from sim.ground.files import exists
from sim.ground.stamp import provenance
from sim.plots.saving import metadata_of, title_of
from sim.runs.settings import SERIES_MEMBERS
from sim.vocabulary.language import Words

ENDINGS = (".png", ".svg", ".pdf")
VALUES = ("--members", "--seed", "--weeks", "--out", "--workers", "--figure", "--format", "--theme")
FLAGS = ("--prior", "--overwrite", "--yes", "--resume")
LONGEST_NAME = 200
COMPARED = ("model_version", "commit", "assumptions_hash", "python", "libraries")


def metadata_at(path: Path) -> dict[str, str]:
    """Read the provenance inside a figure; InputError if there is none."""
    if path.suffix not in ENDINGS:
        raise InputError(f"{path}: is no PNG, SVG or PDF; name a figure written by sim")
    if not exists(path):
        raise InputError(f"{path}: no such file; name a figure written by sim")
    return metadata_of(path)


def name_of(path: Path, metadata: Mapping[str, str]) -> str:
    """Return the name of the figure: from its metadata, an SVG's title, or the file's name."""
    name = metadata.get("figure") or title_of(path) or path.stem
    if len(name) > LONGEST_NAME or name != Path(name).name or name.startswith("."):
        raise InputError(f"{path}: its provenance names no figure; name one written by sim")
    return name


def changes(metadata: Mapping[str, str], words: Words) -> list[str]:
    """Return in which ways this installation is another than the one that drew the figure."""
    now = provenance()
    return [
        words.say("whence.change", what=key, was=metadata[key], now=now[key])
        for key in COMPARED
        if key in metadata and metadata[key] != now[key]
    ]


def listed(value: str) -> list[str]:
    """Return a list that stands as text, in JSON or as Python shows it."""
    found: Any = value
    for read in (json.loads, ast.literal_eval):
        try:
            found = read(value)
            break
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            continue
    return [str(v) for v in found] if isinstance(found, list | tuple) else [str(found)]


def words_of(command: str) -> list[str]:
    """Return the words of a command line, none if its quotes do not close."""
    try:
        return shlex.split(command)
    except ValueError:
        return []


def argument(name: str) -> str:
    """Return a name as an argument that no command takes for an option."""
    return f"./{name}" if name.startswith("-") else name


def refuse_far(name: str, known: Iterable[str], place: str) -> None:
    """Refuse to open what a figure names, unless it is shipped or lies below the folder one is in.

    Args:
        name: of a scenario, a file of targets or a folder, as the figure says it.
        known: names that are shipped.
        place: what the line of refusal begins with.
    """
    if name in known:
        return
    here = Path.cwd().resolve()
    try:
        near = "://" not in name and Path(name).resolve().is_relative_to(here)
    except (OSError, ValueError, RuntimeError):
        near = False
    if not near:
        raise InputError(
            f"{place}: what it was made from does not lie below this folder; go to where it lies, "
            "or use the command that 'sim whence' prints"
        )


def given_by(command: str) -> Any:
    """Return scenarios, levers and series members as a command line gave them."""
    parser = argparse.ArgumentParser(add_help=False, exit_on_error=False)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--set", action="append", default=[])
    parser.add_argument("--assume", action="append", default=[])
    parser.add_argument("--series-members", type=int, default=SERIES_MEMBERS)
    for name in VALUES:
        parser.add_argument(name)
    for name in FLAGS:
        parser.add_argument(name, action="store_true")
    words = words_of(command)
    ours = len(words) > 2 and words[0] == "sim" and words[1] in {"run", "compare", "report"}
    try:
        return parser.parse_known_intermixed_args(words[2:] if ours else [])[0]
    except (argparse.ArgumentError, SystemExit):
        return parser.parse_args([])


REPEATED = ("--axis", "--structure", "--set", "--assume", "--measure", "--date")
KEPT = (
    "--from", "--members", "--seed", "--weeks", "--workers", "--scheduler", "--format", "--engine",
    "--lang",
)  # fmt: skip
PLAIN = ("--prior",)
LEFT = ("--out", "--overwrite", "--resume", "--yes", "--no-cache", "--help")
"""Options of `sim sweep` that a command rebuilt from a figure does not repeat."""


def swept_by(command: str) -> list[str]:
    """Return the design and the options of `sim sweep` that a command line gave, in our words.

    Args:
        command: as a figure says it; what is none, or asks for more, gives nothing.
    """
    words = words_of(command)
    if words[:2] != ["sim", "sweep"]:
        return []
    parser = argparse.ArgumentParser(add_help=False, exit_on_error=False, allow_abbrev=False)
    parser.add_argument("names", nargs="*")
    for name in REPEATED:
        parser.add_argument(name, action="append", default=[])
    for name in (*KEPT, "--out"):
        parser.add_argument(name)
    for name in (*PLAIN, *(left for left in LEFT if left != "--out")):
        parser.add_argument(name, action="store_true")
    try:
        found = vars(parser.parse_known_intermixed_args(words[2:])[0])
    except (argparse.ArgumentError, SystemExit):
        return []
    out = [argument(name) for name in found["names"]]
    for name in (*REPEATED, *KEPT):
        given = found[name[2:]]
        values = given if isinstance(given, list) else [given] if given else []
        out += [word for value in values for word in (name, value)]
    return out + [name for name in PLAIN if found[name[2:]]]
