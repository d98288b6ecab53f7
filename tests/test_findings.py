"""No sentence says a difference that its size and its paired band do not carry."""

import re
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.ground.errors import InputError
from sim.runs.bands import FEWEST
from sim.runs.findings import chance_of, finding
from sim.runs.levels import day_of, level, when
from sim.runs.verdicts import (
    FEW,
    HIGHER,
    LOWER,
    NIL,
    OPEN,
    UNCHANGED,
    VERDICTS,
    gap_of,
    near_nil,
)
from sim.vocabulary.language import LANGUAGES, words
from sim.vocabulary.measures import measures

DAY, MONDAY = date(2028, 6, 26), date(2028, 6, 19)
MEASURES = sorted(name for name, m in measures().items() if m.kind != "state")
VALUES = st.floats(-1e9, 1e9, allow_nan=False).map(lambda v: 0.0 if abs(v) < 1e-6 else v)
MEMBERS = st.integers(1, 60)


@st.composite
def pairs(draw):
    members = draw(MEMBERS)
    reference = draw(arrays(float, members, elements=VALUES))
    shift = draw(arrays(float, members, elements=VALUES)) * draw(
        st.sampled_from([0.0, 1e-4, 1e-2, 1.0])
    )
    return reference, reference + shift + draw(st.sampled_from([0.0, 1e2, -1e6]))


@given(pairs(), st.sampled_from(MEASURES), st.sampled_from(LANGUAGES))
def test_a_title_says_a_direction_only_where_size_and_band_carry_it(pair, measure, language):
    reference, other = pair
    found = finding(reference, other, measure, date=DAY, language=language)
    title = found.title("B", "A").replace(found.label, "")  # a name may hold such a word
    up, down = (words(language).say(f"finding.{key}") for key in (HIGHER, LOWER))
    heads = [words(language).say(f"finding.head_{key}", much="") for key in (HIGHER, LOWER)]
    says = [any(word in title for word in both) for both in zip((up, down), heads, strict=True)]
    if found.verdict in (UNCHANGED, FEW):
        assert not any(says)
        return
    gap = found.gap
    part = 0.01 * abs(gap.level)
    in_points = found.unit in ("points", "index points")
    if in_points:
        assert abs(gap.median) >= 1.0
    else:
        assert abs(gap.median) >= part or abs(gap.median) >= 0.1 * gap.spread > 0.0
    if found.verdict == HIGHER:
        assert gap.low >= 0.0 < gap.median
        assert gap.below <= 0.05
    if found.verdict == LOWER:
        assert gap.high <= 0.0
        assert gap.median < 0.0
        assert gap.above <= 0.05
    if found.verdict == OPEN and language == "en":
        assert "may rise or fall" in title


@given(pairs(), st.sampled_from(MEASURES))
def test_per_cent_stand_only_where_the_reference_is_more_than_near_nil(pair, measure):
    reference, other = pair
    found = finding(reference, other, measure, peak=float(np.median(np.abs(reference))) * 20)
    if found.percent is None:
        assert "%" not in found.size
    else:
        assert not near_nil(found.gap)
        assert found.unit not in ("points", "index points")
        assert abs(found.gap.level) > NIL * abs(found.gap.peak)


@given(pairs(), st.sampled_from(LANGUAGES))
def test_under_twenty_members_no_band_is_told(pair, language):
    reference, other = pair
    found = finding(reference, other, "russia.shells_fired", language=language)
    shown = level(reference, "russia.shells_fired", language=language)
    few = len(reference) < FEWEST
    assert (found.verdict == FEW) == few
    assert bool(re.search(r"95\s?%", found.text)) == (not few)
    assert np.isnan(shown.low) == few
    assert found.verdict in VERDICTS


def test_four_rounds_of_fourteen_thousand_are_practically_unchanged():
    random = np.random.default_rng(1)
    reference = random.normal(14_551 * 7, 20_000, 300)
    found = finding(reference, reference - 28.0, "russia.shells_fired", date=MONDAY)
    assert found.share_down == 1.0
    assert found.verdict == UNCHANGED
    assert "practically unchanged in the week of 19 June 2028" in found.title("Maximum pressure")
    assert "−4 rounds a day" in found.text


def test_the_difference_is_the_median_of_pairs_and_not_of_medians():
    reference = np.concatenate([np.full(30, 1000.0), np.full(21, 9000.0)])
    other = np.concatenate([np.full(30, 1100.0), np.full(21, 5000.0)])
    found = finding(reference, other, "dprk.hard_currency_usd")
    assert found.median == 100.0
    assert found.verdict == OPEN
    ranks = np.linspace(1000.0, 9000.0, 51)  # one shift in rank, and every other pair the other way
    assert finding(ranks, ranks[::-1] + 100.0, "dprk.hard_currency_usd").verdict == OPEN


def test_a_share_is_told_in_points_and_a_point_is_the_least():
    reference = np.linspace(0.2, 0.4, 50)
    assert finding(reference, reference + 0.008, "dprk.energy_coverage").verdict == UNCHANGED
    found = finding(reference, reference + 0.03, "dprk.energy_coverage", date=DAY)
    assert found.verdict == HIGHER
    assert "+3 points" in found.text
    assert found.percent is None


def test_a_verdict_holds_in_any_unit():
    random = np.random.default_rng(2)
    reference = random.normal(10, 2, 200)
    other = reference * random.normal(1.03, 0.01, 200)
    one = finding(reference, other, "dprk.hard_currency_usd")
    large = finding(reference * 1e9, other * 1e9, "dprk.hard_currency_usd")
    assert one.verdict == large.verdict == HIGHER
    assert one.percent == pytest.approx(large.percent)


def test_other_members_are_no_pair():
    with pytest.raises(ValueError, match="same members"):
        gap_of(np.zeros(3), np.zeros(4))


def test_an_unknown_measure_is_one_line():
    with pytest.raises(InputError, match="did you mean"):
        finding(np.zeros(30), np.zeros(30), "russia.shells_fird")


def test_a_probability_says_of_how_many_members():
    assert chance_of(0.62, 1300) == "62\u00a0% of 1,300 members"


@pytest.mark.parametrize("name", sorted(measures()))
def test_a_stock_is_told_by_its_day_and_all_else_by_its_week(name):
    last, stock = 259, measures()[name].bound
    day = day_of(name, last)
    assert day == (DAY if stock else MONDAY)
    said = {language: when(name, day, language) for language in LANGUAGES}
    in_week = {"en": "in the week of 19 June 2028", "zh": "2028年6月19日当周"}
    assert said == ({"en": "on 26 June 2028", "zh": "2028年6月26日"} if stock else in_week)
    values = np.full(40, 0.5)
    for language in LANGUAGES:
        found = finding(values, values + 0.1, name, date=day, language=language)
        told = (level(values, name, date=day, language=language).text, found.text, found.title("x"))
        assert all(said[language] in text for text in told)
    if measures()[name].kind == "flow":
        total = f"{name}:cumulative"
        by = {"en": "by 26 June 2028", "zh": "截至2028年6月26日"}
        assert {x: when(total, day_of(total, last), x) for x in LANGUAGES} == by
