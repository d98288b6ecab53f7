"""What a figure says of itself: the metadata in its file, and command lines in that metadata."""

import argparse
import ast
import json
import re
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.ground.errors import InputError
from sim.ground.stamp import provenance
from sim.plots.saving import metadata_of
from sim.runs.settings import SERIES_MEMBERS

ENDINGS = (".png", ".svg", ".pdf")
VALUES = ("--members", "--seed", "--weeks", "--out", "--workers", "--figure", "--format", "--theme")
FLAGS = ("--prior", "--overwrite", "--yes", "--resume")
COMPARED = ("model_version", "commit", "assumptions_hash", "python", "libraries")


def metadata_at(path: Path) -> dict[str, str]:
    """Read the provenance inside a figure; InputError if there is none."""
    if path.suffix not in ENDINGS:
        raise InputError(f"{path}: is no PNG, SVG or PDF; name a figure written by sim")
    if not path.is_file():
        raise InputError(f"{path}: no such file; name a figure written by sim")
    return _of_pdf(path) if path.suffix == ".pdf" else metadata_of(path)


def name_of(path: Path, metadata: Mapping[str, str]) -> str:
    """Return the name of the figure: from its metadata, an SVG's title, or the file's name."""
    if "figure" in metadata:
        return metadata["figure"]
    text = path.read_text("utf-8") if path.suffix == ".svg" else ""
    match = re.search(r"<dc:title>(.*?)</dc:title>", text)
    return match.group(1) if match else path.stem


def _of_pdf(path: Path) -> dict[str, str]:
    """Return the metadata in the document information of a PDF."""
    match = re.search(rb"/Subject \(((?:[^\\()]|\\.)*)\)", path.read_bytes(), re.DOTALL)
    raw = re.sub(rb"\\(.)", rb"\1", match.group(1), flags=re.DOTALL) if match else b""
    wide = raw.startswith(b"\xfe\xff")
    try:
        found = json.loads(raw[2:].decode("utf-16-be") if wide else raw.decode("latin-1"))
    except ValueError:
        raise InputError(f"{path}: carries no provenance; name a figure written by sim") from None
    return {str(k): str(v) for k, v in found.items()}


def changes(metadata: Mapping[str, str]) -> list[str]:
    """Return in which ways this installation is another than the one that drew the figure."""
    now = provenance()
    return [
        f"{key} was {metadata[key]}, is {now[key]}"
        for key in COMPARED
        if key in metadata and metadata[key] != now[key]
    ]


def listed(value: str) -> list[str]:
    """Return a list that stands as text, in JSON or as Python shows it."""
    try:
        found = json.loads(value)
    except ValueError:
        try:
            found = ast.literal_eval(value)
        except (ValueError, SyntaxError):
            found = value
    return [str(v) for v in found] if isinstance(found, list | tuple) else [str(found)]


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
    words = shlex.split(command)
    ours = len(words) > 2 and words[0] == "sim" and words[1] in {"run", "compare", "report"}
    try:
        return parser.parse_known_intermixed_args(words[2:] if ours else [])[0]
    except (argparse.ArgumentError, SystemExit):
        return parser.parse_args([])
