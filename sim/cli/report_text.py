"""What a verb says when it is done: question, table, limits, where things are."""

from pathlib import Path

import numpy as np

from sim.cli.tables import band, heading, paragraph, shown, table
from sim.ground.units import DAYS_PER_WEEK
from sim.ground.weeks import CUT_OFF, date_of, week_of
from sim.plots.compared import gap_at_end, last_day
from sim.runs.bands import FEWEST
from sim.runs.results import Results
from sim.runs.robustness import Direction, directions
from sim.runs.verdicts import FEW, HIGHER, LOWER, OPEN, UNCHANGED
from sim.vocabulary.axes import BAND
from sim.vocabulary.lineage import differences_from
from sim.vocabulary.measures import measures
from sim.vocabulary.scenario import Scenario
from sim.vocabulary.wording import day_words, percent, quantity

LIMITS = (
    "Limits: a scenario model, no forecast. The bands show what follows from the documented ranges "
    "of the assumptions, most of which are judgement (sim assumptions --confidence low); the three "
    "readings of the shell balance can disagree and stand side by side in summary.csv. Index "
    "levels of different actors are never comparable."
)

FLOWS_SHOWN = (
    ("russia.shells_fired", DAYS_PER_WEEK, "rounds a day"),
    ("russia.shells_produced", 1.0, "rounds a week"),
    ("dprk.shells_arrived", 1.0, "usable rounds a week"),
    ("dprk.energy_coverage", 0.01, "%"),
)
STOCKS_SHOWN = (
    ("russia.shell_stock", 1.0, "rounds"),
    ("dprk.shell_stock", 1.0, "rounds"),
    ("russia.arrears_usd", 1.0, "USD"),
    ("dprk.hard_currency_usd", 1.0, "USD"),
    ("dprk.warheads", 1.0, "count"),
)
CUMULATIVE_SHOWN = (
    ("dprk.shells_shipped", "rounds"),
    ("dprk.containers_shipped", "containers"),
    ("dprk.missiles_fired", "missiles"),
    ("dprk.contract_value_usd", "USD"),
)

COMPARED = (
    "russia.shells_fired", "russia.shells_fired:cumulative", "dprk.shells_arrived:cumulative",
    "dprk.contract_value_usd:cumulative", "russia.shell_stock", "dprk.shell_stock",
    "russia.arrears_usd", "dprk.hard_currency_usd", "dprk.energy_coverage", "dprk.warheads",
    "dprk.emboldenment", "exposure.forces",
)  # fmt: skip
VERDICTS = {
    HIGHER: "higher in {up}", LOWER: "lower in {down}", UNCHANGED: "practically unchanged",
    OPEN: "open: higher in {up}, lower in {down}", FEW: "too few members",
}  # fmt: skip


def say_run(results: Results, scenario: Scenario, folder: Path) -> None:
    """Print the question, what was found, the limits, and where things are."""
    heading(f"{scenario.id}  {scenario.title}")
    paragraph(f"Question: {scenario.question}")
    if scenario.by_hand:
        paragraph(f"Set by hand: {', '.join(scenario.by_hand)}")
    _say_bands(results)
    paragraph("Flows are those of the week that starts at the date; stocks stand at its end.")
    _say_binding(results)
    paragraph(LIMITS)
    _say_where(results, folder)


def _dates(results: Results) -> list[int]:
    cut = week_of(CUT_OFF)
    return sorted({min(cut, results.weeks - 1), results.weeks - 1})


def _say_bands(results: Results) -> None:
    weeks = _dates(results)
    columns = ["what", "unit", *(f"{date_of(w)}: 5-95 % (median)" for w in weeks)]
    policy = results.policies[0]
    rows = []
    for name, unit, label in FLOWS_SHOWN:
        found = results.bands[name].sel(policy=policy, group="pooled")
        cells = [found.isel(week=w).sel(quantile=list(BAND)).values / unit for w in weeks]
        if "rounds" in label:
            cells = [np.rint(c) for c in cells]
        rows.append([measures()[name].label, label, *(band(*map(float, c)) for c in cells)])
    for name, unit, label in STOCKS_SHOWN:
        found = results.bands[name].sel(policy=policy, group="pooled")
        cells = [found.isel(week_bound=w + 1).sel(quantile=list(BAND)).values / unit for w in weeks]
        rows.append([measures()[name].label, label, *(band(*map(float, c)) for c in cells)])
    for name, label in CUMULATIVE_SHOWN:
        found = results.cumulative[name].sel(policy=policy, group="pooled")
        cells = [found.isel(week=w).sel(quantile=list(BAND)).values for w in weeks]
        title = f"{measures()[name].label}, in all"
        rows.append([title, label, *(band(*map(float, c)) for c in cells)])
    index = results.bands["capability.index"].sel(policy=policy, group="pooled")
    for actor in index["actor"].values:
        cells = [
            index.sel(actor=actor, quantile=list(BAND)).isel(week_bound=w + 1).values for w in weeks
        ]
        title = f"Capability index: {actor}"
        rows.append([title, "0-100", *(band(*map(float, c)) for c in cells)])
    exposed = results.bands["exposure.index"].sel(policy=policy, group="pooled")
    for actor in exposed["exposed"].values:
        cells = [
            exposed.sel(exposed=actor, quantile=list(BAND)).isel(week_bound=w + 1).values
            for w in weeks
        ]
        title = f"Exposure (higher is worse): {actor}"
        rows.append([title, "0-100", *(band(*map(float, c)) for c in cells)])
    table(columns, rows)


def _say_binding(results: Results) -> None:
    found = results.shares["trade.binding"].sel(policy=results.policies[0])
    start = min(week_of(CUT_OFF), results.weeks - 1)
    late = found.sel(group="pooled").isel(week=slice(start, None)).mean("week")
    parts = [f"{float(late.sel(binding=b)):.0%} {b}" for b in late["binding"].values]
    paragraph(f"What limits shipments from {date_of(start)} on: {', '.join(parts)}.")


def say_compare(results: Results, scenarios: list[Scenario], folder: Path) -> None:
    """Print, per scenario, paired differences to the reference."""
    if results.differences is None:
        return
    reference = results.policies[0]
    for scenario in scenarios[1:]:
        heading(f"{scenario.id}  {scenario.title}  against {reference}")
        paragraph(f"Question: {scenario.question}")
        own = [f"{key} = {value}" for key, value in differences_from(scenario, reference)]
        paragraph("What differs: " + ("; ".join(own) or "settings of the command line only"))
        table(
            ["measure", f"{reference}, median", "paired difference", "5-95 %", "in short"],
            [_gap(results, name, scenario.name) for name in COMPARED]
            + [
                _gap(results, "capability.index", scenario.name, actor=str(actor))
                for actor in results.differences["actor"].values
            ],
        )
        paragraph(
            f"Totals run to {_day(results)}, all else stands at that date. Differences are taken "
            "member by member; below 1 % and a tenth of the spread nothing is said to change."
        )
        _say_directions(results, scenario.name)
    paragraph(LIMITS)
    _say_where(results, folder)


def _say_directions(results: Results, policy: str) -> None:
    mine = [d for d in directions(results) if d.policy == policy]
    said = "; ".join(f"{d.actor} {_stated(results, d)}" for d in mine)
    paragraph(
        "Direction of each actor's capability at the end, over 1,000 weights and 200 sets of "
        f"goalposts: {said}."
    )


def _stated(results: Results, found: Direction) -> str:
    gap = gap_at_end(results, "capability.index", found.policy, actor=found.actor)
    return "practically unchanged" if gap.verdict == UNCHANGED else found.stated


def _gap(results: Results, name: str, policy: str, **where: str) -> list[str]:
    found = gap_at_end(results, name, policy, **where)
    level = quantity(found.gap.level, found.level_unit)
    return [found.label, level, found.size, found.band, VERDICTS[found.verdict].format(
        up=percent(found.share_up), down=percent(found.share_down))]  # fmt: skip


def _day(results: Results) -> str:
    return day_words(last_day(results))


def _say_where(results: Results, folder: Path) -> None:
    a = results.attrs
    counts = ", ".join(f"{name} {n:,}" for name, n in a["members_by_reading"].items())
    paragraph(f"Members by reading of the shell balance: {counts}; a band needs {FEWEST}.")
    paragraph(
        f"{a['members']:,} members ({a['ensemble']} ensemble), seed {a['seed']}, {a['weeks']} "
        f"weeks, model {a['model_version']} ({a['commit']}): {shown(a['runs_per_second'])} runs/s."
    )
    paragraph(
        f"Figures: {folder}/figures   Table: {folder}/summary.csv   All: {folder}/results.zarr"
    )
