"""The compiled week of a World: from this process, from the user's cache, or made now."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

from sim.compiled.cache import opened
from sim.compiled.facts import Facts
from sim.compiled.fingerprint import fingerprint, recorder
from sim.compiled.frame import source
from sim.compiled.inputs import Reading
from sim.compiled.kernels import Kernel, host, lanes_here, machine_code
from sim.compiled.lower import plan_of
from sim.compiled.parts import divided
from sim.compiled.week import record_week
from sim.model.world import World

KERNELS: dict[Any, "Week"] = {}
_ONE_AT_A_TIME = Lock()


@dataclass(frozen=True)
class Week:
    """A compiled week.

    Attributes:
        facts: what it reads and writes.
        kernel: that computes it.
    """

    facts: Facts
    kernel: Kernel


def compiled_week(
    world: World, reading: Reading, keep: Sequence[str], *, cache: bool = True
) -> Week:
    """Return the compiled week of a World.

    Args:
        world: of the block.
        reading: of the world.
        keep: measures that are recorded, in order.
        cache: whether kernels are kept from one process to the next.

    Raises:
        RecordingError: a mechanism cannot be recorded.
    """
    key = (reading.signature, tuple(keep), lanes_here(), fingerprint(reading.modules))
    with _ONE_AT_A_TIME:
        if key not in KERNELS:
            found = _kept(key) if cache else None
            KERNELS[key] = found or _made(key, world, keep, cache=cache)
        return KERNELS[key]


def _name(key: Any) -> str:
    text = repr((key, recorder(), host()))
    return hashlib.sha256(text.encode()).hexdigest()


def _kept(key: Any) -> Week | None:
    folder = opened()
    content = folder.read(_name(key)) if folder else None
    if content is None:
        return None
    facts, _, code = content.partition(b"\n")
    return Week(Facts.read(facts), Kernel(code))


def _made(key: Any, world: World, keep: Sequence[str], *, cache: bool) -> Week:
    plan, lanes = plan_of(record_week(world, keep)), lanes_here()
    facts = Facts.of(plan, lanes, divided(plan).places)
    code = machine_code(source(plan, lanes))
    folder = opened() if cache else None
    if folder is not None:
        folder.write(_name(key), facts.written() + b"\n" + code)
    return Week(facts, Kernel(code))
