"""Boxes and kinds of paths are found where they are known, and none in noise."""

import numpy as np
import pandas as pd
import pytest

from sim.answers.discovery import boxes_of
from sim.answers.prim import find_box
from sim.ground.errors import InputError

SMALL = {"members": 8, "weeks": 20, "prior": True}
FIRED = "russia.shells_fired"


def planted(seed, inputs, noise):
    luck = np.random.default_rng(seed)
    x = luck.random((1000, inputs))
    truth = (x[:, 0] < 0.5) & (x[:, 1] > 0.4) & (x[:, 2] < 0.6)
    seen = truth ^ (luck.random(1000) < noise)
    return pd.DataFrame(x, columns=[f"x{i}" for i in range(inputs)]), seen.astype(float), truth


def recovered(seeds, inputs, noise):
    """Return how often a false limit stands in the box, and coverage and density of the truth."""
    false, cover, pure = 0, [], []
    for seed in range(seeds):
        x, seen, truth = planted(seed, inputs, noise)
        box = find_box(x, seen).box
        inside = box.inside(x)
        false += bool(set(box.limits) - {"x0", "x1", "x2"})
        cover.append((inside & truth).sum() / truth.sum())
        pure.append(truth[inside].mean())
    return false, np.asarray(cover), np.asarray(pure)


def test_a_planted_box_is_found():
    false, cover, pure = recovered(4, 20, 0.1)
    assert false == 0
    assert cover.min() > 0.9
    assert pure.min() > 0.9


@pytest.mark.heavy
@pytest.mark.parametrize("inputs", [20, 250])
@pytest.mark.parametrize("noise", [0.0, 0.1])
def test_planted_boxes_are_found_in_a_hundred_samples(inputs, noise):
    false, cover, pure = recovered(100, inputs, noise)
    assert false <= 5
    assert np.mean(cover > 0.9) > 0.95
    assert np.mean(pure > 0.9) > 0.95


def test_planted_kinds_of_paths_are_found_with_what_brings_them():
    from sim.answers.grouping import kinds_of
    from sim.vocabulary.wording import scale_of

    luck = np.random.default_rng(4)
    x = pd.DataFrame(luck.random((300, 6)), columns=[f"x{i}" for i in range(6)])
    late = np.asarray(x["x2"] > 0.6)
    weeks = np.arange(104)[:, np.newaxis]
    weekly = 10.0 + luck.standard_normal((104, 300)) - 6.0 * late * (weeks > 50)
    got = kinds_of(weekly, x, 2, scale_of("russia.shells_fired"))
    assert (got.kind == late).all()
    assert got.share(0) > got.share(1)
    assert set(got.boxes[1].boxes[0].limits) == {"x2"}
    assert abs(got.boxes[1].boxes[0].limits["x2"].low - 0.6) < 0.02
    with pytest.raises(InputError, match="do not differ"):
        kinds_of(np.ones((52, 40)), x[:40], 2, scale_of("russia.shells_fired"))


@pytest.mark.heavy
def test_pure_noise_gives_no_box_in_nineteen_of_twenty_samples():
    found = 0
    for seed in range(40):
        luck = np.random.default_rng(seed)
        x = pd.DataFrame(luck.random((400, 20)), columns=[f"x{i}" for i in range(20)])
        found += bool(boxes_of("noise", x, (luck.random(400) < 0.3).astype(float)).boxes)
    assert found <= 4, "one in twenty, up to the luck of forty samples"


def test_pure_noise_gives_no_box():
    luck = np.random.default_rng(2)
    x = pd.DataFrame(luck.random((400, 10)), columns=[f"x{i}" for i in range(10)])
    got = boxes_of("noise", x, (luck.random(400) < 0.3).astype(float))
    assert got.boxes == ()


def test_a_box_of_a_rule_alone_is_drawn_as_rates_by_option():
    from sim.answers.answer import Answer
    from sim.answers.discovery import Discovery
    from sim.plots.answers_discover import discover_figure

    luck = np.random.default_rng(3)
    fire = pd.Categorical(np.asarray(["steady", "campaigns"])[luck.integers(2, size=400)])
    x = pd.DataFrame({"structure.fire": fire, "x": luck.random(400)})
    happens = (np.asarray(fire == "steady") & (luck.random(400) < 0.9)).astype(float)
    part = boxes_of("all members", x, happens)
    assert set(part.boxes[0].limits) == {"structure.fire"}
    found = Discovery((part,), x, happens, "")
    about = {"ensemble": "prior", "members": 400}
    told = Answer("discover", "q", ("One.", "Two."), pd.DataFrame(), about=about, found=found)
    made = discover_figure(told)
    bars = {b.get_gid(): b.get_width() for ax in made.axes for b in ax.patches if b.get_gid()}
    inside = happens[np.asarray(fire == "steady")]
    assert bars["rate/all members/steady"] == pytest.approx(100 * inside.mean())
    assert bars["rate/all members/campaigns"] == 0.0


def test_names_make_boxes_too():
    luck = np.random.default_rng(2)
    kind = pd.Categorical(np.asarray(["a", "b", "c"])[luck.integers(3, size=600)])
    x = pd.DataFrame({"kind": kind, "x": luck.random(600)})
    box = find_box(x, ((kind == "b") & (x["x"] > 0.5)).astype(float)).box
    assert set(box.limits) == {"kind", "x"}
    assert box.limits["kind"].among == ("b",)
    assert abs(box.limits["x"].low - 0.5) < 0.02
