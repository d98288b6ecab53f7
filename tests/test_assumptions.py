"""Every number enters once, with a unit, a range and a reason, and every entry is read."""

import ast
from dataclasses import fields, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim.vocabulary.assumptions as registry_module
from sim.ground.errors import InputError
from sim.ground.files import shipped
from sim.ground.units import UNITS
from sim.model.actors.assumed import gather, owners
from sim.model.draws import Block
from sim.model.members import Source, draw_values
from sim.vocabulary.assumptions import (
    READINGS,
    Distribution,
    copula,
    load,
    registry,
)
from sim.vocabulary.components import goalposts
from sim.vocabulary.evidence import check_evidence
from sim.vocabulary.levers import levers
from tests.paired import baseline, record

SIM = Path(registry_module.__file__).parent.parent
RULED = ("model/mechanisms", "model/actors", "model/stages")
FREE_NUMBERS = {0, 1, 2, -1}
MEMBERS = 4000


def modules(*folders: str) -> list[Path]:
    found = [p for folder in folders for p in (SIM / folder).rglob("*.py")]
    return sorted(found or SIM.rglob("*.py"))


# --- entries and fields -------------------------------------------------------------------


def test_every_entry_has_a_field_and_every_field_an_entry():
    wanted = {f"{owner}.{f.name}" for owner, kind in owners().items() for f in fields(kind)}
    found = {entry.key for entry in registry()}
    assert found - wanted == set(), "entries that no field takes up"
    assert wanted - found == set(), "fields without an entry"


def test_gathering_refuses_a_missing_value():
    values = {entry.key: np.zeros(1) for entry in registry()}
    del values["dprk.shell_stock"]
    with pytest.raises(KeyError, match=r"dprk\.shell_stock"):
        gather(values)


def names_read() -> set[str]:
    """Return attribute names, texts and patterns of f-strings that modules of sim read."""
    read = set()
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
                read.add(node.attr)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                read.add(node.value)
            elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                read.add(f"{node.values[0].value}*")
    return read


def orphans() -> set[str]:
    read, replaced = names_read(), {e.key for e in registry() if e.lever}
    stems = tuple(r[:-1] for r in read if r.endswith("_*"))
    return {
        e.key
        for e in registry()
        if e.key not in replaced | read
        and e.key.split(".")[1] not in read
        and not e.key.split(".")[1].startswith(stems)
        and not e.key.startswith(stems)
    }


UNREAD = {
    "capability.dirichlet_concentration", "capability.lin_shift", "capability.log_shift",
}  # fmt: skip
"""Fields that no run reads, only what is said of the weights and goalposts of an index."""


def test_every_field_is_read_somewhere():
    assert orphans() - UNREAD - goalposts() == set()


def test_what_weights_and_goalposts_are_moved_by_is_read():
    assert not orphans() & UNREAD


RULE_OF = {
    "russia.fixed_order_share": ("orders", "fixed_share"),
    "bargaining.impatience": ("bargaining", "rubinstein"),
    "bargaining.scarcity_impatience": ("bargaining", "rubinstein"),
    "bargaining.fixed_price": ("bargaining", "fixed_price"),
    "bargaining.proposer_is_dprk": ("bargaining", "take_it_or_leave_it"),
    "networks.facilitators_per_channel": ("facilitators", "count"),
    "diplomacy.meetings_without_exchange": ("exchange", "closed"),
    "front.fire_variation": ("fire", "campaigns"),
    "front.fire_memory": ("fire", "campaigns"),
    "networks.evasion_learning": ("evasion", "learns"),
    "networks.evasion_memory": ("evasion", "learns"),
    "arms.listing_exposure": ("arms_reach", "out_of_reach"),
    "arms.interdictability": ("arms_reach", "out_of_reach"),
    "arms.partial_interdictability": ("arms_reach", "partial"),
    "arms.open_interdictability": ("arms_reach", "reachable"),
    "arms.open_listing_exposure": ("arms_reach", "reachable"),
    "enforcement.unprovoked_share": ("effort", "proportional"),
    "russia.old_stock_time": ("reading", "slower_industry"),
    "russia.refurbishing_cap": ("reading", "slower_industry"),
}
"""Numbers that only an alternative rule reads."""

SETTING_OF = {
    "dprk.relief_restraint": {"off_ramp_relief": 1, "off_ramp_attempts_per_year": 4},
    "treasury.relief_exports": {"off_ramp_relief": 1, "off_ramp_attempts_per_year": 4},
    "nuclear.freeze": {"off_ramp_relief": 1, "off_ramp_attempts_per_year": 4},
    "nuclear.freeze_full_relief": {"off_ramp_relief": 0.4, "off_ramp_attempts_per_year": 4},
    "diplomacy.full_offer": {"off_ramp_relief": 0.2, "off_ramp_attempts_per_year": 4},
    "congress.relief_ceiling": {"off_ramp_relief": 1, "off_ramp_attempts_per_year": 4},
    "provocation.weight_talks": {"off_ramp_relief": 1, "off_ramp_attempts_per_year": 4},
    "provocation.talks_response": {"off_ramp_relief": 1, "off_ramp_attempts_per_year": 4},
    "diplomacy.offer_intercept": {"off_ramp_relief": 1, "off_ramp_attempts_per_year": 4},
    "diplomacy.offer_relief": {"off_ramp_relief": 1, "off_ramp_attempts_per_year": 4},
    "diplomacy.offer_backing": {"off_ramp_relief": 1, "off_ramp_attempts_per_year": 4},
    "diplomacy.offer_emboldenment": {"off_ramp_relief": 1, "off_ramp_attempts_per_year": 4},
    "diplomacy.off_ramp_length": {"off_ramp_relief": 1, "off_ramp_attempts_per_year": 4},
    "diplomacy.offer_hunger": {"off_ramp_relief": 1, "off_ramp_attempts_per_year": 4},
    "congress.relief_response": {"off_ramp_relief": 1, "off_ramp_attempts_per_year": 4},
    "settlement.leverage_effect": {"rok_leverage": 1},
    "front.strike_size": {"depot_losses_per_year": 6},
    "front.strike_spread": {"depot_losses_per_year": 6},
    "russia.rebuild_target": {"ceasefire_date": "2024-06-03"},
    "russia.rebuild_time": {"ceasefire_date": "2024-06-03"},
    "russia.ceasefire_fire_share": {"ceasefire_date": "2024-06-03"},
    "monitoring.both_gain": {"monitoring_regime": "both"},
    "russia.forecast_smoothing_time": {"ceasefire_date": "2024-06-03"},
    "enforcement.weight_floor": {"crypto_seizure_effort": 0},
    "enforcement.offer_price": {"off_ramp_attempts_per_year": 4},
    "enforcement.cooperation_floor": {"secondary_sanctions_threat": 1},
    "networks.loss_ceiling": {"designation_tempo": 4, "maritime_inspection_effort": 4},
    "networks.margin_floor": {"designation_tempo": 4, "finance_enforcement_effort": 4},
    "networks.margin_ceiling": {"designation_tempo": 4, "finance_enforcement_effort": 4},
    "settlement.generosity_floor": {"technology_generosity": 0},
    "monitoring.ceiling": {"monitoring_regime": "both", "public_exposure_per_year": 12},
    "congress.threat_floor": {"congressional_mandate": 1, "secondary_sanctions_threat": 0},
    "congress.budget_floor": {"congressional_mandate": 1},
    "congress.budget_floor_response": {"congressional_mandate": 1},
    "missiles.willingness_ceiling": {"dprk_export_willingness": 1.2},
}
"""Numbers that matter only at the edge of a lever."""


def moved(key: str) -> tuple:
    """Return a policy, and the same one with an assumption moved to another value."""
    policy, entry = baseline(), registry()[key]
    if key in RULE_OF:
        policy = policy.choosing(*RULE_OF[key])
    for name, value in SETTING_OF.get(key, {}).items():
        policy = policy.setting(name, value)
    low, high = entry.span()
    far = high if entry.central < (low + high) / 2 else low
    value = (
        far if entry.sampled else ((1.3 if key.endswith("_high") else 0.6) * entry.central or 0.5)
    )
    return policy, policy.fixing(key, value)


GUARDS = {
    "bargaining.reserve_value_ceiling",
    "capability.ratio_floor",
    "capability.score_floor",
    "capability.window",
    "enforcement.cooperation_floor",
    "enforcement.information_floor",
    "exchange.breadth_threshold",
    "missiles.drawdown_time",
    "networks.emboldened_entry_floor",
    "networks.margin_ceiling",
    "technology.bracket_ceiling",
    "workers.smallest_ceiling",
}
"""Bounds that ordinary paths do not meet; the tests of their mechanisms meet them."""

SELDOM = {"council.veto_dependence", "council.veto_non_proliferation"}
"""Weights in the chance of a veto: few proposals a run, and no weight on non-proliferation."""


def unmoved(keys: list[str], members: int, weeks: int) -> list[str]:
    """Return the assumptions that can be moved without moving any measure."""
    still = []
    for start in range(0, len(keys), 60):
        some = keys[start : start + 60]
        values = record([p for key in some for p in moved(key)], members, weeks).values
        for i, key in enumerate(some):
            pair = [v[..., 2 * i : 2 * i + 2, :] for v in values.values()]
            if all(np.array_equal(v[..., 0, :], v[..., 1, :]) for v in pair):
                still.append(key)
    return still


def test_every_assumption_moves_a_measure_when_it_is_moved():
    keys = sorted({e.key for e in registry()} - UNREAD - GUARDS - SELDOM)
    first = unmoved(keys, members=2, weeks=110)
    assert unmoved(first, members=48, weeks=260) == []


# --- reasons and ranges -------------------------------------------------------------------

GOOD = """
[stock]
name = "Stock of rounds"
symbol = "S"
unit = "rounds"
role = "uncertainty"
central = 5
distribution = { kind = "uniform", low = 1, high = 9 }
evidence = ["C053"]
basis = "judgement: between the two counts that exist"
confidence = "low"
claims = ["S44"]
"""


def loaded(tmp_path: Path, text: str):
    (tmp_path / "russia.toml").write_text(text, encoding="utf-8")
    return load(tmp_path)


def test_a_complete_entry_is_taken_as_written(tmp_path):
    entry = loaded(tmp_path, GOOD)["russia.stock"]
    assert (entry.central, entry.unit, entry.owner, entry.sampled) == (
        5.0,
        "rounds",
        "russia",
        True,
    )
    assert entry.span() == (1.0, 9.0)


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ('basis = "judgement: between the two counts that exist"', 'basis = ""', "no source"),
        ('basis = "judgement: between the two counts that exist"', "", "basis is missing"),
        ('unit = "rounds"', 'unit = "round"', "did you mean 'rounds'"),
        ('unit = "rounds"', 'unit = "furlongs"', "unknown unit 'furlongs'"),
        ("low = 1, high = 9", "low = 9, high = 1", "need low <= mode <= high"),
        ("central = 5", "central = 12", "central 12 lies outside 1 to 9"),
        ("central = 5", 'central = "5"', "is not a number"),
        ("central = 5", "central = nan", "is not a finite number"),
        ("central = 5", "central = true", "is not a number"),
        ("high = 9", "high = inf", "is not a finite number"),
        ("low = 1, high = 9", "low = 1", "uniform needs low, high"),
        ('kind = "uniform"', 'kind = "unifrom"', "did you mean 'uniform'"),
        ('role = "uncertainty"', 'role = "guess"', "unknown role 'guess'"),
        ('confidence = "low"', 'confidence = "lo"', "did you mean 'low'"),
        ("claims =", "clams =", "did you mean 'claims'"),
        ('symbol = "S"\n', "", "symbol is missing"),
    ],
)
def test_a_wrong_entry_is_refused_with_its_place(tmp_path, was, becomes, said):
    assert was in GOOD
    with pytest.raises(InputError) as caught:
        loaded(tmp_path, GOOD.replace(was, becomes))
    assert "assumptions/russia.toml [stock]" in str(caught.value)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_partner_in_correlation_must_exist(tmp_path):
    with pytest.raises(InputError, match=r"russia\.toml: unknown assumption 'russia\.stick'"):
        loaded(tmp_path, GOOD + 'correlated_with = "russia.stick"\ncorrelation = 0.5\n')


def test_readings_must_be_given_in_full(tmp_path):
    text = GOOD.replace('{ kind = "uniform", low = 1, high = 9 }', '{ kind = "by_reading" }')
    with pytest.raises(InputError, match="needs exactly heavier_fire, slower_industry, restocking"):
        loaded(tmp_path, text + "[stock.readings.heavier_fire]\ncentral = 1\n")


def test_evidence_and_claims_that_are_cited_exist():
    check_evidence(registry(), shipped())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"evidence": ("C999",)}, "evidence C999 is not in evidence.csv"),
        ({"basis": "as C998 says, more or less"}, "evidence C998"),
        ({"claims": ("S999",)}, "claim S999 is not in claims.csv"),
    ],
)
def test_an_id_that_no_table_holds_is_refused_with_its_place(change, said):
    entries = {**registry().entries}
    entries["oil.crude"] = replace(entries["oil.crude"], **change)
    with pytest.raises(InputError, match=said) as caught:
        check_evidence(type(registry())(entries), shipped())
    assert "assumptions/oil.toml [crude]" in str(caught.value)


def test_every_entry_is_sourced_and_in_a_known_unit():
    for entry in registry():
        cites = bool(entry.evidence) or "C" in entry.basis
        judged = any(word in entry.basis.lower() for word in ("judgement", "reference", "unit"))
        assert entry.unit in UNITS, entry.key
        assert cites or judged or len(entry.basis) > 40, entry.key


def test_a_lever_that_replaces_an_assumption_exists_and_shares_its_unit():
    for entry in registry():
        if entry.lever:
            known = levers()[entry.lever]
            assert known.unit == entry.unit, entry.key
            assert known.low <= entry.central <= known.high, entry.key


# --- distributions ------------------------------------------------------------------------

U = np.array([0.0, 0.25, 0.5, 0.75, 1.0 - 1e-12])


@pytest.mark.parametrize("entry", [e for e in registry() if e.sampled], ids=lambda e: e.key)
def test_quantiles_rise_and_reach_the_bounds_of_the_range(entry):
    for code, name in enumerate(READINGS):
        own = entry.readings[name][1] if entry.readings else entry.distribution
        central = entry.readings[name][0] if entry.readings else entry.central
        drawn = entry.values(U, np.full_like(U, code))
        low, high = own.span(central)
        assert (np.diff(drawn) >= 0).all()
        assert (drawn[0], drawn[-1]) == pytest.approx(
            (low, high), rel=1e-4, abs=1e-4 * (high - low)
        )


@given(u=st.floats(0, 1, exclude_max=True))
def test_a_triangular_quantile_inverts_its_distribution_function(u):
    made = Distribution("triangular", {"low": 2.0, "mode": 3.0, "high": 7.0})
    x = float(made.at(np.array([u]), 3.0)[0])
    below = (x - 2) ** 2 / (5 * 1) if x < 3 else 1 - (7 - x) ** 2 / (5 * 4)
    assert below == pytest.approx(u, abs=1e-9)


def test_a_log_normal_has_the_median_it_names_and_is_cut_on_both_sides():
    made = Distribution("lognormal", {"median": 0.012, "spread": 2.0})
    drawn = made.at(np.array([0.0, 0.5, 1.0 - 1e-15]), 0.012)
    assert drawn == pytest.approx([0.012 / 2**2.5, 0.012, 0.012 * 2**2.5], rel=1e-6)


def test_a_reading_gives_its_own_values():
    demand = registry()["russia.fire_demand"]
    half, code = np.full(3, 0.5), np.array([0.0, 1.0, 2.0])
    drawn = demand.values(half, code)
    assert drawn[0] > 16_000 > drawn[1]
    assert drawn[1:] == pytest.approx([10_500, 10_500])
    assert registry()["russia.new_output_share"].values(half, code).tolist()[0::2] == [1.0, 1.0]


# --- members ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def drawn():
    block = Block(range(MEMBERS))
    source = Source.prior(1, block.members)
    return draw_values(source, [baseline()], block, np.zeros(MEMBERS))


def rank_correlation(a: np.ndarray, b: np.ndarray) -> float:
    ranks = [np.argsort(np.argsort(x)) for x in (a, b)]
    return float(np.corrcoef(ranks)[0, 1])


NORMAL_HALF = 6 / np.pi * np.arcsin(0.25)
"""Rank correlation of a Gaussian copula with correlation one half."""


@pytest.mark.parametrize(
    "pair",
    [
        ("russia.reported_output", "russia.reported_output_ceiling"),
        ("dprk.shell_stock", "dprk.war_reserve"),
    ],
)
def test_pairs_that_belong_together_are_drawn_with_correlation_one_half(drawn, pair):
    found = rank_correlation(*(drawn[key] for key in pair))
    assert found == pytest.approx(NORMAL_HALF, abs=4 / np.sqrt(MEMBERS))


def test_all_others_are_drawn_independently(drawn):
    keys = [e.key for e in registry() if e.sampled and not e.readings]
    found = np.corrcoef(np.stack([drawn[key] for key in keys]))
    index = {key: i for i, key in enumerate(keys)}
    for pair in (
        ("russia.reported_output", "russia.reported_output_ceiling"),
        ("dprk.shell_stock", "dprk.war_reserve"),
    ):
        i, j = (index[key] for key in pair)
        found[i, j] = found[j, i] = 0.0
    np.fill_diagonal(found, 0.0)
    assert np.abs(found).max() < 5.5 / np.sqrt(MEMBERS)


def test_a_copula_of_correlation_zero_returns_the_quantile_itself():
    u, other = np.array([0.1, 0.5, 0.9]), np.array([0.9, 0.2, 0.4])
    assert copula(u, other, 0.0) == pytest.approx(u, abs=1e-12)
    assert copula(u, other, 1.0) == pytest.approx(other, abs=1e-12)


def test_every_assumption_stays_in_its_range_in_every_member(drawn):
    for entry in registry():
        low, high = entry.span()
        slack = 1e-12 * max(abs(low), abs(high))
        assert np.min(drawn[entry.key]) >= low - slack, entry.key
        assert np.max(drawn[entry.key]) <= high + slack, entry.key


# --- no number outside the registry -------------------------------------------------------


def constants_of(tree: ast.Module) -> dict[ast.AST, bool]:
    """Return the statements that set module constants, and whether a docstring explains each."""
    found = {}
    for here, after in pairwise([*tree.body, None]):
        target = here.targets[0] if isinstance(here, ast.Assign) else None
        if isinstance(target, ast.Name) and target.id.isupper():
            told = isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
            found[here] = told
    return found


def literals(tree: ast.AST) -> list[ast.Constant]:
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, int | float)
        and not isinstance(node.value, bool)
        and node.value not in FREE_NUMBERS
    ]


def test_mechanisms_actors_and_stages_hold_no_number_but_named_constants():
    loose = []
    for path in modules(*RULED):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named = {id(lit) for statement in constants_of(tree) for lit in literals(statement)}
        loose += [f"{path.name}:{x.lineno} {x.value}" for x in literals(tree) if id(x) not in named]
    assert loose == []


def test_every_named_constant_says_why_it_has_its_value():
    silent = []
    for path in modules(*RULED):
        text = path.read_text(encoding="utf-8")
        for statement, told in constants_of(ast.parse(text)).items():
            above = text.splitlines()[max(statement.lineno - 2, 0)].lstrip().startswith("#")
            if literals(statement) and not told and not above:
                silent.append(f"{path.name}: {statement.targets[0].id}")
    assert silent == []
