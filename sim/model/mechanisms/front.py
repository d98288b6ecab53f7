"""The front: fire that swings with campaigns, and shells lost in depots (M1, M3)."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.ground.arrays import Runs, positive, ratio


@dataclass(frozen=True)
class FrontParams:
    """Drawn assumptions, one field per registry entry ``front.<field>``; shape (run,)."""

    fire_variation: Runs
    fire_memory: Runs
    ukrainian_fire: Runs
    strike_loss: Runs
    strike_size: Runs
    strike_spread: Runs


def turn(p: FrontParams, phase: Runs, score: Runs) -> Runs:
    """Return the phase of fire after a week, a standard normal with memory, shape (run,).

    Args:
        p: assumptions.
        phase: last week, shape (run,).
        score: this week's normal score, shape (run,).
    """
    kept = np.exp(-1.0 / p.fire_memory)
    out: Runs = kept * phase + np.sqrt(1.0 - kept * kept) * score
    return out


def campaigns(p: FrontParams, phase: Runs) -> Runs:
    """Return fire demand over its mean: log-normal around 1 (S43), shape (run,)."""
    out: Runs = np.exp(p.fire_variation * phase - p.fire_variation * p.fire_variation / 2)
    return out


def steady(p: FrontParams, phase: Runs) -> Runs:
    """Return one: fire demand never swings, shape (run,)."""
    return 1.0 + 0.0 * p.fire_variation * phase


FIRE_RULES = (campaigns, steady)


class Blow(NamedTuple):
    """Rounds that a week's strikes destroy, rounds/week, shape (run,)."""

    stored: Runs
    in_transit: Runs


def strike(held: Runs, reserve: Runs, transit: Runs, asked: Runs) -> Blow:
    """Destroy rounds above the reserve and under way, each in its share (M3, C054-C056).

    Args:
        held: usable stock, rounds, shape (run,).
        reserve: strategic reserve, kept elsewhere, rounds, shape (run,).
        transit: rounds under way to the front, shape (run,).
        asked: what the strikes would destroy, rounds/week, shape (run,).
    """
    within = positive(held - reserve)
    share = ratio(np.minimum(asked, within + transit), within + transit)
    return Blow(share * within, share * transit)


def strike_size(p: FrontParams, score: Runs) -> Runs:
    """Return what one strike of a campaign would destroy, log-normal, rounds, shape (run,)."""
    out: Runs = p.strike_size * np.exp(np.log(p.strike_spread) * score)
    return out
