"""The baseline meets the reported shipments, pooled and by reading (targets T021, T022, T028)."""

import pytest

from sim.runs.bands import GROUPS
from sim.runs.runs import run_scenario
from sim.runs.settings import Settings
from sim.vocabulary.scenario import load

REPORTED = {
    "T021": ("dprk.shells_shipped", "2024-01-29", 1_600_000),
    "T022": ("dprk.shells_shipped", "2024-02-19", 1_500_000),
    "T028": ("dprk.containers_shipped", "2024-02-26", 6_700),
}
KEEP = ("dprk.shells_shipped", "dprk.containers_shipped", "trade.binding")


@pytest.fixture(scope="module")
def results():
    return run_scenario(load("baseline"), Settings(members=400, weeks=60, keep=KEEP))


@pytest.mark.parametrize("target", REPORTED)
def test_the_band_holds_the_reported_figure(target, results):
    measure, week, central = REPORTED[target]
    band = results.cumulative[measure].sel(policy="baseline", week=week)
    inside = {
        group: float(band.sel(group=group, quantile=0.05))
        <= central
        <= float(band.sel(group=group, quantile=0.95))
        for group in GROUPS
    }
    assert inside["pooled"]
    assert sum(inside[group] for group in GROUPS[1:]) >= 2, inside
