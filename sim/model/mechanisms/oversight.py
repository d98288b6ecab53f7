"""Oversight: what an event in Congress does to the attention of the agencies (M16)."""

from functools import reduce

import numpy as np

from sim.ground.arrays import Runs, ratio, total
from sim.model.mechanisms.networks import Channels, Network, NetworkParams


def promise(p: NetworkParams, c: Channels, last: Network) -> Runs:
    """Return the value that twice the effort would take beyond what it takes, (channel, run).

    The loss share saturates, q(e) = q_max (1 - u) with u = exp(-chi e), so that q(2e) - q(e) is
    q(e) u: what is lost already tells what more would bring.

    Args:
        p: assumptions shared by the channels.
        c: assumptions by channel; values in USD/week.
        last: the channels a week ago.
    """
    reached = ratio(last.loss, c.full_loss * (1.0 - last.evasion))
    doubled = last.loss * (2.0 - np.minimum(1.0, reached))
    out: Runs = c.value * (np.minimum(doubled, p.loss_ceiling) - last.loss)
    return out


def redirect(shares: Runs, floor: Runs, moved: Runs, promising: Runs) -> Runs:
    """Return one state's shares after attention moved to the most promising channel.

    Args:
        shares: by channel, shape (channel, run); they sum to one before and after.
        floor: under every share, 1.
        moved: share of what lies above the floor that moves, 1, shape (run,).
        promising: what more effort would bring by channel, shape (channel, run).
    """
    most = reduce(np.maximum, promising)
    there = (promising >= most).astype(np.float64)
    free = 1.0 - len(shares) * floor
    aim = floor + free * there / total(there)
    out: Runs = shares + moved * (aim - shares)
    return out
