"""What may be said of numbers: one rule for titles, sentences, cells and later verbs.

Size comes before sign, differences come from pairs, every number carries unit, date and band.
"""

import datetime as dt
from dataclasses import dataclass

import numpy as np

from sim.runs.bands import FEWEST
from sim.runs.levels import known, label_of, tidy, when
from sim.runs.verdicts import FEW, HIGHER, LOWER, Gap, gap_of, near_nil, verdict_of
from sim.vocabulary.language import words
from sim.vocabulary.wording import (
    HUNDRED,
    change,
    gain,
    inside,
    number,
    percent,
    quantity,
    scale_of,
    span,
    with_unit,
)

NOTHING = 5e-5
"""Part of the reference's level below which a difference is written as 0."""

HUNDREDTHS = 2
"""Decimals of differences in points."""

POINTED = ("%", "0-100", "index")
"""Units of levels whose differences are told in points."""


@dataclass(frozen=True)
class Finding:
    """A paired difference and what may be said of it.

    Attributes:
        gap: the numbers, in `unit`.
        verdict: one of VERDICTS.
        label: of the measure, in the language.
        unit: of the difference, as the vocabulary names it (rounds/day, points, USD ...).
        level_unit: of the reference's level.
        percent: paired median in per cent of the reference's median; None in points, or where
            the reference is near nil.
        when: "on 26 June 2028", "by ..." or "in the week of ...", in the language.
        language: of all texts.
    """

    gap: Gap
    verdict: str
    label: str
    unit: str
    level_unit: str
    percent: float | None
    when: str
    language: str

    @property
    def low(self) -> float:
        """Lower end of the paired band, 5 %."""
        return self.gap.low

    @property
    def median(self) -> float:
        """Paired median."""
        return self.gap.median

    @property
    def high(self) -> float:
        """Upper end of the paired band, 95 %."""
        return self.gap.high

    @property
    def share_up(self) -> float:
        """Share of members in which the measure is higher."""
        return self.gap.above

    @property
    def share_down(self) -> float:
        """Share of members in which it is lower."""
        return self.gap.below

    @property
    def size(self) -> str:
        """The median with unit and per cent: "+450 rounds a day (+3.1 %)"."""
        shown = self._plain
        if self.percent is None or not self.felt:
            return shown
        return self._say("size", size=shown, percent=change(self.percent, self.language))

    @property
    def felt(self) -> float:
        """The median that is shown: 0 where it is nothing beside the level, points to a hundredth.

        A difference of a hundred-thousandth of the level has no figure that means anything.
        """
        if self.percent is None and self.level_unit in POINTED:
            return round(self.median, HUNDREDTHS)
        return 0.0 if abs(self.median) < NOTHING * abs(self.gap.level) else self.median

    @property
    def _plain(self) -> str:
        return gain(self.felt, self.unit, self.language)

    @property
    def band(self) -> str:
        """The paired 5-95 % band, without unit; "–" under 20 members."""
        if self.verdict == FEW:
            return "–"
        return span(self.low, self.high, "", self.language, sign=True)

    @property
    def text(self) -> str:
        """One sentence without a full stop, for the measure alone."""
        return self._say(f"text_{self.verdict}", **self._gaps(self.label))

    def title(self, other: str = "", first: str = "") -> str:
        """Return the sentence as a title over a figure or a page.

        Args:
            other: title of what is held against the reference; "" leaves it out.
            first: title of the reference.
        """
        if not other:
            return self.text
        gaps = self._gaps(inside(self.label, self.language))
        return self._say(f"title_{self.verdict}", other=other, first=first, **gaps)

    @property
    def cell(self) -> str:
        """The difference for a table: median, per cent, band and the verdict in a word."""
        return self._say("cell", size=self.size, band=self.band, verdict=self._say(self.verdict))

    def _gaps(self, label: str) -> dict[str, str]:
        return {
            "label": label,
            "head": self._head(),
            "size": self.size,
            "plain": self._plain,
            "band": self.band,
            "level": quantity(self.gap.level, self.level_unit, self.language),
            "when": self.when,
            "up": percent(self.share_up, self.language),
            "down": percent(self.share_down, self.language),
            "members": str(self.gap.members),
            "fewest": str(FEWEST),
        }

    def _head(self) -> str:
        """Return how much higher or lower: "3.1 % higher"; "higher" where per cent says nothing."""
        if self.verdict not in (HIGHER, LOWER):
            return self._say(self.verdict)
        if self.percent is None:
            return self._say(self.verdict)
        size = number(abs(self.percent), self.language, figures=2)
        return self._say(f"head_{self.verdict}", much=with_unit(size, "%", self.language))

    def _say(self, key: str, **gaps: str) -> str:
        return tidy(words(self.language).say(f"finding.{key}", **gaps))


def finding(
    reference: np.ndarray,
    other: np.ndarray,
    measure: str,
    *,
    date: dt.date | None = None,
    language: str = "en",
    part: str = "",
    label: str = "",
    peak: float | None = None,
) -> Finding:
    r"""Return what may be said of a paired difference.

    Args:
        reference: values by member in the unit of the vocabulary, shape (member,).
        other: of the same members under the other setting.
        measure: name; with ":cumulative" for a flow summed up.
        date: when the values hold, as `levels.day_of` gives it.
        language: en or zh.
        part: value of the measure's extra dimension, told beside its name.
        label: what to call it instead of the measure's name.
        peak: largest median of the reference over the record, for "near nil".

    Raises:
        InputError: for a measure or language that does not exist.
        ValueError: where the two have not the same members.

    Example:
        >>> import numpy as np
        >>> few = finding(np.full(40, 70e3), np.full(40, 77e3), "russia.shells_fired")
        >>> few.verdict, few.size.replace("\u00a0", " ")
        ('higher', '+1,000 rounds a day (+10 %)')
    """
    factor = scale_of(known(measure)).factor
    gap = gap_of(
        np.asarray(reference, dtype=float) * factor,
        np.asarray(other, dtype=float) * factor,
        peak=None if peak is None else peak * factor,
    )
    return finding_of(gap, measure, date=date, language=language, part=part, label=label)


def finding_of(
    gap: Gap,
    measure: str,
    *,
    date: dt.date | None = None,
    language: str = "en",
    part: str = "",
    label: str = "",
) -> Finding:
    """Return what may be said of differences that are numbers already, in the unit people read."""
    scale = scale_of(known(measure))
    share = None
    if not scale.points and not near_nil(gap):
        share = HUNDRED * gap.median / abs(gap.level)
    return Finding(
        gap=gap,
        verdict=verdict_of(gap, points=scale.points),
        label=label or label_of(measure, language, part),
        unit=scale.difference,
        level_unit=scale.unit,
        percent=share,
        when=when(measure, date, language),
        language=language,
    )


def chance_of(share: float, members: int, language: str = "en") -> str:
    """Return a probability as a share of members: "62 % of 300 members"."""
    return words(language).say(
        "finding.chance", share=percent(share, language), members=f"{members:,}"
    )
