"""Outcomes: which measures answer a question, and what the members say of them."""

from dataclasses import dataclass

import numpy as np
import xarray as xr

from sim.ground.units import DAYS_PER_WEEK
from sim.ground.weeks import CUT_OFF, week_of
from sim.reports.numbers import PERCENT, number, spread
from sim.runs.bands import CUMULATIVE
from sim.runs.findings import Finding, finding
from sim.runs.levels import day_of, when
from sim.runs.results import Results
from sim.vocabulary.axes import ACTORS, BAND
from sim.vocabulary.language import Words
from sim.vocabulary.measures import Measure, measures, parted
from sim.vocabulary.scenario import Scenario

LEVELS = ("russia.shells_fired", "russia.shells_demanded", "russia.shells_produced")
"""Flows that are read as a level at the end rather than summed up."""

ALWAYS = ("russia.shells_fired", "dprk.shells_arrived", "russia.arrears_usd")
"""Measures of an answer where the scenario names too few of its own."""

SPOKEN_OF = 3
"""Outcomes in an answer."""

RUN = (
    "russia.shells_fired", "dprk.shells_arrived", "russia.shell_stock", "dprk.contract_value_usd",
    "dprk.settled_usd", "russia.arrears_usd", "dprk.hard_currency_usd", "dprk.energy_coverage",
    "dprk.missiles_fired", "dprk.warheads",
)  # fmt: skip
"""Measures of the key table of every report."""


@dataclass(frozen=True)
class Outcome:
    """One number per member: a measure at the end, or summed up to it.

    Attributes:
        measure: its name.
        cumulative: whether the flow is summed up from week 0.
        part: a value of the extra dimension, or "" for the sum over it.
    """

    measure: str
    cumulative: bool = False
    part: str = ""

    @property
    def of(self) -> Measure:
        """The measure."""
        return measures()[self.measure]

    @property
    def read(self) -> str:
        """The measure, with ":cumulative" where it is summed up."""
        return self.measure + (CUMULATIVE if self.cumulative else "")

    def when(self, results: Results, language: str) -> str:
        """Return when the outcome holds, in words."""
        return when(self.read, day_of(self.read, results.weeks - 1), language)

    @property
    def unit(self) -> str:
        """Unit of the values; a flow at the end is given by day where it is a level."""
        if self.of.unit == "1" and self.of.kind == "ratio":
            return "%"
        if self.cumulative:
            return self.of.unit.removesuffix("/week")
        return "rounds/day" if self.measure in LEVELS else self.of.unit

    @property
    def factor(self) -> float:
        """What stored values are multiplied with."""
        if self.unit == "%":
            return PERCENT
        return 1.0 / DAYS_PER_WEEK if self.unit == "rounds/day" and not self.cumulative else 1.0

    def members(self, results: Results, policy: str) -> np.ndarray:
        """Return the outcome of every member whose series is kept, shape (member,)."""
        return self.path(results, policy)[:, -1]

    def path(self, results: Results, policy: str) -> np.ndarray:
        """Return the outcome as it grows, shape (member, time)."""
        return _values(results.series[self.measure].sel(policy=policy), self)

    def told(self, results: Results, first: str, other: str, words: Words) -> Finding:
        """Return what may be said of the paired difference of one scenario to another."""
        before, now = (self.path(results, p) / self.factor for p in (first, other))
        record = before[:, : week_of(CUT_OFF) + 1]
        return finding(
            before[:, -1], now[:, -1], self.read, date=day_of(self.read, results.weeks - 1),
            language=words.language, label=self.label(words),
            peak=float(np.abs(np.median(record, axis=0)).max()),
        )  # fmt: skip

    def label(self, words: Words) -> str:
        """Return what it is called, e.g. "DPRK shells shipped, in all"."""
        name = words.name("measures", self.measure)
        if self.part:
            name = words.say("outcome.part", name=name, part=words.name("actor", self.part))
        return words.say("outcome.total", name=name) if self.cumulative else name

    def band(self, values: np.ndarray) -> tuple[float, float, float]:
        """Return 5, 95 and 50 % over members: bands come before medians."""
        low, median, high = (float(x) for x in np.quantile(values, BAND))
        return low, high, median

    def shown(self, values: np.ndarray, words: Words) -> tuple[str, str]:
        """Return band and median as text, without the unit."""
        low, high, median = self.band(values)
        return spread(low, high, words), number(median, words.language)


def _values(found: xr.DataArray, outcome: Outcome) -> np.ndarray:
    m = outcome.of
    if m.dimension:
        chosen = {m.dimension: outcome.part} if outcome.part else None
        found = found.sel(chosen) if chosen else found.sum(m.dimension)
    values = found.transpose("member", m.time).values.astype(float)
    if outcome.cumulative:
        values = np.cumsum(values, axis=1)
    return values * outcome.factor


def outcome(measure: str, part: str = "", *, compared: bool = False) -> Outcome:
    """Return the outcome by which a measure is read: flows summed up, the rest at the end."""
    flow = measures()[measure].kind == "flow"
    return Outcome(measure, flow and (compared or measure not in LEVELS), part)


def headline(scenario: Scenario, *, compared: bool) -> list[Outcome]:
    """Return the outcomes that answer a scenario's question, the first one first."""
    named = [parted(scenario.name, text) for text in scenario.headline]
    return [outcome(of.name, part, compared=compared) for of, part in named]


def key_outcomes(scenario: Scenario, *, compared: bool) -> list[Outcome]:
    """Return the rows of the key table: what the scenario is about, then what is always shown."""
    always = [outcome(name, compared=compared) for name in RUN]
    indices = [outcome("capability.index", actor) for actor in ACTORS]
    return list(dict.fromkeys([*headline(scenario, compared=compared), *always, *indices]))


def leading(scenario: Scenario, *, compared: bool) -> list[Outcome]:
    """Return the three outcomes that a report speaks of in its answer."""
    named = headline(scenario, compared=compared)
    always = [outcome(name, compared=compared) for name in ALWAYS]
    return list(dict.fromkeys([*named, *always]))[:SPOKEN_OF]
