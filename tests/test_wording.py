"""Numbers, units and dates read the same wherever they stand."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.vocabulary.language import LANGUAGES, words
from sim.vocabulary.measures import measures
from sim.vocabulary.wording import (
    change,
    day_words,
    gain,
    listed,
    number,
    percent,
    quantity,
    scale_of,
    signed,
    span,
)


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (0.0, "0", "0"),
        (14_551.0, "14,600", "1.46万"),
        (11_000_000.0, "11 million", "1100万"),
        (999_960.0, "1 million", "100万"),
        (-2.1e9, "−2.1 bn", "−21亿"),
        (8200.0, "8,200", "8200"),
        (0.0123, "0.0123", "0.0123"),
        (float("nan"), "–", "–"),
    ],
)
def test_a_number_has_three_figures_and_a_readable_scale(value, english, chinese):
    assert number(value) == english
    assert number(value, "zh") == chinese


def test_a_chinese_range_has_its_magnitude_at_both_ends():
    assert span(-440_000, 55_000, "rounds", "zh") == "−44万至5.5万发"
    assert span(3.1e8, 5.1e9, "", "zh") == "3.1亿至51亿"


def test_an_english_range_says_a_common_magnitude_once():
    assert span(1.3e9, 2.5e9, "USD") == "USD\u00a01.3 to 2.5 bn"
    assert span(-440_000, 55_000, "rounds") == "−440,000 to 55,000 rounds"


def test_dollars_stand_before_the_number_in_english_and_behind_it_in_chinese():
    assert quantity(1.6e9, "USD/week") == "USD\u00a01.6 bn a week"
    assert gain(-1.6e9, "USD") == "−USD\u00a01.6 bn"
    assert quantity(1.6e9, "USD", "zh") == "16亿美元"


def test_dates_and_lists_follow_the_language():
    assert day_words(date(2028, 6, 26)) == "26 June 2028"
    assert day_words(date(2028, 6, 26), "zh") == "2028年6月26日"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed(["甲", "乙"], "zh") == "甲和乙"


def test_only_exact_shares_are_told_as_none_or_all():
    assert [percent(s, "zh") for s in (0.0, 0.0004, 0.9996, 1.0)] == ["0%", "<1%", ">99%", "100%"]
    assert change(-0.027) == "−0.027\u00a0%"


def test_rounds_are_read_by_the_day_and_shares_in_points():
    assert scale_of("russia.shells_fired") == ("rounds/day", "rounds/day", 1 / 7, False)
    assert scale_of("russia.shells_fired:cumulative").unit == "rounds"
    assert scale_of("dprk.energy_coverage").points
    assert scale_of("capability.index").points


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_unit_that_people_read_has_a_name(language):
    for name in measures():
        for total in (False, True):
            scale = scale_of(name, total=total)
            for unit in (scale.unit, scale.difference):
                assert words(language).known("units", unit), f"{language}: {unit}"


@given(st.floats(-1e12, 1e12), st.sampled_from(LANGUAGES))
def test_a_sign_is_never_lost_and_never_made_up(value, language):
    shown = signed(value, language)
    zero = shown == "0"
    assert zero or shown.startswith("+" if value > 0 else "−")
    assert not zero or abs(value) < 1e-3


@given(st.floats(1e-3, 1e12), st.sampled_from(LANGUAGES))
def test_what_is_read_is_within_half_of_the_third_figure(value, language):
    shown = number(value, language).replace(",", "")
    for name, size in ((" million", 1e6), (" bn", 1e9), ("万", 1e4), ("亿", 1e8)):
        if shown.endswith(name):
            shown = str(float(shown.removesuffix(name)) * size)
    assert float(shown) == pytest.approx(value, rel=0.0051)
