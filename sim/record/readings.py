"""Do the readings of the shell balance disagree? Headline quantities by reading.

The readings set fire, output and aims of stock at once, and the record does not settle between
them. For each headline question this runs the constrained members of every reading and says
whether their answers exclude one another.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from sim.ground.arrays import Runs
from sim.ground.weeks import START
from sim.record.hindcast import statistics
from sim.runs.constrained import Ensemble
from sim.runs.ensemble import Experiment
from sim.vocabulary.assumptions import READINGS
from sim.vocabulary.axes import BAND
from sim.vocabulary.evidence import Target
from sim.vocabulary.scenario import load

WEEKS = 260
NEGLIGIBLE = 0.01
"""An effect below this share of the level is none."""


@dataclass(frozen=True)
class Headline:
    """A question, and the statistic that answers it.

    Attributes:
        question: for readers.
        scenario: what is compared with the baseline, or empty for a level of the baseline.
        measure, selector, statistic, start, end: what is looked at.
    """

    question: str
    scenario: str
    measure: str
    statistic: str
    start: date
    end: date
    selector: str = ""

    @property
    def target(self) -> Target:
        """A target without a report, for its statistic."""
        nan = float("nan")
        return Target(
            id=self.question, evidence="", measure=self.measure, selector=self.selector,
            statistic=self.statistic, start=self.start, end=self.end, low=nan, central=nan,
            high=nan, unit="", scale="linear", family="", bias_text="1", use="", note="", place="",
        )  # fmt: skip


CUT, LATER, END = date(2024, 11, 5), date(2024, 11, 6), date(2028, 6, 18)
SHELLS, SHARE, FIRE = "dprk.shells_arrived", "russia.dprk_share_of_supply", "russia.shells_fired"
HEADLINES = (
    Headline(
        "How many shells has DPRK shipped by the cut-off?",
        "",
        "dprk.shells_shipped",
        "sum",
        START,
        CUT,
    ),
    Headline(
        "Which share of new supply comes from DPRK in 2024?",
        "",
        SHARE,
        "share",
        date(2024, 1, 1),
        CUT,
    ),
    Headline("How much usable supply arrives to mid-2028?", "", SHELLS, "sum", LATER, END),
    Headline("What does Russia owe at the cut-off?", "", "russia.arrears_usd", "end", CUT, CUT),
    Headline(
        "Q1 Does a designation surge lower arrivals?",
        "designation_surge",
        SHELLS,
        "sum",
        LATER,
        END,
    ),
    Headline(
        "Q1 Does maximum pressure lower arrivals?", "maximum_pressure", SHELLS, "sum", LATER, END
    ),
    Headline(
        "Q3 Do fewer arms exports raise or lower warheads?",
        "dprk_halts_exports",
        "dprk.warheads",
        "end",
        END,
        END,
    ),
    Headline(
        "Q7 Must Russia fire less if DPRK stops?", "dprk_halts_exports", FIRE, "sum", LATER, END
    ),
    Headline(
        "Q10 Does a bank squeeze lower hard currency?",
        "bank_squeeze",
        "dprk.hard_currency_usd",
        "end",
        END,
        END,
    ),
)


@dataclass(frozen=True)
class Answer:
    """One headline by reading.

    Attributes:
        headline: the question.
        bands: by reading, 5, 50 and 95 % of the level, or of the effect over the level.
        below: by reading, share of members in which the effect is a fall.
        disagree: whether some reading's median lies outside another's 90 % band, or, for an
            effect, whether the medians differ in sign.
    """

    headline: Headline
    bands: dict[str, tuple[float, float, float]]
    below: dict[str, float]
    disagree: bool


def by_reading(
    ensemble: Ensemble, *, members: int = 512, seed: int = 1,
    headlines: Sequence[Headline] = HEADLINES,
) -> list[Answer]:  # fmt: skip
    """Return every headline's answer by reading.

    Args:
        ensemble: constrained, with rows for every reading.
        members: of each reading.
        seed: of members and luck.
        headlines: questions.
    """
    targets = [headline.target for headline in headlines]
    scenarios = sorted({headline.scenario for headline in headlines} | {""})
    values: dict[tuple[str, str], Runs] = {}
    for reading in READINGS:
        table = ensemble.of_reading(reading)
        for name in scenarios:
            policy = load(name or "baseline").policy
            experiment = Experiment((policy,), members, seed, WEEKS, table)
            values[reading, name] = statistics(experiment, targets)[0]
    return [_answer(headline, i, values) for i, headline in enumerate(headlines)]


def _answer(headline: Headline, i: int, values: dict[tuple[str, str], Runs]) -> Answer:
    bands, below = {}, {}
    for reading in READINGS:
        found = values[reading, headline.scenario][i]
        if headline.scenario:
            before = values[reading, ""][i]
            found = (found - before) / max(float(np.abs(before).mean()), 1e-300)
        low, middle, high = np.quantile(found, BAND).tolist()
        bands[reading] = (low, middle, high)
        below[reading] = float((found < 0.0).mean())
    return Answer(headline, bands, below, _disagree(bands, effect=bool(headline.scenario)))


def _disagree(bands: dict[str, tuple[float, float, float]], *, effect: bool) -> bool:
    middles = [band[1] for band in bands.values()]
    if effect:
        signs = {float(np.sign(middle)) * (abs(middle) > NEGLIGIBLE) for middle in middles}
        return len(signs) > 1
    return any(not band[0] <= middle <= band[2] for band in bands.values() for middle in middles)
