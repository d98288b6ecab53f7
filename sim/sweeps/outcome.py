"""A saved variable as people read it: label, unit, statistic, date, members and bands."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.ground.arrays import Runs
from sim.ground.errors import InputError
from sim.ground.weeks import date_of
from sim.runs.bands import FEWEST, quantiles
from sim.runs.findings import Finding, finding_of
from sim.runs.levels import Band, Level, day_of, label_of, level_of, when
from sim.runs.verdicts import gap_of
from sim.sweeps.designs.design import Design, Saved
from sim.sweeps.reader import SweepResults, chosen
from sim.vocabulary.axes import BAND, FAN
from sim.vocabulary.language import words
from sim.vocabulary.wording import Scale, period, scale_of

SHARE = Scale("%", "points", 100.0, points=True)
MEANS = ("mean", "total")
"""Statistics that people read as a mean over the weeks."""


def last_day(design: Design, saved: Saved) -> dt.date:
    """Return the day with which the weeks end that a variable counts."""
    return date_of(design.weeks if saved.week is None else saved.week + 1)


def statistic(design: Design, saved: Saved, language: str = "en") -> str:
    r"""Return how the weeks of a run became one number, with its date or period.

    Example:
        >>> from sim.sweeps.designs.file import load_design
        >>> made = load_design("factorial")
        >>> statistic(made, made.save.variables[0]).replace("\u00a0", " ")
        'on average over 3 July 2023 to 26 June 2028'
    """
    text, last = words(language), last_day(design, saved)
    if saved.how == "end":
        week = design.weeks - 1 if saved.week is None else saved.week
        return when(saved.measure, day_of(saved.measure, week), language)
    key = "mean" if saved.how in MEANS else saved.how
    return text.say(f"sweep.when_{key}", period=period(date_of(0), last, language))


@dataclass(frozen=True)
class Outcome:
    """One number a run, in the unit that people read.

    Attributes:
        results: of the sweep.
        saved: the variable.
        selector: as ``actor=dprk``, or "".
    """

    results: SweepResults
    saved: Saved
    selector: str = ""

    @property
    def scale(self) -> Scale:
        """How people read it; totals are read as a mean a week, rounds by the day."""
        return SHARE if self.saved.how == "share" else scale_of(self.saved.measure)

    @property
    def unit(self) -> str:
        """Unit of levels."""
        return self.scale.unit

    def label(self, language: str = "en") -> str:
        """Return what it is called, with the part that is selected."""
        part = self.selector.rpartition("=")[2]
        if self.saved.how != "share":
            return label_of(self.saved.measure, language, part)
        text = words(language)
        name = text.name("measures", self.saved.measure)
        return text.say("outcome.part", name=name, part=text.name("binding", part))

    def when(self, language: str = "en") -> str:
        """Return the statistic with its date or period."""
        return statistic(self.results.design, self.saved, language)

    @property
    def values(self) -> Runs:
        """Return every run, shape (policy, member); NaN where it failed.

        Raises:
            InputError: the store keeps quantiles only.
        """
        if not self.results.design.save.values:
            raise InputError(
                f"{self.results.url}: only quantiles were kept (values = false), and this needs "
                "single runs; sweep again with values = true in [save]"
            )
        found = self.results.runs[self.saved.variable].transpose("policy", "member", ...)
        place = chosen(self.saved, self.selector)
        held = found.to_numpy().astype(np.float64)
        return np.asarray((held if place is None else held[..., place]) * self._factor)

    @property
    def _factor(self) -> float:
        weeks = self.results.design.weeks if self.saved.week is None else self.saved.week + 1
        return self.scale.factor / (weeks if self.saved.how == "total" else 1)

    def bands(self, mine: Sequence[np.ndarray], at: Sequence[float] = FAN) -> Runs:
        """Return quantiles over the runs of some policies each, shape (quantile, choice).

        The runs of several policies, as rows of a sample, are laid together: they are so many
        draws. NaN where there is no run.

        Args:
            mine: masks over the policies.
            at: quantiles.
        """
        if all(choice.sum() <= 1 for choice in mine):
            return self._kept(mine, at)
        values = self.values
        return np.stack([_quantiles(values[choice].ravel(), at) for choice in mine], axis=1)

    def _kept(self, mine: Sequence[np.ndarray], at: Sequence[float]) -> Runs:
        """Return quantiles as the store keeps them, each choice being one policy or none."""
        rows = self.results.band(self.saved.variable, self.selector, tuple(at)) * self.scale.factor
        out = np.full((len(at), len(mine)), np.nan)
        for column, choice in enumerate(mine):
            if choice.any():
                out[:, column] = rows[:, choice][:, 0]
        return out

    def level(self, values: Runs, language: str = "en") -> Level:
        """Return what may be said of a level over runs, in the unit that people read."""
        held = np.asarray(values, dtype=float).ravel()
        held = held[np.isfinite(held)]
        low, median, high = (float(v) for v in _quantiles(held, BAND))
        band = Band(low, median, high, len(held))
        return level_of(band, self.unit, self.label(language), self.when(language), language)

    def finding(self, reference: Runs, other: Runs, language: str = "en") -> Finding:
        """Return what may be said of paired differences, in the unit that people read."""
        gap = gap_of(reference, other)
        name = self.saved.measure
        made = finding_of(gap, name, language=language, label=self.label(language))
        return replace(made, when=self.when(language))


def _quantiles(values: Runs, at: Sequence[float]) -> Runs:
    fine = values[np.isfinite(values)]
    return quantiles(fine, at) if len(fine) else np.full(len(at), np.nan)


def outcome(results: SweepResults, variable: str, selector: str = "") -> Outcome:
    """Return a saved variable as people read it; InputError if there is none of that name."""
    saved = results.saved(variable)
    chosen(saved, selector)
    return Outcome(results, saved, selector)


def enough(results: SweepResults) -> bool:
    """Whether a policy has members enough for a band."""
    return results.design.members >= FEWEST
