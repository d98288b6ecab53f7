"""Interactive charts: they open offline and say value, band and source."""

import numpy as np
import pytest

from sim.ground.errors import InputError
from sim.runs.runs import compare_scenarios
from sim.runs.settings import Settings
from sim.vocabulary.scenario import load

pytest.importorskip("plotly", reason="plotly is not installed")

from sim.reports.interactive import Grid, fan_chart, heat_map, interactive_page


@pytest.fixture(scope="module")
def results():
    chosen = [load("baseline"), load("oil_squeeze")]
    return compare_scenarios(chosen, Settings(members=8, weeks=90))


def test_every_scenario_has_its_median_and_both_bands(results):
    traces = [t.name for t in fan_chart(results, "russia.shells_fired").data]
    for policy in results.policies:
        assert {policy, f"{policy}: 5–95 %", f"{policy}: 25–75 %"} <= set(traces)


def test_the_pointer_reads_value_band_and_source(results):
    chart = fan_chart(results, "dprk.shells_shipped", cumulative=True)
    median = next(t for t in chart.data if t.name == "baseline")
    assert "5–95 %" in median.hovertext[50]
    assert "50 %" in median.hovertext[50]
    reports = next(t for t in chart.data if t.name == "reported")
    assert all("evidence C" in text for text in reports.hovertext)


def test_a_heat_map_names_both_levers_and_its_source():
    grid = Grid("x lever", ("1", "2"), "y lever", ("3", "4"), np.array([[1.0, 2.0], [3.0, 4.0]]),
                "a measure", "rounds", (0.0, 4.0))  # fmt: skip
    chart = heat_map(grid, source="sweep of seven")
    assert (chart.data[0].zmin, chart.data[0].zmax) == (0.0, 4.0)
    assert chart.layout.xaxis.type == "category"
    note = chart.data[0].text[1][0]
    for part in ("y lever: 4", "x lever: 1", "3.0 rounds", "sweep of seven"):
        assert part in note


def test_a_measure_that_was_not_kept_is_refused_with_those_that_were(results):
    from dataclasses import replace

    few = replace(results, bands=results.bands[["dprk.warheads"]])
    with pytest.raises(InputError, match=r"no russia\.shell_stock.*they have dprk\.warheads"):
        fan_chart(few, "russia.shell_stock")
    with pytest.raises(InputError, match="unknown measure"):
        fan_chart(results, "russia.shell_stok")
    with pytest.raises(InputError, match="name one"):
        fan_chart(results, "capability.index")


def test_the_page_holds_its_library_and_asks_for_nothing(results):
    page = interactive_page(results)
    assert "Plotly.newPlot" in page
    assert "<script src=" not in page
    assert "<link" not in page
