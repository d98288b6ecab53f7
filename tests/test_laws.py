"""What holds in every run: conservation, bounds, and independence of how runs are batched."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import qmc

from sim.model.draws import Block
from sim.model.ledger import AuditError
from sim.model.members import Constrained, Source
from sim.model.world import World
from sim.runs.ensemble import Experiment, run_block
from sim.runs.runs import run_scenario
from sim.runs.settings import Settings
from sim.vocabulary.assumptions import registry
from sim.vocabulary.measures import measures
from sim.vocabulary.scenario import load
from tests.paired import baseline, record, world_of

BOOKS = ("shells", "missiles", "oil", "money", "arrears")
WIDE = ("baseline", "no_exchange", "maximum_pressure", "off_ramp", "ceasefire", "generous_russia")


def hypercube(rows: int) -> Constrained:
    """Return a Latin hypercube over all sampled assumptions and the reading."""
    keys = (*(e.key for e in registry() if e.sampled), "structure.reading")
    return Constrained(keys, qmc.LatinHypercube(len(keys), seed=5).random(rows))


@pytest.fixture(scope="module")
def crossed():
    """Two hundred Latin-hypercube draws over five years: a World, and every measure by week."""
    table, members = hypercube(200), range(200)
    source = replace(Source.constrained(1, members, table), rows=np.arange(200, dtype=int))
    world = World([baseline()], Block(members), source, seed=1, weeks=260)
    rows: dict[str, list[np.ndarray]] = {name: [] for name in measures()}
    for _ in range(260):
        world.step()
        for name, kept in rows.items():
            kept.append(world.value(name) + np.zeros(200))
    return {name: np.stack(values) for name, values in rows.items()}


@pytest.mark.parametrize("name", measures())
def test_a_measure_is_finite_and_within_its_bounds_over_the_whole_hypercube(crossed, name):
    m, values = measures()[name], crossed[name]
    assert np.isfinite(values).all()
    assert values.min() >= m.low
    assert values.max() <= m.high


@pytest.mark.parametrize("scenario", WIDE)
def test_every_book_balances_every_week_to_one_part_in_a_billion(scenario):
    world = world_of([load(scenario).policy], members=24, weeks=200)
    opened = {name: getattr(world.books, name).balance.copy() for name in BOOKS}
    moved = {name: np.zeros(24) for name in BOOKS}
    for _ in range(200):
        before = {name: getattr(world.books, name).balance.copy() for name in BOOKS}
        world.step()
        for name in BOOKS:
            now = getattr(world.books, name).balance
            moved[name] += np.abs(now - before[name]).sum(axis=0)
            drift = np.abs((now - opened[name]).sum(axis=0))
            assert (drift <= 1e-9 * np.maximum(moved[name], 1.0)).all(), name


@pytest.mark.parametrize("scenario", WIDE)
def test_no_stock_inside_the_model_goes_below_zero(scenario):
    world = world_of([load(scenario).policy], members=24, weeks=200)
    for _ in range(200):
        world.step()
        for name in BOOKS:
            book = getattr(world.books, name)
            inside = [book.stock(a) for a in book.accounts if a not in book.endless]
            assert np.min(inside) >= 0.0, name


SHELLS = (
    "russia.shell_stock", "russia.shells_produced", "russia.shells_other_imports",
    "russia.shells_fired", "dprk.shells_arrived", "russia.shells_refurbished",
    "russia.shells_destroyed", "russia.old_stock", "dprk.shells_shipped", "dprk.shells_produced",
    "dprk.shell_stock", "channel.loss_fraction", "dprk.missile_stock", "dprk.missiles_shipped",
    "russia.arrears_usd", "dprk.contract_value_usd", "dprk.settled_usd", "dprk.warheads",
)  # fmt: skip


@pytest.fixture(scope="module")
def told():
    return record([baseline()], members=32, weeks=260, keep=SHELLS)


def close(left: np.ndarray, right: np.ndarray, turnover: np.ndarray, rtol: float) -> bool:
    return bool((np.abs(left - right) <= rtol * np.maximum(turnover, 1.0)).all())


def test_the_russian_shell_stock_is_what_came_in_less_what_was_fired(told):
    came = told["russia.shells_produced"] + told["russia.shells_other_imports"]
    came = came + told["dprk.shells_arrived"] + told["russia.shells_refurbished"]
    stock, fired = told["russia.shell_stock"], told["russia.shells_fired"]
    gone = np.cumsum(fired + told["russia.shells_destroyed"], axis=0)
    left = stock[0] + np.cumsum(came, axis=0) - stock[1:]
    transit = left - np.cumsum(fired, axis=0)  # destroyed in stock: the rest was under way
    assert (transit >= -1e-9 * gone).all()
    assert (left <= gone * (1 + 1e-9)).all()
    quiet = told["russia.shells_destroyed"].cumsum(axis=0) == 0.0
    assert quiet.any()
    assert close(left[quiet], gone[quiet], gone[quiet], 1e-9)


def test_old_rounds_are_what_was_there_less_what_was_refurbished(told):
    old, done = told["russia.old_stock"], told["russia.shells_refurbished"]
    assert close(old[1:], old[0] - np.cumsum(done, axis=0), old[0], 1e-9)
    assert done.max() > 0.0


def test_the_dprk_shell_stock_is_what_was_made_less_what_was_shipped(told):
    made, sent, stock = (
        told["dprk.shells_produced"], told["dprk.shells_shipped"], told["dprk.shell_stock"],
    )  # fmt: skip
    assert close(
        stock[1:], stock[0] + np.cumsum(made - sent, axis=0), np.cumsum(made + sent, axis=0), 1e-9
    )


def test_shells_shipped_are_arrived_lost_dud_or_still_under_way():
    world = world_of([baseline()], members=16, weeks=120)
    duds = world.cast.assumed.exchange.dud_share
    sent, usable, lost = np.zeros(16), np.zeros(16), np.zeros(16)
    for _ in range(120):
        before = world.books.shells.stock("destroyed"), world.value("russia.shell_stock")
        world.step()
        fell = world.value("russia.shell_stock") - before[1]
        came = sum(
            world.value(f"russia.shells_{x}") for x in ("produced", "other_imports", "refurbished")
        )
        came = came + world.value("dprk.shells_arrived") - world.value("russia.shells_fired")
        in_depots = came - fell
        lost += world.books.shells.stock("destroyed") - before[0] - in_depots
        shipped = world.value("dprk.shells_shipped")
        sent += shipped
        usable += world.value("dprk.shells_arrived")
        lost += shipped * world.value("channel.loss_fraction")[0]
        way = world.books.shells.stock("refurbishing") + world.books.shells.stock("transit")
        assert np.allclose(sent, lost + usable / (1.0 - duds) + way, rtol=1e-9)


def test_arrears_are_what_was_contracted_less_what_was_settled(told):
    owed = told["russia.arrears_usd"]
    value, paid = told["dprk.contract_value_usd"], told["dprk.settled_usd"].sum(axis=1)
    assert close(owed[1:], np.cumsum(value - paid, axis=0), np.cumsum(value + paid, axis=0), 1e-9)


def test_a_flow_past_the_books_stops_the_run_and_names_good_week_and_runs():
    world = world_of([baseline()], members=3, weeks=9)
    for _ in range(4):
        world.step()
    world.books.money.balance[0, 1] += 1e9
    with pytest.raises(AuditError, match=r"money \[USD\].* week 4 for 1 run\(s\), first 1"):
        world.step()


def test_an_experiment_lists_a_failed_run_with_policy_member_week_and_keeps_the_others(monkeypatch):
    experiment = Experiment((baseline(), baseline()), members=3, seed=1, weeks=6)
    piece = next(experiment.pieces())
    fine = run_block(experiment, piece, ["russia.shell_stock"])
    true_world = Experiment.world

    def leaking(self, which):
        world = true_world(self, which)
        true_step, last = world.step, world.books

        def step():
            if world.week == 3:
                last.shells.balance[3, 4] += 1e6
            true_step()

        world.step = step
        return world

    monkeypatch.setattr(Experiment, "world", leaking)
    got = run_block(experiment, piece, ["russia.shell_stock"])
    failure = got.failures[0]
    assert (failure.policy, failure.member, failure.week) == (1, 1, 3)
    assert "shells [rounds]" in failure.reason
    kept = [0, 1, 2, 3, 5]
    stock = "russia.shell_stock"
    assert np.array_equal(got.values[stock][:, kept], fine.values[stock][:, kept])


# --- how runs are batched -----------------------------------------------------------------

WEEKS = 90
MIX = ("baseline", "maximum_pressure", "off_ramp", "no_exchange", "seed_may_2024")


@pytest.fixture(scope="module")
def together():
    return record([load(name).policy for name in MIX], members=14, weeks=WEEKS).values


def same(one: dict, other: dict) -> list[str]:
    return [name for name in one if not np.array_equal(one[name], other[name])]


@pytest.mark.parametrize("size", [pytest.param(1, marks=pytest.mark.heavy), 5])
def test_blocks_of_any_size_give_the_same_bits(together, size):
    policies = [load(name).policy for name in MIX]
    parts = [
        record(policies, min(size, 14 - first), WEEKS, first=first).values
        for first in range(0, 14, size)
    ]
    joined = {name: np.concatenate([p[name] for p in parts], axis=-1) for name in together}
    assert same(joined, together) == []


def test_one_run_alone_gives_the_same_bits_as_in_a_block(together):
    alone = record([load("maximum_pressure").policy], 1, WEEKS, first=5).values
    here = {name: v[..., 1:2, 5:6] for name, v in together.items()}
    assert same(alone, here) == []


def test_the_order_of_policies_changes_nothing(together):
    back = record([load(name).policy for name in reversed(MIX)], 14, WEEKS).values
    turned = {name: v[..., ::-1, :] for name, v in back.items()}
    assert same(turned, together) == []


def test_the_policies_beside_one_change_nothing(together):
    alone = record([baseline()], 14, WEEKS).values
    here = {name: v[..., :1, :] for name, v in together.items()}
    assert same(alone, here) == []


def test_a_longer_horizon_leaves_the_first_weeks_as_they_were(together):
    longer = record([baseline()], 14, WEEKS + 20).values
    for name, values in longer.items():
        weeks = WEEKS + measures()[name].bound
        assert np.array_equal(values[:weeks, ..., 0, :], together[name][..., 0, :]), name


def test_alternative_rules_beside_one_another_change_nothing():
    rules = [("bargaining", "rubinstein"), ("effort", "proportional"), ("facilitators", "count")]
    policies = [baseline(), *(baseline().choosing(*rule) for rule in rules)]
    side_by_side = record(policies, 5, 60).values
    for i, policy in enumerate(policies):
        alone = record([policy], 5, 60).values
        here = {name: v[..., i : i + 1, :] for name, v in side_by_side.items()}
        assert same(alone, here) == []


def test_another_seed_gives_other_members_and_other_luck():
    one = record([baseline()], 4, 30, ["dprk.provocations", "russia.shell_stock"], seed=1)
    two = record([baseline()], 4, 30, ["dprk.provocations", "russia.shell_stock"], seed=2)
    assert not np.array_equal(one["dprk.provocations"], two["dprk.provocations"])
    assert not np.isclose(one["russia.shell_stock"][0], two["russia.shell_stock"][0]).any()


@pytest.fixture(scope="module")
def plain():
    return record([baseline()], 4, 60).values


OVERRIDES = ("exchange.pace_window", "congress.memory", "missiles.first_week", "oil.first_direct_week",
             "bargaining.interval", "networks.exposure_memory")  # fmt: skip


@pytest.mark.parametrize("key", OVERRIDES)
def test_a_number_of_weeks_that_one_policy_overrides_leaves_the_others_alone(key, plain):
    value = round(1.5 * registry()[key].central)
    moved = baseline().fixing(key, value)
    beside = record([baseline(), moved], 4, 60).values
    here = {name: v[..., :1, :] for name, v in beside.items()}
    assert same(plain, here) == []


# --- what is stored -----------------------------------------------------------------------


def test_stored_series_recompute_the_russian_shell_balance():
    results = run_scenario(load("baseline"), Settings(members=24, weeks=156, series_members=24))
    stored = {name: results.series[name].to_numpy()[0].astype(float) for name in SHELLS[:5]}
    came = stored["russia.shells_produced"] + stored["russia.shells_other_imports"]
    came = came + stored["dprk.shells_arrived"]
    fired, stock = stored["russia.shells_fired"], stored["russia.shell_stock"]
    assert results.series["russia.shell_stock"].dtype == np.float32
    came = came + results.series["russia.shells_refurbished"].to_numpy()[0].astype(float)
    expected = stock[:, :1] + np.cumsum(came - fired, axis=1)
    assert close(stock[:, 1:64], expected[:, :63], np.cumsum(came + fired, axis=1)[:, :63], 1e-5)
