"""Speed: cold start, memory, steady state by phase, growth, and the ratio to a scalar Mesa model.

    make bench          or    python benchmarks/run.py [--quick]

Medians of several repetitions; ratios are taken within one run of this file.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SIM = Path(sys.executable).with_name("sim")
SAVED = ("capability.index", "russia.shells_fired")
WEEKS = 260
EXCHANGE_CORE = ("exchange", "facilitate", "returns", "next_view", "calendar, audit, rest")


def median(task: Callable[[], float], times: int) -> float:
    """Return the median of a task's results."""
    return statistics.median(task() for _ in range(times))


def command(*words: str) -> tuple[float, float]:
    """Run a command and return its wall seconds and its peak memory in MB."""
    began = time.perf_counter()
    pid = os.posix_spawn(
        str(SIM), [str(SIM), *words], os.environ,
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)],
    )  # fmt: skip
    _, status, used = os.wait4(pid, 0)
    if status:
        raise SystemExit(f"sim {' '.join(words)} failed")
    return time.perf_counter() - began, used.ru_maxrss / 1024


def machine() -> None:
    """Print what this machine does with one number, so that rates of two machines compare."""
    import numpy as np

    x, y = np.random.default_rng(1).random((2, 4000)) + 0.5
    tasks: dict[str, Callable[[], Any]] = {
        "multiply": lambda: x * y,
        "exp": lambda: np.exp(x),
        "log": lambda: np.log(x),
        "power": lambda: np.power(x, y),
    }
    each = {name: best(task) / x.size * 1e9 for name, task in tasks.items()}
    loop = best(lambda: sum(range(10_000))) / 10_000 * 1e9
    print("  ".join(f"{name} {ns:.2f}" for name, ns in {**each, "loop of Python": loop}.items()))


def best(task: Callable[[], Any], repetitions: int = 300) -> float:
    """Return the shortest of many times in seconds."""
    times = []
    for _ in range(repetitions):
        began = time.perf_counter()
        task()
        times.append(time.perf_counter() - began)
    return min(times)


def cold(times: int) -> None:
    """Print cold starts."""
    helps = median(lambda: command("--help")[0], times)
    print(f"sim --help                              {helps:6.2f} s")
    with tempfile.TemporaryDirectory() as folder:
        runs = [
            command("run", "baseline", "--members", "1000", "--out", f"{folder}/{i}")
            for i in range(times)
        ]
    seconds, memory = (statistics.median(x) for x in zip(*runs, strict=True))
    print(f"sim run baseline --members 1000         {seconds:6.2f} s   peak {memory:4.0f} MB")


def steady(times: int) -> float:
    """Print NumPy's runs a second of one core in steady state and return it."""
    from sim.runs.ensemble import BLOCK_RUNS, Experiment, Piece, run_block
    from sim.vocabulary.scenario import load

    policy = load("baseline").policy
    best = 0.0
    for size in (1024, 2048, 4096, 8192, 16_384):
        experiment = Experiment((policy,), size, 1, WEEKS, block_runs=size, engine="numpy")
        piece = Piece(range(1), range(size))

        def once(experiment: Experiment = experiment, piece: Piece = piece) -> float:
            began = time.perf_counter()
            run_block(experiment, piece, SAVED)
            return piece.size / (time.perf_counter() - began)

        rate = median(once, times)
        mark = "  <- block of every experiment" if size == BLOCK_RUNS else ""
        print(f"block of {size:5d} runs: {rate:7.0f} runs/s and core{mark}")
        best = rate if size == BLOCK_RUNS else best
    return best


def phases() -> None:
    """Print microseconds a run of 260 weeks by stage of the week, and what the core alone takes.

    The exchange core is M1 to M8, M11 and M14. What it needs stands in whole stages, those of
    EXCHANGE_CORE, and in single functions of two others; M9 and M10 are counted with it, as they
    stand in one stage with M6 to M8.
    """
    import sim.model.stages.politics as politics_module
    import sim.model.stages.pressure as pressure_module
    import sim.model.world as world_module
    from sim.runs.ensemble import BLOCK_RUNS, Experiment, Piece
    from sim.vocabulary.scenario import load

    spent: Counter[str] = Counter()
    stages = (
        "politics", "coalition", "facilitate", "exchange", "returns", "programme", "react",
        "next_view",
    )  # fmt: skip
    inside: Counter[str] = Counter()
    for module, names, into in (
        (world_module, stages, spent),
        (politics_module, ("expose", "inform"), inside),
        (pressure_module, ("acting", "effect"), inside),
    ):
        for name in names:
            setattr(module, name, _timed(getattr(module, name), name, into))
    experiment = Experiment((load("baseline").policy,), BLOCK_RUNS, 1, WEEKS)
    world = experiment.world(Piece(range(1), range(BLOCK_RUNS)))
    began = time.perf_counter()
    for _ in range(WEEKS):
        world.step()
    everything = time.perf_counter() - began
    spent["calendar, audit, rest"] = everything - sum(spent.values())
    for name, seconds in spent.most_common():
        print(f"  {name:24s} {seconds / BLOCK_RUNS * 1e6:6.1f} us a run")
    core = sum(spent[name] for name in EXCHANGE_CORE) + sum(inside.values())
    print(f"  all mechanisms           {BLOCK_RUNS / everything:6.0f} runs/s, nothing recorded")
    print(f"  exchange core alone      {BLOCK_RUNS / core:6.0f} runs/s (M1 to M8, M11, M14)")


def _timed(task: Callable[..., Any], name: str, spent: Counter[str]) -> Callable[..., Any]:
    def run(*args: Any) -> Any:
        began = time.perf_counter()
        out = task(*args)
        spent[name] += time.perf_counter() - began
        return out

    return run


def growth(largest: int) -> None:
    """Print seconds and memory as the ensemble grows, saving two measures."""
    from sim.runs.ensemble import Experiment, run_block
    from sim.vocabulary.scenario import load

    policy = load("baseline").policy
    runs = 100
    while runs <= largest:
        experiment = Experiment((policy,), runs, 1, WEEKS)
        began = time.perf_counter()
        for piece in experiment.pieces():
            run_block(experiment, piece, SAVED)
        seconds = time.perf_counter() - began
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        rate = runs / seconds
        print(f"  {runs:7,d} runs: {seconds:7.2f} s  {rate:6.0f} runs/s  peak {memory:5.0f} MB")
        runs *= 10


def against_scalar(rate: float) -> None:
    """Print the ratio to the scalar reference under Mesa's batch_run, one process each."""
    from mesa.batchrunner import batch_run

    from tests.second_opinion import BatchWorld

    count = 12
    began = time.perf_counter()
    batch_run(
        BatchWorld, {"member": list(range(count))}, number_processes=1, max_steps=WEEKS,
        data_collection_period=-1, display_progress=False,
    )  # fmt: skip
    scalar = count / (time.perf_counter() - began)
    print(f"scalar Mesa model, batch_run, 1 process: {scalar:6.1f} runs/s")
    print(f"arrays over scalar, the same mechanisms: {rate / scalar:6.0f} times")


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer repetitions, no growth")
    quick = parser.parse_args().quick
    sys.path.insert(0, str(ROOT))
    print("This machine, nanoseconds a number (best of 300)")
    machine()
    print("\nCold start (medians)")
    cold(2 if quick else 5)
    print("\nBoth engines, one core")
    sys.stdout.flush()
    subprocess.run([sys.executable, str(ROOT / "benchmarks" / "engines.py")], check=True)
    print("\nNumPy in steady state, all mechanisms, one core (medians)")
    rate = steady(1 if quick else 3)
    print("\nBy stage of the week")
    phases()
    if not quick:
        print("\nGrowth")
        growth(100_000)
    print("\nBeside what one would write without arrays")
    against_scalar(rate)
    sweep = ROOT / "benchmarks" / "sweep.py"
    if sweep.exists() and not quick:
        print("\nSweeps")
        sys.stdout.flush()
        million = ["--streaming", str(1_000_000)]
        subprocess.run([sys.executable, str(sweep), *million], check=True)


if __name__ == "__main__":
    main()
