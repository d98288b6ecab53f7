"""Scenario simulation of the DPRK-Russia exchange, sanctions enforcement and capability.

The public face. Names are loaded when they are first used, so that ``import sim`` is instant.

    import sim

    results = sim.run("baseline", steps=[("2025-06-30", "designation_tempo", 2)], members=400)
    results.plot("shells")
    results.table()
"""

from importlib import import_module
from typing import Any

_PUBLIC = {
    "InputError": "sim.ground.errors",
    "RunError": "sim.ground.errors",
    "Settings": "sim.runs.settings",
    "StoppedError": "sim.ground.errors",
    "World": "sim.verbs.stepping",
    "ask": "sim.verbs.answering",
    "assumptions": "sim.verbs.reading",
    "breakeven": "sim.verbs.answering",
    "claims": "sim.verbs.reading",
    "compare": "sim.verbs.running",
    "discover": "sim.verbs.answering",
    "effect": "sim.verbs.answering",
    "explain": "sim.verbs.answering",
    "hindcast": "sim.verbs.holding",
    "levers": "sim.verbs.reading",
    "load": "sim.verbs.reading",
    "measures": "sim.verbs.reading",
    "open_results": "sim.verbs.running",
    "open_sweep": "sim.verbs.sweeping",
    "parse": "sim.verbs.reading",
    "regret": "sim.verbs.sweeping",
    "report": "sim.verbs.holding",
    "run": "sim.verbs.running",
    "scenarios": "sim.verbs.reading",
    "search": "sim.verbs.answering",
    "sensitivity": "sim.verbs.answering",
    "session": "sim.verbs.running",
    "sweep": "sim.verbs.sweeping",
    "worth": "sim.verbs.answering",
}

__all__ = list(_PUBLIC)


def __getattr__(name: str) -> Any:
    """Load a public name on first use."""
    if name not in _PUBLIC:
        raise AttributeError(f"module 'sim' has no attribute {name!r}{_nearest(name)}")
    return getattr(import_module(_PUBLIC[name]), name)


def _nearest(name: str) -> str:
    from sim.ground.errors import suggestion

    return suggestion(name, _PUBLIC)


def __dir__() -> list[str]:
    return sorted(_PUBLIC)
