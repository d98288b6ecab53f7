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
import time
from dataclasses import replace
from pathlib import Path

REFERENCE = 100_000
WORKERS = (1, 2)
ROOT = Path(__file__).resolve().parent.parent
WEEKS = 260
SCALAR_RUNS = 32


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
    beside(pair[-1]["rate"])
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
    from sim.sweeps.designs.file import load_design
    from sim.sweeps.runner import Workers, sweep

    design = load_design("reference")
    design = replace(design, members=max(4, runs // len(design)))
    if streaming:
        design = replace(design, save=replace(design.save, values=False, histograms=True))
    folder = Path(tempfile.mkdtemp(prefix="sweep-bench-"))
    try:
        if workers > 1 or dask:
            from distributed import Client, LocalCluster

            on_loopback = {"threads_per_worker": 1, "dashboard_address": None, "silence_logs": 50}
            with (
                LocalCluster(n_workers=workers, **on_loopback) as cluster,
                Client(cluster) as client,
            ):
                client.run(warm)
                where = Workers(workers, cluster.scheduler_address)
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


def beside(rate: float) -> None:
    """Print what a user would otherwise do, as runs a second and as a ratio to the sweep's rate.

    Two processes each way, the scalar reference with all mechanisms, imports done before.
    """
    sys.path.insert(0, str(ROOT))
    for what, otherwise in (("Mesa batch_run", mesa_runs), ("EMA Workbench", ema_runs)):
        try:
            found = otherwise(SCALAR_RUNS)
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] != "ema_workbench":
                raise
            print("EMA Workbench is not installed", flush=True)
            continue
        print(
            f"{'scalar, ' + what:<24}{SCALAR_RUNS:>10,}{WORKERS[-1]:>8}{SCALAR_RUNS / found:>8.1f}"
            f"{found:>9,.1f}   the sweep does {rate / found:,.0f} times as many",
            flush=True,
        )


def mesa_runs(count: int) -> float:
    """Return runs a second of the scalar reference under Mesa's batch_run."""
    from mesa.batchrunner import batch_run

    from tests.second_opinion import BatchWorld

    BatchWorld()  # files are read once, before the processes part
    began = time.perf_counter()
    rows = batch_run(
        BatchWorld, {"member": list(range(count))}, number_processes=WORKERS[-1],
        max_steps=WEEKS, data_collection_period=-1, display_progress=False,
    )  # fmt: skip
    assert len(rows) == count
    return count / (time.perf_counter() - began)


def ema_runs(count: int) -> float:
    """Return runs a second of the scalar reference under EMA Workbench."""
    from ema_workbench import IntegerParameter, Model, MultiprocessingEvaluator, ScalarOutcome

    model = Model("scalar", function=scalar_run)
    model.uncertainties = [IntegerParameter("member", 0, count - 1)]
    model.outcomes = [ScalarOutcome("fired"), ScalarOutcome("index")]
    with MultiprocessingEvaluator(model, n_processes=WORKERS[-1]) as evaluator:
        evaluator.perform_experiments(scenarios=2 * WORKERS[-1])  # every process imports the model
        began = time.perf_counter()
        experiments, _ = evaluator.perform_experiments(scenarios=count)
        seconds = time.perf_counter() - began
    assert len(experiments) == count
    return count / seconds


def scalar_run(member: int) -> dict[str, float]:
    """Run the scalar reference to its end, as a function that EMA Workbench calls."""
    from tests.second_opinion import BatchWorld

    world = BatchWorld(member=int(member))
    for _ in range(WEEKS):
        world.step()
    last = world.datacollector.get_model_vars_dataframe().iloc[-1]
    return {"fired": float(last["fired"]), "index": float(last["index"])}


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
