"""A scenario file says what differs from its parent, and nothing in it goes unread."""

from dataclasses import fields

import numpy as np
import pytest

from sim.ground.errors import InputError
from sim.ground.weeks import NEVER, date_of, week_of
from sim.vocabulary.edition import EDITION
from sim.vocabulary.levers import levers, structures
from sim.vocabulary.lineage import differences, differences_from
from sim.vocabulary.policy import Case, Events, Override
from sim.vocabulary.scenario import KEYS, load, names, parse
from tests.paired import baseline, record

HEAD = 'title = "A"\nquestion = "B?"\nstory = "C."\n'


@pytest.fixture
def write(tmp_path):
    def _write(text: str, name: str = "mine", head: str = HEAD + 'extends = "baseline"\n') -> str:
        path = tmp_path / f"{name}.toml"
        path.write_text(f"edition = {EDITION}\n{head}{text}", encoding="utf-8")
        return str(path)

    return _write


# --- what a file says ---------------------------------------------------------------------


@pytest.mark.parametrize("name", names())
def test_every_shipped_file_loads_and_says_what_it_asks(name):
    scenario = load(name)
    assert scenario.question.endswith("?")
    assert scenario.title
    assert len(scenario.story) > 100
    assert scenario.claims
    assert scenario.extends == (None if name == "baseline" else "baseline")


@pytest.mark.parametrize("name", [n for n in names() if n != "baseline"])
def test_every_shipped_file_differs_from_the_baseline_in_its_settings(name):
    scenario = load(name)
    assert differences(scenario)
    assert scenario.digest != load("baseline").digest


def test_ids_and_titles_are_told_apart():
    every = [load(name) for name in names()]
    assert len({s.id for s in every}) == len(every)
    assert len({s.title for s in every}) == len(every)


def test_a_child_keeps_what_its_parent_says_and_adds_its_own(write):
    child = load(write('[levers]\nother_suppliers = 9000\n[events]\ntask_force = "never"\n'))
    parent = load("baseline").policy
    assert child.policy.levers["other_suppliers"] == ((0, 9000.0),)
    assert child.policy.events.task_force == NEVER
    assert child.policy.events.panel_end == parent.events.panel_end
    assert child.policy.structure == parent.structure


def test_a_grandchild_overrides_its_parents_lever_and_keeps_the_rest(write):
    write("[levers]\ndesignation_tempo = 2\nother_suppliers = 1000\n", name="parent")
    child = load(
        write("[levers]\ndesignation_tempo = 3\n", head=HEAD + 'extends = "parent.toml"\n')
    )
    assert child.policy.levers["designation_tempo"] == ((0, 3.0),)
    assert child.policy.levers["other_suppliers"] == ((0, 1000.0),)


def test_a_file_without_a_parent_starts_without_dated_events(write):
    alone = load(write("", head=HEAD)).policy
    assert alone.events == Events()
    assert alone.structure["orders"] == ("sterman",)
    assert alone.structure["reading"] == structures()["reading"].options


def test_steps_hold_from_their_date_on_in_the_order_of_dates(write):
    text = ""
    for day, value in (("2025-01-06", 3), ("2024-01-01", 2)):
        text += f'[[steps]]\ndate = {day}\nlever = "designation_tempo"\nvalue = {value}\n'
    steps = load(write(text)).policy.levers["designation_tempo"]
    assert steps == ((26, 2.0), (79, 3.0))


def test_a_lever_from_week_zero_and_a_later_step_make_one_path(write):
    text = '[levers]\ndesignation_tempo = 2\n[[steps]]\ndate = 2024-01-03\nlever = "designation_tempo"\nvalue = 0.5\n'
    assert load(write(text)).policy.levers["designation_tempo"] == ((0, 2.0), (26, 0.5))


def test_a_step_moves_the_run_from_its_week_on_and_not_before(write):
    text = '[[steps]]\ndate = 2024-03-04\nlever = "other_suppliers"\nvalue = 19000\n'
    got = record([baseline(), load(write(text)).policy], 4, 50, ["russia.shells_other_imports"])
    plain, stepped = np.moveaxis(got["russia.shells_other_imports"], 1, 0)
    week = week_of(date_of(35))
    assert np.array_equal(plain[:week], stepped[:week])
    assert (stepped[week:] == 19000).all()


@pytest.mark.parametrize(
    ("text", "override"),
    [
        ('"oil.crude" = 70000', Override(value=70000.0)),
        ('"oil.crude" = { scale = 0.5 }', Override(scale=0.5)),
    ],
)
def test_an_assumption_is_overridden_by_a_value_or_a_factor(write, text, override):
    assert load(write(f"[assumptions]\n{text}\n")).policy.assumptions["oil.crude"] == override


def test_an_assumption_may_be_given_another_distribution(write):
    text = '[assumptions]\n"oil.crude" = { kind = "uniform", low = 1, high = 2 }\n'
    got = record([load(write(text)).policy], 8, 1, ["dprk.oil_prc_bbl"])["dprk.oil_prc_bbl"]
    assert 1.0 <= got.min() < got.max() <= 2.0


def test_an_override_beats_the_reading_and_a_lever_beats_the_override():
    ruled = baseline().choosing("fire", "steady").fixing("russia.fire_demand", 12345.0)
    pulled = ruled.setting("shells_demanded_per_day", 6000)
    got = record([ruled, pulled], 6, 1, ["russia.shells_demanded"])["russia.shells_demanded"][0]
    assert (got[0] == 7 * 12345.0).all()
    assert (got[1] == 7 * 6000.0).all()


def test_a_structure_may_be_fixed_or_sampled(write):
    fixed = load(write('[structure]\nbargaining = "rubinstein"\n')).policy
    mixed = load(
        write('[structure]\nbargaining = "sampled"\norders = ["sterman", "none"]\n')
    ).policy
    assert fixed.structure["bargaining"] == ("rubinstein",)
    assert mixed.structure["bargaining"] == structures()["bargaining"].options
    assert mixed.structure["orders"] == ("sterman", "none")


def test_the_sunset_clause_moves_the_end_of_the_panel_by_a_year_and_the_veto_stays():
    clause, plain = load("panel_sunset_clause").policy, baseline()
    assert clause.events.panel_end - plain.events.panel_end == 52
    keep = ["council.vetoes", "coalition.monitoring"]
    got = record([plain, clause], 24, 110, keep)
    vetoes, known = got["council.vetoes"], got["coalition.monitoring"]
    week = plain.events.panel_end
    assert np.array_equal(vetoes[38, 0], vetoes[38, 1])
    assert (vetoes[38] >= 1).all()
    assert np.array_equal(known[: week + 1, 0], known[: week + 1, 1])
    assert (known[week + 1 : week + 14, 1] > known[week + 1 : week + 14, 0]).all()


# --- a lever that stays where it is -------------------------------------------------------

PURE = [name for name, lever in levers().items() if lever.pure is not None]


def test_a_pure_lever_at_its_default_changes_nothing_bit_for_bit():
    policies = [baseline()] + [baseline().setting(n, levers()[n].pure) for n in PURE]
    got = record(policies, 6, 130).values
    for i, name in enumerate(PURE, start=1):
        moved = [m for m, v in got.items() if not np.array_equal(v[..., i, :], v[..., 0, :])]
        assert moved == [], name


def test_a_dated_lever_set_to_what_the_dates_say_changes_nothing_after_them():
    panel = baseline().setting("monitoring_regime", "panel")
    got = record([baseline(), panel], 6, 43)
    moved = [
        m for m, v in got.values.items() if not np.array_equal(v[:38, ..., 0, :], v[:38, ..., 1, :])
    ]
    assert moved == []


def test_a_ceasefire_that_never_comes_changes_nothing():
    never = baseline().setting("ceasefire_date", "never")
    got = record([baseline(), never], 6, 130).values
    assert [m for m, v in got.items() if not np.array_equal(v[..., 0, :], v[..., 1, :])] == []


# --- what is refused ----------------------------------------------------------------------

REFUSED = {
    "an unknown key": ("colour = 'red'\n", "unknown key 'colour'"),
    "a misspelt key": ("levrs = 1\n", "did you mean 'levers'?"),
    "a misspelt lever": ("[levers]\ndesignation_tempoo = 1\n", "did you mean 'designation_tempo'?"),
    "an unknown lever": ("[levers]\nmoon = 1\n", "unknown lever 'moon'"),
    "a lever out of range": ("[levers]\ndesignation_tempo = 9\n", "9 is outside 0 to 4"),
    "a lever that is no number": ("[levers]\ndesignation_tempo = true\n", "is not a number"),
    "a lever that is nan": ("[levers]\ndesignation_tempo = nan\n", "is not a finite number"),
    "an unknown regime": ("[levers]\nmonitoring_regime = 'pannel'\n", "did you mean 'panel'?"),
    "an unknown assumption": ('[assumptions]\n"oil.crud" = 1\n', "did you mean 'oil.crude'?"),
    "an empty override": ('[assumptions]\n"oil.crude" = {}\n', "needs a table with a kind"),
    "an override without bounds": (
        '[assumptions]\n"oil.crude" = { kind = "uniform", low = 3 }\n', "needs low, high",
    ),
    "an unknown structure": ("[structure]\nordering = 'none'\n", "did you mean 'orders'?"),
    "an unknown rule": ("[structure]\norders = 'sternman'\n", "did you mean 'sterman'?"),
    "an empty list of rules": ("[structure]\norders = []\n", "the list is empty"),
    "an unknown event": ("[events]\npanel_ends = 2025-01-01\n", "did you mean 'panel_end'?"),
    "a date before the start": ("[events]\npanel_end = 2023-01-01\n", "before the start"),
    "a step before the start": (
        "[[steps]]\ndate = 2023-07-02\nlever = 'designation_tempo'\nvalue = 1\n",
        "before the start of the model, 2023-07-03",
    ),
    "a step without a value": (
        "[[steps]]\ndate = 2024-07-02\nlever = 'designation_tempo'\n",
        "needs exactly date, lever, value",
    ),
    "a date that is none": ("[levers]\nceasefire_date = 'soon'\n", "is not a date"),
    "an unknown kind": ("kind = 'guess'\n", "unknown kind 'guess'"),
    "a number for a text": ("expect = 3\n", "is not text"),
    "claims that are no list": ("claims = 'S1'\n", "must be a list"),
    "a lever and the events that it replaces": (
        "[levers]\nmonitoring_regime = 'none'\n[events]\npanel_end = 2025-01-01\n",
        "contradicts events.panel_end",
    ),
    "a threat and the order that it replaces": (
        "[levers]\nsecondary_sanctions_threat = 1\n[events]\nbank_order = 'never'\n",
        "contradicts events.bank_order",
    ),
    "a willingness and a stop of exports": (
        "[levers]\ndprk_export_willingness = 1\n[structure]\nexport = 'stop'\n",
        "contradicts structure.export = 'stop'",
    ),
    "a lever and the assumption that it replaces": (
        '[levers]\nother_suppliers = 1\n[assumptions]\n"russia.other_suppliers" = 2\n',
        "is never read",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_wrong_file_is_refused_in_one_line_with_its_place(write, case):
    text, said = REFUSED[case]
    path = write(text)
    with pytest.raises(InputError) as caught:
        load(path)
    assert said in str(caught.value)
    assert "mine.toml" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("[levers]\nmonitoring_regime = 'panel'\n", "[events]\npanel_end = 2025-04-30\n"),
        ("[levers]\nsecondary_sanctions_threat = 1\n", "[events]\nbank_order = 'never'\n"),
        ("[levers]\nother_suppliers = 1\n", '[assumptions]\n"russia.other_suppliers" = 2\n'),
    ],
    ids=["panel_end", "bank_order", "other_suppliers"],
)
def test_a_setting_that_an_inherited_lever_leaves_unread_is_refused(write, above, below):
    write(above, name="parent")
    with pytest.raises(InputError, match=r"contradicts|is never read"):
        load(write(below, head=HEAD + 'extends = "parent.toml"\n'))


@pytest.mark.parametrize("key", ["title", "question", "story"])
def test_a_file_without_its_question_is_refused(write, key):
    head = "".join(line + "\n" for line in HEAD.splitlines() if not line.startswith(key))
    with pytest.raises(InputError, match=f"{key} is missing"):
        load(write("", head=head))


def test_files_that_extend_one_another_are_refused(write):
    write("", name="a", head=HEAD + 'extends = "b.toml"\n')
    path = write("", name="b", head=HEAD + 'extends = "a.toml"\n')
    with pytest.raises(InputError, match="extends itself in a circle"):
        load(path)


def test_a_file_that_extends_itself_is_refused(write):
    with pytest.raises(InputError, match="extends itself in a circle"):
        load(write("", head=HEAD + 'extends = "mine.toml"\n'))


def test_an_unknown_scenario_is_answered_with_the_nearest_name():
    with pytest.raises(InputError, match="did you mean 'oil_squeeze'"):
        load("oil_sqeeze")


def test_broken_text_is_refused_with_its_position(write):
    with pytest.raises(InputError, match=r"not valid TOML.*line"):
        load(write("levers = = 1\n"))


def test_every_key_of_a_file_and_every_event_has_a_reader(write):
    text = """
id = "X"
title_zh = "甲"
question_zh = "乙？"
kind = "extreme"
expect = "much"
headline = ["dprk.warheads", "capability.index[actor=us]"]
asked_rate = 9000
claims = ["S1"]
[levers]
designation_tempo = 2
[assumptions]
"oil.crude" = 60000
[structure]
orders = "none"
[events]
summits = [2023-09-13]
exercise_weeks = [1, 2]
frozen_funds_release = 2024-02-05
task_force = 2024-03-26
renewal_vote = 2024-03-28
panel_end = 2024-04-30
bank_order = 2023-12-22
msmt_launch = 2024-10-16
[[steps]]
date = 2025-01-06
lever = "other_suppliers"
value = 5
"""
    s = load(write(text))
    assert (s.id, s.kind, s.expect, s.claims) == ("X", "extreme", "much", ("S1",))
    assert (s.title_in("zh"), s.question_in("zh"), s.title_in("en")) == ("甲", "乙？", "A")
    assert {"levers", "assumptions", "structure", "events", "steps"} == set(s.own)
    said = {key for key in KEYS if f"{key} =" in HEAD + text or f"[{key}]" in text} | {"edition"}
    assert set(KEYS) - said == {"extends", "rules"}  # rules: tests/test_adaptive.py
    assert all(getattr(s.policy.events, f.name) not in (NEVER, ()) for f in fields(Events))


@pytest.mark.parametrize("event", [f.name for f in fields(Events)])
def test_every_dated_event_moves_a_measure(event):
    away = () if event in {"summits", "exercise_weeks"} else NEVER
    policy = baseline()
    without = Case(
        policy.name, policy.levers, policy.assumptions, policy.structure,
        type(policy.events)(**{**vars(policy.events), event: away}),
    )  # fmt: skip
    got = record([policy, without], 8, 100).values
    assert any(not np.array_equal(v[..., 0, :], v[..., 1, :]) for v in got.values())


def test_policies_are_values_that_setting_leaves_untouched():
    policy = baseline()
    changed = policy.setting("designation_tempo", "2").fixing("oil.crude", 1.0)
    assert "designation_tempo" not in policy.levers
    assert changed.levers["designation_tempo"] == ((0, 2.0),)
    with pytest.raises(InputError, match="unknown assumption"):
        policy.fixing("oil.crud", 1.0)
    with pytest.raises(InputError, match="unknown rule"):
        policy.choosing("orders", "sternman")


def test_a_grandchild_is_told_with_the_whole_chain():
    mine = parse(
        {
            "extends": "dprk_halts_exports",
            "steps": [["2026-01-05", "secondary_sanctions_threat", 0.7]],
        }
    )
    told = dict(differences_from(mine, "baseline"))
    assert "levers.secondary_sanctions_threat from 2026-01-05" in told
    assert any("dprk_export" in key for key in told)
    assert set(dict(differences_from(mine, "dprk_halts_exports"))) == set(dict(differences(mine)))
