"""Write figures with their provenance inside, and read it back."""

import json
import re
from collections.abc import Mapping, Sequence
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from sim.ground.errors import InputError
from sim.plots.theme import LIGHT, settings

DPI = 120
FORMATS = ("png", "svg")
PREFIX = "sim:"
"""Marks our own entries among the text of a PNG."""


def save(
    figure: Figure,
    folder: Path,
    name: str,
    metadata: Mapping[str, str],
    *,
    formats: Sequence[str] = FORMATS,
) -> list[Path]:
    """Write a figure in each format, the metadata inside; the same figure gives the same bytes.

    Args:
        figure: what to write.
        folder: an existing folder.
        name: file name without ending.
        metadata: provenance by key.
        formats: of png, svg and pdf.

    Returns:
        The files written.
    """
    paths = []
    with mpl.rc_context(settings(LIGHT)):
        for kind in formats:
            path = folder / f"{name}.{kind}"
            if kind == "png":
                _png(figure, path, metadata)
            else:
                figure.savefig(path, format=kind, metadata=_header(kind, name, metadata))
            paths.append(path)
    return paths


def warm_up() -> None:
    """Draw a small figure into memory, so that fonts and back ends are loaded before they count."""
    with mpl.rc_context(settings(LIGHT)):
        figure = Figure(figsize=(2, 2))
        axes = figure.add_subplot()
        axes.plot([0, 1], label="warm")
        axes.set_title("Warm 0123456789", weight="bold")
        axes.legend()
        canvas: Any = FigureCanvasAgg(figure)
        canvas.draw()
        figure.savefig(BytesIO(), format="svg")


def _png(figure: Figure, path: Path, metadata: Mapping[str, str]) -> None:
    figure.set_dpi(DPI)
    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
    picture = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    text = PngInfo()
    text.add_text("Software", "sim")
    for key, value in sorted(metadata.items()):
        text.add_text(f"{PREFIX}{key}", value)
    picture.save(path, "png", pnginfo=text, dpi=(DPI, DPI), compress_level=2)


def _header(kind: str, name: str, metadata: Mapping[str, str]) -> dict[str, Any]:
    text = json.dumps(dict(metadata), sort_keys=True, ensure_ascii=False)
    name = metadata.get("figure", name)
    if kind == "svg":
        return {"Date": None, "Creator": "sim", "Title": name, "Description": text}
    return {"CreationDate": None, "Creator": "sim", "Title": name, "Subject": text}


def metadata_of(path: Path) -> dict[str, str]:
    """Return the metadata inside a PNG or SVG that `save` wrote; InputError if there is none."""
    found: dict[str, str] = {}
    try:
        if path.suffix == ".png":
            with Image.open(path) as image:
                image.load()
                text = getattr(image, "text", {})
            found = {k[len(PREFIX) :]: v for k, v in text.items() if k.startswith(PREFIX)}
        elif path.suffix == ".svg":
            match = re.search(
                r"<dc:description>(.*?)</dc:description>", path.read_text("utf-8"), re.DOTALL
            )
            found = json.loads(unescape(match.group(1))) if match else {}
    except (OSError, ValueError):
        found = {}
    if not found:
        raise InputError(f"{path}: carries no provenance; name a figure written by sim")
    return found
