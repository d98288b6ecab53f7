"""What is said of scenarios does not hang on how many members say it."""

import pytest

from sim.runs import constrained
from sim.runs.verdicts import HIGHER, LOWER
from sim.sweeps.designs.file import parse_design
from sim.sweeps.outcome import outcome
from sim.sweeps.reader import open_sweep
from sim.sweeps.runner import sweep
from sim.vocabulary.scenario import names

pytestmark = pytest.mark.heavy
MEASURES = (
    "russia.shells_fired", "dprk.shells_arrived", "russia.shell_stock", "russia.arrears_usd",
    "dprk.hard_currency_usd", "dprk.energy_coverage", "dprk.warheads", "dprk.provocations",
)  # fmt: skip
FEW, MANY = 300, 3000
MOST_CHANGED = 0.02
"""Share of pairs of scenario and measure that may say something else with ten times the members."""


def verdicts(place, members, seed=1):
    """Return what is said of every shipped scenario against the baseline, by measure."""
    table = {
        "scenario": names(), "members": members, "seed": seed, "weeks": 260, "axes": {},
        "save": {"measures": list(MEASURES)},
    }  # fmt: skip
    sweep(parse_design(table, "s.toml", "s"), str(place), constrained=constrained.ensemble())
    found, out = open_sweep(str(place)), {}
    first, *others = (base.name for base in found.design.bases)
    assert first == "baseline"
    for measure in MEASURES:
        of = outcome(found, measure)
        values = of.values
        for i, name in enumerate(others, start=1):
            out[name, measure] = of.finding(values[0], values[i]).verdict
    return out


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    return verdicts(tmp_path_factory.mktemp("many") / "s", MANY)


def test_statements_stay_when_the_ensemble_grows_tenfold(many, tmp_path):
    few = verdicts(tmp_path / "s", FEW)
    changed = [pair for pair in many if many[pair] != few[pair]]
    assert len(many) >= 200
    assert len(set(many.values())) >= 4
    assert len(changed) <= MOST_CHANGED * len(many), changed


def test_no_rise_becomes_a_fall_even_with_other_members(many, tmp_path):
    for seed in (1, 2):
        few = verdicts(tmp_path / f"s{seed}", FEW, seed)
        turned = [p for p in many if {many[p], few[p]} == {HIGHER, LOWER}]
        assert turned == []
