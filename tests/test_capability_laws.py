"""The laws of capability: what no lever, no effort and no choice of a base may do to an index.

Small ensembles by default, 400 members in the heavy ones. Members are those of the constrained
ensemble; every difference is paired.
"""

import numpy as np
import pytest

from sim.vocabulary.assumptions import registry
from sim.vocabulary.axes import ACTORS
from sim.vocabulary.components import components, of_actor, scales
from sim.vocabulary.scenario import load
from tests.capability_laws import (
    CUT,
    INDICES,
    INSTITUTIONS,
    deaf,
    extremes,
    moved,
    nine,
    quiet,
    runs,
    stepped,
    with_events,
)

AGREED = 0.9
"""Nine members in ten."""

STILL = 1e-3
"""Points: what rounding of stored values may do."""

TENTH, FULL = 0.1, 400
"""Share of member-weeks, and the members from which on it is asked to the letter."""

SLIGHT, SMALL_RISE, RARE = 1e-2, 0.5, 0.01
"""Points that no reader would call a rise, points of a small one, and a share of members."""

COALITION = [list(ACTORS).index(actor) for actor in ("us", "rok", "japan")]
R1 = list(components()).index("R1")
INDEX = ("capability.index", "exposure.index")

RAISED = 40
"""Week in which demand is raised in the small ensemble, its end, and how soon nothing may rise."""
SOON, TWO_YEARS = 4, 104

SMALL = {
    "baseline": load("baseline").policy,
    "no exports": load("baseline").policy.choosing("export", "stop"),
    "deaf": deaf(load("baseline").policy, list(registry().entries)),
    "deaf, no work": deaf(moved("designation_tempo", 0, 0), list(registry().entries)),
    "deaf, four times": deaf(moved("designation_tempo", 4, 0), list(registry().entries)),
    "10,000": stepped([(0, 10_000)]),
    "20,000": stepped([(0, 20_000)]),
    "20,000 later": stepped([(0, 10_000), (RAISED, 20_000)]),
}


class Laws:
    """Runs of named cases; differences by name."""

    def __init__(self, cases, members, weeks, engine):
        keep = (*INDEX, "capability.component", "capability.scale", "coalition.effort")
        self.names = list(cases)
        self.values = runs(list(cases.values()), keep, members, weeks, engine)
        self.indices = nine(self.values)

    def gap(self, one, other):
        i, j = (self.names.index(name) for name in (one, other))
        return self.indices[..., i, :] - self.indices[..., j, :]

    def of(self, measure, name):
        return self.values[measure][..., self.names.index(name), :]


@pytest.fixture(scope="module")
def small():
    return Laws(SMALL, 16, TWO_YEARS, "numpy")


@pytest.fixture(scope="module")
def large():
    return Laws(SMALL, FULL, 260, "compiled")


@pytest.fixture(params=["small", pytest.param("large", marks=pytest.mark.heavy)])
def laws(request):
    return request.getfixturevalue(request.param)


# --- (a) ------------------------------------------------------------------------------------


@pytest.mark.heavy
def test_every_lever_moves_every_index_the_same_way_from_week_0_and_as_a_step_at_the_cut_off():
    tried = extremes()
    cases = [load("baseline").policy]
    cases += [moved(name, value, week) for name, value in tried for week in (0, CUT)]
    last = nine({k: v[-1:] for k, v in runs(cases, INDEX, 400, 260).items()})[0]
    effect = last[:, 1:] - last[:, :1]
    up, down = (effect > STILL).mean(axis=-1), (effect < -STILL).mean(axis=-1)
    turned = []
    for i, (name, value) in enumerate(tried):
        at_once, later = 2 * i, 2 * i + 1
        for j, index in enumerate(INDICES):
            one = up[j, at_once] >= AGREED and down[j, later] >= AGREED
            other = down[j, at_once] >= AGREED and up[j, later] >= AGREED
            if one or other:
                turned.append(f"{name} {value}: {index}")
    assert turned == []
    assert ((up >= AGREED) | (down >= AGREED)).mean() > 0.1  # levers do move indices


# --- (b), (c) -------------------------------------------------------------------------------


def test_no_scale_of_a_component_is_cut_in_more_than_a_tenth_of_member_weeks(laws):
    places = laws.of("capability.scale", "baseline")
    floor = registry()["capability.score_floor"].central
    cut = ((places <= floor) | (places >= 1.0)).mean(axis=(0, 2))
    far = {name: cut[i] for i, name in enumerate(scales()) if scales()[name].of in components()}
    size = places.shape[-1]
    most = TENTH if size >= FULL else TENTH + 2.0 * np.sqrt(TENTH * (1.0 - TENTH) / size)
    assert {name: share for name, share in far.items() if share > most} == {}


@pytest.mark.parametrize("actor", ACTORS)
def test_no_two_components_of_an_actor_are_one_quantity(laws, actor):
    names = list(components())
    mine = [names.index(name) for name in of_actor(actor)]
    parts = laws.of("capability.component", "baseline")[:, mine]
    found = np.corrcoef(parts.transpose(1, 0, 2).reshape(len(mine), -1))
    assert np.abs(found - np.eye(len(mine))).max() <= 0.9


# --- (d) ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def undisturbed():
    cases = {"quiet": quiet()}
    cases |= {name: with_events(quiet(), name) for name in INSTITUTIONS}
    cases["panel"] = with_events(quiet(), "renewal_vote", "panel_end")
    cases["panel and msmt"] = with_events(quiet(), "renewal_vote", "panel_end", "msmt_launch")
    return Laws(cases, 400, 260, "compiled")


@pytest.mark.heavy
def test_without_exchange_programmes_and_dated_steps_coalition_indices_stay_within_3_points(
    undisturbed,
):
    index = undisturbed.of("capability.index", "quiet")[:, COALITION]
    middle = np.median(index, axis=-1)
    assert np.abs(middle - middle[0]).max() < 3.0


JUMPS = {
    "panel": (66, (-8.0, -4.0)),
    "panel and msmt": (130, (-4.5, -1.0)),
    "bank_order": (130, (-0.5, 0.5)),
    "task_force": (130, (2.0, 6.0)),
}
"""Dated steps: a week at which they have worked out, and between which points."""


@pytest.mark.heavy
@pytest.mark.parametrize("name", JUMPS)
def test_the_jump_of_each_dated_step_of_an_institution_is_the_one_that_is_named(undisturbed, name):
    week, (low, high) = JUMPS[name]
    jump = np.median(undisturbed.gap(name, "quiet")[week, COALITION], axis=-1)
    assert (low <= jump).all()
    assert (jump <= high).all()


# --- (e), (f), (g) --------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["deaf, no work", "deaf, four times"])
def test_effort_that_achieves_nothing_moves_no_index(laws, name):
    effort = laws.of("coalition.effort", name) / laws.of("coalition.effort", "deaf")
    assert np.abs(np.log(np.maximum(effort, STILL))).min() > 0.5  # it does differ
    assert np.abs(laws.gap(name, "deaf")).max() <= STILL


def test_what_shells_sustain_does_not_depend_on_demand_at_the_opening(laws):
    parts = [laws.of("capability.component", name)[0, R1] for name in ("10,000", "20,000")]
    assert np.array_equal(*parts)


def test_what_shells_sustain_does_not_rise_within_four_weeks_of_more_demand(laws):
    """But where a phase of little fire meets full stores: lines that were cut back run fuller at
    once, and for some weeks they make more than the front takes (one member in 400)."""
    more, less = (laws.of("capability.component", n)[: SOON + 1, R1] for n in ("20,000", "10,000"))
    rise = (more - less).max(axis=0)
    assert (rise > SLIGHT).mean() <= RARE
    assert rise.max() <= SMALL_RISE
    assert np.median(more - less, axis=-1).max() <= 0.0


def test_a_later_step_in_demand_does_not_raise_what_shells_sustain_within_four_weeks_either(laws):
    """In the median: the first of what is ordered more arrives within a month in some members."""
    soon = slice(RAISED, RAISED + SOON + 1)
    more, less = (laws.of("capability.component", n)[soon, R1] for n in ("20,000 later", "10,000"))
    assert np.median(more - less, axis=-1).max() <= STILL


@pytest.mark.parametrize("name", ["no exports"])
def test_stopping_dprk_exports_lowers_russias_index_two_years_later(laws, name):
    gap = laws.gap(name, "baseline")[TWO_YEARS, list(ACTORS).index("russia")]
    assert (gap < 0.0).mean() >= AGREED
