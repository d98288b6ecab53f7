"""The sweeps that a page may open: those that lie in the folders given, and no others."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.explorer.asked import MOST_MEMBERS
from sim.explorer.first_order import first_order
from sim.explorer.lexicon import named
from sim.explorer.show import rounded
from sim.ground.errors import InputError, unknown
from sim.ground.fields import number, only, whole
from sim.sweeps.designs.design import Saved
from sim.sweeps.reader import SweepResults, chosen, open_sweep, selectors
from sim.sweeps.sides import shown
from sim.vocabulary.axes import BAND

MANIFEST = "manifest.json"
DEEPEST = 3
"""Levels of folders that are searched."""

MOST_POLICIES = 5000
"""Settings that are sent to a page; a larger sweep is drawn by the command line."""

MOST_OUTCOMES = 8
FIELDS = ("store", "outcomes", "threshold", "setting")

Json = dict[str, Any]


@dataclass(frozen=True)
class Stores:
    """Folders that hold sweeps."""

    folders: tuple[Path, ...] = ()

    def found(self) -> dict[str, Path]:
        """Return every store by the name that a page may ask for."""
        out: dict[str, Path] = {}
        for folder in self.folders:
            top = folder.resolve()
            for path in _below(top, DEEPEST):
                name = path.relative_to(top).as_posix() if path != top else top.name
                out.setdefault(name if name not in out else f"{top.name}/{name}", path)
        return out

    def listed(self) -> list[Json]:
        """Return what each store holds, or why it cannot be opened."""
        return [_described(name, path) for name, path in self.found().items()]

    def open(self, name: object) -> SweepResults:
        """Open a store by its name; nothing that a request says becomes a path."""
        known = self.found()
        if not isinstance(name, str) or name not in known:
            raise unknown("store", "store", name, known)
        return open_sweep(str(known[name]))


def _below(folder: Path, levels: int) -> list[Path]:
    if (folder / MANIFEST).is_file():
        return [folder]
    if not levels or not folder.is_dir():
        return []
    inside = sorted(p for p in folder.iterdir() if p.is_dir() and not p.is_symlink())
    return [store for path in inside for store in _below(path, levels - 1)]


def _described(name: str, path: Path) -> Json:
    try:
        sweep = open_sweep(str(path))
    except InputError as error:
        return {"name": name, "error": str(error)}
    design = sweep.design
    return {
        "name": name,
        "title": design.title,
        "members": design.members,
        "weeks": design.weeks,
        "seed": design.seed,
        "policies": len(design),
        "axes": [axis.name for axis in design.axes],
        "structures": [of for of, _ in design.structures],
        "scenarios": [base.name for base in design.bases],
        "measures": [_saved(sweep, saved) for saved in design.save.variables],
    }


def _saved(sweep: SweepResults, of: Saved) -> Json:
    name = of.variable
    return {"name": name, "selectors": selectors(of), "unit": sweep.unit(name)}


def opened(stores: Stores, table: Mapping[str, Any]) -> Json:
    """Return the inputs of every setting and the medians of the outcomes asked for.

    Args:
        stores: that may be opened.
        table: store, outcomes (names with a selector, as ``capability.index|actor=dprk``), and
            a threshold for the share of members at or above it, in the first outcome's unit;
            or the number of a setting, whose state is given instead.
    """
    only("sweep", table, FIELDS, "field")
    sweep = stores.open(table.get("store"))
    if len(sweep.design) > MOST_POLICIES:
        raise InputError(f"store: more than {MOST_POLICIES} settings; use 'sim plot'")
    if table.get("setting") is not None:
        return state_at(sweep, whole("setting", table["setting"]))
    outcomes = table.get("outcomes", [])
    if not isinstance(outcomes, list) or not all(isinstance(o, str) for o in outcomes):
        raise InputError("outcomes: must be a list of names")
    out: Json = {"axes": _axes(sweep), "inputs": _inputs(sweep), "outcomes": {}}
    for text in outcomes[:MOST_OUTCOMES]:
        name, _, selector = text.partition("|")
        low, middle, high = sweep.band(name, selector, BAND)
        out["outcomes"][text] = {
            "low": _list(low), "median": _list(middle), "high": _list(high),
            "unit": sweep.unit(name),
        }  # fmt: skip
    if outcomes:
        out["first_order"] = first_order(out["inputs"], out["outcomes"][outcomes[0]]["median"])
    if table.get("threshold") is not None and outcomes:
        limit = number("threshold", table["threshold"])
        out["share"] = _share(sweep, outcomes[0], limit)
    return out


def state_at(sweep: SweepResults, number: int) -> Json:
    """Return one setting of a sweep as the state of a page, to go on from there."""
    design = sweep.design
    if not 0 <= number < len(design):
        raise InputError(f"setting: {number} is none of {len(design)}")
    case = design.policy(number)
    base = next(b for b in design.bases if b.name == case.name.rpartition("/")[0])
    return {
        "scenario": base.name,
        "levers": {
            name: steps[0][1] for name, steps in case.levers.items()
            if steps != base.levers.get(name)
        },
        "assumptions": {
            key: of.value for key, of in case.assumptions.items()
            if of != base.assumptions.get(key) and of.value is not None
        },
        "structure": {
            name: options[0] for name, options in case.structure.items()
            if options != base.structure[name]
        },
        "members": min(design.members, MOST_MEMBERS), "seed": design.seed, "weeks": design.weeks,
    }  # fmt: skip


def _axes(sweep: SweepResults) -> list[Json]:
    return [
        {
            "name": axis.name,
            "names": named("levers" if axis.lever else "assumptions", axis.name),
            "lever": axis.lever,
            "values": [float(v) for v in axis.values],
            "shown": [shown(axis, v) for v in axis.values],
        }
        for axis in sweep.design.axes
    ]


def _inputs(sweep: SweepResults) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for name, values in sweep.inputs.coords.items():
        if name == "policy":
            continue
        numeric = np.issubdtype(values.dtype, np.number)
        found[str(name)] = _list(values.values) if numeric else [str(v) for v in values.values]
    return found


def _share(sweep: SweepResults, text: str, limit: float) -> list[Any] | None:
    """Return the share of members at or above a limit by setting; None where no runs are kept."""
    if not sweep.design.save.values:
        return None
    name, _, selector = text.partition("|")
    saved = sweep.saved(name)
    place = chosen(saved, selector)
    values = sweep.runs[name].transpose("policy", "member", ...).values
    values = values if place is None else values[..., place]
    if saved.how == "total":
        values = values / sweep.design.weeks
    fine = np.isfinite(values)
    count = fine.sum(axis=1)
    above = ((values >= limit) & fine).sum(axis=1)
    return _list(above / np.where(count, count, np.nan))


def _list(values: np.ndarray) -> list[Any]:
    sent = rounded(np.asarray(values, dtype=float))
    return [None if v != v else v for v in sent]  # noqa: PLR0124  (NaN)
