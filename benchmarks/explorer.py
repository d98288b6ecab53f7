"""How fast the explorer's page answers: moves, a drag, a cold start, its weight, memory, four tabs.

Needs playwright and a Chromium. ``python benchmarks/explorer.py [--moves 50] [--long 1000]``
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psutil
from playwright.sync_api import Browser, sync_playwright

TOKEN = "token-of-the-benchmark"
LEVER = "designation_tempo"
IDLE = "Boolean(window.simExplore) && simExplore.idle() && simExplore.store.answer !== null"
MOVE = """([name, value]) => new Promise((done) => {
  const box = document.getElementById(`lever-${name}`);
  const before = simExplore.counts.painted;
  const began = performance.now();
  box.value = value;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  if (!simExplore.store.live) box.dispatchEvent(new Event("change", { bubbles: true }));
  const look = () => (simExplore.counts.painted > before
    ? requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - began)))
    : setTimeout(look, 1));
  look();
})"""
SETTLE = """(name) => document.getElementById(`lever-${name}`)
  .dispatchEvent(new Event("change", { bubbles: true }))"""
DRAG = """([name, values, every]) => new Promise((done) => {
  const box = document.getElementById(`lever-${name}`);
  const { sent, painted } = simExplore.counts;
  let at = 0;
  const tick = setInterval(() => {
    box.value = values[at];
    box.dispatchEvent(new Event("input", { bubbles: true }));
    at += 1;
    if (at < values.length) return;
    clearInterval(tick);
    const { sent: s, painted: p } = simExplore.counts;
    done({ sent: s - sent, painted: p - painted });
  }, every);
})"""


@dataclass
class Served:
    """A server of its own and the address that it printed."""

    process: subprocess.Popen[str]
    address: str
    began: float

    @property
    def memory(self) -> float:
        """Resident memory, MB."""
        return float(psutil.Process(self.process.pid).memory_info().rss) / 1e6


@contextmanager
def served(engine: str) -> Iterator[Served]:
    began = time.perf_counter()
    line = [sys.executable, "-m", "sim.cli.main", "explore", "--no-browser", "--token", TOKEN]
    process = subprocess.Popen(
        line, stdout=subprocess.PIPE, text=True, env={**os.environ, "SIM_ENGINE": engine}
    )
    assert process.stdout is not None
    address = process.stdout.readline().split()[-1]
    try:
        yield Served(process, address, began)
    finally:
        process.terminate()
        process.wait()


def until(tab: Any, expression: str) -> None:
    while not tab.evaluate(expression):
        tab.wait_for_timeout(10)


def opened(program: Browser, address: str) -> tuple[Any, dict[str, float]]:
    tab = program.new_context(viewport={"width": 1280, "height": 900}).new_page()
    weight: list[int] = []
    tab.on("requestfinished", lambda r: weight.append(r.sizes()["responseBodySize"]))
    began = time.perf_counter()
    tab.goto(address)
    until(tab, "document.querySelector('.explore') !== null")
    frame = time.perf_counter() - began
    until(tab, "simExplore.counts.painted > 0")
    bands = time.perf_counter() - began
    until(tab, IDLE)
    return tab, {"frame s": frame, "bands s": bands, "weight kB": sum(weight) / 1000}


def moved(tab: Any, count: int) -> list[float]:
    out = []
    for i in range(count):
        out.append(tab.evaluate(MOVE, [LEVER, round(0.4 + 3.2 * ((i * 0.618) % 1), 2)]))
        until(tab, "simExplore.idle()")
    tab.evaluate(SETTLE, LEVER)
    until(tab, "simExplore.idle()")
    return out


def told(name: str, times: list[float]) -> None:
    ordered = sorted(times)
    p95 = ordered[int(0.95 * (len(ordered) - 1))]
    print(f"{name}: median {statistics.median(times):.0f} ms, p95 {p95:.0f} ms, {len(times)} moves")


def dragged(tab: Any, seconds: float = 3.0, each: int = 33) -> None:
    steps = int(seconds * 1000 / each)
    values = [round(0.2 + 3.6 * i / steps, 2) for i in range(steps)]
    count = tab.evaluate(DRAG, [LEVER, values, each])
    tab.evaluate(SETTLE, LEVER)
    until(tab, "simExplore.idle()")
    last = tab.evaluate(f"simExplore.store.painted.state.levers.{LEVER}")
    shown = tab.evaluate(f"Number(document.getElementById('lever-{LEVER}').value)")
    rate = count["painted"] / seconds
    print(
        f"drag: {rate:.1f} repaints a second, {count['sent']} jobs for {count['painted']} paints;"
    )
    print(f"  last painted {last}, slider {shown}")


def together(program: Browser, address: str, count: int) -> None:
    tabs = [opened(program, address)[0] for _ in range(4)]
    script = f"""async () => {{ const move = {MOVE}; const out = [];
      for (let i = 0; i < {count}; i++) {{
        out.push(await move(["{LEVER}", 0.4 + 3.2 * ((i * 0.618) % 1)]));
        while (!simExplore.idle()) await new Promise((r) => setTimeout(r, 5));
      }} window.measured = out; }}"""
    for tab in tabs:
        tab.evaluate(f"void ({script})()")
    for tab in tabs:
        until(tab, "window.measured !== undefined")
    told("four tabs", [t for tab in tabs for t in tab.evaluate("window.measured")])
    for tab in tabs:
        tab.context.close()


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--moves", type=int, default=50)
    reader.add_argument("--long", type=int, default=1000)
    reader.add_argument("--engine", default="compiled")
    asked = reader.parse_args()
    chromium = shutil.which("chromium")
    with served(asked.engine) as server, sync_playwright() as play:
        ready = time.perf_counter() - server.began
        program = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        tab, start = opened(program, server.address)
        print(f"{asked.engine}: server ready in {ready:.1f} s;", ", ".join(
            f"{name} {value:.2f}" for name, value in start.items()))  # fmt: skip
        told("one tab", moved(tab, asked.moves))
        dragged(tab)
        throttle = tab.context.new_cdp_session(tab)
        throttle.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        told("at 4x CPU throttle", moved(tab, asked.moves))
        throttle.send("Emulation.setCPUThrottlingRate", {"rate": 1})
        together(program, server.address, max(5, asked.moves // 4))
        before = server.memory
        moved(tab, asked.long)
        print(f"memory: {before:.0f} MB before, {server.memory:.0f} MB after {asked.long} moves")
        program.close()


if __name__ == "__main__":
    main()
