"""What a sweep costs, on paper: measured rates and arithmetic."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from sim.book.markup import markdown
from sim.book.pages import Page, docs, written
from sim.ground.errors import InputError
from sim.ground.files import toml_of
from sim.runs.ensemble import MOST_RUNS
from sim.sweeps.designs.file import MOST_POLICIES, load_design
from sim.sweeps.job import Job
from sim.vocabulary.measures import dimension, measures

RUNS = (10**5, 10**6, 10**7, 10**9)
WORKERS = (2, 64, 512)
PLACE = "docs/scale.toml"
MINUTE, HOUR = 60, 3600
SINGLE = 4
"""Bytes of a number in single precision."""


@dataclass(frozen=True)
class Rates:
    """What was measured, and what is assumed; the keys of docs/scale.toml."""

    measured: str
    machine: str
    design: str
    weeks: int
    runs_per_second_per_core: float
    bytes_per_run: float
    bytes_per_run_streaming: float
    block_runs: int
    parent_mb: float
    bytes_per_file: float
    larger_block_runs: int
    request_seconds: float
    tasks_per_second: float

    def block_seconds(self, size: int) -> float:
        """Return how long one core takes over a block."""
        return size / self.runs_per_second_per_core

    def seconds(self, runs: int, workers: int) -> float:
        """Return how long so many workers take: whole blocks, in as many rounds as it needs."""
        rounds = -(-self.blocks(runs) // workers)
        return min(runs, rounds * self.block_runs) / self.runs_per_second_per_core

    def blocks(self, runs: int, size: int = 0) -> int:
        """Return how many blocks there are, and completion records."""
        return -(-runs // (size or self.block_runs))


def rates(table: Mapping[str, Any]) -> Rates:
    """Return the rates of a file; InputError if a key is missing or nobody reads it."""
    known = {field.name for field in fields(Rates)}
    if set(table) != known:
        odd = ", ".join(sorted(set(table) ^ known))
        raise InputError(f"{PLACE}: {odd} missing or unknown; the keys are {sorted(known)}")
    return Rates(**table)


def page() -> Page:
    """Return the page on scale, its numbers filled in."""
    found = rates(toml_of(docs() / "scale.toml", PLACE))
    text = written("scale.md").text.format_map(_numbers(found))
    return Page("scale", "What a sweep costs", markdown(text))


def files_per_block(design: str) -> int:
    """Return how many files a block writes at most: a chunk an array, and its record."""
    return len(Job(load_design(design)).layout.arrays()) + 1


def _numbers(r: Rates) -> dict[str, str]:
    files, most, workers = files_per_block(r.design), RUNS[-1], WORKERS[-1]
    larger, rate = r.larger_block_runs, r.runs_per_second_per_core
    blocks, fewer = r.blocks(most), r.blocks(most, larger)
    return {
        "measured": r.measured,
        "machine": r.machine,
        "design": r.design,
        "weeks": str(r.weeks),
        "rate": f"{rate:,.0f}",
        "bytes_per_run": f"{r.bytes_per_run:g}",
        "bytes_per_run_streaming": f"{r.bytes_per_run_streaming:g}",
        "parent_mb": f"{r.parent_mb:,.0f}",
        "block_runs": f"{r.block_runs:,}",
        "block_seconds": _span(r.block_seconds(r.block_runs)),
        "files_per_block": str(files),
        "many": f"{_rounded(most / rate / HOUR):,.0f}",
        "most": _count(most),
        "most_blocks": _about(blocks),
        "most_files": _about(blocks * files),
        "request_ms": f"{1000 * r.request_seconds:.0f}",
        "request_time": _span(blocks * r.request_seconds),
        "workers": str(workers),
        "task_rate": f"{workers / r.block_seconds(r.block_runs):,.0f}",
        "tasks_per_second": f"{r.tasks_per_second:,.0f}",
        "most_workers": _about(r.tasks_per_second * r.block_seconds(r.block_runs)),
        "most_policies": _count(MOST_POLICIES),
        "most_runs": _count(MOST_RUNS),
        "larger_block_runs": f"{larger:,}",
        "larger_blocks": _about(fewer),
        "larger_seconds": _span(r.block_seconds(larger)),
        "larger_rate": f"{workers / r.block_seconds(larger):,.0f}",
        "larger_files": _about(fewer * files),
        "larger_mb": f"{_rounded(larger * _series_bytes(r) / 1e6):,.0f}",
        "time": _time(r),
        "space": _space(r, files),
    }


def _series_bytes(r: Rates) -> int:
    """Return the bytes of weekly series of a run in a worker."""
    found = (measures()[name] for name in load_design(r.design).save.measures)
    width = sum(len(dimension(m.dimension)) if m.dimension else 1 for m in found)
    return SINGLE * r.weeks * width


def _time(r: Rates) -> str:
    rows = [
        [_count(runs), f"{_rounded(runs / r.runs_per_second_per_core / HOUR):,g}",
         *(_span(r.seconds(runs, workers)) for workers in WORKERS)]
        for runs in RUNS
    ]  # fmt: skip
    return _table(["runs", "core-hours", *(f"on {n} workers" for n in WORKERS)], rows)


def _space(r: Rates, files: int) -> str:
    rows = [
        [
            _count(runs),
            _size(runs * r.bytes_per_run),
            _size(runs * r.bytes_per_run_streaming),
            f"{r.blocks(runs):,}",
            _about(r.blocks(runs) * files),
            _size(1e6 * r.parent_mb),
            _size(1e6 * r.parent_mb + r.blocks(runs) * files * r.bytes_per_file),
        ]
        for runs in RUNS
    ]
    heads = [
        "runs", "disk, single runs", "disk, streaming quantiles", "blocks and records",
        "files", "parent, running", "parent, listing",
    ]  # fmt: skip
    return _table(heads, rows)


def _table(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---:"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _rounded(value: float, figures: int = 2) -> float:
    return round(value, figures - 1 - math.floor(math.log10(value)))


def _about(value: float) -> str:
    return f"{value / 1e6:.2g} million" if value >= 1e6 else f"{_rounded(value):,.0f}"


def _count(runs: int) -> str:
    return f"{runs:,}"


def _span(seconds: float) -> str:
    if seconds < 2 * MINUTE:
        return f"{seconds:.2g} s" if seconds < 10 else f"{seconds:.0f} s"
    if seconds < 2 * HOUR:
        return f"{seconds / MINUTE:.0f} min"
    hours = seconds / HOUR
    return f"{hours:.1f} h" if hours < 10 else f"{hours:.0f} h"


def _size(count: float) -> str:
    for unit, name in ((1e12, "TB"), (1e9, "GB"), (1e6, "MB")):
        if count >= unit:
            return f"{count / unit:.3g} {name}"
    return f"{count / 1e3:.3g} kB"
