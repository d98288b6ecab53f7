"""Both engines in the same minutes: microseconds a run, their ratio, and what a kernel costs.

    python benchmarks/engines.py [runs ...]

One core, the week's capability indices and shells fired recorded; a call is all of `run_block`, as
a session makes it: the opening of the World, the weeks and the check of every stored number.
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


def opening() -> None:
    """Print what the first call costs without a kernel, and with one from the user's folder."""
    few = Experiment((load("baseline").policy,), 8, 1, WEEKS, engine="compiled", block_runs=8)
    piece, found = next(few.pieces()), {}
    for kept in ("made", "kept", "at hand"):
        os.environ["SIM_NO_CACHE"] = "1" if kept == "made" else ""
        if kept == "kept":
            KERNELS.clear()
            run_block(few, piece, SAVED)
        if kept != "at hand":
            KERNELS.clear()
        began = time.perf_counter()
        run_block(few, piece, SAVED)
        found[kept] = time.perf_counter() - began
    print("8 runs, kernel " + ", ".join(f"{kept}: {s:.2f} s" for kept, s in found.items()))


def main(sizes: tuple[int, ...]) -> None:
    """Print a line a size."""
    opening()
    policy = load("baseline").policy
    for runs in sizes:
        plain = Experiment((policy,), runs, 1, WEEKS, engine="numpy", block_runs=max(runs, 4))
        compiled = replace(plain, engine="compiled")
        (wall, used), (old_wall, old_used) = seconds(compiled), seconds(plain)
        print(
            f"{runs:6d} runs: compiled {used / runs * 1e6:.0f} us "
            f"of processor a run, {wall * 1e3:.0f} ms; NumPy {old_used / runs * 1e6:.0f} us, "
            f"{old_wall * 1e3:.0f} ms; ratio {old_used / used:.1f} ({old_wall / wall:.1f} by clock)"
        )


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)
