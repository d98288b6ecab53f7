"""Asking: statements are read strictly, counted as by hand, and refused with their place."""

import json
import random

import numpy as np
import pytest
from typer.testing import CliRunner

from sim.answers.ask import ALL, ask
from sim.answers.asking import cases_of
from sim.answers.futures import outcomes
from sim.answers.given_data import indices
from sim.answers.shares import share_of, wilson
from sim.answers.statements import terms as t
from sim.answers.statements.clock import Clock
from sim.answers.statements.files import load_all
from sim.answers.statements.monitor import NEVER, Paths, over_weeks, value_of
from sim.answers.statements.reading import read, read_outcome
from sim.cli.main import app
from sim.ground.errors import InputError, SimError
from sim.ground.weeks import week_of
from sim.runs.settings import Settings
from sim.vocabulary.scenario import load

WEEKS = 80
CLOCK = Clock.of(load("baseline").policy, 260)
SHORT = Clock(6)


def said(text, clock=CLOCK):
    return read(text, clock)


def paths(rows, **others):
    rows = np.asarray(rows, dtype=float).T
    return Paths(
        {"russia.shells_fired": rows},
        {k: {"russia.shells_fired": np.asarray(v, float).T} for k, v in others.items()},
    )


def truth(text, rows, **others):
    return value_of(read(text, SHORT).said, paths(rows, **others)).tolist()


FIRED = "russia.shells_fired"
IN = "2023-07-03 to 2023-08-13"
UP, DIP, LOW = [9] * 6, [9, 9, 1, 9, 9, 9], [1] * 6
THREE = [UP, DIP, LOW]


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        (f"{FIRED} >= 9 at 2023-07-17", [1, 0, 0]),
        (f"{FIRED} >= 9 throughout {IN}", [1, 0, 0]),
        (f"{FIRED} >= 9 throughout the run", [1, 0, 0]),
        (f"{FIRED} < 9 by 2023-07-23", [0, 1, 1]),
        (f"{FIRED} < 9 by 2023-07-16", [0, 0, 1]),
        (f"{FIRED} < 9 at some time in {IN}", [0, 1, 1]),
        (f"{FIRED} < 9 for at least 2 weeks running", [0, 0, 1]),
        (f"{FIRED} >= 9 for 3 weeks running in {IN}", [1, 1, 0]),
        (f"{FIRED} >= 9 in at least 80 % of weeks", [1, 1, 0]),
        (f"{FIRED} >= 9 in at most 80% of weeks", [0, 0, 1]),
        (f"whenever {FIRED} < 9 then {FIRED} > 8 within 2 weeks", [1, 1, 0]),
        (f"{FIRED} > 8 until {FIRED} < 2", [0, 1, 1]),
        (f"not {FIRED} >= 9 at 2023-07-17", [0, 1, 1]),
        (f"({FIRED} >= 9 and {FIRED} <= 10) at 2023-07-17", [1, 0, 0]),
        (f"{FIRED} between 0 and 2 at 2023-07-17", [0, 1, 1]),
        (f"{FIRED} >= 9 at 2023-07-03 or {FIRED} <= 1 at 2023-07-03", [1, 1, 1]),
        (f"mean of {FIRED} >= 9 at 2023-08-07", [1, 0, 0]),
        (f"total of {FIRED} >= 46 rounds by 2023-08-07", [1, 1, 0]),
        (f"lowest over 2 weeks of {FIRED} >= 9 at 2023-07-24", [1, 0, 0]),
        (f"{FIRED} falls by 8 rounds/week since 2023-07-03 at 2023-07-17", [0, 1, 0]),
        (f"{FIRED} falls by 80 % since 2023-07-03 by 2023-07-17", [0, 1, 0]),
        (f"when first {FIRED} < 9", [NEVER, 2, 0]),
        (f"when last {FIRED} < 9", [NEVER, 2, 5]),
        (f"how long {FIRED} >= 9", [6, 5, 0]),
        (f"how much is {FIRED} in {IN}", [9, 46 / 6, 1]),
        (f"how much is total of {FIRED} in {IN}", [54, 46, 6]),
        (f"how much is {FIRED} at 2023-07-17", [9, 1, 1]),
    ],
)  # fmt: skip
def test_a_statement_is_counted_as_by_hand(text, holds):
    assert truth(text, THREE) == pytest.approx(holds)


def test_a_difference_is_paired_by_member():
    rows = {"calm": [[14] * 6, [9] * 6, [2] * 6]}
    text = f"{FIRED} falls by 5 rounds/week against calm at 2023-07-03"
    assert truth(text, THREE, **rows) == [1, 0, 0]
    assert truth(f"{FIRED} <= {FIRED} under calm at 2023-07-17", THREE, **rows) == [1, 1, 1]
    assert truth(f"{FIRED} rises by 5% against calm at 2023-07-03", [LOW], calm=[[0] * 6]) == [0]


def test_windows_hold_the_weeks_that_there_are():
    rows = np.arange(5.0)[:, np.newaxis]
    for how, reduce in (
        ("mean", np.mean),
        ("total", np.sum),
        ("highest", np.max),
        ("median", np.median),
    ):
        for over in (1, 2, 9, None):
            wide = 5 if over is None else over
            by_hand = [reduce(rows[max(0, w + 1 - wide) : w + 1]) for w in range(5)]
            np.testing.assert_allclose(over_weeks(rows, how, over)[:, 0], by_hand)


def test_units_are_converted_along_listed_pairs_and_said():
    got = said(f"{FIRED} >= 10k rounds/day at 2025-12-29")
    assert got.said.formula.condition.value == 70_000.0
    assert got.notes == ("10,000 rounds/day is 70,000 rounds/week",)
    assert said(f"{FIRED} >= 70,000 at 2025-12-29").notes[0].endswith("taken in rounds/week")
    for text, value in (
        ("20,000", 2e4),
        ("20_000", 2e4),
        ("20k", 2e4),
        ("2m", 2e6),
        ("1.5bn", 1.5e9),
    ):
        assert (
            said(f"dprk.shell_stock > {text} rounds at 2025-12-29").said.formula.condition.value
            == value
        )
    total = said("total of dprk.provocations rises by 1 events against no_exchange at 2025-12-29")
    assert total.said.formula.condition.amount == 1.0
    assert said("dprk.energy_coverage < 80 % at 2025-12-29").said.formula.condition.value == 0.8


def test_a_week_belongs_to_the_date_it_holds_and_to_the_years_it_lies_in():
    assert said(f"{FIRED} > 1 at 2025-12-29").said.formula.span.first == week_of(
        week_day("2025-12-29")
    )
    year = said(f"{FIRED} > 1 throughout 2025").said.formula.span
    assert (year.first, year.last) == (79, 129), "6 January to 28 December 2025"
    assert said(f"{FIRED} > 1 at end of 2026").said.formula.span.first == 182
    assert said(f"{FIRED} > 1 at 8 weeks after panel_end").said.formula.span.first == 51


def week_day(text):
    from datetime import date

    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is empty"),
        ("russia.shells_fird > 3 at 2025-01-01", "column 1: unknown measure.*did you mean 'russia.shells_fired'"),
        (f"{FIRED} > 3 USD at 2025-01-01", "column 23: russia.shells_fired is not in USD; accepted here: rounds/week or rounds/day"),
        (f"{FIRED} > 3", "column 24: the statement ends too early.*at DATE"),
        (f"{FIRED} = 3 at 2025-01-01", "column 21: '=' does not fit.*one of >="),
        (f"{FIRED} > 3 at 2025", "a year, quarter or month is a period"),
        (f"{FIRED} > 3 at 2025-02-31", "column 28: '2025-02-31' is no day"),
        (f"{FIRED} > 3 at 2035-02-01", "column 28: 2035-02-01 lies after the last week"),
        (f"{FIRED} > 3 at 2021-02-01", "column 28: 2021-02-01 lies before the start"),
        (f"{FIRED} > 3 throughout 2028", "column 36: 2028-12-31 lies after"),
        ("capability.index > 3 at 2025-02-11", "column 1: capability.index needs one actor"),
        ("capability.index[mars] > 3 at 2025-02-11", "column 18: unknown actor 'mars'"),
        ("dprk.warheads[us] > 3 at 2025-02-11", "takes no selector"),
        ("trade.binding > 3 at 2025-02-11", "holds names, not numbers"),
        (f"{FIRED} > dprk.warheads at 2025-02-11", "compare like with like"),
        (f"mean of {FIRED} > 3 throughout 2025", "mean over 52 weeks"),
        (f"{FIRED} > 3 in at least 120 % of members at 2025-01-06", "does not fit"),
        (f"{FIRED} > 3 at nosuch", "column 28: unknown event 'nosuch'"),
        (f"{FIRED} falls by 5 points since 2024-01-01 at 2025-01-06", "points go with an index or a share"),
        (f"{FIRED} > 3 for 900 weeks running in 2025", "do not fit into"),
        ("(" * 40 + FIRED, "40 brackets"),
        ("x" * 1001, "too many; at most 1,000"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_one_line_with_its_place(text, told):
    with pytest.raises(InputError, match=told) as caught:
        said(text)
    assert "\n" not in str(caught.value)


def scrambled(luck):
    pieces = [
        FIRED, "capability.index[russia]", "dprk.warheads", ">=", "<", "10k", "rounds/day", "at", "by",
        "2025-12-29", "throughout", "2025", "end of 2026", "in", "falls by", "5 points", "against", "baseline",
        "when first", "how long", "(", ")", "and", "or", "not", "whenever", "then", "within", "3 weeks", "80 %",
        "of members", "under", "2025-13", "nosuch", "mean over 4 weeks of", "until", "[", "]", "–", "\x00", "é", "1e9",
    ]  # fmt: skip
    text = " ".join(luck.choices(pieces, k=luck.randint(1, 14)))
    return text if luck.random() < 0.7 else text[: luck.randint(0, len(text))]


def tried(count):
    luck, told = random.Random(5), []
    for _ in range(count):
        text = scrambled(luck)
        try:
            said(text)
        except InputError as error:
            told.append(str(error))
    assert told
    assert not any("\n" in line for line in told)


def test_scrambled_statements_are_read_or_refused():
    tried(300)


@pytest.mark.heavy
def test_ten_thousand_random_statements_leave_no_traceback():
    tried(10_000)


def test_the_share_is_that_of_the_members_and_its_interval_goes_by_rows():
    how = Settings(16, 1, WEEKS)
    got = ask("dprk.warheads >= 45 at 2024-11-04", members=16, weeks=WEEKS, prior=True)
    case = load("baseline").policy
    at = week_of(week_day("2024-11-04")) + 1
    stock = outcomes([case], ["dprk.warheads"], lambda p: p.own["dprk.warheads"][at], how).values[0]
    share = float((stock >= 45).mean())
    assert got.table["share"][0] == share
    assert (got.table["share_low"][0], got.table["share_high"][0]) == wilson(share, 16)
    assert len(got.sentences) == 2
    assert json.loads(got.to_json())["table"][0]["share"] == share
    assert got.found.cases[0].groups[ALL].all()


def test_members_on_one_row_are_one_piece_of_evidence():
    several = share_of(np.asarray([1.0, 1, 0, 0]), np.asarray([7, 7, 8, 8]))
    assert (several.share, several.rows) == (0.5, 2)
    assert (several.low, several.high) == wilson(0.5, 2)
    assert share_of(np.asarray([1.0, np.nan]), np.arange(2)).members == 1


def test_the_given_data_index_finds_what_ishigami_is_made_of():
    import pandas as pd

    luck = np.random.default_rng(3)
    x = luck.uniform(-np.pi, np.pi, (1000, 3))
    y = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    got = indices(pd.DataFrame(x, columns=list("abc")), y)
    np.testing.assert_allclose(got.index, [0.314, 0.442, 0.0], atol=0.06)
    assert [name for name, _ in got.ranked()] == ["b", "a"]


def test_a_bar_is_met_or_not():
    common = {"members": 8, "weeks": 20, "prior": True}
    assert (
        ask("dprk.warheads >= 0 throughout the run in at least 80 % of members", **common).met
        is True
    )
    assert (
        ask("dprk.warheads < 0 throughout the run in at least 80 % of members", **common).met
        is False
    )
    assert ask("dprk.warheads < 0 throughout the run", **common).met is None


def test_shipped_statements_can_be_read():
    for kept in load_all():
        for name in kept.under:
            read(kept.statement, Clock.of(load(name).policy, 260))


def test_the_command_prints_writes_and_draws(tmp_path):
    words = ["ask", f"{FIRED} >= 1 rounds/day at 2023-08-07", "--members", "8", "--weeks", "12"]
    done = CliRunner().invoke(app, [*words, "--out", str(tmp_path), "--format", "json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["about"]["members"] == 8
    assert sorted(p.suffix for p in tmp_path.iterdir()) == [".csv", ".png", ".svg"]


def test_all_exits_with_one_where_a_bar_is_not_met(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(
        f'[a]\nstatement = "{FIRED} >= 1 at 2023-08-07"\nat_most = 0.1\n', encoding="utf-8"
    )
    words = ["ask", "--all", "--statements", str(file), "--members", "8", "--weeks", "12"]
    assert CliRunner().invoke(app, words).exit_code == 1
    file.write_text(file.read_text(encoding="utf-8").replace("most", "mots"), encoding="utf-8")
    with pytest.raises(SimError, match=r"mine.toml \[a\]: unknown key 'at_mots'"):
        CliRunner().invoke(app, words, catch_exceptions=False)


def test_a_folder_of_results_answers_from_what_it_holds(tmp_path):
    import sim
    from sim.answers.stores import ask_store

    place = str(tmp_path / "store")
    table = {"title": "t", "scenario": "baseline", "seed": 1, "members": 8, "weeks": 20, "axes": {"designation_tempo": [0, 4]},
             "save": {"measures": [FIRED], "series_members": 8}}  # fmt: skip
    from sim.sweeps.designs.file import parse_design

    sim.sweep(parse_design(table, "small.toml", "small"), place, prior=True)
    text = f"{FIRED} >= 15k rounds/day at 2023-10-02"
    got = ask_store(text, place)
    direct = ask(
        text,
        members=8,
        weeks=20,
        prior=True,
        under=[load("baseline").setting("designation_tempo", 0)],
    )
    assert got.table["share"][0] == direct.table["share"][0]
    with pytest.raises(
        InputError, match=r"no weekly series of dprk.warheads; add 'measures = .*--rerun"
    ):
        ask_store("dprk.warheads > 40 at 2023-10-02", place)
    again = ask_store("dprk.warheads > 40 at 2023-10-02", place, rerun=True)
    assert again.about["members"] == 8


def test_outcomes_of_other_verbs_have_a_time():
    assert read_outcome("capability.index[russia]", CLOCK).said.at
    assert not read_outcome(FIRED, CLOCK).said.at
    assert isinstance(read_outcome(FIRED, CLOCK).said, t.HowMuch)
    assert cases_of("baseline")["baseline"] == load("baseline").policy
