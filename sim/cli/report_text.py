"""What a verb says when it is done: question, table, limits, where things are; in each language."""

from pathlib import Path

import numpy as np

from sim.cli.tables import heading, paragraph, shown, table
from sim.ground.weeks import CUT_OFF, date_of, week_of
from sim.plots.compared import gap_at_end, last_day
from sim.plots.series import time_of
from sim.runs.bands import CUMULATIVE, FEWEST
from sim.runs.levels import label_of
from sim.runs.results import Results
from sim.runs.robustness import FLIP_LIMIT, Direction, directions
from sim.runs.verdicts import UNCHANGED
from sim.vocabulary.axes import BAND
from sim.vocabulary.language import question_of, title_of, words
from sim.vocabulary.lineage import differences_from
from sim.vocabulary.measures import measures
from sim.vocabulary.scenario import Scenario
from sim.vocabulary.wording import (
    SCALES,
    day_words,
    number,
    percent,
    quantity,
    scale_of,
    span,
    unit_words,
)

SHOWN = (
    "russia.shells_fired", "russia.shells_produced", "dprk.shells_arrived", "dprk.energy_coverage",
    "russia.shell_stock", "dprk.shell_stock", "russia.arrears_usd", "dprk.hard_currency_usd",
    "dprk.warheads", "dprk.shells_shipped:cumulative", "dprk.containers_shipped:cumulative",
    "dprk.missiles_fired:cumulative", "dprk.contract_value_usd:cumulative",
    "capability.index", "exposure.index",
)  # fmt: skip
COMPARED = (
    "russia.shells_fired", "russia.shells_fired:cumulative", "dprk.shells_arrived:cumulative",
    "dprk.contract_value_usd:cumulative", "russia.shell_stock", "dprk.shell_stock",
    "russia.arrears_usd", "dprk.hard_currency_usd", "dprk.energy_coverage", "dprk.warheads",
    "dprk.emboldenment", "exposure.forces",
)  # fmt: skip
INDEX = "capability.index"


def say_run(results: Results, scenario: Scenario, folder: Path, language: str = "en") -> None:
    """Print the question, what was found, the limits, and where things are."""
    text = words(language)
    heading(f"{scenario.id}  {title_of(scenario, language)}")
    paragraph(text.say("printed.question", question=question_of(scenario, language)))
    if scenario.by_hand:
        paragraph(text.say("printed.by_hand", settings=", ".join(scenario.by_hand)))
    _say_bands(results, language)
    paragraph(text.say("printed.dates"))
    _say_binding(results, language)
    paragraph(text.say("printed.limits"))
    _say_where(results, folder, language)


def _dates(results: Results) -> list[int]:
    cut = week_of(CUT_OFF)
    return sorted({min(cut, results.weeks - 1), results.weeks - 1})


def _say_bands(results: Results, language: str) -> None:
    text, weeks = words(language), _dates(results)
    dates = [
        text.say("printed.at", date=day_words(date_of(w), language, short=True)) for w in weeks
    ]
    rows = [row for name in SHOWN for row in _rows(results, name, weeks, language)]
    table([text.say("printed.what"), text.say("printed.unit"), *dates], rows)


def _rows(results: Results, name: str, weeks: list[int], language: str) -> list[list[str]]:
    """Return one row a measure, or one for each part of it: label, unit, a band at each date."""
    measure, scale = name.removesuffix(CUMULATIVE), scale_of(name)
    source = results.cumulative if name.endswith(CUMULATIVE) else results.bands
    found = source[measure].sel(policy=results.policies[0], group="pooled", quantile=list(BAND))
    time, part = time_of(found), measures()[measure].dimension
    later = int(measures()[measure].bound)
    at = found.isel({time: [week + later for week in weeks]}) * scale.factor
    unit = unit_words(scale.unit, language)
    out = []
    for one in found[part].values if part else ("",):
        mine = at.sel({part: one}) if part else at
        cells = [_cell(mine.isel({time: i}).values, language) for i in range(len(weeks))]
        out.append([label_of(name, language, str(one)), unit, *cells])
    return out


def _cell(rows: np.ndarray, language: str) -> str:
    """Return a band and its median; a magnitude that both share is said once."""
    low, median, high = map(float, rows)
    shown_band, middle = span(low, high, "", language), number(median, language)
    for _, name in SCALES[language]:
        if language == "en" and shown_band.endswith(name):
            middle = middle.removesuffix(name)
    return words(language).say("printed.cell", band=shown_band, median=middle)


def _say_binding(results: Results, language: str) -> None:
    text = words(language)
    found = results.shares["trade.binding"].sel(policy=results.policies[0])
    start = min(week_of(CUT_OFF), results.weeks - 1)
    late = found.sel(group="pooled").isel(week=slice(start, None)).mean("week")
    parts = [
        text.say("printed.part", share=percent(float(late.sel(binding=b)), language),
                 name=text.name("binding", str(b)))
        for b in late["binding"].values
    ]  # fmt: skip
    date = day_words(date_of(start), language)
    paragraph(text.say("printed.binding", date=date, parts=text.comma.join(parts)))


def say_compare(
    results: Results, scenarios: list[Scenario], folder: Path, language: str = "en"
) -> None:
    """Print, per scenario, paired differences to the reference."""
    if results.differences is None:
        return
    text, reference = words(language), scenarios[0]
    named = reference.name if language == "en" else title_of(reference, language)
    columns = [
        text.say("printed.measure"), text.say("printed.level", reference=named),
        *(text.say(f"printed.{key}") for key in ("difference", "band", "short")),
    ]  # fmt: skip
    for scenario in scenarios[1:]:
        title = title_of(scenario, language)
        heading(text.say("printed.against", id=scenario.id, title=title, reference=named))
        paragraph(text.say("printed.question", question=question_of(scenario, language)))
        own = [f"{key} = {value}" for key, value in differences_from(scenario, reference.name)]
        settings = text.stop.join(own) or text.say("printed.by_line")
        paragraph(text.say("printed.differs", settings=settings))
        table(columns, _gaps(results, scenario.name, language))
        paragraph(text.say("printed.totals", date=day_words(last_day(results), language)))
        _say_directions(results, scenario.name, language)
    paragraph(text.say("printed.limits"))
    _say_where(results, folder, language)


def _gaps(results: Results, policy: str, language: str) -> list[list[str]]:
    assert results.differences is not None
    actors = [str(actor) for actor in results.differences["actor"].values]
    return [
        *(_gap(results, name, policy, language) for name in COMPARED),
        *(_gap(results, INDEX, policy, language, actor=actor) for actor in actors),
    ]


def _gap(results: Results, name: str, policy: str, language: str, **where: str) -> list[str]:
    found = gap_at_end(results, name, policy, language, **where)
    verdict = words(language).say(
        f"printed.{found.verdict}",
        up=percent(found.share_up, language), down=percent(found.share_down, language),
    )  # fmt: skip
    level = quantity(found.gap.level, found.level_unit, language)
    return [found.label, level, found.size, found.band, verdict]


def _say_directions(results: Results, policy: str, language: str) -> None:
    text = words(language)
    said = [
        text.say("printed.direction", actor=text.name("actor", one.actor),
                 way=_stated(results, one, language))
        for one in directions(results)
        if one.policy == policy
    ]  # fmt: skip
    paragraph(text.say("printed.directions", said=text.stop.join(said)))


def _stated(results: Results, found: Direction, language: str) -> str:
    """Return which way an index moves, or why that is not said."""
    gap = gap_at_end(results, INDEX, found.policy, actor=found.actor)
    key, share = "up" if found.gap > 0.0 else "down", 0.0
    if gap.verdict == UNCHANGED:
        key = UNCHANGED
    elif found.gap == 0.0:
        key = "none"
    elif found.flips > FLIP_LIMIT:
        key, share = "flips_weights", found.flips
    elif found.moved > FLIP_LIMIT:
        key, share = "flips_goalposts", found.moved
    return words(language).say(f"printed.{key}", share=percent(share, language))


def _say_where(results: Results, folder: Path, language: str) -> None:
    a, text = results.attrs, words(language)
    counts = [
        text.say("printed.count", name=text.name("option_names", name), count=f"{count:,}")
        for name, count in a["members_by_reading"].items()
    ]
    paragraph(text.say("printed.readings", counts=text.comma.join(counts), fewest=FEWEST))
    paragraph(
        text.say(
            "printed.made", members=f"{a['members']:,}", seed=a["seed"], weeks=a["weeks"],
            ensemble=text.say(f"printed.{a['ensemble']}"), model=a["model_version"],
            commit=a["commit"], rate=shown(a["runs_per_second"]),
        )
    )  # fmt: skip
    paragraph(text.say("printed.places", folder=folder))
