"""The verification table from V17 on: limits, units, draws, steps; and extreme cases."""

from dataclasses import replace

import numpy as np
import pytest

import sim.model.world
from sim.model import members as of_members
from sim.model.actors.assumed import channels
from sim.model.actors.council import veto_chance
from sim.model.actors.russia import smooth, supply_delay
from sim.model.draws import Uniforms
from sim.model.mechanisms import shells
from sim.model.mechanisms.networks import loss_share
from sim.model.members import draw_values
from sim.model.stages import pressure
from sim.vocabulary.assumptions import registry
from sim.vocabulary.levers import levers
from sim.vocabulary.measures import dimension
from sim.vocabulary.policy import Case, Events
from sim.vocabulary.scenario import load
from tests.at_values import central, fixed, one, pulled
from tests.paired import baseline, record, world_of

# --- V17: limits --------------------------------------------------------------------------


def test_v17_no_willingness_means_no_shells_shipped():
    got = record([pulled(dprk_export_willingness=0)], 30, 130, ["dprk.shells_shipped"])
    assert (got["dprk.shells_shipped"] == 0).all()


def test_v17_no_demand_means_no_fire():
    policy = fixed(baseline(), russia__fire_demand=0.0)
    got = record(
        [policy], 30, 130, ["russia.shells_fired", "russia.shell_stock", "capability.index"]
    )
    assert (got["russia.shells_fired"] == 0).all()
    assert np.isfinite(got["capability.index"]).all()


def test_v17_no_effort_means_no_loss_on_any_channel():
    a = central()
    assert (loss_share(a.networks, channels(a, 1), np.zeros((8, 1))) == 0).all()
    assert loss_share(a.networks, channels(a, 1), np.ones((8, 1)))[:, 0] == pytest.approx(
        [getattr(a, c).interdictability[0] for c in dimension("channel")]
    )


def test_v17_the_tempo_lever_at_zero_means_no_loss_on_any_channel():
    got = record([pulled(designation_tempo=0)], 12, 60, ["channel.loss_fraction"])
    assert (got["channel.loss_fraction"][1:] == 0).all()


def test_v17_a_closed_exchange_means_no_exchange():
    keep = [
        "dprk.shells_shipped", "dprk.missiles_shipped", "dprk.settled_usd",
        "russia.arrears_usd", "dprk.contract_value_usd", "dprk.oil_direct_bbl",
    ]  # fmt: skip
    got = record([load("no_exchange").policy], 30, 260, keep)
    for name in keep:
        assert (got[name] == 0).all(), name


def test_v17_nothing_settled_means_no_returns():
    got = record([fixed(baseline(), settlement__rate=0.0)], 30, 130, ["dprk.settled_usd"])
    assert (got["dprk.settled_usd"] == 0).all()


# --- V18: units ---------------------------------------------------------------------------


def scale_of(unit: str, rounds: float, dollars: float) -> float:
    """Return the factor on a number in a unit when rounds and dollars are counted otherwise."""
    above, *below = unit.split("/")
    factor = {"rounds": rounds, "USD": dollars}.get(above, 1.0)
    return factor / (rounds if "round" in below else 1.0)


@pytest.mark.parametrize(
    ("rounds", "dollars"),
    [
        (1e3, 1e-6),
        pytest.param(1e-2, 1e6, marks=pytest.mark.heavy),
    ],
)
def test_v18_indices_do_not_depend_on_the_units_of_rounds_and_dollars(monkeypatch, rounds, dollars):
    keep = ["capability.index", "capability.component", "exposure.forces", "dprk.emboldenment"]
    plain = record([baseline()], 6, 160, keep)

    def scaled(*of):
        drawn = draw_values(*of)
        return {k: v * scale_of(registry()[k].unit, rounds, dollars) for k, v in drawn.items()}

    monkeypatch.setattr(sim.model.world, "draw_values", scaled)
    other = record([baseline()], 6, 160, keep)
    for name in keep:
        assert np.allclose(other[name], plain[name], rtol=1e-9, atol=0), name


# --- V19: draws ---------------------------------------------------------------------------


def test_v19_a_lever_leaves_every_uniform_as_it_was(monkeypatch):
    asked: list[dict] = []
    true_call = Uniforms.__call__

    def heard(self, point, week=2**32):
        drawn = true_call(self, point, week)
        asked[-1].setdefault((point, week), drawn.copy())
        return drawn

    monkeypatch.setattr(Uniforms, "__call__", heard)
    for policy in (baseline(), load("maximum_pressure").policy):
        asked.append({})
        of_members._KEPT.clear()  # values that are kept ask for nothing
        record([policy], 5, 80)
    plain, pressed = asked
    common = set(plain) & set(pressed)
    assert len(common) > 0.95 * len(plain)
    assert all(np.array_equal(plain[key], pressed[key]) for key in common)


# --- V20: step halving --------------------------------------------------------------------


def exchange_totals(steps: int) -> dict[str, float]:
    """Run M1 to M3 alone with `steps` steps a week and return totals of 130 weeks."""
    a, h = central(), 1.0 / steps
    r, d, x = a.russia, a.dprk, a.exchange
    demand = 7 * r.fire_demand * h
    times = shells.PipelineParams(
        x.refurbishment_share, x.refurbishment_time / h, x.transit_time / h
    )
    stock, holdings, refurbishing, transit = r.shell_stock, d.shell_stock, *one(0.0, 0.0)
    output, made, forecast = r.reported_output * h, d.shell_output * h, demand
    totals = dict.fromkeys(("fired", "produced", "shipped", "arrived"), 0.0)
    for step in range(130 * steps):
        opened = np.clip((step * h - x.opening_week + 1) / x.opening_ramp, 0, 1)
        now = shells.fire(stock, r.strategic_reserve, demand, r.ration_constant / h, *one(np.inf))
        output = shells.grow(output, r.reported_output_ceiling * h, r.ramp_rate * h, np.ones(1))
        forecast = smooth(forecast, demand, r.forecast_smoothing_time / h)
        need = forecast - output - r.other_suppliers * h
        seen = shells.Orders(
            stock, refurbishing + transit, demand, need,
                r.strategic_reserve + r.target_cover / h * demand,
            r.stock_adjustment_time / h, r.supply_line_adjustment_time / h, r.supply_line_weight,
            supply_delay(times), r.fixed_order_share,
        )  # fmt: skip
        orders = shells.sterman(seen) * opened
        gate = np.minimum(1, orders / (d.full_ramp_orders * h))
        made = shells.grow(made, d.shell_output_ceiling * h, d.ramp_rate * h, gate)
        offer = shells.reserve_rule(
            shells.Offers(
                np.ones(1), made, holdings, d.war_reserve, d.exportable_share, d.drawdown_time / h
            )
        )
        room = x.logistics_cap * x.rounds_per_container * x.shell_container_share * h
        sent = shells.ship(orders, offer, room, np.array([True])).shipped
        way = shells.carry(sent, a.arms.interdictability, refurbishing, transit, times)
        refurbishing = refurbishing + way.to_refurbishing - way.refurbished
        transit = transit + way.to_transit + way.refurbished - way.arrived
        holdings = holdings + made - sent
        usable = way.arrived * (1 - x.dud_share)
        stock = stock + output + r.other_suppliers * h + usable - now.fired
        for name, flow in zip(totals, (now.fired, output, sent, usable), strict=True):
            totals[name] += float(flow[0])
    return totals


def test_v20_halving_the_step_changes_no_total_of_130_weeks_by_three_per_cent():
    weekly, halved = exchange_totals(1), exchange_totals(2)
    assert all(total > 0 for total in weekly.values())
    for name, total in weekly.items():
        assert halved[name] == pytest.approx(total, rel=0.03), name


# --- V21, V22 -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("antagonism", "dependence", "chance"), [(0.2, 0, 0.038), (1, 0, 0.82), (1, 0.4, 0.97)]
)
def test_v21_a_veto_is_as_likely_as_its_three_anchors_say(antagonism, dependence, chance):
    p = central(1, council__antagonism=antagonism).council
    assert veto_chance(p, np.array([dependence]))[0] == pytest.approx(chance, abs=0.005)


def at_reference() -> Case:
    """Return a policy that holds emboldenment, threat, information, coordination and budgets."""
    policy = pulled(monitoring_regime="panel").choosing("effort", "fixed")
    policy = fixed(
        policy, provocation__speed=0.0, enforcement__coordination_speed=0.0,
        enforcement__coordination_decay=0.0, enforcement__observation_error=0.0,
        congress__report_gain=0.0, congress__threat_floor=0.0, congress__budget_floor=0.0,
        enforcement__task_force_oil_step=1.0, enforcement__task_force_budget=0.0, networks__evasion_learning=0.0,
        congress__budget_response=0.0, congress__threat_response=0.0, congress__attention_shift=0.0,
        council__resolution_cooperation=0.0, council__resolution_listing=0.0,
        monitoring__exposures=0.0,  # findings start at their mean, so that the lever alone leaves them to fade
    )  # fmt: skip
    summits = policy.events.summits
    return replace(policy, events=Events(summits=summits))


def test_v22_at_reference_every_channel_stays_at_one(monkeypatch):
    monkeypatch.setattr(pressure, "poisson", lambda luck, rate, most: rate)  # no luck in listings
    keep = ["channel.facilitators", "channel.enforcement", "channel.loss_fraction", "channel.flow"]
    got = record([at_reference().choosing("evasion", "unchanged")], 50, 260, keep)
    facilitators, enforcement, loss, flow = (got[name] for name in keep)
    assert np.abs(facilitators - 1).max() < 1e-9
    assert np.abs(enforcement - 1).max() < 1e-9
    assert np.abs(flow - 1).max() < 1e-9
    assert np.abs(loss - loss[0]).max() < 1e-9


CHANNEL_LEVERS = (
    "arms_effort", "oil_task_force_effort", "maritime_inspection_effort", "crypto_seizure_effort",
    "labour_enforcement_effort", "finance_enforcement_effort", "procurement_effort",
)  # fmt: skip


def test_all_weights_doubled_are_all_weights_at_one_to_the_bit():
    doubled = pulled(**dict.fromkeys(CHANNEL_LEVERS, 2))
    for values in record([baseline(), doubled], 8, 60).values.values():
        assert np.array_equal(values[..., 0, :], values[..., 1, :])


@pytest.mark.parametrize("tempo", [1, 4])
def test_every_allocation_at_one_tempo_spends_the_same(tempo):
    rng, size = np.random.default_rng(4), len(CHANNEL_LEVERS)
    rows = [rng.uniform(0, 4, size), rng.uniform(0, 4, size), np.eye(size)[3], 4 * np.eye(size)[0]]
    policies = [
        fixed(
            pulled(designation_tempo=tempo, **dict(zip(CHANNEL_LEVERS, map(float, r), strict=True))),
            us__budget=1.0, enforcement__budget_adjustment=0.0,
        )
        for r in rows
    ]  # fmt: skip
    effort = record(policies, 8, 30, ["coalition.effort"])["coalition.effort"]
    assert np.allclose(effort, effort[..., :1, :], rtol=1e-9)


# --- extreme cases (sections 6.4 and 6.5) -------------------------------------------------

EXTREMES = {
    "no effort on five channels": pulled(
        oil_task_force_effort=0, maritime_inspection_effort=0, crypto_seizure_effort=0,
        labour_enforcement_effort=0, finance_enforcement_effort=0,
    ),
    "four times the effort": pulled(designation_tempo=4),
    "a threat of one": pulled(secondary_sanctions_threat=1),
    "no generosity": pulled(technology_generosity=0),
    "the most willing seller": pulled(dprk_export_willingness=1.2),
    "a quiet front": pulled(shells_demanded_per_day=4000),
    "half the trade with PRC": pulled(prc_cooperation=0.5),
    "a ceasefire": pulled(ceasefire_date="2023-12-04"),
    "an off-ramp": pulled(off_ramp_relief=1, off_ramp_attempts_per_year=4),
    "no exchange": load("no_exchange").policy,
    "single facilitators": baseline().choosing("facilitators", "count"),
    "all levers of the coalition up": pulled(
        **{n: v.high for n, v in levers().items() if v.coalition and np.isfinite(v.high)}
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def extremes():
    return record([baseline(), *EXTREMES.values()], 48, 260)


@pytest.mark.parametrize("case", EXTREMES)
def test_extreme_policies_stay_finite_and_within_bounds(extremes, case):
    column = 1 + list(EXTREMES).index(case)
    for name, values in extremes.values.items():
        m = sim.vocabulary.measures.measures()[name]
        mine = values[..., column, :]
        assert np.isfinite(mine).all(), name
        assert mine.min() >= m.low, name
        assert mine.max() <= m.high, name


def of(extremes, case: str, name: str) -> np.ndarray:
    return extremes[name][..., 1 + list(EXTREMES).index(case), :]


def test_without_an_exchange_dprk_loses_reserves_slowly_and_does_not_collapse(extremes):
    purse = of(extremes, "no exchange", "dprk.hard_currency_usd")
    energy = of(extremes, "no exchange", "dprk.energy_coverage")
    assert np.median(purse[-1] / purse[0]) < 1
    assert np.median(purse[130] / purse[0]) > 0.2
    assert (purse[-1] > 0).all()
    assert np.quantile(energy[-1] / energy[0], 0.05) > 0.5


def test_boundless_russian_output_gives_no_trade():
    policy = fixed(baseline(), russia__reported_output=1e7, russia__reported_output_ceiling=1e8)
    assert record([policy], 30, 130, ["dprk.shells_shipped"])["dprk.shells_shipped"].sum() == 0


def test_a_dprk_with_no_more_than_its_reserve_and_no_output_does_not_trade():
    policy = fixed(
        baseline(), dprk__shell_stock=5e6, dprk__war_reserve=5e6, dprk__shell_output=0.0,
        dprk__reserve_threat_response=0.0,
    )  # fmt: skip
    got = record(
        [policy], 30, 130, ["dprk.shells_shipped", "dprk.shells_produced", "capability.index"]
    )
    assert got["dprk.shells_shipped"].sum() == 0
    assert got["dprk.shells_produced"].sum() == 0
    assert np.isfinite(got["capability.index"]).all()


def test_a_hundred_times_the_effort_cuts_shipments_by_less_than_half():
    distant = baseline().choosing("arms_reach", "out_of_reach").choosing("evasion", "unchanged")
    flood = replace(distant, levers={"designation_tempo": ((0, 100.0),)})
    keep = ["dprk.shells_shipped", "channel.loss_fraction"]
    got = record([distant, flood], 60, 260, keep)
    sent = got["dprk.shells_shipped"].sum(axis=0)
    traded = sent[0] > 0
    assert np.median(sent[1, traded] / sent[0, traded]) > 0.5
    loss = got["channel.loss_fraction"][-1, 0]
    saturation = world_of([baseline()], 60, 1).cast.assumed
    ceiling = saturation.arms.interdictability / (
        1 - np.exp(-saturation.networks.interdiction_saturation)
    )
    assert loss[1] == pytest.approx(ceiling, rel=0.01)


def test_the_heaviest_tail_of_theft_does_not_make_hard_currency_explode():
    heavy = fixed(baseline(), theft__tail_index=0.7, theft__largest_incident=1.2e9)
    purse = record([baseline(), heavy], 200, 260, ["dprk.hard_currency_usd"])[
        "dprk.hard_currency_usd"
    ][-1]
    assert np.median(purse[1]) < 3 * np.median(purse[0])


def test_a_loss_of_trade_like_that_of_2017_costs_civil_output_in_the_order_of_an_eighth():
    base = load("no_exchange").policy
    cut = replace(base, levers={"prc_cooperation": ((0, 0.69),)})
    lost = 1 - record([base, cut], 200, 104, ["dprk.civil_output"])["dprk.civil_output"][-1]
    assert 1 / 32 < np.median(lost[1] - lost[0]) < 1 / 4


def test_all_levers_of_the_coalition_together_leave_the_trade_with_prc(extremes):
    case = "all levers of the coalition up"
    assert (of(extremes, case, "dprk.prc_trade_usd") > 0).all()
    assert (of(extremes, case, "dprk.oil_prc_bbl") > 0).all()
    energy = of(extremes, case, "dprk.energy_coverage")
    assert np.median(energy[-1]) > 0.4
