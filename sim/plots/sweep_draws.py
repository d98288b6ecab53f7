"""From a sweep to its paired differences and its regrets, as figures."""

import numpy as np
from matplotlib.figure import Figure

from sim.answers.regret import AT, Aim, regret
from sim.plots.asked import MORE, Asked
from sim.plots.compared import largest
from sim.plots.sweep_pairs import Gaps, Trace, paired_differences
from sim.plots.sweep_regret import Side as Lever
from sim.plots.sweep_regret import Strategies, regret_panels
from sim.plots.sweep_words import foot, under
from sim.plots.theme import LIGHT, Theme
from sim.runs.findings import Finding
from sim.sweeps.designs.design import Axis
from sim.sweeps.outcome import outcome
from sim.sweeps.pairs import Paired, paired
from sim.sweeps.reader import SweepResults
from sim.sweeps.sides import Side, label_of_input, sides_of, spoken
from sim.vocabulary.language import words
from sim.vocabulary.levers import levers


def pairs(
    results: SweepResults, asked: Asked, *, theme: Theme = LIGHT, language: str = "en"
) -> Figure:
    """Draw differences to one setting, member by member."""
    found = paired(results, asked.picture, asked.against, language)
    panels = [
        (title, [Trace(d.name, d.rows, d.above, d.below) for d in traces])
        for title, traces in found.panels
    ]
    gaps = _gaps(results, found, language)
    return paired_differences(
        gaps, panels, footer=foot(results, language), theme=theme, language=language
    )


def _gaps(results: SweepResults, found: Paired, language: str) -> Gaps:
    x, of = found.x, found.of
    own = x.name == found.reference.axis.name
    return Gaps(
        title=_title(results, found, language),
        note=_note(results, found, language),
        unit=of.scale.difference,
        x_name=spoken(x.name),
        x_label=x.label(language, unit=True),
        settings=x.settings(language),
        x=x.at,
        ordered=x.rising,
        at=found.reference.place if own else None,
    )


def _reference(results: SweepResults, found: Paired) -> Side:
    return sides_of(results.design)[found.reference.axis.name]


def _note(results: SweepResults, found: Paired, language: str) -> str:
    text = words(language)
    reference = _reference(results, found).named(found.reference.place, language)
    said = under(text.say("sweep.pairs_shown", reference=reference), found.of, found.held, language)
    if found.policies > 1:
        said += text.space + text.say("sweep.pooled", count=found.policies)
    if found.left_out:
        said += text.space + text.say("sweep.left_out", count=f"{found.left_out:,}")
    return said


def _title(results: SweepResults, found: Paired, language: str) -> str:
    """Return what may be said where most can be said: a direction first, then the largest size."""
    text, axis = words(language), _reference(results, found)
    said: dict[int, str] = {}
    every: list[Finding] = []
    for title, traces in found.panels:
        for trace in traces:
            for place, one in enumerate(trace.findings):
                if one is not None:
                    setting = found.x.named(place, language)
                    parts = [part for part in (trace.name, setting, title) if part]
                    said[id(one)] = text.stop.join(parts)
                    every.append(one)
    most = largest(every)
    return most.title(
        text.say("sweep.against", setting=said[id(most)],
                 reference=axis.setting(found.reference.place, language)),
        axis.named(found.reference.place, language),
    )  # fmt: skip


def regret_of(
    results: SweepResults, asked: Asked, *, theme: Theme = LIGHT, language: str = "en"
) -> Figure:
    """Draw how far each strategy stays behind the best one, over each lever of the coalition."""
    p = asked.picture
    found = regret(results, [Aim(p.measure, p.selector, more=asked.aim == MORE)])
    shown = outcome(results, p.measure, p.selector)
    of = Strategies(
        measure=words(language).say(
            "outcome.dated", label=shown.label(language), when=shown.when(language)
        ),
        unit=shown.scale.difference,
        more=asked.aim == MORE,
        regret=found.regret[0] * shown.scale.factor,
        share=AT,
        futures=found.futures,
        own=found.own,
    )
    sides = [_lever(name, found.settings[name].to_numpy(), language) for name in found.names]
    return regret_panels(of, sides, footer=foot(results, language), theme=theme, language=language)


def _lever(name: str, values: np.ndarray, language: str) -> Lever:
    """Return a lever's values by strategy; dates and names stand at places in their order."""
    said = label_of_input(name, language)
    if name in levers():
        known = Axis(name, tuple(np.unique(values)), lever=True)
        side = Side(name, known.values, 0, known)
        label = side.label(language, unit=True)
        if side.quantity:
            return Lever(said, label, values.astype(np.float64))
        places = np.searchsorted(np.asarray(known.values), values)
        return Lever(said, label, places * 1.0, side.settings(language))
    listed, places = np.unique(values.astype(str), return_inverse=True)
    named = Side(name, tuple(listed.tolist()), 0)
    return Lever(said, said, places * 1.0, named.settings(language))
