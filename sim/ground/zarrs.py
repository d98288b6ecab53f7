"""What is opened of Zarr (format 2): plain numbers in plain chunks, as sim writes them."""

import json
import re
from collections.abc import Iterable, Mapping
from math import prod
from typing import Any

import numpy as np

from sim.ground.errors import InputError

FORMAT = 2
ARRAY, NOTES, GROUP, ALL = ".zarray", ".zattrs", ".zgroup", ".zmetadata"
METADATA = (ARRAY, NOTES, GROUP, ALL)
NEWER = "zarr.json"
"""Where format 3 keeps its metadata: a library that finds it prefers it."""

PLAIN = re.compile(r"[|]b1|[|][iu]1|<[iu][248]|<f[48]|<U[0-9]{1,4}")
"""Types that are opened: numbers and texts of one length. An object could be code."""

PACKERS = ("zlib",)
"""Codecs that are opened beside none at all."""

KEYS = frozenset(
    {"zarr_format", "shape", "chunks", "dtype", "fill_value", "order", "compressor", "filters"}
)
MORE_KEYS = KEYS | {"dimension_separator"}
MOST_CHUNK_BYTES = 2**32
MOST_LENGTH = 2**48
MOST_METADATA_BYTES = 10**8
"""Of one file of metadata; a bound, so that nothing endless is read."""


def encoded(table: Mapping[str, Any]) -> bytes:
    """Return metadata as it stands in a file."""
    return json.dumps(table).encode()


def consolidated(files: Mapping[str, bytes], **more: Mapping[str, str]) -> dict[str, bytes]:
    """Return for every group one file with all the metadata below it: xarray opens it in silence.

    Args:
        files: every file of a store.
        more: what the file of the topmost group says beside.
    """
    told = sorted(name for name in files if _last(name) in METADATA[:3])  # zarr wants its order
    found = {name: json.loads(files[name]) for name in told}
    out = {}
    for name in found:
        if _last(name) == GROUP:
            top = name.removesuffix(GROUP)
            below = {n.removeprefix(top): table for n, table in found.items() if n.startswith(top)}
            table = {"zarr_consolidated_format": 1, "metadata": below, **({} if top else more)}
            out[f"{top}{ALL}"] = encoded(table)
    return out


def _last(name: str) -> str:
    return name.rpartition("/")[2]


def metadata_names(names: Iterable[str]) -> list[str]:
    """Return the files of a store that a library reads before any number."""
    return sorted(name for name in names if _last(name) in (*METADATA, NEWER))


def require_plain(files: Mapping[str, bytes | None], place: str) -> None:
    """Refuse metadata that is not as sim writes it: nothing has been decoded until then.

    Args:
        files: content by path of every file of metadata.
        place: what the line of refusal begins with.

    Raises:
        InputError: an object type, an unknown codec, another format, or no metadata at all.
    """
    tables = {name: _table(name, content, place) for name, content in files.items()}
    if GROUP not in tables:
        raise InputError(f"{place}: {GROUP} is missing; it is no store of sim or is damaged")
    for name, table in tables.items():
        wrong = _wrong(name, table, tables)
        if wrong:
            raise InputError(f"{place}: {name}: {wrong}; sim writes no such store and opens none")


def require_one_chunk(
    files: Mapping[str, bytes | None], sizes: Mapping[str, int], place: str
) -> None:
    """Refuse arrays that are not one whole unpacked chunk each, as a run's are.

    Args:
        files: metadata by path that `require_plain` let pass.
        sizes: bytes by path of every file.
        place: what the line of refusal begins with.
    """
    for name in (name for name in files if _last(name) == ARRAY):
        table = _table(name, files[name], place)
        shape, where = table["shape"], name.removesuffix(ARRAY)
        bytes_ = prod(shape) * np.dtype(table["dtype"]).itemsize
        whole = table["chunks"] == [max(1, n) for n in shape] and table["compressor"] is None
        found = sizes.get(f"{where}{'.'.join('0' * len(shape)) or '0'}", 0)
        if not whole or found != bytes_:
            raise InputError(
                f"{place}: {where[:-1]} has not the length that it states; make it again"
            )


def _table(name: str, content: bytes | None, place: str) -> dict[str, Any]:
    try:
        found = json.loads(content or b"")
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise InputError(f"{place}: {name} is damaged; make it again")
    return found


def _wrong(name: str, table: dict[str, Any], tables: Mapping[str, dict[str, Any]]) -> str:
    """Return in words what is not as sim writes it, "" if nothing is."""
    last = _last(name)
    if last == NEWER:
        return "is of format 3"
    if last == GROUP:
        return "" if table == {"zarr_format": FORMAT} else "is no group of format 2"
    if last == ARRAY:
        return _wrong_array(table)
    if last == NOTES:
        return _wrong_notes(table, tables.get(f"{name.removesuffix(NOTES)}{ARRAY}"))
    top = name.removesuffix(ALL)
    below = {f"{top}{n}": t for n, t in _mapping(table.get("metadata")).items()}
    mine = {n: t for n, t in tables.items() if n.startswith(top) and _last(n) in METADATA[:3]}
    return "" if below == mine else "does not agree with the metadata that it sums up"


def _mapping(found: Any) -> dict[str, Any]:
    return found if isinstance(found, dict) else {}


def _wrong_array(table: dict[str, Any]) -> str:
    known = KEYS <= table.keys() <= MORE_KEYS and table["zarr_format"] == FORMAT
    if not known or not _has_shape(table["shape"], table["chunks"]):
        return "is no array of format 2"
    if not isinstance(table["dtype"], str) or not PLAIN.fullmatch(table["dtype"]):
        return f"type {str(table['dtype'])[:40]} is neither a plain number nor a plain text"
    if table["filters"] is not None or not _plain_packer(table["compressor"]):
        return "is written by a codec that is not opened"
    if table["order"] != "C" or table.get("dimension_separator", ".") != ".":
        return "lies in another order"
    large = prod(table["chunks"]) * np.dtype(table["dtype"]).itemsize > MOST_CHUNK_BYTES
    if large or table["fill_value"] not in (None, "NaN"):
        return "has chunks that are too large, or a filling of its own"
    return ""


def _has_shape(shape: Any, chunks: Any) -> bool:
    fine = _lengths(shape) and _lengths(chunks)
    return fine and len(shape) == len(chunks) and 0 not in chunks


def _plain_packer(found: Any) -> bool:
    level = {"id", "level"}
    return found is None or (
        isinstance(found, dict)
        and found.keys() == level
        and found["id"] in PACKERS
        and type(found["level"]) is int
    )


def _lengths(found: Any) -> bool:
    return isinstance(found, list) and all(type(n) is int and 0 <= n < MOST_LENGTH for n in found)


def _wrong_notes(table: dict[str, Any], array: dict[str, Any] | None) -> str:
    if array is None:
        return ""
    dims, shape = table.get("_ARRAY_DIMENSIONS"), array.get("shape")
    if not isinstance(dims, list) or not isinstance(shape, list) or len(dims) != len(shape):
        return "does not name the dimensions of its array"
    return "" if all(isinstance(dim, str) for dim in dims) else "names no dimensions"
