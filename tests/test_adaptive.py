"""Adaptive rules: what the coalition sees, when it acts, and that a second opinion agrees."""

import json

import numpy as np
import pytest

import sim
from sim.model.draws import Block, Luck
from sim.model.members import Source
from sim.model.reactions import Reactions
from sim.model.world import World
from sim.sweeps.designs.design import Design, Save
from sim.sweeps.designs.serial import from_json, to_json
from sim.vocabulary.adaptive import seen
from sim.vocabulary.levers import levers
from sim.vocabulary.lineage import differences
from sim.vocabulary.scenario import load, parse
from tests.second_opinion import arrays, watching

SHIPPED = {"measure": "dprk.shells_shipped", "above": 40_000, "weeks": 3,
           "lever": "designation_tempo", "value": 4.0}  # fmt: skip
FUNDS = {"measure": "dprk.hard_currency_usd", "above": 1.5e9, "weeks": 4, "date": "2024-02-05",
         "lever": "finance_enforcement_effort", "value": 3.0}  # fmt: skip


def case(*rules):
    return parse({"extends": "baseline", "rules": list(rules)}, "adaptive").policy


def test_a_second_opinion_agrees_with_rules_that_fire():
    policy, weeks = case(SHIPPED, FUNDS), 60
    found = arrays(policy, range(4), weeks)
    plain = arrays(load("baseline").policy, range(4), weeks)
    moved = 0
    for member in range(4):
        world = watching(policy, member)
        for _ in range(weeks):
            world.step()
        for name in ("coalition.cost", "dprk.hard_currency_usd", "channel.flow[coal]"):
            mine = found[name][:, member]
            np.testing.assert_allclose(world.history[name], mine, rtol=1e-9, atol=1e-9)
            moved += int(np.abs(mine - plain[name][:, member]).max() > 1e-6)
    assert moved >= 6, "a rule that never fires would agree too"


def test_a_rule_acts_after_its_weeks_as_late_as_it_sees_and_stays():
    name = "dprk.provocations"
    policy = case({"measure": name, "above": 0.5, "weeks": 2, "lever": "designation_tempo",
                   "value": 3.0})  # fmt: skip
    block = Block(range(2))
    reactions = Reactions([policy], block, Luck(1, block))
    series = [[0.0, 0.0], [1.0, 1.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]
    memory, fired = reactions.blank(), []
    for week in range(6):
        past = np.asarray(series[week - 1]) if week else np.zeros(2)
        memory = reactions.noted(memory, lambda _, past=past: past)
        memory = reactions.heeded(memory, week, np.ones(2))
        fired.append(reactions.changed(memory)["designation_tempo"][0].tolist())
    assert seen()[name].late == 0
    assert fired == [[False, False]] * 3 + [[True, False]] * 3


def test_noise_belongs_to_the_member_and_not_to_the_policy_or_the_block():
    rules = case(SHIPPED), case({**SHIPPED, "above": 1e9}), case({**SHIPPED, "above": 60_000})
    members, weeks = range(8), 40

    def cost(policies, some):
        block = Block(some, len(policies))
        world = World(policies, block, Source.prior(1, some), seed=1, weeks=weeks)
        rows = []
        for _ in range(weeks):
            world.step()
            rows.append(np.broadcast_to(world.value("coalition.cost"), block.size))
        return np.stack(rows)

    together = cost(rules, members)
    for i, policy in enumerate(rules):
        np.testing.assert_array_equal(cost([policy], members), together[:, 8 * i : 8 * i + 8])
    np.testing.assert_array_equal(cost([rules[0]], range(4, 8)), together[:, 4:8])
    never = cost([load("baseline").policy], members)
    np.testing.assert_array_equal(together[:, 8:16], never)


def design_of(policy):
    return Design(
        name="d", title="", bases=(policy,), axes=(), structures=(), sample=None, members=4,
        seed=1, weeks=8, save=Save((), ()),
    )  # fmt: skip


def test_rules_are_kept_by_stores_and_shown_by_scenarios():
    policy = case(SHIPPED, FUNDS)
    back = from_json(json.loads(json.dumps(to_json(design_of(policy)))), {})
    assert back.bases[0].rules == policy.rules
    assert "rules" not in to_json(design_of(load("baseline").policy))["bases"][0]
    child = parse({"extends": "baseline", "rules": [SHIPPED]}, "one")
    assert child.digest != load("baseline").digest
    assert any("when dprk.shells_shipped above" in name for name, _ in differences(child))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"measure": "dprk.energy_coverage"}, "does not see dprk.energy_coverage"),
        ({"measure": "dprk.shells_shiped"}, "did you mean"),
        ({"lever": "russian_ramp_rate"}, "no number that the coalition sets"),
        ({"value": 99}, "outside"),
        ({"weeks": 0}, "no number of weeks"),
        ({"weeks": 1.5}, "no number of weeks"),
        ({"below": 3}, "one of above and below"),
        ({"when": "now"}, "unknown key"),
        ({"above": "many"}, "above"),
    ],
)
def test_a_wrong_rule_is_one_line(change, said):
    with pytest.raises(sim.InputError, match=said) as caught:
        case({**SHIPPED, **change})
    assert "\n" not in str(caught.value)


def test_every_measure_that_is_seen_is_one_number_with_a_basis():
    assert len(seen()) >= 10
    for one in seen().values():
        assert one.late >= 0
        assert 0.0 <= one.noise < 1.0
        assert one.basis
    assert levers()["designation_tempo"].coalition
