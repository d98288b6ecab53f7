"""A small sweep that several tests run, and what its store holds, as bits."""

import hashlib
from pathlib import Path

from sim.sweeps.designs.file import parse_design

BLOCK = 16
TABLE = {
    "scenario": "baseline", "members": 12, "seed": 3, "weeks": 10,
    "axes": {"shells_demanded_per_day": [6000, 14000], "designation_tempo": [0, 1, 4]},
    "save": {
        "measures": ["capability.index", "russia.shells_fired", "trade.binding"],
        "series_members": 3, "histograms": True,
    },
}  # fmt: skip


def small(**more):
    return parse_design({**TABLE, **more}, "small.toml", "small")


def bits(folder):
    """Return a checksum of every chunk of a store and of every completion record."""
    out = {}
    for path in sorted(Path(folder).rglob("*")):
        name = str(path.relative_to(folder))
        chunk = name.startswith(("results.zarr/", "blocks/")) and path.name not in {
            ".zattrs",
            ".zgroup",
            ".zmetadata",  # holds both; the attributes name the command that was typed
        }
        if path.is_file() and chunk:
            out[name] = hashlib.blake2b(path.read_bytes()).hexdigest()
    assert out
    return out
