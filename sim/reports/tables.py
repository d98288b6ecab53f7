"""Tables of a report: key outcomes, readings, inputs, assumptions, claims, limits that bind."""

import re
import shlex

import numpy as np

from sim.ground.weeks import CUT_OFF, date_of, week_of
from sim.reports.answer import binding_shares, paired, told
from sim.reports.influence import chance, strongest
from sim.reports.inputs import differing
from sim.reports.markup import table
from sim.reports.numbers import number, spread
from sim.reports.outcomes import Outcome, key_outcomes, leading, outcome
from sim.reports.subject import Subject
from sim.reports.verbal import STEPS, percent
from sim.runs.bands import FEWEST, POOLED
from sim.runs.findings import Finding
from sim.vocabulary.assumptions import READINGS, Assumption
from sim.vocabulary.claims import claims
from sim.vocabulary.language import Words, title_of
from sim.vocabulary.measures import measures
from sim.vocabulary.policy import Case
from sim.vocabulary.wording import day_words, unit_words


def titled(of: Subject, words: Words) -> list[str]:
    """Return the titles of the scenarios."""
    return [title_of(s, words.language) for s in of.scenarios]


def key_table(of: Subject, words: Words) -> str:
    """Return the main table: bands before medians."""
    rows = key_outcomes(of.asked, compared=of.other is not None)
    if of.other is None:
        return _levels(of, rows, words)
    one, two = titled(of, words)
    columns = [words.say("table.what"), words.say("table.unit"), one, two,
               words.say("table.difference"), words.say("table.sign")]  # fmt: skip
    lines = []
    for each in rows:
        both = [each.members(of.results, s.name) for s in of.scenarios]
        gap = told(of, each, words)
        size = words.say("table.sized", size=gap.size, band=gap.band)
        lines.append(
            [each.label(words), words.name("units", each.unit),
             *(_cell(each, v, words) for v in both), size, _verdict(gap, words)]
        )  # fmt: skip
    return table(columns, lines, "key")


def _verdict(gap: Finding, words: Words) -> str:
    up, down = percent(gap.share_up), percent(gap.share_down)
    return words.say(f"verdict.{gap.verdict}", up=up, down=down)


def _cell(each: Outcome, values: np.ndarray, words: Words) -> str:
    band, median = each.shown(values, words)
    if len(values) < FEWEST:
        return words.say("table.few", median=median)
    return words.say("table.cell", band=band, median=median)


def _levels(of: Subject, rows: list[Outcome], words: Words) -> str:
    end = of.results.weeks
    cut = min(week_of(CUT_OFF) + 1, end)
    columns = [words.say("table.what"), words.say("table.unit")]
    columns += [
        words.say("table.by", date=day_words(date_of(w), words.language))
        for w in sorted({cut, end})
    ]
    lines = []
    for each in rows:
        path = each.path(of.results, of.first.name)
        last = path.shape[1] - 1
        places = sorted({min(cut - 1 + int(each.of.bound), last), last})
        cells = [_cell(each, path[:, place], words) for place in places]
        lines.append([each.label(words), words.name("units", each.unit), *cells])
    return table(columns, lines, "key")


def readings_table(of: Subject, words: Words) -> str:
    """Return the headline outcomes under each reading of the shell balance, side by side."""
    compared = of.other is not None
    outcomes = [*leading(of.asked, compared=compared)]
    for name in ("russia.shells_fired", "dprk.shells_arrived", "russia.shell_stock"):
        if name not in [each.measure for each in outcomes]:
            outcomes.append(outcome(name, compared=compared))
    masks = {g: (of.readings == g) | (g == POOLED) for g in (POOLED, *READINGS)}
    groups = {g: mine for g, mine in masks.items() if mine.any()}
    columns = [words.say("table.what"), words.say("table.unit")]
    columns += [
        words.say("table.reading", name=words.say(f"readings.{g}"), members=int(mine.sum()))
        for g, mine in groups.items()
    ]
    lines = []
    for each in outcomes:
        values = paired(of, each) if compared else each.members(of.results, of.first.name)
        cells = [_cell(each, values[mine], words) for mine in groups.values()]
        lines.append([each.label(words), words.name("units", each.unit), *cells])
    return table(columns, lines, "readings")


def binding_table(of: Subject, words: Words) -> str:
    """Return how often each limit binds, by scenario and reading."""
    columns = [words.say("table.what")]
    kinds = list(of.results.shares["binding"].values)
    columns += [words.name("binding", str(kind)) for kind in kinds]
    lines = []
    for title, scenario in zip(titled(of, words), of.scenarios, strict=True):
        for group in (POOLED, *READINGS):
            share = binding_shares(of, scenario.name, group)
            if any(np.isnan(list(share.values()))):
                continue
            name = words.say(f"readings.{group}")
            label = words.say("table.pair", one=title, two=name) if len(of.scenarios) > 1 else name
            lines.append([label, *(percent(share[str(kind)]) for kind in kinds)])
    return table(columns, lines, "binding")


def input_table(of: Subject, words: Words) -> str:
    """Return what differs in the inputs and who decides it."""
    reference, other = _policies(of)
    rows = differing(reference, other, words)
    if not rows:
        return ""
    names = titled(of, words)
    if of.other is None and of.first.parent is not None:
        parent = of.first.parent
        names = [title_of(parent, words.language), *names]
    columns = [words.say("inputs.setting"), words.say("inputs.control"), *names]
    lines = [[r.name, words.say(f"control.{r.control}"), r.before, r.after] for r in rows]
    return table(columns, lines, "inputs")


def _policies(of: Subject) -> tuple[Case, Case]:
    """Return the two policies to set side by side: of a single scenario, its parent's and its."""
    if of.other is not None:
        return of.first.policy, of.other.policy
    parent = of.first.parent or of.first
    return parent.policy, of.first.policy


def assumption_table(of: Subject, words: Words) -> str:
    """Return the ten assumptions that go most with the headline outcome."""
    headline = leading(of.asked, compared=of.other is not None)[0]
    columns = [words.say(f"carry.{key}") for key in ("assumption", "range", "rank", "confidence")]
    noise = chance(len(of.readings))
    lines = []
    for assumption, correlation in strongest(of, headline):
        low, high = assumption.span()
        mark = "" if abs(correlation) > noise else words.say("carry.within_chance")
        unit = "" if assumption.unit == "1" else unit_words(assumption.unit, words.language)
        lines.append(
            [
                f"{_name(assumption, words)} · {assumption.key}",
                words.say("carry.span", span=spread(low, high, words), unit=unit).strip(),
                f"{correlation:+.2f}{mark}".replace("-", "−"),
                words.name("confidence", assumption.confidence),
            ]
        )
    return table(columns, lines, "carry")


def _name(assumption: Assumption, words: Words) -> str:
    """Return its name in the language; one that a user added is shown as it is written."""
    if words.language == "en":
        return assumption.name
    return words.known("assumptions", assumption.key) or assumption.name


def verbal_table(words: Words) -> str:
    """Return the fixed table of verbal probabilities."""
    columns = [words.say("verbal.word"), words.say("verbal.range")]
    lines = []
    for step in STEPS:
        span = f"{100 * step.low:.0f}–{100 * step.high:.0f} %"
        lines.append([words.say(f"verbal.{step.key}"), span])
    return table(columns, lines, "verbal")


def claims_touched(of: Subject, words: Words) -> list[str]:
    """Return the claims of the source that the scenarios bear on."""
    named = {name for s in of.scenarios for name in s.claims}
    order = [name for name in claims() if name in named]
    return [f"{name}: {words.name('claims', name)}" for name in order] or [
        words.say("table.no_claims")
    ]


def commands(of: Subject, language: str) -> list[str]:
    """Return the command lines that make the report and its results again."""
    a = of.results.attrs
    how = ["--members", a["members"], "--seed", a["seed"], "--weeks", a["weeks"]]
    for pair in of.levers:
        how += ["--set", pair]
    for pair in of.assumed:
        how += ["--assume", pair]
    if a["ensemble"] == "prior":
        how.append("--prior")
    names = of.names
    report = ["sim", "report", names[0], *(["--against", names[1]] if len(names) > 1 else [])]
    verb = "compare" if len(names) > 1 else "run"
    lines = [[*report, "--lang", language, *how], ["sim", verb, *names, *how]]
    return [shlex.join(str(word) for word in line) for line in lines]


def definitions(of: Subject, words: Words) -> list[str]:
    """Return one line a measure of the key table that says what it is."""
    rows = key_outcomes(of.asked, compared=of.other is not None)
    named = dict.fromkeys(each.measure for each in rows)
    lines = []
    for name in named:
        meaning = re.sub(r";? dimension .*", "", measures()[name].definition)
        tail = f": {meaning}" if words.language == "en" else f"（{name}）"
        lines.append(words.name("measures", name) + tail)
    return lines


def chance_of(of: Subject, words: Words) -> str:
    """Return the correlation that chance alone often reaches, as text."""
    return number(chance(len(of.readings)), words.language)
