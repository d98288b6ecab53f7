"""What stands under the title and at the foot of every figure of a sweep."""

from sim.runs.bands import FEWEST
from sim.sweeps.outcome import Outcome
from sim.sweeps.reader import SweepResults
from sim.sweeps.sides import Held
from sim.sweeps.titles import title_of
from sim.vocabulary.language import words


def under(shown: str, of: Outcome, held: Held, language: str = "en") -> str:
    """Return the line under a title: what is drawn, its statistic and date, what is held.

    Args:
        shown: what is drawn, a sentence.
        of: the measure.
        held: what does not vary.
        language: en or zh.
    """
    text, members = words(language), of.results.design.members
    said = text.say(
        "sweep.under", shown=shown, label=of.label(language), when=of.when(language),
        members=f"{members:,}",
    )  # fmt: skip
    few = "" if members >= FEWEST else text.space + text.say("sweep.few", fewest=FEWEST)
    return said + held.said(of.results, language) + few


def foot(results: SweepResults, language: str = "en") -> str:
    """Return where the numbers of a sweep come from, in a line."""
    m, d = results.store.manifest, results.design
    return words(language).say(
        "sweep.foot", title=title_of(d, language), policies=f"{len(d):,}", members=f"{d.members:,}",
        seed=d.seed, model=m["model_version"], commit=m.get("commit", "?"),
        assumptions=m["assumptions_hash"],
    )  # fmt: skip
