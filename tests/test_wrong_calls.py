"""Calls from Python that cannot be meant: each is one clear line, before anything is run."""

from datetime import date
from math import inf, nan

import numpy as np
import pandas as pd
import pytest

import sim

SMALL = {"members": 8, "weeks": 8, "prior": True}
KEEP = ["russia.shells_fired", "capability.index"]
DESIGN = {"axes": {"designation_tempo": [0, 2]}, "members": 4, "seed": 1, "weeks": 6,
          "save": {"measures": KEEP}}  # fmt: skip
FIRE = "russia.shells_fired >= 10k rounds/day throughout 2023"
DAY = "2024-11-04"
TEMPO = "designation_tempo"

OPTIONS = {
    "levers": [
        (5, "table of names"), ("designation_tempo", "table of names"),
        ({TEMPO: nan}, "not a finite number"), ({TEMPO: inf}, "not a finite number"),
        ({TEMPO: "two"}, "not a number"), ({TEMPO: [1, 2]}, "not a number"),
        ({TEMPO: True}, "not a number"), ({TEMPO: pd.NA}, "not a number"),
        ({TEMPO: np.array([1.0, 2.0])}, "not a number"), ({TEMPO: 1 + 2j}, "not a number"),
        ({5: 1}, "not text"), ({None: 1}, "not text"), (pd.DataFrame({"a": [1]}), "table of names"),
        ({"monitoring_regime": "bothh"}, "did you mean 'both'"),
        ({"ceasefire_date": 5}, "not a date"), ({"ceasefire_date": "soon"}, "not a date"),
        ({"shells_demanded_per_day": "9k rounds/week/day"}, "not a number in rounds/day"),
    ],
    "steps": [
        (DAY, "is no list"), ([None], "no step"), (np.array([1, 2]), "no step"),
        ([(DAY, "designation_temp", 1)], "did you mean 'designation_tempo'"),
        ([(DAY, TEMPO, nan)], "not a finite number"), ([(DAY, TEMPO, 9)], "outside 0 to 4"),
        ([(DAY, 5, 1)], "not text"), ([(20241104, TEMPO, 1)], "not a date"),
        ([("2019-11-04", TEMPO, 1)], "before the start"), ({TEMPO: 5}, "no mapping"),
        ([{"date": DAY, "lever": TEMPO}], "date, lever, value"),
        (pd.DataFrame({"day": [DAY]}), "date, lever, value"),
    ],
    "assumptions": [
        (5, "table of names"), ({7: 1}, "not text"),
        ({"dprk.shell_stok": 1}, "did you mean 'dprk.shell_stock'"),
        ({"dprk.shell_stock": -5}, "negative"), ({"dprk.shell_stock": "many"}, "not a number"),
        ({"dprk.shell_stock": {"scale": nan}}, "finite"),
        ({"dprk.shell_stock": {"kind": "fixd"}}, "did you mean 'fixed'"),
    ],
    "structure": [
        ("reading", "table of names"), ({"readin": "x"}, "did you mean 'reading'"),
        ({"reading": None}, "no rule"), ({"reading": ["heavy_fire"]}, "did you mean"),
    ],
    "members": [(None, "whole"), (nan, "whole"), (True, "whole"), ([8], "whole"),
                (np.array([8]), "whole"), (10**9, "too many")],
    "seed": [(-1, "negative"), ("x", "whole"), (None, "whole"), (1.5, "whole")],
    "weeks": [(0, "outside"), (5000, "outside"), ("20", "whole")],
    "workers": [(-1, "too few"), (1.5, "whole")],
    "series_members": [(0, "too few"), (None, "whole")],
    "keep": [(5, "list of names"), ([5], "list of names"), (None, "list of names"),
             (["capability.index[actor=dprk]"], "did you mean 'capability.index'")],
    "prior": [(1, "true or false"), (None, "true or false")],
    "progress": [(5, "cannot be called")],
    "cancel": [("x", "cannot be called")],
}  # fmt: skip
RUNS = [(name, value, said) for name, pairs in OPTIONS.items() for value, said in pairs]


def refused(call, said):
    """Hold that a call is refused in one line which says so."""
    with pytest.raises(sim.InputError) as caught:
        call()
    line = str(caught.value)
    assert said in line
    assert "\n" not in line
    assert len(line) < 400


@pytest.mark.parametrize(("option", "value", "said"), RUNS)
def test_a_wrong_option_of_a_run(option, value, said):
    refused(lambda: sim.run("baseline", **{**SMALL, option: value}), said)


@pytest.mark.parametrize(
    ("given", "said"),
    [(None, "no scenario"), (["baseline"], "no scenario"), ({"extends": "baseline"}, "no scenario"),
     ("", "is empty"), (nan, "no scenario"), ("baselin", "did you mean 'baseline'")],
)  # fmt: skip
@pytest.mark.parametrize("verb", [sim.run, lambda given: sim.compare("baseline", given),
                                  sim.hindcast, sim.session])  # fmt: skip
def test_what_is_no_scenario(verb, given, said):
    refused(lambda: verb(given), said)


TABLES = [
    (None, "table of names"), ("x", "table of names"), ({5: 1}, "not text"),
    ({"extends": 5}, "not a name"), ({"extends": "baselin"}, "did you mean 'baseline'"),
    ({"levers": 5}, "must be a table"), ({"levers": {TEMPO: nan}}, "not a finite number"),
    ({"steps": 5}, "is no list"), ({"steps": [5]}, "no step"),
    ({"steps": [{"date": DAY, "lever": TEMPO, "valu": 1}]}, "date, lever, value"),
    ({"assumptions": [1]}, "must be a table"), ({"structure": {"reading": "x"}}, "unknown rule"),
    ({"events": {"sumits": 1}}, "did you mean 'summits'"), ({"title": 5}, "not text"),
    ({"edition": 99}, "none of 1 to 2"), ({"rules": 5}, "must be a list"),
    ({"headline": ["russia.shells_fird"]}, "did you mean"), ({"lever": {}}, "did you mean 'levers'"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "said"), TABLES)
def test_a_table_that_describes_no_scenario(table, said):
    refused(lambda: sim.parse(table), said)


DESIGNS = [
    ({"axes": 5}, "must be a table"), ({"axes": {"designation_temp": [1]}}, "did you mean"),
    ({"axes": {TEMPO: 5}}, "no list"), ({"axes": {TEMPO: [9]}}, "outside 0 to 4"),
    ({"axes": {TEMPO: [None]}}, "not a number"), ({"axes": {TEMPO: []}}, "empty"),
    ({"axes": {TEMPO: [1, 1]}}, "stands twice"), ({"members": "x"}, "whole"),
    ({"weeks": nan}, "whole"), ({"save": 5}, "must be a table"),
    ({"save": {"measure": KEEP}}, "did you mean 'measures'"),
    ({"save": {"measures": ["russia.shells_fird"]}}, "did you mean"),
    ({"save": {"measures": KEEP, "dates": ["x"]}}, "not a date"), ({"member": 5}, "did you mean"),
    ({"scenario": 5}, "name a scenario"),
]  # fmt: skip


@pytest.mark.parametrize(("part", "said"), DESIGNS)
def test_a_design_that_cannot_be_swept(part, said):
    refused(lambda: sim.sweep({**DESIGN, **part}), said)


SWEPT = [
    ({"design": None}, "no design"), ({"design": "referenc"}, "did you mean 'reference'"),
    ({"workers": 0}, "too few"), ({"scheduler": "x"}, "no address"), ({"out": 5}, "no path"),
    ({"resume": "x"}, "true or false"), ({"progress": 5}, "cannot be called"),
    ({"design": "baseline", "axes": {TEMPO: [1]}, "dates": "monthl"}, "known are"),
    ({"design": "baseline", "axes": {TEMPO: [1]}, "from_date": "x"}, "not a date"),
    ({"design": "baseline", "axes": {TEMPO: [1]}, "measures": ["x"]}, "unknown measure"),
]  # fmt: skip


@pytest.mark.parametrize(("options", "said"), SWEPT)
def test_a_sweep_that_cannot_be_made(options, said):
    refused(lambda: sim.sweep(**{"design": DESIGN, **options}), said)


ANSWERS = {
    "ask": [((5,), {}, "not text"), ((), {}, "missing a required"),
            ((FIRE,), {"under": 5}, "no scenario"), ((FIRE,), {"memberz": 5}, "did you mean"),
            ((FIRE,), {"language": "fr"}, "unknown language"),
            (("russia.shells_fird >= 9k rounds/day throughout 2023",), {}, "russia.shells_fired")],
    "breakeven": [((FIRE,), {}, "missing a required"), ((FIRE, 5), {}, "not text"),
                  ((FIRE, "designation_temp"), {}, "did you mean 'designation_tempo'"),
                  ((FIRE, TEMPO), {"low": "x"}, "not a number"),
                  ((FIRE, TEMPO), {"under": ["baseline", "oil_squeeze"]}, "name one scenario")],
    "discover": [((5,), {}, "not text"), ((FIRE,), {"path": 2}, "did you mean 'paths'"),
                 ((), {"paths": "x"}, "whole"), ((), {"paths": 1}, "from 2 to 8"),
                 ((FIRE,), {"learner": "yes"}, "true or false")],
    "effect": [((None,), {}, "not text"), ((KEEP[0],), {"members": "x"}, "whole"),
               ((KEEP[0],), {"under": ["baseline", "oil_squeeze"]}, "name one scenario")],
    "explain": [(("baseline",), {}, "missing a required"),
                (("baseline", 5), {}, "no scenario"),
                (("baseline", "oil_sqeeze"), {}, "did you mean 'oil_squeeze'"),
                (("baseline", "oil_squeeze"), {"measure": 5}, "not text"),
                (("baseline", "oil_squeeze"), {"member": 1.5}, "whole")],
    "search": [((5,), {}, "too many positional"), ((), {"less": 5}, "list of names"),
               ((), {"less": "dprk.shells_arrived", "les": 1}, "did you mean 'less'")],
    "sensitivity": [((["x"],), {}, "not text"), ((KEEP[0],), {"seed": 1.5}, "whole")],
    "worth": [((KEEP[0],), {}, "missing a required"),
              ((KEEP[0],), {"among": 5}, "no scenario"),
              ((KEEP[0],), {"among": "baseline"}, "at least two"),
              ((KEEP[0],), {"among": ["baseline", "oil_sqeeze"]}, "did you mean"),
              ((KEEP[0],), {"among": ["baseline", "oil_squeeze"], "less": 1}, "true or false")],
}  # fmt: skip


@pytest.mark.parametrize(
    ("verb", "given", "options", "said"),
    [(verb, *case) for verb, cases in ANSWERS.items() for case in cases],
)
def test_a_question_that_cannot_be_answered(verb, given, options, said):
    refused(lambda: getattr(sim, verb)(*given, **options), said)


OTHERS = {
    "a table of scenarios takes nothing": (lambda: sim.scenarios(5), "too many positional"),
    "nor one of levers": (lambda: sim.levers(actor="us"), "unknown option 'actor'"),
    "load": (lambda: sim.load(["baseline"]), "no name"),
    "load nothing": (sim.load, "missing a required"),
    "load a folder": (lambda: sim.load("/"), "is a folder"),
    "changed": (lambda: sim.load("baseline").changed(lever={}), "did you mean 'levers'"),
    "its name": (lambda: sim.load("baseline").changed(name=5), "not text"),
    "settings": (lambda: sim.Settings(member=5), "did you mean 'members'"),
    "their size": (lambda: sim.Settings(members="x"), "whole"),
    "results": (lambda: sim.open_results(""), "is empty"),
    "a sweep": (lambda: sim.open_sweep(""), "is empty"),
    "regret": (lambda: sim.regret(5, less="x"), "no sweep"),
    "briefing": (lambda: sim.report("baseline"), "missing a required"),
    "against": (lambda: sim.report("baseline", "x.html", against=5), "no scenario"),
    "targets": (lambda: sim.hindcast(targets=5), "no path"),
    "a day": (lambda: sim.run("baseline", steps=[(date(2019, 1, 1), TEMPO, 1)]), "before the start"),
}  # fmt: skip


@pytest.mark.parametrize("what", OTHERS)
def test_what_else_cannot_be_meant(what):
    refused(*OTHERS[what])


@pytest.fixture(scope="module")
def swept():
    return sim.sweep(DESIGN)


def test_a_sweep_refuses_a_wrong_measure_date_and_option(swept):
    for call, said in (
        (lambda: swept.plot("russia.shells_fird"), "did you mean"),
        (lambda: swept.plot(KEEP[0], date="x"), "did you mean 'at'"),
        (lambda: swept.plot(KEEP[0], theme=5), "not text"),
        (lambda: swept.plot(KEEP[0], language="fr"), "unknown language"),
        (lambda: swept.plot(KEEP[0], below="x"), "not a number"),
        (lambda: swept.plot("capability.index"), "actor="),
        (swept.level, "missing a required"),
        (lambda: swept.level(5), "not text"),
        (lambda: swept.table("x"), "too many positional"),
        (lambda: swept.to_dataframe(measures="x"), "unknown option"),
        (lambda: sim.regret(swept, less=5), "list of names"),
        (lambda: sim.regret(swept, les="x"), "did you mean 'less'"),
        (lambda: sim.regret(swept, less="russia.shells_fird"), "did you mean"),
    ):
        refused(call, said)


def test_bands_refuse_a_wrong_measure_lever_and_option():
    ask = sim.session("baseline", measures=KEEP, **SMALL)
    found = ask.bands()
    for call, said in (
        (lambda: ask.bands(levers=5), "table of names"),
        (lambda: ask.bands({TEMPO: 1}), "too many positional"),
        (lambda: ask.bands(measures=["russia.shells_fird"]), "did you mean"),
        (lambda: ask.bands(steps=[("x", TEMPO, 1)]), "not a date"),
        (found.table, "missing a required"),
        (lambda: found.table(5), "not text"),
        (lambda: found.table("capability.indx"), "did you mean"),
        (lambda: found.table(KEEP[0], difference=True), "did you mean 'differences'"),
        (lambda: found.table(KEEP[0], differences="x"), "true or false"),
        (lambda: found.dates("x"), "unknown measure"),
    ):
        refused(call, said)


def test_a_name_that_the_package_does_not_have_is_no_riddle():
    with pytest.raises(AttributeError, match="did you mean 'compare'"):
        sim.comparee  # noqa: B018
