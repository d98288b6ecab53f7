"""A World of one run is an ordinary Mesa model, and many Worlds leave no memory behind."""

import gc
import tracemalloc
import weakref

import mesa
import numpy as np
import pytest

from sim.ground.errors import InputError
from sim.model.draws import Block
from sim.model.members import Source
from sim.model.world import World
from sim.runs.ensemble import Experiment, run_block
from sim.vocabulary.scenario import load
from tests.paired import baseline, record, world_of


class Lone(World):
    """A World of one member that takes keywords, as batch_run wants it."""

    def __init__(self, member=0, tempo=1.0, weeks=30, **kwargs):
        policy = baseline().setting("designation_tempo", tempo)
        members = range(member, member + 1)
        super().__init__([policy], Block(members), Source.prior(1, members), seed=1, weeks=weeks)
        self.datacollector = mesa.DataCollector(
            model_reporters={"stock": lambda m: float(m.value("russia.shell_stock")[0])}
        )
        self.datacollector.collect(self)

    def step(self):
        super().step()
        self.datacollector.collect(self)


def test_a_world_of_one_run_fills_a_data_collector():
    world = World.of(baseline(), member=7)
    collector = mesa.DataCollector(
        model_reporters={"fired": lambda m: float(m.value("russia.shells_fired")[0])}
    )
    for _ in range(40):
        world.step()
        collector.collect(world)
    frame = collector.get_model_vars_dataframe()
    expected = record([baseline()], 1, 40, ["russia.shells_fired"], first=7)["russia.shells_fired"]
    assert len(frame) == 40
    assert np.array_equal(frame["fired"].to_numpy(), expected[:, 0, 0])


def test_batch_run_sweeps_levers_and_members_over_worlds():
    rows = mesa.batch_run(
        Lone,
        {"member": [0, 3], "tempo": [1.0, 4.0]},
        max_steps=25,
        number_processes=1,
        data_collection_period=-1,
        display_progress=False,
    )
    policies = [baseline(), baseline().setting("designation_tempo", 4.0)]
    stock = record(policies, 4, 30, ["russia.shell_stock"])["russia.shell_stock"]
    assert len(rows) == 4
    for row in rows:
        assert row["stock"] == stock[int(row["Step"]), int(row["tempo"] > 1), row["member"]]


def test_a_world_counts_its_weeks_and_its_agents():
    world = World.of(baseline())
    assert world.week == 0
    for _ in range(3):
        world.step()
    assert world.week == 3
    assert len(world.agents) == 7


def test_a_flow_before_the_first_step_is_refused_and_a_stock_is_given():
    world = World.of(baseline())
    assert world.value("russia.shell_stock").shape == (1,)
    levels = world.value("capability.index")
    assert levels.shape == (5, 1)
    assert ((levels > 0.0) & (levels < 100.0)).all()
    assert world.value("capability.change") == pytest.approx(0.0)
    with pytest.raises(InputError, match="before the first step"):
        world.value("russia.shells_fired")


def test_a_closed_world_lets_go_of_its_arrays():
    world = world_of([baseline()], members=50, weeks=20)
    for _ in range(5):
        world.step()
    held = [weakref.ref(part) for part in (world.books, world.view, world.cast, world.opening)]
    world.close()
    gc.collect()
    assert len(world.agents) == 0
    assert [part() for part in held] == [None] * len(held)


def run_blocks(count: int, size: int) -> None:
    experiment = Experiment((baseline(),), members=size, seed=1, weeks=1, block_runs=size)
    piece = next(experiment.pieces())
    for _ in range(count):
        run_block(experiment, piece, ["russia.shell_stock"])


def traced(count: int, size: int) -> tuple[int, int]:
    """Return the bytes that `count` blocks leave behind, and the peak while they ran."""
    gc.collect()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    run_blocks(count, size)
    gc.collect()
    after, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return after - before, peak - before


KEPT_BY_MESA = 25_000
"""Bytes of a finished model that the id counter of Mesa 3.3.1 holds on to, whatever its size."""


@pytest.mark.heavy
@pytest.mark.parametrize("count", [30, pytest.param(200, marks=pytest.mark.heavy)])
def test_memory_stays_flat_over_many_blocks(count):
    run_blocks(3, 1024)
    _, one_block = traced(1, 1024)
    left, peak = traced(count, 1024)
    assert left < count * KEPT_BY_MESA
    assert peak < 2 * one_block + count * KEPT_BY_MESA
    assert one_block > 50 * KEPT_BY_MESA


@pytest.mark.heavy
def test_stepping_keeps_nothing_of_past_weeks():
    world = world_of([load("maximum_pressure").policy], members=256, weeks=120)
    for _ in range(30):
        world.step()
    gc.collect()
    tracemalloc.start()
    for _ in range(5):
        world.step()
    gc.collect()
    before, _ = tracemalloc.get_traced_memory()
    for _ in range(60):
        world.step()
    gc.collect()
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert after - before < 100 * 256 * 8
