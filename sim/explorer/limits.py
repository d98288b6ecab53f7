"""Limits of one request and of the server as a whole, each stated where it is documented."""

from sim.explorer.asked import MOST_MEASURES, MOST_MEMBERS
from sim.explorer.body import MOST_BYTES
from sim.ground.weeks import MOST_WEEKS

JOBS = 2
"""Jobs that run at once: more would only take turns."""

WAITING = 32
"""Jobs that wait; further ones are refused."""

PATIENCE = 60.0
"""Seconds after which a caller is told that its job takes too long."""


def told() -> dict[str, float]:
    """Return the limits as a page or script may read them."""
    return {
        "members": MOST_MEMBERS,
        "weeks": MOST_WEEKS,
        "measures": MOST_MEASURES,
        "bytes": MOST_BYTES,
        "jobs": JOBS,
        "seconds": PATIENCE,
    }
