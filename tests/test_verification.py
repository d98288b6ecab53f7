"""The verification table of the conceptual model (section 6.1), V1 to V16, test by test."""

import numpy as np
import pytest
from scipy import stats

from sim.model.actors.russia import supply_delay
from sim.model.draws import Block, Luck, Uniforms, binomial, pareto_truncated, poisson
from sim.model.mechanisms import shells
from sim.model.mechanisms.bargaining import Zone, nash, rubinstein, rubinstein_share, split
from sim.model.mechanisms.enforcement import best_reply
from sim.model.mechanisms.missiles import learn
from sim.model.mechanisms.networks import counted, mean_number
from sim.model.mechanisms.posture import Allies, feel_threat, raise_posture
from sim.model.mechanisms.provocation import excite, rate
from sim.model.mechanisms.settlement import pay
from sim.model.mechanisms.theft import launder
from sim.vocabulary.scenario import load
from tests.at_values import central, fixed, one
from tests.paired import baseline, record, world_of

# --- V1, V2: conservation -----------------------------------------------------------------


def test_v1_the_russian_shell_stock_follows_from_all_flows_and_the_pipeline():
    world = world_of([baseline()], members=40, weeks=260)
    duds = world.cast.assumed.exchange.dud_share
    stock, turned = world.value("russia.shell_stock"), np.zeros(40)
    for _ in range(260):
        world.step()
        shipped, usable = world.value("dprk.shells_shipped"), world.value("dprk.shells_arrived")
        lost = shipped * world.value("channel.loss_fraction")[0]
        came = world.value("russia.shells_produced") + world.value("russia.shells_other_imports")
        came = came + world.value("russia.shells_refurbished")
        fired = world.value("russia.shells_fired") + world.value("russia.shells_destroyed")
        dead = usable * duds / (1.0 - duds)
        stock = stock + came + shipped - lost - dead - fired
        turned = turned + came + shipped + fired
        way = world.books.shells.stock("refurbishing") + world.books.shells.stock("transit")
        assert (np.abs(stock - way - world.value("russia.shell_stock")) <= 1e-9 * turned).all()


def test_v2_missiles_oil_claims_and_loot_add_up_to_their_opening_and_flows():
    world = world_of([load("generous_russia").policy], members=40, weeks=260)
    a, books = world.cast.assumed, world.books
    tank, owed, loot, held = (
        books.oil.stock("dprk"), np.zeros(40), np.zeros(40), books.missiles.stock("dprk"),
    )  # fmt: skip
    for _ in range(260):
        before = books.money.stock("loot")
        world.step()
        inflow = sum(world.value(f"dprk.oil_{s}_bbl") for s in ("direct", "ship_to_ship", "prc"))
        tank = tank + inflow - world.value("dprk.energy_coverage") * a.oil.need
        owed = (
            owed + world.value("dprk.contract_value_usd") - world.value("dprk.settled_usd").sum(0)
        )
        stolen, seized = world.value("dprk.cyber_stolen_usd"), world.value("dprk.cyber_seized_usd")
        loot = loot + stolen - seized - a.theft.laundering_rate * (before + stolen)
        held = held + world.view.missile_output - world.value("dprk.missiles_shipped")
        for ours, theirs in (
            (tank, books.oil.stock("dprk")),
            (owed, books.arrears.stock("arrears")),
            (loot, books.money.stock("loot")),
            (held, books.missiles.stock("dprk")),
        ):
            assert np.allclose(ours, theirs, rtol=1e-9, atol=1e-9 * np.abs(theirs).max())


def test_v2_hard_currency_follows_from_income_and_spending():
    keep = ("dprk.hard_currency_usd", "dprk.prc_trade_usd", "dprk.frozen_funds_usd")
    got = record([baseline()], 20, 260, keep)
    world = world_of([baseline()], members=20, weeks=260)
    for week in range(260):
        before = {a: world.books.money.stock(a) for a in world.books.money.accounts}
        world.step()
        change = {a: world.books.money.stock(a) - before[a] for a in before}
        inside = sum(change.values())
        scale = sum(np.abs(v) for v in before.values()) + 1.0
        assert (np.abs(inside) <= 1e-9 * scale).all()
        assert np.array_equal(world.value(keep[0]), got[keep[0]][week + 1, 0])
        assert (change["spent"] >= 0).all()
        assert (change["frozen"] <= 0).all()


# --- V3, V4, V5: the Russian shell balance ------------------------------------------------


def deplete(stock: float, reserve: float, demand: float, constant: float, weeks: int):
    covers = []
    for _ in range(weeks):
        now = shells.fire(*one(stock, reserve, demand, constant, np.inf))
        covers.append(now.cover[0])
        stock -= now.fired[0]
    return np.array(covers)


def test_v3_without_supply_stocks_above_the_reserve_last_their_cover():
    covers = deplete(4.5e6, 3e6, 112e3, 1e-6, weeks=30)
    lasted = int((covers > 1e-6).sum())
    assert lasted == pytest.approx(1.5e6 / 112e3, abs=1.0)


def test_v3b_a_soft_ration_depletes_as_the_closed_form_says():
    constant, first = 4.0, 1.5e6 / 112e3
    covers = deplete(4.5e6, 3e6, 112e3, constant, weeks=27)
    t = np.arange(27)
    expected = constant * np.log(1 + (np.exp(first / constant) - 1) * np.exp(-t / constant))
    assert np.abs(covers - expected).max() < 0.02 * first


def test_v4_output_follows_a_logistic_ramp():
    ceiling, first, speed = 75e3, 40e3, 0.03
    output = np.array([first])
    for week in range(1, 131):
        output = shells.grow(output, *one(ceiling, speed, 1.0))
        closed = ceiling / (1 + (ceiling - first) / first * np.exp(-speed * week))
        assert output[0] == pytest.approx(closed, rel=0.02)
        if week == 36:
            assert output[0] * 52 == pytest.approx(3.01e6, rel=0.01)


def test_v5_orders_come_to_rest_where_the_closed_form_says():
    output, others, demand = 75e3, 6e3, 112e3
    pipeline = shells.PipelineParams(*one(0.5, 8.0, 5.0))
    stock, refurbishing, transit = one(4.5e6, 0.0, 0.0)
    for _ in range(6000):
        now = shells.fire(stock, *one(3e6, demand, 4.0, np.inf))
        order = shells.sterman(
            shells.Orders(
                stock, refurbishing + transit, np.array([demand]), np.array([demand - output - others]),
                *one(3e6 + 20.0 * demand, 26.0, 13.0, 1.0), supply_delay(pipeline), *one(0.3),
            )
        )  # fmt: skip
        way = shells.carry(order, np.array([0.02]), refurbishing, transit, pipeline)
        refurbishing = refurbishing + way.to_refurbishing - way.refurbished
        transit = transit + way.to_transit + way.refurbished - way.arrived
        stock = stock + output + others + way.arrived * 0.9 - now.fired
    need, delay = demand - output - others, 4 + 0.5 * 7
    rest = (now.fired[0] - output - others) / (0.98 * 0.9)
    aim = 3e6 + 20 * demand
    held = aim - 26 * ((rest - need) + (rest * 0.98 - need) * delay / 13)
    assert order[0] == pytest.approx(rest, rel=1e-6)
    assert stock[0] == pytest.approx(held, rel=1e-6)
    assert (stock[0], order[0], now.fired[0]) == pytest.approx(
        (5_125_469, 34_043, 111_026), abs=0.5
    )


# --- V6: facilitators ---------------------------------------------------------------------


def test_v6_the_mean_number_settles_where_entry_meets_exit_and_relaxes_exponentially():
    enter, leave = 0.05, 0.08
    number, path = np.ones((8, 1)), []
    for _ in range(600):
        path.append(number[0, 0])
        number = mean_number(number, enter + 0.0 * number, leave + 0.0 * number)
    assert number[0, 0] == pytest.approx(enter / leave, rel=1e-9)
    gap = np.array(path[:60]) - enter / leave
    assert gap / gap[0] == pytest.approx((1 - leave) ** np.arange(60), rel=1e-9)
    assert gap[30] / gap[0] == pytest.approx(np.exp(-leave * 30), rel=0.12)


def test_v6_counted_facilitators_are_a_poisson_population():
    runs, each, enter, leave = 4000, 40, 0.06, 0.08
    p = central(runs, networks__facilitators_per_channel=each).networks
    luck = Luck(3, Block(range(runs)))
    rates = np.full((8, runs), enter), np.full((8, runs), leave)
    number = np.ones((8, runs))
    for week in range(120):
        number = counted(p, number, *rates, luck, week)
    persons, count = number.ravel() * each, 8 * runs
    expected = each * enter / (1 - np.exp(-leave))
    error = np.sqrt(expected / count)
    assert abs(persons.mean() - expected) < 3 * error
    assert abs(persons.var() - expected) < 3 * expected * np.sqrt(2 / count) + 3 * error
    assert np.array_equal(persons, np.rint(persons))


def test_v6_counted_facilitators_relax_at_the_rate_of_exit():
    runs, leave = 4000, 0.08
    p = central(runs).networks
    luck, number = Luck(4, Block(range(runs))), np.ones((8, runs))
    rates = np.zeros((8, runs)), np.full((8, runs), leave)
    for week in range(1, 31):
        number = counted(p, number, *rates, luck, week)
        left = np.exp(-leave * week)
        error = np.sqrt(left * (1 - left) / (40 * 8 * runs))
        assert abs(number.mean() - left) < 4 * error


# --- V7, V8: price ------------------------------------------------------------------------


def test_v7_a_nash_split_gives_dprk_its_share_of_the_zone():
    p = central(1, bargaining__dprk_share=0.35).bargaining
    deal = nash(p, Zone(*one(200.0, 1000.0, 1.0)))
    assert (deal.price[0], bool(deal.agreed[0])) == (480.0, True)


@pytest.mark.parametrize(
    ("low", "high", "agreed"), [(200, 200, False), (300, 200, False), (200, 200.001, True)]
)
def test_v7_there_is_a_deal_only_inside_the_zone(low, high, agreed):
    deal = split(Zone(*one(low, high, 1.0)), np.array([0.4]))
    assert bool(deal.agreed[0]) is agreed
    assert deal.price[0] >= low


@pytest.mark.parametrize(("share", "price"), [(0.0, 200.0), (1.0, 1000.0)])
def test_v7_the_corners_give_all_to_one_side(share, price):
    assert split(Zone(*one(200.0, 1000.0, 1.0)), np.array([share])).price[0] == price


def test_v8_a_rubinstein_share_is_the_others_impatience_over_both():
    assert rubinstein_share(*one(0.03, 0.01))[0] == 0.75
    p = central().bargaining
    calm = rubinstein(p, Zone(*one(200.0, 1000.0, 1.0)))
    short = rubinstein(p, Zone(*one(200.0, 1000.0, 0.0)))
    assert calm.price[0] == 600.0
    assert short.price[0] == pytest.approx(200.0 + 800.0 * 0.03 / 0.04)


# --- V9, V10: events ----------------------------------------------------------------------


def test_v9_qualifying_tests_are_a_thinned_poisson_stream_independent_of_the_rest():
    runs, events, share = 60_000, 1.4, 0.4
    luck = Uniforms(8, range(runs))
    every = poisson(luck("provocation", 0), np.full(runs, events), 60)
    seen = binomial(luck("test", 0), every, np.full(runs, share))
    for kept, mean in ((seen, share * events), (every - seen, (1 - share) * events)):
        counts = np.bincount(kept.astype(int), minlength=6)
        counts = np.append(counts[:5], counts[5:].sum())
        chances = np.append(stats.poisson.pmf(range(5), mean), stats.poisson.sf(4, mean))
        assert stats.chisquare(counts, chances * runs).pvalue > 1e-3
    joint = np.histogram2d(np.minimum(seen, 3), np.minimum(every - seen, 3), bins=4)[0]
    assert stats.chi2_contingency(joint).pvalue > 1e-3


def test_v10_in_the_race_with_laundering_seizure_takes_its_share_of_the_hazards():
    p = central(1, theft__laundering_rate=0.125, theft__seizure_hazard=0.008).theft
    loot, seized = np.array([1.0]), 0.0
    for _ in range(400):
        race = launder(p, loot, np.ones(1))
        loot, seized = loot - race.laundered - race.seized, seized + race.seized[0]
    assert seized == pytest.approx(0.008 / (0.008 + 0.125), rel=1e-9)
    assert seized == pytest.approx(0.060, abs=5e-4)


def test_v10_in_whole_runs_the_seized_share_of_theft_is_near_the_ratio_of_hazards():
    policy = fixed(baseline(), theft__laundering_rate=0.125, theft__seizure_hazard=0.008)
    keep = ("dprk.cyber_seized_usd", "dprk.cyber_stolen_usd")
    got = record([policy], 200, 260, (*keep, "channel.enforcement"))
    effort = got["channel.enforcement"][:, 6].mean()
    share = got[keep[0]].sum() / got[keep[1]].sum()
    assert share == pytest.approx(0.008 * effort / (0.008 * effort + 0.125), rel=0.1)


# --- V11, V12: senders --------------------------------------------------------------------


def rest_of_best_replies(coordination: float, values=(60.0, 45.0, 30.0)) -> np.ndarray:
    budgets = np.ones(3)
    for _ in range(20_000):
        for i, mine in enumerate(values):
            rest = budgets.sum() - budgets[i]
            public = mine + coordination * (sum(values) - mine)
            reply = best_reply(*one(rest, public, 0.0, 1.0))[0]
            budgets[i] += 0.2 * (reply - budgets[i])
    return budgets


def test_v11_without_coordination_only_the_state_that_gains_most_contributes():
    assert rest_of_best_replies(0.0) == pytest.approx([59.0, 0.0, 0.0], abs=1e-6)


def test_v11_full_coordination_provides_the_sum_of_values():
    assert rest_of_best_replies(1.0).sum() == pytest.approx(134.0, abs=1e-6)


@pytest.mark.parametrize("private", [0.0, 5.0, 80.0])
def test_v11_the_best_reply_meets_its_first_order_condition(private):
    others, public, cost = 30.0, 70.0, 0.9
    reply = best_reply(*one(others, public, private, cost))[0]
    assert public / (1 + others + reply) + private / (1 + reply) == pytest.approx(cost, rel=1e-9)


def settle_posture(gain_allied: float, gain_dprk: float, mood: float, weeks: int):
    p = central(1, posture__dprk_gain=gain_dprk).posture
    allies = Allies(np.array([gain_allied]), np.array([0.016]))
    base, threat = 0.4, 0.5
    posture, feared = one(base, threat)
    for _ in range(weeks):
        provoked = (mood + feared) / 2 - (0.4 + threat) / 2
        posture = raise_posture(p, allies, posture, np.array([base]), provoked, np.zeros(1))
        feared = feel_threat(p, feared, posture - base)
    return posture[0], feared[0]


def test_v12_posture_and_threat_settle_at_the_fixed_point_of_the_linear_pair():
    allied, dprk, mood = 0.75, 1.0, 0.44
    lift = allied * (mood - 0.4) / 2 / (1 - allied * dprk / 2)
    posture, threat = settle_posture(allied, dprk, mood, weeks=20_000)
    assert posture == pytest.approx(0.4 + lift, abs=1e-8)
    assert threat == pytest.approx(0.5 + dprk * lift, abs=1e-8)


def test_v12_the_pair_runs_to_its_bounds_where_half_the_product_of_gains_exceeds_one():
    posture, threat = settle_posture(2.1, 1.0, 0.41, weeks=20_000)
    assert threat == 1.0
    assert posture == pytest.approx(0.4 + 2.1 * ((0.41 + 1.0) / 2 - 0.45))
    assert max(settle_posture(1.9, 1.0, 0.41, weeks=20_000)) < 0.9


# --- V13, V14: clustered events and heavy tails -------------------------------------------


def hawkes(branching: float, runs: int, weeks: int) -> np.ndarray:
    """Return the number of events of each run over the last `weeks` weeks."""
    p = central(1, provocation__branching=branching).provocation
    luck, zero = Uniforms(11, range(runs)), np.zeros(runs)
    excitation = zero + branching * p.base_rate / (1 - branching)
    count = zero.copy()
    for week in range(weeks + 40):
        events = poisson(luck("provocation", week), rate(p, zero, zero, zero, excitation), 60)
        excitation = excite(p, excitation, events)
        count += events * (week >= 40)
    return count


@pytest.mark.parametrize(("branching", "fano"), [(0.0, 1.0), (0.4, 2.78)])
def test_v13_clustered_provocations_have_the_mean_and_spread_of_a_hawkes_process(branching, fano):
    runs, weeks = 6000, 300
    count = hawkes(branching, runs, weeks)
    mean = central().provocation.base_rate[0] / (1 - branching) * weeks
    assert abs(count.mean() - mean) < 4 * np.sqrt(fano * mean / runs)
    assert count.var() / count.mean() == pytest.approx(fano, rel=0.06)


@pytest.mark.parametrize("tail", [0.9, 1.0, 1.0 + 1e-8])
def test_v14_sizes_of_theft_have_the_mean_and_quantiles_of_a_truncated_pareto(tail):
    low, high, runs = 5e6, 9e8, 200_000
    sizes = pareto_truncated(
        Uniforms(2, range(runs))("cyber.size.0", 1), *np.float64([low, high, tail])
    )
    kept = 1 - (low / high) ** tail
    near = abs(tail - 1) < 1e-6
    moment = np.log(high / low) if near else ((high / low) ** (1 - tail) - 1) / (1 - tail)
    mean = tail * low * moment / kept
    assert sizes.mean() == pytest.approx(mean, abs=4 * sizes.std() / np.sqrt(runs))
    for q in (0.1, 0.5, 0.99):
        exact = low * (1 - q * kept) ** (-1 / tail)
        assert np.quantile(sizes, q) == pytest.approx(exact, rel=0.05)


# --- V15, V16 -----------------------------------------------------------------------------


def test_v15_reliability_learnt_by_use_depends_on_the_number_used_only():
    p = central(1, missiles__equipment_reliability_gain=0.0).missiles
    reliability = np.array([0.5])
    for used in (3.0, 0.0, 11.0, 0.4):
        reliability = learn(p, reliability, np.array([used]), np.array([0.01]))
    assert reliability[0] == pytest.approx(1 - 0.5 * (1 - 0.008) ** 14.4, rel=1e-12)


def test_v16_under_a_constant_inflow_arrears_settle_at_inflow_over_rate():
    owed, inflow, hampered = np.array([0.0]), 4e7, 0.5 * 0.6 * 0.3
    for _ in range(4000):
        owed = owed + inflow - pay(owed, np.array([0.012]), np.array([hampered]))
    assert owed[0] == pytest.approx(inflow / (0.012 * (1 - hampered)), rel=1e-9)
