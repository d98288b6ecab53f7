"""Mood of a week: emboldenment, provocations, allied posture, exposure (M18, M19)."""

from typing import NamedTuple

import numpy as np

from sim.ground.arrays import Runs, mean
from sim.model.draws import poisson
from sim.model.mechanisms.capability import Force, confidence, military
from sim.model.mechanisms.posture import Allies, exposure, feel_threat, mood, raise_posture
from sim.model.mechanisms.provocation import Mood, embolden, excite, rate
from sim.model.mechanisms.technology import reach
from sim.model.stages.exchange import Exchange
from sim.model.stages.politics import Politics
from sim.model.stages.pressure import Coalition
from sim.model.stages.programme import Programme
from sim.model.stages.scene import Cast, Ledgers, Opening, Scene
from sim.vocabulary.axes import AIR_DEFENCE

MOST_PROVOCATIONS = 60
"""Cut of a weekly count of about one: never met in practice, also when events cluster."""


class Reaction(NamedTuple):
    """How DPRK and the allies react to one another; (run,) unless said.

    Attributes:
        force: DPRK's military means over their opening values.
        means: capability components D1 to D4, shape (component, run).
        emboldenment, threat: 0 to 1.
        provocations: events/week.
        excitation: what past events add to next week's rate, events/week.
        tempo: smoothed rate of provocations, events/week.
        posture: by state, shape (state, run).
        exposure: of US and allied forces, index.
    """

    force: Force
    means: Runs
    emboldenment: Runs
    provocations: Runs
    excitation: Runs
    tempo: Runs
    posture: Runs
    threat: Runs
    exposure: Runs


def force_of(cast: Cast, books: Ledgers, opening: Opening, output: Runs, p: Programme) -> Force:
    """Return DPRK's military means over their opening values."""
    a = cast.assumed
    made = np.where(a.dprk.shell_output > 0.0, output / np.maximum(a.dprk.shell_output, 1.0), 1.0)
    held = books.shells.stock("dprk")
    return Force(
        shells=np.where(a.dprk.shell_stock > 0.0, held / np.maximum(a.dprk.shell_stock, 1.0), 1.0),
        shell_output=made,
        missiles=books.missiles.stock("dprk") / a.missiles.stock,
        reliability=p.reliability / a.missiles.reliability,
        warheads=p.warheads / a.nuclear.warheads,
        gain=p.technology - opening.technology,
    )


def allies_of(cast: Cast) -> Allies:
    """Return how each state answers a threat, shape (state, run)."""
    each = [state.params for state in cast.states]
    return Allies(
        np.stack([p.posture_gain for p in each]), np.stack([p.posture_adjustment for p in each])
    )


def react(
    scene: Scene, seen: Politics, done: Coalition, traded: Exchange, reached: Programme
) -> Reaction:
    """Run steps 13 and 14 of the week."""
    cast, books, opening, last, now = scene
    a, p = cast.assumed, cast.assumed.provocation
    force = force_of(cast, books, opening, traded.dprk_output, reached)
    means = military(a.capability, force)
    drives = Mood(
        backing=seen.closeness * traded.dependence,
        capability=confidence(a.capability, means),
        shield=seen.session.shield - a.council.shield,
        hidden=a.monitoring.information - seen.information,
        posture=mean(last.posture) - opening.mean_posture,
        talks=seen.in_force,
    )
    level = embolden(p, last.emboldenment, drives)
    expected = rate(p, level - p.emboldenment, now.exercise, seen.in_force, last.excitation)
    events = poisson(cast.luck("provocation", now.number), expected, MOST_PROVOCATIONS)
    tempo = last.tempo + (expected - last.tempo) / p.tempo_time
    provoked = mood(a.posture, level, last.threat) - opening.threat_mood
    together = done.coordination - a.enforcement.coordination
    base = opening.posture + now.levers.deterrence_signalling
    posture = raise_posture(a.posture, allies_of(cast), last.posture, base, provoked, together)
    average = mean(posture)
    air = reached.technology[AIR_DEFENCE] - opening.technology[AIR_DEFENCE]
    further = reach(a.technology, air, reached.satellites)
    threat = feel_threat(a.posture, last.threat, average - opening.mean_posture)
    return Reaction(
        force=force,
        means=means,
        emboldenment=level,
        provocations=events,
        excitation=excite(p, last.excitation, events),
        tempo=tempo,
        posture=posture,
        threat=threat,
        exposure=exposure(
            a.posture, books.missiles.stock("dprk"), reached.reliability, tempo, average, further
        ),
    )
