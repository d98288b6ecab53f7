"""What is loaded when it is first asked for: drawing and statistics would delay the first bands."""

from typing import Any

from sim.explorer.asked import Asked
from sim.explorer.warm import Warm

Json = dict[str, Any]


def briefing(asked: Asked, language: object) -> str:
    """Return the report of a state as HTML."""
    from sim.explorer import briefing as room

    return room.briefing(asked, language)


def carried(asked: Asked, warm: Warm) -> Json:
    """Return what each assumption carries of an outcome."""
    from sim.explorer import assumed as room

    return room.carried(asked, warm)


def scatter(asked: Asked, key: object, warm: Warm) -> Json:
    """Return an assumption and an outcome, member by member."""
    from sim.explorer import assumed as room

    return room.scatter(asked, key, warm)


def record() -> Json:
    """Return the hindcast, row by row."""
    from sim.explorer import record as room

    return room.record()
