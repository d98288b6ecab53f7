"""Run scenarios and compare them: from scenarios to Results."""

import hashlib
import json
from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr

from sim.ground.memory import peak_mb
from sim.ground.stamp import provenance
from sim.ground.weeks import date_of
from sim.model.members import Constrained
from sim.runs.bands import CUMULATIVE, GROUPS
from sim.runs.constrained import badge
from sim.runs.reduced import PLACES, Reduced, end_bounds, reduce_runs
from sim.runs.results import Results
from sim.runs.settings import Settings
from sim.vocabulary.assumptions import READINGS
from sim.vocabulary.axes import BAND, BINDING, FAN
from sim.vocabulary.measures import dimension, measures
from sim.vocabulary.scenario import Scenario

BINDS = "trade.binding"


def run_scenario(scenario: Scenario, settings: Settings | None = None) -> Results:
    """Run one scenario and return bands over members and series of the first ones."""
    how = settings or Settings()
    return results_of("run", [scenario], how, reduce_runs("run", [scenario], how))


def compare_scenarios(scenarios: Sequence[Scenario], settings: Settings | None = None) -> Results:
    """Run several scenarios over the same members; the first is the reference."""
    how = settings or Settings()
    return results_of("compare", scenarios, how, reduce_runs("compare", scenarios, how))


def results_of(
    kind: str, scenarios: Sequence[Scenario], settings: Settings, found: Reduced
) -> Results:
    """Return what was found as labelled datasets with their provenance."""
    names = [s.name for s in scenarios]
    return Results(
        kind=kind,
        series=_series(found, names, settings.weeks),
        bands=_banded(found.bands, names, settings.weeks),
        cumulative=_banded(found.cumulative, names, settings.weeks, cumulative=True),
        shares=_shares(found, names, settings.weeks),
        ends=_ends(found, names, settings.weeks),
        differences=_differences(found, names[1:], settings.weeks),
        attrs={
            **provenance(),
            "scenarios": names,
            "titles": [s.title for s in scenarios],
            "titles_zh": [s.title_zh for s in scenarios],
            "levers": json.dumps({s.name: dict(s.policy.levers) for s in scenarios}),
            "questions": [s.question for s in scenarios],
            "set": list(scenarios[0].by_hand),
            "scenario_hashes": [s.digest for s in scenarios],
            "members": settings.members,
            "seed": settings.seed,
            "weeks": settings.weeks,
            "block_runs": found.block_runs,
            "engine": found.engine,
            "workers": settings.workers,
            "series_members": settings.series_members,
            "members_by_reading": {
                name: int((found.readings[0] == code).sum()) for code, name in enumerate(READINGS)
            },
            "ensemble_hash": _ensemble_hash(settings.constrained),
            "ensemble": "prior" if settings.constrained is None else "constrained",
            "badge": badge() if settings.constrained is not None else "",
            "seconds": round(found.seconds, 3),
            "runs_per_second": round(len(names) * settings.members / found.seconds, 1),
            "peak_memory_mb": round(max(found.peak_mb, peak_mb()), 1),
        },
    )


def _ensemble_hash(table: Constrained | None) -> str:
    if table is None:
        return ""
    return hashlib.blake2b(table.quantiles.tobytes(), digest_size=8).hexdigest()


def _dataset(data: Mapping[str, xr.Variable], names: Sequence[str], weeks: int) -> xr.Dataset:
    """Return variables with the coordinates of the dimensions that they use."""
    known: dict[str, object] = {
        "policy": list(names),
        "week": [np.datetime64(date_of(w), "ns") for w in range(weeks)],
        "week_bound": [np.datetime64(date_of(w), "ns") for w in range(weeks + 1)],
        "group": list(GROUPS),
        "binding": list(BINDING),
    }
    used = {str(d) for variable in data.values() for d in variable.dims}
    free = {"member", "every_member", "quantile"}
    coords = {d: known[d] if d in known else list(dimension(d)) for d in used - free}
    return xr.Dataset(dict(data), coords={**coords, "policy": list(names)})


def _variable(name: str, dims: Sequence[str], values: np.ndarray, unit: str = "") -> xr.Variable:
    """Return an array of a measure, its time and extra dimension after `dims`."""
    m = measures()[name]
    extra = (m.dimension,) if m.dimension else ()
    attrs = {"units": unit or m.unit, "long_name": m.label}
    return xr.Variable((*dims, m.time, *extra), values, attrs)


def _series(found: Reduced, names: Sequence[str], weeks: int) -> xr.Dataset:
    data = {n: _variable(n, ("policy", "member"), values) for n, values in found.series.items()}
    if BINDS in data:
        data[BINDS].attrs["flag_values"] = list(range(len(BINDING)))
        data[BINDS].attrs["flag_meanings"] = " ".join(BINDING)
    count = next(iter(found.series.values())).shape[1]
    shown = np.asarray(READINGS)[found.readings[:, :count].astype(int)].astype(str)
    return _dataset(data, names, weeks).assign_coords(
        member=np.arange(count), reading=(("policy", "member"), shown)
    )


def _banded(
    bands: Mapping[str, np.ndarray], names: Sequence[str], weeks: int, *, cumulative: bool = False
) -> xr.Dataset:
    data = {
        name: _variable(
            name,
            ("policy", "group", "quantile"),
            values,
            measures()[name].unit.removesuffix("/week") if cumulative else "",
        )
        for name, values in bands.items()
    }
    return _dataset(data, names, weeks).assign_coords(quantile=list(FAN))


def _shares(found: Reduced, names: Sequence[str], weeks: int) -> xr.Dataset:
    if found.shares is None:
        return xr.Dataset()
    attrs = {"units": "1", "long_name": "Share of members in which the limit binds"}
    dims = ("policy", "group", "week", "binding")
    return _dataset({BINDS: xr.Variable(dims, found.shares, attrs)}, names, weeks)


def _ends(found: Reduced, names: Sequence[str], weeks: int) -> xr.Dataset:
    if found.ends is None:
        return xr.Dataset()
    data = {PLACES: _variable(PLACES, ("policy", "every_member"), found.ends)}
    bounds = [np.datetime64(date_of(w), "ns") for w in end_bounds(weeks)]
    coords = {
        "policy": list(names),
        "week_bound": bounds,
        "scale": list(dimension("scale")),
    }
    return xr.Dataset(data, coords=coords)


def _differences(found: Reduced, names: Sequence[str], weeks: int) -> xr.Dataset | None:
    if found.differences is None:
        return None
    data = {}
    for key, values in found.differences.items():
        name, _, ending = key.partition(":")
        m = measures()[name]
        if ending in {"", CUMULATIVE[1:]}:
            unit = m.unit.removesuffix("/week") if ending else ""
            data[key] = _variable(name, ("policy", "quantile"), values, unit)
        else:
            data[key] = _variable(name, ("policy",), values, "1")
            data[key].attrs["long_name"] = f"Share of members: {m.label}"
    return _dataset(data, names, weeks).assign_coords(quantile=list(BAND))
