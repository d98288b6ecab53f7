"""The end of a sweep: every planned run is accounted for, failures are listed, totals written."""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np

from sim.ground.chunks import Array
from sim.ground.errors import RunError
from sim.ground.ledger import checksum
from sim.ground.memory import peak_mb
from sim.ground.stamp import provenance
from sim.runs.ensemble import Failure
from sim.sweeps.designs.design import Saved
from sim.sweeps.location import Location
from sim.sweeps.reduce import quantiles, quantiles_of_histogram
from sim.sweeps.store import FINISHED, Store

FAILURES = "failures.csv"
SHOWN = 5
"""Failures that are kept in memory and shown; the file has all of them."""


@dataclass(frozen=True)
class Finished:
    """What came of a sweep.

    Attributes:
        url: of the store.
        planned: runs that the design asks for.
        done: of them, with a result.
        failed: of them, left out.
        first: the first failures.
        seconds: that this call took.
        computed: runs of this call.
        peak_memory_mb: of this process, without workers.
        engines: blocks of this call by the engine that ran them.
    """

    url: str
    planned: int
    done: int
    failed: int
    first: tuple[Failure, ...]
    seconds: float
    computed: int
    peak_memory_mb: float
    engines: dict[str, int]


def finish(
    store: Store, computed: int, seconds: float, engines: Mapping[str, int] | None = None
) -> Finished:
    """Count the runs, list the failures, and write what only the whole can tell."""
    planned, blocks, runs, failed = store.job.experiment.runs, set(), 0, 0
    first: list[Failure] = []
    listed = io.StringIO()
    writer = csv.writer(listed, lineterminator="\n")
    writer.writerow(("policy", "member", "week", "reason"))
    for record in store.records():
        blocks.add(record.block)
        runs, failed = runs + record.runs, failed + len(record.failures)
        first += record.failures[: max(0, SHOWN - len(first))]
        writer.writerows((f.policy, f.member, f.week, f.reason) for f in record.failures)
    done = runs - failed
    if runs != planned or len(blocks) != store.job.layout.blocks:
        raise RunError(
            f"{store.location.url}: {planned:,} runs were planned, but {done:,} done and "
            f"{failed:,} failed do not add up to them; run the same command with --resume"
        )
    store.location.put(FAILURES, listed.getvalue().encode())
    merged = _merge_quantiles(store) if store.job.layout.parts > 1 else {}
    peak = peak_mb()
    counts = (planned, done, failed, tuple(first), seconds, computed, peak)
    out = Finished(store.location.url, *counts, dict(engines or {}))
    _write(store, out, merged)
    return out


def _write(store: Store, out: Finished, merged: dict[str, str]) -> None:
    about = {k: v for k, v in asdict(out).items() if k not in {"first", "url"}}
    rate = out.computed / out.seconds if out.seconds else 0.0
    about |= {"runs_per_second": round(rate, 1), "seconds": round(out.seconds, 3)}
    about["engine"] = store.job.engine
    text = json.dumps({"verb": "sweep", **provenance(), **about}, indent=1).encode()
    store.location.put("run.json", text)
    store.location.put(FINISHED, json.dumps({**about, "chunks": merged}, indent=1).encode())


def _merge_quantiles(store: Store) -> dict[str, str]:
    """Write the quantiles of policies that span several blocks; one policy in memory."""
    layout, done = store.job.layout, {}
    for saved in store.job.design.save.variables:
        array = layout.quantiles(saved)
        for policy in range(len(store.job.design)):
            data = array.encode(_of_policy(store, saved, policy)[None])
            store.location.put(array.key(policy), data)
            done[array.key(policy)] = checksum(data)
    return done


def _of_policy(store: Store, saved: Saved, policy: int) -> np.ndarray:
    """Return the quantiles over all members of one policy, shape (quantile, ...)."""
    layout, at = store.job.layout, store.job.design.save.quantiles
    if not store.job.design.save.values:
        array = layout.histograms(saved)
        counts = sum(
            _chunk(store.location, array, policy, i)[0, 0].astype(np.int64)
            for i in range(layout.parts)
        )
        return quantiles_of_histogram(np.asarray(counts), at)
    array = layout.values(saved)
    parts = [_chunk(store.location, array, policy, i)[0] for i in range(layout.parts)]
    values = np.moveaxis(np.concatenate(parts)[: store.job.experiment.members], 0, -1)
    failed = np.isnan(values).reshape(-1, values.shape[-1]).any(axis=0)
    return quantiles(values, failed, at)


def _chunk(location: Location, array: Array, *place: int) -> np.ndarray:
    return array.decode(location.get(array.key(*place)) or b"")
