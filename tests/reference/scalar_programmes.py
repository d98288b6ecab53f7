"""M17 technology and nuclear programme of DPRK, with the missile learning of M4."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from .scalar_calendar import WEEKS_PER_YEAR
from .scalar_draws import binomial, logistic, poisson, positive

if TYPE_CHECKING:
    from .scalar import ScalarWorld

AREAS: Final = ("missile", "space", "air_defence")


class Programmes:
    """What DPRK learns and builds: technology, reliable missiles, satellites, warheads."""

    def __init__(self, world: ScalarWorld) -> None:
        self.world = world
        p = world.p
        self.own_research = 1.0
        self.start_absorption = self.absorption
        self.start_technology = {area: p[f"technology.{area}"] for area in AREAS}
        self.technology = dict(self.start_technology)
        self.technology_gain = dict.fromkeys(AREAS, 0.0)
        self.reliability = p["missiles.reliability"]
        self.warheads = p["nuclear.warheads"]
        self.fissile = max(p["nuclear.fissile"], self.warheads)
        self.plant = 1.0
        self.satellites = 0
        self.satellite_attempts = 0
        self.satellite_successes = 0

    @property
    def absorption(self) -> float:
        """Return A, from the own research stock as it stands."""
        p = self.world.p
        half = p["technology.half_saturation"]
        return p["technology.absorption"] * self.own_research / (self.own_research + half)

    def run(self) -> None:
        """Run M17 and the learning of M4."""
        self._learn()
        self._launch()
        self._make_reliable()
        self._build()
        self._enrich()

    def _learn(self) -> None:
        """Raise technology from Russian goods and own work; then own research."""
        w, p = self.world, self.world.p
        goods, unit = w.russia.delivered, p["technology.value_unit"]
        space = w.calendar.space_share
        taken = {
            "missile": (1.0 - space) * goods["technology"],
            "space": space * goods["technology"],
            "air_defence": goods["military"],
        }
        own = p["technology.own_drift"] * w.channels["procurement"].gain
        absorption = self.absorption
        for area in AREAS:
            bracket = min(p["technology.bracket_ceiling"], absorption * taken[area] / unit + own)
            self.technology_gain[area] = bracket * (1.0 - self.technology[area])
            self.technology[area] += self.technology_gain[area]
        self.own_research *= 1.0 + p["technology.own_research_growth"]

    def _make_reliable(self) -> None:
        """Raise missile reliability by use in the field and by equipment."""
        p = self.world.p
        unused = (1.0 - p["missiles.learning_by_use"]) ** self.world.russia.missiles_fired
        equipment = p["missiles.equipment_reliability_gain"] * self.technology_gain["missile"]
        self.reliability = 1.0 - (1.0 - self.reliability) * unused * (1.0 - min(1.0, equipment))
        guided = p["technology.satellite_accuracy"] * self.satellite_successes
        self.reliability = 1.0 - (1.0 - self.reliability) * (1.0 - min(1.0, guided))

    def _launch(self) -> None:
        """Draw satellite launches."""
        w, p = self.world, self.world.p
        gained = self.technology["space"] - self.start_technology["space"]
        rate = p["technology.satellite_attempts"] * (1.0 + p["technology.attempt_growth"] * gained)
        self.satellite_attempts = poisson(rate, w.draw("satellite"))
        skill = p["technology.satellite_response"] * self.technology["space"]
        chance = logistic(p["technology.satellite_intercept"] + skill)
        uniform = w.draw("satellite_success")
        self.satellite_successes = binomial(self.satellite_attempts, chance, uniform)
        self.satellites += self.satellite_successes

    @property
    def reach(self) -> float:
        """Return the factor of technology on the exposure of forces."""
        p = self.world.p
        air = self.technology["air_defence"] - self.start_technology["air_defence"]
        seen = p["technology.satellite_reach"] * self.satellites
        return 1.0 + p["technology.air_reach"] * air + seen

    def _build(self) -> None:
        """Let plant follow the outlay for the programme."""
        p = self.world.p
        usual = p["treasury.programme_outlay"]
        outlay = self.world.treasury.programme / usual if usual > 0.0 else 0.0
        aim = 1.0 + p["nuclear.plant_response"] * (outlay - 1.0)
        self.plant += (aim - self.plant) / p["nuclear.plant_time"]

    def _enrich(self) -> None:
        """Add warhead equivalents."""
        w, p = self.world, self.world.p
        ceiling = p["nuclear.input_ceiling"]
        money = min(ceiling, math.sqrt(w.treasury.reserves / p["treasury.hard_currency"]))
        fuel = min(ceiling, w.dprk.energy / w.dprk.start_energy)
        weight = p["nuclear.input_weight"]
        paid = p["nuclear.money_weight"]
        inputs = (1.0 - weight) + weight * (paid * money + (1.0 - paid) * fuel)
        better = self.technology["missile"] - self.start_technology["missile"]
        bought = min(1.0, w.tie.relief_in_force / p["nuclear.freeze_full_relief"])
        freeze = 1.0 - p["nuclear.freeze"] * bought
        gain = p["nuclear.growth"] / WEEKS_PER_YEAR * self.plant * inputs
        gain *= 1.0 + p["nuclear.technology_effect"] * better
        self.fissile += gain * self._priority() * freeze
        left = positive(self.fissile - self.warheads)
        self.warheads += p["nuclear.assembly"] * left * freeze

    def _priority(self) -> float:
        """Return the priority of the nuclear programme."""
        w, p = self.world, self.world.p
        worry = p["nuclear.threat_priority"] * (w.dprk.threat - p["posture.threat"])
        crowding = w.dprk.shipped / p["exchange.reference_shipments"]
        illicit = w.treasury.illicit_share - w.treasury.start_illicit_share
        return positive(
            1.0
            + worry
            - p["nuclear.munitions_crowding"] * crowding
            + p["nuclear.illicit_priority"] * illicit
        )
