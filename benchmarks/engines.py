"""Both engines in the same minutes: microseconds a run, their ratio, and what a kernel costs.

Usage: python benchmarks/engines.py [runs ...]
"""

import os
import sys
import time
from dataclasses import replace

os.environ.setdefault("SIM_THREADS", "1")

from sim.compiled.compiled import KERNELS
from sim.runs.ensemble import Experiment, run_block
from sim.vocabulary.scenario import load

SAVED = ("capability.index", "russia.shells_fired")
SIZES = (50, 200, 500, 1000, 8192)
WEEKS = 260


def seconds(experiment: Experiment) -> tuple[float, float]:
    """Return the least wall and processor time of three runs of an experiment."""
    piece, found = next(experiment.pieces()), []
    for _ in range(3):
        began, used = time.perf_counter(), time.process_time()
        run_block(experiment, piece, SAVED)
        found.append((time.perf_counter() - began, time.process_time() - used))
    return min(wall for wall, _ in found), min(used for _, used in found)


def main(sizes: tuple[int, ...]) -> None:
    policy = load("baseline").policy
    for runs in sizes:
        plain = Experiment((policy,), runs, 1, WEEKS, engine="numpy", block_runs=max(runs, 4))
        compiled = replace(plain, engine="compiled")
        began = time.perf_counter()
        run_block(compiled, next(compiled.pieces()), SAVED)
        first = time.perf_counter() - began
        (wall, used), (old_wall, old_used) = seconds(compiled), seconds(plain)
        print(
            f"{runs:6d} runs: first {first:.2f} s; compiled {used / runs * 1e6:.0f} us "
            f"of processor a run, {wall * 1e3:.0f} ms; NumPy {old_used / runs * 1e6:.0f} us, "
            f"{old_wall * 1e3:.0f} ms; ratio {old_used / used:.1f} ({old_wall / wall:.1f} by clock)"
        )
    print(f"{len(KERNELS)} kernel(s)")


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)
