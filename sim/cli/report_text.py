"""What a verb says when it is done: question, table, limits, where things are."""

from pathlib import Path

import numpy as np

from sim.cli.tables import band, heading, paragraph, shown, table
from sim.ground.units import DAYS_PER_WEEK
from sim.ground.weeks import CUT_OFF, date_of, week_of
from sim.runs.bands import FEWEST
from sim.runs.results import Results
from sim.runs.robustness import directions
from sim.vocabulary.axes import BAND
from sim.vocabulary.measures import measures
from sim.vocabulary.scenario import Scenario, differences

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
    found = results.differences
    if found is None:
        return
    reference = results.policies[0]
    for scenario in scenarios[1:]:
        heading(f"{scenario.id}  {scenario.title}  against {reference}")
        paragraph(f"Question: {scenario.question}")
        own = [f"{key} = {value}" for key, value in differences(scenario)]
        paragraph("What differs: " + ("; ".join(own) or "settings of the command line only"))
        rows = []
        for name in ("russia.shells_fired", "dprk.shells_arrived", "dprk.contract_value_usd"):
            rows.append(_gap(found, name, ":cumulative", scenario.name, ", in all"))
        for name in (
            "russia.shell_stock", "dprk.shell_stock", "russia.arrears_usd",
            "dprk.hard_currency_usd", "dprk.warheads", "dprk.emboldenment", "exposure.forces",
        ):  # fmt: skip
            rows.append(_gap(found, name, "", scenario.name, " at the end"))
        for actor in found["actor"].values:
            rows.append(_gap(found, "capability.index", "", scenario.name, f": {actor}", actor))
        table(["difference", "5-95 % (median)", "members above zero", "below zero"], rows)
        _say_directions(results, scenario.name)
    paragraph(LIMITS)
    _say_where(results, folder)


def _say_directions(results: Results, policy: str) -> None:
    mine = [d for d in directions(results) if d.policy == policy]
    said = "; ".join(f"{d.actor} {d.stated}" for d in mine)
    paragraph(
        "Direction of each actor's capability at the end, over 1,000 weights and 200 sets of "
        f"goalposts: {said}."
    )


def _gap(
    found: object, name: str, mode: str, policy: str, tail: str, actor: str | None = None
) -> list[str]:
    m = measures()[name]

    def last(variable: str) -> np.ndarray:
        data = found[variable].sel(policy=policy).isel({m.time: -1})  # type: ignore[index]
        out: np.ndarray = (data.sel(actor=actor) if actor else data).values
        return out

    low, median, high = (float(x) for x in last(name + mode))
    above, equal = float(last(f"{name}{mode}:above")), float(last(f"{name}{mode}:equal"))
    below = max(0.0, 1.0 - above - equal)
    return [m.label + tail, band(low, median, high), f"{above:.0%}", f"{below:.0%}"]


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
