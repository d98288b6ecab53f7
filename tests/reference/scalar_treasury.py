"""M9 cyber theft and M8 hard currency of DPRK."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from .scalar_draws import poisson, positive, truncated_pareto

if TYPE_CHECKING:
    from .scalar import ScalarWorld

#: Largest number of cyber incidents in a week: the decision points cyber.size.0 to .7.
MOST_INCIDENTS: Final = 8


class Treasury:
    """The hard currency of DPRK and stolen value that is being laundered."""

    def __init__(self, world: ScalarWorld) -> None:
        self.world = world
        p = world.p
        self.reserves = p["treasury.hard_currency"]
        self.frozen = p["treasury.frozen_funds"]
        self.released = 0.0
        self.laundering = 0.0
        self.expected_incidents = p["theft.incidents"]
        self.incidents = 0
        self.stolen = 0.0
        self.laundered = 0.0
        self.seized = 0.0
        self.coal_revenue = 0.0
        self.labour_revenue = 0.0
        self.illicit = 0.0
        self.income = 0.0
        self.illicit_share = 0.0
        self.start_illicit_share = 0.0
        self.oil_bill = 0.0
        self.imports = 0.0
        self.programme = 0.0
        self.scale = 1.0
        self.prc_trade = 0.0

    def steal(self) -> None:
        """Run M9: incidents, sizes, laundering against seizure."""
        w, p = self.world, self.world.p
        channel = w.channels["cyber"]
        boldness = w.dprk.emboldenment - p["provocation.emboldenment"]
        tempo = positive(1.0 + p["theft.emboldenment_response"] * boldness)
        people = channel.facilitators * (1.0 + channel.displacement)
        self.expected_incidents = p["theft.incidents"] * people * tempo
        uniform = w.draw("cyber.count")
        self.incidents = poisson(self.expected_incidents, uniform, MOST_INCIDENTS)
        self.stolen = sum(self._size(number) for number in range(self.incidents))
        held = self.laundering + self.stolen
        rate = p["theft.laundering_rate"]
        hazard = p["theft.seizure_hazard"] * w.coalition.effort_on["cyber"]
        self.laundered = rate * held
        self.seized = min(hazard, 1.0 - rate) * held
        self.laundering = held - self.laundered - self.seized

    def _size(self, number: int) -> float:
        """Return the size of one incident of the week."""
        p = self.world.p
        return truncated_pareto(
            p["theft.smallest_incident"],
            p["theft.largest_incident"],
            p["theft.tail_index"],
            self.world.draw(f"cyber.size.{number}"),
        )

    def release(self) -> float:
        """Release what is due of the frozen funds and return it."""
        due = positive(self.world.calendar.funds_released - self.released)
        self.released += due
        self.frozen -= due
        return due

    def balance(self) -> None:
        """Run M8: income, oil bill, then imports and programme as far as the money goes."""
        w, p = self.world, self.world.p
        self.illicit = self._illicit_income()
        gain = 1.0 + p["treasury.relief_exports"] * w.tie.relief_in_force
        self.income = (
            (w.russia.delivered["cash"] + w.dprk.troop_pay) * w.channels.bank_usability
            + self.illicit
            + p["treasury.licit_exports"] * w.calendar.prc * gain
            + self.release()
        )
        self.illicit_share = self.illicit / self.income if self.income > 0.0 else 0.0
        if w.week == 0:
            self.start_illicit_share = self.illicit_share
        markup = w.channels["ship_to_ship"].markup
        self.oil_bill = w.dprk.ship_to_ship * p["oil.price"] * (1.0 + markup)
        self._spend()

    def _illicit_income(self) -> float:
        """Return income from theft, coal, remote work and labour."""
        w, p = self.world, self.world.p
        labour = w.channels["labour"]
        coal = w.channels["coal"]
        kept = (1.0 - labour.loss) / (1.0 - labour.base_loss)
        self.coal_revenue = p["treasury.coal_revenue"] * coal.gain * w.calendar.prc
        self.labour_revenue = w.dprk.workers * p["workers.state_take"] * kept
        return (
            self.laundered * (1.0 - p["theft.laundering_haircut"])
            + self.coal_revenue
            + p["treasury.remote_it_income"] * w.channels["cyber"].rel
            + self.labour_revenue
            + p["treasury.other_labour_income"] * labour.gain
        )

    def _spend(self) -> None:
        """Pay imports and programme, scaled so that reserves do not fall below nil."""
        w, p = self.world, self.world.p
        held = self.reserves if self.reserves >= 0.01 else 0.0  # less is rounding
        wealth = held / p["treasury.hard_currency"]
        wanted_imports = p["treasury.import_bill"] * wealth ** p["treasury.import_elasticity"]
        relieved = p["treasury.relief_exports"] * w.tie.relief_in_force
        wanted_imports += p["treasury.licit_exports"] * relieved
        wanted_programme = p["treasury.programme_outlay"] * math.sqrt(wealth)
        wanted = wanted_imports + wanted_programme
        available = positive(self.reserves + self.income - self.oil_bill)
        self.scale = min(1.0, available / wanted) if wanted > 0.0 else 1.0
        self.imports = self.scale * wanted_imports
        self.programme = self.scale * wanted_programme
        self.reserves = positive(available - self.imports - self.programme)
        gain = 1.0 + p["treasury.relief_exports"] * w.tie.relief_in_force
        exports = p["treasury.licit_exports"] * w.calendar.prc * gain
        self.prc_trade = exports + self.imports
