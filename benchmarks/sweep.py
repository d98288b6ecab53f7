"""Sweeps: rate, scaling from one worker to two, memory of the parent, bytes a run.

    python benchmarks/sweep.py [--runs 10000 100000] [--streaming 1000000] [--scheduler ADDRESS]

Every row is a process of its own, so that its peak memory is its own: VmHWM of the parent,
without the workers. The reference design is cut or lengthened in members alone.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

REFERENCE = 100_000
WORKERS = (1, 2)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--runs", type=int, nargs="*", default=[10_000, REFERENCE])
    asked.add_argument("--streaming", type=int, default=0, help="runs kept as histograms only")
    asked.add_argument("--scaling", type=int, default=REFERENCE, help="runs of the scaling rows")
    asked.add_argument("--one", help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.one:
        print(json.dumps(measure(**json.loads(given.one))))
        return
    print(
        f"{'what':<24}{'runs':>10}{'workers':>8}{'s':>8}{'runs/s':>9}{'parent MB':>10}{'B/run':>7}"
    )
    pair = [row("dask", given.scaling, n, dask=True) for n in WORKERS]
    print(f"scaling 1 -> 2 workers: {pair[1]['rate'] / pair[0]['rate']:.2f} (cluster running)")
    row("inline", given.scaling, 1)
    for runs in given.runs:
        row("reference", runs, WORKERS[-1])
    if given.streaming:
        row("streaming quantiles", given.streaming, WORKERS[-1], streaming=True)


def row(what: str, runs: int, workers: int, **how: bool) -> dict[str, float]:
    """Measure in a fresh process, print a line, return the numbers."""
    asked = json.dumps({"runs": runs, "workers": workers, **how})
    call = [sys.executable, __file__, "--one", asked]
    done = subprocess.run(call, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    print(
        f"{what:<24}{runs:>10,}{workers:>8}{found['seconds']:>8.1f}{found['rate']:>9,.0f}"
        f"{found['parent_mb']:>10.0f}{found['bytes']:>7.1f}",
        flush=True,
    )
    return found


def measure(
    runs: int, workers: int, *, dask: bool = False, streaming: bool = False
) -> dict[str, float]:
    """Run the reference design with so many runs; the cluster's start is not in the rate."""
    from sim.designs.file import load_design
    from sim.sweeps.runner import Workers, sweep

    design = load_design("reference")
    design = replace(design, members=max(4, runs // len(design)))
    if streaming:
        design = replace(design, save=replace(design.save, values=False, histograms=True))
    folder = Path(tempfile.mkdtemp(prefix="sweep-bench-"))
    try:
        if workers > 1 or dask:
            from sim.cluster import local

            with local(workers) as client:
                client.run(warm)
                where = Workers(workers, client.scheduler.address)
                done = sweep(design, str(folder / "a"), workers=where)
        else:
            done = sweep(design, str(folder / "a"))
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    finally:
        shutil.rmtree(folder)
    return {
        "seconds": done.seconds,
        "rate": done.computed / done.seconds,
        "parent_mb": peak(),
        "bytes": size / done.planned,
    }


def warm() -> None:
    """Import the model in a worker."""
    import sim.sweeps.block  # noqa: F401


def peak() -> float:
    """Return the peak memory of this process alone, in MB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return float("nan")


if __name__ == "__main__":
    main()
