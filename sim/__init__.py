"""Scenario simulation of the DPRK-Russia exchange, sanctions enforcement and capability.

The public face. Names are loaded when they are first used, so that ``import sim`` is instant.

    import sim

    results = sim.run("baseline", members=400)
    results.bands["russia.shells_fired"].sel(group="pooled", quantile=0.5)
"""

from importlib import import_module
from typing import Any

_PUBLIC = {
    "World": "sim.model.world",
    "Settings": "sim.runs.settings",
    "ask": "sim.answers.ask",
    "compare": "sim.verbs",
    "hindcast": "sim.verbs",
    "load_scenario": "sim.verbs",
    "open_results": "sim.runs.results",
    "open_sweep": "sim.verbs",
    "run": "sim.verbs",
    "sweep": "sim.verbs",
}

__all__ = list(_PUBLIC)


def __getattr__(name: str) -> Any:
    """Load a public name on first use."""
    if name not in _PUBLIC:
        raise AttributeError(f"module 'sim' has no attribute {name!r}; it has {', '.join(_PUBLIC)}")
    return getattr(import_module(_PUBLIC[name]), name)


def __dir__() -> list[str]:
    return sorted(_PUBLIC)
