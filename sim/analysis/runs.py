"""Run scenarios and compare them: from policies to Results, inline or on a cluster."""

import hashlib
import resource
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import xarray as xr

from sim.analysis.bands import bands, quantiles, series, shares
from sim.assumptions import READINGS
from sim.constrained import badge
from sim.draws import PER_COUNT
from sim.ensemble import BLOCK_RUNS, Experiment, Failure, Recorded, Stored, run_block
from sim.errors import InputError, RunError
from sim.measures import dimension, measures
from sim.members import Constrained
from sim.provenance import provenance
from sim.results import Results
from sim.scenario import Policy, Scenario
from sim.weeks import CUT_OFF, date_of, week_of

SERIES_MEMBERS = 256
MOST_BYTES = 4e9
"""Most memory of `run`, which keeps all measures of all members (150 kB a run of 260 weeks)."""

COMPARE_QUANTILES = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class Settings:
    """What the verbs run and compare share.

    Attributes:
        members: size of the ensemble.
        seed: of the ensemble.
        weeks: horizon.
        workers: 1 runs inline, more on a local cluster.
        series_members: how many members keep their weekly series.
        constrained: the constrained ensemble, or None for the prior.
        keep: measures to keep; all by default.
    """

    members: int = 1000
    seed: int = 1
    weeks: int = 260
    workers: int = 1
    series_members: int = SERIES_MEMBERS
    constrained: Constrained | None = None
    keep: tuple[str, ...] = ()


@dataclass(frozen=True)
class Gathered:
    """Values of all runs, by policy, and what it took."""

    values: list[dict[str, Stored]]
    readings: list[np.ndarray]
    failures: list[Failure]
    seconds: float
    block_runs: int


def gather(experiment: Experiment, settings: Settings) -> Gathered:
    """Run every block and put the members of each policy together."""
    keep = settings.keep or tuple(measures())
    kept = [measures()[name] for name in keep]
    rows = sum(len(dimension(m.dimension)) if m.dimension else 1 for m in kept)
    size = experiment.runs * experiment.weeks * rows * np.dtype(np.float32).itemsize
    if size > MOST_BYTES:
        raise InputError(
            f"members: {experiment.members:.3g} members x {len(experiment.policies)} scenario(s) x "
            f"{experiment.weeks} weeks are too many for a run that keeps every series "
            f"({size / 1e9:.3g} GB, at most {MOST_BYTES / 1e9:.0f}); use 'sim sweep' for more"
        )
    began = time.perf_counter()
    experiment = _shared_out(experiment, settings.workers)
    pieces = _blocks(experiment, keep, settings.workers)
    count = len(experiment.policies)
    values: list[dict[str, Stored]] = []
    for policy in range(count):
        mine = [p for p in pieces if policy in p.piece.policies]
        values.append({name: _joined(mine, policy, name) for name in keep})
    readings = [
        np.concatenate([_part(p, policy, p.reading) for p in pieces if policy in p.piece.policies])
        for policy in range(count)
    ]
    failures = [failure for p in pieces for failure in p.failures]
    seconds = time.perf_counter() - began
    return Gathered(values, readings, failures, seconds, experiment.block_runs)


def _part(recorded: Recorded, policy: int, values: np.ndarray) -> np.ndarray:
    each = len(recorded.piece.members)
    first = recorded.piece.policies.index(policy) * each
    return values[..., first : first + each]


def _joined(pieces: list[Recorded], policy: int, name: str) -> np.ndarray:
    parts = [_part(p, policy, p.values[name]) for p in pieces]
    return parts[0] if len(parts) == 1 else np.concatenate(parts, axis=-1)


def _shared_out(experiment: Experiment, workers: int) -> Experiment:
    """Return the experiment in blocks small enough that every worker gets one."""
    share = max(PER_COUNT, -(-experiment.runs // workers))
    return replace(experiment, block_runs=min(experiment.block_runs, share))


def _blocks(experiment: Experiment, keep: Sequence[str], workers: int) -> list[Recorded]:
    if workers == 1:
        return [run_block(experiment, piece, keep) for piece in experiment.pieces()]
    from sim.cluster import local

    with local(workers) as client:
        futures = [
            client.submit(run_block, experiment, piece, keep, pure=False)
            for piece in experiment.pieces()
        ]
        return [future.result() for future in futures]


def run_scenario(scenario: Scenario, settings: Settings | None = None) -> Results:
    """Run one scenario and return bands over members and series of the first ones."""
    return _results("run", [scenario], settings or Settings())


def compare_scenarios(scenarios: Sequence[Scenario], settings: Settings | None = None) -> Results:
    """Run several scenarios over the same members; the first is the reference."""
    names = [s.name for s in scenarios]
    if len(names) < 2:
        raise InputError("compare: needs at least two scenarios")
    if len(set(names)) < len(names):
        raise InputError("compare: the same scenario twice; name different ones")
    return _results("compare", list(scenarios), settings or Settings())


def _results(kind: str, scenarios: list[Scenario], settings: Settings) -> Results:
    policies: tuple[Policy, ...] = tuple(s.policy for s in scenarios)
    experiment = Experiment(
        policies, settings.members, settings.seed, settings.weeks, settings.constrained, BLOCK_RUNS
    )
    got = gather(experiment, settings)
    if got.failures:
        first = got.failures[0]
        raise RunError(
            f"{len(got.failures)} run(s) failed; first: {policies[first.policy].name}, member "
            f"{first.member}, week {first.week}: {first.reason}"
        )
    names = [s.name for s in scenarios]
    arrays = (got.values, got.readings, names, settings.weeks)
    return Results(
        kind=kind,
        series=series(*arrays, members=settings.series_members),
        bands=bands(*arrays),
        cumulative=bands(*arrays, cumulative=True),
        shares=shares(*arrays),
        ends=ends(got.values, names, settings.weeks),
        differences=differences(got.values, names, settings.weeks) if kind == "compare" else None,
        attrs={
            **provenance(),
            "scenarios": names,
            "titles": [s.title for s in scenarios],
            "questions": [s.question for s in scenarios],
            "set": list(scenarios[0].by_hand),
            "scenario_hashes": [s.digest for s in scenarios],
            "members": settings.members,
            "seed": settings.seed,
            "weeks": settings.weeks,
            "block_runs": got.block_runs,
            "workers": settings.workers,
            "series_members": settings.series_members,
            "members_by_reading": _by_reading(got.readings),
            "ensemble_hash": _ensemble_hash(settings.constrained),
            "ensemble": "prior" if settings.constrained is None else "constrained",
            "badge": badge() if settings.constrained is not None else "",
            "seconds": round(got.seconds, 3),
            "runs_per_second": round(experiment.runs / got.seconds, 1),
            "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        },
    )


def ends(values: Sequence[dict[str, Stored]], names: Sequence[str], weeks: int) -> xr.Dataset:
    """Return the capability components of every member at the cut-off and at the end."""
    name = "capability.component"
    if name not in values[0]:
        return xr.Dataset()
    bounds = sorted({min(week_of(CUT_OFF) + 1, weeks), weeks})
    stacked = np.stack([np.moveaxis(v[name][bounds], -1, 0) for v in values])
    dims = ("policy", "every_member", "week_bound", "component")
    attrs = {"units": measures()[name].unit, "long_name": measures()[name].label}
    coords = {
        "policy": list(names),
        "week_bound": [np.datetime64(date_of(w), "ns") for w in bounds],
        "component": list(dimension("component")),
    }
    return xr.Dataset({name: xr.Variable(dims, stacked, attrs)}, coords=coords)


def _by_reading(readings: Sequence[np.ndarray]) -> dict[str, int]:
    """Return how many members of the first policy take each reading."""
    return {name: int((readings[0] == code).sum()) for code, name in enumerate(READINGS)}


def _ensemble_hash(table: Constrained | None) -> str:
    if table is None:
        return ""
    return hashlib.blake2b(table.quantiles.tobytes(), digest_size=8).hexdigest()


def differences(
    values: Sequence[dict[str, Stored]], names: Sequence[str], weeks: int
) -> xr.Dataset:
    """Return paired differences to the first policy, by measure.

    Variables: ``<measure>`` with dims (policy, quantile, time, ...), ``<measure>:above`` with
    the share of members above zero, and ``<measure>:equal`` with the share at zero; flows also
    summed up from week 0 under ``<measure>:cumulative`` and so on.
    """
    data: dict[str, xr.Variable] = {}
    reference, *others = values
    for name in reference:
        m = measures()[name]
        if m.kind == "state":
            continue
        extra = (m.dimension,) if m.dimension else ()
        modes = [""] + ([":cumulative"] if m.kind == "flow" else [])
        for mode in modes:
            parts = [_difference(other[name], reference[name], bool(mode)) for other in others]
            quantile, above, equal = (np.stack(rows) for rows in zip(*parts, strict=True))
            unit = m.unit.removesuffix("/week") if mode else m.unit
            attrs = {"units": unit, "long_name": m.label}
            data[name + mode] = xr.Variable(("policy", "quantile", m.time, *extra), quantile, attrs)
            share = {"units": "1", "long_name": f"Share of members: {m.label}"}
            data[f"{name}{mode}:above"] = xr.Variable(("policy", m.time, *extra), above, share)
            data[f"{name}{mode}:equal"] = xr.Variable(("policy", m.time, *extra), equal, share)
    coords: dict[str, object] = {
        "policy": list(names[1:]),
        "quantile": list(COMPARE_QUANTILES),
        "week": [np.datetime64(date_of(w), "ns") for w in range(weeks)],
        "week_bound": [np.datetime64(date_of(w), "ns") for w in range(weeks + 1)],
    }
    for d in {d for v in data.values() for d in v.dims} - set(coords):
        coords[str(d)] = list(dimension(str(d)))
    return xr.Dataset(data, coords=coords)


def _difference(
    now: Stored, reference: Stored, cumulative: bool
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    gap = now.astype(np.float64) - reference
    if cumulative:
        gap = np.cumsum(gap, axis=0)
    above = (gap > 0.0).mean(axis=-1)
    equal = (gap == 0.0).mean(axis=-1)
    band = quantiles(gap, COMPARE_QUANTILES)
    return band.astype(np.float32), above.astype(np.float32), equal.astype(np.float32)
