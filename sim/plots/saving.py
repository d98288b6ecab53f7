"""Write figures with their provenance inside, and read it back."""

import json
import re
import warnings
from collections.abc import Callable, Mapping, Sequence
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
from sim.ground.files import content_of
from sim.ground.ledger import claim
from sim.ground.text import plain
from sim.ground.writing import whole
from sim.plots.fonts import cover
from sim.plots.theme import LIGHT, settings

DPI = 120
FORMATS = ("png", "svg")
PREFIX = "sim:"
"""Marks our own entries among the text of a PNG."""

MOST_BYTES = 10**8
"""Of a figure that is asked where it comes from."""

SUBJECT = re.compile(rb"/Subject \(((?:[^\\()]++|\\.)*+)\)", re.DOTALL)


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
    cover(figure)
    with mpl.rc_context(settings(LIGHT)):
        for kind in formats:
            path = folder / f"{name}.{kind}"
            with whole(path, sync=False) as part:
                if kind == "png":
                    _png(figure, part, metadata)
                else:
                    figure.savefig(part, format=kind, metadata=_header(kind, name, metadata))
                claim(part, path)
            paths.append(path)
    return paths


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
    """Return the metadata inside a PNG, SVG or PDF that `save` wrote.

    What it says is text of whoever made the file: control characters are taken out, no pixel is
    decoded, and nothing is read beyond a bound.

    Raises:
        InputError: there is none, or the file cannot be read.
    """
    content = content_of(path, str(path), MOST_BYTES)
    try:
        found = dict(READERS[path.suffix](content))
    except Exception:  # noqa: BLE001  (libraries fail on broken pictures in many ways)
        found = {}
    if not found:
        raise InputError(f"{path}: carries no provenance; name a figure written by sim")
    return {_line(key): _line(value) for key, value in found.items()}


def title_of(path: Path) -> str:
    """Return the title inside an SVG, "" if there is none or it is another file."""
    if path.suffix != ".svg":
        return ""
    text = content_of(path, str(path), MOST_BYTES).decode("utf-8", "replace")
    return _line(between(text, "<dc:title>", "</dc:title>"))


def _line(value: object) -> str:
    return plain(value).replace("\n", " ").replace("\t", " ")


def between(text: str, start: str, end: str) -> str:
    """Return what stands between two marks, "" where one is missing."""
    _, found, rest = text.partition(start)
    inside, closed, _ = rest.partition(end)
    return inside if found and closed else ""


def _of_png(content: bytes) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its size does not matter: no pixel is read
        with Image.open(BytesIO(content), formats=("PNG",)) as image:
            text = dict(image.info)
    return {k[len(PREFIX) :]: v for k, v in text.items() if str(k).startswith(PREFIX)}


def _of_svg(content: bytes) -> Any:
    return json.loads(unescape(between(content.decode(), "<dc:description>", "</dc:description>")))


def _of_pdf(content: bytes) -> Any:
    match = SUBJECT.search(content)
    raw = re.sub(rb"\\(.)", rb"\1", match.group(1), flags=re.DOTALL) if match else b""
    wide = raw.startswith(b"\xfe\xff")
    return json.loads(raw[2:].decode("utf-16-be") if wide else raw.decode("latin-1"))


READERS: Mapping[str, Callable[[bytes], Any]] = {".png": _of_png, ".svg": _of_svg, ".pdf": _of_pdf}
