"""Bands over members: quantiles by week, pooled and by reading, and shares of categories."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import xarray as xr

from sim.assumptions import READINGS
from sim.ensemble import Stored
from sim.measures import Measure, dimension, measures
from sim.mechanisms.shells import BINDING
from sim.weeks import date_of

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
FEWEST = 20
"""Members that a reading needs for bands of its own."""

POOLED = "pooled"
GROUPS = (POOLED, *READINGS)


def quantiles(values: np.ndarray, at: Sequence[float] = QUANTILES) -> np.ndarray:
    """Return quantiles over the last axis, linear between order statistics, (quantile, ...)."""
    ordered = np.sort(values, axis=-1)
    last = ordered.shape[-1] - 1
    out = []
    for q in at:
        place = q * last
        low = int(place)
        part = place - low
        below, above = ordered[..., low], ordered[..., min(low + 1, last)]
        out.append(below.astype(np.float64) * (1.0 - part) + above.astype(np.float64) * part)
    return np.stack(out)


def by_group(values: Stored, reading: np.ndarray) -> np.ndarray:
    """Return quantiles over members, pooled and by reading, (group, quantile, time, ...).

    A reading with fewer members than FEWEST gives NaN: they would make no band.
    """
    parts = [quantiles(values)]
    for code in range(len(READINGS)):
        mine = reading == code
        if mine.all():
            parts.append(parts[0])
        elif mine.sum() >= FEWEST:
            parts.append(quantiles(values[..., mine]))
        else:
            parts.append(np.full_like(parts[0], np.nan))
    return np.stack(parts)


def _coords(weeks: int) -> dict[str, object]:
    return {
        "week": [np.datetime64(date_of(w), "ns") for w in range(weeks)],
        "week_bound": [np.datetime64(date_of(w), "ns") for w in range(weeks + 1)],
        "group": list(GROUPS),
        "quantile": list(QUANTILES),
    }


def bands(
    recorded: Sequence[Mapping[str, Stored]],
    readings: Sequence[np.ndarray],
    policies: Sequence[str],
    weeks: int,
    *,
    cumulative: bool = False,
) -> xr.Dataset:
    """Return quantiles over members by measure.

    Args:
        recorded: per policy, values by measure, shape (time, ..., member).
        readings: per policy, index of the reading, shape (member,).
        policies: names.
        weeks: horizon.
        cumulative: whether flows are summed up from week 0 (then stocks are left out).

    Returns:
        Variables named as measures, dims (policy, group, quantile, time, ...).
    """
    chosen = [
        measures()[name]
        for name in recorded[0]
        if measures()[name].kind == "flow" or (measures()[name].kind != "state" and not cumulative)
    ]

    def of(m: Measure) -> xr.Variable:
        parts = []
        for values, reading in zip(recorded, readings, strict=True):
            shown = values[m.name]
            if cumulative:
                shown = np.cumsum(shown, axis=0, dtype=np.float64).astype(np.float32)
            parts.append(by_group(shown, reading))
        extra = (m.dimension,) if m.dimension else ()
        dims = ("policy", "group", "quantile", m.time, *extra)
        unit = m.unit.removesuffix("/week") if cumulative else m.unit
        attrs = {"units": unit, "long_name": m.label}
        return xr.Variable(dims, np.stack(parts).astype(np.float32), attrs)

    # sorting releases the interpreter's lock, so that threads share the work
    with ThreadPoolExecutor() as threads:
        made = dict(zip([m.name for m in chosen], threads.map(of, chosen), strict=True))
    return _dataset(made, policies, weeks)


def shares(
    recorded: Sequence[Mapping[str, Stored]],
    readings: Sequence[np.ndarray],
    policies: Sequence[str],
    weeks: int,
) -> xr.Dataset:
    """Return, per week, the share of members in which each limit binds shipments."""
    name = "trade.binding"
    if name not in recorded[0]:
        return xr.Dataset()
    parts = []
    for values, reading in zip(recorded, readings, strict=True):
        groups = [np.ones_like(reading, dtype=bool)]
        groups += [reading == code for code in range(len(READINGS))]
        hit = np.stack([values[name] == code for code in range(len(BINDING))], axis=1)
        parts.append(np.stack([_mean(hit[..., mine]) for mine in groups]))
    dims = ("policy", "group", "week", "binding")
    attrs = {"units": "1", "long_name": "Share of members in which the limit binds"}
    data = {name: xr.Variable(dims, np.stack(parts).astype(np.float32), attrs)}
    return _dataset(data, policies, weeks).assign_coords(binding=list(BINDING))


def _mean(hit: np.ndarray) -> np.ndarray:
    if hit.shape[-1] == 0:
        return np.full(hit.shape[:-1], np.nan)
    out: np.ndarray = hit.mean(axis=-1)
    return out


def _dataset(data: Mapping[str, xr.Variable], policies: Sequence[str], weeks: int) -> xr.Dataset:
    every = _coords(weeks)
    used = {d for variable in data.values() for d in variable.dims}
    coords = {name: value for name, value in every.items() if name in used}
    for d in used - set(coords) - {"policy", "binding", "member"}:
        coords[str(d)] = list(dimension(str(d)))
    return xr.Dataset(dict(data), coords={**coords, "policy": list(policies)})


def series(
    recorded: Sequence[Mapping[str, Stored]],
    readings: Sequence[np.ndarray],
    policies: Sequence[str],
    weeks: int,
    members: int,
) -> xr.Dataset:
    """Return weekly series of the first `members` members, dims (policy, member, time, ...)."""
    data = {}
    for name in recorded[0]:
        m = measures()[name]
        extra = (m.dimension,) if m.dimension else ()
        first = [values[name][..., :members] for values in recorded]
        stacked = first[0][np.newaxis] if len(first) == 1 else np.stack(first)
        attrs: dict[str, object] = {"units": m.unit, "long_name": m.label}
        if m.kind == "state":
            attrs["flag_values"] = list(range(len(BINDING)))
            attrs["flag_meanings"] = " ".join(BINDING)
        dims = ("policy", "member", m.time, *extra)
        data[name] = xr.Variable(dims, np.moveaxis(stacked, -1, 1), attrs)
    out = _dataset(data, policies, weeks)
    shown = np.stack([np.asarray(READINGS)[r[:members].astype(int)] for r in readings])
    count = shown.shape[1]
    return out.assign_coords(
        member=np.arange(count), reading=(("policy", "member"), shown.astype(str))
    )
