"""Facilitators: designation, exit and entry, losses, mark-ups and displacement (M11).

Eight generic channels carry anonymous facilitators, counted relative to their opening number.
Enforcement removes facilitators and takes a share of the flow; the margin draws new ones in;
what is lost on one channel turns up, in part and later, on another.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.ground.arrays import Runs, positive, power, ratio
from sim.model.draws import Luck, binomial, poisson
from sim.vocabulary.axes import CHANNELS, COAL, CYBER, FINANCE, LABOUR, OIL_DIRECT, SHIP_TO_SHIP

EXIT = tuple(f"exit.{channel}" for channel in CHANNELS)
ENTRY = tuple(f"entry.{channel}" for channel in CHANNELS)
MOST_ENTRANTS = 100
"""Cut of a weekly count of a few: the chance to meet it is below one in 10^9."""


@dataclass(frozen=True)
class ChannelParams:
    """Drawn assumptions of one channel, one field per entry ``<channel>.<field>``; (run,)."""

    listing_exposure: Runs
    interdictability: Runs
    reference_value: Runs


@dataclass(frozen=True)
class ArmsParams(ChannelParams):
    """The arms route: also as it would be if it could be reached, in part or in full; (run,)."""

    partial_interdictability: Runs
    open_interdictability: Runs
    open_listing_exposure: Runs


@dataclass(frozen=True)
class NetworkParams:
    """Drawn assumptions, one field per registry entry ``networks.<field>``; shape (run,)."""

    markup: Runs
    natural_exit: Runs
    designation_hazard: Runs
    tempo_concavity: Runs
    finance_threat_hazard: Runs
    interdiction_saturation: Runs
    cost_pass_through: Runs
    risk_premium: Runs
    entry_elasticity: Runs
    entry_emboldenment: Runs
    displacement_share: Runs
    displacement_lag: Runs
    facilitators_per_channel: Runs
    exposure_exit: Runs
    loss_ceiling: Runs
    margin_floor: Runs
    margin_ceiling: Runs
    emboldened_entry_floor: Runs
    exposure_memory: Runs
    displaced_ship_to_ship_to_oil_direct: Runs
    displaced_oil_direct_to_ship_to_ship: Runs
    displaced_finance_to_cyber: Runs
    displaced_cyber_to_finance: Runs
    displaced_labour_to_cyber: Runs
    displaced_coal_to_cyber: Runs
    markup_floor: Runs
    listing_memory: Runs
    evasion_learning: Runs
    evasion_memory: Runs


class Channels(NamedTuple):
    """Channel assumptions stacked, and what follows from them once, shape (channel, run).

    Attributes:
        listing_exposure: exposure to listing.
        interdictability: share lost at effort 1.
        value: of the flow at reference, USD/week.
        weight: value over that of all channels.
        kept: share kept at effort 1.
        odds: share lost over share kept at effort 1.
        full_loss: share lost at endless effort, if nothing cut it.
        turnover: exit and entry at reference, 1/week.
        margin: of a facilitator at effort 1, over the market price.
    """

    listing_exposure: Runs
    interdictability: Runs
    value: Runs
    weight: Runs
    kept: Runs
    odds: Runs
    full_loss: Runs
    turnover: Runs
    margin: Runs


class Pressure(NamedTuple):
    """What acts on the channels in a week.

    Attributes:
        effort: enforcement effort by channel, 1 at reference, shape (channel, run).
        listed: smoothed designations by channel over their reference, shape (channel, run).
        threat: secondary-sanctions threat above its opening value, >= 0, shape (run,).
        exposed: 1 in weeks that follow a public exposure, else 0, shape (run,).
        emboldened: DPRK emboldenment above its opening value, shape (run,).
        resolved: what resolutions of the last year add to listing exposure, 1, shape (run,).
    """

    effort: Runs
    listed: Runs
    threat: Runs
    exposed: Runs
    emboldened: Runs
    resolved: Runs


class Losses(NamedTuple):
    """Realised losses that are no share of a reference flow, USD/week, shape (run,)."""

    oil_direct: Runs
    cash: Runs


class Network(NamedTuple):
    """State of all channels at the end of a week, shape (channel, run).

    Attributes:
        facilitators: active facilitators, 1 at reference.
        loss: share of the flow lost to enforcement.
        markup: premium over the market price.
        flow: flow relative to reference, before displacement into the channel.
        displaced: smoothed value lost on the channel, USD/week.
        arriving: what is displaced into the channel, over its reference value.
        through: flow with what is displaced into the channel.
        evasion: share of losses that learnt evasion avoids.
    """

    facilitators: Runs
    loss: Runs
    markup: Runs
    flow: Runs
    displaced: Runs
    arriving: Runs
    through: Runs
    evasion: Runs


def listing_pressure(p: NetworkParams, c: Channels, pressure: Pressure) -> Runs:
    """Return the hazard of being listed over that of full exposure at reference, (channel, run).

    Concave in designations of the last quarter; on the finance channel a secondary-sanctions
    threat adds to it.
    """
    concave = power(pressure.listed, p.tempo_concavity)
    listed = concave * c.listing_exposure * (1.0 + pressure.resolved)
    listed[FINANCE] = listed[FINANCE] * (1.0 + p.finance_threat_hazard * pressure.threat)
    return listed


def felt(p: NetworkParams, before: Runs, counts: Runs, reference: Runs) -> Runs:
    """Return designations that facilitators feel, over their reference, (channel, run) (M11).

    Args:
        p: assumptions.
        before: last week, 1 at reference, shape (channel, run).
        counts: designated this week by channel, designations/week, shape (channel, run).
        reference: designated at reference, designations/week, shape (channel, run).
    """
    return before + (ratio(counts, reference) - before) / p.listing_memory


def evade(p: NetworkParams, last: "Network", learning: Runs) -> Runs:
    """Return the share of losses that learnt evasion avoids, shape (channel, run) (M11).

    It grows with what was lost last week and is forgotten; without learning it stays zero.

    Args:
        p: assumptions.
        last: the channels a week ago.
        learning: of a week in which everything is lost, 1/week, shape (run,).
    """
    gained = learning * last.loss * last.flow * (1.0 - last.evasion)
    return np.minimum(1.0, last.evasion + gained) * (1.0 - 1.0 / p.evasion_memory)


EVASION_RULES = (lambda p: p.evasion_learning, lambda p: 0.0 * p.evasion_learning)
"""Learning under the rules `learns` and `unchanged`."""


def loss_share(p: NetworkParams, c: Channels, effort: Runs, evasion: Runs | float = 0.0) -> Runs:
    """Return the share of the flow that enforcement takes, 1, shape (channel, run).

    Saturating in effort; equals the interdictability at effort 1 and zero at effort 0, less what
    learnt evasion avoids.
    """
    lost = (1.0 - np.exp(effort * -p.interdiction_saturation)) * c.full_loss * (1.0 - evasion)
    return np.minimum(lost, p.loss_ceiling)


def entry(p: NetworkParams, c: Channels, margin: Runs, emboldened: Runs) -> Runs:
    """Return the entry of facilitators, relative to reference, 1/week, shape (channel, run)."""
    pull = np.maximum(p.emboldened_entry_floor, 1.0 + p.entry_emboldenment * emboldened)
    return power(margin, p.entry_elasticity) * c.turnover * pull


def mean_number(now: Runs, enter: Runs, leave: Runs) -> Runs:
    """Return facilitators after a week, followed by their mean, shape (channel, run)."""
    staying = now - np.minimum(1.0, leave) * now
    return enter + staying


def counted(p: NetworkParams, now: Runs, enter: Runs, leave: Runs, luck: Luck, week: int) -> Runs:
    """Return facilitators after a week in which single ones leave and enter, (channel, run)."""
    each = np.rint(p.facilitators_per_channel) * np.ones_like(now)
    there = np.rint(now * each)
    gone = binomial(luck.rows(EXIT, week), there, 1.0 - np.exp(-leave))
    come = poisson(luck.rows(ENTRY, week), each * enter, MOST_ENTRANTS)
    after: Runs = (there - gone + come) / each
    return after


def displace(p: NetworkParams, c: Channels, lost: Runs) -> Runs:
    """Return what turns up on each channel from others, over its reference, (channel, run)."""
    arriving = np.zeros_like(lost)
    arriving[OIL_DIRECT] = p.displaced_ship_to_ship_to_oil_direct * lost[SHIP_TO_SHIP]
    arriving[SHIP_TO_SHIP] = p.displaced_oil_direct_to_ship_to_ship * lost[OIL_DIRECT]
    arriving[FINANCE] = p.displaced_cyber_to_finance * lost[CYBER]
    arriving[CYBER] = (
        p.displaced_finance_to_cyber * lost[FINANCE]
        + p.displaced_labour_to_cyber * lost[LABOUR]
        + p.displaced_coal_to_cyber * lost[COAL]
    )
    return arriving * p.displacement_share / c.value


class Movement(NamedTuple):
    """Entry and exit of a week, with losses and mark-ups, shape (channel, run)."""

    enter: Runs
    leave: Runs
    loss: Runs
    kept: Runs
    markup: Runs
    evasion: Runs


def movement(p: NetworkParams, c: Channels, pressure: Pressure, evasion: Runs) -> Movement:
    """Return what enforcement and margins do to facilitators this week (M11)."""
    listed = listing_pressure(p, c, pressure)
    loss = loss_share(p, c, pressure.effort, evasion)
    kept = 1.0 - loss
    risk = positive(listed - c.listing_exposure) * p.risk_premium
    premium = (loss / kept - c.odds + risk) * p.cost_pass_through + p.markup
    markup = np.maximum(premium, p.markup_floor)
    earned = ((1.0 + markup) * kept - risk) / c.margin
    margin = np.clip(earned, p.margin_floor, p.margin_ceiling)
    natural = listed * p.designation_hazard + p.natural_exit
    leave = natural * (1.0 + p.exposure_exit * pressure.exposed)
    return Movement(entry(p, c, margin, pressure.emboldened), leave, loss, kept, markup, evasion)


def settle(
    p: NetworkParams, c: Channels, last: Network, facilitators: Runs, m: Movement, lost: Losses
) -> Network:
    """Return the channels at the end of the week, given their facilitators (M11).

    Args:
        p: assumptions shared by the channels.
        c: assumptions by channel.
        last: the channels a week ago.
        facilitators: after entry and exit, shape (channel, run).
        m: this week's losses and mark-ups.
        lost: last week's realised losses of direct oil and of cash.
    """
    flow = facilitators * m.kept / c.kept
    missing = positive(1.0 - flow)
    value = missing * c.value
    value[OIL_DIRECT] = lost.oil_direct
    value[FINANCE] = lost.cash * missing[FINANCE]
    displaced = last.displaced + (value - last.displaced) / p.displacement_lag
    arriving = displace(p, c, displaced)
    through = flow * (1.0 + arriving)
    return Network(facilitators, m.loss, m.markup, flow, displaced, arriving, through, m.evasion)


def opening(p: NetworkParams, c: Channels) -> Network:
    """Return the channels at reference: one facilitator each, losses at effort 1."""
    one = np.ones_like(c.interdictability)
    zero = 0.0 * one
    loss, markup = c.interdictability.copy(), one * p.markup
    return Network(one, loss, markup, one, zero, zero, one, zero)
