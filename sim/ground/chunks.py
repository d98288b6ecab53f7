"""Arrays as Zarr (format 2) keeps them: a description and chunks of bytes, by path.

Written here and not by the library, which waits for the files of each array in turn and takes
three times as long; what is written is read back by the library, and a test says so.
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.ground import zarrs

ZARR = "results.zarr"
LEVEL = 1
"""Of zlib, for histograms: they are mostly zeros."""


@dataclass(frozen=True)
class Array:
    """One array of the store, in chunks that each belong to one block."""

    path: str
    dims: tuple[str, ...]
    shape: tuple[int, ...]
    chunks: tuple[int, ...]
    dtype: str = "<f4"
    attrs: dict[str, Any] = field(default_factory=dict)
    packed: bool = False

    def metadata(self) -> dict[str, Any]:
        """Return the description that Zarr (format 2) reads."""
        return {
            "zarr_format": zarrs.FORMAT,
            "shape": list(self.shape),
            "chunks": list(self.chunks),
            "dtype": self.dtype,
            "fill_value": "NaN" if "f" in self.dtype else None,
            "order": "C",
            "compressor": {"id": "zlib", "level": LEVEL} if self.packed else None,
            "filters": None,
        }

    def key(self, *place: int) -> str:
        """Return the path of a chunk; places that are not given are 0."""
        full = (*place, *(0 for _ in self.shape[len(place) :])) or (0,)
        return f"{ZARR}/{self.path}/{'.'.join(str(i) for i in full)}"

    def encode(self, part: np.ndarray) -> bytes:
        """Return a chunk's bytes; a part at the edge is padded."""
        full = np.zeros(self.chunks, dtype=self.dtype)
        if "f" in self.dtype:
            full[...] = np.nan
        full[tuple(slice(0, n) for n in part.shape)] = part
        data = full.tobytes()
        return zlib.compress(data, LEVEL) if self.packed else data

    def decode(self, data: bytes) -> np.ndarray:
        """Return a chunk, padding included."""
        whole = zlib.decompress(data) if self.packed else data
        return np.frombuffer(whole, dtype=self.dtype).reshape(self.chunks)

    @property
    def bytes(self) -> int:
        """Size on disk if nothing were packed."""
        count = 1
        for n, chunk in zip(self.shape, self.chunks, strict=True):
            count *= -(-n // chunk) * chunk
        return count * np.dtype(self.dtype).itemsize


def whole_array(
    path: str, dims: tuple[str, ...], values: np.ndarray, attrs: dict[str, Any]
) -> Array:
    """Return the description of an array that is kept as one chunk."""
    dtype = values.dtype.newbyteorder("<").str
    chunks = tuple(max(1, n) for n in values.shape)
    return Array(path, dims, values.shape, chunks, dtype, attrs)


def metadata(
    arrays: Sequence[Array],
    attrs: Mapping[str, Any],
    groups: Mapping[str, Mapping[str, Any]] | None = None,
) -> dict[str, bytes]:
    """Return the description of every group and array, by path, and for xarray all in one.

    Args:
        arrays: what lies in the store.
        attrs: notes of the topmost group.
        groups: notes of deeper groups, by name; a group of arrays without any needs no mention.
    """
    own = {"zarr_format": zarrs.FORMAT}
    found: dict[str, Any] = {zarrs.GROUP: own, zarrs.NOTES: dict(attrs)}
    for group, told in (groups or {}).items():
        found[f"{group}/{zarrs.GROUP}"], found[f"{group}/{zarrs.NOTES}"] = own, dict(told)
    for array in arrays:
        group, slash, _ = array.path.rpartition("/")
        found[f"{group}{slash}{zarrs.GROUP}"] = own
        found[f"{array.path}/{zarrs.ARRAY}"] = array.metadata()
        notes = {"_ARRAY_DIMENSIONS": list(array.dims), **array.attrs}
        found[f"{array.path}/{zarrs.NOTES}"] = notes
    files = {path: zarrs.encoded(table) for path, table in found.items()}
    every = {**files, **zarrs.consolidated(files)}
    return {f"{ZARR}/{path}": data for path, data in every.items()}
