"""What answers say: the same in both languages, and statements in words."""

import re
import tomllib
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.answers.statements.clock import Clock
from sim.answers.statements.reading import read
from sim.answers.statements.spoken import spoken
from sim.answers.telling import breakeven as telling
from sim.answers.turning import Turning
from sim.answers.words import Voice
from sim.vocabulary.language import HERE, LANGUAGES

GAP = re.compile(r"{(\w+)}")
SMALL = {"members": 8, "weeks": 20, "prior": True}


def texts(language):
    found = tomllib.loads((Path(HERE) / f"{language}_answers.toml").read_text(encoding="utf-8"))
    return {f"{s}.{k}": v for s, part in found.items() for k, v in part.items()}


def test_both_languages_say_the_same_with_no_gap_of_their_own():
    english, chinese = texts("en"), texts("zh")
    assert set(english) == set(chinese)
    for key, text in chinese.items():
        assert set(GAP.findall(text)) <= set(GAP.findall(english[key])), key


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        ("russia.shells_fired >= 10k rounds/day throughout 2025",
         "shells fired ≥ 10,000 rounds a day throughout 2025",
         "2025年1月6日至2025年12月22日每周炮弹发射量 ≥ 1万发/日"),
        ("capability.index[russia] falls by 5 points against no_exchange by end of 2026",
         "capability index (Russia) at least 5 points below “No exchange” at the end of 2026", ""),
        ("not dprk.warheads >= 40 at 2024-11-04",
         "not (DPRK warhead equivalents ≥ 40 warhead equivalents on 4 November 2024)", ""),
    ],
)  # fmt: skip
def test_a_statement_is_read_out(text, english, chinese):
    said = read(text, Clock(260)).said
    assert spoken(said).replace("\u00a0", " ") == english
    assert not chinese or spoken(said, "zh") == chinese


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_verb_speaks_both_languages(language):
    fired = "russia.shells_fired >= 9k rounds/day at 2023-10-02"
    told = [
        sim.ask(fired, language=language, **SMALL),
        sim.ask("when first russia.shells_fired < 9k rounds/day", language=language, **SMALL),
        sim.breakeven(fired, "shells_demanded_per_day", language=language, **SMALL),
        sim.effect("dprk.hard_currency_usd", language=language, **SMALL),
        sim.sensitivity("dprk.warheads", language=language, members=20, weeks=12),
        sim.discover(fired, language=language, members=20, weeks=20),
        sim.explain("baseline", "no_exchange", measure="dprk.warheads", language=language, **SMALL),
        sim.worth("dprk.warheads", among=["baseline", "no_exchange"], language=language,
                  members=20, weeks=12, prior=True),
    ]  # fmt: skip
    stop = "。" if language == "zh" else "."
    for answer in told:
        assert answer.title
        assert len(answer.sentences) == 2
        for sentence in answer.sentences:
            assert sentence.endswith(stop), sentence
            assert "nan" not in sentence
            assert "  " not in sentence


def test_members_that_never_turn_are_told_apart_from_those_that_always_hold():
    statement = read("russia.shells_fired >= 9k rounds/day at 2023-10-02", Clock(20))
    holds = np.asarray([[1.0, 0.0, 0.0, 1.0], [1.0, 0.0, 1.0, 0.0]])
    from sim.answers.changes import Input

    found = Turning(
        Input("designation_tempo", 0.0, 4.0), np.asarray([np.nan, np.nan, 2.0, 2.0]), holds[0],
        np.asarray([0, 0, 1, 1]), np.asarray([0.0, 4.0]), holds,
        {"all members": np.ones(4, dtype=bool)}, np.arange(4), 0.1,
    )  # fmt: skip
    assert found.kinds() == {"always": 0.25, "turns": 0.5, "never": 0.25}
    rests = {"ensemble": "prior", "members": 4}
    first, _ = telling.sentences(found, statement, rests, Voice("en", "breakeven"))
    assert "in 25\u00a0% of members and at none in 25\u00a0%; in 50\u00a0%" in first
