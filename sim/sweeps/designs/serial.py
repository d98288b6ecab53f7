"""Designs as a store keeps them: resolved, so that workers and replays need no other file."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from sim.sweeps.designs.design import Axis, Design, Picture, Sample, Save, Saved
from sim.vocabulary.adaptive import Rule
from sim.vocabulary.assumptions import Distribution
from sim.vocabulary.policy import Case, Events, Override


def to_json(design: Design) -> dict[str, Any]:
    """Return everything but the sample's rows and the kept combinations, for a store."""
    out = {name: getattr(design, name) for name in ("name", "title", "members", "seed", "weeks")}
    out["bases"] = [_without(asdict(policy), rules=()) for policy in design.bases]
    out["axes"] = [_without(asdict(axis), week=0) for axis in design.axes]
    out["structures"] = [[name, list(options)] for name, options in design.structures]
    sample: Any = design.sample
    if sample is not None:
        about = {"method": sample.method, "names": sample.names, "week": sample.week}
        sample = _without(about, week=0)
    out["sample"] = sample
    out["save"], out["pictures"] = asdict(design.save), [asdict(p) for p in design.pictures]
    out["save"]["variables"] = [_without(v, week=None) for v in out["save"]["variables"]]
    return json.loads(json.dumps(out))  # type: ignore[no-any-return]


def from_json(table: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> Design:
    """Return the design that `to_json` wrote; rows and kept combinations come in beside it."""
    sample = table["sample"]
    save = {**table["save"], "quantiles": tuple(table["save"]["quantiles"])}
    save["variables"] = tuple(Saved(**saved) for saved in save["variables"])
    return Design(
        **{name: table[name] for name in ("name", "title", "members", "seed", "weeks")},
        bases=tuple(_policy(policy) for policy in table["bases"]),
        axes=tuple(Axis(**{**a, "values": tuple(a["values"])}) for a in table["axes"]),
        structures=tuple((name, tuple(options)) for name, options in table["structures"]),
        sample=sample
        and Sample(**{**sample, "names": tuple(sample["names"])}, rows=arrays["rows"]),
        save=Save(**save),
        pictures=tuple(Picture(**picture) for picture in table["pictures"]),
        kept=arrays.get("kept"),
    )


def _without(table: dict[str, Any], **defaults: Any) -> dict[str, Any]:
    """Return a table without what is as it is where nobody asks: older stores read the same."""
    return {k: v for k, v in table.items() if k not in defaults or v != defaults[k]}


def _policy(table: Mapping[str, Any]) -> Case:
    events: dict[str, Any] = {
        k: tuple(v) if isinstance(v, list) else v for k, v in table["events"].items()
    }
    overrides = {
        key: Override(
            o["value"], o["scale"], o["distribution"] and Distribution(**o["distribution"])
        )
        for key, o in table["assumptions"].items()
    }
    paths = {k: tuple((int(w), float(v)) for w, v in path) for k, path in table["levers"].items()}
    structure = {name: tuple(options) for name, options in table["structure"].items()}
    rules = tuple(Rule(**rule) for rule in table.get("rules", ()))
    return Case(table["name"], paths, overrides, structure, Events(**events), rules)


def digest(design: Design) -> str:
    """Return a hash of everything that decides the runs and what is kept of them."""
    table = {k: v for k, v in to_json(design).items() if k not in {"name", "title", "pictures"}}
    out = hashlib.blake2b(json.dumps(table, sort_keys=True).encode(), digest_size=8)
    for array in (design.sample and design.sample.rows, design.kept):
        out.update(b"-" if array is None else np.ascontiguousarray(array).tobytes())
    return out.hexdigest()
